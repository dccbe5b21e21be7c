/* SPDX-License-Identifier: Apache-2.0 */
/* test_verification.c - statuses at versions, open dissents, people, and what is left when values were destroyed. */
#include "casework/verification.h"

#include "casework/judged.h"
#include "casework/view_finding.h"

#include "casework/view_sample.h"

static char finding[UUID_TEXT_SIZE], review[UUID_TEXT_SIZE];

static void
decide(const char *status, const char *verified_as)
{
	sample_add("status.decided", &sample.items[0], NULL,
	           json_pack("{ss ss? ss}", "status", status, "verified_as", verified_as, "grounds",
	                     "So."));
}

static void
add_dissent(void)
{
	struct uuid id;

	id = sample_add("finding.recorded", &sample.items[0], sample_id("F-000001"),
	                json_pack("{ss ss ss ss}", "question", "place", "answer", "answered",
	                          "conclusion", "There.", "confidence", "high"));
	uuid_write(finding, &id);
	id = sample_add("finding.reviewed", &sample.items[0], NULL,
	                json_pack("{ss ss ss ss ss}", "finding", finding, "conclusion", "dissent",
	                          "grounds", "The shadow.", "protected_grounds", "her sister", "by",
	                          sample.person.text));
	uuid_write(review, &id);
}

static const char *
status_then(int64_t n)
{
	SCOPED_JSON json_t *found = NULL;
	static char status[CODE_SIZE];
	struct error err;

	assert_ok(status_at(sample.ledger, &sample.items[0], n, &found, &err), &err);
	snprintf(status, sizeof status, "%s",
	         json_string_value(json_object_get(found, "status")));
	return status;
}

static void
a_status_is_known_at_every_version(void **state)
{
	struct judged judged;
	int64_t before, changes = 0;
	struct error err;

	(void)state;
	assert_ok(judged_read(sample.database, &sample.items[0], &judged, &err), &err);
	before = judged.version;
	sample_begin();
	decide("partly-verified", NULL);
	decide("verified", "A street");
	sample_commit();
	assert_string_equal(status_then(before), "unverified");
	assert_string_equal(status_then(before + 1), "partly-verified");
	assert_string_equal(status_then(before + 2), "verified");
	assert_string_equal(status_then(0), "verified");
	assert_ok(judged_since(sample.ledger, &sample.items[0], before + 1, &changes, &err), &err);
	assert_int_equal(changes, 1);
	assert_ok(judged_read(sample.database, &sample.items[0], &judged, &err), &err);
	assert_int_equal(judged.last, before + 2);
	assert_true(status_rank("verified") > status_rank("unverified"));
	assert_true(status_rank("disputed") < status_rank("not-verifiable"));
	assert_int_equal(status_rank("x-other"), status_rank("unverified"));
	assert_int_equal(status_rank(NULL), status_rank("unverified"));
}

static json_t *
open_dissents(void)
{
	SCOPED_JSON json_t *object = json_object();
	struct error err;

	assert_ok(open_dissents_add(sample.ledger, &sample.items[0], object, "dissents", &err), &err);
	return json_incref(json_object_get(object, "dissents"));
}

/* As a bundle that withholds every protected member is read: the event without these values. */
static void
a_dissent_is_there_without_its_witness(void **state)
{
	static const char *const protected[] = { "protected_grounds", "protected_sources", "by",
		                                 "discipline", "note" };
	SCOPED_JSON json_t *dissents = NULL, *shown = NULL;
	SCOPED(event_record) record = { 0 };
	struct uuid id;
	json_t *first;
	int64_t seq;
	struct error err;

	(void)state;
	sample_begin();
	add_dissent();
	sample_commit();
	assert_true(uuid_read(text_of(review), &id));
	assert_ok(ledger_find(sample.ledger, &id, &seq, &err), &err);
	assert_ok(ledger_read(sample.ledger, seq, &record, &err), &err);
	for (size_t i = 0; i < sizeof protected / sizeof protected[0]; i++)
		json_object_del(record.values, protected[i]);
	assert_ok(database_begin(sample.database, &err), &err);
	assert_ok(database_execute(sample.database, text_of("DELETE FROM p_reviews"), &err), &err);
	assert_ok(casework_projector()->apply(sample.database, &record, &err), &err);
	dissents = open_dissents();
	assert_int_equal(json_array_size(dissents), 1);
	assert_true(uuid_read(text_of(finding), &id));
	assert_ok(finding_show(sample.ledger, &id, &shown, &err), &err);
	first = json_array_get(json_object_get(shown, "reviews"), 0);
	assert_string_equal(json_string_value(json_object_get(first, "conclusion")), "dissent");
	assert_string_equal(json_string_value(json_object_get(first, "grounds")), "The shadow.");
	assert_true(json_is_null(json_object_get(first, "protected_grounds")));
	assert_true(json_is_null(json_object_get(first, "by")));
	database_rollback(sample.database);
}

