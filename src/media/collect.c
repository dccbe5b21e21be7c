/* SPDX-License-Identifier: Apache-2.0 */
/* collect.c - facts of a report as the JSON values of an examination. */
#include "media/collect.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

void
picture_end(struct picture *picture)
{
	free(picture->samples);
	*picture = (struct picture){ 0 };
}

/* Sets `name` to the text, which is UTF-8 without U+0000. */
static int
set_text(json_t *object, const char *name, struct text text)
{
	return json_object_set_new(object, name,
	                           text.p ? json_of_text(text) : json_string(""));
}

static enum status
append(json_t *array, json_t *value, int failures, struct error *err)
{
	if (failures != 0) {
		json_decref(value);
		return fail_memory(err);
	}
	return json_array_append_new(array, value) == 0 ? STATUS_OK : fail_memory(err);
}

static enum status
add_parser(json_t *parsers, const struct report_fact *fact, struct error *err)
{
	json_t *parser = json_object();
	int failures = set_text(parser, "name", fact->name);

	failures |= set_text(parser, "version", fact->value);
	return append(parsers, parser, failures, err);
}

static enum status
add_warning(json_t *warnings, const struct report_fact *fact, struct error *err)
{
	json_t *warning = json_object();
	int failures = set_text(warning, "code", fact->name);

	failures |= json_object_set_new(warning, "detail",
	                                fact->value.p ? json_of_text(fact->value) : json_null());
	return append(warnings, warning, failures, err);
}

static enum status
add_measured(json_t *measured, const struct report_fact *fact, struct error *err)
{
	char name[REPORT_NAME_LIMIT + 1];

	memcpy(name, fact->name.p, fact->name.n);
	name[fact->name.n] = '\0';
	if (json_object_get(measured, name) != NULL)
		return STATUS_OK;
	return set_text(measured, name, fact->value) == 0 ? STATUS_OK : fail_memory(err);
}

static int
set_raw(json_t *tag, const struct report_fact *fact)
{
	struct text raw = fact->value;
	bool plain = text_is_utf8(raw.p, raw.n) && (raw.n == 0 || !memchr(raw.p, '\0', raw.n));
	int failures;

	if (fact->form == REPORT_BINARY)
		failures = json_object_set_new(tag, "raw", json_string(""));
	else if (plain)
		return set_text(tag, "raw", raw);
	else
		failures = json_object_set_new(tag, "raw", json_of_text_lossy(raw));
	return failures | json_object_set_new(tag, "bytes", json_of_base64url(raw.p, raw.n));
}

static enum status
add_tag(json_t *tags, const struct report_fact *fact, struct error *err)
{
	static const char *const forms[] = { "text", "numbers", "binary" };
	json_t *tag = json_object();
	int failures = set_text(tag, "source", fact->source);

	failures |= set_text(tag, "group", fact->group);
	failures |= set_text(tag, "tag", fact->tag);
	failures |= json_object_set_new(tag, "form", json_string(forms[fact->form]));
	failures |= set_raw(tag, fact);
	if (fact->length > fact->value.n)
		failures |= json_object_set_new(tag, "length",
		                                json_integer((json_int_t)fact->length));
	return append(tags, tag, failures, err);
}

static enum status
keep_picture(struct picture *picture, const struct report_picture *told, struct error *err)
{
	size_t size = (size_t)told->width * told->height * told->channels;
	unsigned char *samples = malloc(size);

	if (samples == NULL)
		return fail_memory(err);
	memcpy(samples, told->samples, size);
	picture_end(picture);
	*picture = (struct picture){ .width = told->width,
		                     .height = told->height,
		                     .channels = told->channels,
		                     .microseconds = told->microseconds,
		                     .samples = samples };
	return STATUS_OK;
}

static enum status
take_fact(void *context, const struct report_fact *fact, struct error *err)
{
	struct collector *collector = context;
	struct examination *examination = collector->examination;

	switch (fact->kind) {
	case FRAME_PARSER:
		return add_parser(examination->parsers, fact, err);
	case FRAME_MEASURED:
		return add_measured(examination->measured, fact, err);
	case FRAME_WARNING:
		return add_warning(examination->warnings, fact, err);
	case FRAME_TAG:
		return add_tag(examination->tags, fact, err);
	case FRAME_PICTURE:
		return keep_picture(collector->results.picture, &fact->picture, err);
	case FRAME_HASHES:
	case FRAME_SERIES:
	case FRAME_FRAMES:
	case FRAME_SOUND:
		return fingerprints_take(collector->results.fingerprints, fact, err);
	case FRAME_MEDIA_TYPE:
		memcpy(examination->media_type, fact->name.p, fact->name.n);
		examination->media_type[fact->name.n] = '\0';
		break;
	case FRAME_END:
		examination->dropped = fact->dropped;
		break;
	case FRAME_BEGIN:
	case FRAME_MEMBER: /* refused before: no media's report has them */
	case FRAME_BYTES:
		break;
	}
	return STATUS_OK;
}

enum status
collect_begin(struct collector *collector, struct examination *examination,
              const struct results *results, struct error *err)
{
	_Static_assert(sizeof examination->media_type > REPORT_MEDIA_TYPE_LIMIT, "no room");

	*collector = (struct collector){
		.reader = { .taker = { take_fact, collector }, .pictures = results->picture != NULL,
		            .fingerprints = results->fingerprints != NULL },
		.examination = examination,
		.results = *results,
	};
	examination->parsers = json_array();
	examination->tags = json_array();
	examination->measured = json_object();
	examination->warnings = json_array();
	if (examination->parsers && examination->tags && examination->measured &&
	    examination->warnings)
		return STATUS_OK;
	examination_end(examination);
	return fail_memory(err);
}

void
collect_then(struct collector *collector, struct collector *then)
{
	collector->reader.then = &then->reader;
}

enum status
collect_feed(struct collector *collector, const void *bytes, size_t n, struct error *err)
{
	collector->examination->bytes_received += n;
	return report_reader_feed(&collector->reader, bytes, n, err);
}

bool
collect_complete(const struct collector *collector)
{
	return report_reader_complete(&collector->reader);
}

uint64_t
collect_bytes(const struct collector *collector)
{
	return report_reader_bytes(&collector->reader);
}

bool
collect_torn(const struct collector *collector)
{
	return report_reader_torn(&collector->reader);
}

void
collect_end(struct collector *collector)
{
	report_reader_end(&collector->reader);
}
