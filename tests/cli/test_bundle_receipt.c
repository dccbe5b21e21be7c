/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_bundle_receipt.c - two catalogues of two organisations: one exports, the
 * other receives and confirms, and the first keeps the receipt with its transfers.
 */
#include "cli/catalogue.h"

#define KEY    "\"$VIDIMUS\" key "
#define OTHER  "XDG_CONFIG_HOME=$PWD/other/config XDG_STATE_HOME=$PWD/other/state \"$VIDIMUS\" -C theirs "
#define EXPORT V "bundle export E-1 E-2 --for court --to-organisation @org --purpose hearing --terms" \
               " disclosable --exhibit ABC "

/* `cat` gave two pictures to the organisation whose catalogue is `theirs`. */
static int
begin(void **state)
{
	SCOPED(run) run = { 0 };

	begin_catalogue(state);
	write_jpeg(*state, "a.jpg", "one");
	write_jpeg(*state, "b.jpg", "two");
	expect_shell(0, &run, *state,
	             V "intake --allow-unsandboxed -q a.jpg b.jpg && echo Example Court >org && mkdir stick other && " KEY
	             "root new archive --organisation 'Example Archive' --no-passphrase --out stick && "
	             KEY "seal new office --root stick/archive --no-passphrase && "
	             "XDG_CONFIG_HOME=$PWD/other/config XDG_STATE_HOME=$PWD/other/state \"$VIDIMUS\""
	             " init theirs --name Court --actor clerk --no-passphrase && " EXPORT "--zip --out one.zip");
	return 0;
}

static json_t *
answer(const char *folder, const char *command)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, folder, "%s", command);
	return json_line(&run, line_count(&run) - 1);
}

static void
receive(const char *folder)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, folder,
	             OTHER "bundle receive --allow-unsandboxed --trust stick/archive.root.crt -q one.zip && " OTHER
	             "bundle receipt B-1 --out receipt && " OTHER "log checkpoint --keys >vkey");
}

static void
the_sender_keeps_what_the_receiver_confirmed(void **state)
{
	SCOPED_JSON json_t *logged = NULL, *item = NULL, *again = NULL;
	SCOPED(run) run = { 0 };
	SCOPED(run) told = { 0 };
	json_t *transfer, *receipt;

	receive(*state);
	logged = answer(*state, V "transfer receipt B-1 receipt --vkey \"$(tail -n 1 vkey)\" --json");
	assert_int_equal(json_integer_value(json_object_get(logged, "logged")), 2);
	item = answer(*state, V "show E-1 --json");
	transfer = json_array_get(json_object_get(item, "transfers"), 0);
	receipt = json_array_get(json_object_get(transfer, "receipts"), 0);
	assert_true(text_begins(text_of(string_member(receipt, "note")), "vidimus bundle receipt v1\n"));
	assert_true(text_begins(text_of(string_member(receipt, "receiver")), "vidimus/"));
	expect_shell(0, &run, *state, V "custody E-2 --json && " V "rebuild && " V "audit");
	assert_out(&run, "The recipient confirmed by a signed note");
	expect_shell(0, &told, *state, V "custody E-2 --for court --cross-examine");
	assert_out(&told, "Receipt signed for [11]         vidimus/");
	assert_out(&told, "Each of 1 transfers has a receipt.");
	assert_null(strstr(buffer_string(&told.out), "No receipt with the recipient's signature"));
	/* kept once, by the bundle or by one of its transfers */
	again = answer(*state, V "transfer receipt T-1 receipt --vkey \"$(tail -n 1 vkey)\" --json");
	assert_int_equal(json_integer_value(json_object_get(again, "logged")), 0);
}

