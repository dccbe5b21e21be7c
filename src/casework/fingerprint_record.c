/* SPDX-License-Identifier: Apache-2.0 */
/* fingerprint_record.c - hashes as the values of item.fingerprinted, series and sound as files. */
#include "casework/fingerprint_record.h"

#include "casework/circumstances.h"
#include "casework/parser_word.h"
#include "fingerprint/pdq.h"
#include "fingerprint/series_file.h"
#include "media/warning_class.h"
#include "store/derived.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(REPORT_FRAMES_LIMIT <= FRAMES_FILE_LIMIT && REPORT_SOUND_LIMIT <= SOUND_FILE_LIMIT,
               "what a parser may tell has room in a file");

/* Entries that are written at once. */
#define BATCH 256

/* --- files --- */

/* What a file is made of: a header, then entries, made by `write`. */
struct series_bytes {
	const unsigned char *header;
	size_t               header_size;
	const void          *entries;
	size_t               n, entry_size;
	void               (*write)(unsigned char *out, const void *entries, size_t index);
};

static void
write_frame(unsigned char *out, const void *entries, size_t index)
{
	frames_file_frame(out, (const struct frame_hash *)entries + index);
}

static void
write_item(unsigned char *out, const void *entries, size_t index)
{
	sound_file_item(out, ((const uint32_t *)entries)[index]);
}

static enum status
write_entries(struct derived *file, const struct series_bytes *bytes, struct error *err)
{
	unsigned char batch[BATCH * FRAMES_FILE_FRAME];
	enum status st = STATUS_OK;

	for (size_t i = 0; st == STATUS_OK && i < bytes->n; i += BATCH) {
		size_t n = bytes->n - i < BATCH ? bytes->n - i : BATCH;

		for (size_t k = 0; k < n; k++)
			bytes->write(batch + k * bytes->entry_size, bytes->entries, i + k);
		st = derived_write(file, batch, n * bytes->entry_size, err);
	}
	return st;
}

/* One that lies there under this name with other bytes gives way. */
static enum status
make_way(const struct catalogue *catalogue, struct derived *file, struct error *err)
{
	struct digest digest;
	enum status st = derived_digest(file, &digest, err);

	if (st != STATUS_OK || derived_check(catalogue->folder, &digest, NULL) != STATUS_FALSE)
		return st;
	return derived_remove(catalogue->folder, &digest, err);
}

/* Sets "blob" and "bytes" of a record to the file that is made. */
static enum status
keep(const struct catalogue *catalogue, const struct series_bytes *bytes, json_t *record,
     struct error *err)
{
	SCOPED(derived) file = { .folder = -1, .file = { .fd = -1 } };
	struct digest digest;
	uint64_t size;
	char decimal[24];
	enum status st = derived_begin(&file, catalogue->folder, err);

	if (st == STATUS_OK)
		st = derived_write(&file, bytes->header, bytes->header_size, err);
	if (st == STATUS_OK)
		st = write_entries(&file, bytes, err);
	if (st == STATUS_OK)
		st = make_way(catalogue, &file, err);
	if (st == STATUS_OK)
		st = derived_finish(&file, &digest, &size, err);
	if (st != STATUS_OK)
		return while_doing(err, st, "keeping a fingerprint");
	snprintf(decimal, sizeof decimal, "%llu", (unsigned long long)size);
	if (json_object_set_new(record, "blob", json_of_digest(&digest)) != 0 ||
	    json_object_set_new(record, "bytes", json_string(decimal)) != 0)
		return fail_memory(err);
	return STATUS_OK;
}

/* --- values --- */

/* A part of a picture; null for all of it. */
static json_t *
box_json(const struct report_box *box)
{
	if (box->width == 0 || box->height == 0)
		return json_null();
	return json_pack("{s:I,s:I,s:I,s:I}", "x", (json_int_t)box->x, "y", (json_int_t)box->y,
	                 "width", (json_int_t)box->width, "height", (json_int_t)box->height);
}

static bool
append_hashes(json_t *list, const struct hash256 *hashes, size_t n)
{
	char text[HASH256_TEXT_SIZE];

	for (size_t i = 0; i < n; i++) {
		hash256_write(text, &hashes[i]);
		if (json_array_append_new(list, json_string(text)) != 0)
			return false;
	}
	return true;
}

/* Eight turns; behind them the details, where there are any. */
static json_t *
hashes_json(const struct picture_hashes *picture)
{
	SCOPED_JSON json_t *list = json_array();
	const struct picture_detail *detail = &picture->detail;

	if (!append_hashes(list, picture->hashes, DIHEDRAL_COUNT) ||
	    (!picture_detail_is_none(detail) &&
	     !append_hashes(list, detail->blocks, DETAIL_BLOCKS)))
		return NULL;
	return json_incref(list);
}

