/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_metadata_warnings.c - real files that have each warning, and near ones
 * that have not, made by ffmpeg, ImageMagick and exiftool and taken in once.
 */
#include "cli/catalogue.h"

/*
 * "has CODE.EXT" makes ./has/NAME that must have the code, and `not` one that
 * must not. $o is the file to make in folder $d, `copy` makes one of the same content and other bytes; $photo a plain picture, $camera the same
 * with what a camera writes, $film two seconds of picture and sound.
 */
static const struct {
	const char *code, *name, *has, *has_not;
} cases[] = {
	{ "stripped", "a.jpg", "copy $photo $o", "copy $camera $o" },
	{ "stripped", "b.mp4", "copy $film $o",
	  "ffmpeg $q -i $film -c copy -metadata creation_time=2020-11-22T14:04:11Z $o" },
	{ "edited-by", "a.jpg", "exiftool $x -Software='Adobe Photoshop 21.1' -o $o $camera",
	  "exiftool $x -Software='Firmware 1.02' -o $o $camera" },
	{ "dates-disagree", "a.jpg", "exiftool $x -XMP-photoshop:DateCreated=2019:01:02 -o $o $camera",
	  "exiftool $x -XMP-photoshop:DateCreated=2020:11:22 -o $o $camera" },
	{ "declared-date-in-future", "a.jpg",
	  "exiftool $x -DateTimeOriginal='2199:01:01 10:00:00' -o $o $photo", "copy $camera $o" },
	{ "implausible-declared-date", "a.jpg",
	  "exiftool $x -DateTimeOriginal='2000:01:01 00:03:12' -o $o $photo", "copy $camera $o" },
	{ "gps-time-against-local-time", "a.jpg",
	  "exiftool $x -GPSDateStamp=2020:11:22 -GPSTimeStamp=14:11:00 -o $o $camera",
	  "exiftool $x -GPSDateStamp=2020:11:22 -GPSTimeStamp=14:04:00 -o $o $camera" },
	{ "places-disagree", "a.jpg",
	  "exiftool $x $gps -XMP-exif:GPSLatitude=41 -XMP-exif:GPSLongitude=44.5 -o $o $camera",
	  "exiftool $x $gps -XMP-exif:GPSLatitude=40.1775 -XMP-exif:GPSLongitude=44.5125 -o $o $camera" },
	{ "named-by-telegram", "photo_2020-11-22_18-04-11.jpg", "copy $photo $o", "copy $photo $d/photo_2020.jpg" },
	{ "named-by-whatsapp", "IMG-20201122-WA0001.jpg", "copy $photo $o", "copy $photo $d/IMG-20201122.jpg" },
	{ "named-by-signal", "signal-2020-11-22-180411.jpg", "copy $photo $o", "copy $photo $d/signal.jpg" },
	{ "named-by-viber", "viber_image_2020-11-22_18-04-11-123.jpg", "copy $photo $o", "copy $photo $d/viber.jpg" },
	{ "named-by-facebook", "FB_IMG_1606068251000.jpg", "copy $photo $o", "copy $photo $d/FB_IMG.jpg" },
	{ "marked-by-facebook", "a.jpg",
	  "exiftool $x -IPTC:SpecialInstructions=FBMD01000a -o $o $photo",
	  "exiftool $x -IPTC:SpecialInstructions=none -o $o $photo" },
	{ "size-as-messengers-make", "a.jpg", "convert -size 1280x960 xc:gray $o",
	  "convert -size 1300x960 xc:gray $o" },
	{ "encoded-as-messengers-do", "a.mp4", "ffmpeg $q -f lavfi -i testsrc=s=848x480:d=1 $o",
	  "ffmpeg $q -f lavfi -i testsrc=s=900x480:d=1 $o" },
	{ "trailing-data", "a.jpg", "{ cat $camera; echo 'what was hidden behind it'; } >$o",
	  "copy $camera $o" },
	{ "truncated", "a.jpg", "head -c 700 $detailed >$o", "copy $detailed $o" },
	{ "thumbnail-unlike-image", "a.jpg", "exiftool $x \"-ThumbnailImage<=$other\" -o $o $detailed",
	  "exiftool $x \"-ThumbnailImage<=$small\" -o $o $detailed" },
	{ "streams-of-different-length", "a.mp4",
	  "ffmpeg $q -f lavfi -i testsrc=s=64x64:d=9 -f lavfi -i sine=d=2 $o", "copy $film $o" },
	{ "too-large-to-decode", "a.png",
	  "printf '\\211PNG\\r\\n\\032\\n\\0\\0\\0\\rIHDR\\0\\002\\0\\0\\0\\002\\0\\0\\010\\002\\0\\0\\0\\143\\231\\341\\350"
	  "\\0\\0\\0\\0IEND\\256\\102\\140\\202' >$o",
	  "convert $photo -set comment $o $o" },
	{ "c2pa-present", "a.jpg", "cp $SHARED/vectors/c2pa/gen-es256.jpg $o", "copy $camera $o" },
	{ "c2pa-broken", "a.png", "cp $SHARED/vectors/c2pa/mut-lbox-3.png $o",
	  "cp $SHARED/vectors/c2pa/gen-es256.png $o" },
	{ "no-video-stream", "a.mp4", "ffmpeg $q -f lavfi -i sine=d=1 -f mp4 -brand isom $o",
	  "copy $film $o" },
	{ "no-frame-times", "a.h264", "ffmpeg $q $sparse -c:v libx264 -f h264 $o",
	  "ffmpeg $q $sparse -c:v libx264 -f mp4 $o" },
	{ "no-media-data", "a.mp4", "head -c $(($(grep -abo mdat $fast | head -n 1 | cut -d: -f1) - 4)) $fast >$o",
	  "cp $fast $o" },
	{ "implausible-duration", "a.mkv", "ffmpeg $q $sparse -c:v mjpeg -vf setpts=PTS*700000 -vsync passthrough $o",
	  "ffmpeg $q $sparse -c:v mjpeg -vf setpts=PTS*600000 -vsync passthrough $o" },
	{ "too-many-streams", "a.mka", "ffmpeg $q -f lavfi -i sine=d=0.1 $(printf -- '-map 0 %.0s' $(seq 70)) -c:a pcm_s16le $o",
	  "ffmpeg $q -f lavfi -i sine=d=0.1 $(printf -- '-map 0 %.0s' $(seq 60)) -c:a pcm_s16le $o" },
	{ "type-unlike-signature", "a.mp4", "{ printf \"$segment\" avis; tail -c +33 $fast; } >$o",
	  "{ printf \"$segment\" isom; tail -c +33 $fast; } >$o" },
	{ "damaged-structure", "a.png",
	  "convert $detailed $o; printf xxxx | dd of=$o bs=1 seek=20000 conv=notrunc status=none",
	  "convert $detailed $o" },
	{ "decode-errors", "a.mp4", "cp $film $o; yes | head -c 1500 | dd of=$o bs=1 seek=200 conv=notrunc status=none",
	  "copy $film $o" },
	{ "changing-resolution", "a.ts",
	  "for side in 64 96; do ffmpeg $q -f lavfi -i testsrc=s=${side}x64:d=1 -f mpegts -; done >$o",
	  "for side in 64 64; do ffmpeg $q -f lavfi -i testsrc=s=${side}x64:d=1 -f mpegts -; done >$o" },
	{ "not-decodable", "a.psd", "convert $photo $o", "convert $photo -set comment $o png:$o" },
	{ "facts-left-out", "a.jpg",
	  "{ head -c 2 $photo; printf \"$comment\" $(seq 1001 1033); tail -c +3 $photo; } >$o",
	  "{ head -c 2 $photo; printf \"$comment\" $(seq 1001 1032); tail -c +3 $photo; } >$o" },
	{ "variable-frame-rate", "a.mkv",
	  "ffmpeg $q -f lavfi -i testsrc=s=64x64:d=4 -vf \"select='lt(n,40)+gt(n,60)'\" -vsync vfr $o",
	  "ffmpeg $q -f lavfi -i testsrc=s=64x64:d=4 -vf \"select='not(mod(n,7))+lt(mod(n,20),6)'\" -vsync vfr $o" },
};
#define CASES (sizeof cases / sizeof cases[0])

