/* SPDX-License-Identifier: Apache-2.0 */
/* test_metadata_shown.c - what a person sees of a photograph's metadata: show, list, custody. */
#include "cli/catalogue.h"

/* E-1: a photograph with a place, two dates that disagree and a false width; E-2: one without anything. */
static int
begin(void **state)
{
	SCOPED(run) run = { 0 };

	begin_catalogue(state);
	expect_shell(0, &run, *state,
	             "set -e; convert -size 64x48 xc:gray bare.jpg; convert -size 60x40 xc:red plain.jpg; "
	             "exiftool -q -q -Make=Canon -Model='EOS 5D' -DateTimeOriginal='2020:11:22 18:04:11' "
	             "-SubSecTimeOriginal=07 -XMP-photoshop:DateCreated=2019:01:02 -ExifImageWidth=640 "
	             "-GPSLatitude=40.1775 -GPSLatitudeRef=N -GPSLongitude=44.5125 -GPSLongitudeRef=E "
	             "-XMP-tiff:Make=Canon -Artist='Ani Petrosyan' -o photo.jpg bare.jpg; " V "intake photo.jpg plain.jpg >out");
	return 0;
}

static void
show_tells_declared_beside_measured(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "show E-1");
	assert_out(&run, "dates-disagree  Dates that the file gives for the same act");
	assert_out(&run, "2020-11-22T18:04:11 (EXIF Exif:DateTimeOriginal with SubSecTimeOriginal), 2019-01-02 (XMP"
	                 " photoshop:DateCreated)");
	assert_out(&run, "vidimus-worker-image");
	assert_out(&run, "complete");
	assert_out(&run, "Declared and measured");
	assert_out(&run, "2020-11-22T18:04:11, fraction .07 (zone unknown)  ≠");
	assert_out(&run, "2019-01-02 (zone unknown)");
	assert_out(&run, "40.1775, 44.5125");
	assert_out(&run, "EOS 5D");
	assert_out(&run, "EXIF IFD0:Make, XMP tiff:Make");
	assert_out(&run, "measured");
	assert_out(&run, "EXIF Exif:PixelXDimension");
	assert_out(&run, "--metadata shows all");
	assert_null(strstr(buffer_string(&run.out), "Ani Petrosyan"));
}

/* The same place with more digits, the same time with and without its fraction: no question for anybody. */
static void
rounded_values_are_not_marked(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state,
	             "exiftool -q -q -GPSLatitude=40.1775 -GPSLatitudeRef=N -GPSLongitude=44.5125 -GPSLongitudeRef=E "
	             "-XMP-exif:GPSLatitude=40.177504 -XMP-exif:GPSLongitude=44.512497 "
	             "-DateTimeOriginal='2020:11:22 18:04:11' -SubSecTimeOriginal=07 -XMP-photoshop:DateCreated='2020:11:22 18:04:11' "
	             "-o rounded.jpg bare.jpg; " V "intake rounded.jpg >out; " V "show E-3 | grep -E '^ *(Taken|Place) '");
	assert_int_equal(line_count(&run), 4);
	assert_null(strstr(buffer_string(&run.out), "≠"));
}

/* What exiftool reads as a serial number in maker notes stands in no class that leaves with dates and numbers. */
static void
serial_numbers_do_not_leave(void **state)
{
	static const struct {
		const char *file, *serial;
	} cameras[] = {
		{ "Exiv2__exiv2/test/data/exiv2-bug1026.jpg", "6028018" },
		{ "Exiv2__exiv2/test/data/exiv2-bug876.jpg", "GD0031234" },
		{ "drewnoakes__metadata-extractor-images/jpg/Olympus X-2.jpg", "115332808" },
		{ "MikeKovarik__exifr/test/fixtures/jp2/RESULT-OK_0008.jp2", "5014649" },
	};

	need_shared("corpus/MANIFEST.tsv");
	for (size_t i = 0; i < sizeof cameras / sizeof cameras[0]; i++) {
		SCOPED(run) run = { 0 };

		expect_shell(0, &run, *state, "item=$(" V "intake --json \"$SHARED/corpus/%s\" | jq -r '.item // empty' | head -n 1); " V
		             "show --json $item | jq -r '.metadata[] | select(.raw | tostring | contains(\"%s\")) | .class' | sort -u",
		             cameras[i].file, cameras[i].serial);
		assert_out(&run, "devices\n");
		assert_null(strstr(buffer_string(&run.out), "technical"));
		assert_null(strstr(buffer_string(&run.out), "dates"));
		assert_null(strstr(buffer_string(&run.out), "places"));
	}
}

static void
all_statements_are_shown_when_asked_for(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "show --metadata E-1");
	assert_out(&run, "descriptive  EXIF");
	assert_out(&run, "Ani Petrosyan");
	assert_out(&run, "2020:11:22 18:04:11");
}

static void
json_has_each_value_with_its_source(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state,
	             V "show --json E-1 | jq -r '.declared.taken[].value, .declared.place[0].lat, "
	             ".declared.make[0].source, .measured.width, .examinations[0].parser.sandboxed, "
	             "(.metadata[] | select(.tag == \"Artist\") | .class)'");
	assert_string_equal(buffer_string(&run.out),
	                    "2020-11-22T18:04:11\n2019-01-02\n40.1775\nEXIF IFD0:Make\n64\ntrue\n"
	                    "descriptive\n");
}

static void
lists_are_filtered_by_it(void **state)
{
	static const char *const found[] = { "has:gps", "make:canon", "model:'eos 5d'", "taken:2020-11-22",
		                             "width:64", "width:61..", "warning:dates-disagree", "'height:>40'", "height:41..", "height:45..48" };
	SCOPED(run) run = { 0 };

	for (size_t i = 0; i < sizeof found / sizeof found[0]; i++) {
		run_end(&run);
		memset(&run, 0, sizeof run);
		expect_shell(0, &run, *state, V "list --json %s | jq -r .id", found[i]);
		assert_string_equal(buffer_string(&run.out), "E-000001\n");
	}
	expect_refusal(2, *state, "has:gps", V "list has:gpx");
	expect_refusal(2, *state, "taken", V "list takn:2020");
}

static void
custody_tells_of_the_examination(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "custody E-1");
	assert_out(&run, "Examined by vidimus-worker-image: complete");
	assert_null(strstr(buffer_string(&run.out), "Petrosyan"));
}

/* The projection is what the log gives, also of examinations. */
static void
rebuild_and_audit_agree(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, V "show --json E-1 >before; " V "rebuild >out; " V "audit >out && " V
	             "show --json E-1 | cmp - before");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(show_tells_declared_beside_measured),
		cmocka_unit_test(all_statements_are_shown_when_asked_for),
		cmocka_unit_test(json_has_each_value_with_its_source),
		cmocka_unit_test(lists_are_filtered_by_it),
		cmocka_unit_test(custody_tells_of_the_examination),
		cmocka_unit_test(rebuild_and_audit_agree),
		cmocka_unit_test(rounded_values_are_not_marked),
		cmocka_unit_test(serial_numbers_do_not_leave),
	};

	if (system("exiftool -ver >/dev/null 2>&1 && convert -version >/dev/null 2>&1 && jq --version >/dev/null 2>&1") != 0) {
		print_error("SKIPPED: exiftool, ImageMagick and jq are not there\n");
		return SKIPPED_EXIT;
	}
	return cmocka_run_group_tests(tests, begin, end_folder);
}