static enum status
set_pictures(json_t *values, const struct fingerprints *fingerprints, struct error *err)
{
	json_t *list = json_array();

	if (json_object_set_new(values, "pictures", list) != 0)
		return fail_memory(err);
	for (size_t i = 0; i < fingerprints->picture_count; i++) {
		const struct picture_hashes *picture = &fingerprints->pictures[i];
		json_t *record = json_pack("{s:o,s:i,s:o}", "box", box_json(&picture->box), "quality",
		                           (int)picture->quality, "hashes",
		                           hashes_json(picture));

		if (json_array_append_new(list, record) != 0)
			return fail_memory(err);
	}
	return STATUS_OK;
}

static int
by_time(const void *a, const void *b)
{
	const struct frame_hash *one = a, *other = b;

	if (one->microseconds != other->microseconds)
		return one->microseconds < other->microseconds ? -1 : 1;
	return (one->number > other->number) - (one->number < other->number);
}

/* Films tell their frames by time, unless their times are damaged. */
static void
sort_frames(struct film_series *film)
{
	for (size_t i = 1; i < film->n; i++) {
		if (by_time(&film->frames[i - 1], &film->frames[i]) > 0) {
			qsort(film->frames, film->n, sizeof film->frames[0], by_time);
			return;
		}
	}
}

static enum status
add_film(const struct catalogue *catalogue, struct film_series *film, json_t *list,
         struct error *err)
{
	unsigned char header[FRAMES_FILE_HEADER];
	const struct series_bytes bytes = { header,  sizeof header,     film->frames,
		                            film->n, FRAMES_FILE_FRAME, write_frame };
	SCOPED_JSON json_t *record = NULL;
	enum status st;

	sort_frames(film);
	frames_file_begin(header, film->n);
	record = json_pack("{s:o,s:I,s:I}", "box", box_json(&film->box), "frames",
	                   (json_int_t)film->n, "milliseconds",
	                   (json_int_t)(film->frames[film->n - 1].microseconds / 1000));
	st = record ? keep(catalogue, &bytes, record, err) : fail_memory(err);
	if (st == STATUS_OK && json_array_append(list, record) != 0)
		st = fail_memory(err);
	return st;
}

static enum status
set_films(const struct catalogue *catalogue, json_t *values, struct fingerprints *fingerprints,
          struct error *err)
{
	json_t *list = json_array();
	enum status st = STATUS_OK;

	if (json_object_set_new(values, "films", list) != 0)
		return fail_memory(err);
	for (size_t i = 0; st == STATUS_OK && i < fingerprints->film_count; i++) {
		if (fingerprints->films[i].n > 0)
			st = add_film(catalogue, &fingerprints->films[i], list, err);
	}
	return st;
}

/* Sound whose items are of no known length cannot be compared. */
static bool
has_sound(const struct fingerprints *fingerprints)
{
	return fingerprints->sound_count > 0 && fingerprints->sound_nanoseconds > 0;
}

static enum status
set_sound(const struct catalogue *catalogue, json_t *values,
          const struct fingerprints *fingerprints, struct error *err)
{
	const struct sound_items sound = { fingerprints->sound, fingerprints->sound_count,
		                           fingerprints->sound_nanoseconds,
		                           fingerprints->sound_begins };
	unsigned char header[SOUND_FILE_HEADER];
	const struct series_bytes bytes = { header,  sizeof header,   sound.items,
		                            sound.n, SOUND_FILE_ITEM, write_item };
	SCOPED_JSON json_t *record = NULL;
	char step[24];
	enum status st = STATUS_OK;

	if (has_sound(fingerprints)) {
		sound_file_begin(header, &sound);
		snprintf(step, sizeof step, "%u.%09u", sound.nanoseconds / 1000000000,
		         sound.nanoseconds % 1000000000);
		record = json_pack("{s:I,s:s,s:I}", "items", (json_int_t)sound.n, "item_seconds",
		                   step, "milliseconds",
		                   (json_int_t)(sound.n * (uint64_t)sound.nanoseconds / 1000000));
		st = record ? keep(catalogue, &bytes, record, err) : fail_memory(err);
	}
	if (st == STATUS_OK &&
	    json_object_set_new(values, "sound", record ? json_incref(record) : json_null()) != 0)
		st = fail_memory(err);
	return st;
}

/* "libavcodec 59.37.100"; null of what is no word. */
static json_t *
library_json(const json_t *parser)
{
	const json_t *name = json_object_get(parser, "name"),
		     *version = json_object_get(parser, "version");

	if (!parser_word_is(name) || !parser_word_is_version(version))
		return json_null();
	return json_sprintf("%s %s", json_string_value(name), json_string_value(version));
}

