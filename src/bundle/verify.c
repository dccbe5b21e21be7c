/* SPDX-License-Identifier: Apache-2.0 */
/* verify.c - one layer after the other; the custody part in one pass over its events. */
#include "bundle/verify_internal.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "crypto/proof.h"

#include <stdlib.h>
#include <string.h>

static void
verification_end(struct verification *v)
{
	custody_reader_close(v->reader);
	schemas_close(v->schemas);
	json_decref(v->rules);
	json_decref(v->destroyed);
	begun_end(&v->begun);
	chain_table_end(&v->chains);
	known_actors_end(&v->actors);
	buffer_end(&v->checkpoint_note);
	free(v->prefixes);
	free(v->declarations);
	free(v->resumptions);
	free(v->seen);
	file_hashes_close(v->files);
	stated_close(v->stated);
	later_lines_close(v->later);
	json_decref(v->errors);
	json_decref(v->decisions);
	json_decref(v->notices);
	bundle_source_close(v->source);
}

static enum status
begin(struct verification *v, const struct bundle_verify_options *options, struct error *err)
{
	*v = (struct verification){ .options = options, .last_seq = -1, .errors = json_array(),
		                    .decisions = json_array(), .notices = json_array(),
		                    .rules = json_object(), .destroyed = json_object() };
	return v->errors && v->decisions && v->notices && v->rules && v->destroyed
	               ? STATUS_OK
	               : fail_memory(err);
}

/* The layer in which a fault of a file's form belongs. */
static enum verify_layer
layer_of_file(const char *file)
{
	return strcmp(file, CUSTODY_DISCLOSURES) == 0  ? LAYER_DISCLOSURES
	       : strcmp(file, CUSTODY_REDACTIONS) == 0 ? LAYER_REDACTIONS
	                                               : LAYER_LOG;
}

static void
take_reader_faults(struct verification *v)
{
	json_t *fault;
	size_t i;

	json_array_foreach(custody_reader_faults(v->reader), i, fault) {
		const char *file = json_string_value(json_object_get(fault, "file"));
		struct uuid event;
		bool named = json_member_uuid(fault, "event", &event);

		verify_fault(v, layer_of_file(file), json_string_value(json_object_get(fault, "code")),
		             file, named ? &event : NULL, "line %lld: %s",
		             (long long)json_integer_value(json_object_get(fault, "line")),
		             json_string_value(json_object_get(fault, "text")));
	}
}

static enum status
check_event(struct verification *v, const struct custody_event *event, struct error *err)
{
	struct judged_event judged = { .event = event };
	enum status st = log_check_event(v, &judged, err);

	if (st == STATUS_OK && !v->begun.is_public)
		st = proofs_check(v, &judged, err);
	if (st != STATUS_OK || v->begun.is_public || judged.schema == NULL)
		return st;
	st = members_check(v, &judged, err);
	if (st == STATUS_OK)
		st = items_check(v, &judged, err);
	if (st == STATUS_OK)
		exhibits_check(v, &judged);
	if (st == STATUS_OK)
		st = suspects_learn(v, &judged, err);
	return st == STATUS_OK ? later_check(v, &judged, err) : st;
}

