/* SPDX-License-Identifier: Apache-2.0 */
/* test_view_items.c - the list of items and its filters, one item, and files by their hash. */
#include "casework/view_item.h"

#include "casework/view_sample.h"

static json_t *
list(const char *const *filters, size_t count)
{
	json_t *array = json_array();
	struct view_output to = { sample_keep, array };
	struct error err;

	assert_ok(item_list(sample.ledger, filters, count, &to, &err), &err);
	return array;
}

/* The numbers of the items that filters, separated by spaces, find: "1 3". */
static void
expect_found(const char *words, const char *expected)
{
	SCOPED_FREE char *copy = strdup(words);
	SCOPED(buffer) found = { 0 };
	SCOPED_JSON json_t *items = NULL;
	const char *filters[8];
	char *rest = NULL;
	size_t count = 0, i;
	json_t *item;

	for (char *word = strtok_r(copy, "|", &rest); word; word = strtok_r(NULL, "|", &rest))
		filters[count++] = word;
	items = list(filters, count);
	json_array_foreach(items, i, item)
		buffer_append_format(&found, "%s%s", i ? " " : "",
		                     json_string_value(at(item, "id")) + 7);
	if (strcmp(buffer_string(&found), expected) != 0)
		fail_msg("%s finds %s, not %s\n", words, buffer_string(&found), expected);
}

static void
list_has_what_other_programs_read(void **state)
{
	SCOPED_JSON json_t *items = list(NULL, 0);

	(void)state;
	assert_int_equal(json_array_size(items), 3);
	see_string(items, "0/id", "E-000001");
	see_string(items, "0/sha256", sample.objects[0]);
	see_string(items, "0/media_type", "video/mp4");
	see_string(items, "0/status", "unverified");
	see_null(items, "0/verified_as");
	see_json(items, "0/sensitivity",
	            "[\"graphic-4\",\"distressing-audio\",\"captive-identifiable\",\"source-at-risk\"]");
	see_string(items, "0/title", "Column on a Straße");
	see_string(items, "0/received", "2026-03-04T05:06:07.123Z");
	see_string(items, "0/published", "2020-10~");
	see_integer(items, "0/bytes", 17);
	see_string(items, "0/name", "a.mp4");
	see_string(items, "0/delivery", "D-000001");
	see_integer(items, "0/acquisition_count", 2);
	see_integer(items, "0/posting_count", 2);
	see_null(items, "2/published");
	see_null(items, "2/title");
}

static void
the_undescribed_is_treated_as_the_worst(void **state)
{
	SCOPED_JSON json_t *items = list(NULL, 0);

	(void)state;
	see_json(items, "1/sensitivity", "[\"unassessed\"]");
	see_json(items, "1/treat_as_graphic", "true");
	see_json(items, "0/treat_as_graphic", "true");
	sample_begin();
	sample_add("item.described", &sample.items[2], NULL,
	           json_pack("{ss}", "graphic_level", "not-sensitive"));
	sample_commit();
	json_decref(items);
	items = list(NULL, 0);
	see_json(items, "2/treat_as_graphic", "false");
	see_json(items, "2/sensitivity", "[\"unassessed\",\"not-sensitive\"]");
}

static void
warnings_are_codes_with_their_meaning(void **state)
{
	SCOPED_JSON json_t *items = list(NULL, 0);

	(void)state;
	see_json(items, "0/warnings", "[]");
	see_string(items, "1/warnings/0/code", "name-not-utf8");
	assert_non_null(strstr(json_string_value(at(items, "1/warnings/0/text")), "bytes"));
}

