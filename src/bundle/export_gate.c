/* SPDX-License-Identifier: Apache-2.0 */
/* export_gate.c - consents, restrictions, destructions, the leak gate's finds, and the second person. */
#include "bundle/export_parts.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "casework/gate.h"
#include "casework/withholding.h"

#include <inttypes.h>
#include <string.h>

/* Which use of the items it is; false: nothing is given away. */
static bool
use_of(const char *policy, enum gate_use *out)
{
	*out = GATE_COURT;
	return strcmp(policy, "self") != 0 && strcmp(policy, "review") != 0 &&
	       gate_use_read(text_of(policy), out);
}

/*
 * For ourselves, and for colleagues who review, no purpose is asked of a
 * consent; what was destroyed stays destroyed. A pack for review goes to other
 * hands: not what was refused, taken back or restricted.
 */
static void
keep_binding(json_t *blocks, bool review)
{
	static const char *const codes[] = { "destroyed", "consent-refused", "consent-withdrawn",
		                             "restricted", "received-no-onward", "received-expired" };
	size_t count = review ? sizeof codes / sizeof codes[0] : 1;

	for (size_t i = json_array_size(blocks); i-- > 0;) {
		const char *code = json_string_value(json_object_get(json_array_get(blocks, i), "code"));
		bool binds = false;

		for (size_t k = 0; code != NULL && k < count; k++)
			binds = binds || strcmp(code, codes[k]) == 0;
		if (!binds)
			json_array_remove(blocks, i);
	}
}

/* A redacted derivative is another use than the original: whoever consented to the one may not to the other. */
static enum status
is_redacted(struct ledger *ledger, const struct selected_exhibit *given, bool *out,
            struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	char hash[DIGEST_TEXT_SIZE];
	enum status st;

	*out = false;
	if (given == NULL || given->is_original)
		return STATUS_OK;
	st = database_statement(ledger_database(ledger),
	                        "SELECT 1 FROM p_derivatives WHERE item = $1 AND object = $2 AND"
	                        " kind = 'redacted' LIMIT 1",
	                        &row, err);
	if (st != STATUS_OK)
		return st;
	digest_write(hash, &given->object);
	statement_bind_text(row, 1, subject_name(&given->item));
	statement_bind_text(row, 2, text_of(hash));
	st = statement_step(row, err);
	*out = st == STATUS_OK;
	return st == STATUS_DONE ? STATUS_OK : st;
}

enum status
export_ask_gate(struct ledger *ledger, const struct policy *policy, const struct subject *items,
                const struct selected_exhibit *given, size_t count, struct instant now,
                struct error *err)
{
	SCOPED_JSON json_t *blocks = json_array();
	enum gate_use use;
	bool away = use_of(policy_name(policy), &use);
	enum status st = blocks ? STATUS_OK : fail_memory(err);

	for (size_t i = 0; st == STATUS_OK && i < count; i++) {
		enum gate_use this = use;
		bool redacted = false;

		if (use == GATE_PUBLIC)
			st = is_redacted(ledger, given ? &given[i] : NULL, &redacted, err);
		if (redacted)
			this = GATE_PUBLIC_REDACTED;
		if (st == STATUS_OK)
			st = gate_check(ledger, &items[i], 1, this, now, blocks, err);
	}
	if (st == STATUS_OK && !away)
		keep_binding(blocks, strcmp(policy_name(policy), "review") == 0);
	return st == STATUS_OK ? gate_refuse(blocks, err) : st;
}

/* The class of a member of an event that travels. */
static enum status
class_of(struct export *export, const json_t *decision, const char **out, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	const struct schema *schema;
	const char *member = json_string_value(json_object_get(decision, "member"));
	enum status st = database_statement(export->catalogue->database,
	                                    "SELECT type FROM events WHERE id = $1", &row, err);

	*out = NULL;
	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(json_string_value(json_object_get(decision, "event"))));
	st = statement_step(row, err);
	if (st != STATUS_OK)
		return st == STATUS_DONE ? STATUS_OK : st;
	schema = schema_find(ledger_schemas(export->catalogue->ledger), statement_text(row, 0), 1);
	for (size_t i = 0; schema != NULL && i < schema_sealed_count(schema); i++) {
		if (strcmp(schema_sealed_name(schema, i), member) == 0)
			*out = schema_sealed_class(schema, i);
	}
	return st;
}

