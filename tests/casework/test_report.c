/* SPDX-License-Identifier: Apache-2.0 */
/* test_report.c - which member of an event holds what is said of a draft, and what of a publication. */
#include "casework/creation.h"
#include "casework/report.h"
#include "casework/report_publish.h"
#include "casework/resolve.h"

#include "support/support.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

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
	struct error err;

	f->folder = folder_make();
	snprintf(f->path, sizeof f->path, "%s/case", f->folder);
	snprintf(f->homes, sizeof f->homes, "%s/state", f->folder);
	assert_ok(signing_key_of_seed(&key, seed, &err), &err);
	assert_ok(catalogue_create(&(struct creation){ .path = f->path,
	                                               .name = "Test",
	                                               .actor_code = "ana",
	                                               .key = key },
	                           &here, &err),
	          &err);
	assert_ok(catalogue_open(&f->catalogue, f->path, true, &here, &err), &err);
	assert_ok(catalogue_sign_as(f->catalogue, key, true, &err), &err);
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

#define WORDS(...)                                                                        \
	(const struct field_words[]){ __VA_ARGS__ },                                      \
		sizeof((const struct field_words[]){ __VA_ARGS__ }) / sizeof(struct field_words)

static struct uuid
add(struct fixture *f, const struct field_words *words, size_t count)
{
	struct resolved resolved;
	char id[SHORT_ID_SIZE];
	int64_t number = 0;
	struct error err;

	assert_ok(report_add(f->catalogue, words, count, NULL, &number, &err), &err);
	short_id_write(id, (struct short_id){ 'R', number });
	assert_ok(resolve(f->catalogue->ledger, text_of(id), "R", &resolved, &err), &err);
	return resolved.uuid;
}

static void
edit(struct fixture *f, const struct uuid *report, const struct field_words *words, size_t count)
{
	int64_t version = 0;
	struct error err;

	assert_ok(report_edit(f->catalogue, report, words, count, 0, &version, &err), &err);
}

static void
publish(struct fixture *f, const struct uuid *report, bool as_drafted,
        const struct field_words *words, size_t count)
{
	struct report_version made;
	struct error err;

	assert_ok(report_publish(f->catalogue,
	                         &(struct publication){ .report = *report,
	                                                .words = words,
	                                                .count = count,
	                                                .as_drafted = as_drafted },
	                         &made, &err),
	          &err);
}

/* The last report.described of the chain says this; NULL for null. */
static void
expect_members(struct fixture *f, const struct uuid *report, const char *published,
               const char *draft)
{
	struct subject subject = subject_of("report", report);
	SCOPED(event_record) event = { 0 };
	int64_t seq, last = 0;
	struct error err;

	assert_ok(ledger_find_in_chain(f->catalogue->ledger, &subject, 0, &seq, &last, &err), &err);
	for (int64_t n = last; n > 0; n--) {
		assert_ok(ledger_find_in_chain(f->catalogue->ledger, &subject, n, &seq, NULL, &err), &err);
		event_record_end(&event);
		event = (struct event_record){ 0 };
		assert_ok(ledger_read(f->catalogue->ledger, seq, &event, &err), &err);
		if (strcmp(event.header.type, "report.described") == 0)
			break;
	}
	assert_string_equal(event.header.type, "report.described");
	for (int i = 0; i < 2; i++) {
		const char *expected = i == 0 ? published : draft;
		json_t *value = json_object_get(event.values,
		                                i == 0 ? "published_title" : "draft_title");

		if (expected == NULL)
			assert_true(value == NULL || json_is_null(value));
		else
			assert_string_equal(json_string_value(value), expected);
	}
}

/* Nowhere in the chain does a published member, or an open one, hold these words. */
static void
expect_unpublished(struct fixture *f, const struct uuid *report, const char *words)
{
	struct subject subject = subject_of("report", report);
	int64_t seq, last = 0;
	struct error err;

	assert_ok(ledger_find_in_chain(f->catalogue->ledger, &subject, 0, &seq, &last, &err), &err);
	for (int64_t n = 1; n <= last; n++) {
		SCOPED(event_record) event = { 0 };
		SCOPED(buffer) whole = { 0 };
		const char *name;
		json_t *value;

		assert_ok(ledger_find_in_chain(f->catalogue->ledger, &subject, n, &seq, NULL, &err), &err);
		assert_ok(ledger_bytes(f->catalogue->ledger, seq, &whole, &err), &err);
		assert_null(strstr(buffer_string(&whole), words));
		assert_ok(ledger_read(f->catalogue->ledger, seq, &event, &err), &err);
		json_object_foreach(event.values, name, value) {
			SCOPED(buffer) text = { 0 };

			if (strncmp(name, "draft_", 6) == 0)
				continue;
			assert_ok(json_canonical(&text, value, &err), &err);
			if (strstr(buffer_string(&text), words) != NULL)
				fail_msg("%s of %s holds what a draft said", name, event.header.type);
		}
	}
}

static void
a_draft_is_published_by_words_alone(void **state)
{
	struct fixture *f = *state;
	struct uuid report = add(f, WORDS({ "own", "yes" }, { "title", "Secret" }, { "url", "Secret" },
	                                  { "authors", "Secret" }, { "publisher", "Secret" }));

	expect_members(f, &report, NULL, "Secret");
	edit(f, &report, WORDS({ "kind", "press-release" }));
	expect_members(f, &report, NULL, "Secret");
	publish(f, &report, false, WORDS({ "title", "Printed" }));
	expect_members(f, &report, "Printed", NULL);
	expect_unpublished(f, &report, "Secret");
}

static void
a_draft_is_published_as_drafted(void **state)
{
	struct fixture *f = *state;
	struct uuid report = add(f, WORDS({ "own", "yes" }, { "title", "Working" }));

	publish(f, &report, true, WORDS({ "authors", "A. B." }));
	expect_members(f, &report, "Working", NULL);
	/* what is said of what is out is published at once */
	edit(f, &report, WORDS({ "title", "Printed" }));
	expect_members(f, &report, "Printed", NULL);
}

/* Once the next version is begun, what it will be called stands beside what is out. */
static void
the_next_draft_is_protected_again(void **state)
{
	struct fixture *f = *state;
	struct uuid report = add(f, WORDS({ "own", "yes" }, { "title", "Working" }));
	struct report_version made;
	struct error err;

	publish(f, &report, true, NULL, 0);
	assert_ok(report_draft(f->catalogue, &report, WORDS({ "note", "next" }), NULL, 0, &made, &err),
	          &err);
	assert_int_equal(made.version, 2);
	edit(f, &report, WORDS({ "title", "Secret" }));
	expect_members(f, &report, "Working", "Secret");
	edit(f, &report, WORDS({ "language", "en" }));
	expect_members(f, &report, "Working", "Secret");
	publish(f, &report, false, NULL, 0);
	expect_members(f, &report, "Working", NULL);
	expect_unpublished(f, &report, "Secret");
}

static void
what_others_published_is_published(void **state)
{
	struct fixture *f = *state;
	struct uuid report = add(f, WORDS({ "own", "no" }, { "title", "Press" }, { "published", "2020-12" }));

	expect_members(f, &report, "Press", NULL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_fixture, drop_fixture)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_draft_is_published_by_words_alone),
		TEST(a_draft_is_published_as_drafted),
		TEST(the_next_draft_is_protected_again),
		TEST(what_others_published_is_published),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
