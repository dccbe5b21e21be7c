/* SPDX-License-Identifier: Apache-2.0 */
/* test_view_custody.c - the custody report: gaps first, hashes, checks by audits, actions in order. */
#include "casework/view_custody.h"

#include "casework/view_sample.h"

static json_t *
report_at(int item, int64_t milliseconds)
{
	struct uuid uuid = sample_uuid(&sample.items[item]);
	struct instant now = { milliseconds };
	json_t *report = NULL;
	struct error err;

	assert_ok(custody_view(sample.ledger, &uuid, now, &report, &err), &err);
	return report;
}

static json_t *
report_of(int item)
{
	return report_at(item, SAMPLE_TIME + 3 * DAY);
}

/* The text of a gap, or NULL. */
static const char *
gap(json_t *report, const char *code)
{
	json_t *each;
	size_t i;

	json_array_foreach(at(report, "gaps"), i, each) {
		if (strcmp(json_string_value(at(each, "code")), code) == 0)
			return json_string_value(at(each, "text"));
	}
	return NULL;
}

static void
see_gap(json_t *report, const char *code, const char *words)
{
	const char *text = gap(report, code);

	if (text == NULL || strcmp(text, words) != 0)
		fail_msg("%s is: %s\n", code, text ? text : "not told");
}

/* An audit by the catalogue's actor; the members given stand beside the usual ones. */
static void
add_audit(const char *scope, bool complete, json_int_t size, json_t *more)
{
	struct subject setting = subject_of("setting", &sample.uuid);
	json_t *values = json_pack("{ss sb sI s[] si s[] si so}", "scope", scope, "complete",
	                           complete, "size", size, "missing", "missing_count", 0,
	                           "altered", "altered_count", 0, "tool", sample_tool("0.1.0"));

	if (more != NULL)
		json_object_update(values, more);
	json_decref(more);
	sample_begin();
	sample_add("audit.completed", &setting, NULL, values);
	sample_commit();
}

static json_int_t
log_size(void)
{
	int64_t size;

	assert_ok(ledger_size(sample.ledger, &size, NULL), NULL);
	return size;
}

static void
gaps_come_first(void **state)
{
	SCOPED_JSON json_t *report = report_of(0);

	(void)state;
	assert_string_equal(json_object_iter_key(json_object_iter(report)), "gaps");
}

static void
what_is_known_is_no_gap(void **state)
{
	static const char *const absent[] = { "bytes-altered", "damaged-copy-replaced", "no-posting",
		                              "published-unknown", "method-unknown" };
	SCOPED_JSON json_t *report = report_of(0);

	(void)state;
	for (size_t i = 0; i < sizeof absent / sizeof absent[0]; i++) {
		if (gap(report, absent[i]) != NULL)
			fail_msg("%s is told\n", absent[i]);
	}
}

static void
gaps_name_the_acquisitions_they_are_about(void **state)
{
	SCOPED_JSON json_t *first = report_of(0), *third = report_of(2);
	struct uuid none = { { 0 } };

	(void)state;
	see_gap(first, "never-audited",
	        "Its bytes were never hashed again since they were received.");
	see_gap(first, "medium-unknown", "On what medium it came is not known (Q-000004).");
	see_gap(first, "key-without-passphrase", "Key without a passphrase (Q-000001).");
	see_gap(first, "clock-unsure",
	        "Whether the clock that gave the time of receipt was right is not known (Q-000004).");
	see_gap(first, "delivery-open",
	        "The delivery was not finished: its list of files is not complete (Q-000004).");
	see_gap(third, "forced-option", "Forced option (Q-000005).");
	see_gap(third, "published-unknown", "When it was published is not known (P-000003).");
	see_gap(third, "delivery-interrupted",
	        "The delivery was interrupted and continued later under other circumstances (Q-000005).");
	assert_null(gap(first, "giver-unknown")); /* fetched, from a known channel */
	assert_null(gap(first, "source-unknown"));
	assert_status(STATUS_NOT_FOUND,
	              custody_view(sample.ledger, &none, sample_clock, &third, NULL), NULL);
}

static void
what_nobody_outside_has_seen_is_counted(void **state)
{
	SCOPED_JSON json_t *report = report_of(0);
	SCOPED(buffer) words = { 0 };

	(void)state;
	see_integer(report, "unseen/events", log_size());
	see_integer(report, "unseen/days", 3);
	buffer_append_format(&words, "Nobody outside has seen the log: %d events, 3 days.",
	                     (int)log_size());
	see_gap(report, "unseen", buffer_string(&words));
}

