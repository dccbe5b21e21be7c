/* SPDX-License-Identifier: Apache-2.0 */
/* copying_objects.c - originals, in the order of their hashes: hashed while copied, synced, read back. */
#include "custody/copying_internal.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "store/vault_list.h"

#include <fcntl.h>
#include <unistd.h>

#define PAGE         256
#define GROUP_FILES  128
#define GROUP_BYTES  ((uint64_t)256 << 20)
#define NAMED_MAX    1000

/* Files that are made durable together. */
struct group {
	struct staged *staged[GROUP_FILES];
	bool           replaces[GROUP_FILES]; /* a copy that is damaged */
	size_t         count;
	uint64_t       bytes;
};

struct object {
	struct digest digest;
	uint64_t      size;
	bool          has_size;
};

void
copying_tell(struct copying *copying)
{
	if (copying->options->progress != NULL)
		copying->options->progress(copying->options->context, &copying->progress);
}

static bool
stopped(const struct copying *copying)
{
	return copying->options->stop != NULL && atomic_load(copying->options->stop);
}

static void
add_bytes(void *context, uint64_t bytes)
{
	struct copying *copying = context;

	copying->progress.bytes += bytes;
	copying_tell(copying);
}

static struct stage_options
stage_options(struct copying *copying)
{
	return (struct stage_options){ .progress = add_bytes, .context = copying,
		                       .stop = copying->options->stop };
}

static enum status
name_one(json_t *list, uint64_t *count, const struct digest *digest, struct error *err)
{
	if ((*count)++ >= NAMED_MAX)
		return STATUS_OK;
	return json_array_append_new(list, json_of_digest(digest)) == 0 ? STATUS_OK
	                                                               : fail_memory(err);
}

/* What the kernel keeps in memory is not what the disk holds: let it go before reading back. */
static enum status
read_back(struct copying *copying, const struct digest *digest, struct error *err)
{
	const struct stage_options options = { .stop = copying->options->stop };
	struct vault_finding finding;
	char hex[DIGEST_TEXT_SIZE];
	SCOPED_FD fd = -1;
	enum status st = vault_open_object(copying->copies, digest, &fd, err);

	if (st == STATUS_OK)
		(void)posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
	if (st == STATUS_OK)
		st = vault_check(copying->copies, digest, &options, &finding, err);
	if (st != STATUS_FALSE)
		return st;
	digest_write(hex, digest);
	return fail(err, STATUS_IO,
	            "%s/originals: %s was read back with other bytes than were written: the disk of the copy is not to be trusted",
	            copying->ends->path, hex);
}

static enum status
publish(struct copying *copying, struct staged *staged, bool replaces, struct error *err)
{
	struct vault_finding damaged;
	char kept_as[VAULT_PATH_SIZE];
	enum status st = replaces ? STATUS_FALSE : staged_publish(staged, NULL, err);

	if (st == STATUS_FALSE)
		st = vault_replace_damaged(copying->copies, staged, kept_as, &damaged, err);
	return st;
}

static enum status
finish_group(struct copying *copying, struct group *group, struct error *err)
{
	enum status results[GROUP_FILES];
	enum status st = group->count == 0 ? STATUS_OK
	                                   : vault_sync_staged(copying->copies, group->staged,
	                                                       group->count, results, err);

	for (size_t i = 0; st == STATUS_OK && i < group->count; i++)
		st = publish(copying, group->staged[i], group->replaces[i], err);
	if (st == STATUS_OK && group->count > 0)
		st = vault_sync_shelves(copying->copies, err);
	for (size_t i = 0; st == STATUS_OK && i < group->count; i++)
		st = read_back(copying, &staged_digests(group->staged[i])->sha256, err);
	if (st == STATUS_OK)
		copying->report->copied += group->count;
	for (size_t i = 0; i < group->count; i++)
		staged_discard(group->staged[i]);
	*group = (struct group){ 0 };
	return st;
}

/* Is a sound copy there? STATUS_NOT_FOUND when it is to be copied, STATUS_FALSE in place of a damaged one. */
static enum status
look_at_copy(struct copying *copying, const struct object *object, struct error *err)
{
	const struct stage_options options = stage_options(copying);
	struct vault_finding finding;
	uint64_t size = 0;
	enum status st = vault_find(copying->copies, &object->digest, &size, err);

	if (st == STATUS_OK && object->has_size && size != object->size)
		st = STATUS_FALSE;
	if (st == STATUS_OK && copying->options->verify_all)
		st = vault_check(copying->copies, &object->digest, &options, &finding, err);
	else if (st == STATUS_OK)
		add_bytes(copying, size);
	if (st == STATUS_OK) {
		copying->report->held++;
		copying->report->bytes += size;
	}
	return st;
}

/* Copies one into the group; a source that is damaged is named, and the others go on. */
static enum status
stage(struct copying *copying, const struct object *object, bool replaces, struct group *group,
      struct error *err)
{
	const struct stage_options options = stage_options(copying);
	struct copying_report *report = copying->report;
	struct staged *staged = NULL;
	SCOPED_FD fd = -1;
	enum status st = vault_open_object(copying->ends->vault, &object->digest, &fd, err);

