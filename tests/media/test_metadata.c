/* SPDX-License-Identifier: Apache-2.0 */
/* test_metadata.c - classes that keep a person's words in, and what statements declare together. */
#include "media/metadata.h"

#include "support/support.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

static json_t *tags;

static int
begin(void **state)
{
	(void)state;
	tags = json_array();
	return 0;
}

static int
end(void **state)
{
	(void)state;
	json_decref(tags);
	return 0;
}

static void
tell(const char *source, const char *group, const char *tag, const char *form, const char *raw)
{
	assert_int_equal(json_array_append_new(tags, json_pack("{s:s,s:s,s:s,s:s,s:s}", "source",
	                                                       source, "group", group, "tag", tag,
	                                                       "form", form, "raw", raw)),
	                 0);
}

static void
text(const char *source, const char *group, const char *tag, const char *raw)
{
	tell(source, group, tag, "text", raw);
}

static void
numbers(const char *group, const char *tag, const char *raw)
{
	tell("EXIF", group, tag, "numbers", raw);
}

/* The list as canonical JSON is what is expected. */
static void
expect(const json_t *list, const char *expected)
{
	SCOPED(buffer) got = { 0 };

	assert_ok(json_canonical(&got, list, NULL), NULL);
	assert_string_equal(buffer_string(&got), expected);
}

static void
read_tags(struct metadata *metadata)
{
	struct error err;

	assert_ok(metadata_read(tags, metadata, &err), &err);
}

static enum tag_class
class_of_only(void)
{
	SCOPED(metadata) metadata = { 0 };

	read_tags(&metadata);
	assert_int_equal(metadata.count, 1);
	json_array_clear(tags);
	return metadata.statements[0].tag_class;
}

static void
the_table_can_be_used(void **state)
{
	struct error err;

	(void)state;
	assert_ok(tag_table_check(&err), &err);
}

static void
unknown_tags_are_most_protected(void **state)
{
	(void)state;
	text("XMP", "dc", "creator[1]", "Ani");
	assert_int_equal(class_of_only(), TAG_DESCRIPTIVE);
	text("EXIF", "IFD0", "Artist", "Ani");
	assert_int_equal(class_of_only(), TAG_DESCRIPTIVE);
	text("FUTURE", "", "whatever", "1");
	assert_int_equal(class_of_only(), TAG_DESCRIPTIVE);
	numbers("Exif", "NewTagOfNextYear", "7");
	assert_int_equal(class_of_only(), TAG_DESCRIPTIVE);
}

static void
known_tags_have_their_class(void **state)
{
	(void)state;
	numbers("Exif", "ExposureTime", "1/125");
	assert_int_equal(class_of_only(), TAG_TECHNICAL);
	text("EXIF", "Exif", "DateTimeOriginal", "2020:11:22 18:04:11");
	assert_int_equal(class_of_only(), TAG_DATES);
	numbers("GPS", "GPSImgDirection", "90/1");
	assert_int_equal(class_of_only(), TAG_PLACES);
	text("XMP", "photoshop", "City", "Yerevan");
	assert_int_equal(class_of_only(), TAG_PLACES);
	text("PNG", "tEXt", "exif:GPSLatitude", "40/1, 10/1, 39/1");
	assert_int_equal(class_of_only(), TAG_PLACES);
	text("container", "matroska,webm", "LOCATION_NAME", "Yerevan");
	assert_int_equal(class_of_only(), TAG_PLACES);
	text("EXIF", "Exif", "BodySerialNumber", "123");
	assert_int_equal(class_of_only(), TAG_DEVICES);
	text("stream", "stream 0", "handler_name", "Core Media Video");
	assert_int_equal(class_of_only(), TAG_DEVICES);
	tell("EXIF", "Exif", "MakerNote", "binary", "");
	assert_int_equal(class_of_only(), TAG_DEVICES);
}