static void
a_handover_without_a_word_leaves_every_gap(void **state)
{
	SCOPED_JSON json_t *report = NULL;

	(void)state;
	sample_begin();
	sample.deliveries[1] = sample_subject("delivery");
	sample_add("delivery.begun", &sample.deliveries[1], sample_id("D-000003"), NULL);
	sample.objects[3][0] = sample.objects[3][0] == 'a' ? 'b' : 'a';
	for (int i = 6; i <= 12; i++) {
		char id[32];

		snprintf(id, sizeof id, "Q-%06d", i);
		sample_add("file.received", &sample.deliveries[1], sample_id(id),
		           json_pack("{ss}", "object", sample.objects[3]));
		if (i == 6)
			sample_accession(2, 3, 1, "E-000004", NULL);
		sample_add("item.acquired", &sample.items[2], sample_id(id), NULL);
	}
	sample_commit();
	report = report_of(2);
	see_gap(report, "giver-unknown",
	        "Who handed it over is not known"
	        " (Q-000006, Q-000007, Q-000008, Q-000009, Q-000010 and 2 more).");
	assert_non_null(gap(report, "method-unknown"));
	assert_non_null(gap(report, "medium-unknown"));
	assert_non_null(gap(report, "tool-unknown"));
	see_gap(report, "no-posting", "No publication of it is recorded.");
}

static void
hashes_say_who_computed_them_and_when(void **state)
{
	SCOPED_JSON json_t *report = report_of(0);

	(void)state;
	assert_int_equal(json_array_size(at(report, "hashes")), 2);
	see_string(report, "hashes/0/algorithm", "sha256");
	see_string(report, "hashes/0/value", sample.objects[0]);
	see_string(report, "hashes/0/actor", "ana");
	see_string(report, "hashes/0/time", "2026-03-04T05:06:00.000Z");
	see_string(report, "hashes/0/tool", "0.1.0");
	see_string(report, "hashes/1/acquisition", "Q-000004");
}

static void
a_full_audit_is_a_check_and_an_action(void **state)
{
	SCOPED_JSON json_t *report = NULL, *later = NULL;
	size_t last;

	(void)state;
	add_audit("full", true, log_size(), NULL);
	report = report_of(0);
	assert_null(gap(report, "never-audited"));
	see_string(report, "last_checked/outcome", "ok");
	see_string(report, "last_checked/scope", "full");
	see_string(report, "last_checked/actor", "ana");
	last = json_array_size(at(report, "actions")) - 1;
	assert_int_equal(last, 7);
	see_string(report, "actions/7/type", "audit.completed");
	see_string(report, "actions/7/outcome", "ok");
	see_string(report, "actions/7/tool", "0.1.0");
	see_string(report, "actions/7/summary", "An audit hashed the bytes again: unchanged");
	later = report_at(0, SAMPLE_TIME + 32 * DAY);
	see_gap(later, "audit-old", "Its bytes were last hashed on 2026-03-05, 31 days ago.");
}

static void
audits_that_did_not_reach_the_bytes_are_no_checks(void **state)
{
	SCOPED_JSON json_t *report = NULL;

	(void)state;
	add_audit("full", false, log_size(), NULL);  /* interrupted */
	add_audit("full", true, 3, NULL);            /* of the log before it came */
	add_audit("quick", true, log_size(), NULL);
	add_audit("sample", true, log_size(),
	          json_pack("{si ss}", "sample_percent", 0, "sample_seed", sample.objects[2]));
	report = report_of(0);
	see_null(report, "last_checked");
	assert_non_null(gap(report, "never-audited"));
	assert_int_equal(json_array_size(at(report, "actions")), 7);
}

/* The rule of the schema, computed by other means. */
static int
draw(const char *seed, const char *object)
{
	struct run run = { 0 };
	int number;

	expect_shell(0, &run, sample.folder,
	             "echo $(( 0x$(printf %s%s | xxd -r -p | openssl dgst -sha256 -r | cut -c1-8) %% 100 ))",
	             seed, object);
	number = atoi(buffer_string(&run.out));
	run_end(&run);
	return number;
}

static void
a_sample_checks_what_its_seed_draws(void **state)
{
	int drawn = draw(sample.objects[2], sample.objects[0]);
	SCOPED_JSON json_t *without = NULL, *with = NULL;

	(void)state;
	add_audit("sample", true, log_size(),
	          json_pack("{si ss}", "sample_percent", drawn, "sample_seed", sample.objects[2]));
	without = report_of(0);
	see_null(without, "last_checked");
	add_audit("sample", true, log_size(),
	          json_pack("{si ss}", "sample_percent", drawn + 1, "sample_seed",
	                    sample.objects[2]));
	with = report_of(0);
	see_string(with, "last_checked/outcome", "ok");
	see_string(with, "last_checked/scope", "sample");
}

