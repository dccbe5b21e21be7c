/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_bundle_receive.c - bundles of another log are taken in by the real
 * program: verified first, kept as theirs, joined with what is held, extended,
 * contradicted, confirmed.
 */
#include "hand_bundle/hand_bundle.h"

#include "cli/catalogue.h"

#include "base/encoding.h"

/* The receiving catalogue, and another log with what it sends. */
struct scene {
	char           *folder;
	struct hand_log log;
};

#define RECEIVE V "bundle receive --allow-unsandboxed "
#define TRUSTED "--trust ABC/root.crt ABC/ABC-B1 "

static int
begin(void **state)
{
	struct scene *scene = calloc(1, sizeof *scene);
	SCOPED(buffer) path = { 0 };
	SCOPED(run) run = { 0 };
	void *folder;

	begin_catalogue(&folder);
	scene->folder = folder;
	hand_log_make(&scene->log);
	expect_shell(0, &run, scene->folder, "mkdir ABC && echo because of the hearing >why");
	buffer_append_format(&path, "%s/ABC", scene->folder);
	hand_bundle_make(&scene->log, "court", NULL, buffer_string(&path));
	*state = scene;
	return 0;
}

static int
end(void **state)
{
	struct scene *scene = *state;

	hand_log_end(&scene->log);
	folder_remove(scene->folder);
	free(scene);
	return 0;
}

static json_t *
answer(const struct scene *scene, int code, const char *command)
{
	SCOPED(run) run = { 0 };

	expect_shell(code, &run, scene->folder, "%s", command);
	return json_line(&run, line_count(&run) - 1);
}

static json_int_t
integer_member(const json_t *object, const char *name)
{
	return json_integer_value(json_object_get(object, name));
}

/* Events in the receiver's log. */
static json_int_t
log_size(const struct scene *scene)
{
	SCOPED_JSON json_t *verified = answer(scene, 0, V "log verify --json");

	return integer_member(verified, "events");
}

static const json_t *
theirs(const json_t *record, const char *list)
{
	return json_object_get(json_object_get(record, "theirs"), list);
}

/* Is there an event of theirs of that type? Borrowed. */
static const json_t *
event_of(const json_t *record, const char *type)
{
	json_t *event;
	size_t i;

	json_array_foreach(theirs(record, "events"), i, event) {
		if (strcmp(string_member(event, "type"), type) == 0)
			return event;
	}
	fail_msg("no %s of theirs\n", type);
	return NULL;
}

static void
a_bundle_is_taken_in_and_stays_theirs(void **state)
{
	const struct scene *scene = *state;
	SCOPED_JSON json_t *taken = answer(scene, 0, RECEIVE TRUSTED "--json"), *item = NULL;
	SCOPED_JSON json_t *audit = NULL, *shown = NULL;
	SCOPED(run) run = { 0 };

	assert_string_equal(string_member(taken, "bundle"), "B-000001");
	assert_true(integer_member(taken, "events") >= 10);
	assert_int_equal(json_array_size(json_object_get(taken, "exhibits")), 1);
	item = answer(scene, 0, V "show --json E-1");
	/* their status, findings and dissent are told, and ours are as of something new */
	assert_string_equal(string_member(item, "status"), "unverified");
	assert_int_equal(json_array_size(json_object_get(item, "findings")), 0);
	assert_int_equal(json_array_size(json_object_get(item, "claims")), 0);
	assert_string_equal(string_member(json_object_get(event_of(item, "status.decided"), "opened"),
	                                  "status"),
	                    "disputed");
	assert_string_equal(string_member(json_object_get(event_of(item, "finding.reviewed"), "opened"),
	                                  "conclusion"),
	                    "dissent");
	assert_null(json_object_get(json_object_get(event_of(item, "finding.reviewed"), "opened"), "by"));
	assert_int_equal(json_array_size(theirs(item, "contradictions")), 0);
	expect_shell(0, &run, scene->folder, V "claims E-1");
	assert_out(&run, "Theirs, by B-000001: event-date, 2020-11, asserts");
	shown = answer(scene, 0, V "bundle show B-1 --json");
	assert_string_equal(string_member(shown, "state"), "received");
	assert_int_equal(integer_member(shown, "exhibits"), 1);
	audit = answer(scene, 0, V "audit --json");
	assert_true(json_is_true(json_object_get(audit, "ok")));
	/* the tables come again from the log alone */
	expect_shell(0, &run, scene->folder, V "rebuild && " V "audit");
}

