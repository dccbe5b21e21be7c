/* SPDX-License-Identifier: Apache-2.0 */
/* test_view_lost.c - every view answers when any value, or every value, is unknown or was destroyed. */
#include "casework/reliance.h"
#include "casework/verification.h"
#include "casework/view_custody.h"
#include "casework/view_delivery.h"
#include "casework/view_finding.h"
#include "casework/view_item.h"
#include "casework/view_records.h"
#include "casework/view_statistics.h"
#include "casework/work.h"

#include "casework/view_sample.h"

static enum status
count(void *context, json_t *object, struct error *err)
{
	(void)err;
	assert_true(json_is_object(object));
	++*(size_t *)context;
	return STATUS_OK;
}

static void
look_at_lists(void)
{
	static const char *const filters[] = { "type:video",    "name:a",       "title:a",
		                               "received:2026", "published:2020", "has:warning",
		                               "bytes:>1",      "channel:C-1",  "from:W-1" };
	size_t rows = 0;
	struct view_output to = { count, &rows };
	struct error err;

	assert_ok(item_list(sample.ledger, NULL, 0, &to, &err), &err);
	assert_int_equal(rows, 3);
	for (size_t i = 0; i < sizeof filters / sizeof filters[0]; i++)
		assert_ok(item_list(sample.ledger, &filters[i], 1, &to, &err), &err);
	assert_ok(delivery_list(sample.ledger, &to, &err), &err);
	assert_ok(channel_list(sample.ledger, &to, &err), &err);
	assert_ok(person_list(sample.ledger, &to, &err), &err);
	assert_ok(actor_list(sample.ledger, &to, &err), &err);
}

static void
look_at(enum status (*show)(struct ledger *, const struct uuid *, json_t **, struct error *),
        const struct subject *subject)
{
	struct uuid uuid = sample_uuid(subject);
	SCOPED_JSON json_t *object = NULL;
	struct error err;

	assert_ok(show(sample.ledger, &uuid, &object, &err), &err);
}

static void
look_at_judgement(void)
{
	struct resolved about = { .kind = 'E', .number = 1, .uuid = sample_uuid(&sample.items[0]) };
	SCOPED_JSON json_t *answer = NULL, *dissents = json_object();
	const struct queue_filter any = { .state = NULL };
	size_t rows = 0;
	struct view_output to = { count, &rows };
	struct error err;

	assert_ok(finding_list(sample.ledger, NULL, &to, &err), &err);
	assert_int_equal(rows, 1);
	assert_ok(finding_list(sample.ledger, &about, &to, &err), &err);
	assert_ok(reliance_of(sample.ledger, &about, &answer, &err), &err);
	assert_ok(open_dissents_add(sample.ledger, &sample.items[0], dissents, "dissents", &err),
	          &err);
	rows = 0;
	assert_ok(work_queue(sample.ledger, &any, &to, &err), &err);
	assert_int_equal(rows, 3);
}

static void
look_at_everything(void)
{
	SCOPED_JSON json_t *numbers = NULL;
	size_t rows = 0;
	struct view_output to = { count, &rows };
	struct error err;

	look_at_lists();
	for (int i = 0; i < 3; i++) {
		struct uuid uuid = sample_uuid(&sample.items[i]);
		SCOPED_JSON json_t *report = NULL;

		look_at(item_show, &sample.items[i]);
		assert_ok(custody_view(sample.ledger, &uuid, sample_clock, &report, &err), &err);
	}
	for (int i = 0; i < 2; i++) {
		struct uuid uuid = sample_uuid(&sample.deliveries[i]);

		look_at(delivery_show, &sample.deliveries[i]);
		assert_ok(delivery_files(sample.ledger, &uuid, &to, &err), &err);
		assert_ok(delivery_failures(sample.ledger, &uuid, &to, &err), &err);
	}
	look_at(channel_show, &sample.channel);
	look_at(person_show, &sample.person);
	look_at_judgement();
	assert_ok(statistics(sample.ledger, sample_clock, &numbers, &err), &err);
}

