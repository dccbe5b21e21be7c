/* SPDX-License-Identifier: Apache-2.0 */
/* test_contradictions.c - each warning, with facts that give it and facts that do not. */
#include "media/contradictions.h"

#include "media/warning_class.h"

#include "support/support.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

/* 2021-01-01T00:00:00Z */
#define NOW INT64_C(1609459200000)

/* The facts of one file, as a JSON text: what is not told is a sound photograph's. */
struct found {
	char   codes[4096]; /* " code code " */
	char   details[4096];
};

static enum status
take(void *context, const char *code, const char *detail, struct error *err)
{
	struct found *found = context;
	enum warning_class ignored;

	(void)err;
	if (!warning_class_of(text_of(code), &ignored))
		fail_msg("%s has no class", code);
	if (strstr(found->codes, code) == NULL || strlen(found->codes) < 3000)
		snprintf(found->codes + strlen(found->codes),
		         sizeof found->codes - strlen(found->codes), "%s ", code);
	snprintf(found->details + strlen(found->details),
	         sizeof found->details - strlen(found->details), "%s|", detail ? detail : "");
	return STATUS_OK;
}

static json_t *
of_text(const char *text)
{
	json_error_t error;
	json_t *json = json_loads(text, 0, &error);

	if (json == NULL)
		fail_msg("%s: %s", error.text, text);
	return json;
}

struct sample {
	const char *tags;      /* entries of the list, without brackets */
	const char *measured;  /* members */
	const char *warnings;  /* entries */
	const char *type;      /* found; NULL image/jpeg */
	const char *signature; /* NULL: the same */
	const char *name;
	enum examination_outcome outcome;
	bool     unsandboxed;
	uint64_t dropped;
};

#define TAG(source, group, tag, raw)                                                              \
	"{\"source\":\"" source "\",\"group\":\"" group "\",\"tag\":\"" tag                       \
	"\",\"form\":\"text\",\"raw\":\"" raw "\"}"
#define TAKEN(raw)   TAG("EXIF", "Exif", "DateTimeOriginal", raw)
#define OFFSET(raw)  TAG("EXIF", "Exif", "OffsetTimeOriginal", raw)
#define CAMERA       TAG("EXIF", "IFD0", "Make", "Canon") "," TAG("EXIF", "IFD0", "Software", "Firmware 1.0")
#define GPS_TIME(date, time)                                                                      \
	TAG("EXIF", "GPS", "GPSDateStamp", date) "," TAG("EXIF", "GPS", "GPSTimeStamp", time)
#define MOV          "mov,mp4,m4a,3gp,3g2,mj2"
#define NO_PICTURE   "{\"code\":\"no-video-stream\",\"detail\":null}"
#define CREATED(raw) TAG("container", MOV, "creation_time", raw)

static void
find(const struct sample *sample, struct found *found)
{
	struct examination examination = { .outcome = sample->outcome,
		                           .sandboxed = !sample->unsandboxed,
		                           .worker = "vidimus-worker-image",
		                           .dropped = sample->dropped };
	SCOPED(metadata) metadata = { 0 };
	SCOPED(buffer) text = { 0 };
	struct contradiction_taker taker = { take, found };
	struct contradiction_facts facts = { .examination = &examination,
		                             .metadata = &metadata,
		                             .name = text_of(sample->name),
		                             .now = { NOW } };
	struct error err;

	memset(found, 0, sizeof *found);
	strcpy(found->codes, " ");
	strcpy(examination.media_type, sample->type ? sample->type : "image/jpeg");
	facts.signature = text_of(sample->signature ? sample->signature : examination.media_type);
	buffer_append_format(&text, "[%s]", sample->tags ? sample->tags : TAKEN("2020:11:22 18:04:11") "," CAMERA);
	examination.tags = of_text(buffer_string(&text));
	buffer_clear(&text);
	buffer_append_format(&text, "{%s}", sample->measured ? sample->measured : "");
	examination.measured = of_text(buffer_string(&text));
	buffer_clear(&text);
	buffer_append_format(&text, "[%s]", sample->warnings ? sample->warnings : "");
	examination.warnings = of_text(buffer_string(&text));
	assert_ok(metadata_read(examination.tags, &metadata, &err), &err);
	assert_ok(contradictions_find(&facts, &taker, &err), &err);
	metadata_end(&metadata);
	json_decref(examination.tags);
	json_decref(examination.measured);
	json_decref(examination.warnings);
}

