/* SPDX-License-Identifier: Apache-2.0 */
/* derivative.c - what was made of an item, step by step. */
#include "casework/derivative.h"

#include "casework/item_object.h"
#include "casework/part_fits.h"
#include "casework/sub_record.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

static const struct record_field fields[] = {
	{ "kind", FIELD_TERM, "derivative-kind" },
	{ "part", FIELD_PART, NULL },
	{ "language", FIELD_LANGUAGE, NULL },
	{ "machine_made", FIELD_YES_NO, NULL },
	{ "note", FIELD_TEXT, NULL },
};

static const struct record_form form = {
	.kind = "derivative",
	.type = "derivative.made",
	.fields = fields,
	.count = sizeof fields / sizeof fields[0],
};

static const char *const beside[] = { "from", "tool", "tool_version", "tool_settings", "steps",
	                              "protected_steps", "author", "protect", NULL };

/* A line each. */
static enum status
set_steps(json_t *values, const char *name, const char *text, struct error *err)
{
	SCOPED_JSON json_t *list = json_array();
	struct text rest = text_of(text);

	if (text == NULL || *text == '\0')
		return STATUS_OK;
	while (rest.p != NULL) {
		struct text line = text_trim(text_cut(&rest, '\n'));

		if (line.n > 0 && json_array_append_new(list, json_of_text(line)) != 0)
			return fail(err, STATUS_INVALID, "a step is not UTF-8 text");
	}
	return json_object_set(values, name, json_array_size(list) ? list : json_null()) == 0
	               ? STATUS_OK
	               : fail_memory(err);
}

/* What is not masked is in doubt protected. */
static enum status
read_protection(const struct field_words *words, size_t count, bool *out, struct error *err)
{
	const char *said = field_text(words, count, "protect");

	*out = strcmp(field_text(words, count, "kind"), "redacted") != 0;
	if (said == NULL || *said == '\0')
		return STATUS_OK;
	if (strcmp(said, "yes") != 0 && strcmp(said, "no") != 0)
		return fail(err, STATUS_INVALID, "protect is yes or no");
	*out = strcmp(said, "yes") == 0;
	return STATUS_OK;
}

/* The derivative of the same item that it was made from. */
static enum status
set_from(struct catalogue *catalogue, const struct uuid *item, const char *from, json_t *values,
         struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	char uuid[UUID_TEXT_SIZE], of[UUID_TEXT_SIZE];
	struct resolved resolved;
	enum status st;

	if (from == NULL || *from == '\0')
		return STATUS_OK;
	st = resolve(catalogue->ledger, text_of(from), "X", &resolved, err);
	if (st == STATUS_OK)
		st = database_statement(catalogue->database,
		                        "SELECT 1 FROM p_derivatives WHERE uuid = $1 AND item = $2", &row,
		                        err);
	if (st != STATUS_OK)
		return st;
	uuid_write(uuid, &resolved.uuid);
	uuid_write(of, item);
	statement_bind_text(row, 1, text_of(uuid));
	statement_bind_text(row, 2, text_of(of));
	st = statement_step(row, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_INVALID, "%s is no derivative of this item", from);
	if (st == STATUS_OK && json_object_set_new(values, "from_derivative", json_string(uuid)) != 0)
		st = fail_memory(err);
	return st;
}

static enum status
gather(struct catalogue *catalogue, const struct uuid *item, const struct field_words *words,
       size_t count, json_t *values, struct error *err)
{
	json_t *tool = NULL;
	enum status st = record_fields_set(catalogue, &form, values, words, count, err);
	struct subject subject = subject_of("item", item);

	if (st == STATUS_OK)
		st = part_fits(catalogue, &subject, json_object_get(values, "part"), err);
	if (st == STATUS_OK)
		st = set_from(catalogue, item, field_text(words, count, "from"), values, err);
	if (st == STATUS_OK)
		st = set_steps(values, "steps", field_text(words, count, "steps"), err);
	if (st == STATUS_OK)
		st = set_steps(values, "protected_steps",
		               field_text(words, count, "protected_steps"), err);
	if (st == STATUS_OK)
		st = tool_of_words(words, count, &tool, err);
	if (st == STATUS_OK && json_object_set_new(values, "tool", tool) != 0)
		st = fail_memory(err);
	return st == STATUS_OK ? person_member_set(catalogue, values, "author",
	                                           field_text(words, count, "author"), err)
	                       : st;
}

enum status
derivative_check(struct catalogue *catalogue, const struct uuid *item,
                 const struct field_words *words, size_t count, struct error *err)
{
	SCOPED_JSON json_t *values = json_object();
	const char *kind = field_text(words, count, "kind");
	struct item_object source;
	bool is_protected;
	enum status st = values ? record_fields_check(&form, words, count, beside, err)
	                        : fail_memory(err);

	if (st == STATUS_OK && (kind == NULL || *kind == '\0'))
		st = fail(err, STATUS_INVALID, "say what was made: redacted, transcript, translation (vocabulary derivative-kind)");
	if (st == STATUS_OK)
		st = item_object_read(catalogue, item, &source, err);
	if (st == STATUS_OK)
		st = read_protection(words, count, &is_protected, err);
	return st == STATUS_OK ? gather(catalogue, item, words, count, values, err) : st;
}

static enum status
add(struct catalogue *catalogue, struct change *change, const struct uuid *item,
    struct kept_file *file, const struct field_words *words, size_t count,
    int64_t *number, struct error *err)
{
	struct subject subject = subject_of("item", item);
	SCOPED_JSON json_t *values = json_object();
	struct item_object source;
	bool is_protected = true;
	enum status st = item_object_read(catalogue, item, &source, err);

	if (st == STATUS_OK && digest_equal(&source.object, &file->digest))
		st = fail(err, STATUS_REFUSED, "these are the bytes of %s itself, and nothing was made of them",
		          source.id);
	if (st == STATUS_OK)
		st = read_protection(words, count, &is_protected, err);
	if (st == STATUS_OK)
		st = gather(catalogue, item, words, count, values, err);
	if (st == STATUS_OK &&
	    (json_object_set_new(values, "object", json_of_digest(&source.object)) != 0 ||
	     json_object_set_new(values, is_protected ? "protected_file" : "file",
	                         kept_file_json(file)) != 0 ||
	     json_object_set_new(values, "name", json_of_name(file->name.p, file->name.n)) != 0))
		st = fail_memory(err);
	if (st == STATUS_OK)
		st = sub_record_add(catalogue, change, form.type, 'X', &subject, values, number, err);
	return st == STATUS_OK ? kept_file_keep(catalogue, file, err) : st;
}

enum status
derivative_add(struct catalogue *catalogue, const struct uuid *item, struct kept_file *file,
               const struct field_words *words, size_t count, int64_t *number, struct error *err)
{
	struct change *change = NULL;
	enum status st = catalogue_begin(catalogue, "derive add", &change, err);

	if (st != STATUS_OK)
		return st;
	return catalogue_finish(catalogue, change,
	                        add(catalogue, change, item, file, words, count, number, err), err);
}