/* The bundle as it came is in the vault: every paper, to the byte. */
static void
its_papers_are_kept(void **state)
{
	const struct scene *scene = *state;
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, scene->folder, RECEIVE TRUSTED
	             "-q && for f in custody/events.jsonl custody/checkpoint.txt tagmanifest-sha256.txt"
	             " tagmanifest-sha256.txt.p7s data/report.html data/ABC-0001/original.txt; do"
	             " h=$(sha256sum <ABC/ABC-B1/$f | cut -c1-64);"
	             " cmp ABC/ABC-B1/$f cat/originals/$(echo $h | cut -c1-2)/$(echo $h | cut -c3-4)/$h"
	             " || exit 9; done");
}

/* An archive is taken in as it lies, and nothing of it is left anywhere. */
static void
an_archive_is_the_same_bundle(void **state)
{
	const struct scene *scene = *state;
	SCOPED_JSON json_t *taken = NULL, *item = NULL, *again = NULL;
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, scene->folder, "cd ABC && zip -q -0 -X -r ABC-B1.zip ABC-B1");
	taken = answer(scene, 0, RECEIVE "--trust ABC/root.crt ABC/ABC-B1.zip --json");
	assert_string_equal(string_member(taken, "bundle"), "B-000001");
	assert_int_equal(json_array_size(json_object_get(taken, "exhibits")), 1);
	item = answer(scene, 0, V "show --json ABC-0001");
	expect_shell(0, &run, scene->folder, V "custody E-1 --json");
	assert_out(&run, "ABC/ABC-B1.zip/data/ABC-0001/original.txt");
	expect_shell(0, &run, scene->folder,
	             "test -z \"$(ls cat/staging)\" && h=$(sha256sum <ABC/ABC-B1/custody/events.jsonl | cut -c1-64)"
	             " && cmp ABC/ABC-B1/custody/events.jsonl"
	             " cat/originals/$(echo $h | cut -c1-2)/$(echo $h | cut -c3-4)/$h && " V "audit");
	again = answer(scene, 0, RECEIVE TRUSTED "--json");
	assert_true(json_is_true(json_object_get(again, "already")));
}

static void
what_they_call_it_finds_it(void **state)
{
	const struct scene *scene = *state;
	static const char *const names[] = { "ABC-0001", "E-1@B-1", "e1@b-1", "ABC-0001@B-1" };
	SCOPED(buffer) command = { 0 };
	char uuid[UUID_TEXT_SIZE];
	SCOPED(run) run = { 0 };

	/* one of our own comes first, so that numbers differ */
	write_jpeg(scene->folder, "ours.jpg", "ours");
	expect_shell(0, &run, scene->folder, V "intake --allow-unsandboxed -q ours.jpg && " RECEIVE TRUSTED "-q");
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		SCOPED_JSON json_t *item = NULL;

		buffer_clear(&command);
		buffer_append_format(&command, V "show --json %s", names[i]);
		item = answer(scene, 0, buffer_string(&command));
		assert_string_equal(string_member(item, "id"), "E-000002");
	}
	uuid_write(uuid, &scene->log.catalogue);
	buffer_clear(&command);
	buffer_append_format(&command, V "show E-1@%s %s", uuid,
	                     scene->log.item.text + strlen("item/"));
	expect_shell(0, &run, scene->folder, "%s", buffer_string(&command));
	assert_out(&run, "E-000002");
	assert_out(&run, "What others call it");
	/* ours is meant by a plain short id, theirs is no finding here, and nobody calls anything so */
	expect_shell(0, &run, scene->folder, V "show E-1 --json");
	assert_out(&run, "\"E-000001\"");
	expect_refusal(2, scene->folder, "is a record of theirs", V "show F-1@B-1");
	expect_refusal(1, scene->folder, "calls anything", V "show E-77@B-1");
}

