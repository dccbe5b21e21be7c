/* SPDX-License-Identifier: Apache-2.0 */
/* test_verb_timestamp.c - `vidimus timestamp` against the openssl command as authority. */
#include "cli/catalogue.h"

#include "support/tsa.h"

#include <time.h>

/* The authority's answer to $1 as $2, run in the test's folder. */
#define ANSWER(name, query, reply) \
	"TSA=" name " openssl ts -reply -config " name "/tsa.cnf -section tsa1 -queryfile " query " -out " reply

/* A time as certificates have it. */
static void
certificate_time(char out[32], time_t when)
{
	struct tm parts;

	assert_non_null(gmtime_r(&when, &parts));
	assert_true(strftime(out, 32, "%Y%m%d%H%M%SZ", &parts) > 0);
}

/* "tsa" for long; "soon" whose certificate ends in 30 days; "old" whose ended in 2021. */
static int
begin_with_authorities(void **state)
{
	char from[32], until[32];
	time_t now = time(NULL);

	begin_catalogue(state);
	tsa_make(*state, "tsa", "20000101000000Z", "20991231000000Z");
	certificate_time(from, now - 86400 * 1000);
	certificate_time(until, now + 86400 * 30);
	tsa_make(*state, "soon", from, until);
	tsa_make(*state, "old", "20200101000000Z", "20210101000000Z");
	return 0;
}

static json_t *
unseen_events(void *folder, struct run *run)
{
	SCOPED_JSON json_t *stats = NULL;

	expect_shell(0, run, folder, V "stats --json");
	stats = json_line(run, 0);
	return json_incref(json_object_get(json_object_get(stats, "unseen"), "events"));
}

static void
a_checkpoint_is_stamped(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *taken = NULL, *unseen = NULL, *audit = NULL;

	expect_shell(0, &run, *state, V "timestamp request --out q.tsq && " ANSWER("tsa", "q.tsq", "r.tsr"));
	expect_shell(0, &run, *state, V "--json timestamp attach r.tsr --trust-tsa tsa/root.crt");
	taken = json_line(&run, 0);
	assert_members(taken, "number of events renews bundle sha256 time ends authority_sha256 nonce");
	assert_string_equal(string_member(taken, "of"), "checkpoint");
	assert_string_equal(string_member(taken, "nonce"), "compared");
	unseen = unseen_events(*state, &run);
	assert_int_equal(json_integer_value(unseen), 0);
	expect_refusal(5, *state, "taken in before", V "timestamp attach r.tsr --trust-tsa tsa/root.crt");
	expect_shell(0, &run, *state, V "audit --json");
	audit = json_line(&run, 0);
	assert_int_equal(json_integer_value(json_object_get(json_object_get(audit, "outside"), "stamps")), 1);
	assert_string_equal(string_member(json_object_get(json_object_get(audit, "outside"), "newest"), "how"), "stamped");
	/* what was stamped is the checkpoint's file, for the openssl command too */
	expect_shell(0, &run, *state, V "log checkpoint --size \"$(" V "--json timestamp list | sed 's/.*\"events\":\\([0-9]*\\).*/\\1/')\" > c.txt &&"
	             " openssl ts -verify -data c.txt -in r.tsr -CAfile tsa/root.crt &&"
	             " openssl ts -verify -queryfile q.tsq -in r.tsr -CAfile tsa/root.crt");
	expect_shell(0, &run, *state, "\"$VIDIMUS\" timestamp verify r.tsr --of c.txt --trust-tsa tsa/root.crt");
	assert_out(&run, "CN=Authority of tsa");
}

static void
what_is_no_stamp_of_ours_is_not_taken_in(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *unseen = NULL;

	expect_shell(0, &run, *state, V "timestamp request --out q.tsq");
	/* rejected, though openssl exits 0 */
	expect_shell(0, &run, *state, "TSA=tsa openssl ts -reply -config tsa/tsa.cnf -section tsa2 -queryfile q.tsq -out no.tsr");
	expect_refusal(1, *state, "rejected", V "timestamp attach no.tsr --trust-tsa tsa/root.crt");
	/* another authority than the one that is trusted; one that nobody named */
	expect_shell(0, &run, *state, ANSWER("tsa", "q.tsq", "r.tsr"));
	expect_refusal(1, *state, "none of the certificates that are trusted", V "timestamp attach r.tsr --trust-tsa old/root.crt");
	expect_refusal(2, *state, "--trust-tsa", V "timestamp attach r.tsr");
	/* another request: the same checkpoint, another nonce */
	expect_shell(0, &run, *state, V "log checkpoint > c.txt && openssl ts -query -data c.txt -sha256 -cert -out other.tsq && " ANSWER("tsa", "other.tsq", "other.tsr"));
	expect_refusal(1, *state, "nonce", V "timestamp attach other.tsr --trust-tsa tsa/root.crt");
	/* something that is neither a checkpoint nor named */
	expect_shell(0, &run, *state, "echo hello > f && openssl ts -query -data f -sha256 -cert -out f.tsq && " ANSWER("tsa", "f.tsq", "f.tsr"));
	expect_refusal(1, *state, "name what it is of", V "timestamp attach f.tsr --trust-tsa tsa/root.crt");
	expect_refusal(1, *state, "name what it is of", V "timestamp attach f.tsr --trust-tsa tsa/root.crt");
	/* outside of its certificate's time */
	tsa_answer_at(*state, "old", "q.tsq", "late.tsr", 1640995200);
	expect_refusal(1, *state, "expired", V "timestamp attach late.tsr --trust-tsa old/root.crt");
	/* no certificate in it */
	expect_shell(0, &run, *state, "openssl ts -query -data c.txt -sha256 -no_nonce -out bare.tsq && " ANSWER("tsa", "bare.tsq", "bare.tsr"));
	expect_refusal(1, *state, "", V "timestamp attach bare.tsr --trust-tsa tsa/root.crt --request bare.tsq");
	expect_refusal(2, *state, "", V "timestamp attach q.tsq --trust-tsa tsa/root.crt");
	expect_refusal(5, *state, "exists", V "timestamp request --out q.tsq");
	unseen = unseen_events(*state, &run);
	assert_true(json_integer_value(unseen) > 0);
	expect_shell(0, &run, *state, V "timestamp list");
	assert_out(&run, "No time-stamp was taken in");
}

