/* SPDX-License-Identifier: Apache-2.0 */
/* test_verb_depict.c - what shows an incident, what is related to what, and how that is taken away. */
#include "cli/catalogue.h"

static void
add_records(void *folder)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, folder,
	             V "item add --title One && " V "item add --title Two && " V
	             "item add --title Three && " V "incident add --title Killing && " V
	             "incident add --title War && " V
	             "channel add --code tg-1 --platform telegram --kind group --visibility private-closed && "
	             "echo why >why && echo 'a man with a rifle' >seen && echo SecretFarm >secret");
}

static json_t *
shown(void *folder, const char *id)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, folder, V "show %s --json", id);
	return json_line(&run, 0);
}

static const char *
first_member(const json_t *object, const char *list, const char *name)
{
	return string_member(json_array_get(json_object_get(object, list), 0), name);
}

static void
items_show_incidents(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *item = NULL;
	SCOPED_JSON json_t *incident = NULL;
	SCOPED_JSON json_t *depiction = NULL;

	add_records(*state);
	expect_shell(0, &run, *state,
	             V "depict E-1..E-2 I-1 --part '1:05-1:20; region 10,20,300x200' --acts torture "
	               "--when incident --confidence high --seen @seen --protected-seen @secret --json");
	assert_out(&run, "{\"id\":\"L-000001\",\"of\":\"E-000001\",\"to\":\"I-1\"}");
	assert_int_equal(line_count(&run), 2);
	item = shown(*state, "E-1");
	assert_string_equal(first_member(item, "depicts", "incident"), "I-000001");
	assert_string_equal(first_member(item, "depicts", "part_words"),
	                    "00:01:05-00:01:20; region 10,20,300x200");
	assert_string_equal(first_member(item, "depicts", "seen"), "a man with a rifle");
	assert_string_equal(first_member(item, "depicts", "protected_seen"), "SecretFarm");
	incident = shown(*state, "I-1");
	assert_int_equal(json_array_size(json_object_get(incident, "shown_by")), 2);
	assert_string_equal(first_member(incident, "shown_by", "item"), "E-000001");
	depiction = shown(*state, "l1");
	assert_string_equal(string_member(depiction, "record"), "depiction");
	assert_string_equal(string_member(depiction, "confidence"), "high");
	expect_shell(0, &run, *state, V "incident show I-1");
	assert_out(&run, "Shown by");
	expect_shell(0, &run, *state, V "log show --json");
	assert_null(strstr(buffer_string(&run.out), "SecretFarm"));
	assert_null(strstr(buffer_string(&run.out), "rifle"));
	expect_shell(0, &run, *state, V "rebuild && " V "audit");
}

static void
what_is_unlinked_stays_struck_out(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *item = NULL;
	json_t *depicts;

	add_records(*state);
	expect_shell(0, &run, *state, V "depict E-1 I-1");
	expect_refusal(5, *state, "says already", V "depict E-1 I-1");
	expect_shell(0, &run, *state, V "depict E-1 I-1 --part 1:05- && " V
	             "unlink L-1 --because @why && " V "depict E-1 I-1");
	item = shown(*state, "E-1");
	depicts = json_object_get(item, "depicts");
	assert_int_equal(json_array_size(depicts), 3);
	assert_string_equal(string_member(json_object_get(json_array_get(depicts, 0), "retracted"), "how"),
	                    "unlinked");
	assert_true(json_is_null(json_object_get(json_array_get(depicts, 1), "retracted")));
	expect_shell(0, &run, *state, V "show E-1");
	assert_out(&run, "L-000001 (unlinked)");
	expect_refusal(5, *state, "was unlinked already", V "unlink L-1 --because @why");
	expect_shell(0, &run, *state, V "retract L-2 --entered-in-error --because @why && " V
	             "rebuild && " V "audit");
}

static void
relations_stand_on_both_sides(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *part = NULL;
	SCOPED_JSON json_t *whole = NULL;
	SCOPED_JSON json_t *after = NULL;
	SCOPED_JSON json_t *gone = NULL;
	char link[40];

	add_records(*state);
	expect_shell(0, &run, *state, V "relate I-1 I-2 --relation part-of --json");
	part = shown(*state, "I-1");
	whole = shown(*state, "I-2");
	assert_string_equal(first_member(part, "relations", "relation"), "part-of");
	assert_string_equal(first_member(part, "relations", "incident"), "I-000002");
	assert_string_equal(first_member(whole, "relations", "relation"), "encompasses");
	assert_string_equal(first_member(whole, "relations", "incident"), "I-000001");
	snprintf(link, sizeof link, "%s", first_member(whole, "relations", "link"));
	assert_string_equal(first_member(part, "relations", "link"), link);
	expect_refusal(5, *state, "stated already", V "relate I-1 I-2 --relation part-of");
	expect_refusal(5, *state, "stated already", V "relate I-2 I-1 --relation encompasses");
	expect_shell(0, &run, *state, V "unlink %s --because @why", link);
	after = shown(*state, "I-1");
	gone = shown(*state, "I-2");
	assert_true(json_is_object(json_object_get(
		json_array_get(json_object_get(after, "relations"), 0), "retracted")));
	assert_true(json_is_object(json_object_get(
		json_array_get(json_object_get(gone, "relations"), 0), "retracted")));
	expect_shell(0, &run, *state, V "relate I-2 I-1 --relation part-of && " V "rebuild && " V "audit");
}

