/* SPDX-License-Identifier: Apache-2.0 */
/* test_compromised.c - keys in other hands: what becomes suspect, what outsiders still vouch for, who signs no more. */
#include "casework/records.h"
#include "casework/seal_identity.h"
#include "crypto/revocation.h"
#include "ledger/outside.h"
#include "ledger/suspect.h"
#include "ledger/verify.h"

#include "support/open_catalogue.h"

#include "base/encoding.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

struct fixture {
	struct open_catalogue open;
	struct signing_key   *ana, *ben; /* keepers */
	struct uuid           ana_is, ben_is;
};

static struct signing_key *
key_of(unsigned char first)
{
	const unsigned char seed[SIGNING_SEED_SIZE] = { first };
	struct signing_key *key = NULL;
	struct error err;

	assert_ok(signing_key_of_seed(&key, seed, &err), &err);
	return key;
}

static void
sign_as(struct fixture *f, unsigned char first)
{
	struct error err;

	assert_ok(catalogue_sign_as(f->open.catalogue, key_of(first), true, &err), &err);
}

static struct uuid
uuid_of_actor(struct fixture *f, int64_t number)
{
	SCOPED_STATEMENT row = NULL;
	struct uuid uuid;
	struct error err;

	assert_ok(database_statement(f->open.catalogue->database,
	                             "SELECT uuid FROM p_actors WHERE number = $1", &row, &err),
	          &err);
	statement_bind_integer(row, 1, number);
	assert_ok(statement_step(row, &err), &err);
	assert_true(uuid_read(statement_text(row, 0), &uuid));
	return uuid;
}

static int
begin(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	struct key_request request;
	int64_t number = 0;
	struct error err;

	open_catalogue_begin(&f->open);
	f->ana = key_of(7);
	f->ben = key_of(8);
	assert_ok(key_request_make(&request, f->ben, &f->open.catalogue->uuid, &err), &err);
	assert_ok(actor_add(f->open.catalogue,
	                    &(struct actor_words){ .request = &request, .code = "ben", .role = "keeper" },
	                    &number, &err),
	          &err);
	f->ana_is = uuid_of_actor(f, 1);
	f->ben_is = uuid_of_actor(f, 2);
	*state = f;
	return 0;
}

static int
end(void **state)
{
	struct fixture *f = *state;

	signing_key_close(f->ana);
	signing_key_close(f->ben);
	open_catalogue_end(&f->open);
	free(f);
	return 0;
}

static int64_t
size_of(struct fixture *f)
{
	int64_t size = 0;
	struct error err;

	assert_ok(ledger_size(f->open.catalogue->ledger, &size, &err), &err);
	return size;
}

static int64_t
add_channel(struct fixture *f, const char *code)
{
	const struct channel_words words = { .code = code, .platform = "telegram", .kind = "channel",
		                             .visibility = "public" };
	int64_t number = 0;
	struct error err;

	assert_ok(channel_add(f->open.catalogue, &words, &number, &err), &err);
	return size_of(f);
}

static enum status
declare(struct fixture *f, const struct uuid *whose, int64_t last_good, struct error *err)
{
	return compromise_declare(f->open.catalogue, whose,
	                          &(struct compromise_words){ .last_good = last_good, .reason = "stolen",
	                                                      .because = "the laptop was taken" },
	                          err);
}

struct told {
	struct suspect_range ranges[16];
	size_t               count;
};

static void
take_range(void *context, const struct suspect_range *range)
{
	struct told *told = context;

	assert_true(told->count < 16);
	told->ranges[told->count++] = *range;
}

static int64_t
suspects(struct fixture *f, struct told *told)
{
	int64_t events = 0;
	struct error err;

	*told = (struct told){ 0 };
	assert_ok(log_suspects(f->open.catalogue->ledger, take_range, told, &events, &err), &err);
	return events;
}

static struct buffer faults;

static void
take_fault(void *context, const struct log_fault *fault)
{
	(void)context;
	buffer_append_format(&faults, "%d %lld %s\n", (int)fault->layer, (long long)fault->seq, fault->text);
}

