/* SPDX-License-Identifier: Apache-2.0 */
/* test_match.c - the program proposes, a person decides, and decisions make footage. */
#include "casework/footage.h"
#include "casework/match_record.h"
#include "casework/view_item.h"
#include "casework/view_match.h"

#include "support/open_catalogue.h"
#include "support/support.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ITEMS 30

struct fixture {
	struct open_catalogue open;
	struct uuid        items[ITEMS];
};

static void
add_items(struct fixture *f)
{
	struct change *change = NULL;
	struct error err;

	assert_ok(catalogue_begin(f->open.catalogue, "test", &change, &err), &err);
	for (size_t i = 0; i < ITEMS; i++) {
		SCOPED_JSON json_t *open = NULL, *values = NULL;
		struct subject subject;
		int64_t number;
		char hash[65];

		assert_ok(change_new_uuid(change, &f->items[i], &err), &err);
		assert_ok(catalogue_next_id(f->open.catalogue, 'E', &open, &number, &err), &err);
		snprintf(hash, sizeof hash, "%064zx", i + 1);
		values = json_pack("{s:s,s:s}", "object", hash, "media_type", "video/mp4");
		subject = subject_of("item", &f->items[i]);
		assert_ok(change_add(change, "item.accessioned", &subject, open, values, NULL, &err),
		          &err);
	}
	assert_ok(catalogue_commit(f->open.catalogue, change, &err), &err);
}

static int
begin(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);

	open_catalogue_begin(&f->open);
	add_items(f);
	*state = f;
	return 0;
}

static int
end(void **state)
{
	struct fixture *f = *state;

	open_catalogue_end(&f->open);
	free(f);
	return 0;
}

/* Item `other` is found like `item`, the first ten seconds of which are seconds 20 to 30 of it. */
static enum status
propose(struct fixture *f, size_t item, size_t other)
{
	SCOPED_JSON json_t *segments = json_pack("[{s:i,s:i,s:i,s:i,s:s}]", "from", 0, "to", 10000,
	                                         "other_from", 20000, "other_to", 30000,
	                                         "distance", "7.5");
	SCOPED_JSON json_t *reasons = json_pack("[s]", "frames-agree 12");
	struct match_proposal proposal = {
		.item = f->items[item],
		.other = f->items[other],
		.kind = "video",
		.level = "same",
		.distance = "4",
		.transform = "rot90",
		.segments = segments,
		.reasons = reasons,
		.algorithms = "test 1",
	};
	struct change *change = NULL;
	int64_t number;
	struct error err;
	enum status status;

	assert_ok(catalogue_begin(f->open.catalogue, "test", &change, &err), &err);
	status = match_propose(f->open.catalogue, change, &proposal, &number, &err);
	if (status == STATUS_OK)
		assert_ok(catalogue_commit(f->open.catalogue, change, &err), &err);
	else
		catalogue_abandon(f->open.catalogue, change);
	return status;
}

/* The link of the match whose number is `number`. */
static struct uuid
link_of(struct fixture *f, int64_t number)
{
	SCOPED_STATEMENT statement = NULL;
	struct uuid link;

	assert_ok(database_prepare(f->open.catalogue->database,
	                           "SELECT link FROM p_matches WHERE number = $1", &statement, NULL),
	          NULL);
	statement_bind_integer(statement, 1, number);
	assert_ok(statement_step(statement, NULL), NULL);
	assert_true(uuid_read(statement_text(statement, 0), &link));
	return link;
}

static enum status
decide(struct fixture *f, int64_t number, const char *relation, struct match_outcome *out,
       struct error *err)
{
	struct uuid link = link_of(f, number);
	struct match_decision decision = { .link = &link,
		                           .confirmed = relation != NULL,
		                           .relation = relation,
		                           .because = "looked at both" };

	*out = (struct match_outcome){ 0 };
	return match_decide(f->open.catalogue, &decision, out, err);
}

static int64_t
footage_number(struct fixture *f, size_t item)
{
	struct uuid footage;
	int64_t number = 0;

	assert_ok(footage_of_item(f->open.catalogue, &f->items[item], &footage, &number, NULL), NULL);
	return number;
}

static json_t *
shown(struct fixture *f, size_t item)
{
	json_t *object = NULL;
	struct error err;

	assert_ok(item_show(f->open.catalogue->ledger, &f->items[item], &object, &err), &err);
	return object;
}

