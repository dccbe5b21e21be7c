/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_examination.c - each new exhibit is examined apart and that is recorded
 * with it; files that kill, hang or lie to their parser are taken in as others are.
 */
#include "intake/fixture.h"

#include "casework/examination.h"
#include "casework/examined.h"
#include "intake/examine_run.h"
#include "support/processes.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#define PNG "\x89PNG\r\n\x1a\n"

/* A file that says `attack` to the family of parsers that attacks. */
static void
make_attack(const char *path, const char *attack)
{
	char bytes[128];
	int n = snprintf(bytes, sizeof bytes, PNG "%s", attack);

	write_file(path, bytes, (size_t)n);
}

static char *
outcomes(struct fixture *fixture)
{
	return query(fixture, "SELECT i.number, e.outcome, json_extract(e.parser, '$.signal'),"
	                      " json_extract(e.parser, '$.exit_code') FROM p_examinations e"
	                      " JOIN p_items i ON i.uuid = e.item ORDER BY e.seq");
}

static void
expect_outcomes(struct fixture *fixture, const char *expected)
{
	char *got = outcomes(fixture);

	assert_string_equal(got, expected);
	free(got);
}

static void
an_exhibit_is_examined_once(void **state)
{
	struct fixture fixture;

	(void)state;
	fixture_begin(&fixture);
	make_picture("source/a.jpg", 1, 5000);
	make_picture("source/b.jpg", 1, 5000);
	make_picture("source/c.jpg", 2, 5000);
	write_file("source/notes.txt", "hello", 5);
	write_file("source/text.pdf", "%PDF-1.4\nhello", 14);
	fixture_intake(&fixture);
	assert_int_equal(fixture.summary.added, 3);
	assert_int_equal(query_number(&fixture, "SELECT count(*) FROM p_examinations"), 3);
	assert_int_equal(query_number(&fixture, "SELECT count(DISTINCT item) FROM p_examinations"), 3);
	assert_int_equal(query_number(&fixture, "SELECT count(*) FROM p_examinations"
	                                        " WHERE outcome = 'no-parser'"), 1);
	/* what the parser warns of stands in the line, beside what the source does */
	assert_non_null(strstr(fixture_line(&fixture, "source/a.jpg")->warnings, "truncated"));
	/* the same bytes again, under another name: a new acquisition, no new examination */
	make_picture("source/d.jpg", 2, 5000);
	fixture_intake(&fixture);
	assert_int_equal(query_number(&fixture, "SELECT count(*) FROM p_examinations"), 3);
	assert_int_equal(query_number(&fixture, "SELECT count(*) FROM p_acquisitions"), 6);
	expect_sound_log(&fixture);
	fixture_end(&fixture);
}

/* While one group of files is examined the next one is looked up: the same bytes may stand in both. */
static void
the_same_bytes_in_many_groups_are_examined_once(void **state)
{
	struct fixture fixture;
	char path[64];

	(void)state;
	fixture_begin(&fixture);
	for (unsigned i = 0; i < 400; i++) {
		snprintf(path, sizeof path, "source/%03u.jpg", i);
		make_picture(path, i % 8 == 0 ? 1000 : i, 300);
	}
	fixture_intake(&fixture);
	assert_int_equal(fixture.summary.added, 351);
	assert_int_equal(query_number(&fixture, "SELECT count(*) FROM p_items"), 351);
	assert_int_equal(query_number(&fixture, "SELECT count(*) FROM p_examinations"), 351);
	assert_int_equal(query_number(&fixture, "SELECT count(*) FROM p_fingerprints"), 351);
	fixture_end(&fixture);
}