/* Verifies the log; what was wrong is in `faults`. */
static int64_t
verify(struct fixture *f)
{
	struct log_report report;
	struct error err;

	buffer_end(&faults);
	assert_ok(log_verify(f->open.catalogue->ledger, NULL, take_fault, NULL, &report, &err), &err);
	return report.faults;
}

static void
what_a_key_signed_is_suspect_from_the_start_without_outsiders(void **state)
{
	struct fixture *f = *state;
	struct told told;
	struct error err;
	int64_t size = add_channel(f, "one"), from = 0;
	char hex[DIGEST_TEXT_SIZE];
	struct digest actor;

	assert_int_equal(suspects(f, &told), 0);
	sign_as(f, 8);
	add_channel(f, "two");
	assert_ok(declare(f, &f->ana_is, size, &err), &err);
	assert_int_equal(suspects(f, &told), size);
	assert_int_equal(told.count, 1);
	assert_int_equal(told.ranges[0].first, 0);
	assert_int_equal(told.ranges[0].last, size - 1);
	assert_int_equal(told.ranges[0].declared, size_of(f) - 1);
	assert_ok(actor_fingerprint(signing_key_public(f->ana), &actor, &err), &err);
	assert_true(digest_equal(&told.ranges[0].actor, &actor));
	assert_int_equal(verify(f), 0);
	digest_write(hex, &actor);
	assert_ok(actor_suspect_from(f->open.catalogue->ledger, text_of(hex), &from, &err), &err);
	assert_int_equal(from, 0);
	assert_ok(actor_fingerprint(signing_key_public(f->ben), &actor, &err), &err);
	digest_write(hex, &actor);
	assert_ok(actor_suspect_from(f->open.catalogue->ledger, text_of(hex), &from, &err), &err);
	assert_true(from == INT64_MAX);
}

/* Somebody outside cosigns the log as it is. */
static void
cosign(struct fixture *f)
{
	struct signing_key *outside = key_of(99);
	SCOPED(buffer) note = { 0 };
	struct note read;
	struct cosigner witness;
	size_t added = 0;
	struct error err;

	assert_ok(cosigner_of(&witness, text_of("example.org/witness"), signing_key_public(outside), &err),
	          &err);
	assert_ok(ledger_checkpoint(f->open.catalogue->ledger, &note, &err), &err);
	assert_ok(note_read(text_of_buffer(&note), &read, &err), &err);
	assert_ok(cosignature_make(&note, read.text, text_of("example.org/witness"), outside, instant_now(),
	                           &err),
	          &err);
	assert_ok(outside_add_cosignatures(f->open.catalogue->ledger, text_of_buffer(&note), &witness, 1,
	                                   &added, &err),
	          &err);
	assert_int_equal(added, 1);
	signing_key_close(outside);
}

static void
what_outsiders_saw_before_stays_good(void **state)
{
	struct fixture *f = *state;
	struct told told;
	struct error err;
	int64_t seen = add_channel(f, "one"), good, later;

	cosign(f);
	good = add_channel(f, "two");
	later = add_channel(f, "three");
	cosign(f); /* too late: the thief may have had the key by then */
	sign_as(f, 8);
	assert_ok(declare(f, &f->ana_is, good, &err), &err);
	assert_int_equal(suspects(f, &told), later - seen);
	assert_int_equal(told.ranges[0].first, seen);
	assert_int_equal(told.ranges[0].last, later - 1);
	/* a second word, of an earlier time, counts more; a later one takes nothing back */
	assert_ok(declare(f, &f->ana_is, seen - 1, &err), &err);
	assert_int_equal(suspects(f, &told), later);
	assert_ok(declare(f, &f->ana_is, size_of(f), &err), &err);
	assert_int_equal(suspects(f, &told), later);
	assert_int_equal(verify(f), 0);
}

static void
a_compromised_key_signs_nothing_more(void **state)
{
	struct fixture *f = *state;
	const struct channel_words words = { .code = "late", .platform = "telegram", .kind = "channel",
		                             .visibility = "public" };
	struct error err;
	int64_t number = 0;

	sign_as(f, 8);
	assert_ok(declare(f, &f->ana_is, 1, &err), &err);
	assert_status(STATUS_REFUSED, catalogue_sign_as(f->open.catalogue, key_of(7), true, &err), &err);
	assert_non_null(strstr(err.text, "declared compromised"));
	/* the same where it was signing already */
	assert_status(STATUS_REFUSED, channel_add(f->open.catalogue, &words, &number, &err), &err);
	assert_int_equal(verify(f), 0);
}