static void
damage_is_the_first_gap_until_the_copy_is_replaced(void **state)
{
	SCOPED_JSON json_t *damaged = NULL, *repaired = NULL;

	(void)state;
	add_audit("full", true, log_size(),
	          json_pack("{s[s] si}", "altered", sample.acquisitions[0], "altered_count", 1));
	damaged = report_of(0);
	see_string(damaged, "gaps/0/code", "bytes-altered");
	see_string(damaged, "gaps/0/text",
	           "The held bytes are others than those received: found by the audit on 2026-03-05, 2 days ago.");
	see_string(damaged, "actions/7/outcome", "altered");
	sample_begin();
	sample_add("object.repaired", &sample.items[0], NULL,
	           json_pack("{ss ss ss ss}", "object", sample.objects[0], "damaged",
	                     sample.objects[2], "kept_as", "damaged/x", "acquisition",
	                     sample.acquisitions[3]));
	sample_commit();
	repaired = report_of(0);
	assert_null(gap(repaired, "bytes-altered"));
	see_gap(repaired, "damaged-copy-replaced",
	        "The held copy was found damaged and replaced by the same bytes received again, 1 time.");
	assert_non_null(gap(repaired, "not-audited-since-repair"));
	see_string(repaired, "repairs/0/acquisition", "Q-000004");
}

/* A list that was cut, or is not there, says nothing of this object. */
static void
what_an_audit_no_longer_tells_is_unknown(void **state)
{
	SCOPED_JSON json_t *report = NULL;

	(void)state;
	add_audit("full", true, log_size(),
	          json_pack("{s[s] si}", "altered", sample.acquisitions[1], "altered_count", 9));
	add_audit("full", true, log_size(), json_pack("{sn}", "missing"));
	report = report_of(0);
	see_string(report, "actions/7/outcome", "unknown");
	see_string(report, "actions/8/outcome", "unknown");
	see_null(report, "last_checked");
	assert_non_null(gap(report, "never-audited"));
}

static void
a_missing_object_is_told_even_by_a_quick_audit(void **state)
{
	SCOPED_JSON json_t *report = NULL;

	(void)state;
	add_audit("quick", true, log_size(),
	          json_pack("{s[s] si}", "missing", sample.acquisitions[0], "missing_count", 1));
	report = report_of(0);
	see_string(report, "gaps/0/code", "bytes-missing");
}

static void
actions_stand_in_the_order_of_the_log(void **state)
{
	SCOPED_JSON json_t *report = NULL;
	json_int_t before = -1;
	json_t *action;
	size_t i;

	(void)state;
	add_audit("full", true, log_size(), NULL);
	sample_begin();
	sample_add("note.added", &sample.items[0], NULL, json_pack("{ss}", "text", "again"));
	sample_commit();
	report = report_of(0);
	json_array_foreach(at(report, "actions"), i, action) {
		assert_true(json_integer_value(at(action, "seq")) > before);
		before = json_integer_value(at(action, "seq"));
	}
	assert_int_equal(i, 9);
	see_string(report, "actions/7/type", "audit.completed");
	see_string(report, "actions/8/type", "note.added");
}

static void
transfers_and_the_log_are_told(void **state)
{
	SCOPED_JSON json_t *report = report_of(0);
	struct digest root;
	char hex[DIGEST_TEXT_SIZE];

	(void)state;
	see_json(report, "transfers", "[]");
	see_string(report, "transfers_text", "No transfer to anybody is recorded.");
	assert_ok(ledger_root(sample.ledger, log_size(), &root, NULL), NULL);
	digest_write(hex, &root);
	see_string(report, "log/root", hex);
	see_integer(report, "log/size", log_size());
	see_string(report, "prepared", "2026-03-07T05:06:07.123Z");
}

int
main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, sample_open, sample_close)
	const struct CMUnitTest tests[] = {
		CASE(gaps_come_first),
		CASE(what_is_known_is_no_gap),
		CASE(gaps_name_the_acquisitions_they_are_about),
		CASE(what_nobody_outside_has_seen_is_counted),
		CASE(a_handover_without_a_word_leaves_every_gap),
		CASE(hashes_say_who_computed_them_and_when),
		CASE(a_full_audit_is_a_check_and_an_action),
		CASE(audits_that_did_not_reach_the_bytes_are_no_checks),
		CASE(a_sample_checks_what_its_seed_draws),
		CASE(damage_is_the_first_gap_until_the_copy_is_replaced),
		CASE(what_an_audit_no_longer_tells_is_unknown),
		CASE(a_missing_object_is_told_even_by_a_quick_audit),
		CASE(actions_stand_in_the_order_of_the_log),
		CASE(transfers_and_the_log_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