/* A finding, a dissent from it that was decided and one that was not, a status on it, work, a notice. */
static void
add_judgement(void)
{
	struct subject setting = subject_of("setting", &sample.uuid);
	char finding[UUID_TEXT_SIZE], review[UUID_TEXT_SIZE], status[UUID_TEXT_SIZE];
	struct uuid id;

	sample_begin();
	id = sample_add("finding.recorded", &sample.items[0], sample_id("F-000001"),
	                json_pack("{ss ss ss ss s[s] s[s]}", "question", "place", "answer",
	                          "answered", "conclusion", "There.", "confidence", "high",
	                          "methods", "geolocation", "tools", "a map"));
	uuid_write(finding, &id);
	id = sample_add("finding.reviewed", &sample.items[0], NULL,
	                json_pack("{ss ss ss ss}", "finding", finding, "conclusion", "dissent",
	                          "grounds", "No.", "protected_grounds", "her sister"));
	uuid_write(review, &id);
	sample_add("dissent.decided", &sample.items[0], NULL,
	           json_pack("{ss ss ss}", "review", review, "decision", "overruled", "grounds",
	                     "Yes."));
	sample_add("finding.reviewed", &sample.items[0], NULL,
	           json_pack("{ss ss ss}", "finding", finding, "conclusion", "dissent", "grounds",
	                     "Still no."));
	id = sample_add("status.decided", &sample.items[0], NULL,
	                json_pack("{ss ss s[s] ss}", "before", "unverified", "status", "disputed",
	                          "findings", finding, "grounds", "Both."));
	uuid_write(status, &id);
	sample_add("value.assessed", &sample.items[0], NULL, json_pack("{ss}", "strength", "weak"));
	sample_add("work.moved", &setting, NULL,
	           json_pack("{ss ss ss s[s]}", "item", sample.items[0].text, "state", "in-review",
	                     "priority", "urgent", "tags", "one"));
	sample_add("notice.given", &sample.items[0], NULL,
	           json_pack("{ss ss ss}", "about", status, "kind", "dissent", "recipient_person",
	                     sample.person.text));
	sample_commit();
}

static void
add_audit_with_everything(void)
{
	struct subject setting = subject_of("setting", &sample.uuid);

	sample_begin();
	sample_add("audit.completed", &setting, NULL,
	           json_pack("{ss sb si s[s] si s[] si}", "scope", "full", "complete", 1, "size",
	                     1000, "altered", sample.acquisitions[0], "altered_count", 1, "missing",
	                     "missing_count", 0));
	sample_add("object.repaired", &sample.items[0], NULL,
	           json_pack("{ss ss}", "object", sample.objects[0], "damaged", sample.objects[2]));
	sample_commit();
	add_judgement();
}

/* Columns of the projection that may be NULL: "UPDATE p_items SET title = NULL". */
static void
each_column(void (*then)(const char *table, const char *column))
{
	struct statement *row = NULL;
	struct error err;

	assert_ok(database_prepare(sample.database,
	                           "SELECT t.name, c.name FROM sqlite_schema t,"
	                           " pragma_table_info(t.name) c WHERE t.type = 'table'"
	                           " AND t.name LIKE 'p\\_%' ESCAPE '\\'"
	                           " AND c.\"notnull\" = 0 AND c.pk = 0",
	                           &row, &err),
	          &err);
	while (statement_step(row, &err) == STATUS_OK)
		then(statement_text(row, 0).p, statement_text(row, 1).p);
	statement_release(row);
}

static json_t *columns; /* of "table.column" */

static void
remember(const char *table, const char *column)
{
	json_array_append_new(columns, json_pack("[ss]", table, column));
}

static void
lose(const json_t *column)
{
	SCOPED(buffer) sql = { 0 };
	struct error err;

	buffer_append_format(&sql, "UPDATE %s SET %s = NULL",
	                     json_string_value(json_array_get(column, 0)),
	                     json_string_value(json_array_get(column, 1)));
	assert_ok(database_execute(sample.database, text_of_buffer(&sql), &err), &err);
}

