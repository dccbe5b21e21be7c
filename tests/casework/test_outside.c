/* SPDX-License-Identifier: Apache-2.0 */
/* test_outside.c - what outsiders saw of a log: taken in only if it is true, kept, and found when it is not. */
#include "ledger/outside.h"

#include "casework/view_custody.h"

#include "support/open_catalogue.h"
#include "support/support.h"
#include "support/tsa.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "crypto/checkpoint.h"
#include "crypto/digest.h"
#include "store/database_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define W1 "witness.example.org/1"
#define W2 "witness.example.org/2"
#define AT INT64_C(1700000000000)

struct fixture {
	struct open_catalogue open;
	struct ledger        *ledger;
	struct signing_key   *keys[2];
	struct cosigner       witnesses[2];
	struct seal_trust    *trust; /* the root of "tsa" */
};

static void
add_event(struct fixture *f)
{
	SCOPED_JSON json_t *open = NULL, *values = json_object();
	struct change *change = NULL;
	struct subject subject;
	struct uuid item;
	int64_t number;
	struct error err;

	assert_ok(catalogue_begin(f->open.catalogue, "test", &change, &err), &err);
	assert_ok(change_new_uuid(change, &item, &err), &err);
	assert_ok(catalogue_next_id(f->open.catalogue, 'E', &open, &number, &err), &err);
	subject = subject_of("item", &item);
	assert_ok(change_add(change, "item.accessioned", &subject, open, values, NULL, &err), &err);
	assert_ok(catalogue_commit(f->open.catalogue, change, &err), &err);
}

static int
begin(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	SCOPED_FREE char *path = NULL;
	SCOPED(buffer) root = { 0 };
	struct error err;

	open_catalogue_begin(&f->open);
	f->ledger = f->open.catalogue->ledger;
	add_event(f);
	for (size_t i = 0; i < 2; i++) {
		unsigned char seed[SIGNING_SEED_SIZE] = { (unsigned char)(100 + i) };

		assert_ok(signing_key_of_seed(&f->keys[i], seed, &err), &err);
		assert_ok(cosigner_of(&f->witnesses[i], text_of(i == 0 ? W1 : W2),
		                      signing_key_public(f->keys[i]), &err), &err);
	}
	tsa_make(f->open.folder, "tsa", "20000101000000Z", "20991231000000Z");
	assert_true(asprintf(&path, "%s/tsa/root.crt", f->open.folder) > 0);
	read_file(&root, path);
	assert_ok(seal_trust_open(&f->trust, &err), &err);
	assert_ok(seal_trust_add(f->trust, text_of_buffer(&root), &err), &err);
	*state = f;
	return 0;
}

static int
end(void **state)
{
	struct fixture *f = *state;

	signing_key_close(f->keys[0]);
	signing_key_close(f->keys[1]);
	seal_trust_close(f->trust);
	open_catalogue_end(&f->open);
	free(f);
	return 0;
}

/* The text of a note, without what signs it. */
static struct text
body_of(const struct buffer *note)
{
	const char *end = strstr(note->p, "\n\n");

	assert_non_null(end);
	return (struct text){ note->p, (size_t)(end - note->p) + 1 };
}

/* The last checkpoint with the line of one witness. */
static void
cosign(struct fixture *f, size_t who, int64_t at, struct buffer *note)
{
	struct error err;

	buffer_clear(note);
	assert_ok(ledger_checkpoint(f->ledger, note, &err), &err);
	assert_ok(cosignature_make(note, body_of(note), text_of(f->witnesses[who].as.name), f->keys[who],
	                           (struct instant){ at }, &err), &err);
}

static enum status
attach(struct fixture *f, const struct buffer *note, size_t *added, struct error *err)
{
	*added = 0;
	return outside_add_cosignatures(f->ledger, text_of_buffer(note), f->witnesses, 2, added, err);
}

