/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_policies.c - who may see what: the policies of catalog/policies against
 * the classes of catalog/events, and the rules by which members are cut.
 */
#include "ledger/schema.h"

#include "support/support.h"

#include "base/embedded.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define EVENTS   "catalog/events/"
#define POLICIES "catalog/policies/"

/* Never opened by a policy, only by a named decision; each is a redaction code too. */
static const char *const protected_classes[] = { "device",          "internal-note", "path-host",
	                                         "person",          "private-channel",
	                                         "safety-place" };
#define PROTECTED_COUNT (sizeof protected_classes / sizeof protected_classes[0])

/* Chains that never leave: persons, what was handed over, and the catalogue's own rules. */
static const char *const home_chains[] = { "delivery", "person", "setting" };

static struct schemas *schemas;

static int
open_schemas(void **state)
{
	(void)state;
	return schemas_open(&schemas, NULL) == STATUS_OK ? 0 : -1;
}

static int
close_schemas(void **state)
{
	(void)state;
	schemas_close(schemas);
	return 0;
}

static bool
is_protected(const char *class)
{
	for (size_t i = 0; i < PROTECTED_COUNT; i++) {
		if (strcmp(protected_classes[i], class) == 0)
			return true;
	}
	return false;
}

static json_t *
read_embedded(const char *path)
{
	const struct embedded_file *file = embedded_find(path);
	json_t *whole = NULL;

	if (file == NULL)
		fail_msg("no file %s", path);
	assert_ok(json_read(&whole, embedded_text(file), NULL), NULL);
	return whole;
}

static json_t *
read_policy(const char *name)
{
	SCOPED(buffer) path = { 0 };

	buffer_append_format(&path, POLICIES "%s.json", name);
	return read_embedded(buffer_string(&path));
}

static json_t *
read_schema(const char *type)
{
	SCOPED(buffer) path = { 0 };

	buffer_append_format(&path, EVENTS "%s.json", type);
	return read_embedded(buffer_string(&path));
}

static const char *
string_in(const json_t *object, const char *name)
{
	const char *value = json_string_value(json_object_get(object, name));

	if (value == NULL)
		fail_msg("no text %s", name);
	return value;
}

/* The class of a member, which must be there. */
static const char *
class_of(const char *type, const char *member)
{
	const struct schema *schema = schema_find(schemas, text_of(type), 1);

	if (schema == NULL)
		fail_msg("no type %s", type);
	for (size_t i = 0; i < schema_sealed_count(schema); i++) {
		if (strcmp(schema_sealed_name(schema, i), member) == 0)
			return schema_sealed_class(schema, i);
	}
	fail_msg("%s has no member %s", type, member);
	return NULL;
}

/* Does a policy open this class? */
static bool
opens(const json_t *policy, const char *class)
{
	size_t i;
	json_t *entry;

	json_array_foreach(json_object_get(policy, "classes"), i, entry) {
		if (strcmp(json_string_value(entry), class) == 0)
			return true;
	}
	return false;
}

static void
there_are_six_policies_and_each_is_whole(void **state)
{
	static const struct {
		const char *name, *carries, *classes, *originals;
	} expected[] = {
		{ "court", "events", "[\"plain\",\"source\"]", "as-received" },
		{ "defence", "events", "[\"plain\",\"source\"]", "as-received" },
		{ "partner", "events", "[\"plain\"]", "reviewed-derivatives" },
		{ "public", "values", "[]", "reviewed-derivatives" },
		{ "review", "events", "[\"plain\",\"source\"]", "as-received" },
		{ "self", "events", "[\"plain\",\"source\"]", "as-received" },
	};
	size_t count = 0;

	(void)state;
	for (const struct embedded_file *f = embedded_next(NULL, POLICIES); f != NULL;
	     f = embedded_next(f, POLICIES))
		count++;
	assert_int_equal(count, sizeof expected / sizeof expected[0]);
	for (size_t i = 0; i < count; i++) {
		SCOPED_JSON json_t *policy = read_policy(expected[i].name);
		SCOPED_JSON json_t *classes = json_loads(expected[i].classes, 0, NULL);

		assert_int_equal(json_object_size(policy), 8);
		assert_string_equal(string_in(policy, "policy"), expected[i].name);
		assert_string_equal(string_in(policy, "carries"), expected[i].carries);
		assert_string_equal(string_in(policy, "originals"), expected[i].originals);
		assert_string_equal(string_in(policy, "references"), "exported-only");
		assert_true(json_equal(json_object_get(policy, "classes"), classes));
		assert_int_equal(json_array_size(json_object_get(policy, "values")) > 0,
		                 strcmp(expected[i].name, "public") == 0);
		assert_true(text_ends(text_of(string_in(policy, "about")), "."));
	}
}