/* Numbers of one device, as libexif names them in maker notes, or by number where it has no name; names of owners are a person's. */
static void
serial_numbers_are_of_devices(void **state)
{
	static const char *const serials[] = { "SerialNumber", "SerialNumber2", "CMOSSerialNumber", "SerialNumberFormat",
		                            "InternalSerialNumber", "LensSerialNumber", "CameraID", "ImageUniqueID", "0x001D" };

	(void)state;
	for (size_t i = 0; i < sizeof serials / sizeof serials[0]; i++) {
		text("EXIF", "MakerNote", serials[i], "6028018");
		assert_int_equal(class_of_only(), TAG_DEVICES);
		numbers("MakerNote", serials[i], "6028018");
		assert_int_equal(class_of_only(), TAG_DEVICES);
	}
	text("XMP", "aux", "SerialNumber", "1030712320");
	assert_int_equal(class_of_only(), TAG_DEVICES);
	text("EXIF", "MakerNote", "OwnerName", "Ani Petrosyan");
	assert_int_equal(class_of_only(), TAG_DESCRIPTIVE);
	text("XMP", "aux", "OwnerName", "Ani Petrosyan");
	assert_int_equal(class_of_only(), TAG_DESCRIPTIVE);
	text("XMP", "exifEX", "CameraOwnerName", "Ani Petrosyan");
	assert_int_equal(class_of_only(), TAG_DESCRIPTIVE);
}

/* A person's words in a place for numbers or dates do not leave with these. */
static void
words_do_not_pass_for_numbers_or_dates(void **state)
{
	static const char *const words[] = { "Ani Petrosyan", "2020:11:22 18:04:11 Ani", "125 Ani" };

	(void)state;
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		text("EXIF", "Exif", "ExposureTime", words[i]);
		assert_int_equal(class_of_only(), TAG_DESCRIPTIVE);
		text("EXIF", "Exif", "DateTimeOriginal", words[i]);
		assert_int_equal(class_of_only(), TAG_DESCRIPTIVE);
		text("XMP", "tiff", "Compression", words[i]);
		assert_int_equal(class_of_only(), TAG_DESCRIPTIVE);
		text("container", "matroska,webm", "creation_time", words[i]);
		assert_int_equal(class_of_only(), TAG_DESCRIPTIVE);
	}
	tell("EXIF", "Exif", "FileSource", "binary", "");
	assert_int_equal(class_of_only(), TAG_DESCRIPTIVE);
}

/* The worker's words for a PNG's tIME and the table's are the same. */
static void
the_time_of_a_png_is_one_of_modifying(void **state)
{
	SCOPED(metadata) metadata = { 0 };

	(void)state;
	text("PNG", "tIME", "ModifyDate", "2020-11-22T18:04:11Z");
	read_tags(&metadata);
	expect(metadata.dates, "[{\"kind\":\"modified\",\"source\":\"PNG tIME:ModifyDate\","
	                       "\"subsecond\":null,\"value\":\"2020-11-22T18:04:11Z\",\"zone\":\"utc\"}]");
}

/* What stands behind a zero byte is not shown, and is there all the same. */
static void
words_behind_a_zero_do_not_leave(void **state)
{
	static const char raw[] = "2020:11:22 18:04:11\0Ani";
	static const char padded[] = "2020:11:22 18:04:11\0\0 ";

	(void)state;
	text("EXIF", "Exif", "DateTimeOriginal", "2020:11:22 18:04:11\xef\xbf\xbd" "Ani");
	json_object_set_new(json_array_get(tags, 0), "bytes",
	                    json_of_base64url(raw, sizeof raw - 1));
	assert_int_equal(class_of_only(), TAG_DESCRIPTIVE);
	text("EXIF", "Exif", "DateTimeOriginal",
	     "2020:11:22 18:04:11\xef\xbf\xbd\xef\xbf\xbd ");
	json_object_set_new(json_array_get(tags, 0), "bytes",
	                    json_of_base64url(padded, sizeof padded - 1));
	assert_int_equal(class_of_only(), TAG_DATES);
}

/* What was cut may have words behind. */
static void
what_was_cut_does_not_leave(void **state)
{
	(void)state;
	numbers("IFD0", "StripOffsets", "1 2 3");
	json_object_set_new(json_array_get(tags, 0), "length", json_integer(70000));
	assert_int_equal(class_of_only(), TAG_DESCRIPTIVE);
}