/* The token that "tsa" gave for these bytes at that time. */
static void
stamp_at(struct fixture *f, struct text bytes, time_t when, struct buffer *reply)
{
	SCOPED_FREE char *query = NULL;
	SCOPED_FREE char *path = NULL;
	SCOPED(buffer) der = { 0 };
	struct digest imprint;
	struct error err;

	buffer_clear(reply);
	assert_ok(digest_of(bytes.p, bytes.n, &imprint, &err), &err);
	assert_ok(timestamp_request(&imprint, 7, &der, &err), &err);
	assert_true(asprintf(&query, "%s/q.tsq", f->open.folder) > 0);
	assert_true(asprintf(&path, "%s/r.tsr", f->open.folder) > 0);
	write_file(query, der.p, der.n);
	tsa_answer_at(f->open.folder, "tsa", "q.tsq", "r.tsr", when);
	read_file(reply, path);
}

static void
stamp_checkpoint(struct fixture *f, time_t when, struct outside_stamp *out)
{
	SCOPED(buffer) note = { 0 };
	SCOPED(buffer) reply = { 0 };
	struct error err;

	assert_ok(ledger_checkpoint(f->ledger, &note, &err), &err);
	stamp_at(f, text_of_buffer(&note), when, &reply);
	assert_ok(outside_add_stamp(f->ledger, text_of_buffer(&reply), &(struct outside_given){ 0 }, f->trust, out, &err), &err);
}

static int64_t
size_of(struct fixture *f)
{
	int64_t size = 0;
	struct error err;

	assert_ok(ledger_size(f->ledger, &size, &err), &err);
	return size;
}

static void
nobody_has_seen_a_fresh_log(void **state)
{
	struct fixture *f = *state;
	struct outside_sight sight;
	struct error err;
	int64_t size;

	assert_status(STATUS_NOT_FOUND, outside_newest(f->ledger, &sight, &err), &err);
	assert_status(STATUS_NOT_FOUND, outside_earliest(f->ledger, 0, &sight, &err), &err);
	assert_int_equal(outside_next(f->ledger, INT64_MAX, &size, &err), STATUS_DONE);
}

static void
cosignatures_are_taken_in_once_and_read_back(void **state)
{
	struct fixture *f = *state;
	struct outside_sight sight;
	SCOPED(buffer) note = { 0 };
	SCOPED(buffer) kept = { 0 };
	int64_t first = size_of(f), size = 0;
	size_t added;
	struct error err;

	cosign(f, 0, AT, &note);
	assert_ok(attach(f, &note, &added, &err), &err);
	assert_int_equal(added, 1);
	assert_ok(attach(f, &note, &added, &err), &err);
	assert_int_equal(added, 0);
	assert_ok(outside_note(f->ledger, first, &kept, &err), &err);
	assert_string_equal(buffer_string(&kept), buffer_string(&note));
	add_event(f);
	cosign(f, 1, AT + 5000, &note);
	assert_ok(attach(f, &note, &added, &err), &err);
	assert_ok(outside_newest(f->ledger, &sight, &err), &err);
	assert_int_equal(sight.size, size_of(f));
	assert_string_equal(sight.name, W2);
	assert_int_equal(sight.stamp, 0);
	assert_ok(outside_earliest(f->ledger, first - 1, &sight, &err), &err);
	assert_string_equal(sight.name, W1);
	assert_int_equal(sight.time.milliseconds, AT);
	assert_ok(outside_earliest(f->ledger, first, &sight, &err), &err);
	assert_string_equal(sight.name, W2);
	assert_status(STATUS_NOT_FOUND, outside_earliest(f->ledger, size_of(f), &sight, &err), &err);
	assert_ok(outside_next(f->ledger, INT64_MAX, &size, &err), &err);
	assert_int_equal(size, size_of(f));
	assert_ok(outside_next(f->ledger, size, &size, &err), &err);
	assert_int_equal(size, first);
	assert_int_equal(outside_next(f->ledger, size, &size, &err), STATUS_DONE);
}

