/* SPDX-License-Identifier: Apache-2.0 */
/* leak_gather.c - protected values out of the log: near the exhibits, and of persons everywhere. */
#include "bundle/leak_gather_internal.h"

#include "casework/withholding.h"

#include "base/embedded.h"
#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

/* The schema of a type, read once. */
static enum status
schema_of(struct leak_gathering *gathering, struct text type, const json_t **out,
          struct error *err)
{
	SCOPED(buffer) path = { 0 };
	json_t *schema = json_object_getn(gathering->rules, type.p, type.n);
	const struct embedded_file *file;
	enum status st;

	*out = schema;
	if (schema != NULL)
		return STATUS_OK;
	buffer_append_format(&path, "catalog/events/%.*s.json", (int)type.n, type.p);
	file = embedded_find(buffer_string(&path));
	if (file == NULL)
		return fail(err, STATUS_UNUSABLE, "the log has events %.*s, which this vidimus does not know",
		            (int)type.n, type.p);
	st = json_read(&schema, embedded_text(file), err);
	if (st == STATUS_OK && json_object_setn_new(gathering->rules, type.p, type.n, schema) != 0)
		st = fail_memory(err);
	*out = json_object_getn(gathering->rules, type.p, type.n);
	return st;
}

void
leak_event_end(struct leak_event *event)
{
	json_decref(event->values);
}

/* From a row (seq, subject, type, members). */
static enum status
event_of_row(struct leak_gathering *gathering, struct statement *row, struct leak_event *out,
             struct error *err)
{
	enum status st = schema_of(gathering, statement_text(row, 2), &out->schema, err);

	out->seq = statement_integer(row, 0);
	if (st == STATUS_OK && !subject_read(statement_text(row, 1), &out->subject))
		return fail(err, STATUS_UNUSABLE, "the log holds a malformed subject");
	return st == STATUS_OK ? json_read(&out->values, statement_text(row, 3), err) : st;
}

struct taking {
	struct leak_gathering *gathering;
	struct leak_origin     from;
	bool                   has_origin;
	bool                   identifiers_only;
	bool                   in_original;
	uint32_t               origin;
};

static enum status
take_text(void *context, struct text text, enum leak_kind kind, struct error *err)
{
	struct taking *taking = context;
	struct leak_needles *needles = taking->gathering->needles;
	enum status st = STATUS_OK;

	if ((taking->identifiers_only && kind != LEAK_IDENTIFIER) ||
	    (kind == LEAK_IDENTIFIER && leak_needles_has(needles, text)))
		return STATUS_OK;
	if (!taking->has_origin)
		st = leak_origin_add(needles, &taking->from, &taking->origin, err);
	taking->has_origin = true;
	return st == STATUS_OK ? leak_needles_add(needles, text, kind, taking->in_original,
	                                          taking->origin, err)
	                       : st;
}

/* Was it read out of a file, where it stands still? */
static bool
is_of_a_file(const struct leak_event *event)
{
	const char *type = json_string_value(json_object_get(event->schema, "type"));

	return strcmp(type, "item.examined") == 0;
}

/* A catalogue that is called by one word without a digit, as "Tests" is: it stands in anybody's sentences. */
static bool
is_ordinary_name(const struct leak_event *event, const char *name, const json_t *value)
{
	const char *type = json_string_value(json_object_get(event->schema, "type"));
	struct leak_reader reader;
	struct leak_word word, more;

	if (strcmp(type, "catalogue.created") != 0 || strcmp(name, "name") != 0 ||
	    !json_is_string(value))
		return false;
	leak_reader_begin(&reader, text_of(json_string_value(value)), false);
	return leak_reader_next(&reader, &word) && word.digits == 0 &&
	       !leak_reader_next(&reader, &more);
}

/* One member that is not opened. */
static enum status
take_member(struct leak_gathering *gathering, const struct leak_event *event, const char *name,
            const json_t *rule, struct error *err)
{
	const char *class = json_string_value(json_object_get(rule, "class"));
	struct taking taking = { .gathering = gathering,
		                 .from = { .seq = event->seq, .class = class, .member = name },
		                 .identifiers_only = !class_is_protected(class) };
	const struct leak_text_output to = { .text = take_text, .context = &taking };
	const json_t *value = json_object_get(event->values, name);

	if (value == NULL || json_is_null(value) || leak_value_is_form(name) ||
	    is_ordinary_name(event, name, value))
		return STATUS_OK;
	taking.in_original = is_of_a_file(event);
	return leak_value_texts(rule, value, class, &to, err);
}

