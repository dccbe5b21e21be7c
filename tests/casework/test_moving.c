/* SPDX-License-Identifier: Apache-2.0 */
/* test_moving.c - a catalogue moves to another machine, or goes on after a restore, and the log says so. */
#include "casework/creation.h"
#include "casework/moving.h"
#include "casework/records.h"
#include "ledger/origin.h"
#include "ledger/verify.h"

#include "support/support.h"

#include "base/scoped.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct fixture {
	char               *folder;
	char                path[600], state[600];
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
begin(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	SCOPED_POINTER(signing_key) key = NULL;
	struct error err;

	f->folder = folder_make();
	memset(f->seed, 7, sizeof f->seed);
	snprintf(f->path, sizeof f->path, "%s/case", f->folder);
	snprintf(f->state, sizeof f->state, "%s/state", f->folder);
	f->here = (struct surroundings){ .workers = VIDIMUS_WORKERS, .state_folder = f->state,
		                         .host = "desk", .login = "ana", .machine = "machine-1",
		                         .build = "test", .sources = &ledger_true_sources };
	key = key_of(f);
	assert_ok(catalogue_create(&(struct creation){ .path = f->path, .name = "Test",
	                                               .actor_code = "ana", .key = key },
	                           &f->here, &err),
	          &err);
	*state = f;
	return 0;
}

static int
end(void **state)
{
	struct fixture *f = *state;

	folder_remove(f->folder);
	free(f);
	return 0;
}

typedef enum status opening(struct catalogue **, const char *, const struct surroundings *,
                            struct error *);

static enum status
open_writing(struct catalogue **out, const char *path, const struct surroundings *here,
             struct error *err)
{
	return catalogue_open(out, path, true, here, err);
}

/* Opened that way on that machine, as the first actor. */
static struct catalogue *
opened(const struct fixture *f, opening *open, const struct surroundings *here)
{
	struct catalogue *catalogue = NULL;
	struct error err;

	assert_ok(open(&catalogue, f->path, here, &err), &err);
	assert_ok(catalogue_sign_as(catalogue, key_of(f), true, &err), &err);
	return catalogue;
}

static void
add_person(const struct fixture *f, const struct surroundings *here, const char *code)
{
	struct catalogue *catalogue = opened(f, open_writing, here);
	int64_t number;
	struct error err;

	assert_ok(person_add(catalogue, &(struct person_words){ .code = code }, &number, &err), &err);
	catalogue_close(catalogue);
}

static void
expect_log_holds(const struct fixture *f, const struct surroundings *here, int64_t faults)
{
	struct catalogue *catalogue = NULL;
	struct log_report report;
	struct error err;

	assert_ok(catalogue_open_for_audit(&catalogue, f->path, here, &err), &err);
	assert_ok(log_verify(catalogue->ledger, NULL, NULL, NULL, &report, &err), &err);
	assert_int_equal(report.faults, faults);
	catalogue_close(catalogue);
}

static void
who_adopts_it_writes_it_and_the_other_machine_no_more(void **state)
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
	assert_non_null(strstr(err.text, "init --adopt"));
	catalogue = opened(f, catalogue_open_for_adopting, &there);
	assert_ok(catalogue_adopt(catalogue, text_of("the old machine broke"), &err), &err);
	assert_status(STATUS_EXISTS, catalogue_adopt(catalogue, text_of("again"), &err), &err);
	catalogue_close(catalogue);
	add_person(f, &there, "w-there");
	assert_status(STATUS_REFUSED, catalogue_open(&catalogue, f->path, true, &f->here, &err), &err);
	expect_log_holds(f, &there, 0);
	/* and back */
	catalogue = opened(f, catalogue_open_for_adopting, &f->here);
	assert_ok(catalogue_adopt(catalogue, (struct text){ NULL, 0 }, &err), &err);
	catalogue_close(catalogue);
	add_person(f, &f->here, "w-here");
	assert_status(STATUS_REFUSED, catalogue_open(&catalogue, f->path, true, &there, &err), &err);
}