static void
reports_count_from_what_was_seen_and_say_by_when(void **state)
{
	struct fixture *f = *state;
	SCOPED_JSON json_t *report = json_object();
	SCOPED(buffer) note = { 0 };
	struct subject subject = subject_of("catalogue", &f->open.catalogue->uuid);
	struct instant now = { AT + 10 * INT64_C(86400000) };
	struct outside_unseen unseen;
	json_t *proved;
	int64_t first = size_of(f);
	size_t added;
	struct error err;

	assert_ok(custody_add_unseen(f->ledger, now, report, &err), &err);
	assert_true(json_is_null(json_object_get(report, "seen")));
	assert_int_equal(json_integer_value(json_object_get(json_object_get(report, "unseen"), "events")), first);
	cosign(f, 0, AT, &note);
	assert_ok(attach(f, &note, &added, &err), &err);
	assert_ok(custody_add_unseen(f->ledger, now, report, &err), &err);
	assert_int_equal(json_integer_value(json_object_get(json_object_get(report, "unseen"), "events")), 0);
	assert_int_equal(json_integer_value(json_object_get(json_object_get(report, "unseen"), "days")), 0);
	assert_string_equal(json_string_value(json_object_get(json_object_get(report, "seen"), "by")), W1);
	add_event(f);
	assert_ok(outside_unseen(f->ledger, size_of(f), &unseen, &err), &err);
	assert_true(unseen.seen);
	assert_int_equal(unseen.events, size_of(f) - first);
	assert_ok(custody_add_chain(f->ledger, &subject, report, "lines", &err), &err);
	proved = json_object_get(json_array_get(json_object_get(report, "lines"), 0), "proved");
	assert_string_equal(json_string_value(json_object_get(proved, "time")), "2023-11-14T22:13:20.000Z");
	assert_string_equal(json_string_value(json_object_get(proved, "how")), "cosigned");
	assert_int_equal(json_integer_value(json_object_get(proved, "events")), first);
}

static void
what_is_not_true_is_not_taken_in(void **state)
{
	static const unsigned char own[SIGNING_SEED_SIZE] = { 7 }; /* ana's, as open_catalogue.h has it */
	SCOPED_POINTER(signing_key) key = NULL;
	struct fixture *f = *state;
	struct cosigner actor;
	struct outside_sight sight;
	SCOPED(buffer) note = { 0 };
	SCOPED(buffer) other = { 0 };
	size_t added;
	struct error err;

	/* by nobody that was named */
	cosign(f, 0, AT, &note);
	assert_status(STATUS_FALSE, outside_add_cosignatures(f->ledger, text_of_buffer(&note), &f->witnesses[1], 1, &added, &err), &err);
	/* a bit of it */
	note.p[note.n - 20] ^= 1;
	assert_int_not_equal(attach(f, &note, &added, &err), STATUS_OK);
	/* the same size with another root: the witness was shown another log */
	cosign(f, 0, AT, &note);
	buffer_append_text(&other, body_of(&note));
	other.p[other.n - 10] = other.p[other.n - 10] == 'A' ? 'B' : 'A';
	buffer_append_string(&other, "\n");
	assert_ok(cosignature_make(&other, (struct text){ other.p, other.n - 1 }, text_of(W1), f->keys[0], (struct instant){ AT }, &err), &err);
	assert_status(STATUS_FALSE, attach(f, &other, &added, &err), &err);
	assert_non_null(strstr(err.text, "another log"));
	/* another origin */
	buffer_clear(&other);
	buffer_append_format(&other, "vidimus/x\n%.*s\n", (int)(strchr(note.p, 0) - strchr(note.p, '\n') - 1), strchr(note.p, '\n') + 1);
	assert_int_not_equal(attach(f, &other, &added, &err), STATUS_OK);
	/* one of the catalogue's own actors */
	assert_ok(signing_key_of_seed(&key, own, &err), &err);
	assert_ok(cosigner_of(&actor, text_of("friend.example.org"), signing_key_public(key), &err), &err);
	buffer_clear(&note);
	assert_ok(ledger_checkpoint(f->ledger, &note, &err), &err);
	assert_ok(cosignature_make(&note, body_of(&note), text_of(actor.as.name), key, (struct instant){ AT }, &err), &err);
	assert_status(STATUS_REFUSED, outside_add_cosignatures(f->ledger, text_of_buffer(&note), &actor, 1, &added, &err), &err);
	assert_status(STATUS_NOT_FOUND, outside_newest(f->ledger, &sight, &err), &err);
}

