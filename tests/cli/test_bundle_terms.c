/* SPDX-License-Identifier: Apache-2.0 */
/* test_bundle_terms.c - the terms on which a bundle came bind whoever received it. */
#include "cli/catalogue.h"

#define OTHER  "XDG_CONFIG_HOME=$PWD/other/config XDG_STATE_HOME=$PWD/other/state \"$VIDIMUS\" -C theirs "
#define GIVE   V "bundle export E-1 --for court --to-organisation @org --purpose analysis "
#define TAKE   OTHER "bundle receive --allow-unsandboxed -q --trust stick/archive.root.crt "
#define ONWARD "bundle export E-1 --to-organisation @org --purpose analysis --out onward "
#define MOVE   "transfer E-1 --to-organisation @org --for partner --purpose analysis "

/* `cat` has a page; `theirs`, of another organisation, takes in what it gives. */
static int
begin(void **state)
{
	SCOPED(run) run = { 0 };

	begin_catalogue(state);
	expect_shell(0, &run, *state,
	             "printf '%%%%PDF-1.4\\nSYNTHETIC DEMO\\n' >a.pdf && echo Example Court >org && mkdir stick other && "
	             V "intake --allow-unsandboxed -q a.pdf && "
	             "\"$VIDIMUS\" key root new archive --organisation 'Example Archive' --no-passphrase --out stick && "
	             "\"$VIDIMUS\" key seal new office --root stick/archive --no-passphrase && "
	             "XDG_CONFIG_HOME=$PWD/other/config XDG_STATE_HOME=$PWD/other/state \"$VIDIMUS\""
	             " init theirs --name Court --actor clerk --no-passphrase && " OTHER
	             "key root new court --organisation Court --no-passphrase --out stick && " OTHER
	             "key seal new desk --root stick/court --no-passphrase");
	return 0;
}

/* The sender gives it on these terms, and the other takes it in as B-N. */
static void
give(const char *folder, const char *terms, const char *out)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, folder, GIVE "%s --out %s && " TAKE "%s", terms, out, out);
}

static void
what_must_not_be_passed_on_stays(void **state)
{
	SCOPED(run) run = { 0 };

	give(*state, "--terms disclosable --no-onward", "one");
	expect_refusal(5, *state, "B-000001, which must not be passed on",
	               OTHER ONWARD "--for court --terms disclosable");
	expect_refusal(5, *state, "B-000001, which must not be passed on",
	               OTHER MOVE "--terms lead-only");
	expect_shell(1, &run, *state, OTHER "consent check E-1 --for partner --json");
	assert_out(&run, "\"code\":\"received-no-onward\"");
	assert_out(&run, "\"record\":\"B-000001\"");
	/* for oneself it is no passing on */
	expect_shell(0, &run, *state, OTHER "bundle export E-1 --for self --out own");
	/* and the tables come again from the log alone */
	expect_shell(0, &run, *state, OTHER "rebuild && " OTHER "audit");
	expect_refusal(5, *state, "B-000001", OTHER MOVE "--terms lead-only");
	/* the sender lets it go after all */
	give(*state, "--terms disclosable", "two");
	expect_shell(0, &run, *state, OTHER MOVE "--terms lead-only && " OTHER ONWARD
	             "--for court --terms disclosable");
}

/* Whose signer nobody vouches for does not free what another bundle binds. */
static void
an_unknown_signer_frees_nothing(void **state)
{
	SCOPED(run) run = { 0 };

	give(*state, "--terms disclosable --no-onward", "one");
	expect_shell(0, &run, *state, GIVE "--terms disclosable --out two && echo it came by post >why && " OTHER
	             "bundle receive --allow-unsandboxed -q --unidentified --because @why two");
	expect_refusal(5, *state, "B-000001, which must not be passed on", OTHER MOVE "--terms lead-only");
}

static void
what_was_for_a_time_stays_after_it(void **state)
{
	SCOPED(run) run = { 0 };

	give(*state, "--terms disclosable --expires 2021", "one");
	expect_refusal(5, *state, "B-000001, which might be kept for a time that is over",
	               OTHER ONWARD "--for court --terms disclosable");
	expect_shell(1, &run, *state, OTHER "consent check E-1 --for defence --json");
	assert_out(&run, "\"code\":\"received-expired\"");
}

static void
a_lead_is_not_given_as_evidence(void **state)
{
	SCOPED(run) run = { 0 };

	give(*state, "--terms lead-only", "one");
	expect_refusal(5, *state, "B-000001, as a lead alone",
	               OTHER ONWARD "--for court --terms disclosable");
	expect_refusal(5, *state, "B-000001, as a lead alone", OTHER MOVE "--terms disclosable");
	expect_shell(1, &run, *state, OTHER "consent check E-1 --for public --json");
	assert_out(&run, "\"code\":\"received-lead-only\"");
	/* as a lead it may go on */
	expect_shell(0, &run, *state, OTHER MOVE "--terms lead-only && " OTHER ONWARD
	             "--for court --terms lead-only");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_must_not_be_passed_on_stays, begin, end_folder),
		cmocka_unit_test_setup_teardown(an_unknown_signer_frees_nothing, begin, end_folder),
		cmocka_unit_test_setup_teardown(what_was_for_a_time_stays_after_it, begin, end_folder),
		cmocka_unit_test_setup_teardown(a_lead_is_not_given_as_evidence, begin, end_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