static void
one_request_serves_several_authorities(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "timestamp request --out a.tsq && " V "timestamp request --checkpoint --out b.tsq && cmp a.tsq b.tsq");
	expect_shell(0, &run, *state, ANSWER("tsa", "a.tsq", "a.tsr") " && " ANSWER("soon", "b.tsq", "b.tsr"));
	expect_shell(0, &run, *state, "cat tsa/root.crt soon/root.crt > roots.pem && " V "timestamp attach a.tsr --trust-tsa roots.pem && " V
	             "timestamp attach b.tsr --trust-tsa tsa/root.crt --trust-tsa soon/root.crt");
	expect_shell(0, &run, *state, V "timestamp list --json");
	assert_int_equal(line_count(&run), 2);
}

static void
a_stamp_that_runs_out_is_stamped_again(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *first = NULL, *second = NULL, *now = NULL;

	expect_refusal(1, *state, "no time-stamp", V "timestamp request --again --out x.tsq");
	expect_shell(0, &run, *state, V "timestamp request --out q.tsq && " ANSWER("soon", "q.tsq", "r.tsr") " && " V
	             "timestamp attach r.tsr --trust-tsa soon/root.crt && " V "--json timestamp list");
	expect_shell(0, &run, *state, V "--json timestamp list");
	first = json_line(&run, 0);
	assert_members(first, "number of events renews bundle sha256 time ends authority_sha256 authority renewed days_left warning");
	assert_in_range(json_integer_value(json_object_get(first, "days_left")), 29, 30);
	assert_string_equal(string_member(first, "warning"), "have it stamped again before its authority's certificate ends");
	expect_shell(0, &run, *state, V "timestamp request --again --out again.tsq && " ANSWER("tsa", "again.tsq", "again.tsr") " && " V
	             "timestamp attach again.tsr --trust-tsa tsa/root.crt && " V "timestamp list");
	expect_shell(0, &run, *state, V "--json timestamp list");
	now = json_line(&run, 0);
	second = json_line(&run, 1);
	assert_true(json_is_null(json_object_get(now, "warning")));
	assert_int_equal(json_integer_value(json_object_get(now, "renewed")), 2);
	assert_string_equal(string_member(second, "of"), "stamp");
	assert_int_equal(json_integer_value(json_object_get(second, "renews")), 1);
	assert_true(json_is_null(json_object_get(second, "warning")));
	expect_refusal(1, *state, "no time-stamp 9", V "timestamp request --again --number 9 --out x.tsq");
	expect_shell(0, &run, *state, V "audit --json | grep -q '\"outside\":\"OK\"'");
	/* and it still stands when the tables are made again */
	expect_shell(0, &run, *state, V "rebuild && " V "--json timestamp list | wc -l | grep -q 2");
}

static void
an_authority_that_has_ended_still_proves_what_it_stamped(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *verdict = NULL, *listed = NULL;

	expect_shell(0, &run, *state, V "timestamp request --out q.tsq && " V "log checkpoint > c.txt");
	tsa_answer_at(*state, "old", "q.tsq", "old.tsr", 1593604800);
	expect_shell(0, &run, *state, "\"$VIDIMUS\" --json timestamp verify old.tsr --of c.txt --trust-tsa old/root.crt");
	verdict = json_line(&run, 0);
	assert_members(verdict, "identified time authority authority_sha256 ends nonce");
	assert_string_equal(string_member(verdict, "time"), "2020-07-01T12:00:00.000Z");
	expect_refusal(1, *state, "nobody vouches", "\"$VIDIMUS\" timestamp verify old.tsr --of c.txt");
	expect_refusal(1, *state, "something else", "\"$VIDIMUS\" timestamp verify old.tsr --of q.tsq --trust-tsa old/root.crt");
	expect_shell(0, &run, *state, V "timestamp attach old.tsr --trust-tsa old/root.crt && " V "--json timestamp list");
	expect_shell(0, &run, *state, V "--json timestamp list");
	listed = json_line(&run, 0);
	assert_non_null(strstr(string_member(listed, "warning"), "has ended"));
	/* it is too late to renew it */
	expect_refusal(1, *state, "no time-stamp", V "timestamp request --again --out x.tsq");
	expect_refusal(5, *state, "would prove nothing", V "timestamp request --again --number 1 --out x.tsq");
}