/* Is there a redaction code of this name, which says why such a member is closed? */
static bool
has_redaction_code(const char *code)
{
	struct text rest = embedded_text(embedded_find("catalog/vocabularies/redaction-code.tsv"));

	while (rest.n > 0) {
		struct text line = text_cut(&rest, '\n');

		if (text_is(text_cut(&line, '\t'), code))
			return true;
	}
	return false;
}

static void
every_member_of_every_type_is_opened_or_has_a_code(void **state)
{
	static const char *const names[] = { "court", "defence", "partner", "review", "self" };
	size_t opened = 0, closed = 0;

	(void)state;
	for (size_t p = 0; p < sizeof names / sizeof names[0]; p++) {
		SCOPED_JSON json_t *policy = read_policy(names[p]);

		for (const struct schema *s = schema_next(schemas, NULL); s != NULL;
		     s = schema_next(schemas, s)) {
			for (size_t i = 0; i < schema_sealed_count(s); i++) {
				const char *class = schema_sealed_class(s, i);

				if (opens(policy, class)) {
					assert_false(is_protected(class));
					opened++;
				} else {
					if (!has_redaction_code(class))
						fail_msg("no redaction code for the class %s", class);
					closed++;
				}
			}
		}
	}
	assert_true(opened > 1000 && closed > 1000);
}

static void
the_public_list_names_plain_values_only(void **state)
{
	SCOPED_JSON json_t *policy = read_policy("public");
	size_t i;
	json_t *entry;

	(void)state;
	assert_true(json_array_size(json_object_get(policy, "values")) >= 8);
	json_array_foreach(json_object_get(policy, "values"), i, entry) {
		const char *type = string_in(entry, "type"), *member = string_in(entry, "member");
		SCOPED_JSON json_t *schema = read_schema(type);
		json_t *rule = json_object_get(json_object_get(schema, "sealed"), member);
		const char *kind = string_in(rule, "is");

		assert_string_equal(class_of(type, member), "plain");
		assert_true(strcmp(kind, "subject") != 0 && strcmp(kind, "uuid") != 0 &&
		            strcmp(kind, "hash") != 0);
		/* of a date the normalised part alone: its raw words are a source's */
		if (strcmp(kind, "dated") == 0)
			assert_string_equal(string_in(entry, "part"), "edtf");
		string_in(entry, "name");
	}
}

/* What no policy may leave out without saying so is open to everyone who gets events. */
static void
what_may_not_be_withheld_in_silence_is_plain(void **state)
{
	SCOPED_JSON json_t *court = read_policy("court");
	json_t *never = json_object_get(court, "never_silent"), *entry;
	size_t i;

	(void)state;
	assert_true(json_array_size(never) >= 8);
	json_array_foreach(never, i, entry) {
		assert_string_equal(class_of(string_in(entry, "type"), string_in(entry, "member")),
		                    "plain");
		assert_true(has_redaction_code(string_in(entry, "code")));
		assert_false(is_protected(string_in(entry, "code")));
	}
	for (const struct embedded_file *f = embedded_next(NULL, POLICIES); f != NULL;
	     f = embedded_next(f, POLICIES)) {
		SCOPED_JSON json_t *policy = read_embedded(f->path);

		assert_true(json_equal(json_object_get(policy, "never_silent"), never));
	}
}