static const struct {
	const char   *code; /* NULL: no warning at all */
	struct sample with;
} has[] = {
	{ NULL, { 0 } },
	{ "parser-failed", { .outcome = EXAMINATION_KILLED } },
	{ "parser-failed", { .outcome = EXAMINATION_MALFORMED } },
	{ "examined-without-sandbox", { .unsandboxed = true } },
	{ "facts-left-out", { .dropped = 3 } },
	{ "truncated", { .warnings = "{\"code\":\"truncated\",\"detail\":null}" } },
	{ "other-oddity", { .warnings = "{\"code\":\"what-nobody-knows\",\"detail\":\"x\"}" } },
	{ "type-unlike-signature", { .signature = "image/png" } },
	{ "type-unlike-signature", { .signature = "video/mp4" } },
	{ "implausible-duration", { .type = "video/mp4", .measured = "\"duration\":\"94672800.5\"" } },
	{ "implausible-duration", { .type = "video/mp4", .measured = "\"duration\":\"-5\"" } },
	{ "stripped", { .tags = "" } },
	{ "stripped", { .tags = TAG("stream", "stream 0", "handler_name", "VideoHandler"), .type = "video/mp4" } },
	{ "edited-by", { .tags = TAG("EXIF", "IFD0", "Software", "Adobe PhotoShop 21.1") "," TAKEN("2020:11:22 18:04:11") } },
	{ "edited-by", { .tags = TAG("XMP", "xmp", "CreatorTool", "Snapseed 2.0") "," TAKEN("2020:11:22 18:04:11") } },
	{ "dates-disagree", { .tags = CAMERA "," TAKEN("2020:11:22 18:04:11") "," TAG("XMP", "photoshop", "DateCreated", "2020-11-22T19:04:11") } },
	{ "dates-disagree", { .tags = CAMERA "," TAKEN("2020:11:22 18:04:11") "," TAG("EXIF", "IFD0", "DateTime", "2020:11:20 18:04:11") } },
	{ "dates-disagree", { .type = "video/quicktime", .tags = TAG("container", MOV, "com.apple.quicktime.creationdate", "2015-11-22T18:04:11+0400") "," CREATED("2020-11-22T14:04:11.000000Z") } },
	{ "declared-date-in-future", { .tags = CAMERA "," TAKEN("2021:01:03 18:04:11") } },
	{ "declared-date-in-future", { .tags = CAMERA "," TAKEN("2021:01:01 04:10:00") "," OFFSET("+04:00") } },
	{ "implausible-declared-date", { .tags = CAMERA "," TAKEN("2000:01:01 00:03:12") } },
	{ "implausible-declared-date", { .tags = CAMERA "," TAKEN("1899:12:31 18:00:00") } },
	{ "gps-time-against-local-time", { .tags = CAMERA "," TAKEN("2020:11:22 18:11:00") "," GPS_TIME("2020:11:22", "14/1 4/1 11/1") } },
	{ "gps-time-against-local-time", { .tags = CAMERA "," TAKEN("2020:11:22 18:04:11") "," GPS_TIME("2020:11:21", "14/1 4/1 11/1") } },
	{ "gps-time-against-local-time", { .tags = CAMERA "," TAKEN("2020:11:22 18:04:11") "," OFFSET("+03:00") "," GPS_TIME("2020:11:22", "14/1 4/1 11/1") } },
	{ "places-disagree", { .type = "video/mp4", .tags = TAG("container", MOV, "location", "+40.1776+044.5126/") "," TAG("container", MOV, "location-eng", "+40.1776+044.5326/") "," CREATED("2020-11-22T14:04:11Z") } },
	{ "named-by-telegram", { .name = "photo_2020-11-22_18-04-11.jpg" } },
	{ "named-by-telegram", { .name = "video_3@22-11-2020_18-04-11.mp4" } },
	{ "named-by-telegram", { .name = "photo_2020-11-22_18-04-11 (2).jpg" } },
	{ "named-by-telegram", { .name = "doc_2020-11-22_18-04-11.mp4" } },
	{ "named-by-whatsapp", { .name = "IMG-20201122-WA0001.jpg" } },
	{ "named-by-whatsapp", { .name = "STK-20201122-WA0001.webp" } },
	{ "named-by-whatsapp", { .name = "PHOTO-2020-11-22-18-04-11.jpg" } },
	{ "named-by-whatsapp", { .name = "00000012-VIDEO-2020-11-22-18-04-11.mp4" } },
	{ "named-by-whatsapp", { .name = "VID-20201122-WA0012.mp4" } },
	{ "named-by-whatsapp", { .name = "WhatsApp Image 2020-11-22 at 18.04.11.jpeg" } },
	{ "named-by-signal", { .name = "signal-2020-11-22-180411.jpg" } },
	{ "named-by-viber", { .name = "viber_image_2020-11-22_18-04-11-123.jpg" } },
	{ "named-by-facebook", { .name = "FB_IMG_1606068251000.jpg" } },
	{ "marked-by-facebook", { .tags = CAMERA "," TAG("IPTC", "record 2", "SpecialInstructions", "FBMD01000a") } },
	{ "size-as-messengers-make", { .tags = "", .measured = "\"width\":\"960\",\"height\":\"1280\"" } },
	{ "encoded-as-messengers-do", { .type = "video/mp4", .tags = TAG("container", MOV, "encoder", "Lavf58.29.100"), .measured = "\"width\":\"848\",\"height\":\"480\",\"duration\":\"12.5\"" } },
	{ "encoded-as-messengers-do", { .type = "video/mp4", .tags = TAG("container", MOV, "encoder", "Lavf58.29.100"), .measured = "\"width\":\"240\",\"height\":\"432\"" } },
	{ "no-video-stream", { .type = "video/mp4", .name = "street.mp4", .warnings = NO_PICTURE } },
	{ "no-video-stream", { .type = "video/mp4", .warnings = NO_PICTURE } },
	{ "dates-disagree", { .tags = CAMERA "," TAKEN("2020:11:22 18:04:11") "," TAG("XMP", "photoshop", "DateCreated", "2020-11-24T00:00:00") } },
};

