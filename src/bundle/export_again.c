/* SPDX-License-Identifier: Apache-2.0 */
/* export_again.c - a sealed bundle once more, byte for byte, from what was kept of it. */
#include "bundle/export_parts.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "bundle/kept_files.h"
#include "casework/resolve.h"
#include "ledger/change.h"
#include "ledger/outside.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define MANIFEST       "manifest-sha256.txt"
#define TAG_MANIFEST   "tagmanifest-sha256.txt"
#define MANIFEST_LIMIT (UINT64_C(64) << 20)
#define LARGE          (UINT64_C(4) << 20) /* bytes of a file that is not taken into memory */
#define SEAL_MOST      (UINT64_C(1) << 20)

/* One bundle while it is written again. */
struct again {
	struct catalogue          *catalogue;
	const struct export_words *words;
	struct uuid                bundle;
	int64_t                    number;
	struct policy             *policy;
	struct digest              files;  /* the object with what was made */
	int                        tar;    /* open; -1 */
	struct kept_entries        entries;
	struct bag_writer         *bag;
	uint64_t                   done, total;
	struct buffer              manifest; /* manifest-sha256.txt as it was kept */
	struct buffer              room;
};

static void
again_end(struct again *again)
{
	policy_close(again->policy);
	if (again->tar >= 0)
		close(again->tar);
	kept_entries_end(&again->entries);
	bag_writer_close(again->bag);
	buffer_end(&again->manifest);
	buffer_end(&again->room);
}

static void
tell_progress(void *context, uint64_t bytes)
{
	struct again *again = context;

	again->done += bytes;
	if (again->words->progress != NULL)
		again->words->progress(again->words->context, again->done, again->total);
}

static enum status
find_bundle(struct again *again, const char *id, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	struct resolved resolved;
	char uuid[UUID_TEXT_SIZE];
	enum status st = resolve(again->catalogue->ledger, text_of(id), "B", &resolved, err);

	if (st == STATUS_OK)
		st = database_statement(again->catalogue->database,
		                        "SELECT number, policy, files, bytes FROM p_bundles WHERE"
		                        " uuid = $1 AND sealed IS NOT NULL AND files IS NOT NULL",
		                        &row, err);
	if (st != STATUS_OK)
		return st;
	again->bundle = resolved.uuid;
	uuid_write(uuid, &resolved.uuid);
	statement_bind_text(row, 1, text_of(uuid));
	st = statement_step(row, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_NOT_FOUND,
		            "nothing is kept of %s to write it again: it was not sealed here, or values in it were destroyed",
		            id);
	if (st != STATUS_OK)
		return st;
	again->number = statement_integer(row, 0);
	again->total = (uint64_t)statement_integer(row, 3);
	if (!digest_read(statement_text(row, 2), &again->files))
		return fail(err, STATUS_UNUSABLE, "the hash of what was kept is none: run `vidimus audit`");
	return policy_open(&again->policy, statement_text(row, 1), err);
}

static enum status
open_kept(struct again *again, struct error *err)
{
	struct vault_finding finding;
	uint64_t size = 0;
	enum status st = vault_check(again->catalogue->vault, &again->files, NULL, &finding, err);

	if (st == STATUS_OK)
		st = vault_open_object(again->catalogue->vault, &again->files, &again->tar, err);
	if (st == STATUS_OK)
		st = vault_find(again->catalogue->vault, &again->files, &size, err);
	if (st == STATUS_OK)
		st = kept_entries_read(again->tar, size, &again->entries, err);
	if (st == STATUS_OK)
		st = kept_entry_text(again->tar, &again->entries, MANIFEST, MANIFEST_LIMIT,
		                     &again->manifest, err);
	return st == STATUS_OK ? st : while_doing(err, st, "reading what was kept of the bundle");
}

/* Which bytes were given of an exhibit, as the manifest that was kept says: nothing is set for one without a file. */
static void
find_given(const struct again *again, const char *number, struct selected_exhibit *out)
{
	SCOPED(buffer) begin = { 0 };
	struct text rest = text_of_buffer(&again->manifest);

	buffer_append_format(&begin, "data/%s/", number);
	out->is_original = true;
	while (rest.n > 0) {
		struct text line = text_cut(&rest, '\n'), name;

		if (line.n < 67)
			continue;
		name = (struct text){ line.p + 66, line.n - 66 };
		if (text_begins(name, buffer_string(&begin)) &&
		    digest_read((struct text){ line.p, 64 }, &out->object))
			out->is_original = !text_begins((struct text){ name.p + begin.n, name.n - begin.n },
			                                "derivative");
	}
}

static enum status
ask_gate(struct again *again, struct statement *row, struct error *err)
{
	const struct ledger_sources *sources = again->catalogue->here.sources;
	SCOPED(buffer) number = { 0 };
	struct selected_exhibit given = { 0 };
	struct uuid item;

	if (!uuid_read(statement_text(row, 0), &item))
		return fail(err, STATUS_UNUSABLE, "an exhibit is none: run `vidimus audit`");
	given.item = subject_of("item", &item);
	buffer_append_text(&number, statement_text(row, 1));
	find_given(again, buffer_string(&number), &given);
	return export_ask_gate(again->catalogue->ledger, again->policy, &given.item, &given, 1,
	                       sources->now(sources->context), err);
}

