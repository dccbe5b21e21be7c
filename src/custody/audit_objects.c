/* SPDX-License-Identifier: Apache-2.0 */
/* audit_objects.c - is every catalogued object held, and does it have its bytes? */
#include "custody/audit_internal.h"

#include "custody/check_pool.h"

#include "casework/short_id.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

#include <sched.h>
#include <stdio.h>
#include <string.h>

#define PAGE              512 /* rows that are read at once */
#define WAIT_MILLISECONDS 100

struct object_walk {
	struct audit         *audit;
	struct check_pool    *pool;
	struct buffer         after; /* the last hash that was read */
	bool                  at_end;
	struct audit_progress progress;
};

static unsigned
usable_cores(void)
{
	cpu_set_t set;
	int count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;

	return count > 1 ? (unsigned)count : 1;
}

/* The rule that catalog/events/audit.completed.json states. */
static enum status
is_in_sample(const struct audit *audit, const struct digest *object, bool *in, struct error *err)
{
	const struct text parts[] = { { (const char *)audit->seed, sizeof audit->seed },
		                      { (const char *)object->bytes, sizeof object->bytes } };
	struct digest mixed;
	enum status st = digest_of_parts(parts, 2, &mixed, err);
	const unsigned char *b = mixed.bytes;
	uint32_t number;

	if (st != STATUS_OK)
		return st;
	number = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
	*in = number % 100 < audit->options->sample_percent;
	return STATUS_OK;
}

/* Which exhibit and acquisition it is: "E-000001 Q-000002 "; and the acquisition's UUID. */
static void
name_object(struct audit *audit, const char *hash, struct buffer *who, json_t **acquisition)
{
	SCOPED_STATEMENT row = NULL;
	char id[SHORT_ID_SIZE];
	enum status st = database_statement(audit->catalogue->database,
	                                    "SELECT a.number, a.uuid, (SELECT min(number) FROM"
	                                    " p_items WHERE object = $1) FROM p_acquisitions a"
	                                    " WHERE a.object = $1 ORDER BY a.number LIMIT 1",
	                                    &row, NULL);

	if (st != STATUS_OK)
		return;
	statement_bind_text(row, 1, text_of(hash));
	if (statement_step(row, NULL) != STATUS_OK)
		return;
	if (!statement_is_null(row, 2)) {
		short_id_write(id, (struct short_id){ 'E', statement_integer(row, 2) });
		buffer_append_format(who, "%s ", id);
	}
	short_id_write(id, (struct short_id){ 'Q', statement_integer(row, 0) });
	buffer_append_format(who, "%s ", id);
	*acquisition = json_of_text(statement_text(row, 1));
}

/* Names a bad object in the lists: `list` of hashes, `acquisitions` of UUIDs, and a sentence. */
static void
report_object(struct audit *audit, const struct digest *object, bool missing, const char *why)
{
	SCOPED(buffer) who = { 0 };
	json_t *acquisition = NULL;
	char hash[DIGEST_TEXT_SIZE];

	digest_write(hash, object);
	name_object(audit, hash, &who, &acquisition);
	audit_list_add(audit, missing ? &audit->missing : &audit->altered, json_string(hash));
	if (acquisition != NULL)
		audit_list_add(audit,
		               missing ? &audit->missing_acquisitions
		                       : &audit->altered_acquisitions,
		               acquisition);
	audit_fault(audit, PART_OBJECTS, "%s: %s%s: %s", missing ? "missing" : "altered",
	            buffer_string(&who), hash, why);
}

static void
report_altered(struct audit *audit, const struct object_check *check)
{
	char found[DIGEST_TEXT_SIZE], why[320];

	if (check->hash && check->finding.readable) {
		digest_write(found, &check->finding.digest);
		snprintf(why, sizeof why, "its bytes give SHA-256 %s; %llu bytes are there", found,
		         (unsigned long long)check->finding.bytes);
		if (check->has_size && check->size != check->finding.bytes)
			snprintf(why + strlen(why), sizeof why - strlen(why), ", %llu were received",
			         (unsigned long long)check->size);
	} else {
		snprintf(why, sizeof why, "%s", check->why);
	}
	report_object(audit, &check->digest, false, why);
}

static void
report_size(struct audit *audit, const struct object_check *check)
{
	char why[128];

	snprintf(why, sizeof why, "%llu bytes are there, %llu were received",
	         (unsigned long long)check->finding.bytes, (unsigned long long)check->size);
	report_object(audit, &check->digest, false, why);
}

