/* SPDX-License-Identifier: Apache-2.0 */
/* test_verb_log_cosign.c - `vidimus log cosign` and `log checkpoint --paper`: eyes outside, by files. */
#include "cli/catalogue.h"

/* The witness: another login on another machine, with a key and no catalogue. */
#define BOB "XDG_CONFIG_HOME=$PWD/bob/config XDG_STATE_HOME=$PWD/bob/state \"$VIDIMUS\" "

static int
begin_with_witness(void **state)
{
	SCOPED(run) run = { 0 };

	begin_catalogue(state);
	expect_shell(0, &run, *state, BOB "key new bob --no-passphrase && " BOB
	             "log cosign --vkey --name witness.example.org/bob > bob.vkey && " V
	             "log checkpoint --keys > keys.txt");
	return 0;
}

/* Asked, cosigned into COSIGNED, taken in. */
static void
cosign_once(void *folder, const char *cosigned)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, folder, "rm -f request.txt && " V "log cosign --request request.txt && " BOB
	             "log cosign request.txt --log-keys keys.txt --name witness.example.org/bob --out %s && " V
	             "log cosign --attach %s --witness bob.vkey", cosigned, cosigned);
	assert_out(&run, "1 cosignature was taken in");
}

static void
add_event(void *folder, const char *code)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, folder, V "channel add --code %s", code);
}

static void
a_witness_sees_the_log_grow(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *answer = NULL, *stats = NULL, *audit = NULL;

	cosign_once(*state, "first.txt");
	expect_shell(0, &run, *state, V "stats --json");
	stats = json_line(&run, 0);
	assert_int_equal(json_integer_value(json_object_get(json_object_get(stats, "unseen"), "events")), 0);
	add_event(*state, "tg-1");
	add_event(*state, "tg-2");
	expect_shell(0, &run, *state, V "stats");
	assert_out(&run, "2 of them (0 days) not yet seen by anyone outside");
	expect_shell(0, &run, *state, V "log cosign --request second.req --witness bob.vkey && head -1 second.req");
	assert_out(&run, "old ");
	/* the keys were remembered, and so was what was seen */
	expect_shell(0, &run, *state, BOB "--json log cosign second.req --name witness.example.org/bob --out second.txt");
	answer = json_line(&run, 0);
	assert_members(answer, "origin events root extends witness checkpoint");
	assert_int_equal(json_integer_value(json_object_get(answer, "extends")) + 2,
	                 json_integer_value(json_object_get(answer, "events")));
	expect_shell(0, &run, *state, V "log cosign --attach second.txt --witness \"$(cat bob.vkey)\" --json");
	assert_out(&run, "{\"added\":1}");
	expect_shell(0, &run, *state, V "log cosign --attach second.txt --witness bob.vkey");
	assert_out(&run, "taken in before");
	expect_shell(0, &run, *state, V "audit --json");
	audit = json_line(&run, 0);
	assert_string_equal(string_member(json_object_get(audit, "layers"), "outside"), "OK");
	assert_int_equal(json_integer_value(json_object_get(json_object_get(audit, "outside"), "cosignatures")), 2);
	assert_string_equal(string_member(json_object_get(json_object_get(audit, "outside"), "newest"), "by"), "witness.example.org/bob");
	/* the same file, checked without us: the note's text is what openssl verifies */
	expect_shell(0, &run, *state, V "log checkpoint --size \"$(sed -n 2p second.txt)\" > kept.txt && cmp kept.txt second.txt");
}

/* Two lines, then the text: verified with a shell, base64 and openssl alone. */
static void
openssl_verifies_a_cosignature(void **state)
{
	SCOPED(run) run = { 0 };

	cosign_once(*state, "first.txt");
	expect_shell(0, &run, *state,
	             "line=$(tail -1 first.txt); blob=${line##* };"
	             " printf %%s \"$blob\" | base64 -d > blob;"
	             " time=$(tail -c +5 blob | head -c 8 | od -An -tx1 | tr -d ' \\n'); time=$(printf %%d 0x$time);"
	             " tail -c +13 blob > sig;"
	             " { printf 'cosignature/v1\\ntime %%s\\n' \"$time\"; head -3 first.txt; } > message;"
	             " { printf '\\060\\052\\060\\005\\006\\003\\053\\145\\160\\003\\041\\000';"
	             "   cut -d+ -f3- bob.vkey | base64 -d | tail -c 32; } > key.der;"
	             " openssl pkeyutl -verify -pubin -keyform DER -inkey key.der -rawin -in message -sigfile sig");
	assert_out(&run, "Signature Verified Successfully");
}