static void
a_match_is_seen_from_both_sides(void **state)
{
	struct fixture *f = *state;
	SCOPED_JSON json_t *asked = NULL, *found = NULL;
	json_t *match, *segment;

	assert_int_equal(propose(f, 0, 1), STATUS_OK);
	asked = shown(f, 0);
	found = shown(f, 1);
	match = json_array_get(json_object_get(asked, "matches"), 0);
	segment = json_array_get(json_object_get(match, "segments"), 0);
	assert_string_equal(json_string_value(json_object_get(match, "other")), "E-000002");
	assert_string_equal(json_string_value(json_object_get(match, "transform")), "rot90");
	assert_true(json_real_value(json_object_get(segment, "a_to")) == 10.0);
	assert_true(json_real_value(json_object_get(segment, "b_from")) == 20.0);
	assert_true(json_is_null(json_object_get(match, "decision")));
	match = json_array_get(json_object_get(found, "matches"), 0);
	segment = json_array_get(json_object_get(match, "segments"), 0);
	assert_string_equal(json_string_value(json_object_get(match, "item")), "E-000002");
	assert_string_equal(json_string_value(json_object_get(match, "other")), "E-000001");
	assert_string_equal(json_string_value(json_object_get(match, "transform")), "rot270");
	assert_true(json_real_value(json_object_get(segment, "a_from")) == 20.0);
	assert_true(json_real_value(json_object_get(segment, "b_to")) == 10.0);
}

static enum status
count_object(void *context, json_t *object, struct error *err)
{
	(void)object;
	(void)err;
	++*(int *)context;
	return STATUS_OK;
}

static int
listed(struct fixture *f, const char *state)
{
	int count = 0;
	struct view_output to = { count_object, &count };
	struct error err;

	assert_ok(match_list(f->open.catalogue->ledger, state ? text_of(state) : (struct text){ NULL, 0 },
	                     &to, &err),
	          &err);
	return count;
}

static void
matches_are_listed_by_what_was_decided(void **state)
{
	struct fixture *f = *state;
	struct match_outcome outcome;

	for (size_t i = 1; i < 4; i++)
		assert_int_equal(propose(f, 0, i), STATUS_OK);
	assert_ok(decide(f, 1, "same", &outcome, NULL), NULL);
	assert_ok(decide(f, 2, NULL, &outcome, NULL), NULL);
	assert_int_equal(listed(f, "confirmed"), 1);
	assert_int_equal(listed(f, "rejected"), 1);
	assert_int_equal(listed(f, "undecided"), 1);
	assert_int_equal(listed(f, NULL), 3);
}

static void
a_pair_is_proposed_once(void **state)
{
	struct fixture *f = *state;
	struct match_outcome outcome;

	assert_int_equal(propose(f, 0, 1), STATUS_OK);
	assert_int_equal(propose(f, 0, 1), STATUS_EXISTS);
	assert_int_equal(propose(f, 1, 0), STATUS_EXISTS);
	assert_ok(decide(f, 1, NULL, &outcome, NULL), NULL);
	assert_int_equal(propose(f, 1, 0), STATUS_EXISTS);
}

static void
an_item_has_at_most_twenty_open_proposals(void **state)
{
	struct fixture *f = *state;
	struct match_outcome outcome;

	for (size_t i = 1; i <= MATCH_PROPOSALS_LIMIT; i++)
		assert_int_equal(propose(f, i % 2 ? 0 : i, i % 2 ? i : 0), STATUS_OK);
	assert_int_equal(propose(f, 0, 25), STATUS_LIMIT);
	assert_int_equal(propose(f, 25, 0), STATUS_LIMIT);
	assert_ok(decide(f, 3, NULL, &outcome, NULL), NULL);
	assert_int_equal(propose(f, 25, 0), STATUS_OK);
}

static void
a_confirmation_makes_footage_and_a_second_joins_it(void **state)
{
	struct fixture *f = *state;
	SCOPED_JSON json_t *clip = NULL, *whole = NULL, *footage = NULL;
	struct match_outcome outcome;
	struct uuid uuid;
	int64_t number;
	struct error err;

	assert_int_equal(propose(f, 0, 1), STATUS_OK);
	assert_int_equal(propose(f, 2, 0), STATUS_OK);
	assert_ok(decide(f, 1, "clip-of", &outcome, &err), &err);
	assert_int_equal(outcome.footage, 1);
	assert_true(outcome.made);
	assert_ok(decide(f, 2, "same", &outcome, &err), &err);
	assert_int_equal(outcome.footage, 1);
	assert_false(outcome.made);
	clip = shown(f, 0);
	whole = shown(f, 1);
	assert_string_equal(json_string_value(json_object_get(clip, "footage")), "V-000001");
	assert_string_equal(
		json_string_value(json_object_get(
			json_array_get(json_object_get(clip, "matches"), 0), "relation")),
		"clip-of");
	assert_string_equal(
		json_string_value(json_object_get(
			json_array_get(json_object_get(whole, "matches"), 0), "relation")),
		"contains");
	assert_ok(footage_of_item(f->open.catalogue, &f->items[2], &uuid, &number, &err), &err);
	assert_ok(footage_show(f->open.catalogue->ledger, &uuid, &footage, &err), &err);
	assert_int_equal(json_array_size(json_object_get(footage, "members")), 3);
	assert_string_equal(json_string_value(json_object_get(footage, "status")), "unverified");
}