static void
circles_are_refused(void **state)
{
	SCOPED(run) run = { 0 };

	add_records(*state);
	expect_shell(0, &run, *state,
	             V "relate E-1 E-2 --relation continues && " V "relate E-2 E-3 --relation continues");
	expect_refusal(2, *state, "in a circle", V "relate E-3 E-1 --relation continues");
	expect_refusal(2, *state, "in a circle", V "relate E-1 E-3 --relation continued-by");
	expect_shell(0, &run, *state, V "relate E-3 E-1 --relation same-object && " V
	             "relate E-1 E-3 --relation precedes");
	expect_refusal(2, *state, "in a circle", V "relate E-3 E-1 --relation precedes");
	/* an incident is part of the one that it was opened in, too */
	expect_shell(0, &run, *state, V "incident add --title Shot --part-of I-1");
	expect_refusal(2, *state, "in a circle", V "relate I-1 I-3 --relation part-of");
	expect_refusal(2, *state, "in a circle", V "relate I-3 I-1 --relation encompasses");
}

/* A private channel stands in the member of its class, and in no event's open part. */
static void
a_channel_is_protected(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *item = NULL;

	add_records(*state);
	expect_shell(0, &run, *state, V "relate E-1 C-1 --relation related --protected-grounds @secret");
	item = shown(*state, "E-1");
	assert_string_equal(first_member(item, "relations", "channel"), "C-000001");
	expect_shell(0, &run, *state, V "log show --json");
	assert_null(strstr(buffer_string(&run.out), "SecretFarm"));
}

static void
wrong_links_are_refused(void **state)
{
	SCOPED(run) run = { 0 };

	add_records(*state);
	expect_refusal(1, *state, "E-000009", V "depict E-9 I-1");
	expect_refusal(1, *state, "I-000009", V "depict E-1 I-9");
	expect_refusal(2, *state, "expected is an incident", V "depict E-1 E-2");
	expect_refusal(2, *state, "expected is an item", V "depict C-1 I-1");
	expect_refusal(2, *state, "before it has begun", V "depict E-1 I-1 --part 1:20-1:05");
	expect_refusal(2, *state, "at most", V "depict E-1 I-1 --part \"$(yes 'page 1;' | head -100)\"");
	expect_refusal(2, *state, "did you mean torture?", V "depict E-1 I-1 --acts tortur");
	expect_refusal(2, *state, "never stands in an argument", V "depict E-1 I-1 --seen x");
	expect_refusal(2, *state, "--confidence", V "depict E-1 I-1 --confidence sure");
	expect_refusal(2, *state, "related to itself", V "relate E-1 E-1 --relation related");
	expect_refusal(2, *state, "--relation CODE is missing", V "relate E-1 E-2");
	expect_refusal(2, *state, "no term of the vocabulary relation", V "relate E-1 E-2 --relation like");
	expect_refusal(2, *state, "is a person", V "person add --code p-1 && " V
	               "relate E-1 W-1 --relation related");
	expect_shell(0, &run, *state, V "retract I-1 --because @why");
	expect_refusal(5, *state, "was retracted", V "depict E-1 I-1");
	expect_refusal(5, *state, "was retracted", V "relate I-2 I-1 --relation related");
	expect_refusal(1, *state, "no such record",
	               V "unlink 0b4d5a52-6a7e-4b0e-9c41-8f3f0d6f2a11 --because @why");
}

/* The film lasts a second: nothing is said of what comes after it. */
static void
no_part_lies_behind_the_film(void **state)
{
	static const char *const said[] = {
		"depict E-1 I-1", "cite R-1 E-1", "claim add E-1 --property date --value 2020-11-09 --by me",
		"person link p-1 E-1 --role victim", "finding add E-1 --question content --answer open",
	};
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state,
	             V "intake $SHARED/corpus/abema__go-mp4/testdata/sample.mp4 -q && " V
	             "incident add --title Killing && " V "person add --code p-1 && " V
	             "report add --own no --title T && " V "show E-1 --json");
	assert_out(&run, "\"duration\":");
	for (size_t i = 0; i < sizeof said / sizeof said[0]; i++) {
		expect_refusal(2, *state, "the part ends behind the item, which lasts 1.024 seconds",
		               V "%s --part 1:05-1:20", said[i]);
		expect_refusal(2, *state, "the region lies outside the picture",
		               V "%s --part 'region 3,5,7000x9'", said[i]);
		expect_shell(0, &run, *state, V "%s --part '0:00-0:01; region 3,5,7x9'", said[i]);
	}
}

int
main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, begin_catalogue, end_folder)
	const struct CMUnitTest tests[] = {
		CASE(items_show_incidents),
		CASE(what_is_unlinked_stays_struck_out),
		CASE(relations_stand_on_both_sides),
		CASE(circles_are_refused),
		CASE(a_channel_is_protected),
		CASE(wrong_links_are_refused),
		CASE(no_part_lies_behind_the_film),
	};

	need_shared("corpus/abema__go-mp4/testdata/sample.mp4");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
