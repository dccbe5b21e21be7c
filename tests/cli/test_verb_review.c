/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_verb_review.c - reviews that travel: a pack leaves, is answered where
 * there is no catalogue, and what comes home counts for whose key signed it.
 */
#include "cli/judging.h"

#define KEY "\"$VIDIMUS\" key "
#define PACK ANA "review pack E-1 --exhibit ABC --to-organisation @org --purpose review "
#define ANSWER "\"$VIDIMUS\" review answer pack --trust stick/archive.root.crt "

/* ana's findings on every required question, a seal, and no catalogue in sight of who answers. */
static int
begin(void **state)
{
	SCOPED(run) run = { 0 };

	begin_judging(state);
	answer_all(*state, "E-1");
	expect_shell(0, &run, *state,
	             "echo Colleagues >org && mkdir stick && " KEY "root new archive --organisation 'Example"
	             " Archive' --no-passphrase --out stick && " KEY
	             "seal new office --root stick/archive --no-passphrase");
	return 0;
}

static json_t *
answer(const char *folder, const char *command)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, folder, "%s", command);
	return json_line(&run, 0);
}

static json_int_t
count_of(const char *folder, const char *finding, const char *name)
{
	SCOPED(buffer) command = { 0 };
	SCOPED_JSON json_t *shown = NULL;

	buffer_append_format(&command, V "show %s --json", finding);
	shown = answer(folder, buffer_string(&command));
	return json_integer_value(json_object_get(shown, name));
}

static void
a_pack_says_what_it_asks(void **state)
{
	SCOPED_JSON json_t *asked = NULL;
	SCOPED(run) run = { 0 };
	json_t *first;

	expect_shell(0, &run, *state, PACK "--questions date,place --out pack && \"$VIDIMUS\" bundle verify"
	             " pack --trust stick/archive.root.crt");
	asked = answer(*state, "\"$VIDIMUS\" review show pack --trust stick/archive.root.crt --json");
	assert_int_equal(json_array_size(json_object_get(asked, "findings")), 2);
	first = json_array_get(json_object_get(asked, "findings"), 0);
	assert_string_equal(string_member(first, "id"), "F-000002");
	assert_string_equal(string_member(first, "question"), "date");
	assert_string_equal(string_member(first, "conclusion"), "Near the town");
	assert_true(json_is_true(json_object_get(first, "open")));
	expect_refusal(2, *state, "is no question", PACK "--questions dates --out other");
	expect_refusal(1, *state, "no finding", ANA "review pack E-2 --exhibit ABC --to-organisation @org"
	               " --purpose review --out other");
	/* one byte, and it asks nothing any more */
	expect_shell(0, &run, *state, "printf ' ' >>pack/catalogue/review.json");
	expect_refusal(1, *state, "does not verify", "\"$VIDIMUS\" review show pack");
}

/* Five agreements that bo signed and ana brought in are two people. */
static void
an_answer_counts_for_whose_key_signed_it(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, PACK "--out pack && mkdir away && cd away && for n in 1 2 3 4 5; do"
	             " \"$VIDIMUS\" review answer ../pack --key bo --finding F-$n --conclusion agree"
	             " --confidence high --grounds @../g --out ../f$n || exit 1; done");
	expect_refusal(5, *state, "second person",
	               ANA "status E-1 verified --as 'A film of a street' --grounds @g");
	expect_shell(0, &run, *state, ANA "review merge f1 f2 f3 f4 f5 && " ANA
	             "status E-1 verified --as 'A film of a street' --grounds @g");
	assert_int_equal(count_of(*state, "F-1", "agreed"), 1);
	assert_int_equal(count_of(*state, "F-1", "dissented"), 0);
	expect_shell(0, &run, *state, V "finding show F-1 --json && " V "rebuild && " V "audit && " ANA
	             "review merge f1");
	assert_out(&run, "\"bo\"");
	assert_out(&run, "nothing was changed");
	assert_int_equal(count_of(*state, "F-1", "agreed"), 1);
}

static void
a_dissent_that_comes_home_disputes_the_status(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *merged = NULL;

	expect_shell(0, &run, *state, PACK "--out pack");
	expect_refusal(2, *state, "says why", ANSWER "--key cy --finding F-3 --conclusion dissent --out f3");
	expect_shell(0, &run, *state, ANSWER "--key cy --finding F-3 --conclusion dissent --grounds @g --out f3");
	merged = answer(*state, ANA "review merge f3 --json");
	assert_string_equal(string_member(merged, "reviewer"), "cy");
	assert_string_equal(string_member(merged, "finding"), "F-000003");
	assert_true(json_is_true(json_object_get(merged, "disputed")));
	expect_shell(0, &run, *state, V "list --json");
	assert_out(&run, "\"disputed\"");
}

static void
nobody_answers_for_another(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, PACK "--out pack && " KEY "new stranger --no-passphrase && " ANSWER
	             "--key ana2 --finding F-1 --conclusion agree --out own && " ANSWER
	             "--key stranger --finding F-1 --conclusion agree --out strange && " ANSWER
	             "--key bo --finding F-1 --conclusion agree --out good"
	             " && sed 's/^conclusion agree/conclusion dissent/' good >turned"
	             " && sed 's/^finding .*/finding 0b4d5a52-6a7e-4b0e-9c41-8f3f0d6f2a11/' good >moved");
	expect_refusal(5, *state, "another person reviews", BO "review merge own");
	expect_refusal(1, *state, "no key of an actor", BO "review merge strange");
	expect_refusal(1, *state, "no key of an actor", BO "review merge turned");
	expect_refusal(1, *state, "no key of an actor", BO "review merge moved");
	expect_refusal(2, *state, "malformed note", BO "review merge g");
	assert_int_equal(count_of(*state, "F-1", "agreed"), 0);
	assert_int_equal(count_of(*state, "F-1", "dissented"), 0);
}

