/* SPDX-License-Identifier: Apache-2.0 */
/* later.c - from what was kept of a bundle to one line that opens a member of it. */
#include "bundle/later.h"

#include "bundle/export_parts.h"
#include "bundle/kept_files.h"
#include "casework/resolve.h"
#include "casework/view_row.h"
#include "casework/withholding.h"
#include "ledger/travel.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/file.h"
#include "base/scoped.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define REDACTIONS       "custody/redactions.json"
#define REDACTIONS_LIMIT (UINT64_C(64) << 20)
#define ONE_EVENT        "FALPNXT" /* records that are one event */

struct later {
	struct catalogue         *catalogue;
	const struct later_words *words;
	struct uuid               bundle;
	int64_t                   number;
	struct digest             files;  /* the object with what was made for the bundle */
	struct policy            *policy;
	struct buffer             recipient, person; /* empty: not known */
	struct uuid               event;
	struct subject            subject;
	bool                      needs_second;
	struct buffer             code;   /* with which it was withheld */
	struct buffer             line;   /* the disclosure and a line end */
	struct bundle_request     request;
	int                       folder; /* where the file goes; -1 */
	char                      name[160];
};

static void
later_end(struct later *later)
{
	policy_close(later->policy);
	buffer_end(&later->recipient);
	buffer_end(&later->person);
	buffer_end(&later->code);
	buffer_end(&later->line);
	if (later->folder >= 0)
		close(later->folder);
}

static enum status
take_bundle(struct later *later, struct statement *row, struct error *err)
{
	later->number = statement_integer(row, 0);
	if (!digest_read(statement_text(row, 2), &later->files))
		return fail(err, STATUS_UNUSABLE, "the hash of what was kept is none: run `vidimus audit`");
	if (!statement_is_null(row, 3))
		buffer_append_text(&later->recipient, statement_text(row, 3));
	if (!statement_is_null(row, 4))
		buffer_append_format(&later->person, "person/%s", statement_text(row, 4).p);
	return policy_open(&later->policy, statement_text(row, 1), err);
}

static enum status
find_bundle(struct later *later, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	struct resolved resolved;
	char uuid[UUID_TEXT_SIZE];
	enum status st = resolve(later->catalogue->ledger, text_of(later->words->bundle), "B",
	                         &resolved, err);

	if (st != STATUS_OK)
		return st;
	later->bundle = resolved.uuid;
	uuid_write(uuid, &resolved.uuid);
	st = view_query(later->catalogue->ledger,
	                "SELECT number, policy, files, recipient, recipient_person FROM p_bundles"
	                " WHERE uuid = $1 AND sealed IS NOT NULL AND files IS NOT NULL",
	                text_of(uuid), &row, err);
	if (st == STATUS_OK)
		st = statement_step(row, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_NOT_FOUND, "%s was not sealed here: nothing of it can be opened",
		            later->words->bundle);
	return st == STATUS_OK ? take_bundle(later, row, err) : st;
}

/* The event, by its UUID or as the record that it is. */
static enum status
find_event(struct later *later, struct error *err)
{
	struct text text = text_of(later->words->event);
	struct resolved resolved;
	enum status st = STATUS_OK;

	if (!uuid_read(text, &later->event)) {
		st = resolve(later->catalogue->ledger, text, ONE_EVENT, &resolved, err);
		later->event = resolved.uuid;
	}
	return st;
}

static enum status
read_redactions(struct later *later, json_t **out, struct error *err)
{
	struct kept_entries entries = { 0 };
	SCOPED(buffer) text = { 0 };
	SCOPED_FD tar = -1;
	uint64_t size = 0;
	enum status st = vault_open_object(later->catalogue->vault, &later->files, &tar, err);

	if (st == STATUS_OK)
		st = vault_find(later->catalogue->vault, &later->files, &size, err);
	if (st == STATUS_OK)
		st = kept_entries_read(tar, size, &entries, err);
	if (st == STATUS_OK)
		st = kept_entry_text(tar, &entries, REDACTIONS, REDACTIONS_LIMIT, &text, err);
	if (st == STATUS_OK)
		st = json_read(out, text_of_buffer(&text), err);
	kept_entries_end(&entries);
	return st == STATUS_OK ? st : while_doing(err, st, "reading what was kept of the bundle");
}

