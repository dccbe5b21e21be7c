/* SPDX-License-Identifier: Apache-2.0 */
/* test_catalogue.c - catalogues are made whole, written on one machine, and records go where their class says. */
#include "casework/creation.h"
#include "casework/delivery.h"
#include "casework/records.h"
#include "casework/resolve.h"

#include "support/support.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct fixture {
	char                path[600]; /* of the catalogue */
	char                state[600];
	char               *folder;
	struct surroundings here;
	unsigned char       seed[SIGNING_SEED_SIZE];
};

static struct signing_key *
key_of(const struct fixture *f)
{
	struct signing_key *key = NULL;

	assert_ok(signing_key_of_seed(&key, f->seed, NULL), NULL);
	return key;
}

static int
make_fixture(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	SCOPED_POINTER(signing_key) key = NULL;
	struct error err;

	f->folder = folder_make();
	memset(f->seed, 7, sizeof f->seed);
	snprintf(f->path, sizeof f->path, "%s/case", f->folder);
	snprintf(f->state, sizeof f->state, "%s/state", f->folder);
	f->here = (struct surroundings){ .workers = VIDIMUS_WORKERS, .state_folder = f->state,
		                         .host = "desk",
		                         .login = "ana",
		                         .machine = "machine-1",
		                         .build = "test",
		                         .sources = &ledger_true_sources };
	key = key_of(f);
	assert_ok(catalogue_create(&(struct creation){ .path = f->path,
	                                               .name = "Test",
	                                               .actor_code = "ana",
	                                               .key = key,
	                                               .digests = "md5" },
	                           &f->here, &err),
	          &err);
	*state = f;
	return 0;
}

static int
drop_fixture(void **state)
{
	struct fixture *f = *state;

	folder_remove(f->folder);
	free(f);
	return 0;
}

/* Opens it for writing as its first actor. */
static struct catalogue *
open_writing(struct fixture *f)
{
	struct catalogue *catalogue = NULL;
	struct error err;

	assert_ok(catalogue_open(&catalogue, f->path, true, &f->here, &err), &err);
	assert_ok(catalogue_sign_as(catalogue, key_of(f), true, &err), &err);
	return catalogue;
}

static void
add_person(struct fixture *f, const char *code)
{
	struct catalogue *catalogue = open_writing(f);
	int64_t number;
	struct error err;

	assert_ok(person_add(catalogue, &(struct person_words){ .code = code }, &number, &err), &err);
	catalogue_close(catalogue);
}

static int64_t
count(struct catalogue *catalogue, const char *sql)
{
	SCOPED_STATEMENT statement = NULL;

	assert_ok(database_prepare(catalogue->database, sql, &statement, NULL), NULL);
	assert_ok(statement_step(statement, NULL), NULL);
	return statement_integer(statement, 0);
}

static void
a_folder_with_something_in_it_is_left_alone(void **state)
{
	struct fixture *f = *state;
	SCOPED_POINTER(signing_key) key = key_of(f);
	struct creation creation = { .path = f->path, .name = "x", .actor_code = "ana", .key = key };

	assert_status(STATUS_EXISTS, catalogue_create(&creation, &f->here, NULL), NULL);
	creation.actor_code = "Ana";
	assert_status(STATUS_INVALID, catalogue_create(&creation, &f->here, NULL), NULL);
}

static void
what_a_killed_attempt_left_is_no_obstacle(void **state)
{
	struct fixture *f = *state;
	SCOPED_POINTER(signing_key) key = key_of(f);
	char path[700], left[800];
	struct error err;

	snprintf(path, sizeof path, "%s/second", f->folder);
	snprintf(left, sizeof left, "%s.unfinished-init", path);
	assert_int_equal(mkdir(left, 0700), 0);
	assert_ok(catalogue_create(&(struct creation){ .path = path, .name = "x",
	                                               .actor_code = "ana", .key = key },
	                           &f->here, &err),
	          &err);
	assert_int_equal(access(left, F_OK), -1);
}