static enum status
check_events(struct verification *v, struct error *err)
{
	struct custody_event event;
	enum status st;

	while ((st = custody_reader_next(v->reader, &event, err)) == STATUS_OK) {
		if (v->options->source.stop != NULL && atomic_load(v->options->source.stop))
			return fail(err, STATUS_INTERRUPTED, "interrupted");
		st = check_event(v, &event, err);
		if (st != STATUS_OK)
			return st;
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
begin_custody(struct verification *v, struct error *err)
{
	enum status st = schemas_open(&v->schemas, err);

	if (st == STATUS_OK)
		st = begun_read(v, err);
	if (st == STATUS_OK)
		st = proofs_begin(v, err);
	if (st == STATUS_OK)
		st = items_begin(v, err);
	if (st == STATUS_OK)
		st = exhibits_begin(v, err);
	return st == STATUS_OK ? later_begin(v, err) : st;
}

static enum status
finish_custody(struct verification *v, struct error *err)
{
	enum status st = proofs_finish(v, err);

	take_reader_faults(v);
	if (st == STATUS_OK)
		st = begun_check_chains(v, err);
	if (st == STATUS_OK)
		st = terms_check(v, err);
	if (st == STATUS_OK)
		st = consistency_check(v, err);
	members_finish(v);
	items_finish(v);
	exhibits_finish(v);
	later_finish(v);
	if (st == STATUS_OK)
		st = witnesses_check(v, err);
	return st == STATUS_OK ? suspects_finish(v, err) : st;
}

static void
skip_custody(struct verification *v, const char *why)
{
	for (size_t layer = LAYER_LOG; layer < LAYER_COUNT; layer++)
		verify_unchecked(v, layer, "%s", why);
}

enum status
verify_custody(struct verification *v, struct error *err)
{
	enum status st = custody_reader_open(&v->reader, v->source, err);

	if (st == STATUS_NOT_FOUND) {
		verify_fault(v, LAYER_LOG, "missing-file", CUSTODY_EVENTS, NULL, "the file is missing");
		for (size_t layer = LAYER_DISCLOSURES; layer < LAYER_COUNT; layer++)
			verify_unchecked(v, layer, "there are no events");
		return STATUS_OK;
	}
	if (st == STATUS_OK)
		st = begin_custody(v, err);
	if (st == STATUS_OK)
		st = check_events(v, err);
	if (st == STATUS_OK)
		st = finish_custody(v, err);
	if (st == STATUS_OK && v->begun.is_public) {
		verify_unchecked(v, LAYER_LOG, "policy public: it carries no events");
		verify_unchecked(v, LAYER_DISCLOSURES, "policy public: its values are covered by the seal alone");
		verify_unchecked(v, LAYER_REDACTIONS, "policy public: it carries no events");
	}
	return st;
}

static enum status
verify_source(struct verification *v, struct error *err)
{
	enum status st = verify_bag(v, err);

	if (st == STATUS_OK)
		st = verify_seal(v, err);
	if (st == STATUS_OK && v->is_bundle)
		return verify_custody(v, err);
	skip_custody(v, "a plain bag: it has no custody part");
	return st;
}

/*
 * What cannot be read any further. The code of a refusal stands before the
 * colon of its words. A layer in which nothing was found yet may not say OK.
 */
static void
refuse(struct verification *v, const struct error *why)
{
	struct text rest = text_of(why->text), code = text_cut(&rest, ':');
	char name[64] = "refused";

	if (rest.p != NULL && code.n < sizeof name && memchr(code.p, ' ', code.n) == NULL) {
		memcpy(name, code.p, code.n);
		name[code.n] = '\0';
	}
	verify_fault(v, LAYER_BAG, name, NULL, NULL, "%s", why->text);
	for (size_t layer = LAYER_SIGNATURE; layer < LAYER_COUNT; layer++) {
		if (v->unchecked[layer][0] == '\0')
			verify_unchecked(v, layer, "the bag was refused");
	}
}

enum status
bundle_verify(const char *path, const struct bundle_verify_options *options, json_t **out,
              struct error *err)
{
	struct verification v;
	struct error why = { 0 };
	enum status st = begin(&v, options, err);

	if (st == STATUS_OK)
		st = bundle_source_open(&v.source, path, &options->source, &why);
	if (st == STATUS_OK)
		st = verify_source(&v, &why);
	if (st == STATUS_FALSE || st == STATUS_INVALID || st == STATUS_LIMIT) {
		refuse(&v, &why);
		st = STATUS_OK;
	}
	if (st == STATUS_OK) {
		*out = verify_report(&v);
		st = *out ? STATUS_OK : fail_memory(&why);
	}
	if (st != STATUS_OK && err != NULL)
		*err = why;
	verification_end(&v);
	return st;
}