/* A decision of which it was destroyed what it decides leaves the dissent open. */
static void
a_dissent_is_closed_only_by_its_own_decision(void **state)
{
	SCOPED_JSON json_t *open = NULL, *still = NULL, *none = NULL;

	(void)state;
	sample_begin();
	add_dissent();
	sample_add("dissent.decided", &sample.items[0], NULL, json_pack("{ss}", "decision", "overruled"));
	sample_commit();
	open = open_dissents();
	assert_int_equal(json_array_size(open), 1);
	sample_begin();
	sample_add("dissent.decided", &sample.items[1], NULL,
	           json_pack("{ss ss}", "review", review, "decision", "overruled"));
	sample_commit();
	still = open_dissents();
	assert_int_equal(json_array_size(still), 1);
	sample_begin();
	sample_add("dissent.decided", &sample.items[0], NULL,
	           json_pack("{ss ss}", "review", review, "decision", "overruled"));
	sample_commit();
	none = open_dissents();
	assert_int_equal(json_array_size(none), 0);
}

/* A retracted finding concludes nothing, and only who dissented takes a dissent back. */
static void
what_was_taken_back_does_not_count(void **state)
{
	SCOPED_JSON json_t *object = json_object(), *open = NULL;
	struct error err;

	(void)state;
	sample_begin();
	add_dissent();
	sample_commit();
	assert_ok(open_questions_add(sample.ledger, &sample.items[0], object, "open", &err), &err);
	assert_int_equal(json_array_size(json_object_get(object, "open")), 4);
	sample_begin();
	sample_add("record.retracted", &sample.items[0], NULL, json_pack("{ss}", "record", finding));
	sample_add("record.retracted", &sample.items[0], NULL, json_pack("{ss}", "record", review));
	sample_commit();
	assert_ok(open_questions_add(sample.ledger, &sample.items[0], object, "open", &err), &err);
	assert_int_equal(json_array_size(json_object_get(object, "open")), 5);
	open = open_dissents(); /* one key made both: it is its own */
	assert_int_equal(json_array_size(open), 0);
}

/* Whose code was destroyed cannot be told from anybody, and is no second person. */
static void
a_person_without_code_is_nobody_else(void **state)
{
	const char *one = "1111111111111111111111111111111111111111111111111111111111111111";
	const char *other = "2222222222222222222222222222222222222222222222222222222222222222";
	bool same = false;
	struct error err;

	(void)state;
	assert_ok(actors_are_one(sample.database, text_of(one), text_of(other), &same, &err), &err);
	assert_true(same);
	assert_ok(database_execute(sample.database,
	                           text_of("INSERT INTO p_actors VALUES"
	                                   " ('a', 8, '1111111111111111111111111111111111111111111111111111111111111111', '', '', '', 'bo', NULL, NULL, NULL),"
	                                   " ('b', 9, '2222222222222222222222222222222222222222222222222222222222222222', '', '', '', 'cy', NULL, NULL, NULL)"),
	                           &err),
	          &err);
	assert_ok(actors_are_one(sample.database, text_of(one), text_of(other), &same, &err), &err);
	assert_false(same);
	assert_ok(database_execute(sample.database,
	                           text_of("UPDATE p_actors SET code = NULL WHERE number = 9"), &err),
	          &err);
	assert_ok(actors_are_one(sample.database, text_of(one), text_of(other), &same, &err), &err);
	assert_true(same);
}

int
main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, sample_open, sample_close)
	const struct CMUnitTest tests[] = {
		CASE(a_status_is_known_at_every_version),
		CASE(a_dissent_is_there_without_its_witness),
		CASE(a_dissent_is_closed_only_by_its_own_decision),
		CASE(what_was_taken_back_does_not_count),
		CASE(a_person_without_code_is_nobody_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