static void
another_login_of_the_machine_gets_its_own_home(void **state)
{
	struct fixture *f = *state;
	struct fixture other = *f;
	struct catalogue *catalogue;

	snprintf(other.state, sizeof other.state, "%s/other-state", f->folder);
	other.here.state_folder = other.state;
	add_person(&other, "w-second-login");
	catalogue = open_writing(&other);
	assert_int_equal(count(catalogue, "SELECT count(*) FROM p_homes"), 2);
	catalogue_close(catalogue);
	/* and the first login goes on, as the log only grew */
	add_person(f, "w-first-login-again");
}

static void
another_machine_may_read_and_not_write(void **state)
{
	struct fixture *f = *state;
	struct surroundings there = f->here;
	struct catalogue *catalogue = NULL;
	char elsewhere[700];
	struct error err;

	snprintf(elsewhere, sizeof elsewhere, "%s/elsewhere", f->folder);
	there.machine = "machine-2";
	there.state_folder = elsewhere;
	assert_status(STATUS_REFUSED, catalogue_open(&catalogue, f->path, true, &there, &err), &err);
	assert_non_null(strstr(err.text, "another machine"));
	assert_ok(catalogue_open(&catalogue, f->path, false, &there, &err), &err);
	catalogue_close(catalogue);
}

static void
a_copy_is_refused_and_a_moved_catalogue_is_not(void **state)
{
	struct fixture *f = *state;
	struct catalogue *catalogue = NULL;
	struct run run = { 0 };
	char copy[700];
	struct error err;

	snprintf(copy, sizeof copy, "%s/copy", f->folder);
	expect_shell(0, &run, NULL, "cp -a '%s' '%s'", f->path, copy);
	assert_status(STATUS_REFUSED, catalogue_open(&catalogue, copy, true, &f->here, &err), &err);
	assert_non_null(strstr(err.text, "is a copy"));
	expect_shell(0, &run, NULL, "rm -rf '%s' && mv '%s' '%s'", copy, f->path, copy);
	assert_ok(catalogue_open(&catalogue, copy, true, &f->here, &err), &err);
	catalogue_close(catalogue);
	expect_shell(0, &run, NULL, "mv '%s' '%s'", copy, f->path);
	run_end(&run);
}

static void
a_roll_back_is_refused(void **state)
{
	struct fixture *f = *state;
	struct catalogue *catalogue = NULL;
	struct run run = { 0 };
	struct error err;

	expect_shell(0, &run, NULL, "cp '%s/catalog.db' '%s/old.db'", f->path, f->folder);
	add_person(f, "w-later");
	expect_shell(0, &run, NULL, "cp '%s/catalog.db' '%s/new.db' && cp '%s/old.db' '%s/catalog.db'",
	             f->path, f->folder, f->folder, f->path);
	assert_status(STATUS_UNUSABLE, catalogue_open(&catalogue, f->path, true, &f->here, &err), &err);
	assert_non_null(strstr(err.text, "rolled back"));
	expect_shell(0, &run, NULL, "cp '%s/new.db' '%s/catalog.db'", f->folder, f->path);
	run_end(&run);
}

static void
a_stranger_s_key_signs_nothing(void **state)
{
	struct fixture *f = *state;
	struct catalogue *catalogue = open_writing(f);
	struct signing_key *stranger = NULL;

	assert_ok(signing_key_make(&stranger, NULL), NULL);
	assert_status(STATUS_REFUSED, catalogue_sign_as(catalogue, stranger, false, NULL), NULL);
	catalogue_close(catalogue);
}

