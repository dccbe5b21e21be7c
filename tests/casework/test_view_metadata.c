/* SPDX-License-Identifier: Apache-2.0 */
/* test_view_metadata.c - what show gives of metadata, and the filters of a list by it. */
#include "casework/view_item.h"

#include "casework/examined_sample.h"

/* E-1 a film read to its end, with a place; E-2 killed its parser; E-3 was never examined. */
static int
begin(void **state)
{
	struct examination film = facts_of(EXAMINATION_COMPLETE);
	struct examination hostile = facts_of(EXAMINATION_KILLED);

	sample_open(state);
	strcpy(film.media_type, "video/mp4");
	tell(&film, "container", "mov,mp4,m4a,3gp,3g2,mj2", "com.apple.quicktime.make", "Apple");
	tell(&film, "container", "mov,mp4,m4a,3gp,3g2,mj2", "com.apple.quicktime.model", "iPhone 8");
	tell(&film, "container", "mov,mp4,m4a,3gp,3g2,mj2", "com.apple.quicktime.creationdate",
	     "2020-11-22T18:04:11+0400");
	tell(&film, "container", "mov,mp4,m4a,3gp,3g2,mj2", "creation_time",
	     "2015-11-22T14:04:11.000000Z");
	tell(&film, "container", "mov,mp4,m4a,3gp,3g2,mj2", "com.apple.quicktime.location.ISO6709",
	     "+40.1776+044.5126+1000.500/");
	tell(&film, "container", "mov,mp4,m4a,3gp,3g2,mj2", "encoder", "Lavf58.29.100");
	tell(&film, "container", "mov,mp4,m4a,3gp,3g2,mj2", "comment", "for Ani");
	json_object_set_new(film.measured, "width", json_string("1280"));
	json_object_set_new(film.measured, "height", json_string("720"));
	json_object_set_new(film.measured, "duration", json_string("90.5"));
	json_object_set_new(film.measured, "frame_rate", json_string("30000/1001"));
	json_object_set_new(film.measured, "video_codec", json_string("h264"));
	json_object_set_new(film.measured, "audio_codec", json_string("aac"));
	json_array_append_new(film.warnings, json_pack("{ss sn}", "code", "c2pa-present", "detail"));
	record(0, &film);
	hostile.signal = 31;
	record(1, &hostile);
	return 0;
}

static json_t *
show(int item)
{
	struct uuid uuid = sample_uuid(&sample.items[item]);
	json_t *out = NULL;
	struct error err;

	assert_ok(item_show(sample.ledger, &uuid, &out, &err), &err);
	return out;
}

static void
declared_and_measured_stand_side_by_side(void **state)
{
	SCOPED_JSON json_t *item = show(0);

	(void)state;
	see_json(item, "declared/taken",
	         "[{\"value\":\"2020-11-22T18:04:11+04:00\",\"zone\":\"offset\",\"subsecond\":null,"
	         "\"source\":\"container mov,mp4,m4a,3gp,3g2,mj2:com.apple.quicktime.creationdate\"}]");
	see_string(item, "declared/container_created/0/value", "2015-11-22T14:04:11Z");
	see_string(item, "declared/container_created/0/zone", "utc");
	see_json(item, "declared/digitized", "[]");
	assert_true(json_real_value(at(item, "declared/place/0/lat")) == 40.1776);
	assert_true(json_real_value(at(item, "declared/place/0/lon")) == 44.5126);
	assert_true(json_real_value(at(item, "declared/place/0/altitude")) == 1000.5);
	see_string(item, "declared/make/0/value", "Apple");
	see_string(item, "declared/software/0/value", "Lavf58.29.100");
	see_integer(item, "measured/width", 1280);
	assert_true(json_real_value(at(item, "measured/duration")) == 90.5);
	see_string(item, "measured/frame_rate", "30000/1001");
	see_string(item, "measured/video_codec", "h264");
	see_null(item, "measured/orientation");
	see_string(item, "examinations/0/outcome", "complete");
	see_integer(item, "examinations/0/metadata_count", 7);
	see_string(item, "examinations/0/actor", "ana");
	see_integer(item, "examinations/0/parser/milliseconds", 7);
}

static void
every_statement_is_listed_with_its_class(void **state)
{
	SCOPED_JSON json_t *item = show(0);
	json_t *tag;
	size_t i;
	bool found = false;

	(void)state;
	assert_int_equal(json_array_size(at(item, "metadata")), 7);
	json_array_foreach(at(item, "metadata"), i, tag) {
		if (strcmp(json_string_value(at(tag, "tag")), "comment") != 0)
			continue;
		found = true;
		see_string(tag, "class", "descriptive");
		see_string(tag, "raw", "for Ani");
		see_string(tag, "value", "for Ani");
	}
	assert_true(found);
}

static const char *
detail_of(json_t *item, const char *code)
{
	json_t *warning;
	size_t i;

	json_array_foreach(at(item, "warnings"), i, warning) {
		if (strcmp(json_string_value(at(warning, "code")), code) == 0)
			return json_is_null(at(warning, "detail"))
			               ? "none"
			               : json_string_value(at(warning, "detail"));
	}
	return "no such warning";
}