/* Facts that come near, and must not give the code. */
static const struct {
	const char   *code;
	struct sample without;
} has_not[] = {
	{ "parser-failed", { .outcome = EXAMINATION_NO_PARSER } },
	{ "type-unlike-signature", { .type = "image/heif", .signature = "image/heic" } },
	{ "type-unlike-signature", { .type = "video/mp4", .signature = "audio/x-m4a" } },
	{ "implausible-duration", { .type = "video/mp4", .measured = "\"duration\":\"7200.25\"" } },
	{ "stripped", { .tags = "", .type = "image/png" } },
	{ "stripped", { .tags = TAKEN("2020:11:22 18:04:11") } },
	{ "stripped", { .tags = "", .outcome = EXAMINATION_FAILED } },
	{ "edited-by", { .tags = CAMERA } },
	{ "edited-by", { .tags = TAG("EXIF", "IFD0", "ImageDescription", "made with Photoshop") } },
	{ "dates-disagree", { .tags = CAMERA "," TAKEN("2020:11:22 18:04:11") "," TAG("XMP", "photoshop", "DateCreated", "2020-11-22T14:04:11Z") } },
	{ "dates-disagree", { .tags = CAMERA "," TAKEN("2020:11:22 18:04:11") "," TAG("XMP", "photoshop", "DateCreated", "2020-11-22") } },
	{ "dates-disagree", { .tags = CAMERA "," TAKEN("2020:11:22 18:04:11") "," TAG("EXIF", "IFD0", "DateTime", "2023:11:22 18:04:11") } },
	{ "dates-disagree", { .type = "video/quicktime", .tags = TAG("container", MOV, "com.apple.quicktime.creationdate", "2020-11-22T18:04:11+0400") "," CREATED("2020-11-22T14:05:11.000000Z") } },
	{ "declared-date-in-future", { .tags = CAMERA "," TAKEN("2021:01:01 10:00:00") } },
	{ "implausible-declared-date", { .tags = CAMERA "," TAKEN("2000:01:02 10:00:00") } },
	{ "gps-time-against-local-time", { .tags = CAMERA "," TAKEN("2020:11:22 18:05:00") "," GPS_TIME("2020:11:22", "14/1 4/1 11/1") } },
	{ "gps-time-against-local-time", { .tags = CAMERA "," TAKEN("2020:11:22 19:49:11") "," GPS_TIME("2020:11:22", "14/1 4/1 11/1") } },
	{ "gps-time-against-local-time", { .tags = CAMERA "," TAKEN("2020:11:22 18:04:11") "," OFFSET("+04:00") "," GPS_TIME("2020:11:22", "14/1 4/1 11/1") } },
	{ "places-disagree", { .type = "video/mp4", .tags = TAG("container", MOV, "location", "+40.1776+044.5126/") "," TAG("container", MOV, "location-eng", "+40.1776+044.5136/") } },
	{ "named-by-telegram", { .name = "photo_2020-11-22.jpg" } },
	{ "named-by-telegram", { .name = "video_@22-11-2020_18-04-11.mp4" } },
	{ "named-by-telegram", { .name = "doc_2020-11-22.mp4" } },
	{ "named-by-whatsapp", { .name = "IMG-20201122-0001.jpg" } },
	{ "named-by-whatsapp", { .name = "-VIDEO-2020-11-22-18-04-11.mp4" } },
	{ "named-by-whatsapp", { .name = "VIDEO-2020-11-22.mp4" } },
	{ "named-by-facebook", { .name = "FB_IMG_16060.jpg" } },
	{ "marked-by-facebook", { .tags = CAMERA "," TAG("IPTC", "record 2", "SpecialInstructions", "call me") } },
	{ "size-as-messengers-make", { .measured = "\"width\":\"960\",\"height\":\"1280\"" } },
	{ "size-as-messengers-make", { .tags = "", .measured = "\"width\":\"960\",\"height\":\"1281\"" } },
	{ "size-as-messengers-make", { .tags = "", .type = "image/heic", .measured = "\"width\":\"1280\",\"height\":\"854\"" } },
	{ "encoded-as-messengers-do", { .type = "video/webm", .tags = TAG("container", "matroska,webm", "encoder", "Lavf58.29.100"), .measured = "\"width\":\"848\",\"height\":\"480\"" } },
	{ "no-video-stream", { .type = "video/mp4", .name = "voice.M4A", .warnings = NO_PICTURE } },
	{ "no-video-stream", { .type = "video/x-ms-asf", .name = "a.b.wma", .warnings = NO_PICTURE } },
	{ "dates-disagree", { .tags = CAMERA "," TAKEN("2020:11:22 18:04:11") "," TAG("XMP", "photoshop", "DateCreated", "2020-11-22T00:00:00") } },
	{ "dates-disagree", { .tags = CAMERA "," TAKEN("2020:11:22 23:37:53") "," TAG("IPTC", "record 2", "DateCreated", "20201122") "," TAG("IPTC", "record 2", "TimeCreated", "000000+0000") } },
	{ "encoded-as-messengers-do", { .type = "video/mp4", .tags = TAG("container", MOV, "encoder", "Lavf58.29.100"), .measured = "\"width\":\"1920\",\"height\":\"1080\"" } },
	{ "encoded-as-messengers-do", { .type = "video/mp4", .tags = TAG("container", MOV, "com.android.manufacturer", "Xiaomi") "," TAG("container", MOV, "encoder", "Lavf58"), .measured = "\"width\":\"1280\",\"height\":\"720\"" } },
};