/* As an earlier version left it: made an item and examined, and nothing more. */
static void
accession_as_before(struct fixture *fixture)
{
	struct digest object;
	struct examination told = { .outcome = EXAMINATION_COMPLETE,
		                    .sandboxed = true,
		                    .worker = "vidimus-worker-image",
		                    .parsers = json_array(),
		                    .tags = json_array(),
		                    .measured = json_object(),
		                    .warnings = json_array() };
	struct uuid delivery, item;
	struct change *change;
	SCOPED_JSON json_t *values = NULL;
	struct error err;
	int64_t last = 0;
	size_t made = 0;
	char *text = query(fixture, "SELECT uuid FROM p_deliveries");

	text[strcspn(text, "\n")] = '\0';
	assert_true(uuid_read(text_of(text), &delivery));
	free(text);
	text = query(fixture, "SELECT object FROM p_acquisitions");
	text[strcspn(text, "\n")] = '\0';
	assert_true(digest_read(text_of(text), &object));
	free(text);
	assert_ok(catalogue_begin(fixture->catalogue, "accession", &change, &err), &err);
	assert_ok(delivery_accession(fixture->catalogue, change,
	                             &(struct accession_choice){ .delivery = delivery,
	                                                         .to = INT64_MAX,
	                                                         .limit = 10 },
	                             &last, &made, &err),
	          &err);
	assert_int_equal(made, 1);
	assert_ok(exhibit_uuid(fixture->catalogue, 1, &item, &err), &err);
	assert_ok(examination_values(&told, &(struct examined_file){ .object = object }, &values,
	                             &err), &err);
	assert_ok(examination_add(fixture->catalogue, change, &item, values, &err), &err);
	assert_ok(catalogue_commit(fixture->catalogue, change, &err), &err);
	examination_end(&told);
}

static void
what_was_held_before_gets_its_fingerprints(void **state)
{
	struct examine_options options = { .choice = EXAMINE_MISSING };
	struct examine_summary summary;
	struct fixture fixture;
	struct error err;

	(void)state;
	fixture_begin(&fixture);
	make_picture("source/a.jpg", 1, 5000);
	fixture_run(&fixture, (struct intake_options){ .mode = DELIVERY_RECEIVE });
	fixture_open(&fixture);
	accession_as_before(&fixture);
	assert_ok(examine_run(fixture.catalogue, &options, &summary, &err), &err);
	assert_int_equal(summary.examined, 1);
	assert_int_equal(query_number(&fixture, "SELECT count(*) FROM p_examinations"), 1);
	assert_int_equal(query_number(&fixture, "SELECT count(*) FROM p_fingerprints"), 1);
	assert_ok(examine_run(fixture.catalogue, &options, &summary, &err), &err);
	assert_int_equal(summary.examined, 0);
	fixture_close(&fixture);
	expect_sound_log(&fixture);
	fixture_end(&fixture);
}

static void
what_is_only_received_is_examined_at_its_accession(void **state)
{
	struct accession_options options = { .verb = "accession" };
	struct accession_summary summary;
	struct fixture fixture;
	struct error err;

	(void)state;
	fixture_begin(&fixture);
	make_picture("source/a.jpg", 1, 5000);
	make_picture("source/again.jpg", 1, 5000);
	for (int i = 0; i < 150; i++) {
		char path[64];

		snprintf(path, sizeof path, "source/%03d.jpg", i);
		make_picture(path, (unsigned)i + 10, 400);
	}
	fixture_run(&fixture, (struct intake_options){ .mode = DELIVERY_RECEIVE });
	assert_int_equal(query_number(&fixture, "SELECT count(*) FROM p_examinations"), 0);
	fixture_open(&fixture);
	{
		char *uuid = query(&fixture, "SELECT uuid FROM p_deliveries");

		uuid[strcspn(uuid, "\n")] = '\0';
		assert_true(uuid_read(text_of(uuid), &options.delivery));
		free(uuid);
	}
	assert_ok(intake_accession(fixture.catalogue, &options, &summary, &err), &err);
	assert_int_equal(summary.made, 152);
	assert_int_equal(query_number(&fixture, "SELECT count(*) FROM p_items"), 151);
	assert_int_equal(query_number(&fixture, "SELECT count(*) FROM p_fingerprints"), 151);
	assert_int_equal(query_number(&fixture, "SELECT count(*) FROM p_examinations"), 151);
	assert_int_equal(query_number(&fixture, "SELECT count(DISTINCT item) FROM p_examinations"), 151);
	fixture_close(&fixture);
	expect_sound_log(&fixture);
	fixture_end(&fixture);
}

