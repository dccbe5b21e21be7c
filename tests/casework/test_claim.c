/* SPDX-License-Identifier: Apache-2.0 */
/* test_claim.c - in which members of an event what somebody says comes to stand. */
#include "casework/claim.h"
#include "casework/claim_source.h"
#include "casework/creation.h"
#include "casework/records.h"

#include "support/support.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "ledger/schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct fixture {
	char             *folder;
	char              path[600], homes[600];
	struct catalogue *catalogue;
};

static int
make_fixture(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	unsigned char seed[SIGNING_SEED_SIZE] = { 7 };
	struct signing_key *key = NULL;
	struct surroundings here = { .workers = VIDIMUS_WORKERS, .state_folder = f->homes,
		                     .host = "desk",
		                     .login = "ana",
		                     .machine = "machine-1",
		                     .build = "test",
		                     .sources = &ledger_true_sources };
	struct field_words title = { "title", "T" };
	int64_t number;
	struct error err;

	f->folder = folder_make();
	snprintf(f->path, sizeof f->path, "%s/case", f->folder);
	snprintf(f->homes, sizeof f->homes, "%s/state", f->folder);
	assert_ok(signing_key_of_seed(&key, seed, &err), &err);
	assert_ok(catalogue_create(&(struct creation){ .path = f->path,
	                                               .name = "Test",
	                                               .actor_code = "ana",
	                                               .key = key,
	                                               .digests = "md5" },
	                           &here, &err),
	          &err);
	assert_ok(catalogue_open(&f->catalogue, f->path, true, &here, &err), &err);
	assert_ok(catalogue_sign_as(f->catalogue, key, true, &err), &err);
	assert_ok(incident_add(f->catalogue, &title, 1, &number, &err), &err);
	assert_ok(person_add(f->catalogue,
	                     &(struct person_words){ .code = "zz-witness",
	                                             .roles = "witness",
	                                             .protection_level = "standard" },
	                     &number, &err),
	          &err);
	assert_ok(channel_add(f->catalogue,
	                      &(struct channel_words){ .code = "zz-closed",
	                                               .platform = "telegram",
	                                               .visibility = "private-closed" },
	                      &number, &err),
	          &err);
	*state = f;
	return 0;
}

static int
drop_fixture(void **state)
{
	struct fixture *f = *state;

	catalogue_close(f->catalogue);
	folder_remove(f->folder);
	free(f);
	return 0;
}

static enum status
keep_number(void *context, int64_t number, struct error *err)
{
	(void)err;
	*(int64_t *)context = number;
	return STATUS_OK;
}

/* Makes a claim about I-1 and reads its event, the last of the log. */
static void
make(struct fixture *f, const struct field_words *words, size_t count, struct event_record *out)
{
	struct new_claim claim = { "I-1", words, count };
	int64_t number = 0, size = 0;
	struct error err;

	assert_ok(claims_make(f->catalogue, &claim, 1, keep_number, &number, &err), &err);
	assert_true(number > 0);
	assert_ok(ledger_size(f->catalogue->ledger, &size, &err), &err);
	assert_ok(ledger_read(f->catalogue->ledger, size - 1, out, &err), &err);
	assert_string_equal(out->header.type, "claim.made");
}

/* The words stand in members of these classes alone (divided by blanks), and in one at least. */
static void
expect_classes(struct fixture *f, const struct event_record *event, const char *words,
               const char *classes)
{
	const struct schema *schema =
		schema_find(ledger_schemas(f->catalogue->ledger), text_of("claim.made"), 1);
	bool found = false;

	for (size_t i = 0; i < schema_sealed_count(schema); i++) {
		json_t *value = json_object_get(event->values, schema_sealed_name(schema, i));
		SCOPED_FREE char *text = json_dumps(value, JSON_ENCODE_ANY);

		if (text == NULL || strstr(text, words) == NULL)
			continue;
		found = true;
		if (strstr(classes, schema_sealed_class(schema, i)) == NULL)
			fail_msg("“%s” stands in %s, class %s\n", words, schema_sealed_name(schema, i),
			         schema_sealed_class(schema, i));
	}
	if (!found)
		fail_msg("“%s” stands nowhere\n", words);
}

