/* SPDX-License-Identifier: Apache-2.0 */
/* test_bundle_gate.c - what two people must agree to before it leaves, and what is opened afterwards. */
#include "cli/catalogue.h"

#undef V
#define AS(key) "VIDIMUS_KEY=" key " \"$VIDIMUS\" -C cat "
#define V       AS("ana")
#define BEN     AS("ben")

#define EXPORT "bundle export E-1 --for self "

/* An item with a finding whose protected grounds name a witness; ana, and ben, and a second key of ana's. */
static int
begin(void **state)
{
	SCOPED(run) run = { 0 };

	begin_catalogue(state);
	expect_shell(0, &run, *state,
	             "for k in ben ana2; do " V "key new $k --no-passphrase -q; done && " V
	             "actor add --role member --code ben --request \"$XDG_CONFIG_HOME/vidimus/keys/ben.request\" -q && " V
	             "actor add --role member --code ana --request \"$XDG_CONFIG_HOME/vidimus/keys/ana2.request\" -q && "
	             "echo film >a.pdf && echo 'Hasmik Tumanyan, of Goris' >n && echo because >why && "
	             "echo 'She saw it.' >g && " V "intake a.pdf -q && " V
	             "finding add E-1 --question place --answer answered --conclusion @g --confidence high "
	             "--protected-grounds @n -q");
	return 0;
}

static void
refused(const char *folder, int code, const char *command, const char *words)
{
	SCOPED(run) run = { 0 };

	expect_shell(code, &run, folder, "%s", command);
	if (strstr(buffer_string(&run.err), words) == NULL)
		fail_msg("%s says: %s\n", command, buffer_string(&run.err));
}

static void
done(const char *folder, const char *command)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, folder, "%s", command);
}

static json_t *
last_request(const char *folder)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, folder, "%s", V "bundle requests --json | tail -1");
	return json_line(&run, 0);
}

static void
a_protected_member_leaves_by_two_people_only(void **state)
{
	SCOPED_JSON json_t *open = NULL, *used = NULL;

	done(*state, V EXPORT "--out closed && ! grep -rq Hasmik closed");
	done(*state, V "disclose F-1 protected_grounds --for self --because @why");
	refused(*state, 5, V EXPORT "--out x", "--unencrypted");
	refused(*state, 5, V EXPORT "--out x --unencrypted --because @why", "bundle approve B-2");
	open = last_request(*state);
	assert_string_equal(json_string_value(json_object_get(open, "state")), "open");
	assert_true(json_is_true(json_object_get(open, "opens_protected")));
	assert_int_equal(json_array_size(json_object_get(open, "decisions")), 1);
	refused(*state, 5, V "bundle approve B-2", "another person");
	refused(*state, 5, AS("ana2") "bundle approve B-2", "another person");
	refused(*state, 5, V EXPORT "--out x --unencrypted --because @why", "bundle approve B-2");
	done(*state, BEN "bundle approve B-2");
	refused(*state, 5, BEN "bundle approve B-2", "approved already");
	/* what was approved is this export, and no other */
	refused(*state, 5, V EXPORT "--purpose other --out x --unencrypted --because @why", "bundle approve B-3");
	refused(*state, 5, V EXPORT "--no-onward --out x --unencrypted --because @why", "bundle approve B-4");
	refused(*state, 5, V EXPORT "--expires 2027 --out x --unencrypted --because @why", "bundle approve B-5");
	done(*state, "test ! -e x");
	done(*state, V EXPORT "--out x --unencrypted --because @why && grep -q Hasmik x/custody/disclosures.jsonl");
	done(*state, V "bundle verify x --integrity-only");
	/* and once */
	refused(*state, 5, V EXPORT "--out y --unencrypted --because @why", "bundle approve B-6");
	done(*state, V "audit");
	used = last_request(*state);
	assert_string_equal(json_string_value(json_object_get(used, "bundle")), "B-000006");
}

static void
a_find_passes_by_two_people_only_and_is_counted(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *found = NULL, *made = NULL, *asked = NULL;
	const json_t *find;

	done(*state, "echo 'Hasmik Tumanyan saw it.' >g; " V
	             "finding add E-1 --question source --answer answered --conclusion @g --confidence high -q");
	expect_shell(5, &run, *state, "%s", V EXPORT "--out x --json");
	found = json_line(&run, 0);
	find = json_array_get(json_object_get(found, "finds"), 0);
	assert_string_equal(json_string_value(json_object_get(find, "class")), "person");
	assert_string_equal(json_string_value(json_object_get(find, "form")), "text");
	assert_string_equal(json_string_value(json_object_get(find, "member")), "protected_grounds");
	assert_null(strstr(buffer_string(&run.out), "Hasmik"));
	assert_null(strstr(buffer_string(&run.err), "Hasmik"));
	refused(*state, 5, V EXPORT "--out x --accept-finds --because @why", "bundle approve B-1");
	asked = last_request(*state);
	assert_true(json_array_size(json_object_get(asked, "finds")) >= 2);
	assert_false(json_is_true(json_object_get(asked, "opens_protected")));
	done(*state, BEN "bundle approve B-1");
	run_end(&run);
	expect_shell(0, &run, *state, "%s", V EXPORT "--out x --accept-finds --because @why --json");
	made = json_line(&run, 0);
	assert_true(json_integer_value(json_object_get(made, "accepted_finds")) >= 2);
}