static json_t *
libraries_json(const json_t *parsers)
{
	json_t *list = json_array(), *parser;
	size_t i;

	json_array_foreach(parsers, i, parser) {
		json_t *library = i < PARSER_LIBRARY_LIMIT ? library_json(parser) : json_null();

		if (!json_is_null(library) && json_array_append_new(list, library) != 0) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

/* What listened, of the libraries that the child named. */
static json_t *
listener_json(const json_t *parsers)
{
	json_t *parser;
	size_t i;

	json_array_foreach(parsers, i, parser) {
		struct text name;

		if (json_member_text(parser, "name", &name) && text_is(name, "chromaprint"))
			return library_json(parser);
	}
	return json_null();
}

static json_t *
string_if(bool made, const char *string)
{
	return made ? json_string(string) : json_null();
}

static json_t *
algorithms_json(const struct fingerprints *fingerprints, const struct examination *examination,
                bool moving)
{
	const char *picture = moving ? PDQ_VERSION : PDQ_VERSION ", " PDQ_AREA_VERSION;

	return json_pack("{s:o,s:o,s:o,s:o}", "picture",
	                 string_if(moving || fingerprints->picture_count > 0, picture), "series",
	                 string_if(moving, FRAME_SERIES_VERSION), "sound",
	                 has_sound(fingerprints) ? listener_json(examination->parsers) : json_null(),
	                 "libraries", libraries_json(examination->parsers));
}

/* Of the codes that parsers may give; another word is none of ours. */
static enum status
set_warnings(json_t *values, const struct examination *examination, struct error *err)
{
	json_t *codes = json_array(), *warning;
	enum warning_class ignored;
	enum status st = STATUS_OK;
	size_t i;

	if (json_object_set_new(values, "warnings", codes) != 0)
		return fail_memory(err);
	json_array_foreach(examination->warnings, i, warning) {
		struct text code;

		if (!json_member_text(warning, "code", &code) || !warning_class_of(code, &ignored))
			code = text_of("other-oddity");
		if (st == STATUS_OK)
			st = warning_code_insert(codes, code.p, err);
	}
	if (st == STATUS_OK && examination->outcome != EXAMINATION_COMPLETE)
		st = warning_code_insert(codes, "parser-failed", err);
	if (st == STATUS_OK && !examination->sandboxed)
		st = warning_code_insert(codes, "examined-without-sandbox", err);
	return st;
}

static enum status
set_facts(json_t *values, const struct fingerprints *fingerprints,
          const struct examination *examination, const struct digest *object, struct error *err)
{
	bool moving = json_array_size(json_object_get(values, "films")) > 0;

	if (json_object_set_new(values, "object", json_of_digest(object)) != 0 ||
	    json_object_set_new(values, "outcome",
	                        json_string(examination_outcome_name(examination->outcome))) != 0 ||
	    json_object_set_new(values, "algorithms",
	                        algorithms_json(fingerprints, examination, moving)) != 0)
		return fail_memory(err);
	return set_warnings(values, examination, err);
}

enum status
fingerprint_values(const struct catalogue *catalogue, struct fingerprints *fingerprints,
                   const struct examination *examination, const struct digest *object,
                   json_t **values, struct error *err)
{
	SCOPED_JSON json_t *made = json_object();
	enum status st = made ? set_pictures(made, fingerprints, err) : fail_memory(err);

	if (st == STATUS_OK)
		st = set_films(catalogue, made, fingerprints, err);
	if (st == STATUS_OK)
		st = set_sound(catalogue, made, fingerprints, err);
	if (st == STATUS_OK)
		st = set_facts(made, fingerprints, examination, object, err);
	if (st == STATUS_OK)
		*values = json_incref(made);
	return st;
}

void
fingerprint_summarise(const json_t *values, struct fingerprint_summary *out)
{
	const json_t *picture = json_array_get(json_object_get(values, "pictures"), 0);
	const json_t *film = json_array_get(json_object_get(values, "films"), 0);
	const json_t *sound = json_object_get(values, "sound");
	const char *pdq = json_string_value(json_array_get(json_object_get(picture, "hashes"), 0));

	*out = (struct fingerprint_summary){ 0 };
	snprintf(out->pdq, sizeof out->pdq, "%s", pdq ? pdq : "");
	out->pdq_quality = (unsigned)json_integer_value(json_object_get(picture, "quality"));
	out->frames = (uint64_t)json_integer_value(json_object_get(film, "frames"));
	out->sound_seconds =
		(double)json_integer_value(json_object_get(sound, "milliseconds")) / 1000;
}

enum status
fingerprint_add(struct catalogue *catalogue, struct change *change, const struct uuid *item,
                json_t *values, struct error *err)
{
	SCOPED_JSON json_t *open = json_object();
	struct subject subject = subject_of("item", item);

	if (open == NULL ||
	    json_object_set_new(values, "tool", circumstances_tool(catalogue)) != 0)
		return fail_memory(err);
	return change_add(change, "item.fingerprinted", &subject, open, values, NULL, err);
}