static void
each_filter_finds_what_it_says(void **state)
{
	static const struct {
		const char *filters, *found;
	} cases[] = {
		{ "type:video", "1" },
		{ "type:image/jpeg", "2" },
		{ "type:image/png", "" },
		{ "type:document", "3" },
		{ "delivery:D-1", "1 2" },
		{ "delivery:d2", "1 3" },
		{ "channel:C-1", "1 3" },
		{ "channel:tg-7", "1 3" },
		{ "channel:C-2", "" },
		{ "from:src-1", "1 2" },
		{ "graphic:graphic-4", "1" },
		{ "graphic:unassessed", "2 3" },
		{ "graphic:not-sensitive", "" },
		{ "sound:distressing-audio", "1" },
		{ "sound:unassessed", "2 3" },
		{ "assessed:yes", "1" },
		{ "assessed:no", "2 3" },
		{ "flag:captive-identifiable", "1" },
		{ "flag:source-at-risk", "1" },
		{ "flag:minor-visible", "" },
		{ "status:unverified", "1 2 3" },
		{ "status:verified", "" },
		{ "warning:name-not-utf8", "2" },
		{ "received:2026-03-04", "1 2" },
		{ "received:2026-03-05", "1 3" },
		{ "received:2026-04", "" },
		{ "received:2026-03-04T05:06:07Z", "1 2" },
		{ "received:2026-03-04T09:06:07+04:00", "1 2" },
		{ "received:2026-03-04T05:06:07+04:00", "" },
		{ "received:2026-03-05/..", "1 3" },
		{ "received:[2025,2026-03-04]", "1 2" },
		{ "published:2020-11", "1" },
		{ "published:2020-10", "1" },
		{ "published:2019", "" },
		{ "name:A.MP4", "1" },
		{ "name:.jpg", "2" },
		{ "title:STRASSE", "1" },
		{ "title:column|type:video", "1" },
		{ "title:column|type:image", "" },
		{ "bytes:>8", "1 2" },
		{ "bytes:<9", "3" },
		{ "bytes:8", "3" },
		{ "has:description", "1" },
		{ "has:posting", "1 3" },
		{ "has:note", "1" },
		{ "has:warning", "2" },
		{ "described:no", "2 3" },
		{ "E-2", "2" },
		{ "e3|E-1", "1 3" },
		{ "E-1..E-2", "1 2" },
		{ "E-2..9|described:no", "2 3" },
		{ "E-77", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		expect_found(cases[i].filters, cases[i].found);
}

static void
a_hash_is_found_by_its_first_digits(void **state)
{
	char filter[80];

	(void)state;
	for (int i = 0; i < 2; i++) {
		snprintf(filter, sizeof filter, "sha256:%.*s", i == 0 ? 8 : 64, sample.objects[1]);
		expect_found(filter, "2");
	}
	snprintf(filter, sizeof filter, "sha256:%s", sample.objects[2]); /* a component */
	expect_found(filter, "");
	expect_found("sha256:ABCDEF0123456789", "");
}

static void
wrong_filters_are_refused_with_what_was_meant(void **state)
{
	static const struct {
		const char *filter, *words;
	} cases[] = {
		{ "tpye:video", "did you mean type?" },
		{ "titel:x", "did you mean title?" },
		{ "xyzzy:x", "no filter “xyzzy:”" },
		{ "type:vido", "did you mean video?" },
		{ "type:image/", "image/jpeg" },
		{ "graphic:grafic-4", "did you mean graphic-4" },
		{ "flag:minor", "did you mean minor-visible?" },
		{ "status:verifed", "verified" },
		{ "warning:zero-byte", "zero-bytes" },
		{ "received:2026-13", "2026-13" },
		{ "delivery:E-1", "delivery (D-…)" },
		{ "delivery:D-9", "D-000009" },
		{ "channel:tg-8", "tg-8" },
		{ "from:nobody", "person" },
		{ "from:w1", "W-000002 or W-000001" },
		{ "sha256:abc", "4 to 64" },
		{ "sha256:xyzw", "4 to 64" },
		{ "bytes:many", "bytes:>1000000" },
		{ "bytes:>", "bytes:>1000000" },
		{ "has:hope", "has:" },
		{ "described:maybe", "described:yes" },
		{ "name:", "name:TEXT" },
		{ "title:\xff", "title:TEXT" },
		{ "D-1", "neither" },
		{ "E-9..E-1", "neither" },
		{ "nonsense", "neither" },
	};
	struct view_output to = { sample_keep, NULL };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct error err = { 0 };
		enum status st = item_list(sample.ledger, &cases[i].filter, 1, &to, &err);

		if (st != STATUS_INVALID && st != STATUS_NOT_FOUND)
			fail_msg("%s gives status %d\n", cases[i].filter, st);
		if (strstr(err.text, cases[i].words) == NULL)
			fail_msg("%s: %s\n", cases[i].filter, err.text);
	}
}

static enum status
stop(void *context, json_t *object, struct error *err)
{
	(void)object;
	++*(int *)context;
	return fail(err, STATUS_INTERRUPTED, "enough");
}

static void
a_list_ends_when_its_reader_has_enough(void **state)
{
	int calls = 0;
	struct view_output to = { stop, &calls };
	struct error err;

	(void)state;
	assert_status(STATUS_INTERRUPTED, item_list(sample.ledger, NULL, 0, &to, &err), &err);
	assert_int_equal(calls, 1);
}

/* More items than a page holds, twice. */
static void
long_lists_come_page_by_page_and_whole(void **state)
{
	SCOPED_JSON json_t *items = NULL;
	struct subject first = sample.items[2];
	char id[32];

	(void)state;
	sample_begin();
	for (int i = 4; i <= 600; i++) {
		snprintf(id, sizeof id, "E-%06d", i);
		sample_accession(2, 3, 1, id, NULL);
	}
	sample_commit();
	sample.items[2] = first;
	items = list(NULL, 0);
	assert_int_equal(json_array_size(items), 600);
	for (int i = 1; i <= 600; i++) {
		snprintf(id, sizeof id, "E-%06d", i);
		assert_string_equal(json_string_value(at(json_array_get(items, i - 1), "id")), id);
	}
}

static void
show_has_the_item_and_everything_about_it(void **state)
{
	struct uuid uuid = sample_uuid(&sample.items[0]);
	SCOPED_JSON json_t *item = NULL;
	struct error err;

	(void)state;
	assert_ok(item_show(sample.ledger, &uuid, &item, &err), &err);
	see_string(item, "id", "E-000001");
	see_string(item, "summary", "Men walk.");
	see_string(item, "received", "2026-03-04T05:06:07.123Z");
	see_string(item, "published", "2020-10~");
	see_integer(item, "version", 7);
	see_string(item, "actor", "ana");
	see_string(item, "actor_id", "K-000001");
	see_string(item, "acquisitions/0/id", "Q-000001");
	see_string(item, "acquisitions/0/from", "W-000001");
	see_string(item, "acquisitions/0/from_code", "src-1");
	see_string(item, "acquisitions/0/method", "direct-from-witness");
	see_string(item, "acquisitions/0/tool/version", "0.1.0");
	see_null(item, "acquisitions/0/channel");
	see_string(item, "acquisitions/1/channel_code", "tg-7");
	see_json(item, "acquisitions/1/known", "true");
	see_string(item, "postings/0/id", "P-000001");
	see_string(item, "postings/0/channel", "C-000001");
	see_string(item, "postings/0/acquisition", "Q-000004");
	see_string(item, "postings/1/published/edtf", "2020-10~");
	see_string(item, "notes/0/text", "look again");
	for (const char *const *name = (const char *const[]){ "claims", "metadata", "depicts",
	                                                      "cited_by", "findings", "matches",
	                                                      "defects", "repairs", NULL };
	     *name != NULL; name++)
		see_json(item, *name, "[]");
	see_json(item, "fingerprints", "{}");
	see_null(item, "footage");
}

static void
show_tells_the_chain_in_plain_words(void **state)
{
	struct uuid uuid = sample_uuid(&sample.items[0]);
	SCOPED_JSON json_t *item = NULL;
	struct error err;

	(void)state;
	assert_ok(item_show(sample.ledger, &uuid, &item, &err), &err);
	assert_int_equal(json_array_size(at(item, "custody")), 7);
	see_string(item, "custody/0/type", "item.accessioned");
	see_string(item, "custody/0/time", "2026-03-04T05:06:07.123Z");
	see_string(item, "custody/0/actor", "ana");
	assert_non_null(strstr(json_string_value(at(item, "custody/0/summary")),
	                       "Became exhibit E-000001: video/mp4, bytes 17, SHA-256 "));
	see_string(item, "custody/1/tool", "0.1.0");
	see_string(item, "custody/3/summary",
	              "Posting P-000001 was recorded; published: 2020-11-10, on the basis: not known");
	see_string(item, "custody/6/summary", "A note was added");
	see_null(item, "custody/6/tool");
}

static void
an_acquisition_has_the_circumstances_of_its_continuation(void **state)
{
	struct uuid uuid = sample_uuid(&sample.items[2]);
	SCOPED_JSON json_t *item = NULL;
	struct error err;

	(void)state;
	assert_ok(item_show(sample.ledger, &uuid, &item, &err), &err);
	see_string(item, "acquisitions/0/host", "field");
	see_string(item, "acquisitions/0/tool/version", "0.2.0");
	see_json(item, "acquisitions/0/circumstances", "[\"forced-option\"]");
	json_decref(item);
	uuid = sample_uuid(&sample.items[0]);
	assert_ok(item_show(sample.ledger, &uuid, &item, &err), &err);
	see_string(item, "acquisitions/1/host", "office");
	see_json(item, "acquisitions/1/circumstances", "[]");
}

static void
foreign_names_keep_their_bytes(void **state)
{
	struct uuid uuid = sample_uuid(&sample.items[1]);
	SCOPED_JSON json_t *item = NULL;
	SCOPED(buffer) bytes = { 0 };
	struct error err;

	(void)state;
	assert_ok(item_show(sample.ledger, &uuid, &item, &err), &err);
	see_string(item, "acquisitions/0/path", "b\\\n\xef\xbf\xbd.jpg");
	assert_true(base64url_read(
		&bytes, text_of(json_string_value(at(item, "acquisitions/0/path_bytes")))));
	assert_string_equal(buffer_string(&bytes), sample_files[1].path);
}

static void
what_is_not_there_is_not_found(void **state)
{
	struct uuid uuid = { { 1 } };
	json_t *item = NULL;
	struct error err;

	(void)state;
	assert_status(STATUS_NOT_FOUND, item_show(sample.ledger, &uuid, &item, &err), &err);
	assert_null(item);
}

static void
files_are_shown_by_hash_whatever_they_are(void **state)
{
	SCOPED_JSON json_t *held = NULL, *component = NULL, *unknown = NULL;
	struct digest digest;
	struct error err;

	(void)state;
	assert_true(digest_read(text_of(sample.objects[0]), &digest));
	assert_ok(object_show(sample.ledger, &digest, &held, &err), &err);
	see_json(held, "held", "true");
	see_string(held, "item", "E-000001");
	assert_int_equal(json_array_size(at(held, "acquisitions")), 2);
	assert_true(digest_read(text_of(sample.objects[2]), &digest));
	assert_ok(object_show(sample.ledger, &digest, &component, &err), &err);
	see_json(component, "held", "true");
	see_null(component, "item");
	see_string(component, "acquisitions/0/delivery", "D-000001");
	digest.bytes[0] ^= 1;
	assert_ok(object_show(sample.ledger, &digest, &unknown, &err), &err);
	see_json(unknown, "held", "false");
	see_json(unknown, "acquisitions", "[]");
}

int
main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, sample_open, sample_close)
	const struct CMUnitTest tests[] = {
		CASE(list_has_what_other_programs_read),
		CASE(the_undescribed_is_treated_as_the_worst),
		CASE(warnings_are_codes_with_their_meaning),
		CASE(each_filter_finds_what_it_says),
		CASE(a_hash_is_found_by_its_first_digits),
		CASE(wrong_filters_are_refused_with_what_was_meant),
		CASE(a_list_ends_when_its_reader_has_enough),
		CASE(long_lists_come_page_by_page_and_whole),
		CASE(show_has_the_item_and_everything_about_it),
		CASE(show_tells_the_chain_in_plain_words),
		CASE(an_acquisition_has_the_circumstances_of_its_continuation),
		CASE(foreign_names_keep_their_bytes),
		CASE(what_is_not_there_is_not_found),
		CASE(files_are_shown_by_hash_whatever_they_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