/* Past all of our refusals, as whoever has the file and the key could: log verify names it. */
static void
add_with_the_ledger_alone(struct fixture *f, const struct signing_key *key, const char *type,
                          const struct subject *subject, json_t *open, json_t *values)
{
	SCOPED_POINTER(change) change = NULL;
	struct error err;

	assert_ok(change_begin(&change, f->open.catalogue->ledger, key, &err), &err);
	assert_ok(change_add(change, type, subject, open, values, NULL, &err), &err);
	assert_ok(change_commit(change, &err), &err);
	json_decref(open);
	json_decref(values);
}

static void
log_verify_names_what_may_not_be(void **state)
{
	struct fixture *f = *state;
	struct subject ana = subject_of("actor", &f->ana_is);
	struct key_request request;
	struct signing_key *cleo = key_of(9);
	int64_t number = 0;
	struct error err;

	assert_ok(key_request_make(&request, cleo, &f->open.catalogue->uuid, &err), &err);
	assert_ok(actor_add(f->open.catalogue,
	                    &(struct actor_words){ .request = &request, .code = "cleo", .role = "member" },
	                    &number, &err),
	          &err);
	assert_int_equal(verify(f), 0);
	add_with_the_ledger_alone(f, cleo, "key.compromised", &ana, json_pack("{s:i}", "last_good", 1),
	                          json_object());
	assert_int_equal(verify(f), 1);
	assert_non_null(strstr(buffer_string(&faults), "declared compromised by somebody who is no keeper"));
	add_with_the_ledger_alone(f, cleo, "actor.certified", &ana, json_object(), json_object());
	assert_int_equal(verify(f), 2);
	assert_non_null(strstr(buffer_string(&faults), "a certificate was recorded by somebody who is no keeper"));
	add_with_the_ledger_alone(f, f->ben, "key.compromised", &ana, json_pack("{s:i}", "last_good", 100000),
	                          json_object());
	assert_int_equal(verify(f), 3);
	assert_non_null(strstr(buffer_string(&faults), "good beyond the declaration"));
	add_with_the_ledger_alone(f, f->ben, "key.compromised", &ana, json_pack("{s:i}", "last_good", 1),
	                          json_object());
	assert_int_equal(verify(f), 3);
	add_with_the_ledger_alone(f, f->ana, "actor.certified", &ana, json_object(), json_object());
	assert_int_equal(verify(f), 4);
	assert_non_null(strstr(buffer_string(&faults), "it is by a key that event"));
	buffer_end(&faults);
	signing_key_close(cleo);
}

static void
only_keepers_declare_and_one_is_left(void **state)
{
	struct fixture *f = *state;
	struct error err;

	assert_status(STATUS_INVALID, declare(f, &f->ben_is, size_of(f) + 1, &err), &err);
	assert_ok(declare(f, &f->ben_is, 1, &err), &err);
	assert_status(STATUS_REFUSED, declare(f, &f->ana_is, 1, &err), &err);
	assert_non_null(strstr(err.text, "no keeper with a good key would be left"));
}

static void
a_keeper_declares_its_own_key_as_its_last_act(void **state)
{
	struct fixture *f = *state;
	struct error err;

	assert_ok(declare(f, &f->ana_is, 2, &err), &err);
	assert_status(STATUS_REFUSED, declare(f, &f->ben_is, 2, &err), &err);
	assert_int_equal(verify(f), 0);
}