/* A sound object whose recorded size is another: the table, or the record, is wrong. */
static void
report_recorded_size(struct audit *audit, const struct object_check *check)
{
	char hash[DIGEST_TEXT_SIZE];

	digest_write(hash, &check->digest);
	audit_fault(audit, PART_OBJECTS,
	            "%s: its bytes are right, and are %llu, but %llu are recorded", hash,
	            (unsigned long long)check->finding.bytes, (unsigned long long)check->size);
}

/* Not looked at, and so neither sound nor damaged. */
static void
report_unread(struct audit *audit, const struct object_check *check)
{
	audit->unable = true;
	if (audit->unread.count == 0)
		snprintf(audit->unread_why, sizeof audit->unread_why, "%s", check->why);
	audit_list_add(audit, &audit->unread, json_of_digest(&check->digest));
}

static enum status
judge(struct audit *audit, const struct object_check *check, struct error *err)
{
	bool other_size = check->has_size && check->size != check->finding.bytes;

	if (check->status == STATUS_MEMORY ||
	    (check->status == STATUS_IO && audit_lacks_means(check->os))) {
		report_unread(audit, check);
		return STATUS_OK;
	}
	switch (check->status) {
	case STATUS_INTERRUPTED:
		audit->stopped = true;
		return STATUS_OK;
	case STATUS_FAULT:
		return fail(err, check->status, "%s", check->why);
	case STATUS_OK:
		if (other_size && check->hash)
			report_recorded_size(audit, check);
		else if (other_size)
			report_size(audit, check);
		break;
	case STATUS_NOT_FOUND:
		report_object(audit, &check->digest, true, "it is not in originals/");
		break;
	default:
		report_altered(audit, check);
	}
	audit->checked++;
	if (check->hash && check->status != STATUS_NOT_FOUND)
		audit->hashed_bytes += check->finding.bytes;
	return STATUS_OK;
}

/* Takes what is finished; waits a little when nothing is. */
static enum status
collect(struct object_walk *walk, struct error *err)
{
	struct object_check check;
	enum status st = STATUS_OK;

	check_pool_wait(walk->pool, WAIT_MILLISECONDS);
	while (st == STATUS_OK && check_pool_take(walk->pool, &check))
		st = judge(walk->audit, &check, err);
	walk->progress.done = (uint64_t)(walk->audit->checked + walk->audit->unread.count);
	walk->progress.bytes = check_pool_bytes(walk->pool);
	audit_tell(walk->audit, &walk->progress);
	if (audit_stopped(walk->audit))
		check_pool_stop(walk->pool);
	return st;
}

/* Does the table that names the originals say what the log does not? */
static bool
table_differs(const struct audit *audit)
{
	const json_t *entry;
	size_t i;

	json_array_foreach(audit->different.entries, i, entry) {
		const char *name = json_string_value(entry);

		if (name != NULL && strcmp(name, "p_objects") == 0)
			return true;
	}
	return false;
}

/* Objects of later events are not counted; where log or table cannot be believed, all are. */
static int64_t
end_of_log(const struct audit *audit)
{
	return audit->size < 0 || table_differs(audit) ? INT64_MAX : audit->size;
}

/* A row as a check; false when its hash is none. */
static enum status
read_row(struct object_walk *walk, struct statement *row, struct object_check *check, bool *right,
         struct error *err)
{
	struct audit *audit = walk->audit;

	if (strcmp(statement_text(row, 0).p, buffer_string(&walk->after)) <= 0)
		return fail(err, STATUS_UNUSABLE, "the index of p_objects is damaged: it is not in order");
	buffer_clear(&walk->after);
	buffer_append_text(&walk->after, statement_text(row, 0));
	*check = (struct object_check){ .has_size = !statement_is_null(row, 1),
		                        .size = (uint64_t)statement_integer(row, 1),
		                        .hash = audit->options->scope == AUDIT_FULL };
	*right = digest_read(statement_text(row, 0), &check->digest);
	if (!*right)
		audit_fault(audit, PART_OBJECTS, "the table p_objects names '%s', which is no hash",
		            buffer_string(&walk->after));
	else if (audit->options->scope == AUDIT_SAMPLE)
		return is_in_sample(audit, &check->digest, &check->hash, err);
	return buffer_check(&walk->after, err);
}