static void
warnings_have_a_sentence_and_what_they_are_about(void **state)
{
	SCOPED_JSON json_t *item = show(0), *hostile = show(1);

	(void)state;
	assert_string_equal(detail_of(item, "c2pa-present"), "none");
	assert_non_null(strstr(detail_of(item, "edited-by"), "Lavf58.29.100"));
	assert_non_null(strstr(detail_of(item, "dates-disagree"), "2015-11-22"));
	assert_string_equal(detail_of(item, "named-by-whatsapp"), "none");
	assert_string_equal(detail_of(hostile, "parser-failed"), "killed");
	assert_string_equal(detail_of(hostile, "name-not-utf8"), "none");
	see_integer(hostile, "examinations/0/parser/signal", 31);
	see_json(hostile, "metadata", "[]");
}

static void
what_was_not_examined_says_so(void **state)
{
	SCOPED_JSON json_t *item = show(2);

	(void)state;
	see_json(item, "examinations", "[]");
	see_json(item, "metadata", "[]");
	see_json(item, "declared/taken", "[]");
	see_null(item, "measured/width");
	see_null(item, "examined");
}

/* The numbers of the items found, as "1 2"; filters are separated by |. */
static void
expect_found(const char *words, const char *expected)
{
	SCOPED_FREE char *copy = strdup(words);
	SCOPED_JSON json_t *items = json_array();
	SCOPED(buffer) found = { 0 };
	struct view_output to = { sample_keep, items };
	const char *filters[8];
	char *rest = NULL;
	size_t count = 0, i;
	struct error err;
	json_t *item;

	for (char *word = strtok_r(copy, "|", &rest); word; word = strtok_r(NULL, "|", &rest))
		filters[count++] = word;
	assert_ok(item_list(sample.ledger, filters, count, &to, &err), &err);
	json_array_foreach(items, i, item)
		buffer_append_format(&found, "%s%s", i ? " " : "", json_string_value(at(item, "id")) + 7);
	if (strcmp(buffer_string(&found), expected) != 0)
		fail_msg("%s finds %s, not %s\n", words, buffer_string(&found), expected);
}

static void
lists_filter_by_metadata(void **state)
{
	static const char *const samples[][2] = {
		{ "has:gps", "1" },
		{ "has:metadata", "1" },
		{ "has:c2pa", "1" },
		{ "has:warning", "1 2" },
		{ "warning:edited-by", "1" },
		{ "warning:parser-failed", "2" },
		{ "examined:yes", "1" },
		{ "examined:failed", "2" },
		{ "examined:no", "3" },
		{ "make:apple", "1" },
		{ "make:appl", "1" },
		{ "make:canon", "" },
		{ "model:IPHONE 8", "1" },
		{ "software:lavf", "1" },
		{ "codec:H264", "1" },
		{ "codec:aac", "1" },
		{ "codec:h26", "" },
		{ "taken:2020", "1" },
		{ "taken:2020-11-22", "1" },
		{ "taken:2020-11-22T14:04:11Z", "1" },
		{ "taken:2020-11-22T14:04:12Z", "" },
		{ "taken:2020-11-20/2020-11-25", "1" },
		{ "taken:2015", "" },
		{ "width:1280", "1" },
		{ "width:>1280", "" },
		{ "width:>=1280", "1" },
		{ "width:<1281", "1" },
		{ "width:640..1280", "1" },
		{ "width:1280..", "1" },
		{ "width:1281..", "" },
		{ "width:..1280", "1" },
		{ "width:..1279", "" },
		{ "duration:90..", "1" },
		{ "height:<=720", "1" },
		{ "height:>720", "" },
		{ "duration:90", "1" },
		{ "duration:1:30", "1" },
		{ "duration:1:30..2:00", "1" },
		{ "duration:>90", "" },
		{ "duration:>=90", "1" },
		{ "duration:<2m", "1" },
		{ "duration:>1h", "" },
		{ "duration:<0:01:31", "1" },
		{ "bytes:17", "1" },
		{ "bytes:>=17", "1" },
		{ "bytes:1..17", "1 2 3" },
		{ "width:>100|examined:failed", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++)
		expect_found(samples[i][0], samples[i][1]);
}

static void
wrong_values_are_refused_with_the_right_form(void **state)
{
	static const struct {
		const char *filter, *words;
	} samples[] = {
		{ "width:wide", "width:1920.." },
		{ "width:>", "width:1920.." },
		{ "width:>640..1280", "width:1920.." },
		{ "width:..", "width:1920.." },
		{ "duration:long", "duration:..90" },
		{ "duration:1:", "duration:..90" },
		{ "duration:99999999999", "duration:..90" },
		{ "examined:maybe", "examined:yes" },
		{ "has:gsp", "gps" },
		{ "taken:yesterday", "taken" },
		{ "maker:apple", "make" },
		{ "modell:x", "model" },
	};
	SCOPED_JSON json_t *items = json_array();
	struct view_output to = { sample_keep, items };

	(void)state;
	for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
		struct error err;

		assert_status(STATUS_INVALID,
		              item_list(sample.ledger, &samples[i].filter, 1, &to, &err), &err);
		if (strstr(err.text, samples[i].words) == NULL)
			fail_msg("%s: %s", samples[i].filter, err.text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(declared_and_measured_stand_side_by_side),
		cmocka_unit_test(every_statement_is_listed_with_its_class),
		cmocka_unit_test(warnings_have_a_sentence_and_what_they_are_about),
		cmocka_unit_test(what_was_not_examined_says_so),
		cmocka_unit_test(lists_filter_by_metadata),
		cmocka_unit_test(wrong_values_are_refused_with_the_right_form),
	};

	return cmocka_run_group_tests(tests, begin, sample_close);
}