	if (st == STATUS_NOT_FOUND)
		return name_one(report->missing, &report->missing_count, &object->digest, err);
	if (st == STATUS_OK)
		st = vault_stage(copying->copies, fd, &options, &staged, err);
	if (st == STATUS_FALSE)
		return name_one(report->altered, &report->altered_count, &object->digest, err);
	if (st != STATUS_OK)
		return st;
	if (!digest_equal(&staged_digests(staged)->sha256, &object->digest)) {
		staged_discard(staged);
		return name_one(report->altered, &report->altered_count, &object->digest, err);
	}
	report->bytes += staged_size(staged);
	group->bytes += staged_size(staged);
	group->replaces[group->count] = replaces;
	group->staged[group->count++] = staged;
	return group->count == GROUP_FILES || group->bytes >= GROUP_BYTES
	               ? finish_group(copying, group, err)
	               : STATUS_OK;
}

static enum status
copy_one(struct copying *copying, const struct object *object, struct group *group,
         struct error *err)
{
	enum status st;

	if (stopped(copying))
		return fail(err, STATUS_INTERRUPTED, "stopped; the same command goes on with what is copied");
	st = look_at_copy(copying, object, err);
	if (st == STATUS_NOT_FOUND || st == STATUS_FALSE)
		st = stage(copying, object, st == STATUS_FALSE, group, err);
	copying->progress.done++;
	return st;
}

/* Originals that the log expects: received again after a destruction, they are expected again. */
#define EXPECTED                                                                                  \
	"NOT EXISTS (SELECT 1 FROM p_destroyed_objects d WHERE d.sha256 = o.sha256"               \
	" AND NOT EXISTS (SELECT 1 FROM p_acquisitions a WHERE a.object = o.sha256"               \
	" AND a.seq > d.seq))"

static enum status
read_page(struct copying *copying, const char *after, struct object page[PAGE], size_t *count,
          struct error *err)
{
	SCOPED_STATEMENT rows = NULL;
	enum status st = database_statement(copying->database,
	                                    "SELECT sha256, bytes FROM p_objects o WHERE sha256 > $1"
	                                    " AND " EXPECTED " ORDER BY sha256 LIMIT $2",
	                                    &rows, err);

	*count = 0;
	if (st != STATUS_OK)
		return st;
	statement_bind_text(rows, 1, text_of(after));
	statement_bind_integer(rows, 2, PAGE);
	while ((st = statement_step(rows, err)) == STATUS_OK) {
		struct object *object = &page[*count];

		if (!digest_read(statement_text(rows, 0), &object->digest))
			return fail(err, STATUS_UNUSABLE, "the table p_objects names what is no hash: run `vidimus rebuild`");
		object->has_size = !statement_is_null(rows, 1);
		object->size = (uint64_t)statement_integer(rows, 1);
		++*count;
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
begin_progress(struct copying *copying, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(copying->database,
	                                    "SELECT coalesce(max(iif(key = '', number, NULL)), 0),"
	                                    " coalesce(max(iif(key = 'bytes', number, NULL)), 0)"
	                                    " FROM p_counters WHERE name = 'objects'",
	                                    &row, err);

	if (st == STATUS_OK)
		st = statement_step(row, err);
	if (st != STATUS_OK)
		return st;
	copying->progress = (struct copying_progress){
		.doing = "copying originals",
		.total = (uint64_t)statement_integer(row, 0),
		.bytes_total = (uint64_t)statement_integer(row, 1),
	};
	return STATUS_OK;
}

enum status
copying_objects(struct copying *copying, struct error *err)
{
	char after[DIGEST_TEXT_SIZE] = "";
	struct object page[PAGE];
	struct group group = { 0 };
	size_t count = PAGE;
	enum status st = begin_progress(copying, err);

	while (st == STATUS_OK && count == PAGE) {
		st = read_page(copying, after, page, &count, err);
		for (size_t i = 0; st == STATUS_OK && i < count; i++)
			st = copy_one(copying, &page[i], &group, err);
		if (count > 0)
			digest_write(after, &page[count - 1].digest);
	}
	if (st == STATUS_OK)
		return finish_group(copying, &group, err);
	for (size_t i = 0; i < group.count; i++)
		staged_discard(group.staged[i]);
	return st;
}

static enum status
is_named(struct copying *copying, const struct digest *digest, bool *named, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	char hex[DIGEST_TEXT_SIZE];
	enum status st = database_statement(copying->database,
	                                    "SELECT 1 FROM p_objects o WHERE o.sha256 = $1 AND " EXPECTED,
	                                    &row, err);

	if (st != STATUS_OK)
		return st;
	digest_write(hex, digest);
	statement_bind_text(row, 1, text_of(hex));
	st = statement_step(row, err);
	*named = st == STATUS_OK;
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* They stay: that a table does not name a file is too little to remove what may be its last copy. */
enum status
copying_count_unnamed(struct copying *copying, struct error *err)
{
	SCOPED_POINTER(vault_list) list = NULL;
	struct vault_entry entry;
	enum status st = vault_list_open(&list, copying->copies, err);

	while (st == STATUS_OK && (st = vault_list_next(list, &entry, err)) == STATUS_OK) {
		bool named = true;

		if (entry.kind == VAULT_OBJECT)
			st = is_named(copying, &entry.digest, &named, err);
		copying->report->unnamed += !named;
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}