/* A dissent goes out with its words, and whoever stands behind it stays. */
static void
a_dissent_can_be_exported_without_its_witness(void **state)
{
	static const char *const travels[] = { "conclusion", "finding", "grounds", "confidence",
		                               "by_expert", "blind" };
	static const char *const stays[] = { "by", "note", "protected_grounds",
		                             "protected_sources" };
	SCOPED_JSON json_t *partner = read_policy("partner");
	SCOPED_JSON json_t *court = read_policy("court");

	(void)state;
	for (size_t i = 0; i < sizeof travels / sizeof travels[0]; i++) {
		assert_true(opens(partner, class_of("finding.reviewed", travels[i])));
		assert_true(opens(court, class_of("finding.reviewed", travels[i])));
	}
	for (size_t i = 0; i < sizeof stays / sizeof stays[0]; i++)
		assert_false(opens(court, class_of("finding.reviewed", stays[i])));
}

/* A claim's value goes out, and the person it comes from stays, with their words and the day. */
static void
a_claim_can_be_exported_without_the_person_it_comes_from(void **state)
{
	static const char *const travels[] = { "property", "stance", "value", "date", "region",
		                               "party", "basis", "grounds" };
	static const char *const stays[] = { "by", "protected_raw", "protected", "protected_made",
		                             "protected_grounds", "private_by_channel",
		                             "private_raw", "place", "protected_language",
		                             "file_raw", "private_made" };
	SCOPED_JSON json_t *partner = read_policy("partner");
	SCOPED_JSON json_t *court = read_policy("court");

	(void)state;
	for (size_t i = 0; i < sizeof travels / sizeof travels[0]; i++)
		assert_true(opens(partner, class_of("claim.made", travels[i])));
	for (size_t i = 0; i < sizeof stays / sizeof stays[0]; i++)
		assert_false(opens(court, class_of("claim.made", stays[i])));
}

/* Is every chain that the type may stand in one that never leaves? */
static bool
stays_at_home(const struct schema *schema)
{
	static const char *const leaving[] = { "actor",   "bundle",   "catalogue", "channel", "footage",
		                               "incident", "item",     "report",    "vocabulary" };

	for (size_t i = 0; i < sizeof leaving / sizeof leaving[0]; i++) {
		if (schema_allows_chain(schema, text_of(leaving[i])))
			return false;
	}
	return true;
}

static void
check_home_type(const char *type)
{
	const struct schema *schema = schema_find(schemas, text_of(type), 1);

	assert_non_null(schema);
	if (!stays_at_home(schema))
		fail_msg("%s may stand in a chain that leaves", type);
}

static void
consent_holds_and_restrictions_are_in_no_chain_that_leaves(void **state)
{
	static const char *const types[] = {
		"consent.recorded",    "consent.withdrawn",   "destruction.refused",
		"destruction.requested", "hold.lifted",       "hold.placed",
		"person.added",        "person.described",    "person.linked",
		"restriction.lifted",  "restriction.placed",  "work.moved",
	};

	(void)state;
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		check_home_type(types[i]);
	for (size_t i = 0; i < sizeof home_chains / sizeof home_chains[0]; i++)
		assert_true(schema_allows_chain(schema_find(schemas, text_of("record.retracted"), 1),
		                                text_of(home_chains[i])));
}

/* The class that a member's name or kind demands, or NULL where it demands none. */
static const char *
class_demanded(const char *name, const json_t *rule)
{
	const json_t *of = json_object_get(rule, "of");
	const char *kind = json_string_value(json_object_get(of ? of : rule, "kind"));

	if (kind != NULL && (strcmp(kind, "person") == 0 || strcmp(kind, "delivery") == 0))
		return "person";
	if (text_begins(text_of(name), "protected_") || strcmp(name, "protected") == 0)
		return "person";
	return NULL;
}

/* Chains that never leave may hold a delivery's name in a class of their own. */
static void
check_cut(const struct schema *schema, const char *name, const json_t *rule)
{
	const char *demanded = class_demanded(name, rule), *class = string_in(rule, "class");

	if (text_begins(text_of(name), "private_") && !is_protected(class))
		fail_msg("%s: %s has the class %s", schema_type(schema), name, class);
	if (text_begins(text_of(name), "public_") && strcmp(class, "source") != 0)
		fail_msg("%s: %s has the class %s", schema_type(schema), name, class);
	if (demanded == NULL || strcmp(demanded, class) == 0)
		return;
	if (!stays_at_home(schema) || !is_protected(class))
		fail_msg("%s: %s has the class %s", schema_type(schema), name, class);
}