/* What was found is not in the pack in any form; who answers cannot agree with it yet. */
static void
a_blind_pack_holds_commitments_only(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *asked = NULL, *merged = NULL;

	expect_shell(0, &run, *state, PACK "--blind --out pack && \"$VIDIMUS\" bundle verify pack --trust"
	             " stick/archive.root.crt && ! grep -r -q -e 'Near the town' -e 'The ridge agrees' pack");
	asked = answer(*state, "\"$VIDIMUS\" review show pack --trust stick/archive.root.crt --json");
	assert_int_equal(json_array_size(json_object_get(asked, "findings")), 5);
	assert_false(json_is_true(json_object_get(json_array_get(json_object_get(asked, "findings"), 0), "open")));
	expect_refusal(2, *state, "withheld", ANSWER "--key bo --finding F-1 --conclusion agree --out f1");
	expect_shell(0, &run, *state, ANSWER "--key bo --finding F-1 --answer answered --words @c --out f1");
	merged = answer(*state, ANA "review merge f1 --json");
	assert_true(json_is_null(json_object_get(merged, "conclusion")));
	assert_int_equal(count_of(*state, "F-1", "agreed"), 0);
	expect_shell(0, &run, *state, V "rebuild && " V "audit");
}

/* Nor does the pack tell that somebody dissented, by the status, what it was before, or defects. */
static void
a_blind_pack_does_not_tell_by_what_followed(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, BO "finding review F-1 --dissent --confidence high --grounds @g && " ANA
	             "defects E-1 staged --grounds @g && " PACK "--blind --out pack && "
	             "\"$VIDIMUS\" bundle verify pack --trust stick/archive.root.crt && "
	             "grep -q status.decided pack/custody/events.jsonl && ! grep -q -e '\"/dissents\"' -e '\"/before\"'"
	             " -e '\"/defects\"' pack/custody/disclosures.jsonl && ! grep -rqi -e disputed -e staged"
	             " pack/data pack/catalogue pack/custody/disclosures.jsonl");
}

/* A pack is an export: what is restricted does not leave in one. */
static void
what_is_restricted_stays(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, ANA "restrict E-1 --uses export --because @g");
	expect_refusal(5, *state, "restricted", PACK "--out pack");
	expect_shell(0, &run, *state, "test ! -e pack && " ANA "restrict E-1 --lift --because @g && echo nobody | " ANA
	             "person add --code w --roles witness --identity-held-at - && " ANA
	             "consent add W-1 --basis refused --purposes hold --covers E-1");
	expect_refusal(5, *state, "was refused", PACK "--out pack");
}

/* A key in other hands signs no review, whenever the note says that it was signed. */
static void
a_key_in_other_hands_reviews_nothing(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, PACK "--out pack && " ANSWER
	             "--key bo --finding F-1 --conclusion agree --out f1 && K=$(" V
	             "actor list --json | grep '\"bo\"' | sed 's/.*\"id\":\"//; s/\".*//') && " ANA
	             "key compromised $K --last-good 3 --reason stolen --because @g");
	expect_refusal(5, *state, "declared compromised", ANA "review merge f1");
	assert_int_equal(count_of(*state, "F-1", "agreed"), 0);
}

/* Opened afterwards, it fits the commitment that the reviewer had; then they agree. */
static void
what_is_opened_afterwards_can_be_agreed_with(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *asked = NULL, *merged = NULL;
	json_t *first;

	expect_shell(0, &run, *state, PACK "--blind --questions date --out pack && " ANSWER
	             "--key bo --finding F-2 --answer answered --words @c --out f1 && " ANA
	             "review merge f1  && for m in conclusion answer; do " ANA
	             "disclose B-1 F-2 $m --out pack --because @g || exit 1; done");
	asked = answer(*state, "\"$VIDIMUS\" review show pack --trust stick/archive.root.crt --json");
	first = json_array_get(json_object_get(asked, "findings"), 0);
	assert_true(json_is_true(json_object_get(first, "open")));
	assert_string_equal(string_member(first, "conclusion"), "Near the town");
	expect_shell(0, &run, *state, ANSWER "--key bo --finding F-2 --conclusion agree --out f2");
	merged = answer(*state, ANA "review merge f2 --json");
	assert_string_equal(string_member(merged, "conclusion"), "agree");
	assert_int_equal(count_of(*state, "F-2", "agreed"), 1);
	/* another value does not fit, and the pack verifies no more */
	expect_shell(0, &run, *state, "sed -i 's/Near the town/Far from it/' pack/custody/later/*.jsonl");
	expect_refusal(1, *state, "does not verify", "\"$VIDIMUS\" review show pack");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_pack_says_what_it_asks, begin, end_folder),
		cmocka_unit_test_setup_teardown(an_answer_counts_for_whose_key_signed_it, begin, end_folder),
		cmocka_unit_test_setup_teardown(a_dissent_that_comes_home_disputes_the_status, begin, end_folder),
		cmocka_unit_test_setup_teardown(nobody_answers_for_another, begin, end_folder),
		cmocka_unit_test_setup_teardown(a_blind_pack_holds_commitments_only, begin, end_folder),
		cmocka_unit_test_setup_teardown(a_blind_pack_does_not_tell_by_what_followed, begin, end_folder),
		cmocka_unit_test_setup_teardown(what_is_restricted_stays, begin, end_folder),
		cmocka_unit_test_setup_teardown(a_key_in_other_hands_reviews_nothing, begin, end_folder),
		cmocka_unit_test_setup_teardown(what_is_opened_afterwards_can_be_agreed_with, begin, end_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