static void
what_kills_its_parser_is_taken_in(void **state)
{
	struct fixture fixture;

	(void)state;
	fixture_begin(&fixture);
	fixture.here.workers = VIDIMUS_HOSTILE;
	make_attack("source/1.png", "ok");
	make_attack("source/2.png", "abort");
	make_attack("source/3.png", "tcp");
	make_attack("source/4.png", "noise");
	make_attack("source/5.png", "exit-4");
	make_attack("source/6.png", "endless-frames");
	make_attack("source/7.png", "half");
	make_attack("source/8.png", "pwrite");
	fixture_intake(&fixture);
	assert_int_equal(fixture.summary.added, 8);
	assert_int_equal(fixture.summary.failed, 0);
	expect_outcomes(&fixture, "1|complete||0\n"
	                          "2|killed|6|\n"
	                          "3|killed|31|\n"
	                          "4|malformed||\n"
	                          "5|failed||4\n"
	                          "6|malformed||\n"
	                          "7|malformed||\n"
	                          "8|killed|31|\n");
	expect_sound_log(&fixture);
	expect_sound_vault(&fixture);
	fixture_end(&fixture);
}

/* Kills whatever hangs, and then the servers too, until told to stop. */
struct killer {
	pthread_t   thread;
	atomic_bool stop;
	bool        servers;
	unsigned    kills;
};

static void *
kill_children(void *context)
{
	struct killer *killer = context;

	while (!atomic_load(&killer->stop)) {
		pid_t servers[8], children[8];
		size_t count = children_of(getpid(), servers, 8);

		for (size_t i = 0; i < count; i++) {
			size_t hanging = children_of(servers[i], children, 8);

			for (size_t k = 0; k < hanging; k++)
				killer->kills += kill(killer->servers ? servers[i] : children[k],
				                      SIGKILL) == 0;
		}
		usleep(300000);
	}
	return NULL;
}

/* A file that hangs its parser, which is killed from outside, or its server is. */
static void
intake_under_kills(bool servers)
{
	struct killer killer = { .servers = servers };
	struct fixture fixture;
	struct error err;
	enum status st;
	char path[64];

	fixture_begin(&fixture);
	fixture.here.workers = VIDIMUS_HOSTILE;
	for (int i = 0; i < 40; i++) {
		snprintf(path, sizeof path, "source/%02d.png", i);
		make_attack(path, i == 20 ? "hang" : i == 30 ? "map-code" : "ok");
		if (i != 20 && i != 30) { /* so that they differ */
			snprintf(path, sizeof path, "source/%02d.jpg", i);
			make_picture(path, (unsigned)i, 300);
		}
	}
	assert_int_equal(pthread_create(&killer.thread, NULL, kill_children, &killer), 0);
	st = fixture_try(&fixture, (struct intake_options){ .mode = DELIVERY_INTAKE }, &err);
	atomic_store(&killer.stop, true);
	pthread_join(killer.thread, NULL);
	assert_ok(st, &err);
	assert_true(killer.kills > 0);
	assert_int_equal(fixture.summary.failed, 0);
	assert_int_equal(fixture.summary.added, 41);
	assert_int_equal(query_number(&fixture, "SELECT count(*) FROM p_examinations"), 41);
	assert_int_equal(query_number(&fixture,
	                              "SELECT count(*) FROM p_examinations WHERE outcome = 'killed'"
	                              " AND json_extract(parser, '$.signal') = 9"), 1);
	expect_sound_log(&fixture);
	fixture_end(&fixture);
}

static void
a_killed_parser_does_not_end_the_intake(void **state)
{
	(void)state;
	intake_under_kills(false);
}

static void
a_killed_server_does_not_end_the_intake(void **state)
{
	(void)state;
	intake_under_kills(true);
}

static void
stop_soon(struct fixture *fixture, const struct intake_progress *progress)
{
	if (progress->seconds > 0.5)
		atomic_store(&fixture->stop, true);
}