static void
what_a_witness_does_not_cosign(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "log checkpoint > plain.txt");
	expect_refusal(2, *state, "no key of this log is known", BOB "log cosign plain.txt");
	expect_shell(0, &run, *state, "export XDG_CONFIG_HOME=$PWD/carl XDG_STATE_HOME=$PWD/carl;"
	             " \"$VIDIMUS\" init other --name O --actor carl --no-passphrase >out &&"
	             " \"$VIDIMUS\" -C other log checkpoint --keys > other.vkey");
	expect_refusal(2, *state, "another log", BOB "log cosign plain.txt --log-keys other.vkey");
	cosign_once(*state, "first.txt");
	add_event(*state, "tg-1");
	expect_shell(0, &run, *state, V "log checkpoint > later.txt");
	/* no proof; a proof from elsewhere; a text that was changed; an older one */
	expect_refusal(1, *state, "no proof", BOB "log cosign later.txt --name witness.example.org/bob");
	expect_shell(0, &run, *state, V "log cosign --request later.req && sed '2s/^./%%/' later.req > bad.req");
	expect_refusal(2, *state, "base64", BOB "log cosign bad.req");
	expect_shell(0, &run, *state, "sed '2s/^\\(.\\)\\(.\\)/\\2\\1/' later.req > bad.req; ! cmp -s bad.req later.req");
	expect_refusal(1, *state, "", BOB "log cosign bad.req");
	expect_shell(0, &run, *state, "sed 's/^[0-9][0-9]*$/999/' later.req > bad.req");
	expect_refusal(1, *state, "", BOB "log cosign bad.req");
	/* a bare checkpoint with the proof beside it is as good as a request */
	expect_shell(0, &run, *state, BOB "log cosign later.txt --proof later.req --name witness.example.org/bob --out later.cos");
	expect_refusal(1, *state, "rolled back", BOB "log cosign plain.txt --name witness.example.org/bob");
	expect_refusal(2, *state, "", BOB "log cosign");
	expect_refusal(2, *state, "", BOB "log cosign plain.txt --witness bob.vkey");
	expect_refusal(1, *state, "", BOB "log cosign not-there.txt");
}

static void
two_histories_are_never_cosigned_both(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, "cp -r cat before");
	add_event(*state, "tg-1");
	add_event(*state, "tg-2");
	cosign_once(*state, "first.txt");
	/* the same catalogue as it was before, written on by somebody who forgets */
	expect_shell(0, &run, *state, "mv cat real && mv before cat && mv \"$XDG_STATE_HOME\" kept-state && " V
	             "channel add --code tg-9 && " V "log checkpoint > fork.txt && " V "log cosign --request fork.req");
	expect_refusal(1, *state, "keep both", BOB "log cosign fork.txt --name witness.example.org/bob");
	add_event(*state, "tg-10");
	expect_shell(0, &run, *state, "rm -f fork.req && " V "log cosign --request fork.req");
	expect_refusal(1, *state, "", BOB "log cosign fork.req --name witness.example.org/bob");
	/* and the forked log learns of it when it is shown what the witness holds */
	expect_refusal(1, *state, "rewritten", V "log cosign --request x.req --since first.txt");
	expect_refusal(1, *state, "another checkpoint", V "log cosign --attach first.txt --witness bob.vkey");
}

static void
a_witness_that_lost_its_memory_brings_what_it_has(void **state)
{
	SCOPED(run) run = { 0 };

	cosign_once(*state, "first.txt");
	add_event(*state, "tg-1");
	expect_shell(0, &run, *state, V "log cosign --request later.req --since first.txt && rm -rf bob/state");
	expect_shell(0, &run, *state, BOB "log cosign later.req --log-keys keys.txt --since first.txt --name witness.example.org/bob --out later.txt");
	assert_out(&run, "which extend the");
	expect_refusal(2, *state, "leave --since away", BOB "log cosign later.req --since first.txt");
}