#define COUNT(words) (sizeof(words) / sizeof(words)[0])

static void
what_a_person_says_is_of_the_class_person(void **state)
{
	static const struct field_words words[] = {
		{ "property", "event-date" },   { "value", "2020-10-16" },
		{ "by", "zz-witness" },         { "raw", "they came at dawn" },
		{ "language", "hy" },           { "made", "2021-03-04" },
		{ "basis", "direct-observation" }, { "protected_grounds", "knows them" },
		{ "note", "ask again" },
	};
	SCOPED(event_record) event = { 0 };
	struct fixture *f = *state;

	make(f, words, COUNT(words), &event);
	expect_classes(f, &event, "2020-10-16", "person");
	expect_classes(f, &event, "they came at dawn", "person");
	expect_classes(f, &event, "hy", "person");
	expect_classes(f, &event, "2021-03-04", "person");
	expect_classes(f, &event, "direct-observation", "person");
	expect_classes(f, &event, "person/", "person");
	expect_classes(f, &event, "knows them", "person");
	expect_classes(f, &event, "ask again", "internal-note");
	assert_int_equal(json_object_size(event.open), 1);
}

static void
a_disclosable_value_leaves_its_person_behind(void **state)
{
	static const struct field_words words[] = {
		{ "property", "event-date" }, { "value", "2020-10-16" }, { "by", "zz-witness" },
		{ "raw", "they came at dawn" }, { "made", "2021-03-04" }, { "disclosable", "yes" },
	};
	SCOPED(event_record) event = { 0 };
	struct fixture *f = *state;

	make(f, words, COUNT(words), &event);
	expect_classes(f, &event, "2020-10-16", "plain");
	expect_classes(f, &event, "they came at dawn", "person");
	expect_classes(f, &event, "2021-03-04", "person");
	expect_classes(f, &event, "person/", "person");
}

static void
what_a_closed_channel_says_is_not_of_the_class_source(void **state)
{
	static const struct field_words words[] = {
		{ "property", "event-place" },  { "by", "zz-closed" },
		{ "value", "Farm-7 (hy); 39.1,46.2; radius 10" },
		{ "region", "Syunik (hy); precision region" },
		{ "raw", "come and look" },     { "made", "2021-03-04" },
	};
	SCOPED(event_record) event = { 0 };
	struct fixture *f = *state;

	make(f, words, COUNT(words), &event);
	expect_classes(f, &event, "Farm-7", "safety-place");
	expect_classes(f, &event, "Syunik", "plain");
	expect_classes(f, &event, "come and look", "private-channel");
	expect_classes(f, &event, "2021-03-04", "private-channel");
	expect_classes(f, &event, "channel/", "private-channel");
}

/* Whoever says it: a name is a person's, and a device can lead to one. */
static void
what_tells_of_somebody_is_of_the_class_person(void **state)
{
	static const char *const properties[] = { "recorder", "identity-of-channel", "device" };
	struct fixture *f = *state;

	for (size_t i = 0; i < 3; i++) {
		const struct field_words words[] = {
			{ "property", properties[i] }, { "value", "Some Body" }, { "raw", "it is them" },
		};
		SCOPED(event_record) event = { 0 };

		make(f, words, COUNT(words), &event);
		expect_classes(f, &event, "Some Body", "person");
		expect_classes(f, &event, "it is them", "person");
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_fixture, drop_fixture)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_a_person_says_is_of_the_class_person),
		TEST(a_disclosable_value_leaves_its_person_behind),
		TEST(what_a_closed_channel_says_is_not_of_the_class_source),
		TEST(what_tells_of_somebody_is_of_the_class_person),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
