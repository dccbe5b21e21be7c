/* SPDX-License-Identifier: Apache-2.0 */
/* test_verb_attach.c - files that support records, and what was made of items: kept, classed, reviewed, refused. */
#include "cli/catalogue.h"

static void
add_records(void *folder)
{
	SCOPED(run) run = { 0 };

	write_jpeg(folder, "a.jpg", "a");
	expect_shell(0, &run, folder,
	             V "intake a.jpg && echo sky >scene.tif && echo 'Dear Nino' >letter.txt && "
	             "echo page >page.html && echo why >why && " V
	             "channel add --code closed --platform telegram --kind group --visibility private-closed && " V
	             "channel add --code open --platform telegram --kind channel --visibility public && " V
	             "posting add E-1 --channel closed && " V "posting add E-1 --channel open && " V
	             "person add --code w-3");
}

static json_t *
shown(void *folder, const char *id)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, folder, V "show %s --json", id);
	return json_line(&run, 0);
}

/* Names of the members of the last event of a type whose plain values are not null. */
static void
last_values(void *folder, const char *type, struct run *run)
{
	expect_shell(0, run, folder,
	             "sqlite3 cat/catalog.db \"SELECT v.members FROM events e JOIN event_values v"
	             " ON v.seq = e.seq WHERE e.type = '%s' ORDER BY e.seq DESC LIMIT 1\"",
	             type);
}

static void
files_are_kept_and_listed(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *item = NULL;
	SCOPED_JSON json_t *attachment = NULL;
	json_t *listed;

	add_records(*state);
	expect_shell(0, &run, *state,
	             V "attach E-1 scene.tif --kind satellite-image --captured 2020-10-18 --tool Sentinel "
	               "--tool-version 2 --http-status 200 --json");
	assert_out(&run, "{\"id\":\"X-000001\",\"of\":\"E-1\",\"to\":\"scene.tif\"}");
	item = shown(*state, "E-1");
	listed = json_array_get(json_object_get(item, "attachments"), 0);
	assert_string_equal(string_member(listed, "id"), "X-000001");
	assert_string_equal(string_member(listed, "item"), "E-000001");
	assert_true(json_is_false(json_object_get(listed, "protected")));
	attachment = shown(*state, "X-1");
	assert_string_equal(string_member(attachment, "record"), "attachment");
	assert_string_equal(string_member(json_object_get(attachment, "tool"), "name"), "Sentinel");
	assert_int_equal(json_integer_value(json_object_get(attachment, "http_status")), 200);
	/* the bytes lie in the vault, and audit looks for them */
	expect_shell(0, &run, *state, "cmp scene.tif cat/originals/*/*/%s",
	             string_member(attachment, "sha256"));
	expect_shell(0, &run, *state, V "audit --json");
	assert_out(&run, "\"unreferenced\":[]");
	expect_shell(0, &run, *state, "chmod u+w cat/originals/*/* && rm cat/originals/*/*/%s",
	             string_member(attachment, "sha256"));
	expect_shell(1, &run, *state, V "audit");
	assert_out(&run, string_member(attachment, "sha256"));
}

/* The kind decides what would tell of somebody, and a person can say otherwise. */
static void
what_tells_of_somebody_is_protected(void **state)
{
	SCOPED(run) letter = { 0 };
	SCOPED(run) opened = { 0 };
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *values = NULL;
	SCOPED_JSON json_t *other = NULL;

	add_records(*state);
	expect_shell(0, &run, *state, V "attach E-1 letter.txt --kind correspondence --author w-3");
	last_values(*state, "attachment.added", &letter);
	values = json_line(&letter, 0);
	assert_true(json_is_null(json_object_get(values, "file")));
	assert_true(json_is_null(json_object_get(values, "name")));
	assert_true(json_is_object(json_object_get(values, "protected_file")));
	assert_true(json_is_object(json_object_get(values, "protected_name")));
	expect_shell(0, &run, *state, V "attach E-1 letter.txt --kind correspondence --protect no");
	last_values(*state, "attachment.added", &opened);
	other = json_line(&opened, 0);
	assert_true(json_is_object(json_object_get(other, "file")));
	assert_true(json_is_null(json_object_get(other, "protected_file")));
	expect_shell(0, &run, *state, V "log show --json");
	assert_null(strstr(buffer_string(&run.out), "letter.txt"));
	expect_shell(0, &run, *state, V "rebuild && " V "audit");
}

