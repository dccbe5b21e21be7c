/* SPDX-License-Identifier: Apache-2.0 */
/* test_examination.c - what parsers tell becomes an event that always fits, and rows that count. */
#include "casework/examination.h"

#include "casework/examined_sample.h"
#include "ledger/compare.h"
#include "ledger/replay.h"

static const char *const parts[] = { "technical", "dates", "places", "devices", "descriptive" };


static void
check_fits(const json_t *values)
{
	const struct schemas *schemas = ledger_schemas(sample.ledger);
	SCOPED(buffer) text = { 0 };
	struct error err;
	size_t size = 0;

	assert_ok(schema_check_values(schema_find(schemas, text_of("item.examined"), 1), values,
	                              &err),
	          &err);
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		buffer_clear(&text);
		assert_ok(json_canonical(&text, json_object_get(values, parts[i]), NULL), NULL);
		size += text.n;
	}
	assert_true(size <= EXAMINATION_STATEMENTS_LIMIT);
}

/* A text of n bytes, each of which JSON writes as six. */
static const char *
controls(size_t n)
{
	static char text[40000];

	memset(text, '\1', n);
	text[n] = '\0';
	return text;
}

static void
flood(struct examination *examination)
{
	char name[257];

	memset(name, '"', sizeof name - 1);
	name[256] = '\0';
	for (int i = 0; i < 3000; i++)
		tell(examination, name, name, name, controls(300));
	tell(examination, "XMP", "dc", "creator[1]", controls(32 << 10));
	for (int i = 0; i < 300; i++) {
		tell(examination, "container", "matroska,webm", "location-eng", "+40.1+044.5/");
		tell(examination, "EXIF", "IFD0", "Software", controls(400));
		json_array_append_new(examination->warnings,
		                      json_pack("{ss ss}", "code", i % 2 ? "truncated" : name,
		                                "detail", controls(1000)));
		json_array_append_new(examination->parsers,
		                      json_pack("{ss ss}", "name", name, "version", controls(900)));
	}
	json_object_set_new(examination->measured, "width", json_string(controls(900)));
	json_object_set_new(examination->measured, "video_codec", json_string(name));
	json_object_set_new(examination->measured, "duration", json_string("1e999"));
	json_object_set_new(examination->measured, "frame_rate", json_string(controls(64)));
	tell_position(examination);
}

static void
whatever_a_child_tells_fits_an_event(void **state)
{
	struct examination examination = facts_of(EXAMINATION_KILLED);
	SCOPED_JSON json_t *values = NULL;

	(void)state;
	flood(&examination);
	strcpy(examination.media_type, "Ani Petrosyan/<b>");
	examination.signal = 31;
	examination.dropped = UINT64_MAX;
	values = values_of(&examination);
	check_fits(values);
	see_null(values, "media_type");
	see_null(values, "measured/width");
	see_null(values, "measured/video_codec");
	see_null(values, "measured/duration");
	see_null(values, "measured/frame_rate");
	see_integer(values, "parser/signal", 31);
	see_integer(values, "parser/dropped", JSON_INTEGER_LIMIT);
	see_null(values, "parser/libraries/0/name");
	/* A flood of unknown tags does not displace those that are known. */
	see_string(values, "places/declared/1/latitude", "40.1775");
	assert_true(json_integer_value(at(values, "descriptive/left_out")) > 2000);
	see_integer(values, "places/left_out", 0);
	examination_end(&examination);
}

static void
statements_stand_in_the_part_of_their_class(void **state)
{
	struct examination examination = facts_of(EXAMINATION_COMPLETE);
	SCOPED_JSON json_t *values = NULL;

	(void)state;
	tell(&examination, "EXIF", "IFD0", "Make", "Canon ");
	tell(&examination, "EXIF", "IFD0", "Artist", "Ani");
	tell(&examination, "EXIF", "IFD0", "Orientation", "6");
	tell(&examination, "EXIF", "Exif", "DateTimeOriginal", "2020:11:22 18:04:11");
	tell_position(&examination);
	json_object_set_new(examination.measured, "width", json_string("4000"));
	json_object_set_new(examination.measured, "rotation", json_string("-90"));
	json_object_set_new(examination.measured, "duration", json_string("12.480"));
	values = values_of(&examination);
	check_fits(values);
	see_json(values, "technical/tags",
	         "[{\"source\":\"EXIF\",\"group\":\"IFD0\",\"tag\":\"Orientation\","
	         "\"raw\":\"6\",\"bytes\":null,\"value\":\"6\",\"notes\":[]}]");
	see_string(values, "devices/tags/0/raw", "Canon ");
	see_string(values, "devices/tags/0/value", "Canon");
	see_string(values, "descriptive/tags/0/raw", "Ani");
	see_string(values, "dates/declared/0/value", "2020-11-22T18:04:11");
	assert_int_equal(json_array_size(at(values, "places/tags")), 4);
	see_integer(values, "measured/width", 4000);
	see_integer(values, "measured/rotation", 270);
	see_json(values, "traits", "[\"named-by-whatsapp\"]");
	see_json(values, "warnings", "[]");
	examination_end(&examination);
}

