/* SPDX-License-Identifier: Apache-2.0 */
/* contradictions.c - how parsing ended, what the parser met, length, stripping, editing. */
#include "media/contradictions_internal.h"

#include "media/warning_class.h"

#include "base/embedded.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define DETAIL_SIZE 1024

void
contradiction_tell(struct contradiction_search *search, const char *code, const char *format, ...)
{
	SCOPED(buffer) clean = { 0 };
	char detail[DETAIL_SIZE];
	va_list words;

	if (search->status != STATUS_OK)
		return;
	if (format == NULL) {
		search->status = search->taker->take(search->taker->context, code, NULL, search->err);
		return;
	}
	va_start(words, format);
	vsnprintf(detail, sizeof detail, format, words);
	va_end(words);
	text_append_lossy(&clean, detail, strlen(detail)); /* a cut may have halved a character */
	search->status = clean.failed ? fail_memory(search->err)
	                              : search->taker->take(search->taker->context, code,
	                                                    buffer_string(&clean), search->err);
}

struct text
contradiction_measured(const struct contradiction_search *search, const char *name)
{
	struct text text = { 0 };

	if (!json_member_text(search->facts->examination->measured, name, &text))
		return (struct text){ 0 };
	return text;
}

uint64_t
contradiction_number(const struct contradiction_search *search, const char *name)
{
	uint64_t number = 0;

	return text_number(contradiction_measured(search, name), UINT32_MAX, &number) ? number : 0;
}

struct text
contradiction_type(const struct contradiction_search *search)
{
	const char *found = search->facts->examination->media_type;

	return found[0] != '\0' ? text_of(found) : search->facts->signature;
}

static bool
declares(const json_t *list, const char *kind)
{
	json_t *entry;
	size_t i;

	json_array_foreach(list, i, entry) {
		if (strcmp(json_string_value(json_object_get(entry, "kind")), kind) == 0)
			return true;
	}
	return false;
}

bool
contradiction_names_camera(const struct contradiction_search *search)
{
	const json_t *devices = search->facts->metadata->devices;

	return declares(devices, "make") || declares(devices, "model");
}

/* Types that cameras and telephones write, and that keep their metadata unless it is taken away. */
static bool
comes_from_cameras(const struct contradiction_search *search)
{
	static const char *const types[] = { "image/jpeg", "image/heic",      "image/heif",
		                             "image/tiff", "video/mp4",       "video/quicktime",
		                             "video/3gpp", "video/x-m4v" };
	struct text type = contradiction_type(search);

	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
		if (type.p != NULL && text_is(type, types[i]))
			return true;
	}
	return false;
}

bool
contradiction_is_stripped(const struct contradiction_search *search)
{
	const struct metadata *metadata = search->facts->metadata;

	return search->facts->examination->outcome == EXAMINATION_COMPLETE &&
	       comes_from_cameras(search) && !contradiction_names_camera(search) &&
	       !declares(metadata->dates, "taken") && json_array_size(metadata->places) == 0 &&
	       !declares(metadata->dates, "container-created") &&
	       metadata_find(metadata, "EXIF", "Exif", "ExposureTime") == NULL;
}

static void
tell_ending(struct contradiction_search *search)
{
	const struct examination *examination = search->facts->examination;

	if (examination->outcome != EXAMINATION_COMPLETE &&
	    examination->outcome != EXAMINATION_NO_PARSER)
		contradiction_tell(search, "parser-failed", "%s",
		                   examination_outcome_name(examination->outcome));
	if (examination->worker != NULL && !examination->sandboxed)
		contradiction_tell(search, "examined-without-sandbox", NULL);
	if (examination->dropped > 0)
		contradiction_tell(search, "facts-left-out", "%llu",
		                   (unsigned long long)examination->dropped);
}

static void
tell_parsers_warnings(struct contradiction_search *search)
{
	enum warning_class ignored;
	json_t *warning;
	size_t i;

	json_array_foreach(search->facts->examination->warnings, i, warning) {
		const char *code = json_string_value(json_object_get(warning, "code"));
		const char *detail = json_string_value(json_object_get(warning, "detail"));

		if (code == NULL || (strcmp(code, "no-video-stream") == 0 &&
		                     contradiction_is_named_sound(search)))
			continue;
		if (!warning_class_of(text_of(code), &ignored))
			contradiction_tell(search, "other-oddity", "%s: %s", code, detail ? detail : "");
		else if (detail == NULL)
			contradiction_tell(search, code, NULL);
		else
			contradiction_tell(search, code, "%s", detail);
	}
}

