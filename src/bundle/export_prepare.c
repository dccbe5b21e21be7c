/* SPDX-License-Identifier: Apache-2.0 */
/* export_prepare.c - everything that an export can be refused for, before anything is begun. */
#include "bundle/export_parts.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "casework/gate.h"
#include "casework/withholding.h"
#include "crypto/signature.h"

#include <stdlib.h>
#include <string.h>

#define DEFAULT_PREFIX "EXHIBIT"

static enum status
find_signer(struct export *export, struct error *err)
{
	struct digest fingerprint;
	enum status st;

	if (export->catalogue->signer == NULL)
		return fail(err, STATUS_REFUSED, "an export is signed: it needs a key");
	st = actor_fingerprint(signing_key_public(export->catalogue->signer), &fingerprint, err);
	if (st == STATUS_OK)
		digest_write(export->signer, &fingerprint);
	return st;
}

/* Whoever gets it must see who sealed it; a copy of our own may go without. */
static enum status
check_seal(const struct export *export, struct error *err)
{
	const char *policy = policy_name(export->policy);

	if (export->words->signer == NULL && strcmp(policy, "self") != 0)
		return fail(err, STATUS_REFUSED,
		            "a bundle for %s is sealed, and there is no certificate to seal it with:"
		            " vidimus key root new, key seal new; unsigned it goes to self alone",
		            policy);
	return STATUS_OK;
}

/* A bundle that could not be put where it shall be is not begun, and none is made inside the catalogue. */
static enum status
check_place(const struct export *export, struct error *err)
{
	SCOPED(buffer) folder = { 0 };
	const char *home = export->catalogue->path;
	enum status st = bag_writer_check(export->words->path, &folder, err);
	struct text rest = text_of_buffer(&folder);

	if (st != STATUS_OK || !text_begins(rest, home))
		return st;
	rest = (struct text){ rest.p + strlen(home), rest.n - strlen(home) };
	if (rest.n > 0 && rest.p[0] != '/')
		return STATUS_OK;
	return fail(err, STATUS_REFUSED, "%s lies in the catalogue itself: make bundles elsewhere", export->words->path);
}

/* The caller's own decisions stand above those in force. */
static enum status
add_withheld(struct export *export, struct error *err)
{
	const char *event;
	json_t *members;

	json_object_foreach(json_iterable(export->words->withheld), event, members) {
		json_t *there = json_object_get(export->decisions, event);
		SCOPED_JSON json_t *copy = json_copy(members);

		if (copy == NULL || (there != NULL ? json_object_update(there, copy)
		                                   : json_object_set(export->decisions, event, copy)) != 0)
			return fail_memory(err);
	}
	return STATUS_OK;
}

static enum status
read_words(struct export *export, struct error *err)
{
	const struct export_words *words = export->words;
	const char *exhibit = words->exhibit ? words->exhibit : DEFAULT_PREFIX;
	enum status st = policy_open(&export->policy, text_of(words->policy ? words->policy : ""), err);

	if (st == STATUS_OK)
		st = exhibit_prefix_read(text_of(exhibit), export->prefix, &export->first, err);
	if (st == STATUS_OK)
		st = check_place(export, err);
	if (st == STATUS_OK)
		st = check_seal(export, err);
	if (st == STATUS_OK)
		st = find_signer(export, err);
	if (st == STATUS_OK)
		st = ledger_size(export->catalogue->ledger, &export->seen, err);
	if (st == STATUS_OK)
		st = export_resolve(export->catalogue->ledger, words->ids, words->count, &export->items,
		                    &export->records, err);
	if (st == STATUS_OK)
		st = withholding_in_force(export->catalogue->ledger, policy_name(export->policy),
		                          &export->decisions, err);
	return st == STATUS_OK && words->withheld != NULL ? add_withheld(export, err) : st;
}

/* Keeps what the report tells of each exhibit; of very many, its number and status alone. */
static enum status
keep_told(void *context, const json_t *exhibit, struct error *err)
{
	struct export *export = context;
	json_t *copy, *value;
	size_t i;

	if (export->selection.exhibit_count <= REPORT_EXHIBITS_MOST)
		return json_array_append(export->told, json_iterable(exhibit)) == 0 ? STATUS_OK
		                                                                    : fail_memory(err);
	copy = json_pack("{s:O,s:O,s:[]}", "exhibit", json_object_get(exhibit, "exhibit"), "file",
	                 json_object_get(exhibit, "file"), "values");
	json_array_foreach(json_object_get(exhibit, "values"), i, value) {
		const char *name = json_string_value(json_object_get(value, "name"));

		if (copy != NULL && name != NULL && strcmp(name, "status") == 0)
			json_array_append(json_object_get(copy, "values"), value);
	}
	return json_array_append_new(export->told, copy) == 0 ? STATUS_OK : fail_memory(err);
}

/* Is the member of bundle.begun told: by its disclosure, or printed on the bundle? */
static bool
is_told(const struct export *export, const struct schema *schema, size_t index)
{
	const char *member = schema_sealed_name(schema, index);

	return policy_opens(export->policy, schema_sealed_class(schema, index)) ||
	       strcmp(member, "recipient") == 0 || strcmp(member, "purpose") == 0;
}

static enum status
search_values(struct export *export, struct error *err)
{
	const struct schema *schema = schema_find(ledger_schemas(export->catalogue->ledger),
	                                          text_of("bundle.begun"), 1);
	SCOPED(buffer) text = { 0 };
	enum status st = STATUS_OK;

	for (size_t i = 0; st == STATUS_OK && i < schema_sealed_count(schema); i++) {
		const json_t *value = json_object_get(export->values, schema_sealed_name(schema, i));

		if (value == NULL || !is_told(export, schema, i))
			continue;
		buffer_clear(&text);
		st = json_canonical(&text, value, err);
		if (st == STATUS_OK)
			st = leak_gate_text(export->gate, "custody/disclosures.jsonl",
			                    text_of_buffer(&text), err);
	}
	return st;
}