static const char ground[] =
	"set -e; mkdir -p has not; q='-loglevel error -nostdin -y'; x='-q -q'; "
	"gps='-GPSLatitude=40.1775 -GPSLatitudeRef=N -GPSLongitude=44.5125 -GPSLongitudeRef=E'; "
	"copy() { case $1 in *.mp4) ffmpeg $q -i $1 -c copy -metadata comment=$2 $2;; "
	"*) exiftool $x -Comment=$2 -o $2 $1;; esac; }; "
	"segment='\\0\\0\\0\\10styp\\0\\0\\0\\30ftyp%s\\0\\0\\2\\0isomiso2'; comment='\\377\\376\\0\\006%s'; "
	"sparse='-f lavfi -i testsrc=s=64x64:r=1:d=2'; "
	"photo=photo.jpg; camera=camera.jpg; film=film.mp4; fast=fast.mp4; detailed=detailed.jpg; other=other.jpg; small=small.jpg; "
	"if [ ! -e film.mp4 ]; then convert -size 64x48 xc:gray photo.jpg; "
	"convert -size 640x480 gradient:black-white -seed 7 +noise Gaussian detailed.jpg; "
	"convert detailed.jpg -resize 160x120 small.jpg; "
	"convert -size 160x120 radial-gradient:white-black other.jpg; "
	"exiftool $x -Make=Canon -Model='EOS 5D' -DateTimeOriginal='2020:11:22 18:04:11' "
	"-ExposureTime=1/125 -o camera.jpg photo.jpg; "
	"ffmpeg $q -f lavfi -i testsrc=s=64x64:d=2 -f lavfi -i sine=d=2 film.mp4; "
	"ffmpeg $q -i $film -c copy -movflags faststart $fast; fi; ";