static bool
holds(const struct found *found, const char *code)
{
	char word[80];

	snprintf(word, sizeof word, " %s ", code);
	return strstr(found->codes, word) != NULL;
}

static void
each_warning_is_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof has / sizeof has[0]; i++) {
		struct found found;

		find(&has[i].with, &found);
		if (has[i].code == NULL)
			assert_string_equal(found.codes, " ");
		else if (!holds(&found, has[i].code))
			fail_msg("sample %zu lacks %s, and has%s", i, has[i].code, found.codes);
	}
}

static void
what_comes_near_is_not_warned_of(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof has_not / sizeof has_not[0]; i++) {
		struct found found;

		find(&has_not[i].without, &found);
		if (holds(&found, has_not[i].code))
			fail_msg("sample %zu has %s: %s", i, has_not[i].code, found.details);
	}
}

static void
details_tell_both_sides(void **state)
{
	struct sample sample = { .tags = CAMERA "," TAKEN("2020:11:22 18:04:11") ","
		                         TAG("XMP", "photoshop", "DateCreated", "2019-11-22") };
	struct found found;

	(void)state;
	find(&sample, &found);
	assert_string_equal(found.details,
	                    "2020-11-22T18:04:11 (EXIF Exif:DateTimeOriginal), 2019-11-22 (XMP"
	                    " photoshop:DateCreated)|");
}

static enum status
refuse(void *context, const char *code, const char *detail, struct error *err)
{
	int *calls = context;

	(void)code;
	(void)detail;
	++*calls;
	return fail_memory(err);
}

static void
a_failing_taker_ends_it(void **state)
{
	struct examination examination = { .outcome = EXAMINATION_KILLED, .dropped = 1 };
	struct metadata metadata = { 0 };
	int calls = 0;
	struct contradiction_taker taker = { refuse, &calls };
	struct contradiction_facts facts = { .examination = &examination, .metadata = &metadata };

	(void)state;
	assert_int_equal(contradictions_find(&facts, &taker, NULL), STATUS_MEMORY);
	assert_int_equal(calls, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_warning_is_found),
		cmocka_unit_test(what_comes_near_is_not_warned_of),
		cmocka_unit_test(details_tell_both_sides),
		cmocka_unit_test(a_failing_taker_ends_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