static void
only_keepers_add_actors(void **state)
{
	struct fixture *f = *state;
	struct catalogue *catalogue = open_writing(f);
	struct signing_key *second = NULL, *third = NULL;
	struct key_request request;
	struct actor_words words = { .request = &request, .code = "bo", .role = "member" };
	struct uuid other;
	int64_t number;
	struct error err;

	assert_ok(signing_key_make(&second, NULL), NULL);
	assert_ok(signing_key_make(&third, NULL), NULL);
	memset(&other, 1, sizeof other);
	assert_ok(key_request_make(&request, second, &other, NULL), NULL);
	assert_status(STATUS_REFUSED, actor_add(catalogue, &words, &number, NULL), NULL);
	assert_ok(key_request_make(&request, second, &catalogue->uuid, NULL), NULL);
	assert_ok(actor_add(catalogue, &words, &number, &err), &err);
	assert_int_equal(number, 2);
	assert_status(STATUS_EXISTS, actor_add(catalogue, &words, &number, NULL), NULL);
	assert_ok(catalogue_sign_as(catalogue, second, false, &err), &err);
	assert_ok(key_request_make(&request, third, &catalogue->uuid, NULL), NULL);
	assert_status(STATUS_REFUSED, actor_add(catalogue, &words, &number, NULL), NULL);
	signing_key_close(third);
	catalogue_close(catalogue);
}

static void
unknown_terms_are_refused_with_the_nearest(void **state)
{
	struct fixture *f = *state;
	struct catalogue *catalogue = open_writing(f);
	struct channel_words words = { .code = "tg-1", .platform = "telegramm" };
	int64_t number;
	struct error err;

	assert_status(STATUS_INVALID, channel_add(catalogue, &words, &number, &err), &err);
	assert_non_null(strstr(err.text, "telegram"));
	words.platform = "telegram";
	words.visibility = "private-invite";
	words.kind = "channel";
	words.title = "A title";
	assert_ok(channel_add(catalogue, &words, &number, &err), &err);
	assert_status(STATUS_EXISTS, channel_add(catalogue, &words, &number, NULL), NULL);
	words = (struct channel_words){ .code = "tg-open", .platform = "telegram", .kind = "channel",
		                        .visibility = "public", .title = "Open" };
	assert_ok(channel_add(catalogue, &words, &number, &err), &err);
	catalogue_close(catalogue);
}

static void
is_set(struct catalogue *catalogue, const struct provenance_words *words, const char *set,
       const char *empty)
{
	struct delivery_plan plan = { 0 };
	struct error err;

	assert_ok(delivery_plan_make(&plan, catalogue, words, DELIVERY_INTAKE, false, NULL, 0, &err),
	          &err);
	if (json_is_null(json_object_get(plan.begun, set)) ||
	    !json_is_null(json_object_get(plan.begun, empty)))
		fail_msg("%s should be set and %s null", set, empty);
	delivery_plan_end(&plan);
}

static void
what_tells_of_persons_goes_to_protected_members(void **state)
{
	struct fixture *f = *state;
	struct catalogue *catalogue = open_writing(f);
	struct provenance_words words = { .method = "direct-from-witness" };
	struct delivery_plan plan = { 0 };
	struct error err;

	is_set(catalogue, &words, "protected_method", "method");
	words.method = "public-download";
	is_set(catalogue, &words, "method", "protected_method");
	words = (struct provenance_words){ .channel = "tg-1", .url = "https://t.me/c/1/2",
		                           .published = "2020-11-22" };
	is_set(catalogue, &words, "private_channel", "public_channel");
	is_set(catalogue, &words, "private_url", "public_url");
	is_set(catalogue, &words, "private_published", "public_published");
	words.channel = "tg-open";
	is_set(catalogue, &words, "public_channel", "private_channel");
	is_set(catalogue, &words, "public_url", "private_url");
	words.channel = NULL; /* nobody said: protected */
	is_set(catalogue, &words, "private_url", "public_url");
	words = (struct provenance_words){ .published = "2020-13" };
	assert_status(STATUS_INVALID,
	              delivery_plan_make(&plan, catalogue, &words, DELIVERY_INTAKE, false, NULL, 0, &err),
	              &err);
	words = (struct provenance_words){ .from = "nobody" };
	assert_status(STATUS_NOT_FOUND,
	              delivery_plan_make(&plan, catalogue, &words, DELIVERY_INTAKE, false, NULL, 0, &err),
	              &err);
	catalogue_close(catalogue);
}

