/* SPDX-License-Identifier: Apache-2.0 */
/* schema.c - the embedded event schemas, read once and looked up by name. */
#include "ledger/schema.h"

#include "ledger/schema_value.h"

#include "base/embedded.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

#define SCHEMA_FOLDER "catalog/events/"

struct schema {
	json_t      *text;   /* the whole schema, owned */
	const char  *type;   /* borrowed from it */
	int64_t      tv;
	json_t      *open;   /* borrowed from it */
	json_t      *sealed; /* borrowed from it */
	const char **names;  /* of sealed members, ascending; owned array of borrowed names */
	size_t       count;
};

struct schemas {
	struct schema *all; /* in the order of the type's name */
	size_t         count;
};

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static enum status
read_schema(struct schema *schema, const struct embedded_file *file, struct error *err)
{
	const char *name;
	json_t *member;
	enum status st;

	st = json_read(&schema->text, embedded_text(file), err);
	if (st != STATUS_OK)
		return while_doing(err, STATUS_FAULT, "reading the schema %s", file->path);
	schema->type = json_string_value(json_object_get(schema->text, "type"));
	schema->tv = json_integer_value(json_object_get(schema->text, "tv"));
	schema->open = json_object_get(schema->text, "open");
	schema->sealed = json_object_get(schema->text, "sealed");
	if (schema->type == NULL || schema->tv < 1 || !json_is_object(schema->open) ||
	    !json_is_object(schema->sealed) ||
	    !json_is_array(json_object_get(schema->text, "chain")))
		return fail(err, STATUS_FAULT, "the schema %s lacks a part", file->path);
	schema->names = calloc(json_object_size(schema->sealed) + 1, sizeof *schema->names);
	if (schema->names == NULL)
		return fail_memory(err);
	json_object_foreach(schema->sealed, name, member)
		schema->names[schema->count++] = name;
	qsort(schema->names, schema->count, sizeof *schema->names, compare_names);
	return STATUS_OK;
}

static size_t
count_schemas(void)
{
	size_t count = 0;

	for (const struct embedded_file *file = embedded_next(NULL, SCHEMA_FOLDER); file != NULL;
	     file = embedded_next(file, SCHEMA_FOLDER))
		count++;
	return count;
}

static enum status
read_all(struct schemas *schemas, struct error *err)
{
	for (const struct embedded_file *file = embedded_next(NULL, SCHEMA_FOLDER); file != NULL;
	     file = embedded_next(file, SCHEMA_FOLDER)) {
		enum status st = read_schema(&schemas->all[schemas->count++], file, err);

		if (st != STATUS_OK)
			return st;
	}
	return STATUS_OK;
}

enum status
schemas_open(struct schemas **out, struct error *err)
{
	struct schemas *schemas = calloc(1, sizeof *schemas);
	enum status st;

	if (schemas == NULL)
		return fail_memory(err);
	schemas->all = calloc(count_schemas() + 1, sizeof *schemas->all);
	st = schemas->all != NULL ? read_all(schemas, err) : fail_memory(err);
	if (st != STATUS_OK) {
		schemas_close(schemas);
		return st;
	}
	*out = schemas;
	return STATUS_OK;
}

void
schemas_close(struct schemas *schemas)
{
	if (schemas == NULL)
		return;
	for (size_t i = 0; i < schemas->count; i++) {
		json_decref(schemas->all[i].text);
		free(schemas->all[i].names);
	}
	free(schemas->all);
	free(schemas);
}

const struct schema *
schema_find(const struct schemas *schemas, struct text type, int64_t tv)
{
	for (size_t i = 0; i < schemas->count; i++) {
		if (schemas->all[i].tv == tv && text_is(type, schemas->all[i].type))
			return &schemas->all[i];
	}
	return NULL;
}

const struct schema *
schema_next(const struct schemas *schemas, const struct schema *previous)
{
	size_t i = previous ? (size_t)(previous - schemas->all) + 1 : 0;

	return i < schemas->count ? &schemas->all[i] : NULL;
}

const char *
schema_type(const struct schema *schema)
{
	return schema->type;
}

int64_t
schema_version(const struct schema *schema)
{
	return schema->tv;
}

bool
schema_allows_chain(const struct schema *schema, struct text kind)
{
	json_t *chain = json_object_get(schema->text, "chain"), *entry;
	size_t i;

	json_array_foreach(chain, i, entry) {
		if (text_is(kind, json_string_value(entry)))
			return true;
	}
	return false;
}

size_t
schema_sealed_count(const struct schema *schema)
{
	return schema->count;
}

const char *
schema_sealed_name(const struct schema *schema, size_t index)
{
	return schema->names[index];
}

const char *
schema_sealed_class(const struct schema *schema, size_t index)
{
	json_t *member = json_object_get(schema->sealed, schema->names[index]);

	return json_string_value(json_object_get(member, "class"));
}

bool
schema_sealed_stays(const struct schema *schema, const char *sealed_name)
{
	return json_is_true(json_object_get(json_object_get(schema->sealed, sealed_name), "keep"));
}