static void
a_rejection_takes_out_what_nothing_else_holds(void **state)
{
	struct fixture *f = *state;
	struct match_outcome outcome;
	struct error err;

	assert_int_equal(propose(f, 0, 1), STATUS_OK);
	assert_int_equal(propose(f, 1, 2), STATUS_OK);
	assert_ok(decide(f, 1, "same", &outcome, &err), &err);
	assert_ok(decide(f, 2, "edit-of", &outcome, &err), &err);
	assert_int_equal(footage_number(f, 0), 1);
	assert_ok(decide(f, 1, NULL, &outcome, &err), &err);
	assert_int_equal(footage_number(f, 0), 0);
	assert_int_equal(footage_number(f, 1), 1);
	assert_int_equal(footage_number(f, 2), 1);
	assert_ok(decide(f, 1, "same", &outcome, &err), &err);
	assert_int_equal(footage_number(f, 0), 1);
}

static void
two_footages_are_brought_together_only_on_request(void **state)
{
	struct fixture *f = *state;
	struct match_outcome outcome;
	struct uuid first, second;
	struct footage_words words = { .into = &first };
	int64_t number, version;
	struct error err;

	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(propose(f, 2 * i, 2 * i + 1), STATUS_OK);
		assert_ok(decide(f, (int64_t)i + 1, "same", &outcome, &err), &err);
	}
	assert_int_equal(propose(f, 1, 2), STATUS_OK);
	assert_status(STATUS_REFUSED, decide(f, 3, "same", &outcome, &err), &err);
	assert_non_null(strstr(err.text, "V-2 --into V-1"));
	assert_ok(footage_of_item(f->open.catalogue, &f->items[0], &first, &number, &err), &err);
	assert_ok(footage_of_item(f->open.catalogue, &f->items[2], &second, &number, &err), &err);
	assert_status(STATUS_INVALID,
	              footage_edit(f->open.catalogue, &second, &words, &version, &err), &err);
	words.because = "one filming";
	assert_ok(footage_edit(f->open.catalogue, &second, &words, &version, &err), &err);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(footage_number(f, i), 1);
	assert_ok(decide(f, 3, "same", &outcome, &err), &err);
}

static void
a_reference_is_a_member_and_a_stale_edit_is_refused(void **state)
{
	struct fixture *f = *state;
	struct match_outcome outcome;
	struct footage_words words = { .title = "Street", .reference = &f->items[5] };
	struct uuid footage;
	int64_t number, version;
	struct error err;

	assert_int_equal(propose(f, 0, 1), STATUS_OK);
	assert_ok(decide(f, 1, "same", &outcome, &err), &err);
	assert_ok(footage_of_item(f->open.catalogue, &f->items[0], &footage, &number, &err), &err);
	assert_status(STATUS_REFUSED, footage_edit(f->open.catalogue, &footage, &words, &version, &err),
	              &err);
	words.reference = &f->items[1];
	assert_ok(footage_edit(f->open.catalogue, &footage, &words, &version, &err), &err);
	words = (struct footage_words){ .title = "Square", .based_on = version - 1 };
	assert_status(STATUS_STALE, footage_edit(f->open.catalogue, &footage, &words, &version, &err),
	              &err);
	assert_non_null(strstr(err.text, "Street"));
	words.based_on = version;
	assert_ok(footage_edit(f->open.catalogue, &footage, &words, &version, &err), &err);
}

static void
a_decision_without_its_words_is_refused(void **state)
{
	struct fixture *f = *state;
	struct uuid link;
	struct match_decision decision = { .link = &link };
	struct match_outcome outcome;
	struct error err;

	assert_int_equal(propose(f, 0, 1), STATUS_OK);
	link = link_of(f, 1);
	assert_status(STATUS_INVALID, match_decide(f->open.catalogue, &decision, &outcome, &err), &err);
	decision.confirmed = true;
	assert_status(STATUS_INVALID, match_decide(f->open.catalogue, &decision, &outcome, &err), &err);
	decision.relation = "different";
	assert_status(STATUS_INVALID, match_decide(f->open.catalogue, &decision, &outcome, &err), &err);
	decision.relation = "same";
	decision.based_on = 99;
	assert_status(STATUS_INVALID, match_decide(f->open.catalogue, &decision, &outcome, &err), &err);
	decision.based_on = 2;
	assert_ok(match_decide(f->open.catalogue, &decision, &outcome, &err), &err);
	assert_status(STATUS_STALE, match_decide(f->open.catalogue, &decision, &outcome, &err), &err);
}

#define T(name) cmocka_unit_test_setup_teardown(name, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_match_is_seen_from_both_sides),
		T(matches_are_listed_by_what_was_decided),
		T(a_pair_is_proposed_once),
		T(an_item_has_at_most_twenty_open_proposals),
		T(a_confirmation_makes_footage_and_a_second_joins_it),
		T(a_rejection_takes_out_what_nothing_else_holds),
		T(two_footages_are_brought_together_only_on_request),
		T(a_reference_is_a_member_and_a_stale_edit_is_refused),
		T(a_decision_without_its_words_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