/* Every protected member of an event that does not leave; `only` (NULL: all) is the class that counts. */
static enum status
take_event(struct leak_gathering *gathering, const struct leak_event *event, const char *only,
           struct error *err)
{
	enum status st = STATUS_OK;
	const char *name;
	json_t *rule;

	json_object_foreach(json_object_get(event->schema, "sealed"), name, rule) {
		const char *class = json_string_value(json_object_get(rule, "class"));

		if (st == STATUS_OK && class_is_protected(class) &&
		    (only == NULL || strcmp(class, only) == 0))
			st = take_member(gathering, event, name, rule, err);
	}
	return st;
}

static bool
is_selected(const struct leak_gathering *gathering, int64_t seq)
{
	const struct bundle_selection *selection = gathering->selection;
	size_t low = 0, high = selection->event_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (selection->events[middle].seq == seq)
			return true;
		if (selection->events[middle].seq < seq)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

static enum status
take_row(struct leak_gathering *gathering, struct statement *row, const char *only,
         struct error *err)
{
	SCOPED(leak_event) event = { 0 };
	enum status st = event_of_row(gathering, row, &event, err);

	return st == STATUS_OK ? take_event(gathering, &event, only, err) : st;
}

/* What a chain near the exhibits holds; of a delivery not file by file: items are named by leak_near.c. */
static enum status
take_chain(struct leak_gathering *gathering, const char *subject, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(
		ledger_database(gathering->ledger),
		"SELECT e.seq, e.subject, e.type, v.members FROM events e JOIN event_values v"
		" ON v.seq = e.seq WHERE e.subject = $1 AND e.type NOT IN ('file.received',"
		" 'file.failed') ORDER BY e.n",
		&row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(subject));
	while ((st = statement_step(row, err)) == STATUS_OK) {
		if (is_selected(gathering, statement_integer(row, 0)))
			continue;
		st = take_row(gathering, row, NULL, err);
		if (st != STATUS_OK)
			return st;
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
take_near(struct leak_gathering *gathering, struct error *err)
{
	enum status st = STATUS_OK;
	const char *key;
	json_t *value;

	json_object_foreach(gathering->near, key, value) {
		if (st == STATUS_OK)
			st = take_chain(gathering, key, err);
	}
	return st;
}

/* Has a type a member of the class person? */
static bool
tells_of_persons(const json_t *schema)
{
	const char *name;
	json_t *rule;

	json_object_foreach(json_object_get(schema, "sealed"), name, rule) {
		if (strcmp(json_string_value(json_object_get(rule, "class")), "person") == 0)
			return true;
	}
	return false;
}

/* The class person of the whole catalogue. */
static enum status
take_persons(struct leak_gathering *gathering, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(ledger_database(gathering->ledger),
	                                    "SELECT e.seq, e.subject, e.type, v.members FROM events e"
	                                    " JOIN event_values v ON v.seq = e.seq ORDER BY e.seq",
	                                    &row, err);

	while (st == STATUS_OK && (st = statement_step(row, err)) == STATUS_OK) {
		const json_t *schema;

		st = schema_of(gathering, statement_text(row, 2), &schema, err);
		if (st == STATUS_OK && tells_of_persons(schema) &&
		    !is_selected(gathering, statement_integer(row, 0)))
			st = take_row(gathering, row, "person", err);
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

struct opening {
	struct leak_needles *needles;
	int64_t              seq;
	bool                 decided;
};

static enum status
open_text(void *context, struct text text, enum leak_kind kind, struct error *err)
{
	struct opening *opening = context;

	(void)kind;
	(void)err;
	leak_needles_opened(opening->needles, text, opening->decided, opening->seq);
	return STATUS_OK;
}

/* A selected event: what it closes is searched for, or (`opened`) what it opens is not. */
static enum status
take_selected(struct leak_gathering *gathering, const struct leak_event *event, size_t index,
              bool opened, struct error *err)
{
	struct opening opening = { .needles = gathering->needles, .seq = event->seq };
	const struct leak_text_output to = { .text = open_text, .context = &opening };
	const struct schema *schema = schema_find(
		ledger_schemas(gathering->ledger),
		text_of(json_string_value(json_object_get(event->schema, "type"))), 1);
	const json_t *sealed = json_object_get(event->schema, "sealed");
	enum status st = STATUS_OK;

	for (size_t i = 0; st == STATUS_OK && i < schema_sealed_count(schema); i++) {
		const char *name = schema_sealed_name(schema, i), *class = schema_sealed_class(schema, i);
		const json_t *rule = json_object_get(sealed, name);
		bool open = selection_code(gathering->selection, index, i) == NULL;

		opening.decided = class_is_protected(class);
		if (open && opened)
			st = leak_value_texts(rule, json_object_get(event->values, name), class, &to, err);
		else if (!open && !opened)
			st = take_member(gathering, event, name, rule, err);
	}
	return st;
}

static enum status
take_carried(struct leak_gathering *gathering, bool opened, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	const struct bundle_selection *selection = gathering->selection;
	enum status st = database_statement(
		ledger_database(gathering->ledger),
		"SELECT e.seq, e.subject, e.type, v.members, e.id FROM events e JOIN event_values v"
		" ON v.seq = e.seq WHERE e.seq = $1",
		&row, err);

	for (size_t i = 0; st == STATUS_OK && i < selection->event_count; i++) {
		SCOPED(leak_event) event = { 0 };

		statement_reset(row);
		statement_bind_integer(row, 1, selection->events[i].seq);
		st = statement_step(row, err);
		if (st == STATUS_OK)
			st = event_of_row(gathering, row, &event, err);
		if (st == STATUS_OK && opened && selection->carries_events)
			leak_needles_opened(gathering->needles, statement_text(row, 4), true, event.seq);
		if (st == STATUS_OK)
			st = take_selected(gathering, &event, i, opened, err);
	}
	return st == STATUS_DONE ? fail(err, STATUS_FAULT, "an event that leaves is not in the log")
	                         : st;
}

/* Names that the bundle itself tells: of the chains, the exhibits and their files. */
static void
open_names(struct leak_gathering *gathering)
{
	const struct bundle_selection *selection = gathering->selection;

	for (size_t i = 0; selection->carries_events && i < selection->chain_count; i++)
		leak_needles_opened(gathering->needles, subject_name(&selection->chains[i]), true, 0);
	for (size_t i = 0; i < selection->exhibit_count; i++) {
		const struct selected_exhibit *exhibit = &selection->exhibits[i];
		char hash[DIGEST_TEXT_SIZE];

		digest_write(hash, &exhibit->object);
		leak_needles_opened(gathering->needles, text_of(hash), true, 0);
		leak_needles_opened(gathering->needles, text_of(exhibit->number), true, 0);
	}
}

/* What the program itself says is said of nobody. */
static enum status
take_common(struct leak_gathering *gathering, struct error *err)
{
	static const char vocabularies[] = "catalog/vocabularies/";
	enum status st = leak_needles_common(
		gathering->needles, embedded_text(embedded_find("catalog/extensions.tsv")), err);

	for (const struct embedded_file *f = embedded_next(NULL, vocabularies);
	     st == STATUS_OK && f != NULL; f = embedded_next(f, vocabularies))
		st = leak_needles_common(gathering->needles, embedded_text(f), err);
	return st;
}

static enum status
gather(struct leak_gathering *gathering, struct error *err)
{
	enum status st = take_common(gathering, err);

	if (st == STATUS_OK)
		st = leak_gather_near(gathering, err);
	if (st == STATUS_OK)
		st = take_carried(gathering, false, err);
	if (st == STATUS_OK)
		st = take_near(gathering, err);
	if (st == STATUS_OK)
		st = take_persons(gathering, err);
	if (st == STATUS_OK)
		st = leak_gather_records(gathering, err);
	if (st == STATUS_OK)
		st = take_carried(gathering, true, err);
	if (st != STATUS_OK)
		return st;
	open_names(gathering);
	return leak_needles_prepare(gathering->needles, err);
}

enum status
leak_gather(struct leak_needles *needles, struct ledger *ledger,
            const struct bundle_selection *selection, json_t *rules, struct error *err)
{
	struct leak_gathering gathering = { .needles = needles,
		                            .ledger = ledger,
		                            .selection = selection,
		                            .rules = rules,
		                            .near = json_object(),
		                            .items = json_object() };
	enum status st = gathering.near && gathering.items ? gather(&gathering, err)
	                                                   : fail_memory(err);

	json_decref(gathering.near);
	json_decref(gathering.items);
	return st == STATUS_OK ? st : while_doing(err, st, "gathering what must not leave");
}