static bool
rule_hashes(const json_t *rule)
{
	const char *is = json_string_value(json_object_get(rule, "is")), *name;
	json_t *member;
	bool found = is != NULL && strcmp(is, "hash") == 0;

	if (json_is_object(json_object_get(rule, "of")))
		found = found || rule_hashes(json_object_get(rule, "of"));
	json_object_foreach(json_object_get(rule, "members"), name, member)
		found = found || rule_hashes(member);
	return found;
}

bool
schema_sealed_hashes(const struct schema *schema, const char *sealed_name)
{
	return rule_hashes(json_object_get(schema->sealed, sealed_name));
}

/* Whether the rule makes its value a name of a record, and of what kind. */
static bool
rule_refers(const json_t *rule, enum reference_kind *kind)
{
	const char *is = json_string_value(json_object_get(rule, "is"));
	const char *refers = json_string_value(json_object_get(rule, "refers"));

	*kind = refers == NULL                ? REFERENCE_SUBJECT
	        : strcmp(refers, "link") == 0 ? REFERENCE_LINK
	                                      : REFERENCE_RECORD;
	return refers != NULL || (is != NULL && strcmp(is, "subject") == 0);
}

static bool
rule_refers_inside(const json_t *rule)
{
	enum reference_kind kind;
	const char *name;
	json_t *member;
	bool found = rule_refers(rule, &kind);

	if (json_is_object(json_object_get(rule, "of")))
		found = found || rule_refers_inside(json_object_get(rule, "of"));
	json_object_foreach(json_object_get(rule, "members"), name, member)
		found = found || rule_refers_inside(member);
	return found;
}

bool
schema_sealed_refers(const struct schema *schema, const char *sealed_name)
{
	return rule_refers_inside(json_object_get(schema->sealed, sealed_name));
}

static enum status
tell_references(const json_t *rule, const json_t *value, const struct reference_output *to,
                struct error *err)
{
	enum reference_kind kind;
	enum status st = STATUS_OK;
	const char *name;
	json_t *entry;
	size_t i;

	if (rule_refers(rule, &kind))
		return json_is_string(value)
		               ? to->found(to->context, kind,
		                           (struct text){ json_string_value(value),
		                                          json_string_length(value) },
		                           err)
		               : STATUS_OK;
	json_array_foreach(json_is_array(value) ? value : NULL, i, entry) {
		if (st == STATUS_OK)
			st = tell_references(json_object_get(rule, "of"), entry, to, err);
	}
	json_object_foreach(json_object_get(rule, "members"), name, entry) {
		if (st == STATUS_OK)
			st = tell_references(entry, json_object_get(value, name), to, err);
	}
	return st;
}

enum status
schema_references(const struct schema *schema, const char *sealed_name, const json_t *value,
                  const struct reference_output *to, struct error *err)
{
	return tell_references(json_object_get(schema->sealed, sealed_name), value, to, err);
}

bool
schema_has_sealed(const struct schema *schema, struct text name)
{
	return json_object_getn(schema->sealed, name.p, name.n) != NULL;
}

const char *
schema_vocabulary(const struct schema *schema, const char *sealed_name)
{
	json_t *member = json_object_get(schema->sealed, sealed_name);

	return json_string_value(json_object_get(member, "vocabulary"));
}

enum status
schema_check_open(const struct schema *schema, const json_t *open, struct error *err)
{
	const char *name;
	json_t *rule;
	enum status st;

	if (!json_is_object(open) || json_object_size(open) != json_object_size(schema->open))
		return fail(err, STATUS_INVALID, "%s: its open members are not those of its schema",
		            schema->type);
	json_object_foreach(schema->open, name, rule) {
		st = schema_value_check(rule, json_object_get(open, name), err);
		if (st != STATUS_OK)
			return while_doing(err, st, "checking %s of %s", name, schema->type);
	}
	return STATUS_OK;
}

enum status
schema_check_value(const struct schema *schema, const char *name, const json_t *value,
                   struct error *err)
{
	json_t *rule = json_object_get(schema->sealed, name);
	enum status st;

	if (rule == NULL)
		return fail(err, STATUS_INVALID, "%s has no sealed member %s", schema->type, name);
	if (json_is_null(value))
		return STATUS_OK;
	st = schema_value_check(rule, value, err);
	return st == STATUS_OK ? st : while_doing(err, st, "checking %s of %s", name, schema->type);
}

enum status
schema_check_values(const struct schema *schema, const json_t *values, struct error *err)
{
	const char *name;
	json_t *value;
	enum status st;

	json_object_foreach(json_iterable(values), name, value) {
		st = schema_check_value(schema, name, value, err);
		if (st != STATUS_OK)
			return st;
	}
	return STATUS_OK;
}

void
schema_drop_unfit(const struct schema *schema, json_t *values)
{
	const char *name;
	json_t *value;
	void *next;

	json_object_foreach_safe(values, next, name, value) {
		if (schema_check_value(schema, name, value, NULL) != STATUS_OK)
			json_object_del(values, name);
	}
}