/* What only parsers that attack, or that are not locked in, can show; the second file has it not. */
static const struct {
	const char *code, *has, *has_not;
} others[] = {
	{ "parser-failed", "hostile/crash.png", "hostile/honest.png" },
	{ "other-oddity", "hostile/odd.png", "hostile/honest.png" },
	{ "examined-without-sandbox", "bare/a.jpg", "not/stripped/a.jpg" },
};
#define OTHERS (sizeof others / sizeof others[0])

static json_t *warnings; /* path to its codes */

static void
make(const char *folder, const char *where, size_t i, const char *recipe)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, folder, "%s d=%s/%s; mkdir -p $d; o=$d/%s; %s", ground, where,
	             cases[i].code, cases[i].name, recipe);
}

static void
take_in(const char *folder, const char *how)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, folder, "%s", how);
	for (size_t i = 0; i + 1 < line_count(&run); i++) {
		SCOPED_JSON json_t *line = json_line(&run, i);

		json_object_set(warnings, string_member(line, "path"),
		                json_object_get(line, "warnings"));
	}
}

static int
begin(void **state)
{
	SCOPED(run) run = { 0 };

	begin_catalogue(state);
	for (size_t i = 0; i < CASES; i++) {
		make(*state, "has", i, cases[i].has);
		make(*state, "not", i, cases[i].has_not);
	}
	expect_shell(0, &run, *state, "mkdir bin hostile bare; cp \"$VIDIMUS\" %s/vidimus-worker-* bin; "
	             "exiftool -q -Comment=bare -o bare/a.jpg photo.jpg; for attack in crash:segv odd:odd-code honest:ok; do "
	             "printf '\\211PNG\\r\\n\\032\\n%%s' ${attack#*:} >hostile/${attack%%:*}.png; done",
	             VIDIMUS_HOSTILE);
	warnings = json_object();
	take_in(*state, V "intake --json has not");
	take_in(*state, "bin/vidimus -C cat intake --json hostile");
	take_in(*state, WITHOUT_LANDLOCK V "intake --allow-unsandboxed --json bare");
	return 0;
}

static int
end(void **state)
{
	json_decref(warnings);
	return end_folder(state);
}

static bool
has(const char *path, const char *code)
{
	const json_t *list = json_object_get(warnings, path);
	json_t *warning;
	size_t i;

	if (list == NULL)
		fail_msg("%s was not taken in", path);
	json_array_foreach(list, i, warning) {
		const char *text = json_string_value(json_object_get(warning, "text"));

		if (strcmp(string_member(warning, "code"), code) == 0) {
			assert_true(text != NULL && text[0] != '\0');
			return true;
		}
	}
	return false;
}

static bool
case_has(const char *where, size_t i)
{
	SCOPED(buffer) path = { 0 };

	buffer_append_format(&path, "%s/%s/%s", where, cases[i].code, cases[i].name);
	return has(buffer_string(&path), cases[i].code);
}

static size_t
told_wrongly(bool wrong, const char *code, const char *name, const char *how)
{
	if (wrong)
		print_error("%s %s %s\n", code, name, how);
	return wrong;
}

static void
files_have_the_warning(void **state)
{
	size_t missing = 0;

	(void)state;
	for (size_t i = 0; i < CASES; i++)
		missing += told_wrongly(!case_has("has", i), cases[i].code, cases[i].name, "lacks it");
	for (size_t i = 0; i < OTHERS; i++)
		missing += told_wrongly(!has(others[i].has, others[i].code), others[i].code,
		                        others[i].has, "lacks it");
	assert_int_equal(missing, 0);
}

static void
near_files_have_it_not(void **state)
{
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < CASES; i++)
		if (strstr(cases[i].code, "named-by") == NULL)
			wrong += told_wrongly(case_has("not", i), cases[i].code, cases[i].name, "has it");
	for (size_t i = 0; i < OTHERS; i++)
		wrong += told_wrongly(has(others[i].has_not, others[i].code), others[i].code,
		                      others[i].has_not, "has it");
	assert_int_equal(wrong, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_have_the_warning),
		cmocka_unit_test(near_files_have_it_not),
	};

	if (system("exiftool -ver >/dev/null 2>&1 && ffmpeg -version >/dev/null 2>&1 && "
	           "convert -version >/dev/null 2>&1 && strace -V >/dev/null 2>&1") != 0) {
		print_error("SKIPPED: exiftool, ffmpeg, ImageMagick and strace make the files of this test\n");
		return SKIPPED_EXIT;
	}
	need_shared("vectors/c2pa/gen-es256.jpg");
	return cmocka_run_group_tests(tests, begin, end);
}