static void
a_checkpoint_is_stamped_and_stamped_again(void **state)
{
	struct fixture *f = *state;
	struct outside_stamp first, second;
	struct outside_sight sight;
	SCOPED(buffer) note = { 0 };
	SCOPED(buffer) reply = { 0 };
	SCOPED(buffer) token = { 0 };
	struct digest digest;
	struct error err;

	stamp_checkpoint(f, 1600000000, &first);
	assert_int_equal(first.size, size_of(f));
	assert_int_equal(first.number, 1);
	assert_int_equal(first.time.milliseconds, INT64_C(1600000000000));
	assert_ok(outside_newest(f->ledger, &sight, &err), &err);
	assert_int_equal(sight.stamp, 1);
	assert_non_null(strstr(sight.name, "CN=Authority of tsa"));
	assert_ok(ledger_checkpoint(f->ledger, &note, &err), &err);
	assert_ok(digest_of(note.p, note.n, &digest, &err), &err);
	assert_ok(outside_token(f->ledger, &digest, &token, &err), &err);
	/* the same again */
	stamp_at(f, text_of_buffer(&token), 1650000000, &reply);
	assert_ok(outside_add_stamp(f->ledger, text_of_buffer(&reply), &(struct outside_given){ 0 }, f->trust, &second, &err), &err);
	assert_int_equal(second.renews, 1);
	assert_int_equal(second.size, 0);
	assert_status(STATUS_EXISTS, outside_add_stamp(f->ledger, text_of_buffer(&reply), &(struct outside_given){ 0 }, f->trust, &second, &err), &err);
	/* what lies elsewhere has to be named */
	stamp_at(f, text_of("a seal"), 1650000000, &reply);
	assert_status(STATUS_FALSE, outside_add_stamp(f->ledger, text_of_buffer(&reply), &(struct outside_given){ 0 }, f->trust, &second, &err), &err);
	assert_status(STATUS_FALSE, outside_add_stamp(f->ledger, text_of_buffer(&reply), &(struct outside_given){ .bytes = text_of("b seal") }, f->trust, &second, &err), &err);
	assert_ok(outside_add_stamp(f->ledger, text_of_buffer(&reply), &(struct outside_given){ .bytes = text_of("a seal") }, f->trust, &second, &err), &err);
	assert_int_equal(second.number, 3);
	/* what is named must be what is stamped; its digest is as good as its bytes */
	stamp_at(f, text_of_buffer(&note), 1650000001, &reply);
	assert_status(STATUS_FALSE, outside_add_stamp(f->ledger, text_of_buffer(&reply), &(struct outside_given){ .bytes = text_of("a seal") }, f->trust, &second, &err), &err);
	assert_ok(digest_of("c seal", 6, &digest, &err), &err);
	assert_status(STATUS_FALSE, outside_add_stamp(f->ledger, text_of_buffer(&reply), &(struct outside_given){ .sha256 = &digest }, f->trust, &second, &err), &err);
	stamp_at(f, text_of("c seal"), 1650000002, &reply);
	assert_ok(outside_add_stamp(f->ledger, text_of_buffer(&reply), &(struct outside_given){ .sha256 = &digest }, f->trust, &second, &err), &err);
	buffer_clear(&token);
	assert_ok(outside_token(f->ledger, &digest, &token, &err), &err);
	assert_int_equal(second.size + second.renews, 0);
}

static void
an_authority_that_nobody_trusts_does_not_count(void **state)
{
	struct fixture *f = *state;
	SCOPED_POINTER(seal_trust) none = NULL;
	struct outside_stamp stamp;
	struct outside_sight sight;
	SCOPED(buffer) note = { 0 };
	SCOPED(buffer) reply = { 0 };
	struct error err;

	assert_ok(seal_trust_open(&none, &err), &err);
	assert_ok(ledger_checkpoint(f->ledger, &note, &err), &err);
	stamp_at(f, text_of_buffer(&note), 1600000000, &reply);
	assert_status(STATUS_FALSE, outside_add_stamp(f->ledger, text_of_buffer(&reply), &(struct outside_given){ 0 }, none, &stamp, &err), &err);
	assert_status(STATUS_FALSE, outside_add_stamp(f->ledger, text_of_buffer(&reply), &(struct outside_given){ 0 }, NULL, &stamp, &err), &err);
	assert_status(STATUS_INVALID, outside_add_stamp(f->ledger, text_of_buffer(&note), &(struct outside_given){ 0 }, f->trust, &stamp, &err), &err);
	assert_status(STATUS_NOT_FOUND, outside_newest(f->ledger, &sight, &err), &err);
}

