/* SPDX-License-Identifier: Apache-2.0 */
/* test_vocabulary_update.c - lists of an older program become those of this one, and what is one's own stays. */
#include "casework/vocabulary.h"

#include "casework/fixture.h"

#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "ledger/compare.h"

/* As another version of the program would have loaded it: one term with other words, one of its own, none besides. */
static void
load_old_list(struct fixture *f, const char *code)
{
	struct subject subject = subject_of_code("vocabulary", code);
	SCOPED_JSON json_t *open = json_pack(
		"{s:[{s:s,s:s,s:s,s:s,s:s,s:s},{s:s,s:s,s:s,s:s,s:s,s:s}]}", "terms", "code",
		"telegram", "label", "Telegramm", "definition", "Old words.", "broader", "", "source",
		"own", "deprecated", "", "code", "old-site", "label", "Old site", "definition",
		"What was.", "broader", "", "source", "own", "deprecated", "");
	SCOPED_JSON json_t *values = json_object();
	struct change *change = NULL;
	struct error err;

	assert_ok(catalogue_begin(f->catalogue, "test", &change, &err), &err);
	assert_ok(change_add(change, "vocabulary.loaded", &subject, open, values, NULL, &err), &err);
	assert_ok(catalogue_commit(f->catalogue, change, &err), &err);
}

static void
see(struct fixture *f, const char *sql, const char *expected)
{
	SCOPED_STATEMENT row = NULL;
	struct error err;

	assert_ok(database_statement(f->catalogue->database, sql, &row, &err), &err);
	assert_ok(statement_step(row, &err), &err);
	assert_string_equal(statement_text(row, 0).p, expected);
}

static size_t
update(struct fixture *f)
{
	SCOPED_JSON json_t *loaded = NULL;
	struct error err;

	assert_ok(vocabulary_update(f->catalogue, &loaded, &err), &err);
	if (json_array_size(loaded) == 1)
		assert_string_equal(json_string_value(json_array_get(loaded, 0)), "platform");
	return json_array_size(loaded);
}

static void
add_own(struct fixture *f)
{
	struct error err;

	assert_ok(term_add(f->catalogue,
	                   &(struct term_words){ .vocabulary = "platform", .code = "x-forum",
	                                         .label = "Forum", .definition = "A forum." },
	                   &err),
	          &err);
	assert_ok(term_deprecate(f->catalogue, "platform", "youtube", "use x-forum", &err), &err);
}

static void
tell_difference(void *context, const char *table, int64_t here, int64_t in_log)
{
	(void)context;
	print_error("%s differs: %lld rows only here, %lld only in the log\n", table,
	            (long long)here, (long long)in_log);
}

static const struct projection_watcher watcher = { .found = tell_difference };

#define OF "SELECT deprecated FROM p_terms WHERE vocabulary = 'platform' AND code = "

static void
what_is_ones_own_outlives_a_list(void **state)
{
	struct fixture *f = *state;
	struct projection_report report;
	struct error err;

	assert_int_equal(update(f), 0);
	add_own(f);
	assert_int_equal(update(f), 0);
	load_old_list(f, "platform");
	see(f, OF "'x-forum'", "");
	see(f, OF "'facebook'", "the list has it no longer");
	assert_int_equal(update(f), 1);
	see(f, OF "'x-forum'", "");
	see(f, OF "'youtube'", "use x-forum");
	see(f, OF "'old-site'", "the list has it no longer");
	see(f, "SELECT label FROM p_terms WHERE vocabulary = 'platform' ORDER BY position LIMIT 1",
	    "Telegram");
	see(f, "SELECT code FROM p_terms WHERE vocabulary = 'platform' AND own = 1", "x-forum");
	assert_ok(projection_compare(f->catalogue->ledger, NULL, &watcher, &report, &err), &err);
	assert_int_equal(report.different, 0);
}

/* A list that this catalogue never had is not taken for one without terms. */
static void
a_missing_list_is_named(void **state)
{
	struct fixture *f = *state;
	struct error err;

	assert_status(STATUS_INVALID,
	              vocabulary_check(f->catalogue->database, "of-tomorrow", text_of("x"), &err), &err);
	assert_non_null(strstr(err.text, "vidimus vocabulary update"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_fixture, drop_fixture)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_ones_own_outlives_a_list),
		TEST(a_missing_list_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