/* One word each, or nothing: a parser that was taken over tells no sentence in a plain member. */
static void
words_of_parsers_are_single(void **state)
{
	struct examination examination = facts_of(EXAMINATION_COMPLETE);
	SCOPED_JSON json_t *values = NULL;

	(void)state;
	json_array_append_new(examination.parsers,
	                      json_pack("{ss ss}", "name", "libexif", "version", "0.6.24"));
	json_array_append_new(examination.parsers, json_pack("{ss ss}", "name", "Ani Petrosyan",
	                                                     "version", "lives in Yerevan"));
	json_object_set_new(examination.measured, "video_codec", json_string("msmpeg4v3"));
	json_object_set_new(examination.measured, "audio_codec", json_string("call Ani"));
	values = values_of(&examination);
	check_fits(values);
	see_json(values, "parser/libraries",
	         "[{\"name\":\"libexif\",\"version\":\"0.6.24\"},{\"name\":null,\"version\":null}]");
	see_string(values, "measured/video_codec", "msmpeg4v3");
	see_null(values, "measured/audio_codec");
	examination_end(&examination);
}

static void
cut_and_binary_values_say_so(void **state)
{
	struct examination examination = facts_of(EXAMINATION_COMPLETE);
	SCOPED_JSON json_t *values = NULL;

	(void)state;
	tell(&examination, "XMP", "dc", "description[x-default]", "");
	json_object_set_new(json_array_get(examination.tags, 0), "raw",
	                    json_stringn(controls(30000), 30000));
	json_array_append_new(examination.tags,
	                      json_pack("{ss ss ss ss ss so si}", "source", "EXIF", "group", "Exif",
	                                "tag", "MakerNote", "form", "binary", "raw", "", "bytes",
	                                json_of_base64url("Nikon", 5), "length", 4096));
	tell(&examination, "EXIF", "Exif", "DateTimeOriginal", "0000:00:00 00:00:00");
	tell(&examination, "EXIF", "Exif", "DateTimeDigitized", "some day");
	values = values_of(&examination);
	check_fits(values);
	see_json(values, "descriptive/tags/0/notes", "[\"cut\"]");
	assert_int_equal(json_string_length(at(values, "descriptive/tags/0/raw")), 8192);
	see_string(values, "devices/tags/0/raw", "4096 bytes: 4e696b6f6e");
	see_json(values, "dates/tags/0/notes", "[\"placeholder\"]");
	see_null(values, "dates/tags/0/value");
	see_string(values, "descriptive/tags/1/tag", "DateTimeDigitized");
	see_json(values, "descriptive/tags/1/notes", "[\"not-understood\"]");
	examination_end(&examination);
}

/* The only column of the only row, as text. */
static void
see_row(const char *sql, const char *expected)
{
	SCOPED_STATEMENT row = NULL;

	assert_ok(database_prepare(sample.database, sql, &row, NULL), NULL);
	assert_ok(statement_step(row, NULL), NULL);
	if (!text_is(statement_text(row, 0), expected))
		fail_msg("%s gives %.*s, not %s", sql, (int)statement_text(row, 0).n,
		         statement_text(row, 0).p, expected);
}

static void
the_latest_complete_one_counts(void **state)
{
	struct examination first = facts_of(EXAMINATION_TIMED_OUT);
	struct examination second = facts_of(EXAMINATION_COMPLETE);
	struct examination third = facts_of(EXAMINATION_KILLED);
	struct examination fourth = facts_of(EXAMINATION_COMPLETE);

	(void)state;
	tell(&first, "EXIF", "IFD0", "Make", "Early");
	record(0, &first);
	see_row("SELECT group_concat(value) FROM p_declared", "Early");
	see_row("SELECT outcome FROM p_measured", "timed-out");
	tell(&second, "EXIF", "IFD0", "Make", "Canon");
	tell(&second, "EXIF", "Exif", "DateTimeOriginal", "2020:11:22 18:04");
	tell_position(&second);
	json_object_set_new(second.measured, "duration", json_string("12.48"));
	record(0, &second);
	record(0, &third);
	see_row("SELECT group_concat(kind, ' ') FROM (SELECT kind FROM p_declared ORDER BY position)",
	        "taken place make");
	see_row("SELECT latitude || ' ' || longitude FROM p_declared WHERE kind = 'place'",
	        "401775000 445125000");
	see_row("SELECT (latest - earliest) || '' FROM p_declared WHERE kind = 'taken'", "59");
	see_row("SELECT duration || '' FROM p_measured", "12480");
	see_row("SELECT count(*) || '' FROM p_examinations", "3");
	record(0, &fourth);
	see_row("SELECT count(*) || '' FROM p_declared", "0");
	see_row("SELECT outcome || coalesce(duration, '') FROM p_measured", "complete");
}

static void
tell_difference(void *context, const char *table, int64_t here, int64_t in_log)
{
	(void)context;
	print_error("%s differs: %lld rows only here, %lld only in the log\n", table,
	            (long long)here, (long long)in_log);
}

static void
replay_gives_the_same_rows(void **state)
{
	struct examination examination = facts_of(EXAMINATION_COMPLETE);
	struct projection_watcher watcher = { .found = tell_difference };
	struct projection_report report;
	struct error err;

	(void)state;
	flood(&examination);
	record(0, &examination);
	assert_ok(projection_compare(sample.ledger, NULL, &watcher, &report, &err), &err);
	assert_int_equal(report.different, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(whatever_a_child_tells_fits_an_event, sample_open,
		                                sample_close),
		cmocka_unit_test_setup_teardown(statements_stand_in_the_part_of_their_class,
		                                sample_open, sample_close),
		cmocka_unit_test_setup_teardown(words_of_parsers_are_single, sample_open,
		                                sample_close),
		cmocka_unit_test_setup_teardown(cut_and_binary_values_say_so, sample_open,
		                                sample_close),
		cmocka_unit_test_setup_teardown(the_latest_complete_one_counts, sample_open,
		                                sample_close),
		cmocka_unit_test_setup_teardown(replay_gives_the_same_rows, sample_open, sample_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