static void
collect(void *context, const char *text)
{
	buffer_append_format(context, "%s\n", text);
}

/* Changes rows past all protection, checks, and undoes it. */
static void
expect_fault(struct fixture *f, const char *sql, const char *words)
{
	sqlite3 *handle = f->open.catalogue->database->handle;
	SCOPED(buffer) said = { 0 };
	struct outside_report report;
	struct error err;

	sqlite3_set_authorizer(handle, NULL, NULL);
	assert_int_equal(sqlite3_exec(handle, "BEGIN; DROP TRIGGER cosignatures_stay; DROP TRIGGER stamps_stay",
	                              NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_exec(handle, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_true(sqlite3_changes(handle) > 0);
	assert_ok(outside_check(f->ledger, collect, &said, &report, &err), &err);
	assert_int_equal(sqlite3_exec(handle, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_set_authorizer(handle, database_authorize, f->open.catalogue->database);
	if (report.faults == 0 || strstr(buffer_string(&said), words) == NULL)
		fail_msg("%s\nfound: %s", sql, buffer_string(&said));
}

static void
what_was_changed_later_is_found(void **state)
{
	struct fixture *f = *state;
	SCOPED(buffer) said = { 0 };
	SCOPED(buffer) note = { 0 };
	SCOPED(buffer) reply = { 0 };
	struct outside_report report;
	struct outside_stamp stamp;
	size_t added;
	struct error err;

	cosign(f, 0, AT, &note);
	assert_ok(attach(f, &note, &added, &err), &err);
	stamp_checkpoint(f, 1600000000, &stamp);
	stamp_at(f, text_of("a seal"), 1650000000, &reply);
	assert_ok(outside_add_stamp(f->ledger, text_of_buffer(&reply), &(struct outside_given){ .bytes = text_of("a seal") }, f->trust, &stamp, &err), &err);
	assert_ok(outside_check(f->ledger, collect, &said, &report, &err), &err);
	assert_string_equal(buffer_string(&said), "");
	assert_int_equal(report.cosignatures, 1);
	assert_int_equal(report.stamps, 2);
	expect_fault(f, "UPDATE cosignatures SET time = time - 1", "time");
	expect_fault(f, "UPDATE cosignatures SET line = replace(line, '" W1 "', '" W2 "')", "witness");
	expect_fault(f, "UPDATE cosignatures SET size = (SELECT min(size) FROM checkpoints)", "cosignature of checkpoint");
	expect_fault(f, "UPDATE cosignatures SET witness = 'x'", "verifier key");
	expect_fault(f, "UPDATE stamps SET time = time - 1 WHERE number = 1", "time-stamp 1");
	expect_fault(f, "UPDATE stamps SET ends = ends + 1 WHERE number = 1", "time-stamp 1");
	expect_fault(f, "UPDATE stamps SET size = (SELECT min(size) FROM checkpoints) WHERE number = 1", "time-stamp 1");
	expect_fault(f, "UPDATE stamps SET authority = zeroblob(32) WHERE number = 1", "time-stamp 1");
	expect_fault(f, "UPDATE stamps SET digest = zeroblob(32) WHERE number = 2", "time-stamp 2");
	expect_fault(f, "UPDATE stamps SET token = x'3000' WHERE number = 2", "time-stamp 2");
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(nobody_has_seen_a_fresh_log),
		TEST(cosignatures_are_taken_in_once_and_read_back),
		TEST(reports_count_from_what_was_seen_and_say_by_when),
		TEST(what_is_not_true_is_not_taken_in),
		TEST(a_checkpoint_is_stamped_and_stamped_again),
		TEST(an_authority_that_nobody_trusts_does_not_count),
		TEST(what_was_changed_later_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