static void
views_answer_with_any_value_lost(void **state)
{
	json_t *column;
	struct error err;
	size_t i;

	(void)state;
	add_audit_with_everything();
	columns = json_array();
	each_column(remember);
	assert_true(json_array_size(columns) > 100);
	json_array_foreach(columns, i, column) {
		assert_ok(database_begin(sample.database, &err), &err);
		lose(column);
		look_at_everything();
		database_rollback(sample.database);
	}
	json_decref(columns);
}

static void
views_answer_with_every_value_lost(void **state)
{
	json_t *column;
	size_t i;

	(void)state;
	add_audit_with_everything();
	columns = json_array();
	each_column(remember);
	json_array_foreach(columns, i, column) {
		if (strcmp(json_string_value(json_array_get(column, 0)), "p_channels") != 0 &&
		    strcmp(json_string_value(json_array_get(column, 0)), "p_persons") != 0)
			lose(column);
	}
	look_at_everything();
	json_decref(columns);
}

/* The column holds what no event ever does: then somebody changed the tables. */
static void
spoil(const json_t *column)
{
	SCOPED(buffer) sql = { 0 };
	struct error err;

	buffer_append_format(&sql, "UPDATE OR IGNORE %s SET %s = CAST(x'4100ff42' AS TEXT)",
	                     json_string_value(json_array_get(column, 0)),
	                     json_string_value(json_array_get(column, 1)));
	/* a strict table keeps its numbers */
	if (database_execute(sample.database, text_of_buffer(&sql), &err) != STATUS_OK)
		assert_non_null(strstr(err.text, "cannot store"));
}

/* Damage may be refused by its name; it is no want of memory, which would be ours. */
static void
expect_no_fault_of_ours(enum status status, const json_t *column)
{
	if (status == STATUS_MEMORY)
		fail_msg("%s.%s", json_string_value(json_array_get(column, 0)),
		         json_string_value(json_array_get(column, 1)));
}

static void
look_at_spoilt(const json_t *column)
{
	struct uuid item = sample_uuid(&sample.items[0]), delivery = sample_uuid(&sample.deliveries[0]);
	SCOPED_JSON json_t *shown = NULL;
	SCOPED_JSON json_t *report = NULL;
	SCOPED_JSON json_t *numbers = NULL;
	SCOPED_JSON json_t *handed_over = NULL;
	size_t rows = 0;
	struct view_output to = { count, &rows };
	struct error err;

	expect_no_fault_of_ours(item_list(sample.ledger, NULL, 0, &to, &err), column);
	expect_no_fault_of_ours(item_show(sample.ledger, &item, &shown, &err), column);
	expect_no_fault_of_ours(custody_view(sample.ledger, &item, sample_clock, &report, &err),
	                        column);
	expect_no_fault_of_ours(delivery_show(sample.ledger, &delivery, &handed_over, &err), column);
	expect_no_fault_of_ours(statistics(sample.ledger, sample_clock, &numbers, &err), column);
	expect_no_fault_of_ours(actor_list(sample.ledger, &to, &err), column);
}

static void
spoilt_texts_are_no_fault_of_ours(void **state)
{
	json_t *column;
	struct error err;
	size_t i;

	(void)state;
	add_audit_with_everything();
	columns = json_array();
	each_column(remember);
	json_array_foreach(columns, i, column) {
		assert_ok(database_begin(sample.database, &err), &err);
		spoil(column);
		look_at_spoilt(column);
		database_rollback(sample.database);
	}
	json_decref(columns);
}

int
main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, sample_open, sample_close)
	const struct CMUnitTest tests[] = {
		CASE(views_answer_with_any_value_lost),
		CASE(views_answer_with_every_value_lost),
		CASE(spoilt_texts_are_no_fault_of_ours),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