static enum status
search_object(struct export *export, size_t at, struct error *err)
{
	const struct selected_exhibit *exhibit = &export->selection.exhibits[at];
	const struct exhibit_file *file = &export->files[at];
	SCOPED_FD fd = -1;
	int opened = -1;
	enum status st;

	if (file->name[0] == '\0')
		return STATUS_OK;
	st = vault_open_object(export->catalogue->vault, &exhibit->object, &opened, err);
	fd = opened;
	if (st == STATUS_OK)
		st = leak_gate_object(export->gate, file->name, fd, file->size, &exhibit->object, err);
	if (st == STATUS_OK && export->words->stop != NULL && atomic_load(export->words->stop))
		st = fail(err, STATUS_INTERRUPTED, "stopped");
	return st;
}

/* Makes what does not depend on bundle.begun, all of it searched by the gate. */
static enum status
make_files(struct export *export, struct error *err)
{
	const struct items_output to = { keep_told, export };
	struct ledger *ledger = export->catalogue->ledger;
	enum status st = made_files_open(&export->made, export->catalogue->folder, err);

	export->made.gate = export->gate;
	export->custody = (struct custody_files){ .files = &export->made, .stop = export->words->stop };
	export->told = json_array();
	if (st == STATUS_OK && export->told == NULL)
		st = fail_memory(err);
	if (st == STATUS_OK)
		st = custody_files_begin(&export->custody, ledger, &export->selection, err);
	if (st == STATUS_OK)
		st = items_file_write(&export->made, ledger, &export->ask, &export->selection,
		                      export->files, &to, err);
	if (st == STATUS_OK && export->words->file_name != NULL)
		st = made_file_of_text(&export->made, export->words->file_name,
		                       export->words->file_bytes, err);
	if (st == STATUS_OK)
		st = export_values(export, err);
	if (st == STATUS_OK)
		st = search_values(export, err);
	for (size_t i = 0; st == STATUS_OK && i < export->selection.exhibit_count; i++)
		st = search_object(export, i, err);
	return st;
}

/* What others gave us as leads is not given on as evidence. */
static enum status
ask_terms(struct export *export, struct error *err)
{
	const char *terms = export->words->terms;
	SCOPED_JSON json_t *blocks = json_array();
	enum status st = blocks ? STATUS_OK : fail_memory(err);

	if (st == STATUS_OK && terms != NULL && strcmp(terms, "disclosable") == 0)
		st = gate_check_disclosable(export->catalogue->ledger, export->items.all,
		                            export->items.count, blocks, err);
	return st == STATUS_OK ? gate_refuse(blocks, err) : st;
}

/* Chooses events and bytes, after consents, restrictions and destructions were asked. */
static enum status
choose(struct export *export, struct error *err)
{
	struct ledger *ledger = export->catalogue->ledger;
	const struct ledger_sources *sources = export->catalogue->here.sources;
	const struct instant now = sources->now(sources->context);
	bool originals = policy_gives_originals(export->policy);
	enum status st = STATUS_OK;

	export->ask = (struct bundle_ask){
		.policy = export->policy, .items = export->items.all,
		.item_count = export->items.count, .records = export->records.all,
		.record_count = export->records.count, .decisions = export->decisions,
		.bundle = export->has_bundle ? &export->bundle : NULL, .signer = export->signer,
	};
	if (originals)
		st = export_ask_gate(ledger, export->policy, export->items.all, NULL,
		                     export->items.count, now, err);
	if (st == STATUS_OK)
		st = ask_terms(export, err);
	if (st == STATUS_OK)
		st = bundle_selection_make(ledger, &export->ask, &export->selection, err);
	if (st == STATUS_OK)
		st = exhibits_choose(export->catalogue, &export->ask, export->prefix, export->first,
		                     &export->selection, &export->files, err);
	if (st == STATUS_OK && !originals)
		st = export_ask_gate(ledger, export->policy, export->items.all,
		                     export->selection.exhibits, export->items.count, now, err);
	return st;
}

static void
forget(struct export *export)
{
	leak_gate_close(export->gate);
	export->gate = NULL;
	export->made.gate = NULL;
	made_files_end(&export->made);
	bundle_selection_end(&export->selection);
	free(export->files);
	export->files = NULL;
	json_decref(export->told);
	export->told = NULL;
}

/* Chooses, makes and searches, for the bundle that is known by now. */
static enum status
prepare_once(struct export *export, struct error *err)
{
	enum status st;

	forget(export);
	export->made.staging = -1;
	st = choose(export, err);
	if (st == STATUS_OK)
		st = leak_gate_open(&export->gate, export->catalogue->ledger, &export->selection, err);
	return st == STATUS_OK ? make_files(export, err) : st;
}

enum status
export_prepare(struct export *export, json_t **out, struct error *err)
{
	enum status st = read_words(export, err);

	if (st == STATUS_OK)
		st = prepare_once(export, err);
	if (st == STATUS_OK)
		st = export_ask_second(export, out, err);
	/* what was asked for and agreed to is in the bundle's chain, and travels with it */
	if (st == STATUS_OK && export->has_bundle)
		st = prepare_once(export, err);
	return st;
}

void
export_end(struct export *export)
{
	forget(export);
	policy_close(export->policy);
	subjects_end(&export->items);
	subjects_end(&export->records);
	json_decref(export->decisions);
	json_decref(export->values);
}