static bool
has_member(const struct schema *schema, const char *prefix, const char *name)
{
	SCOPED(buffer) whole = { 0 };

	buffer_append_format(&whole, "%s%s", prefix, name);
	return schema_has_sealed(schema, text_of_buffer(&whole));
}

/* What can be told apart comes in pairs: grounds that can be disclosed, and grounds that cannot. */
static void
check_pairs(const struct schema *schema, const char *name)
{
	struct text rest = text_of(name);

	if (strcmp(name, "grounds") == 0 && !has_member(schema, "protected_", name))
		fail_msg("%s has no protected grounds", schema_type(schema));
	if (text_begins(rest, "public_") && !has_member(schema, "private_", name + strlen("public_")))
		fail_msg("%s: %s has no private twin", schema_type(schema), name);
}

static void
members_are_cut_by_rule(void **state)
{
	size_t members = 0;

	(void)state;
	for (const struct schema *s = schema_next(schemas, NULL); s != NULL; s = schema_next(schemas, s)) {
		SCOPED_JSON json_t *whole = read_schema(schema_type(s));
		const char *name;
		json_t *rule;

		json_object_foreach(json_object_get(whole, "sealed"), name, rule) {
			check_cut(s, name, rule);
			check_pairs(s, name);
			members++;
		}
	}
	assert_true(members > 700);
}

/* Words of staff for staff, wherever they stand. */
static void
remarks_are_internal(void **state)
{
	static const char *const names[] = { "because", "note" };

	(void)state;
	for (const struct schema *s = schema_next(schemas, NULL); s != NULL; s = schema_next(schemas, s)) {
		for (size_t i = 0; i < schema_sealed_count(s); i++) {
			for (size_t k = 0; k < sizeof names / sizeof names[0]; k++) {
				if (strcmp(schema_sealed_name(s, i), names[k]) == 0 &&
				    !is_protected(schema_sealed_class(s, i)))
					fail_msg("%s: %s", schema_type(s), names[k]);
			}
		}
	}
}

/* Nobody's words stand in the open, where the schema of a record made by people is concerned. */
static void
records_have_nothing_open_but_their_short_id(void **state)
{
	/* what tells whose signatures count is open: log verify reads it, with or without values */
	static const char *const others[] = { "actor.added", "catalogue.created", "key.compromised", "log.resumed",
		                              "vocabulary.loaded" };
	size_t records = 0;

	(void)state;
	for (const struct schema *s = schema_next(schemas, NULL); s != NULL; s = schema_next(schemas, s)) {
		SCOPED_JSON json_t *whole = read_schema(schema_type(s));
		const json_t *open = json_object_get(whole, "open");
		bool other = false;

		for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
			other = other || strcmp(others[i], schema_type(s)) == 0;
		if (other)
			continue;
		assert_true(json_object_size(open) <= 1);
		assert_int_equal(json_object_size(open), json_object_get(open, "short_id") != NULL);
		records++;
	}
	assert_true(records > 80);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(there_are_six_policies_and_each_is_whole),
		cmocka_unit_test(every_member_of_every_type_is_opened_or_has_a_code),
		cmocka_unit_test(the_public_list_names_plain_values_only),
		cmocka_unit_test(what_may_not_be_withheld_in_silence_is_plain),
		cmocka_unit_test(a_dissent_can_be_exported_without_its_witness),
		cmocka_unit_test(a_claim_can_be_exported_without_the_person_it_comes_from),
		cmocka_unit_test(consent_holds_and_restrictions_are_in_no_chain_that_leaves),
		cmocka_unit_test(members_are_cut_by_rule),
		cmocka_unit_test(remarks_are_internal),
		cmocka_unit_test(records_have_nothing_open_but_their_short_id),
	};

	return cmocka_run_group_tests(tests, open_schemas, close_schemas);
}
