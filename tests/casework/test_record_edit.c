/* SPDX-License-Identifier: Apache-2.0 */
/* test_record_edit.c - fields that nobody can mean are refused before anything is written. */
#include "casework/creation.h"
#include "casework/posting.h"
#include "casework/record_edit.h"

#include "support/support.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIELDS_MAX 64 /* as many as the library passes on */

struct fixture {
	char              *folder;
	char               path[600], homes[600];
	struct catalogue  *catalogue;
	struct field_words words[FIELDS_MAX];
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
	                                               .key = key,
	                                               .digests = "md5" },
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

/* Writes `count` fields of the same name. */
static void
repeat(struct fixture *f, const char *name, size_t count)
{
	for (size_t i = 0; i < count; i++)
		f->words[i] = (struct field_words){ name, "x" };
}

static void
expect_posting(struct fixture *f, size_t count, enum status expected, const char *why)
{
	static const struct uuid nobody = { { 1 } };
	struct subject subject = subject_of("item", &nobody);
	int64_t number;
	struct error err;

	assert_status(expected, posting_add(f->catalogue, &subject, f->words, count, &number, &err),
	              &err);
	assert_non_null(strstr(err.text, why));
	assert_status(expected,
	              posting_edit(f->catalogue, &nobody, f->words, count, 0, &number, &err), &err);
	assert_non_null(strstr(err.text, why));
}

static void
a_posting_takes_no_more_fields_than_it_has(void **state)
{
	struct fixture *f = *state;

	for (size_t count = 17; count <= FIELDS_MAX; count++) {
		repeat(f, "url", count);
		expect_posting(f, count, STATUS_LIMIT, "fields");
	}
}

static void
a_field_is_given_once(void **state)
{
	struct fixture *f = *state;
	int64_t number;
	struct error err;

	for (size_t count = 2; count <= 16; count++) {
		repeat(f, "url", count);
		expect_posting(f, count, STATUS_INVALID, "url is given twice");
	}
	repeat(f, "channel", 4);
	expect_posting(f, 4, STATUS_INVALID, "channel is given twice");
	repeat(f, "because", 2);
	expect_posting(f, 2, STATUS_INVALID, "because is given twice");
	repeat(f, "title", 3);
	f->words[1].name = "summary";
	assert_status(STATUS_INVALID, incident_add(f->catalogue, f->words, 3, &number, &err), &err);
	assert_non_null(strstr(err.text, "title is given twice"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_fixture, drop_fixture)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_posting_takes_no_more_fields_than_it_has),
		TEST(a_field_is_given_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