/* The next rows by hash, of objects that the log named when the audit began. */
static enum status
read_page(struct object_walk *walk, struct object_check page[PAGE], size_t *count,
          struct error *err)
{
	SCOPED_STATEMENT rows = NULL;
	size_t read = 0;
	bool right = false;
	enum status st = database_statement(walk->audit->catalogue->database,
	                                    "SELECT sha256, bytes FROM p_objects o WHERE sha256 > $1"
	                                    " AND seq < $2 AND NOT EXISTS (SELECT 1 FROM"
	                                    " p_destroyed_objects d WHERE d.sha256 = o.sha256"
	                                    " AND NOT EXISTS (SELECT 1 FROM p_acquisitions a"
	                                    " WHERE a.object = o.sha256 AND a.seq > d.seq))"
	                                    " ORDER BY sha256 LIMIT $3",
	                                    &rows, err);

	*count = 0;
	if (st != STATUS_OK)
		return st;
	statement_bind_text(rows, 1, text_of(buffer_string(&walk->after)));
	statement_bind_integer(rows, 2, end_of_log(walk->audit));
	statement_bind_integer(rows, 3, PAGE);
	for (; (st = statement_step(rows, err)) == STATUS_OK; read++) {
		st = read_row(walk, rows, &page[*count], &right, err);
		if (st != STATUS_OK)
			return st;
		*count += right;
	}
	walk->at_end = read < PAGE;
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
check_all(struct object_walk *walk, struct error *err)
{
	struct object_check page[PAGE];
	size_t count;
	enum status st = STATUS_OK;

	while (st == STATUS_OK && !walk->at_end && !audit_stopped(walk->audit)) {
		st = read_page(walk, page, &count, err);
		for (size_t i = 0; st == STATUS_OK && i < count;) {
			if (check_pool_put(walk->pool, &page[i]))
				i++;
			else
				st = collect(walk, err);
		}
	}
	while (st == STATUS_OK && check_pool_busy(walk->pool))
		st = collect(walk, err);
	return st;
}

static enum status
count_objects(struct object_walk *walk, struct error *err)
{
	const struct audit_options *options = walk->audit->options;
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(
		walk->audit->catalogue->database,
		"SELECT count(*), CAST(min(total(bytes), 9e18) AS INTEGER) FROM p_objects WHERE seq < $1",
		&row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_integer(row, 1, end_of_log(walk->audit));
	st = statement_step(row, err);
	if (st != STATUS_OK)
		return st;
	walk->progress.doing = "checking originals";
	walk->progress.total = (uint64_t)statement_integer(row, 0);
	walk->progress.bytes_total = (uint64_t)statement_integer(row, 1);
	if (options->scope == AUDIT_QUICK)
		walk->progress.bytes_total = 0;
	else if (options->scope == AUDIT_SAMPLE)
		walk->progress.bytes_total = walk->progress.bytes_total / 100 * options->sample_percent;
	return STATUS_OK;
}

/* What a layer without faults may say of itself. */
static void
say_what_was_left(struct audit *audit)
{
	if (audit->unread.count > 0)
		audit_not_checked(audit, PART_OBJECTS,
		                  "%lld originals could not be looked at, the first for: %s",
		                  (long long)audit->unread.count, audit->unread_why);
	else if (table_differs(audit))
		audit_not_checked(audit, PART_OBJECTS,
		                  "those that the table p_objects names are well, but it is not what the log gives: run `vidimus rebuild` and audit again");
	else if (audit->options->scope == AUDIT_QUICK)
		audit_not_checked(audit, PART_OBJECTS,
		                  "the objects are there with their sizes, but their bytes were not read");
	else if (audit->options->scope == AUDIT_SAMPLE)
		audit_not_checked(audit, PART_OBJECTS,
		                  "the objects are there with their sizes, but only %u %% were read",
		                  audit->options->sample_percent);
}

enum status
audit_objects(struct audit *audit, struct error *err)
{
	unsigned threads = audit->options->threads ? audit->options->threads : usable_cores();
	SCOPED_POINTER(check_pool) pool = NULL;
	struct object_walk walk = { .audit = audit };
	struct error why = { 0 };
	enum status st = count_objects(&walk, &why);

	if (st == STATUS_OK)
		st = check_pool_open(&pool, audit->catalogue->vault, threads, &why);
	walk.pool = pool;
	if (st == STATUS_OK)
		st = check_all(&walk, &why);
	buffer_end(&walk.after);
	if (st == STATUS_FAULT)
		return fail(err, st, "%s", why.text);
	if (st == STATUS_OK && audit->stopped)
		st = STATUS_INTERRUPTED;
	if (audit_ended(audit, PART_OBJECTS, st, &why, err) != STATUS_OK)
		return st;
	if (st == STATUS_OK)
		say_what_was_left(audit);
	return STATUS_OK;
}