static void
a_date_takes_zone_and_fraction_of_its_own(void **state)
{
	SCOPED(metadata) metadata = { 0 };

	(void)state;
	text("EXIF", "IFD0", "DateTime", "2020:11:23 09:00:00");
	text("EXIF", "Exif", "DateTimeOriginal", "2020:11:22 18:04:11");
	text("EXIF", "Exif", "OffsetTimeOriginal", "+04:00");
	text("EXIF", "Exif", "SubSecTimeOriginal", "07");
	text("EXIF", "Exif", "DateTimeDigitized", "2020:11:22 18:04:11");
	text("EXIF", "Exif", "OffsetTimeDigitized", "   :  ");
	text("EXIF", "IFD1", "DateTime", "2001:01:01 00:00:00");
	read_tags(&metadata);
	expect(metadata.dates,
	       "[{\"kind\":\"modified\",\"source\":\"EXIF IFD0:DateTime\",\"subsecond\":null,"
	       "\"value\":\"2020-11-23T09:00:00\",\"zone\":\"unknown\"},"
	       "{\"kind\":\"taken\",\"source\":\"EXIF Exif:DateTimeOriginal with OffsetTimeOriginal"
	       " and SubSecTimeOriginal\",\"subsecond\":\"07\","
	       "\"value\":\"2020-11-22T18:04:11+04:00\",\"zone\":\"offset\"},"
	       "{\"kind\":\"digitized\",\"source\":\"EXIF Exif:DateTimeDigitized\","
	       "\"subsecond\":null,\"value\":\"2020-11-22T18:04:11\",\"zone\":\"unknown\"}]");
}

static void
satellites_time_is_utc_and_stays_with_places(void **state)
{
	SCOPED(metadata) metadata = { 0 };

	(void)state;
	text("EXIF", "GPS", "GPSDateStamp", "2020:11:22");
	numbers("GPS", "GPSTimeStamp", "14/1 4/1 11/1");
	read_tags(&metadata);
	expect(metadata.dates, "[]");
	expect(metadata.place_dates,
	       "[{\"kind\":\"taken\",\"source\":\"EXIF GPS:GPSDateStamp with GPSTimeStamp\","
	       "\"subsecond\":null,\"value\":\"2020-11-22T14:04:11Z\",\"zone\":\"utc\"}]");
}

static void
iptc_date_and_time_are_one(void **state)
{
	SCOPED(metadata) metadata = { 0 };

	(void)state;
	text("IPTC", "record 2", "DateCreated", "20201122");
	text("IPTC", "record 2", "TimeCreated", "180411+0400");
	read_tags(&metadata);
	expect(metadata.dates,
	       "[{\"kind\":\"taken\",\"source\":\"IPTC record 2:DateCreated with TimeCreated\","
	       "\"subsecond\":null,\"value\":\"2020-11-22T18:04:11+04:00\",\"zone\":\"offset\"}]");
}

static void
a_position_needs_both_sides_and_their_signs(void **state)
{
	SCOPED(metadata) metadata = { 0 };
	SCOPED(metadata) without = { 0 };

	(void)state;
	numbers("GPS", "GPSLatitude", "40/1 10/1 39/1");
	numbers("GPS", "GPSLongitude", "44/1 30/1 45/1");
	text("EXIF", "GPS", "GPSLongitudeRef", "W");
	read_tags(&without);
	expect(without.places, "[]");
	text("EXIF", "GPS", "GPSLatitudeRef", "S");
	numbers("GPS", "GPSAltitude", "1000/3");
	numbers("GPS", "GPSAltitudeRef", "1");
	read_tags(&metadata);
	expect(metadata.places, "[{\"altitude\":\"-333.333\",\"latitude\":\"-40.1775\","
	                        "\"longitude\":\"-44.5125\",\"source\":\"EXIF GPS:GPSLatitude\"}]");
	assert_string_equal(metadata_find(&metadata, "EXIF", "GPS", "GPSLatitude")->value,
	                    "-40.1775");
	assert_string_equal(metadata_find(&metadata, "EXIF", NULL, "GPSLongitude")->value,
	                    "-44.5125");
}

static void
the_zero_point_is_a_placeholder(void **state)
{
	SCOPED(metadata) metadata = { 0 };

	(void)state;
	numbers("GPS", "GPSLatitude", "0/1 0/1 0/1");
	text("EXIF", "GPS", "GPSLatitudeRef", "N");
	numbers("GPS", "GPSLongitude", "0/1 0/1 0/1");
	text("EXIF", "GPS", "GPSLongitudeRef", "E");
	text("container", "mov,mp4,m4a,3gp,3g2,mj2", "location", "+00.0000+000.0000/");
	read_tags(&metadata);
	expect(metadata.places, "[]");
	assert_int_equal(metadata.statements[0].reading, READING_PLACEHOLDER);
	assert_int_equal(metadata.statements[4].reading, READING_PLACEHOLDER);
}