/* What hangs is given up after a moment; it is kept, and examined by a later run. */
static void
an_interrupted_intake_does_not_wait_for_what_hangs(void **state)
{
	struct examine_options options = { .choice = EXAMINE_MISSING };
	struct examine_summary summary;
	struct fixture fixture;
	struct error err;

	(void)state;
	fixture_begin(&fixture);
	fixture.here.workers = VIDIMUS_HOSTILE;
	make_attack("source/1.png", "ok");
	make_attack("source/2.png", "hang");
	fixture.on_progress = stop_soon;
	fixture_intake(&fixture);
	assert_true(fixture.summary.seconds < 30);
	assert_int_equal(fixture.summary.unexamined, 1);
	assert_int_equal(query_number(&fixture, "SELECT count(*) FROM p_items"), 2);
	assert_int_equal(query_number(&fixture, "SELECT count(*) FROM p_examinations"), 1);
	fixture.here.workers = VIDIMUS_WORKERS;
	fixture_open(&fixture);
	assert_ok(examine_run(fixture.catalogue, &options, &summary, &err), &err);
	assert_int_equal(summary.examined, 1);
	assert_int_equal(query_number(&fixture, "SELECT count(*) FROM p_examinations"), 2);
	assert_ok(examine_run(fixture.catalogue, &options, &summary, &err), &err);
	assert_int_equal(summary.examined, 0);
	fixture_close(&fixture);
	fixture_end(&fixture);
}

static void
without_parsers_nothing_is_taken_in(void **state)
{
	struct fixture fixture;
	struct error err;
	char *before;

	(void)state;
	fixture_begin(&fixture);
	fixture.here.workers = fixture.folder;
	make_picture("source/a.jpg", 1, 500);
	before = catalogue_bytes(&fixture);
	assert_status(STATUS_REFUSED,
	              fixture_try(&fixture, (struct intake_options){ .mode = DELIVERY_INTAKE }, &err),
	              &err);
	expect_same_bytes(&fixture, before);
	/* receiving parses nothing */
	fixture_run(&fixture, (struct intake_options){ .mode = DELIVERY_RECEIVE });
	assert_int_equal(fixture.summary.added, 1);
	fixture_end(&fixture);
}

static void
what_the_vault_lost_is_told(void **state)
{
	const int64_t items[] = { 1, 2 };
	struct examine_options options = { .choice = EXAMINE_GIVEN, .items = items, .count = 2 };
	struct examine_summary summary;
	struct fixture fixture;
	struct run run = { 0 };
	struct error err;

	(void)state;
	fixture_begin(&fixture);
	make_picture("source/a.jpg", 1, 500);
	make_picture("source/b.jpg", 2, 500);
	fixture_intake(&fixture);
	expect_shell(0, &run, fixture.folder,
	             "find catalogue/originals -type f | LC_ALL=C sort | head -1 | xargs rm -f");
	run_end(&run);
	fixture_open(&fixture);
	assert_ok(examine_run(fixture.catalogue, &options, &summary, &err), &err);
	assert_int_equal(summary.examined, 1);
	assert_int_equal(summary.failed, 1);
	assert_int_equal(query_number(&fixture, "SELECT count(*) FROM p_examinations"), 3);
	fixture_close(&fixture);
	fixture_end(&fixture);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_exhibit_is_examined_once),
		cmocka_unit_test(the_same_bytes_in_many_groups_are_examined_once),
		cmocka_unit_test(what_was_held_before_gets_its_fingerprints),
		cmocka_unit_test(what_is_only_received_is_examined_at_its_accession),
		cmocka_unit_test(what_kills_its_parser_is_taken_in),
		cmocka_unit_test(a_killed_parser_does_not_end_the_intake),
		cmocka_unit_test(a_killed_server_does_not_end_the_intake),
		cmocka_unit_test(an_interrupted_intake_does_not_wait_for_what_hangs),
		cmocka_unit_test(without_parsers_nothing_is_taken_in),
		cmocka_unit_test(what_the_vault_lost_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
