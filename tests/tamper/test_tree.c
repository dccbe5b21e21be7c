/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_tree.c - the stored hash tree is damaged and the events are not: nobody
 * calls that a roll-back, `log verify` names the node, nothing is signed over
 * it, and `rebuild` makes the tree again from the events.
 */
#include "tamper/change.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "casework/records.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct sample sample;

static int
make_sample(void **state)
{
	(void)state;
	sample_make(&sample);
	return 0;
}

static int
drop_sample(void **state)
{
	(void)state;
	sample_drop(&sample);
	return 0;
}

static void
assert_says(const struct buffer *where, const char *words)
{
	if (strstr(buffer_string(where), words) == NULL)
		fail_msg("\"%s\" is not said: %s", words, buffer_string(where));
}

/* The node of the highest level at the right edge: a peak, which every root of the log rests on. */
static const char damaged_peak[] =
	"UPDATE tree_nodes SET hash = zeroblob(32) WHERE level = (SELECT max(level) FROM tree_nodes)";
static const char missing_peak[] =
	"DELETE FROM tree_nodes WHERE level = (SELECT max(level) FROM tree_nodes)";
static const char damaged_leaf[] =
	"UPDATE events SET leaf = zeroblob(32) WHERE seq = (SELECT max(seq) FROM events)";
static const char extra_node[] = "INSERT INTO tree_nodes VALUES (1, 99999, zeroblob(32))";

/* Everything about the log and its tree, as text; owned. */
static char *
tree_of(struct tampering *t)
{
	SCOPED(buffer) name = { 0 };
	char *whole;

	buffer_append_format(&name, "%s/catalog.db", t->path);
	assert_int_equal(sqlite3_open(buffer_string(&name), &t->db), SQLITE_OK);
	whole = tamper_text(t, "SELECT (SELECT group_concat(hex(leaf)) FROM events) ||"
	                       " (SELECT group_concat(level || '/' || position || hex(hash)) FROM"
	                       " (SELECT * FROM tree_nodes ORDER BY level, position)) ||"
	                       " (SELECT group_concat(sql) FROM (SELECT sql FROM sqlite_schema"
	                       " WHERE type = 'trigger' ORDER BY name))");
	sqlite3_close(t->db);
	t->db = NULL;
	return whole;
}

static void
damage(struct tampering *t, const char *sql)
{
	tamper_open(t);
	tamper_sql(t, "%s", sql);
	tamper_close(t);
}

static void
expect_repair(const char *name, const char *sql, const char *named)
{
	struct tampering t;
	SCOPED(run) run = { 0 };
	SCOPED_FREE char *before = NULL, *after = NULL;

	tamper_begin(&t, &sample, name);
	before = tree_of(&t);
	damage(&t, sql);
	expect_shell(1, &run, t.folder, "$VIDIMUS -C '%s' log verify", t.path);
	assert_says(&run.out, named);
	expect_shell(0, &run, t.folder, "$VIDIMUS -C '%s' rebuild", t.path);
	assert_says(&run.out, "hash tree");
	after = tree_of(&t);
	assert_string_equal(before, after);
	expect_shell(0, &run, t.folder, "$VIDIMUS -C '%s' log verify && $VIDIMUS -C '%s' list",
	             t.path, t.path);
	expect_shell(0, &run, t.folder, "$VIDIMUS -C '%s' audit --json", t.path);
	assert_says(&run.out, "\"ok\":true");
	tamper_end(&t);
}

static void
rebuild_makes_the_tree_again(void **state)
{
	(void)state;
	expect_repair("peak-damaged", damaged_peak, "stored tree node");
	expect_repair("peak-missing", missing_peak, "is missing");
	expect_repair("leaf-damaged", damaged_leaf, "not those of its leaf");
	expect_repair("inner-missing", "DELETE FROM tree_nodes WHERE level = 1 AND position = 3",
	              "1/3 is missing");
}

static void
an_extra_node_goes(void **state)
{
	struct tampering t;
	SCOPED(run) run = { 0 };

	(void)state;
	tamper_begin(&t, &sample, "node-extra");
	damage(&t, extra_node);
	expect_shell(0, &run, t.folder, "$VIDIMUS -C '%s' rebuild --json", t.path);
	assert_string_equal(buffer_string(&run.out), "{\"rebuilt\":true,\"mended_nodes\":1}\n");
	expect_shell(0, &run, t.folder, "$VIDIMUS -C '%s' audit --json", t.path);
	tamper_end(&t);
}

/* Others refuse, by the right name. */
static void
it_is_damage_and_no_roll_back(void **state)
{
	static const char *const damages[] = { damaged_peak, missing_peak };
	static const char *const verbs[] = { "list", "show E-1", "stats", "log checkpoint",
		                             "note E-1 --text -", "log prove 3" };

	(void)state;
	for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
		struct tampering t;

		tamper_begin(&t, &sample, "refused");
		damage(&t, damages[i]);
		for (size_t j = 0; j < sizeof verbs / sizeof verbs[0]; j++) {
			SCOPED(run) run = { 0 };

			expect_shell(4, &run, t.folder, "$VIDIMUS -C '%s' %s", t.path, verbs[j]);
			assert_says(&run.err, "damaged");
			assert_says(&run.err, "vidimus rebuild");
			assert_null(strstr(buffer_string(&run.err), "rolled back"));
		}
		tamper_end(&t);
	}
}