/* Keeps a copy, goes on, and puts the copy back. */
static void
roll_back(struct fixture *f, const char *code)
{
	struct run run = { 0 };

	expect_shell(0, &run, f->folder, "rm -rf kept && cp -a case kept");
	add_person(f, &f->here, code);
	expect_shell(0, &run, f->folder, "rm -rf case && cp -a kept case");
	run_end(&run);
}

static void
resume(struct fixture *f, int64_t generation)
{
	struct catalogue *catalogue = NULL;
	struct resumption made;
	char origin[ORIGIN_SIZE], expected[16];
	struct error err;

	assert_status(STATUS_UNUSABLE, catalogue_open(&catalogue, f->path, true, &f->here, &err), &err);
	assert_non_null(strstr(err.text, "log resume"));
	catalogue = opened(f, catalogue_open_for_resuming, &f->here);
	assert_ok(catalogue_resume(catalogue, (struct text){ NULL, 0 }, text_of("disk"), &made, &err),
	          &err);
	assert_int_equal(made.generation, generation);
	assert_true(made.lost_size > made.kept);
	assert_ok(ledger_origin_at(catalogue->ledger, INT64_MAX, origin, &err), &err);
	snprintf(expected, sizeof expected, "/%d", (int)generation);
	assert_string_equal(origin + strlen(origin) - strlen(expected), expected);
	assert_ok(ledger_origin_at(catalogue->ledger, made.kept, origin, &err), &err);
	assert_null(strstr(origin, expected));
	catalogue_close(catalogue);
}

static void
a_log_goes_on_under_another_name_and_verifies(void **state)
{
	struct fixture *f = *state;

	add_person(f, &f->here, "w-kept");
	roll_back(f, "w-lost");
	resume(f, 2);
	add_person(f, &f->here, "w-after");
	expect_log_holds(f, &f->here, 0);
	roll_back(f, "w-lost-too");
	resume(f, 3);
	expect_log_holds(f, &f->here, 0);
}

static void
nothing_is_resumed_where_nothing_is_lost(void **state)
{
	struct fixture *f = *state;
	struct catalogue *catalogue = opened(f, catalogue_open_for_resuming, &f->here);
	struct resumption made;
	struct error err;

	assert_status(STATUS_REFUSED,
	              catalogue_resume(catalogue, (struct text){ NULL, 0 }, text_of("x"), &made, &err),
	              &err);
	assert_non_null(strstr(err.text, "nothing is lost"));
	assert_status(STATUS_FALSE,
	              catalogue_resume(catalogue, text_of("no note"), text_of("x"), &made, &err), &err);
	catalogue_close(catalogue);
}

/* Who holds the disk and no key cannot make a login forget what it saw. */
static void
a_forged_resumption_forgives_nothing(void **state)
{
	struct fixture *f = *state;
	struct catalogue *catalogue = NULL;
	struct run run = { 0 };
	struct error err;

	add_person(f, &f->here, "w-kept");
	roll_back(f, "w-lost");
	expect_shell(0, &run, f->folder,
	             "sqlite3 case/catalog.db \"DROP TRIGGER IF EXISTS events_no_update;"
	             "INSERT INTO events (seq, id, subject, n, type, leaf, bytes) SELECT max(seq) + 1,"
	             " 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee', (SELECT subject FROM events WHERE seq = 0), 2,"
	             " 'log.resumed', zeroblob(32), '{\\\"actor\\\":\\\"x\\\",\\\"open\\\":{\\\"generation\\\":2,\\\"kept\\\":' || (max(seq) + 1) ||"
	             " ',\\\"lost_root\\\":\\\"00\\\",\\\"lost_size\\\":9999}}' FROM events\"");
	assert_int_not_equal(catalogue_open(&catalogue, f->path, true, &f->here, &err), STATUS_OK);
	assert_int_not_equal(catalogue_open(&catalogue, f->path, false, &f->here, &err), STATUS_OK);
	run_end(&run);
}

int
main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, end)
	const struct CMUnitTest tests[] = {
		CASE(who_adopts_it_writes_it_and_the_other_machine_no_more),
		CASE(a_log_goes_on_under_another_name_and_verifies),
		CASE(nothing_is_resumed_where_nothing_is_lost),
		CASE(a_forged_resumption_forgives_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