/* Every source keeps its own word; the same word of the same source stands once. */
static void
nothing_is_merged(void **state)
{
	SCOPED(metadata) metadata = { 0 };

	(void)state;
	text("EXIF", "IFD0", "Make", "  Canon  ");
	text("XMP", "tiff", "Make", "Canon");
	text("EXIF", "IFD0", "Model", "   ");
	text("stream", "stream 0", "encoder", "Lavc58");
	text("stream", "stream 0", "encoder", "Lavc58");
	text("container", "mov,mp4,m4a,3gp,3g2,mj2", "location", "+40.1776+044.5126+1000/");
	text("XMP", "exif", "GPSLatitude", "40,10.656N");
	text("XMP", "exif", "GPSLongitude", "44,30.756E");
	read_tags(&metadata);
	expect(metadata.devices,
	       "[{\"kind\":\"make\",\"source\":\"EXIF IFD0:Make\",\"value\":\"Canon\"},"
	       "{\"kind\":\"make\",\"source\":\"XMP tiff:Make\",\"value\":\"Canon\"},"
	       "{\"kind\":\"software\",\"source\":\"stream 0:encoder\",\"value\":\"Lavc58\"}]");
	assert_int_equal(json_array_size(metadata.places), 2);
}

/* However many, a list stays within what an event may hold. */
static void
lists_are_bounded(void **state)
{
	SCOPED(metadata) metadata = { 0 };
	SCOPED(buffer) canonical = { 0 };

	(void)state;
	for (int i = 0; i < 4000; i++) {
		SCOPED(buffer) software = { 0 };

		buffer_append_format(&software, "%d", i);
		for (int k = 0; k < 300; k++)
			buffer_append_byte(&software, '\1');
		text("EXIF", "IFD0", "Software", buffer_string(&software));
	}
	read_tags(&metadata);
	assert_true(json_array_size(metadata.devices) > 10);
	assert_ok(json_canonical(&canonical, metadata.devices, NULL), NULL);
	assert_true(canonical.n <= 65536);
	assert_int_equal(metadata.count, 4000);
}

/* An examination whose members are missing or of another kind is passed over. */
static void
malformed_facts_are_passed_over(void **state)
{
	SCOPED(metadata) metadata = { 0 };

	(void)state;
	json_array_append_new(tags, json_integer(7));
	json_array_append_new(tags, json_object());
	json_array_append_new(tags, json_pack("{s:s,s:s,s:s,s:s,s:i}", "source", "EXIF", "group",
	                                      "IFD0", "tag", "Make", "form", "text", "raw", 7));
	tell("EXIF", "IFD0", "Make", "music", "Canon");
	text("EXIF", "IFD0", "Make", "Canon");
	read_tags(&metadata);
	assert_int_equal(metadata.count, 1);
	assert_int_equal(json_array_size(metadata.devices), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_table_can_be_used, begin, end),
		cmocka_unit_test_setup_teardown(unknown_tags_are_most_protected, begin, end),
		cmocka_unit_test_setup_teardown(known_tags_have_their_class, begin, end),
		cmocka_unit_test_setup_teardown(serial_numbers_are_of_devices, begin, end),
		cmocka_unit_test_setup_teardown(words_do_not_pass_for_numbers_or_dates, begin, end),
		cmocka_unit_test_setup_teardown(the_time_of_a_png_is_one_of_modifying, begin, end),
		cmocka_unit_test_setup_teardown(words_behind_a_zero_do_not_leave, begin, end),
		cmocka_unit_test_setup_teardown(what_was_cut_does_not_leave, begin, end),
		cmocka_unit_test_setup_teardown(a_date_takes_zone_and_fraction_of_its_own, begin, end),
		cmocka_unit_test_setup_teardown(satellites_time_is_utc_and_stays_with_places, begin, end),
		cmocka_unit_test_setup_teardown(iptc_date_and_time_are_one, begin, end),
		cmocka_unit_test_setup_teardown(a_position_needs_both_sides_and_their_signs, begin, end),
		cmocka_unit_test_setup_teardown(the_zero_point_is_a_placeholder, begin, end),
		cmocka_unit_test_setup_teardown(nothing_is_merged, begin, end),
		cmocka_unit_test_setup_teardown(lists_are_bounded, begin, end),
		cmocka_unit_test_setup_teardown(malformed_facts_are_passed_over, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