static void
the_same_again_changes_nothing(void **state)
{
	const struct scene *scene = *state;
	SCOPED_JSON json_t *again = NULL;
	SCOPED(run) run = { 0 };
	json_int_t size;

	expect_shell(0, &run, scene->folder, RECEIVE TRUSTED "-q");
	size = log_size(scene);
	again = answer(scene, 0, RECEIVE TRUSTED "--json");
	assert_true(json_is_true(json_object_get(again, "already")));
	assert_string_equal(string_member(again, "bundle"), "B-000001");
	expect_shell(0, &run, scene->folder, "cp -r ABC moved && " RECEIVE "--trust ABC/root.crt moved/ABC-B1");
	assert_out(&run, "nothing was changed");
	assert_int_equal(log_size(scene), size);
}

static void
nobody_vouches_for_the_signer(void **state)
{
	const struct scene *scene = *state;
	json_int_t size = log_size(scene);
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *taken = NULL;

	expect_refusal(5, scene->folder, "nobody vouches", RECEIVE "ABC/ABC-B1");
	expect_refusal(2, scene->folder, "--because", RECEIVE "--unidentified ABC/ABC-B1");
	expect_refusal(2, scene->folder, "--unidentified", RECEIVE "--because @why ABC/ABC-B1");
	assert_int_equal(log_size(scene), size);
	taken = answer(scene, 0, RECEIVE "--unidentified --because @why ABC/ABC-B1 --json");
	assert_string_equal(string_member(taken, "bundle"), "B-000001");
	expect_shell(0, &run, scene->folder, V "show B-1 --json");
	assert_out(&run, "because of the hearing");
}

/* What does not verify leaves no trace, neither in the log nor in the vault. */
static void
what_fails_is_not_taken_in(void **state)
{
	static const char *const changes[] = {
		"printf x >>ABC/ABC-B1/data/ABC-0001/original.txt",
		"sed -i '2s/20[0-9][0-9]-/1999-/' ABC/ABC-B1/custody/events.jsonl",
		"rm ABC/ABC-B1/custody/proofs.txt",
	};
	const struct scene *scene = *state;
	json_int_t size = log_size(scene);
	SCOPED(run) run = { 0 };

	for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
		expect_shell(0, &run, scene->folder, "rm -rf kept && cp -r ABC/ABC-B1 kept && %s", changes[i]);
		expect_refusal(1, scene->folder, "nothing was taken in", RECEIVE TRUSTED);
		expect_shell(0, &run, scene->folder, "rm -rf ABC/ABC-B1 && mv kept ABC/ABC-B1");
	}
	assert_int_equal(log_size(scene), size);
	expect_shell(0, &run, scene->folder, "test -z \"$(find cat/originals -type f)\"");
}

/* What is held already is joined, whoever brought it first. */
static void
the_same_bytes_are_one_item(void **state)
{
	const struct scene *scene = *state;
	SCOPED_JSON json_t *item = NULL;
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, scene->folder,
	             "printf '" "SYNTHETIC DEMO - NOT EVIDENCE\\n" "' >mine.txt && " V
	             "intake --allow-unsandboxed --all -q mine.txt && " RECEIVE TRUSTED "-q");
	item = answer(scene, 0, V "show --json E-1");
	assert_int_equal(json_array_size(json_object_get(item, "acquisitions")), 2);
	assert_true(json_array_size(theirs(item, "events")) >= 5);
	expect_shell(0, &run, scene->folder, V "list --json");
	assert_int_equal(line_count(&run), 1);
}