/* The code with which the bundle withholds the member. */
static enum status
find_code(struct later *later, struct error *err)
{
	SCOPED_JSON json_t *whole = NULL;
	char event[UUID_TEXT_SIZE];
	json_t *entry;
	size_t i;
	enum status st = read_redactions(later, &whole, err);

	uuid_write(event, &later->event);
	json_array_foreach(json_object_get(whole, "redactions"), i, entry) {
		struct text member = view_text(entry, "member");

		if (st == STATUS_OK && text_is(view_text(entry, "event"), event) && member.n > 1 &&
		    text_is((struct text){ member.p + 1, member.n - 1 }, later->words->member))
			buffer_append_text(&later->code, view_text(entry, "code"));
	}
	if (st == STATUS_OK && later->code.n == 0)
		st = fail(err, STATUS_NOT_FOUND, "%s withholds no member %.64s of that event",
		          later->words->bundle, later->words->member);
	return st;
}

/* One member of an event, to be disclosed. */
struct opening {
	const struct travelling *event;
	const char              *member;
	struct buffer           *line;
};

static enum status
disclose_member(void *context, struct text member, struct text value, struct error *err)
{
	struct opening *opening = context;

	return text_is(member, opening->member)
	               ? travelling_disclose(opening->event, member, value, opening->line, err)
	               : STATUS_OK;
}

static enum status
make_line(struct later *later, struct error *err)
{
	SCOPED(travelling) event = { 0 };
	struct opening opening = { .event = &event, .member = later->words->member,
		                   .line = &later->line };
	int64_t seq = 0;
	enum status st = ledger_find(later->catalogue->ledger, &later->event, &seq, err);

	if (st == STATUS_OK)
		st = travelling_read(later->catalogue->ledger, seq, &event, err);
	if (st == STATUS_OK)
		st = travelling_each(&event, disclose_member, &opening, err);
	if (st == STATUS_OK && later->line.n == 0)
		st = fail(err, STATUS_REFUSED, "its value was destroyed: nobody can open it any more");
	buffer_append_byte(&later->line, '\n');
	return st == STATUS_OK ? buffer_check(&later->line, err) : st;
}

/*
 * In whose chain, and whether one person may open it: identifiers of records
 * that stay count as protected, and so does what a person withheld as such.
 */
static enum status
judge_member(struct later *later, struct error *err)
{
	SCOPED(event_record) record = { 0 };
	const struct schema *schema;
	int64_t seq = 0;
	enum status st = ledger_find(later->catalogue->ledger, &later->event, &seq, err);

	if (st == STATUS_OK)
		st = ledger_read(later->catalogue->ledger, seq, &record, err);
	if (st != STATUS_OK)
		return st;
	later->subject = record.header.subject;
	schema = schema_find(ledger_schemas(later->catalogue->ledger),
	                     text_of(record.header.type), record.header.tv);
	later->needs_second = strcmp(buffer_string(&later->code), "other-record") == 0 ||
	                      class_is_protected(buffer_string(&later->code));
	for (size_t i = 0; schema != NULL && i < schema_sealed_count(schema); i++) {
		if (strcmp(schema_sealed_name(schema, i), later->words->member) == 0 &&
		    class_is_protected(schema_sealed_class(schema, i)))
			later->needs_second = true;
	}
	return STATUS_OK;
}

/* Consents and restrictions of today, of the item that it is about. */
static enum status
ask_gate(struct later *later, struct error *err)
{
	const struct ledger_sources *sources = later->catalogue->here.sources;

	if (!text_is(subject_kind(&later->subject), "item"))
		return STATUS_OK;
	return export_ask_gate(later->catalogue->ledger, later->policy, &later->subject, NULL, 1,
	                       sources->now(sources->context), err);
}

static enum status
ask_second(struct later *later, const struct bundle_asked *asked, struct error *err)
{
	enum status st = bundle_request_find(later->catalogue->ledger, asked, &later->bundle,
	                                     &later->request, err);

	if (st == STATUS_OK && later->request.approved)
		return STATUS_OK;
	if (st == STATUS_NOT_FOUND)
		st = bundle_request_add(later->catalogue, asked, &later->bundle, &later->request, err);
	return st == STATUS_OK ? fail(err, STATUS_REFUSED,
	                              "a second person must agree: vidimus bundle approve B-%" PRId64
	                              ", and then the same again",
	                              later->number)
	                       : st;
}

