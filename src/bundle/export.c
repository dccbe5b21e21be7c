/* SPDX-License-Identifier: Apache-2.0 */
/* export.c - the order in which an export happens, and what becomes of one that fails. */
#include "bundle/export_parts.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "ledger/change.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* How often it is all made anew when others write in between. */
#define ATTEMPTS 5

/* Most checkpoints given earlier to the same recipient that are proved to be a prefix. */
#define EARLIER_MOST 64

static enum status
add_begun(struct export *export, struct change *change, struct error *err)
{
	SCOPED_JSON json_t *open = NULL;
	char id[32];
	struct uuid uuid;
	enum status st = STATUS_OK;

	if (!export->has_bundle) {
		st = change_new_uuid(change, &uuid, err);
		if (st == STATUS_OK)
			st = catalogue_next_number(export->catalogue, 'B', &export->number, err);
		if (st != STATUS_OK)
			return st;
		export->bundle = subject_of("bundle", &uuid);
	}
	snprintf(id, sizeof id, "B-%06" PRId64, export->number);
	open = json_pack("{s:s}", "short_id", id);
	if (open == NULL)
		return fail_memory(err);
	export->begun = change_time(change);
	return change_add(change, "bundle.begun", &export->bundle, open, export->values, NULL, err);
}

/* Written before a byte leaves; STATUS_CHANGED when the log is another than all was made from. */
static enum status
begin(struct export *export, struct error *err)
{
	struct change *change = NULL;
	int64_t size = 0;
	enum status st = catalogue_begin(export->catalogue, "bundle export", &change, err);

	if (st != STATUS_OK)
		return st;
	st = ledger_size(export->catalogue->ledger, &size, err);
	if (st == STATUS_OK && size != export->seen)
		st = fail(err, STATUS_CHANGED, "others wrote to the catalogue meanwhile");
	if (st == STATUS_OK)
		st = add_begun(export, change, err);
	st = catalogue_finish(export->catalogue, change, st, err);
	if (st == STATUS_OK)
		st = ledger_size(export->catalogue->ledger, &export->size, err);
	return st;
}