static void
what_the_catalogue_does_not_take_in(void **state)
{
	SCOPED(run) run = { 0 };

	cosign_once(*state, "first.txt");
	expect_refusal(2, *state, "--witness is missing", V "log cosign --attach first.txt");
	expect_shell(0, &run, *state, BOB "key new eve --no-passphrase && " BOB "--key eve log cosign --vkey > eve.vkey");
	expect_refusal(1, *state, "none of the witnesses", V "log cosign --attach first.txt --witness eve.vkey");
	/* ana is no outsider, neither for herself nor for the catalogue */
	expect_refusal(5, *state, "signs the log itself", "\"$VIDIMUS\" --key ana log cosign request.txt --log-keys keys.txt");
	expect_refusal(2, *state, "one thing at a time", V "log cosign --attach first.txt --request x --witness bob.vkey");
	expect_refusal(2, *state, "for whoever cosigns", V "log cosign --request x --log-keys keys.txt");
	expect_shell(0, &run, *state, "sed '4,5d' first.txt > cut.txt");
	expect_refusal(2, *state, "", V "log cosign --attach cut.txt --witness bob.vkey");
	/* what is there is not written over */
	expect_refusal(5, *state, "exists", BOB "--key bob log cosign request.txt --name witness.example.org/bob --out first.txt");
}

static void
a_bundle_carries_what_a_witness_saw(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *verdict = NULL, *other = NULL;

	write_jpeg(*state, "a.jpg", "one");
	expect_shell(0, &run, *state, V "intake a.jpg");
	cosign_once(*state, "first.txt");
	expect_shell(0, &run, *state, V "bundle export E-1 --for self --out bundle && cmp first.txt bundle/custody/witnessed/*.txt");
	expect_shell(0, &run, *state, "\"$VIDIMUS\" bundle verify bundle --trust-witness \"$(cat bob.vkey)\" --integrity-only --json");
	verdict = json_line(&run, 0);
	assert_string_equal(string_member(json_object_get(verdict, "layers"), "witnesses"), "OK");
	expect_shell(0, &run, *state, BOB "key new eve --no-passphrase && " BOB "--key eve log cosign --vkey > eve.vkey");
	run_shell(&run, *state, "\"$VIDIMUS\" bundle verify bundle --trust-witness \"$(cat eve.vkey)\" --integrity-only --json");
	other = json_line(&run, 0);
	assert_string_not_equal(string_member(json_object_get(other, "layers"), "witnesses"), "OK");
}

static void
a_page_for_a_notary_is_one_page(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED(run) root = { 0 };
	struct text rest;
	size_t lines = 0;

	expect_shell(0, &root, *state, V "log verify --json | sed 's/.*\"root\":\"\\([0-9a-f]*\\).*/\\1/'");
	expect_shell(0, &run, *state, V "log checkpoint --paper");
	assert_out(&run, "vidimus/");
	assert_out(&run, "Signature and stamp");
	for (rest = text_of_buffer(&run.out); rest.p != NULL; lines++) {
		struct text line = text_cut(&rest, '\n');

		if (text_columns(line) > 78)
			fail_msg("too wide: %.*s", (int)line.n, line.p);
	}
	assert_in_range(lines, 30, 62);
	/* the groups are the root, and the lines behind the bars the checkpoint */
	expect_shell(0, &run, *state, V "log checkpoint --paper | sed -n 's/^    [1-4]\\.  //p' | tr -d ' \\n'");
	assert_memory_equal(run.out.p, root.out.p, 64);
	expect_shell(0, &run, *state, V "log checkpoint > note.txt && " V "log checkpoint --paper |"
	             " sed -n '/^  | /,/^$/{s/^  | //p;s/^  + /@/p}' | sed -e ':a' -e 'N' -e '$!ba' -e 's/\\n@//g' | cmp - note.txt");
	expect_refusal(2, *state, "give one of", V "log checkpoint --paper --keys");
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin_with_witness, end_folder)
	const struct CMUnitTest tests[] = {
		TEST(a_witness_sees_the_log_grow),
		TEST(openssl_verifies_a_cosignature),
		TEST(what_a_witness_does_not_cosign),
		TEST(two_histories_are_never_cosigned_both),
		TEST(a_witness_that_lost_its_memory_brings_what_it_has),
		TEST(what_the_catalogue_does_not_take_in),
		TEST(a_bundle_carries_what_a_witness_saw),
		TEST(a_page_for_a_notary_is_one_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