/* Their log goes on, and so does what is known of it here. */
static void
a_later_state_extends_it(void **state)
{
	struct scene *scene = *state;
	SCOPED_JSON json_t *first = NULL, *second = NULL, *item = NULL;
	SCOPED(buffer) path = { 0 };
	SCOPED(run) run = { 0 };

	first = answer(scene, 0, RECEIVE TRUSTED "--json");
	hand_log_add(&scene->log, scene->log.ana, "note.added", &scene->log.item, NULL,
	             json_pack("{s:s}", "text", "seen again"));
	expect_shell(0, &run, scene->folder, "mkdir later");
	buffer_append_format(&path, "%s/later", scene->folder);
	hand_bundle_make(&scene->log, "court", NULL, buffer_string(&path));
	second = answer(scene, 0, RECEIVE "--trust later/root.crt later/ABC-B1 --json");
	assert_string_equal(string_member(second, "bundle"), "B-000002");
	/* the note, and the second bundle's own bundle.begun */
	assert_int_equal(integer_member(second, "events"), 2);
	assert_true(integer_member(first, "events") > 2);
	item = answer(scene, 0, V "show --json E-1");
	assert_string_equal(string_member(event_of(item, "note.added"), "bundle"), "B-000002");
	expect_shell(0, &run, scene->folder, V "audit");
}

/* It is the first gap of a custody report, for others too, and an audit tells of it as no damage. */
static void
look_at_contradiction(const struct scene *scene)
{
	SCOPED_JSON json_t *own = answer(scene, 0, V "custody --json E-1");
	SCOPED_JSON json_t *court = answer(scene, 0, V "custody --json E-1 --for court");
	SCOPED_JSON json_t *audit = answer(scene, 0, V "audit --json");
	SCOPED(run) run = { 0 };

	assert_string_equal(string_member(json_array_get(json_object_get(own, "gaps"), 0), "code"),
	                    "contradicted");
	assert_string_equal(string_member(json_array_get(json_object_get(court, "gaps"), 0), "code"),
	                    "contradicted");
	assert_null(json_object_get(court, "theirs"));
	expect_shell(0, &run, scene->folder, V "custody E-1");
	assert_out(&run, "What others say (theirs)");
	assert_out(&run, "It contradicts itself");
	assert_true(json_is_true(json_object_get(audit, "ok")));
	assert_int_equal(json_array_size(json_object_get(audit, "contradictions")), 2); /* an event, and the checkpoint */
	expect_shell(0, &run, scene->folder, V "audit");
	assert_out(&run, "Other logs that contradict themselves (no damage here)");
}

static void
a_contradicting_state_is_refused_and_both_are_kept(void **state)
{
	struct scene *scene = *state;
	struct hand_log fork;
	SCOPED_JSON json_t *item = NULL, *contradiction = NULL;
	SCOPED(buffer) path = { 0 };
	SCOPED(run) run = { 0 };
	json_int_t size;

	fork = scene->log;
	fork.folder = folder_make();
	expect_shell(0, &run, fork.folder, "cp '%s'/catalog.db* .", scene->log.folder);
	hand_log_open_copy(&fork);
	hand_log_add(&scene->log, scene->log.ana, "note.added", &scene->log.item, NULL,
	             json_pack("{s:s}", "text", "one story"));
	hand_log_add(&fork, scene->log.ana, "note.added", &fork.item, NULL,
	             json_pack("{s:s}", "text", "another story"));
	expect_shell(0, &run, scene->folder, "mkdir one other");
	buffer_append_format(&path, "%s/one", scene->folder);
	hand_bundle_make(&scene->log, "court", NULL, buffer_string(&path));
	buffer_clear(&path);
	buffer_append_format(&path, "%s/other", scene->folder);
	hand_bundle_make(&fork, "court", NULL, buffer_string(&path));
	expect_shell(0, &run, scene->folder, RECEIVE "--trust one/root.crt one/ABC-B1 -q");
	size = log_size(scene);
	expect_refusal(5, scene->folder, "otherwise before",
	               RECEIVE "--trust other/root.crt other/ABC-B1");
	/* the note, and the whole log at that size */
	assert_int_equal(log_size(scene), size + 2);
	item = answer(scene, 0, V "show --json E-1");
	assert_int_equal(json_array_size(theirs(item, "contradictions")), 1);
	contradiction = json_incref(json_array_get(theirs(item, "contradictions"), 0));
	assert_string_not_equal(string_member(contradiction, "held"), string_member(contradiction, "leaf"));
	/* the second time it is kept already, and still refused */
	expect_refusal(5, scene->folder, "otherwise before",
	               RECEIVE "--trust other/root.crt other/ABC-B1");
	assert_int_equal(log_size(scene), size + 2);
	expect_shell(0, &run, scene->folder, V "show E-1 && " V "custody E-1 --json && " V "audit");
	assert_out(&run, "Another log contradicts itself");
	look_at_contradiction(scene);
	hand_log_close_copy(&fork);
}