/* The address of a posting that not everyone can read is never in a public member. */
static void
addresses_of_closed_channels_are_kept_apart(void **state)
{
	static const struct {
		const char *to, *more, *set, *null;
	} cases[] = {
		{ "P-1", "", "private_url", "public_url" },
		{ "P-2", "", "public_url", "private_url" },
		{ "P-2", "--channel closed", "private_url", "public_url" },
		{ "C-1", "", "private_url", "public_url" },
		{ "C-2", "", "public_url", "private_url" },
		{ "E-1", "", "private_url", "public_url" },
		{ "E-1", "--channel open", "public_url", "private_url" },
	};

	add_records(*state);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		SCOPED(run) run = { 0 };
		SCOPED(run) told = { 0 };
		SCOPED_JSON json_t *values = NULL;

		expect_shell(0, &run, *state,
		             V "attach %s page.html --kind web-page --url https://t.me/secret --captured "
		               "2020-11-22 %s",
		             cases[i].to, cases[i].more);
		last_values(*state, "attachment.added", &told);
		values = json_line(&told, 0);
		assert_string_equal(string_member(values, cases[i].set), "https://t.me/secret");
		assert_true(json_is_null(json_object_get(values, cases[i].null)));
	}
}

/* Name, title and picture of a capture tell of a closed channel, unless somebody says that they do not. */
static void
captures_of_closed_channels_are_protected(void **state)
{
	static const struct {
		const char *to, *more, *set, *null;
	} cases[] = {
		{ "P-1", "", "protected_", "" },
		{ "C-1", "", "protected_", "" },
		{ "E-1", "--channel closed", "protected_", "" },
		{ "P-1", "--protect no", "", "protected_" },
		{ "P-2", "", "", "protected_" },
		{ "E-1", "", "", "protected_" },
	};
	static const char *const members[] = { "file", "name", "title" };

	add_records(*state);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		SCOPED(run) run = { 0 };
		SCOPED(run) told = { 0 };
		SCOPED_JSON json_t *values = NULL;

		expect_shell(0, &run, *state,
		             V "attach %s page.html --kind web-page --title @why %s", cases[i].to,
		             cases[i].more);
		last_values(*state, "attachment.added", &told);
		values = json_line(&told, 0);
		for (size_t k = 0; k < sizeof members / sizeof members[0]; k++) {
			char set[64], null[64];

			snprintf(set, sizeof set, "%s%s", cases[i].set, members[k]);
			snprintf(null, sizeof null, "%s%s", cases[i].null, members[k]);
			assert_false(json_is_null(json_object_get(values, set)));
			assert_true(json_is_null(json_object_get(values, null)));
		}
	}
}

static void
a_posting_lists_its_captures(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *posting = NULL;
	json_t *listed;

	add_records(*state);
	expect_shell(0, &run, *state, V "attach P-2 page.html --kind web-page && " V "posting show P-2");
	assert_out(&run, "Attachments");
	posting = shown(*state, "P-2");
	listed = json_array_get(json_object_get(posting, "attachments"), 0);
	assert_string_equal(string_member(listed, "posting"), "P-000002");
	expect_shell(0, &run, *state, V "retract X-1 --entered-in-error --because @why && " V "show E-1");
	assert_out(&run, "X-000001 (retracted)");
}

static void
what_is_no_file_is_refused(void **state)
{
	SCOPED(run) run = { 0 };

	add_records(*state);
	expect_refusal(2, *state, "folder", "mkdir d && " V "attach E-1 d --kind map");
	expect_refusal(2, *state, "p'", "mkfifo p && " V "attach E-1 p --kind map");
	expect_refusal(2, *state, "link", "ln -s why l && " V "attach E-1 l --kind map");
	expect_refusal(1, *state, "gone'", V "attach E-1 gone --kind map");
	expect_refusal(2, *state, "empty", ": >e && " V "attach E-1 e --kind map");
	expect_refusal(5, *state, "inside the catalogue", V "attach E-1 cat/catalog.db --kind map");
	expect_refusal(2, *state, "did you mean map?", V "attach E-1 why --kind mpa");
	expect_refusal(2, *state, "--kind CODE is missing", V "attach E-1 why");
	expect_refusal(2, *state, "is an actor", V "attach K-1 why --kind map");
	expect_refusal(1, *state, "E-000009", V "attach E-9 why --kind map");
	expect_refusal(2, *state, "100 to 599", V "attach E-1 why --kind map --http-status 99");
	expect_refusal(2, *state, "without the name", V "attach E-1 why --kind map --tool-version 2");
	expect_refusal(2, *state, "never stands in an argument", V "attach E-1 why --kind map --title x");
	/* nothing was left behind */
	expect_shell(0, &run, *state, V "audit --json");
	assert_out(&run, "\"unreferenced\":[]");
	assert_out(&run, "\"leftovers\":[]");
}

/* The file grows while it is read. */
static void
a_file_that_changes_is_refused(void **state)
{
	SCOPED(run) run = { 0 };

	add_records(*state);
	expect_shell(0, &run, *state,
	             "head -c 40000000 /dev/zero >big && >go && (while [ -e go ]; do echo x >>big; done) & "
	             "writer=$!; while [ ! -e go ]; do :; done; "
	             "\"$VIDIMUS\" -C cat attach E-1 big --kind map; echo \"code $?\"; rm go; "
	             "wait $writer");
	assert_out(&run, "code 3");
	assert_err(&run, "chang");
	expect_shell(0, &run, *state, V "audit --json");
	assert_out(&run, "\"unreferenced\":[]");
}