/* Types whose difference is no matter of naming. */
static bool
is_distinct_picture(struct text type)
{
	static const char *const types[] = { "image/jpeg", "image/png", "image/gif",
		                             "image/webp", "image/bmp" };

	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
		if (text_is(type, types[i]))
			return true;
	}
	return false;
}

static void
tell_type(struct contradiction_search *search)
{
	struct text found = text_of(search->facts->examination->media_type);
	struct text told = search->facts->signature;
	bool picture, moving;

	if (found.n == 0 || told.p == NULL || text_equal(found, told))
		return;
	picture = text_begins(found, "image/") != text_begins(told, "image/");
	moving = text_begins(found, "video/") || text_begins(told, "video/") ||
		 text_begins(found, "audio/") || text_begins(told, "audio/");
	if ((picture && moving) || (is_distinct_picture(found) && is_distinct_picture(told)))
		contradiction_tell(search, "type-unlike-signature", "%.*s, %.*s", (int)told.n,
		                   told.p, (int)found.n, found.p);
}

/* Seconds before the point; false when it is no decimal of a sensible size. */
static void
tell_duration(struct contradiction_search *search)
{
	struct text rest = contradiction_measured(search, "duration"), whole;
	uint64_t seconds;

	if (rest.p == NULL)
		return;
	whole = text_cut(&rest, '.');
	if (!text_number(whole, UINT64_MAX, &seconds) || seconds > PLAUSIBLE_DURATION_SECONDS)
		contradiction_tell(search, "implausible-duration", "%.*s s",
		                   (int)(whole.n < 32 ? whole.n : 32), whole.p);
}

static bool
contains_folded(struct text text, struct text words)
{
	for (size_t i = 0; i + words.n <= text.n; i++) {
		size_t n = 0;

		while (n < words.n) {
			char c = text.p[i + n];

			if (c >= 'A' && c <= 'Z')
				c = (char)(c - 'A' + 'a');
			if (c != words.p[n])
				break;
			n++;
		}
		if (n == words.n)
			return true;
	}
	return false;
}

/* Does a row of catalog/programs.tsv name it, of that sort? */
static bool
is_program(struct text software, const char *what)
{
	const struct embedded_file *file = embedded_find("catalog/programs.tsv");
	struct text rest = file ? embedded_text(file) : (struct text){ 0 };

	while (rest.n > 0) {
		struct text line = text_cut(&rest, '\n');
		struct text words, sort;

		if (line.n == 0 || line.p[0] == '#')
			continue;
		words = text_cut(&line, '\t');
		sort = text_cut(&line, '\t');
		if ((what == NULL ? !text_is(sort, "what") : text_is(sort, what)) &&
		    contains_folded(software, words))
			return true;
	}
	return false;
}

const json_t *
contradiction_program(const struct contradiction_search *search, const char *what)
{
	json_t *device;
	size_t i;

	json_array_foreach(search->facts->metadata->devices, i, device) {
		struct text kind = { 0 }, value = { 0 };

		if (json_member_text(device, "kind", &kind) && text_is(kind, "software") &&
		    json_member_text(device, "value", &value) && is_program(value, what))
			return device;
	}
	return NULL;
}

static void
tell_editing(struct contradiction_search *search)
{
	const json_t *program = contradiction_program(search, NULL);

	if (program != NULL)
		contradiction_tell(search, "edited-by", "%s (%s)",
		                   json_string_value(json_object_get(program, "value")),
		                   json_string_value(json_object_get(program, "source")));
}

enum status
contradictions_find(const struct contradiction_facts *facts,
                    const struct contradiction_taker *taker, struct error *err)
{
	struct contradiction_search search = { .facts = facts, .taker = taker, .err = err };

	tell_ending(&search);
	tell_parsers_warnings(&search);
	tell_type(&search);
	tell_duration(&search);
	if (contradiction_is_stripped(&search))
		contradiction_tell(&search, "stripped", NULL);
	tell_editing(&search);
	contradictions_of_dates(&search);
	contradictions_of_places(&search);
	contradictions_of_way(&search);
	return search.status;
}
