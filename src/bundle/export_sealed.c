/* SPDX-License-Identifier: Apache-2.0 */
/* export_sealed.c - bundle.sealed, and a transfer for each exhibit that was given away. */
#include "bundle/export_parts.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void
count_forms(const struct export *export, json_int_t *originals, json_int_t *derivatives)
{
	*originals = *derivatives = 0;
	for (size_t i = 0; i < export->selection.exhibit_count; i++) {
		if (export->files[i].name[0] == '\0')
			continue;
		if (export->selection.exhibits[i].is_original)
			++*originals;
		else
			++*derivatives;
	}
}

/* {"NAME": SHA-256} where there is one. */
static enum status
set_digest(json_t *values, const char *member, bool there, const struct digest *digest,
           struct error *err)
{
	if (!there)
		return STATUS_OK;
	return json_object_set_new(values, member, json_of_digest(digest)) == 0 ? STATUS_OK
	                                                                       : fail_memory(err);
}

static enum status
add_sealed(struct export *export, const struct export_result *result, struct change *change,
           struct error *err)
{
	const struct export_words *words = export->words;
	struct digest leaf = { { 0 } }, root = { { 0 } };
	SCOPED_JSON json_t *values = NULL, *open = json_object();
	char files_bytes[24], bytes[24];
	json_int_t originals, derivatives;
	enum status st = STATUS_OK;

	count_forms(export, &originals, &derivatives);
	snprintf(files_bytes, sizeof files_bytes, "%" PRIu64, result->files_bytes);
	snprintf(bytes, sizeof bytes, "%" PRIu64, result->bytes);
	if (result->sealed) {
		leaf = seal_signer_leaf(words->signer);
		root = seal_signer_root(words->signer);
	}
	values = json_pack("{s:o,s:s,s:s,s:o,s:s,s:I,s:I,s:I,s:o,s:s*}", "files",
	                   json_of_digest(&result->files), "files_bytes", files_bytes, "form",
	                   words->zip ? "zip" : "folder", "tag_manifest",
	                   json_of_digest(&result->tag_manifest), "bytes", bytes, "originals",
	                   originals, "derivatives", derivatives, "accepted_finds",
	                   (json_int_t)export->accepted, "path",
	                   json_of_name(words->path, strlen(words->path)), "host",
	                   export->catalogue->here.host);
	if (values == NULL || open == NULL)
		return fail_memory(err);
	st = set_digest(values, "seal", result->sealed, &result->seal, err);
	if (st == STATUS_OK)
		st = set_digest(values, "leaf", result->sealed, &leaf, err);
	if (st == STATUS_OK)
		st = set_digest(values, "root", result->sealed, &root, err);
	return st == STATUS_OK ? change_add(change, "bundle.sealed", &export->bundle, open, values,
	                                    NULL, err)
	                       : st;
}

/* The event by which the derivative whose bytes are given was made. */
static enum status
set_derivative(const struct export *export, const struct selected_exhibit *exhibit,
               json_t *values, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	char hash[DIGEST_TEXT_SIZE];
	enum status st = database_statement(export->catalogue->database,
	                                    "SELECT uuid FROM p_derivatives WHERE item = $1 AND"
	                                    " object = $2 ORDER BY number DESC LIMIT 1",
	                                    &row, err);

	if (st != STATUS_OK)
		return st;
	digest_write(hash, &exhibit->object);
	statement_bind_text(row, 1, subject_name(&exhibit->item));
	statement_bind_text(row, 2, text_of(hash));
	st = statement_step(row, err);
	if (st != STATUS_OK)
		return st == STATUS_DONE ? fail(err, STATUS_FAULT, "a derivative is not there") : st;
	return json_object_set_new(values, "derivative", json_of_text(statement_text(row, 0))) == 0
	               ? STATUS_OK
	               : fail_memory(err);
}

static enum status
copy_value(const struct export *export, const char *from, json_t *values, const char *to,
           struct error *err)
{
	json_t *value = json_object_get(export->values, from);

	if (value == NULL || json_is_null(value))
		return STATUS_OK;
	return json_object_set(values, to, value) == 0 ? STATUS_OK : fail_memory(err);
}

static enum status
add_transfer(struct export *export, size_t at, struct change *change, struct error *err)
{
	const struct selected_exhibit *exhibit = &export->selection.exhibits[at];
	static const char *const members[][2] = { { "recipient", "to_organisation" },
		                                  { "recipient_person", "to_person" },
		                                  { "purpose", "purpose" },
		                                  { "terms", "terms" },
		                                  { "expires", "expires" },
		                                  { "no_onward", "no_onward" } };
	SCOPED_JSON json_t *values = NULL, *open = NULL;
	int64_t number;
	enum status st = catalogue_next_id(export->catalogue, 'T', &open, &number, err);

	if (st != STATUS_OK)
		return st;
	values = json_pack("{s:o,s:s,s:s}", "object", json_of_digest(&exhibit->object), "form",
	                   exhibit->is_original ? "byte-exact" : "derivative", "audience",
	                   policy_name(export->policy));
	if (values == NULL)
		return fail_memory(err);
	for (size_t i = 0; st == STATUS_OK && i < sizeof members / sizeof members[0]; i++)
		st = copy_value(export, members[i][0], values, members[i][1], err);
	if (st == STATUS_OK && !exhibit->is_original)
		st = set_derivative(export, exhibit, values, err);
	return st == STATUS_OK
	               ? change_add(change, "transfer.made", &exhibit->item, open, values, NULL, err)
	               : st;
}

/* Custody passes where somebody else gets the bytes. */
static bool
is_given(const struct export *export)
{
	const char *policy = policy_name(export->policy);

	return (export->words->to != NULL || export->words->to_organisation != NULL) &&
	       strcmp(policy, "self") != 0 && strcmp(policy, "review") != 0;
}

enum status
export_sealed(struct export *export, const struct export_result *result, struct change *change,
              struct error *err)
{
	enum status st = add_sealed(export, result, change, err);

	for (size_t i = 0; st == STATUS_OK && is_given(export) && i < export->selection.exhibit_count;
	     i++) {
		if (export->files[i].name[0] != '\0')
			st = add_transfer(export, i, change, err);
	}
	return st;
}