static void
a_member_is_opened_afterwards_by_one_more_file(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *shown = NULL;

	done(*state, V "withhold F-1 conclusion --code contradiction --because @why");
	done(*state, V EXPORT "--out x && ! grep -q 'She saw' x/custody/disclosures.jsonl");
	refused(*state, 1, V "disclose B-1 F-1 question --because @why", "withholds no member");
	refused(*state, 1, V "disclose B-7 F-1 conclusion --because @why", "B-000007");
	/* of no protected class: one person suffices */
	done(*state, V "disclose B-1 F-1 conclusion --out x --because @why");
	done(*state, "test \"$(cat x/custody/later/B-000001-*-conclusion.jsonl | tr -d '\\n' | "
	             "openssl dgst -sha256 -binary | basenc --base64url | tr -d =)\" = "
	             "\"$(grep '\"type\":\"finding.recorded\"' x/custody/events.jsonl | "
	             "sed 's/.*\"conclusion\":\"\\([^\"]*\\)\".*/\\1/')\"");
	refused(*state, 5, V "disclose B-1 F-1 conclusion --out x --because @why", "is there already");
	refused(*state, 5, V "disclose B-1 F-1 protected_grounds --out x --because @why", "bundle approve B-1");
	done(*state, "test $(ls x/custody/later | wc -l) = 1");
	done(*state, BEN "bundle approve B-1 && " V
	                 "disclose B-1 F-1 protected_grounds --out x --because @why && "
	                 "grep -q Hasmik x/custody/later/*-protected_grounds.jsonl");
	expect_shell(0, &run, *state, "%s", V "bundle show B-1 --json");
	shown = json_line(&run, 0);
	assert_int_equal(json_array_size(json_object_get(shown, "disclosed")), 2);
	done(*state, V "bundle show B-1 | grep -q 'opened later: protected_grounds'");
	done(*state, V "bundle verify x --integrity-only && " V "audit && " V "rebuild && " V "log verify");
}

/* A key that is in other hands is no second person, though it was one when it approved. */
static void
an_approval_ends_with_its_key(void **state)
{
	done(*state, V "disclose F-1 protected_grounds --for self --because @why");
	refused(*state, 5, V EXPORT "--out x --unencrypted --because @why", "bundle approve B-1");
	done(*state, BEN "bundle approve B-1");
	done(*state, V "key compromised K-2 --last-good 3 --reason stolen --because @why");
	refused(*state, 5, V EXPORT "--out x --unencrypted --because @why", "bundle approve B-1");
	done(*state, "test ! -e x");
	done(*state, V "bundle requests --json | tail -1 | grep -q '\"state\":\"open\"' && " V "audit");
}

/* What a person withheld for somebody's sake is not opened by one person, though its class would be. */
static void
what_was_withheld_as_protected_takes_two(void **state)
{
	done(*state, V "withhold F-1 confidence --code person --because @why");
	done(*state, V EXPORT "--out x");
	refused(*state, 5, V "disclose B-1 F-1 confidence --out x --because @why", "bundle approve B-1");
	done(*state, "test $(ls x/custody/later | wc -l) = 0");
	done(*state, BEN "bundle approve B-1 && " V "disclose B-1 F-1 confidence --out x --because @why && " V
	             "bundle verify x --integrity-only");
}

static void
a_bundle_that_cannot_be_put_there_is_not_begun(void **state)
{
	refused(*state, 5, V EXPORT "--out why", "is there already");
	refused(*state, 5, V EXPORT "--out cat/bundle", "in the catalogue itself");
	refused(*state, 5, V EXPORT "--out \"$PWD/cat/originals/bundle\" --zip", "in the catalogue itself");
	refused(*state, 4, V EXPORT "--out nowhere/bundle", "nowhere");
	done(*state, "test -z \"$(" V "bundle list --json)\"");
	done(*state, V EXPORT "--out catalogue");
}

/* The programs that write films leave their own names in each: they are nobody's secret. */
static void
names_of_programs_are_no_find(void **state)
{
	done(*state,
	     "command -v ffmpeg >/dev/null || exit 0; ffmpeg -v error -f lavfi -i testsrc=size=320x240:rate=10 -f lavfi"
	     " -i sine=frequency=440 -t 2 -c:v mpeg4 -c:a aac a.mp4 && ffmpeg -v error -i a.mp4 -map_metadata -1 -vf"
	     " boxblur=10 -c:v mpeg4 -c:a aac red.mp4 && " V "intake a.mp4 -q && " V
	     "describe E-2 --title Street --graphic graphic-1 -q && " V "derive add E-2 red.mp4 --kind redacted"
	     " --machine-made no --steps @g -q && " BEN "derive review X-1 --conclusion passed --cleared-for partner"
	     " --grounds @g -q && " V "key root new r --organisation Org --no-passphrase --out . -q && " V
	     "key seal new office --root ./r --no-passphrase -q && " V "bundle export E-2 --for partner"
	     " --to-organisation @why --purpose joint --terms lead-only --out bp");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_protected_member_leaves_by_two_people_only, begin, end_folder),
		cmocka_unit_test_setup_teardown(a_find_passes_by_two_people_only_and_is_counted, begin, end_folder),
		cmocka_unit_test_setup_teardown(a_member_is_opened_afterwards_by_one_more_file, begin, end_folder),
		cmocka_unit_test_setup_teardown(an_approval_ends_with_its_key, begin, end_folder),
		cmocka_unit_test_setup_teardown(what_was_withheld_as_protected_takes_two, begin, end_folder),
		cmocka_unit_test_setup_teardown(a_bundle_that_cannot_be_put_there_is_not_begun, begin, end_folder),
		cmocka_unit_test_setup_teardown(names_of_programs_are_no_find, begin, end_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