/* Does a decision open what no policy opens? */
static enum status
opens_protected(struct export *export, bool *out, struct error *err)
{
	json_t *decision;
	size_t i;

	*out = false;
	json_array_foreach(json_object_get(export->values, "decisions"), i, decision) {
		const char *class;
		enum status st = class_of(export, decision, &class, err);

		if (st != STATUS_OK)
			return st;
		if (class != NULL && class_is_protected(class) &&
		    json_is_true(json_object_get(decision, "opened")))
			*out = true;
	}
	return STATUS_OK;
}

/* Subjects of the exhibits, as a request names them. */
static json_t *
items_of(const struct export *export)
{
	json_t *items = json_array();

	for (size_t i = 0; items != NULL && i < export->items.count; i++) {
		if (json_array_append_new(items, json_string(export->items.all[i].text)) != 0) {
			json_decref(items);
			items = NULL;
		}
	}
	return items;
}

static enum status
tell_finds(const json_t *finds, json_t **out, struct error *err)
{
	const json_t *first = json_array_get(finds, 0);

	*out = json_pack("{s:O}", "finds", json_iterable(finds));
	if (*out == NULL)
		return fail_memory(err);
	return fail(err, STATUS_REFUSED,
	            "%zu protected values stand in what would leave, the first in %s: redact it, or"
	            " accept it with --accept-finds and a second person",
	            json_array_size(finds), json_string_value(json_object_get(first, "file")));
}

/* Takes the bundle of a request that was approved, or leaves a request and refuses. */
static enum status
ask_approval(struct export *export, const struct bundle_asked *asked, struct error *err)
{
	struct bundle_request request;
	enum status st = bundle_request_find(export->catalogue->ledger, asked, NULL, &request, err);

	if (st == STATUS_OK && request.approved) {
		export->bundle = subject_of("bundle", &request.bundle);
		export->has_bundle = true;
		export->number = request.number;
		return STATUS_OK;
	}
	if (st == STATUS_NOT_FOUND)
		st = bundle_request_add(export->catalogue, asked, NULL, &request, err);
	if (st != STATUS_OK)
		return st;
	return fail(err, STATUS_REFUSED,
	            "a second person must agree: vidimus bundle approve B-%" PRId64
	            ", and then the same export again",
	            request.number);
}

/* All that is agreed to besides what a request names: terms, their ends, and the records whose chains travel. */
static enum status
terms_of(const struct export *export, struct buffer *out, struct error *err)
{
	const json_t *expires = json_object_get(export->values, "expires");

	buffer_append_string(out, export->words->terms ? export->words->terms : "-");
	if (json_is_true(json_object_get(export->values, "no_onward")))
		buffer_append_string(out, " no-onward");
	if (expires != NULL && !json_is_null(expires)) {
		enum status st;

		buffer_append_string(out, " expires ");
		st = json_canonical(out, expires, err);
		if (st != STATUS_OK)
			return st;
	}
	for (size_t i = 0; i < export->records.count; i++)
		buffer_append_format(out, " %s", export->records.all[i].text);
	return buffer_check(out, err);
}

enum status
export_ask_second(struct export *export, json_t **out, struct error *err)
{
	SCOPED(buffer) terms = { 0 };
	const struct export_words *words = export->words;
	const json_t *finds = leak_gate_finds(export->gate);
	SCOPED_JSON json_t *items = items_of(export);
	struct subject person = subject_of("person", &export->person);
	struct bundle_asked asked = {
		.kind = "export", .policy = policy_name(export->policy),
		.recipient = json_string_value(json_object_get(export->values, "recipient")),
		.recipient_person = export->has_person ? person.text : NULL,
		.purpose = words->purpose, .items = items,
		.decisions = json_object_get(export->values, "decisions"), .finds = finds,
		.because = words->because, .protected_because = words->protected_because,
	};
	enum status st = items ? opens_protected(export, &asked.opens_protected, err)
	                       : fail_memory(err);

	if (st == STATUS_OK)
		st = terms_of(export, &terms, err);
	if (st != STATUS_OK)
		return st;
	asked.terms = buffer_string(&terms);
	if (json_array_size(finds) == 0)
		asked.finds = NULL;
	else if (!words->accept_finds)
		return tell_finds(finds, out, err);
	if (asked.opens_protected && !words->unencrypted)
		return fail(err, STATUS_REFUSED,
		            "a decision opens protected members, and they would leave unencrypted: say"
		            " --unencrypted and why, and a second person must agree");
	export->accepted = json_array_size(finds);
	return asked.opens_protected || asked.finds != NULL ? ask_approval(export, &asked, err)
	                                                    : STATUS_OK;
}