static enum status
ask_approval(struct later *later, struct error *err)
{
	char event[UUID_TEXT_SIZE];
	SCOPED_JSON json_t *decisions = NULL;
	struct bundle_asked asked = {
		.kind = "disclosure",
		.policy = policy_name(later->policy),
		.recipient = later->recipient.n ? buffer_string(&later->recipient) : NULL,
		.recipient_person = later->person.n ? buffer_string(&later->person) : NULL,
		.opens_protected = true,
		.because = later->words->because,
		.protected_because = later->words->protected_because,
	};

	uuid_write(event, &later->event);
	decisions = json_pack("[{s:s,s:s,s:b,s:n}]", "event", event, "member", later->words->member,
	                      "opened", 1, "code");
	if (decisions == NULL)
		return fail_memory(err);
	asked.decisions = decisions;
	return later->needs_second ? ask_second(later, &asked, err) : STATUS_OK;
}

/* custody/later/ of a bundle, which may have none yet; any other folder itself. */
static enum status
open_folder(struct later *later, struct error *err)
{
	const char *path = later->words->out ? later->words->out : ".";
	SCOPED_FD top = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	SCOPED_FD custody = -1;

	if (top < 0) {
		fail_os(err, "cannot open the folder %s", path);
		return fail_as(err, STATUS_INVALID);
	}
	custody = openat(top, "custody", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (custody < 0) {
		later->folder = top;
		top = -1;
		return STATUS_OK;
	}
	if (mkdirat(custody, "later", 0755) != 0 && errno != EEXIST)
		return fail_os(err, "cannot make custody/later in %s", path);
	later->folder = openat(custody, "later", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return later->folder >= 0 ? STATUS_OK : fail_os(err, "cannot open custody/later in %s", path);
}

static enum status
record(struct later *later, const struct digest *digest, struct error *err)
{
	const struct bundle_disclosure disclosure = {
		.bundle = later->bundle,
		.event = later->event,
		.member = later->words->member,
		.code = buffer_string(&later->code),
		.name = later->name,
		.file = *digest,
		.request = later->needs_second ? &later->request.request : NULL,
		.because = later->words->because,
		.protected_because = later->words->protected_because,
	};

	return bundle_disclosure_add(later->catalogue, &disclosure, err);
}

/* Written and synced, recorded, and then it gets its name. */
static enum status
write_file(struct later *later, struct digest *digest, struct error *err)
{
	struct newfile file = { .fd = -1 };
	char event[UUID_TEXT_SIZE];
	struct stat there;
	enum status st;

	uuid_write(event, &later->event);
	snprintf(later->name, sizeof later->name, "B-%06" PRId64 "-%.8s-%.64s.jsonl", later->number,
	         event, later->words->member);
	if (fstatat(later->folder, later->name, &there, AT_SYMLINK_NOFOLLOW) == 0)
		return fail(err, STATUS_EXISTS, "%s is there already", later->name);
	st = digest_of(later->line.p, later->line.n, digest, err);
	if (st == STATUS_OK)
		st = newfile_open(&file, later->folder, 0644, err);
	if (st == STATUS_OK)
		st = file_write_all(file.fd, later->line.p, later->line.n, err);
	if (st == STATUS_OK)
		st = newfile_sync(&file, err);
	if (st == STATUS_OK)
		st = record(later, digest, err);
	if (st == STATUS_OK)
		st = newfile_publish(&file, later->folder, later->name, err);
	newfile_end(&file);
	return st;
}

static enum status
answer(const struct later *later, const struct digest *digest, json_t **out, struct error *err)
{
	char bundle[SHORT_ID_SIZE], event[UUID_TEXT_SIZE];

	short_id_write(bundle, (struct short_id){ 'B', later->number });
	uuid_write(event, &later->event);
	*out = json_pack("{s:s,s:s,s:s,s:s,s:s,s:o}", "bundle", bundle, "event", event, "member",
	                 later->words->member, "code", buffer_string(&later->code), "file",
	                 later->name, "sha256", json_of_digest(digest));
	return *out ? STATUS_OK : fail_memory(err);
}

enum status
later_disclose(struct catalogue *catalogue, const struct later_words *words, json_t **out,
               struct error *err)
{
	SCOPED(later) later = { .catalogue = catalogue, .words = words, .folder = -1 };
	struct digest digest;
	enum status st = find_bundle(&later, err);

	if (st == STATUS_OK)
		st = find_event(&later, err);
	if (st == STATUS_OK)
		st = find_code(&later, err);
	if (st == STATUS_OK)
		st = judge_member(&later, err);
	if (st == STATUS_OK)
		st = ask_gate(&later, err);
	if (st == STATUS_OK)
		st = make_line(&later, err);
	if (st == STATUS_OK)
		st = open_folder(&later, err);
	if (st == STATUS_OK)
		st = ask_approval(&later, err);
	if (st == STATUS_OK)
		st = write_file(&later, &digest, err);
	return st == STATUS_OK ? answer(&later, &digest, out, err) : st;
}