/* Sizes of the checkpoints that the recipient has already. */
static enum status
find_earlier(struct export *export, int64_t *sizes, size_t *count, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	char person[UUID_TEXT_SIZE] = "";
	enum status st = database_statement(
		export->catalogue->database,
		"SELECT size FROM p_bundles WHERE (recipient = $1 OR recipient_person = $2) AND"
		" sealed IS NOT NULL AND size < $3 ORDER BY number DESC LIMIT 64",
		&row, err);

	if (st != STATUS_OK)
		return st;
	if (export->has_person)
		uuid_write(person, &export->person);
	statement_bind_text(row, 1, export_recipient(export));
	statement_bind_text(row, 2, text_of(person));
	statement_bind_integer(row, 3, export->size);
	while (*count < EARLIER_MOST && (st = statement_step(row, err)) == STATUS_OK)
		sizes[(*count)++] = statement_integer(row, 0);
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* Bytes and number of what will lie below data/, which bag-info.txt tells before it is written. */
static void
count_payload(struct export *export)
{
	export->payload_bytes = export->payload_files = 0;
	for (size_t i = 0; i < export->selection.exhibit_count; i++) {
		export->payload_bytes += export->files[i].size;
		export->payload_files += export->files[i].name[0] != '\0';
	}
	for (size_t i = 0; i < export->made.count; i++) {
		if (strncmp(export->made.all[i]->name, "data/", 5) != 0)
			continue;
		export->payload_bytes += made_file_size(export->made.all[i]);
		export->payload_files++;
	}
}

/* What depends on bundle.begun. The gate has seen all its values: what it finds now is a fault of ours, or luck. */
static enum status
complete_files(struct export *export, struct error *err)
{
	struct ledger *ledger = export->catalogue->ledger;
	size_t finds = json_array_size(leak_gate_finds(export->gate)), earlier_count = 0;
	const json_t *news;
	int64_t earlier[EARLIER_MOST];
	enum status st = bundle_selection_add(ledger, &export->ask, export->size - 1,
	                                      &export->selection, err);

	if (st == STATUS_OK)
		st = custody_files_begun(&export->custody, ledger, &export->selection, err);
	if (st == STATUS_OK)
		st = find_earlier(export, earlier, &earlier_count, err);
	if (st == STATUS_OK)
		st = custody_files_prove(&export->custody, ledger, &export->selection, export->size,
		                         earlier, earlier_count, err);
	if (st == STATUS_OK)
		st = export_report(export, err);
	count_payload(export);
	if (st == STATUS_OK)
		st = export_texts(export, err);
	if (st == STATUS_OK)
		st = made_files_finish(&export->made, err);
	news = leak_gate_news(export->gate, finds);
	if (st == STATUS_OK && news != NULL)
		st = fail(err, STATUS_REFUSED, "protected values stand in what would leave, in %s",
		          json_string_value(json_object_get(news, "file")));
	return st;
}

/* bundle.sealed is in the log and the bag under its name, or neither. */
static enum status
finish(struct export *export, const struct export_result *result, struct bag_writer *bag,
       struct text seal, struct error *err)
{
	struct change *change = NULL;
	enum status st = catalogue_begin(export->catalogue, "bundle export", &change, err);

	if (st != STATUS_OK)
		return st;
	st = export_sealed(export, result, change, err);
	if (st == STATUS_OK)
		st = bag_writer_finish(bag, seal, (struct text){ NULL, 0 }, err);
	st = catalogue_finish(export->catalogue, change, st, err);
	if (st != STATUS_OK)
		bag_writer_withdraw(bag);
	return st;
}

/* Says what became of it; that it cannot be said is no reason to lose the first failure. */
static void
abandon(struct export *export, enum status status, const struct error *err)
{
	const char *outcome = status == STATUS_INTERRUPTED ? "interrupted"
	                      : status == STATUS_FALSE     ? "damaged"
	                      : status == STATUS_REFUSED   ? "refused"
	                                                   : "failed";
	SCOPED_JSON json_t *values = json_pack("{s:s,s:s*}", "outcome", outcome, "reason",
	                                       err != NULL ? err->text : NULL);
	SCOPED_JSON json_t *open = json_object();
	struct change *change = NULL;

	if (values == NULL || open == NULL ||
	    catalogue_begin(export->catalogue, "bundle export", &change, NULL) != STATUS_OK)
		return;
	status = change_add(change, "bundle.abandoned", &export->bundle, open, values, NULL, NULL);
	status = catalogue_finish(export->catalogue, change, status, NULL);
	(void)status;
}

static size_t
count_opened(const struct bundle_selection *selection)
{
	size_t opened = 0;

	for (size_t i = 0; i < selection->code_count; i++)
		opened += selection->codes[i] == NULL;
	return opened;
}

static enum status
answer(const struct export *export, const struct export_result *result, json_t **out,
       struct error *err)
{
	const struct bundle_selection *selection = &export->selection;
	size_t opened = count_opened(selection);
	json_int_t originals = 0, derivatives = 0;
	char id[32];

	for (size_t i = 0; i < selection->exhibit_count; i++) {
		bool held = export->files[i].name[0] != '\0';

		originals += held && selection->exhibits[i].is_original;
		derivatives += held && !selection->exhibits[i].is_original;
	}
	snprintf(id, sizeof id, "B-%06" PRId64, export->number);
	*out = json_pack("{s:s,s:s,s:s,s:s,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:b,s:o,s:I,s:I}",
	                 "bundle", id, "policy", policy_name(export->policy), "path",
	                 export->words->path, "form", export->words->zip ? "zip" : "folder",
	                 "exhibits", (json_int_t)selection->exhibit_count, "originals", originals,
	                 "derivatives", derivatives, "without_file",
	                 (json_int_t)selection->exhibit_count - originals - derivatives, "events",
	                 (json_int_t)selection->event_count, "opened", (json_int_t)opened,
	                 "withheld", (json_int_t)(selection->code_count - opened), "bytes",
	                 (json_int_t)result->bytes, "sealed", (int)result->sealed, "tag_manifest",
	                 json_of_digest(&result->tag_manifest), "decisions",
	                 (json_int_t)json_array_size(json_object_get(export->values, "decisions")),
	                 "accepted_finds", (json_int_t)export->accepted);
	return *out ? STATUS_OK : fail_memory(err);
}

/* From bundle.begun on: to bundle.sealed, or to bundle.abandoned with nothing left. */
static enum status
write_out(struct export *export, struct export_result *result, struct error *err)
{
	struct bag_writer *bag = NULL;
	SCOPED(buffer) seal = { 0 };
	enum status st = complete_files(export, err);

	if (st == STATUS_OK)
		st = export_write(export, result, &bag, &seal, err);
	if (st == STATUS_OK)
		st = finish(export, result, bag, result->sealed ? text_of_buffer(&seal)
		                                                : (struct text){ NULL, 0 },
		            err);
	bag_writer_close(bag);
	if (st != STATUS_OK)
		abandon(export, st, err);
	return st;
}

static enum status
attempt(struct catalogue *catalogue, const struct export_words *words, json_t **out,
        struct error *err)
{
	struct export *export = calloc(1, sizeof *export);
	struct export_result result = { 0 };
	enum status st;

	if (export == NULL)
		return fail_memory(err);
	*export = (struct export){ .catalogue = catalogue, .words = words, .made.staging = -1 };
	st = export_prepare(export, out, err);
	if (st == STATUS_OK)
		st = begin(export, err);
	if (st == STATUS_OK)
		st = write_out(export, &result, err);
	if (st == STATUS_OK)
		st = answer(export, &result, out, err);
	export_end(export);
	free(export);
	return st;
}

enum status
bundle_export(struct catalogue *catalogue, const struct export_words *words, json_t **out,
              struct error *err)
{
	enum status st = STATUS_CHANGED;

	for (int i = 0; i < ATTEMPTS && st == STATUS_CHANGED; i++)
		st = attempt(catalogue, words, out, err);
	return st == STATUS_CHANGED ? fail(err, STATUS_BUSY, "others write to the catalogue all the time: try again")
	                            : st;
}