static void
a_seal_is_stamped_by_its_file(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *taken = NULL;

	expect_shell(0, &run, *state, "cp \"$SHARED\"/vectors/custody/cms/p256.p7s seal.p7s &&"
	             " \"$VIDIMUS\" timestamp request seal.p7s --out q.tsq && " ANSWER("tsa", "q.tsq", "r.tsr")
	             " && openssl ts -reply -in r.tsr -token_out -out seal.p7s.tsr");
	expect_shell(0, &run, *state, V "--json timestamp attach seal.p7s.tsr --of seal.p7s --trust-tsa tsa/root.crt");
	taken = json_line(&run, 0);
	assert_string_equal(string_member(taken, "of"), "file");
	expect_shell(0, &run, *state, "sha256sum seal.p7s | grep -q \"^$(" V "--json timestamp list | sed 's/.*\"sha256\":\"\\([0-9a-f]*\\).*/\\1/')\"");
	expect_shell(0, &run, *state, "\"$VIDIMUS\" timestamp verify seal.p7s.tsr --of seal.p7s --trust-tsa tsa/root.crt");
	expect_refusal(2, *state, "give one of", V "timestamp request seal.p7s --again --out x");
	expect_refusal(2, *state, "--number goes with", V "timestamp request --number 1 --out x");
	expect_refusal(2, *state, "--out", V "timestamp request seal.p7s");
	expect_refusal(2, *state, "--of", V "timestamp verify seal.p7s.tsr");
}

/* From the log's checkpoint and the bundle's seal to what a recipient verifies. */
static void
a_bundle_carries_what_outsiders_gave(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *taken = NULL, *verdict = NULL;
	const json_t *layers;

	write_jpeg(*state, "a.jpg", "one");
	expect_shell(0, &run, *state, V "intake a.jpg && " V "key root new org --organisation 'Example Archive' --no-passphrase --out . && " V
	             "key seal new office --root ./org --no-passphrase && " V "actor certify K-1 --certificate office");
	expect_shell(0, &run, *state, V "timestamp request --out c.tsq && " ANSWER("tsa", "c.tsq", "c.tsr") " && " V
	             "timestamp attach c.tsr --trust-tsa tsa/root.crt");
	expect_shell(0, &run, *state, V "bundle export E-1 --for self --out first");
	expect_shell(0, &run, *state, V "timestamp request --seal B-1 --out s.tsq && " ANSWER("tsa", "s.tsq", "s.tsr") " && "
	             "openssl ts -verify -data first/tagmanifest-sha256.txt.p7s -in s.tsr -CAfile tsa/root.crt");
	expect_shell(0, &run, *state, V "--json timestamp attach s.tsr --trust-tsa tsa/root.crt");
	taken = json_line(&run, 0);
	assert_string_equal(string_member(taken, "of"), "seal");
	assert_string_equal(string_member(taken, "bundle"), "B-000001");
	expect_shell(0, &run, *state, V "bundle export --again B-1 --out second && cmp second/tagmanifest-sha256.txt.p7s first/tagmanifest-sha256.txt.p7s");
	expect_shell(0, &run, *state, "openssl ts -verify -token_in -data second/tagmanifest-sha256.txt.p7s -in second/tagmanifest-sha256.txt.p7s.tsr -CAfile tsa/root.crt");
	expect_shell(0, &run, *state, "\"$VIDIMUS\" bundle verify second --trust org.root.crt --trust-tsa tsa/root.crt --json");
	verdict = json_line(&run, 0);
	layers = json_object_get(verdict, "layers");
	assert_string_equal(string_member(layers, "timestamp"), "OK");
	expect_refusal(1, *state, "no bundle", V "timestamp request --seal B-9 --out x.tsq");
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin_with_authorities, end_folder)
	const struct CMUnitTest tests[] = {
		TEST(a_checkpoint_is_stamped),
		TEST(what_is_no_stamp_of_ours_is_not_taken_in),
		TEST(one_request_serves_several_authorities),
		TEST(a_stamp_that_runs_out_is_stamped_again),
		TEST(an_authority_that_has_ended_still_proves_what_it_stamped),
		TEST(a_seal_is_stamped_by_its_file),
		TEST(a_bundle_carries_what_outsiders_gave),
	};

	need_shared("vectors/custody/cms");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