/* Receives one file of no bytes, as an item, and gives the item's UUID. */
static struct uuid
receive_one(struct catalogue *catalogue)
{
	struct provenance_words words = { 0 };
	struct delivery_plan plan = { 0 };
	struct digests digests = { .set = DIGEST_SHA256_ONLY };
	struct received_file file = { .digests = &digests, .media_type = "image/jpeg",
		                      .is_item = true, .name = text_of("a.jpg"),
		                      .path = text_of("a.jpg"), .read_ended = instant_now() };
	struct change *change = NULL;
	struct reception reception;
	struct resolved resolved;
	char id[SHORT_ID_SIZE];
	struct error err;

	assert_ok(delivery_plan_make(&plan, catalogue, &words, DELIVERY_INTAKE, false, NULL, 0, &err),
	          &err);
	assert_ok(catalogue_begin(catalogue, "test", &change, &err), &err);
	assert_ok(delivery_receive(catalogue, change, &plan, &file, &reception, &err), &err);
	assert_ok(delivery_close(catalogue, change, &plan, 0, &err), &err);
	assert_ok(catalogue_commit(catalogue, change, &err), &err);
	delivery_plan_end(&plan);
	short_id_write(id, (struct short_id){ 'E', reception.item });
	assert_ok(resolve(catalogue->ledger, text_of(id), "E", &resolved, &err), &err);
	return resolved.uuid;
}

static void
a_stale_description_is_refused_with_the_difference(void **state)
{
	struct fixture *f = *state;
	struct catalogue *catalogue = open_writing(f);
	struct uuid item = receive_one(catalogue);
	struct description_words words = { .title = "Street", .flags = "minor-visible,source-at-risk" };
	int64_t version = 0, later = 0;
	struct error err;

	assert_ok(item_describe(catalogue, &item, &words, &version, &err), &err);
	assert_int_equal(count(catalogue, "SELECT count(*) FROM p_items WHERE flags ="
	                                  " '[\"minor-visible\"]' AND protection_flags ="
	                                  " '[\"source-at-risk\"]'"),
	                 1);
	/* the same again adds nothing */
	assert_ok(item_describe(catalogue, &item, &words, &later, &err), &err);
	assert_int_equal(later, version);
	words = (struct description_words){ .title = "Square", .based_on = version };
	assert_ok(item_describe(catalogue, &item, &words, &later, &err), &err);
	assert_true(later > version);
	words = (struct description_words){ .summary = "Nothing moves", .based_on = version };
	assert_status(STATUS_STALE, item_describe(catalogue, &item, &words, &later, &err), &err);
	assert_non_null(strstr(err.text, "Square"));
	words = (struct description_words){ .graphic_level = "graphic-9" };
	assert_status(STATUS_INVALID, item_describe(catalogue, &item, &words, &later, NULL), NULL);
	words = (struct description_words){ .title = "" };
	assert_ok(item_describe(catalogue, &item, &words, &later, &err), &err);
	assert_int_equal(count(catalogue, "SELECT count(*) FROM p_items WHERE title IS NULL"), 1);
	catalogue_close(catalogue);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_folder_with_something_in_it_is_left_alone),
		cmocka_unit_test(what_a_killed_attempt_left_is_no_obstacle),
		cmocka_unit_test(another_login_of_the_machine_gets_its_own_home),
		cmocka_unit_test(another_machine_may_read_and_not_write),
		cmocka_unit_test(a_copy_is_refused_and_a_moved_catalogue_is_not),
		cmocka_unit_test(a_roll_back_is_refused),
		cmocka_unit_test(a_stranger_s_key_signs_nothing),
		cmocka_unit_test(unknown_terms_are_refused_with_the_nearest),
		cmocka_unit_test(what_tells_of_persons_goes_to_protected_members),
		cmocka_unit_test(a_stale_description_is_refused_with_the_difference),
		cmocka_unit_test(only_keepers_add_actors),
	};

	return cmocka_run_group_tests(tests, make_fixture, drop_fixture);
}