/* No event stands against another, but one log had two roots at one size. */
static void
two_logs_of_one_size_are_a_contradiction(void **state)
{
	struct scene *scene = *state;
	struct hand_log fork = scene->log;
	SCOPED(buffer) path = { 0 };
	SCOPED(run) run = { 0 };
	json_int_t size;

	fork.folder = folder_make();
	expect_shell(0, &run, fork.folder, "cp '%s'/catalog.db* .", scene->log.folder);
	hand_log_open_copy(&fork);
	expect_shell(0, &run, scene->folder, "mkdir one other");
	buffer_append_format(&path, "%s/one", scene->folder);
	hand_bundle_make(&scene->log, "court", NULL, buffer_string(&path));
	buffer_clear(&path);
	buffer_append_format(&path, "%s/other", scene->folder);
	hand_bundle_make(&fork, "court", NULL, buffer_string(&path));
	hand_log_close_copy(&fork);
	expect_shell(0, &run, scene->folder, RECEIVE "--trust one/root.crt one/ABC-B1 -q");
	size = log_size(scene);
	for (int i = 0; i < 2; i++) {
		expect_refusal(5, scene->folder, "otherwise before",
		               RECEIVE "--trust other/root.crt other/ABC-B1");
		assert_int_equal(log_size(scene), size + 1);
	}
	expect_shell(0, &run, scene->folder, V "show B-1 && " V "audit");
	assert_out(&run, "Another log contradicts itself");
}

static void
a_receipt_confirms_it(void **state)
{
	const struct scene *scene = *state;
	SCOPED(run) run = { 0 }, hash = { 0 };

	expect_refusal(1, scene->folder, "not received here", V "bundle receipt ABC/ABC-B1");
	expect_shell(0, &run, scene->folder, RECEIVE TRUSTED "-q && " V
	             "bundle receipt B-1 --out receipt && " V "bundle receipt ABC/ABC-B1 >again &&"
	             " cmp receipt again && cat receipt");
	expect_shell(0, &hash, scene->folder, "sha256sum <ABC/ABC-B1/tagmanifest-sha256.txt | cut -c1-64");
	buffer_append(&hash.out, "", 1);
	assert_out(&run, "vidimus bundle receipt v1\n");
	hash.out.p[64] = '\0';
	assert_out(&run, hash.out.p);
	/* a file that is there is not written over */
	expect_refusal(5, scene->folder, "exists already", V "bundle receipt B-1 --out receipt");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_bundle_is_taken_in_and_stays_theirs, begin, end),
		cmocka_unit_test_setup_teardown(its_papers_are_kept, begin, end),
		cmocka_unit_test_setup_teardown(an_archive_is_the_same_bundle, begin, end),
		cmocka_unit_test_setup_teardown(what_they_call_it_finds_it, begin, end),
		cmocka_unit_test_setup_teardown(the_same_again_changes_nothing, begin, end),
		cmocka_unit_test_setup_teardown(nobody_vouches_for_the_signer, begin, end),
		cmocka_unit_test_setup_teardown(what_fails_is_not_taken_in, begin, end),
		cmocka_unit_test_setup_teardown(the_same_bytes_are_one_item, begin, end),
		cmocka_unit_test_setup_teardown(a_later_state_extends_it, begin, end),
		cmocka_unit_test_setup_teardown(a_contradicting_state_is_refused_and_both_are_kept, begin, end),
		cmocka_unit_test_setup_teardown(two_logs_of_one_size_are_a_contradiction, begin, end),
		cmocka_unit_test_setup_teardown(a_receipt_confirms_it, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