static void
certificates_are_recorded_once_and_end(void **state)
{
	struct fixture *f = *state;
	struct seal_certificate certificate = { .sha256 = { { 5 } }, .subject = "CN=Office,O=X",
		                                .issuer = "CN=Root,O=X",
		                                .not_after = { 2000000000000 } };
	struct compromise_words words = { .certificate = &certificate.sha256, .last_good = 2,
		                          .reason = "lost", .because = "gone" };
	struct ledger *ledger = f->open.catalogue->ledger;
	bool good = true;
	struct error err;

	assert_ok(certificate_is_good(ledger, &certificate.sha256, &good, &err), &err);
	assert_false(good);
	assert_ok(actor_certify(f->open.catalogue, &f->ben_is, &certificate, "office", &err), &err);
	assert_status(STATUS_EXISTS, actor_certify(f->open.catalogue, &f->ana_is, &certificate, "office", &err),
	              &err);
	assert_ok(certificate_is_good(ledger, &certificate.sha256, &good, &err), &err);
	assert_true(good);
	assert_status(STATUS_NOT_FOUND, compromise_declare(f->open.catalogue, &f->ana_is, &words, &err), &err);
	assert_ok(compromise_declare(f->open.catalogue, &f->ben_is, &words, &err), &err);
	assert_ok(certificate_is_good(ledger, &certificate.sha256, &good, &err), &err);
	assert_false(good);
	assert_status(STATUS_REFUSED,
	              actor_certify(f->open.catalogue, &f->ben_is, &certificate, "office", &err), &err);
	sign_as(f, 8); /* the actor's own key is another */
	assert_int_equal(verify(f), 0);
}

static void
a_note_tells_others(void **state)
{
	struct fixture *f = *state;
	char path[700], origin[ORIGIN_SIZE];
	struct note_verifier keepers[2];
	struct compromise_words words = { .last_good = 3, .reason = "lost", .because = "gone", .note = path,
		                          .until = "2026-03-04T05:06:07Z" };
	SCOPED(buffer) note = { 0 };
	struct revocation read;
	struct digest actor;
	struct error err;
	int64_t size = size_of(f);

	snprintf(path, sizeof path, "%s/taken", f->open.folder);
	write_file(path, "x", 1);
	assert_status(STATUS_EXISTS, compromise_declare(f->open.catalogue, &f->ben_is, &words, &err), &err);
	assert_int_equal(size_of(f), size);
	words.until = "yesterday";
	assert_status(STATUS_INVALID, compromise_declare(f->open.catalogue, &f->ben_is, &words, &err), &err);
	words.until = "2026-03-04T05:06:07Z";
	snprintf(path, sizeof path, "%s/note", f->open.folder);
	assert_ok(compromise_declare(f->open.catalogue, &f->ben_is, &words, &err), &err);
	read_file(&note, path);
	ledger_origin(origin, &f->open.catalogue->uuid);
	assert_ok(note_verifier_of(&keepers[0], text_of(origin), signing_key_public(f->ana), &err), &err);
	assert_ok(note_verifier_of(&keepers[1], text_of(origin), signing_key_public(f->ben), &err), &err);
	assert_ok(revocation_verify(text_of_buffer(&note), keepers, 2, &read, &err), &err);
	assert_false(read.of_certificate);
	assert_ok(actor_fingerprint(signing_key_public(f->ben), &actor, &err), &err);
	assert_true(digest_equal(&read.what, &actor));
	assert_int_equal(read.last_good, 3);
	assert_true(read.has_until && read.until.milliseconds == 1772600767000);
	assert_status(STATUS_FALSE, revocation_verify(text_of_buffer(&note), &keepers[1], 1, &read, &err), &err);
	*strstr(note.p, "last-good 3") = 'L';
	assert_status(STATUS_INVALID, revocation_verify(text_of_buffer(&note), keepers, 2, &read, &err), &err);
	*strstr(note.p, "Last-good 3") = 'l';
	strstr(note.p, "last-good 3")[10] = '9';
	assert_status(STATUS_FALSE, revocation_verify(text_of_buffer(&note), keepers, 2, &read, &err), &err);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(what_a_key_signed_is_suspect_from_the_start_without_outsiders),
		CASE(what_outsiders_saw_before_stays_good),
		CASE(a_compromised_key_signs_nothing_more),
		CASE(log_verify_names_what_may_not_be),
		CASE(only_keepers_declare_and_one_is_left),
		CASE(a_keeper_declares_its_own_key_as_its_last_act),
		CASE(certificates_are_recorded_once_and_end),
		CASE(a_note_tells_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
