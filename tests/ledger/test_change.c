/* SPDX-License-Identifier: Apache-2.0 */
/* test_change.c - changes are whole, signed, chained and provable; nothing else gets in. */
#include "ledger/change.h"

#include "support/support.h"

#include "base/encoding.h"
#include "base/scoped.h"
#include "base/text.h"
#include "crypto/key_request.h"
#include "crypto/proof.h"
#include "ledger/home.h"
#include "ledger/replay.h"
#include "ledger/verify.h"

#include <stdlib.h>
#include <string.h>

/* A log whose projection is one table that counts. */
struct fixture {
	char               *folder;
	struct database    *database;
	struct ledger      *ledger;
	struct signing_key *key;
	struct uuid         uuid;
	struct instant      now; /* what the clock says */
};

static enum status
count_event(struct database *database, const struct event_record *record, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	enum status st = database_statement(
		database, "INSERT INTO p_seen (seq, type) VALUES ($1, $2)", &statement, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_integer(statement, 1, record->header.seq);
	statement_bind_text(statement, 2, text_of(record->header.type));
	st = statement_step(statement, err);
	return st == STATUS_DONE ? STATUS_OK : st;
}

static struct instant
fixed_clock(void *context)
{
	return ((struct fixture *)context)->now;
}

static struct projector projector = { .apply = count_event };

static void
add_genesis(struct fixture *f, struct change *change)
{
	struct subject subject = subject_of("catalogue", &f->uuid);
	SCOPED(buffer) key = { 0 };
	SCOPED_JSON json_t *open = NULL, *values = json_object();
	struct signature proof;
	struct uuid actor;
	struct error err;

	hex_append(&key, signing_key_public(f->key)->bytes, PUBLIC_KEY_SIZE);
	open = json_pack("{s:i,s:s,s:s}", "format", LEDGER_FORMAT, "public_key", buffer_string(&key), "role",
	                 "keeper");
	assert_ok(change_add(change, "catalogue.created", &subject, open, values, NULL, &err), &err);
	json_decref(open);
	assert_ok(actor_proof_make(f->key, &f->uuid, &proof, &err), &err);
	assert_ok(change_new_uuid(change, &actor, &err), &err);
	subject = subject_of("actor", &actor);
	open = json_pack("{s:s,s:s,s:s,s:o}", "short_id", "K-000001", "public_key",
	                 buffer_string(&key), "role", "keeper", "proof",
	                 json_of_base64url(proof.bytes, sizeof proof.bytes));
	assert_ok(change_add(change, "actor.added", &subject, open, values, NULL, &err), &err);
}

static int
make_fixture(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	struct ledger_sources sources = ledger_true_sources;
	SCOPED(buffer) path = { 0 };
	struct change *change = NULL;
	struct error err;

	f->folder = folder_make();
	f->now.milliseconds = 1772600707123; /* 2026-03-04T05:05:07.123Z */
	projector.script = text_of("CREATE TABLE p_seen (seq INTEGER PRIMARY KEY, type TEXT) STRICT;");
	sources.now = fixed_clock;
	sources.context = f;
	buffer_append_format(&path, "%s/catalog.db", f->folder);
	assert_ok(database_open(&f->database, buffer_string(&path), DATABASE_CREATE, &err), &err);
	assert_ok(ledger_open(&f->ledger, f->database, &projector, &sources, &err), &err);
	assert_ok(replay_rebuild(f->ledger, NULL, &err), &err);
	assert_ok(signing_key_make(&f->key, &err), &err);
	assert_ok(change_begin(&change, f->ledger, f->key, &err), &err);
	assert_ok(change_new_uuid(change, &f->uuid, &err), &err);
	add_genesis(f, change);
	assert_ok(change_commit(change, &err), &err);
	change_end(change);
	*state = f;
	return 0;
}

static int
drop_fixture(void **state)
{
	struct fixture *f = *state;

	signing_key_close(f->key);
	ledger_close(f->ledger);
	database_close(f->database);
	folder_remove(f->folder);
	free(f);
	return 0;
}

static enum status
add_note(struct fixture *f, struct change *change, const char *kind, const char *text,
         struct change_receipt *receipt, struct error *err)
{
	struct subject subject = subject_of(kind, &f->uuid);
	SCOPED_JSON json_t *open = json_object(), *values = json_pack("{s:s}", "text", text);

	return change_add(change, "note.added", &subject, open, values, receipt, err);
}

static void
commit_note(struct fixture *f, const char *text)
{
	SCOPED_POINTER(change) change = NULL;
	struct error err;

	assert_ok(change_begin(&change, f->ledger, f->key, &err), &err);
	assert_ok(add_note(f, change, "item", text, NULL, &err), &err);
	assert_ok(change_commit(change, &err), &err);
}

static int64_t
size_of(struct fixture *f)
{
	int64_t size;

	assert_ok(ledger_size(f->ledger, &size, NULL), NULL);
	return size;
}

static void
an_abandoned_change_leaves_nothing(void **state)
{
	struct fixture *f = *state;
	struct change *change = NULL;
	int64_t before = size_of(f);
	struct error err;

	assert_ok(change_begin(&change, f->ledger, f->key, &err), &err);
	assert_ok(add_note(f, change, "item", "never", NULL, &err), &err);
	assert_int_equal(change_count(change), 1);
	change_end(change);
	assert_int_equal(size_of(f), before);
}

static void
chains_and_times_are_kept(void **state)
{
	struct fixture *f = *state;
	SCOPED_POINTER(change) change = NULL;
	struct event_record first = { 0 }, second = { 0 };
	struct change_receipt a, b;
	SCOPED(buffer) bytes = { 0 };
	struct digest leaf;
	struct error err;

	assert_ok(change_begin(&change, f->ledger, f->key, &err), &err);
	assert_ok(add_note(f, change, "report", "one", &a, &err), &err);
	f->now.milliseconds += 5000; /* the clock goes on; the change keeps its time */
	assert_ok(add_note(f, change, "report", "two", &b, &err), &err);
	assert_ok(change_commit(change, &err), &err);
	assert_int_equal(a.n, 1);
	assert_int_equal(b.n, 2);
	assert_ok(ledger_read(f->ledger, a.seq, &first, &err), &err);
	assert_ok(ledger_read(f->ledger, b.seq, &second, &err), &err);
	assert_false(first.header.has_previous);
	assert_ok(ledger_bytes(f->ledger, a.seq, &bytes, &err), &err);
	assert_ok(event_leaf(text_of_buffer(&bytes), &leaf, &err), &err);
	assert_true(digest_equal(&leaf, &second.header.previous));
	assert_int_equal(first.header.time.milliseconds, second.header.time.milliseconds);
	assert_string_equal(json_string_value(json_object_get(second.values, "text")), "two");
	event_record_end(&first);
	event_record_end(&second);
}

static void
events_that_do_not_fit_are_refused(void **state)
{
	struct fixture *f = *state;
	SCOPED_POINTER(change) change = NULL;
	SCOPED_JSON json_t *open = json_object(), *values = json_pack("{s:f}", "text", 1.5);
	struct subject item = subject_of("item", &f->uuid), odd = subject_of("odd", &f->uuid);

	assert_ok(change_begin(&change, f->ledger, f->key, NULL), NULL);
	assert_status(STATUS_INVALID,
	              change_add(change, "note.added", &item, open, values, NULL, NULL), NULL);
	assert_status(STATUS_FAULT, change_add(change, "note.added", &odd, open, NULL, NULL, NULL),
	              NULL);
	assert_status(STATUS_FAULT, change_add(change, "note.burnt", &item, open, NULL, NULL, NULL),
	              NULL);
	assert_int_equal(change_count(change), 0);
}

static void
every_event_is_proved(void **state)
{
	struct fixture *f = *state;
	struct note_verifier verifier;
	char origin[ORIGIN_SIZE];
	int64_t size;
	struct error err;

	for (int i = 0; i < 20; i++)
		commit_note(f, "again");
	size = size_of(f);
	ledger_origin(origin, &f->uuid);
	assert_ok(note_verifier_of(&verifier, text_of(origin), signing_key_public(f->key), &err), &err);
	for (int64_t seq = 0; seq < size; seq++) {
		SCOPED(buffer) text = { 0 };
		SCOPED(buffer) bytes = { 0 };
		struct log_proof proof;
		struct digest leaf;

		assert_ok(ledger_prove(f->ledger, seq, &text, &err), &err);
		assert_ok(log_proof_read(text_of_buffer(&text), &proof, &err), &err);
		assert_ok(ledger_bytes(f->ledger, seq, &bytes, &err), &err);
		assert_ok(event_leaf(text_of_buffer(&bytes), &leaf, &err), &err);
		assert_ok(log_proof_verify(&proof, &leaf, &verifier, 1, NULL, &err), &err);
		leaf.bytes[0] ^= 1;
		assert_status(STATUS_FALSE, log_proof_verify(&proof, &leaf, &verifier, 1, NULL, NULL),
		              NULL);
	}
}

static void
the_log_verifies_and_a_clock_that_goes_back_is_counted(void **state)
{
	struct fixture *f = *state;
	struct log_report report;
	struct error err;

	f->now.milliseconds -= 60000;
	commit_note(f, "earlier");
	assert_ok(log_verify(f->ledger, NULL, NULL, NULL, &report, &err), &err);
	assert_int_equal(report.faults, 0);
	assert_int_equal(report.clock_warnings, 1);
	assert_int_equal(report.events, size_of(f));
	assert_int_equal(report.signatures, report.checkpoints);
}

static void
a_stranger_s_change_is_found(void **state)
{
	struct fixture *f = *state;
	SCOPED_POINTER(signing_key) stranger = NULL;
	SCOPED_POINTER(change) change = NULL;
	struct log_report report;
	struct error err;

	assert_ok(signing_key_make(&stranger, &err), &err);
	assert_ok(change_begin(&change, f->ledger, stranger, &err), &err);
	assert_ok(add_note(f, change, "item", "forged", NULL, &err), &err);
	assert_ok(change_commit(change, &err), &err);
	assert_ok(log_verify(f->ledger, NULL, NULL, NULL, &report, &err), &err);
	assert_int_equal(report.faults, 1);
}

static void
a_home_file_remembers_and_notices_a_roll_back(void **state)
{
	struct fixture *f = *state;
	struct home home = { .catalogue = f->uuid }, read = { 0 };
	SCOPED(buffer) cut = { 0 };
	enum home_verdict verdict;
	struct error err;

	buffer_append_string(&home.path, "/somewhere\xff");
	assert_ok(ledger_checkpoint(f->ledger, &home.checkpoint, &err), &err);
	assert_status(STATUS_NOT_FOUND, home_read(f->folder, &f->uuid, &read, NULL), NULL);
	assert_ok(home_write(f->folder, &home, &err), &err);
	assert_ok(home_read(f->folder, &f->uuid, &read, &err), &err);
	assert_memory_equal(read.path.p, home.path.p, home.path.n);
	commit_note(f, "later");
	assert_ok(home_judge(&read, f->ledger, &verdict, &err), &err);
	assert_int_equal(verdict, HOME_EXTENDED);
	/* a checkpoint of a longer log than this one */
	buffer_append_format(&cut, "%s", buffer_string(&read.checkpoint));
	for (char *p = strchr(cut.p, '\n') + 1; *p != '\n'; p++)
		*p = '9';
	buffer_clear(&read.checkpoint);
	buffer_append_text(&read.checkpoint, text_of_buffer(&cut));
	assert_ok(home_judge(&read, f->ledger, &verdict, &err), &err);
	assert_int_equal(verdict, HOME_NOT_EXTENDED);
	assert_non_null(strstr(err.text, "rolled back"));
	home_end(&home);
	home_end(&read);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_abandoned_change_leaves_nothing),
		cmocka_unit_test(chains_and_times_are_kept),
		cmocka_unit_test(events_that_do_not_fit_are_refused),
		cmocka_unit_test(every_event_is_proved),
		cmocka_unit_test(the_log_verifies_and_a_clock_that_goes_back_is_counted),
		cmocka_unit_test(a_home_file_remembers_and_notices_a_roll_back),
		cmocka_unit_test(a_stranger_s_change_is_found),
	};

	return cmocka_run_group_tests(tests, make_fixture, drop_fixture);
}