static void
another_receipt_is_refused(void **state)
{
	SCOPED(run) run = { 0 };

	receive(*state);
	expect_shell(0, &run, *state, EXPORT "--out two && " V "log checkpoint --keys >ours"
	             " && sed 's/^received .*/received 2020-01-01T00:00:00.000Z/' receipt >later");
	expect_refusal(1, *state, "another bundle", V "transfer receipt B-2 receipt --vkey \"$(tail -n 1 vkey)\"");
	expect_refusal(1, *state, "", V "transfer receipt B-1 receipt --vkey \"$(tail -n 1 ours)\"");
	expect_refusal(1, *state, "", V "transfer receipt B-1 later --vkey \"$(tail -n 1 vkey)\"");
	expect_refusal(2, *state, "", V "transfer receipt B-1 org --vkey \"$(tail -n 1 vkey)\"");
	expect_shell(0, &run, *state, V "show T-1 --json");
	assert_out(&run, "\"receipts\":[]");
}

/* As openssl prints it, as `key` does, and as one word. */
static void
a_fingerprint_is_taken_as_it_is_told(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state,
	             "f=$(openssl x509 -in stick/archive.root.crt -noout -fingerprint -sha256 | cut -d= -f2) && " V
	             "bundle verify one.zip --trust \"$f\" && " V
	             "bundle verify one.zip --trust \"$(echo $f | tr -d : | tr A-F a-f | sed 's/..../& /g')\" && " V
	             "bundle verify one.zip --trust $(echo $f | tr -d : | tr A-F a-f)");
	expect_refusal(1, *state, "does not verify: signer",
	               V "bundle verify one.zip --trust $(printf '00:%%.0s' $(seq 31))00");
	expect_shell(0, &run, *state,
	             V "log cosign --vkey --name ana.example >vkeys && " V
	             "bundle verify one.zip --trust stick/archive.root.crt --trust-witness vkeys --trust-witness"
	             " \"$(cat vkeys)\"");
	expect_refusal(2, *state, "neither a verifier key",
	               V "bundle verify one.zip --trust stick/archive.root.crt --trust-witness nothing");
	expect_refusal(2, *state, "the witnesses' keys in org",
	               V "bundle verify one.zip --trust stick/archive.root.crt --trust-witness org");
	expect_refusal(2, *state, "no file 00:00", V "bundle verify one.zip --trust 00:00");
}

/* Every line of theirs that the second bundle holds is one of the first's, and so is what opens it. */
static const char compare[] =
	"import json\n"
	"theirs = set(open('ABC-B1/custody/events.jsonl').read().split('\\n'))\n"
	"opening = set(open('ABC-B1/custody/disclosures.jsonl').read().split('\\n'))\n"
	"lines, opened = set(), set()\n"
	"for line in open('on/custody/disclosures.jsonl'):\n"
	"    _, _, member, _, value = json.loads(line)\n"
	"    if member == '/line': lines.add(value)\n"
	"    if member in ('/disclosures', '/source_disclosures'): opened.update(value or [])\n"
	"assert len(lines) >= 3 and lines <= theirs, len(lines)\n"
	"assert len(opened) >= 10 and opened <= opening, len(opened)\n";

/* Whoever got it from us gives it on with our lines as they were, which can still be checked. */
static void
what_came_is_given_on_unchanged(void **state)
{
	SCOPED(buffer) path = { 0 };
	SCOPED(run) run = { 0 };

	buffer_append_format(&path, "%s/compare.py", (const char *)*state);
	write_file(buffer_string(&path), compare, strlen(compare));
	receive(*state);
	expect_shell(0, &run, *state, OTHER "bundle export E-1 --for self --out on -q && \"$VIDIMUS\""
	             " bundle verify on --integrity-only && unzip -q one.zip && python3 compare.py");
}

/* What left here does not come back as somebody else's. */
static void
ones_own_bundle_is_not_received(void **state)
{
	expect_refusal(5, *state, "of this very catalogue",
	               V "bundle receive --allow-unsandboxed --trust stick/archive.root.crt one.zip");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_sender_keeps_what_the_receiver_confirmed, begin, end_folder),
		cmocka_unit_test_setup_teardown(another_receipt_is_refused, begin, end_folder),
		cmocka_unit_test_setup_teardown(a_fingerprint_is_taken_as_it_is_told, begin, end_folder),
		cmocka_unit_test_setup_teardown(what_came_is_given_on_unchanged, begin, end_folder),
		cmocka_unit_test_setup_teardown(ones_own_bundle_is_not_received, begin, end_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
