/* SPDX-License-Identifier: Apache-2.0 */
/* examined_sample.h - examinations of the sample's items, told fact by fact. */
#ifndef VIDIMUS_TESTS_CASEWORK_EXAMINED_SAMPLE_H
#define VIDIMUS_TESTS_CASEWORK_EXAMINED_SAMPLE_H

#include "casework/view_sample.h"

#include "casework/examination.h"

static inline struct examination
facts_of(enum examination_outcome outcome)
{
	return (struct examination){ .outcome = outcome,
		                     .sandboxed = true,
		                     .worker = "vidimus-worker-image",
		                     .milliseconds = 7,
		                     .bytes_received = 1234,
		                     .memory_limit = 512 << 20,
		                     .cpu_seconds_limit = 20,
		                     .wall_seconds_limit = 30,
		                     .media_type = "image/jpeg",
		                     .parsers = json_array(),
		                     .tags = json_array(),
		                     .measured = json_object(),
		                     .warnings = json_array() };
}

/* One text of the file. */
static inline void
tell(struct examination *examination, const char *source, const char *group, const char *tag,
     const char *raw)
{
	json_array_append_new(examination->tags,
	                      json_pack("{ss ss ss ss ss}", "source", source, "group", group, "tag",
	                                tag, "form", "text", "raw", raw));
}

static inline void
tell_position(struct examination *examination)
{
	tell(examination, "EXIF", "GPS", "GPSLatitudeRef", "N");
	tell(examination, "EXIF", "GPS", "GPSLatitude", "40/1 10/1 39/1");
	tell(examination, "EXIF", "GPS", "GPSLongitudeRef", "E");
	tell(examination, "EXIF", "GPS", "GPSLongitude", "44/1 30/1 45/1");
}

static inline json_t *
values_of(const struct examination *examination)
{
	struct examined_file file = { .bytes = 17,
		                      .media_type = text_of("image/jpeg"),
		                      .name = text_of("IMG-20201122-WA0001.jpg"),
		                      .now = { SAMPLE_TIME } };
	json_t *values = NULL;
	struct error err;

	assert_ok(digest_of("x", 1, &file.object, NULL), NULL);
	assert_ok(examination_values(examination, &file, &values, &err), &err);
	return values;
}

/* Records it as item.examined, and ends it. */
static inline void
record(int item, struct examination *examination)
{
	json_t *values = values_of(examination);

	sample_begin();
	sample_add("item.examined", &sample.items[item], NULL, values);
	sample_commit();
	sample_clock.milliseconds += 1000;
	examination_end(examination);
}

#endif