static void
derivatives_name_what_they_were_made_from(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *item = NULL;
	SCOPED_JSON json_t *derivative = NULL;
	json_t *listed;

	add_records(*state);
	expect_shell(0, &run, *state,
	             "printf 'cut\\nmask\\n' >steps && " V
	             "derive add E-1 scene.tif --kind redacted --tool ffmpeg --steps @steps && " V
	             "derive add E-1 letter.txt --kind transcript --language hy --machine-made yes && " V
	             "derive add E-1 page.html --kind translation --from X-2 --language en --author w-3 "
	             "--part 0:01-0:02");
	item = shown(*state, "E-1");
	listed = json_object_get(item, "derivatives");
	assert_int_equal(json_array_size(listed), 3);
	assert_string_equal(string_member(json_array_get(listed, 0), "made_from"),
	                    string_member(item, "sha256"));
	assert_int_equal(json_array_size(json_object_get(json_array_get(listed, 0), "steps")), 2);
	assert_true(json_is_false(json_object_get(json_array_get(listed, 0), "protected")));
	assert_true(json_is_true(json_object_get(json_array_get(listed, 1), "protected")));
	derivative = shown(*state, "X-3");
	assert_string_equal(string_member(derivative, "record"), "derivative");
	assert_string_equal(string_member(derivative, "from"), "X-000002");
	assert_string_equal(string_member(derivative, "author_code"), "w-3");
	expect_refusal(5, *state, "bytes of E-000001 itself", V "derive add E-1 a.jpg --kind enhanced");
	expect_refusal(2, *state, "no derivative of this item",
	               V "attach E-1 why --kind map && " V "derive add E-1 why --kind clip --from X-4");
	expect_refusal(1, *state, "is not held",
	               V "item add --title T && " V "derive add E-2 why --kind transcript");
	expect_refusal(2, *state, "vocabulary derivative-kind", V "derive add E-1 why --kind thing");
	expect_shell(0, &run, *state, V "rebuild && " V "audit --json");
	assert_out(&run, "\"unreferenced\":[]");
}

/* Two keys of one person are one person. */
static void
somebody_else_reviews_a_derivative(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *derivative = NULL;
	json_t *review;

	add_records(*state);
	expect_shell(0, &run, *state,
	             V "derive add E-1 scene.tif --kind redacted && uuid=$(" V "stats --json | sed "
	             "'s/.*\"catalogue\":{[^}]*\"uuid\":\"\\([^\"]*\\)\".*/\\1/') && "
	             "\"$VIDIMUS\" key new bo --catalogue $uuid --no-passphrase && "
	             "\"$VIDIMUS\" key new ana2 --catalogue $uuid --no-passphrase && "
	             "k=$XDG_CONFIG_HOME/vidimus/keys; " V
	             "actor add --request $k/bo.request --code bo --role member --key ana && " V
	             "actor add --request $k/ana2.request --code ana --role member --key ana");
	expect_refusal(5, *state, "somebody else", V "derive review X-1 --conclusion passed --key ana");
	expect_refusal(5, *state, "somebody else", V "derive review X-1 --conclusion passed --key ana2");
	expect_refusal(2, *state, "cleared for nobody",
	               V "derive review X-1 --conclusion not-passed --cleared-for public --key bo");
	expect_refusal(2, *state, "nobody to clear it for",
	               V "derive review X-1 --conclusion passed --cleared-for press --key bo");
	expect_shell(0, &run, *state,
	             V "derive review X-1 --conclusion passed --cleared-for public,court --key bo");
	derivative = shown(*state, "X-1");
	review = json_array_get(json_object_get(derivative, "reviews"), 0);
	assert_string_equal(string_member(review, "actor"), "bo");
	assert_string_equal(
		json_string_value(json_array_get(json_object_get(review, "cleared_for"), 0)), "court");
	expect_refusal(2, *state, "no version 99", V "derive review X-1 --conclusion passed --based-on 99 --key bo");
	expect_shell(0, &run, *state, V "rebuild && " V "audit");
}

int
main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, begin_catalogue, end_folder)
	const struct CMUnitTest tests[] = {
		CASE(files_are_kept_and_listed),
		CASE(what_tells_of_somebody_is_protected),
		CASE(addresses_of_closed_channels_are_kept_apart),
		CASE(captures_of_closed_channels_are_protected),
		CASE(a_posting_lists_its_captures),
		CASE(what_is_no_file_is_refused),
		CASE(a_file_that_changes_is_refused),
		CASE(derivatives_name_what_they_were_made_from),
		CASE(somebody_else_reviews_a_derivative),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