/* A login without a home file is not warned by it: the last checkpoint and the chain warn it. */
static void
nothing_is_signed_over_a_damaged_tree(void **state)
{
	static const char *const damages[] = { damaged_peak, missing_peak, damaged_leaf };

	(void)state;
	for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
		SCOPED_POINTER(catalogue) catalogue = NULL;
		SCOPED_FREE char *text = NULL;
		struct subject subject;
		struct error err = { 0 };
		struct tampering t;

		tamper_begin(&t, &sample, "homeless");
		tamper_open(&t);
		text = tamper_text(&t, "SELECT subject FROM events ORDER BY seq DESC LIMIT 1");
		tamper_close(&t);
		assert_true(subject_read(text_of(text), &subject));
		damage(&t, damages[i]);
		t.here.state_folder = t.folder;
		assert_ok(catalogue_open(&catalogue, t.path, true, &t.here, &err), &err);
		assert_ok(catalogue_sign_as(catalogue, sample_key(SAMPLE_ANA), true, &err), &err);
		assert_status(STATUS_UNUSABLE, note_add(catalogue, &subject, text_of("x"), &err),
		              &err);
		assert_non_null(strstr(err.text, "vidimus rebuild"));
		tamper_end(&t);
	}
}

static void
no_false_proof_is_given(void **state)
{
	SCOPED(run) run = { 0 };
	struct tampering t;

	(void)state;
	tamper_begin(&t, &sample, "proof");
	damage(&t, "UPDATE tree_nodes SET hash = zeroblob(32) WHERE level = 1 AND position = 1");
	expect_shell(4, &run, t.folder, "$VIDIMUS -C '%s' log prove 0", t.path);
	assert_says(&run.err, "vidimus rebuild");
	tamper_end(&t);
}

/* Events that were altered are evidence: the nodes that give them away stay as they are. */
static void
nodes_are_kept_where_events_were_altered(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_FREE char *before = NULL, *after = NULL;
	struct tampering t;

	(void)state;
	tamper_begin(&t, &sample, "event-altered");
	tamper_open(&t);
	tamper_replace(&t, 5, "\"time\":\"2", "\"time\":\"3");
	tamper_sql(&t, "DELETE FROM tree_nodes WHERE level = 1 AND position = 9");
	tamper_close(&t);
	before = tree_of(&t);
	expect_shell(1, &run, t.folder, "$VIDIMUS -C '%s' rebuild", t.path);
	after = tree_of(&t);
	assert_string_equal(before, after);
	expect_shell(1, &run, t.folder, "$VIDIMUS -C '%s' log verify", t.path);
	assert_says(&run.out, "not those of its leaf");
	assert_says(&run.out, "1/9 is missing");
	tamper_end(&t);
}

/* What is rolled back is still called so, by log verify too. */
static void
a_roll_back_is_still_one(void **state)
{
	SCOPED(run) run = { 0 };
	struct tampering t;

	(void)state;
	tamper_begin(&t, &sample, "rolled-back");
	expect_shell(0, &run, t.folder, "rm -r '%s'; cp -a '%s' '%s'", t.path, sample.path, t.path);
	tamper_open(&t);
	tamper_sql(&t, "CREATE TEMP TABLE kept AS SELECT max(size) AS size FROM checkpoints WHERE"
	               " size < (SELECT max(size) FROM checkpoints);"
	               "DELETE FROM event_values WHERE seq >= (SELECT size FROM kept);"
	               "DELETE FROM events WHERE seq >= (SELECT size FROM kept);"
	               "DELETE FROM checkpoints WHERE size > (SELECT size FROM kept);");
	tamper_make_nodes(&t);
	tamper_close(&t);
	expect_shell(4, &run, t.folder, "$VIDIMUS -C '%s' list", t.path);
	assert_says(&run.err, "rolled back");
	expect_shell(4, &run, t.folder, "$VIDIMUS -C '%s' rebuild", t.path);
	assert_says(&run.err, "rolled back");
	expect_shell(4, &run, t.folder, "$VIDIMUS -C '%s' log verify", t.path);
	assert_says(&run.out, "rolled back");
	assert_says(&run.err, "verifies in itself");
	tamper_end(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rebuild_makes_the_tree_again),
		cmocka_unit_test(an_extra_node_goes),
		cmocka_unit_test(it_is_damage_and_no_roll_back),
		cmocka_unit_test(nothing_is_signed_over_a_damaged_tree),
		cmocka_unit_test(no_false_proof_is_given),
		cmocka_unit_test(nodes_are_kept_where_events_were_altered),
		cmocka_unit_test(a_roll_back_is_still_one),
	};

	return cmocka_run_group_tests(tests, make_sample, drop_sample);
}