/* What stands in the way today counts, whatever did not when it was made. */
static enum status
ask_gates(struct again *again, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	char uuid[UUID_TEXT_SIZE];
	enum status st = database_statement(again->catalogue->database,
	                                    "SELECT item, exhibit FROM p_bundle_exhibits WHERE"
	                                    " bundle = $1 AND item IS NOT NULL ORDER BY position",
	                                    &row, err);

	if (st != STATUS_OK)
		return st;
	uuid_write(uuid, &again->bundle);
	statement_bind_text(row, 1, text_of(uuid));
	while ((st = statement_step(row, err)) == STATUS_OK &&
	       (st = ask_gate(again, row, err)) == STATUS_OK)
		;
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* The name inside a ZIP, as bag-info.txt tells it. */
static enum status
read_name(struct again *again, char out[MADE_NAME_SIZE], struct error *err)
{
	static const char label[] = "External-Identifier: ";
	SCOPED(buffer) info = { 0 };
	struct text rest;
	enum status st = kept_entry_text(again->tar, &again->entries, "bag-info.txt", MANIFEST_LIMIT,
	                                 &info, err);

	if (st != STATUS_OK)
		return st;
	for (rest = text_of_buffer(&info); rest.p != NULL;) {
		struct text line = text_cut(&rest, '\n');

		if (!text_begins(line, label) || line.n - (sizeof label - 1) >= MADE_NAME_SIZE)
			continue;
		memcpy(out, line.p + sizeof label - 1, line.n - (sizeof label - 1));
		out[line.n - (sizeof label - 1)] = '\0';
		return STATUS_OK;
	}
	return fail(err, STATUS_UNUSABLE, "what was kept of the bundle has no name");
}

/* What is too large for memory goes by an unnamed file, as it did when it was made. */
static enum status
write_large(struct again *again, const struct kept_entry *entry, struct error *err)
{
	SCOPED_FD staging = openat(again->catalogue->folder, "staging",
	                           O_DIRECTORY | O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct newfile copy;
	struct digest digest;
	enum status st = staging >= 0 ? newfile_open(&copy, staging, 0600, err)
	                              : fail_os(err, "staging/ cannot be opened");

	if (st != STATUS_OK)
		return st;
	st = kept_entry_copy(again->tar, entry, copy.fd, &digest, err);
	if (st == STATUS_OK)
		st = bag_writer_object(again->bag, entry->name, copy.fd, entry->size, &digest, err);
	newfile_end(&copy);
	return st;
}

static enum status
write_entry(struct again *again, const struct kept_entry *entry, struct error *err)
{
	enum status st;

	if (entry->size > LARGE)
		return write_large(again, entry, err);
	buffer_clear(&again->room);
	st = kept_entry_text(again->tar, &again->entries, entry->name, entry->size, &again->room, err);
	return st == STATUS_OK ? bag_writer_text(again->bag, entry->name,
	                                         text_of_buffer(&again->room), err)
	                       : st;
}

static bool
is_written_apart(const char *name)
{
	return strcmp(name, MANIFEST) == 0 || strncmp(name, TAG_MANIFEST, strlen(TAG_MANIFEST)) == 0 ||
	       strcmp(name, "verify.sh") == 0 || strncmp(name, "data/", 5) == 0;
}

/* A payload file: made, and kept; or an object of the vault. */
static enum status
write_payload(struct again *again, struct text line, struct error *err)
{
	SCOPED(buffer) name = { 0 };
	struct digest digest;
	int opened = -1;
	uint64_t size = 0;
	enum status st;

	if (line.n < 67 || !digest_read((struct text){ line.p, 64 }, &digest))
		return fail(err, STATUS_UNUSABLE, "the manifest that was kept is damaged");
	buffer_append(&name, line.p + 66, line.n - 66);
	st = buffer_check(&name, err);
	if (st != STATUS_OK)
		return st;
	if (kept_entries_find(&again->entries, buffer_string(&name)) != NULL)
		return write_entry(again, kept_entries_find(&again->entries, buffer_string(&name)), err);
	st = vault_find(again->catalogue->vault, &digest, &size, err);
	if (st == STATUS_OK)
		st = vault_open_object(again->catalogue->vault, &digest, &opened, err);
	if (st == STATUS_OK) {
		SCOPED_FD fd = opened;

		st = bag_writer_object(again->bag, buffer_string(&name), fd, size, &digest, err);
	}
	return st == STATUS_OK ? st : while_doing(err, st, "giving %s", buffer_string(&name));
}

static enum status
write_all(struct again *again, struct error *err)
{
	struct text rest;
	enum status st = STATUS_OK;

	for (size_t i = 0; st == STATUS_OK && i < again->entries.count; i++) {
		if (!is_written_apart(again->entries.all[i].name))
			st = write_entry(again, &again->entries.all[i], err);
	}
	for (rest = text_of_buffer(&again->manifest); st == STATUS_OK && rest.n > 0;)
		st = write_payload(again, text_cut(&rest, '\n'), err);
	return st == STATUS_OK ? bag_writer_manifest(again->bag, err) : st;
}

/* The seal is over these bytes: they must be the same. */
static enum status
write_tag_manifest(struct again *again, struct error *err)
{
	SCOPED(buffer) script = { 0 };
	SCOPED(buffer) kept = { 0 };
	SCOPED(buffer) written = { 0 };
	enum status st = kept_entry_text(again->tar, &again->entries, "verify.sh", MANIFEST_LIMIT,
	                                 &script, err);

	if (st == STATUS_OK)
		st = kept_entry_text(again->tar, &again->entries, TAG_MANIFEST, MANIFEST_LIMIT, &kept,
		                     err);
	if (st == STATUS_OK)
		st = bag_writer_tag_manifest(again->bag, text_of_buffer(&script), &written, err);
	if (st == STATUS_OK && !text_equal(text_of_buffer(&kept), text_of_buffer(&written)))
		st = fail(err, STATUS_FAULT, "what was written again is not what was sealed");
	return st;
}

/* A stamp over the seal that came since. */
static enum status
find_stamp(struct again *again, struct text seal, struct buffer *out, struct error *err)
{
	struct digest digest;
	enum status st;

	if (seal.n == 0)
		return STATUS_OK;
	st = digest_of(seal.p, seal.n, &digest, err);
	if (st == STATUS_OK)
		st = outside_token(again->catalogue->ledger, &digest, out, err);
	return st == STATUS_NOT_FOUND ? STATUS_OK : st;
}

static enum status
record(struct again *again, struct change *change, struct error *err)
{
	const struct subject subject = subject_of("bundle", &again->bundle);
	const char *path = again->words->path;
	SCOPED_JSON json_t *open = json_object(), *values =
		json_pack("{s:s,s:o,s:s*}", "form", again->words->zip ? "zip" : "folder", "path",
	                  json_of_name(path, strlen(path)), "host", again->catalogue->here.host);

	if (open == NULL || values == NULL)
		return fail_memory(err);
	return change_add(change, "bundle.repeated", &subject, open, values, NULL, err);
}

static enum status
finish(struct again *again, struct error *err)
{
	SCOPED(buffer) seal = { 0 };
	SCOPED(buffer) stamp = { 0 };
	struct change *change = NULL;
	enum status st = kept_entry_text(again->tar, &again->entries, TAG_MANIFEST ".p7s", SEAL_MOST,
	                                 &seal, err);

	if (st == STATUS_NOT_FOUND)
		st = STATUS_OK;
	if (st == STATUS_OK)
		st = find_stamp(again, text_of_buffer(&seal), &stamp, err);
	if (st == STATUS_OK)
		st = catalogue_begin(again->catalogue, "bundle export", &change, err);
	if (st != STATUS_OK)
		return st;
	st = record(again, change, err);
	if (st == STATUS_OK)
		st = bag_writer_finish(again->bag, text_of_buffer(&seal), text_of_buffer(&stamp), err);
	return catalogue_finish(again->catalogue, change, st, err);
}

static enum status
write_bag(struct again *again, struct error *err)
{
	char name[MADE_NAME_SIZE];
	const struct bag_options options = { .path = again->words->path, .top = name,
		                             .zip = again->words->zip, .stop = again->words->stop,
		                             .progress = tell_progress, .context = again };
	enum status st = read_name(again, name, err);

	if (st == STATUS_OK)
		st = bag_writer_open(&again->bag, &options, err);
	if (st == STATUS_OK)
		st = write_all(again, err);
	if (st == STATUS_OK)
		st = write_tag_manifest(again, err);
	return st == STATUS_OK ? finish(again, err) : st;
}

enum status
bundle_export_again(struct catalogue *catalogue, const char *bundle,
                    const struct export_words *words, json_t **out, struct error *err)
{
	struct again again = { .catalogue = catalogue, .words = words, .tar = -1 };
	char id[32];
	enum status st = find_bundle(&again, bundle, err);

	if (st == STATUS_OK)
		st = open_kept(&again, err);
	if (st == STATUS_OK)
		st = ask_gates(&again, err);
	if (st == STATUS_OK)
		st = write_bag(&again, err);
	if (st == STATUS_OK) {
		snprintf(id, sizeof id, "B-%06" PRId64, again.number);
		*out = json_pack("{s:s,s:s,s:s,s:s,s:I,s:b}", "bundle", id, "policy",
		                 policy_name(again.policy), "path", words->path, "form",
		                 words->zip ? "zip" : "folder", "bytes", (json_int_t)again.total,
		                 "again", 1);
		st = *out ? STATUS_OK : fail_memory(err);
	}
	again_end(&again);
	return st;
}
