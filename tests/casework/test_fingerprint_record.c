/* SPDX-License-Identifier: Apache-2.0 */
/* test_fingerprint_record.c - fingerprints into the log and derived/, and back. */
#include "casework/fingerprint_record.h"

#include "fingerprint/series_file.h"

#include "support/open_catalogue.h"
#include "support/random.h"
#include "support/support.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define FRAMES 700 /* more than are written at once */
#define ITEMS  600

struct fixture {
	struct open_catalogue open;
	struct uuid        item;
	struct digest      object;
};

static uint64_t seed = 5;

static void
add_item(struct fixture *f)
{
	SCOPED_JSON json_t *open = NULL, *values = NULL;
	struct change *change = NULL;
	struct subject subject;
	int64_t number;
	struct error err;

	memset(f->object.bytes, 0xab, DIGEST_SIZE);
	assert_ok(catalogue_begin(f->open.catalogue, "test", &change, &err), &err);
	assert_ok(change_new_uuid(change, &f->item, &err), &err);
	assert_ok(catalogue_next_id(f->open.catalogue, 'E', &open, &number, &err), &err);
	values = json_pack("{s:o,s:s}", "object", json_of_digest(&f->object), "media_type",
	                   "video/mp4");
	subject = subject_of("item", &f->item);
	assert_ok(change_add(change, "item.accessioned", &subject, open, values, NULL, &err), &err);
	assert_ok(catalogue_commit(f->open.catalogue, change, &err), &err);
}

static int
begin(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);

	open_catalogue_begin(&f->open);
	add_item(f);
	*state = f;
	return 0;
}

static int
end(void **state)
{
	struct fixture *f = *state;

	open_catalogue_end(&f->open);
	free(f);
	return 0;
}

static struct hash256
some_hash(void)
{
	struct hash256 hash;

	for (size_t i = 0; i < HASH256_WORDS; i++)
		hash.words[i] = random_next(&seed);
	return hash;
}

static void
add_picture(struct fingerprints *prints, unsigned quality, const struct report_box *box)
{
	struct picture_hashes *picture = &prints->pictures[prints->picture_count++];

	*picture = (struct picture_hashes){ .box = *box, .quality = quality };
	for (size_t i = 0; i < DIHEDRAL_COUNT; i++)
		picture->hashes[i] = some_hash();
	for (size_t i = 0; i < DETAIL_BLOCKS && quality % 2 == 0; i++)
		picture->detail.blocks[i] = some_hash();
}

static void
add_film(struct fingerprints *prints, const struct report_box *box)
{
	struct film_series *film = &prints->films[prints->film_count++];

	*film = (struct film_series){ .box = *box, .n = FRAMES, .room = FRAMES };
	film->frames = calloc(FRAMES, sizeof *film->frames);
	for (size_t i = 0; i < FRAMES; i++)
		film->frames[i] = (struct frame_hash){ .microseconds = (int64_t)i * 125000,
			                               .number = (uint32_t)i * 4,
			                               .quality = 80,
			                               .burst = i % 16 == 0,
			                               .hash = some_hash() };
}

static void
add_sound(struct fingerprints *prints)
{
	prints->sound = calloc(ITEMS, sizeof *prints->sound);
	prints->sound_count = prints->sound_room = ITEMS;
	prints->sound_nanoseconds = 123809524;
	prints->sound_begins = 21333;
	for (size_t i = 0; i < ITEMS; i++)
		prints->sound[i] = (uint32_t)random_next(&seed);
}

/* As a child tells it; only what is asked of an examination. */
static struct examination
examined(enum examination_outcome outcome)
{
	struct examination examination = { .outcome = outcome, .sandboxed = true,
		                           .worker = "vidimus-worker-av" };

	examination.parsers = json_pack("[{s:s,s:s},{s:s,s:s},{s:s,s:s}]", "name", "libavcodec",
	                                "version", "59.37.100", "name", "a sentence, no name",
	                                "version", "1", "name", "chromaprint", "version", "1.5.1");
	examination.warnings = json_pack("[{s:s,s:n},{s:s,s:s}]", "code", "fingerprint-incomplete",
	                                 "detail", "code", "no-code-of-ours", "detail", "words");
	examination.tags = json_array();
	examination.measured = json_object();
	return examination;
}

static json_t *
values_of(struct fixture *f, struct fingerprints *prints, enum examination_outcome outcome)
{
	SCOPED(examination) examination = examined(outcome);
	json_t *values = NULL;
	struct error err;

	assert_ok(fingerprint_values(f->open.catalogue, prints, &examination, &f->object, &values, &err),
	          &err);
	return values;
}

static void
record(struct fixture *f, json_t *values)
{
	struct change *change = NULL;
	struct error err;

	assert_ok(catalogue_begin(f->open.catalogue, "test", &change, &err), &err);
	assert_ok(fingerprint_add(f->open.catalogue, change, &f->item, values, &err), &err);
	assert_ok(catalogue_commit(f->open.catalogue, change, &err), &err);
}

static void
assert_same_box(const struct report_box *a, const struct report_box *b)
{
	assert_int_equal(a->x, b->x);
	assert_int_equal(a->y, b->y);
	assert_int_equal(a->width, b->width);
	assert_int_equal(a->height, b->height);
}

static void
assert_same(const struct fingerprints *a, const struct fingerprints *b)
{
	assert_int_equal(a->picture_count, b->picture_count);
	for (size_t i = 0; i < a->picture_count; i++) {
		assert_same_box(&a->pictures[i].box, &b->pictures[i].box);
		assert_int_equal(a->pictures[i].quality, b->pictures[i].quality);
		for (size_t k = 0; k < DIHEDRAL_COUNT; k++)
			assert_true(hash256_equal(&a->pictures[i].hashes[k], &b->pictures[i].hashes[k]));
		assert_memory_equal(&a->pictures[i].detail, &b->pictures[i].detail,
		                    sizeof a->pictures[i].detail);
	}
	assert_int_equal(a->film_count, b->film_count);
	for (size_t i = 0; i < a->film_count; i++) {
		assert_same_box(&a->films[i].box, &b->films[i].box);
		assert_int_equal(a->films[i].n, b->films[i].n);
		for (size_t k = 0; k < a->films[i].n; k++) {
			assert_true(a->films[i].frames[k].microseconds == b->films[i].frames[k].microseconds);
			assert_int_equal(a->films[i].frames[k].number, b->films[i].frames[k].number);
			assert_true(hash256_equal(&a->films[i].frames[k].hash, &b->films[i].frames[k].hash));
		}
	}
	assert_int_equal(a->sound_count, b->sound_count);
	assert_int_equal(a->sound_nanoseconds, b->sound_nanoseconds);
	assert_true(a->sound_begins == b->sound_begins);
	if (a->sound_count > 0)
		assert_memory_equal(a->sound, b->sound, a->sound_count * sizeof *a->sound);
}

static void
a_film_comes_back_as_it_was_recorded(void **state)
{
	struct fixture *f = *state;
	SCOPED(fingerprints) prints = { 0 };
	SCOPED(fingerprints) read = { 0 };
	SCOPED_JSON json_t *values = NULL;
	struct error err;

	add_film(&prints, &(struct report_box){ 0 });
	add_film(&prints, &(struct report_box){ 0, 60, 640, 360 });
	add_sound(&prints);
	values = values_of(f, &prints, EXAMINATION_COMPLETE);
	record(f, values);
	assert_ok(fingerprints_of_item(f->open.catalogue, &f->item, &read, &err), &err);
	assert_same(&prints, &read);
}

static void
pictures_come_back_as_they_were_recorded(void **state)
{
	struct fixture *f = *state;
	SCOPED(fingerprints) prints = { 0 };
	SCOPED(fingerprints) read = { 0 };
	SCOPED_JSON json_t *values = NULL;
	struct error err;

	add_picture(&prints, 100, &(struct report_box){ 0 });
	add_picture(&prints, 31, &(struct report_box){ 8, 9, 100, 200 });
	values = values_of(f, &prints, EXAMINATION_COMPLETE);
	record(f, values);
	assert_ok(fingerprints_of_item(f->open.catalogue, &f->item, &read, &err), &err);
	assert_same(&prints, &read);
}

static const char *
string_at(const json_t *values, const char *record, const char *member)
{
	return json_string_value(json_object_get(json_object_get(values, record), member));
}

static void
the_event_says_what_was_made_by_what(void **state)
{
	struct fixture *f = *state;
	SCOPED(fingerprints) prints = { 0 };
	SCOPED_JSON json_t *values = NULL;
	json_t *film, *sound;

	add_film(&prints, &(struct report_box){ 0 });
	add_sound(&prints);
	values = values_of(f, &prints, EXAMINATION_KILLED);
	film = json_array_get(json_object_get(values, "films"), 0);
	sound = json_object_get(values, "sound");
	assert_string_equal(json_string_value(json_object_get(values, "outcome")), "killed");
	assert_string_equal(string_at(values, "algorithms", "picture"), "pdq 1");
	assert_string_equal(string_at(values, "algorithms", "series"), "dense 1");
	assert_string_equal(string_at(values, "algorithms", "sound"), "chromaprint 1.5.1");
	assert_int_equal(json_array_size(json_object_get(json_object_get(values, "algorithms"),
	                                                 "libraries")), 2);
	assert_int_equal(json_integer_value(json_object_get(film, "frames")), FRAMES);
	assert_int_equal(json_integer_value(json_object_get(film, "milliseconds")), 87375);
	assert_string_equal(json_string_value(json_object_get(film, "bytes")), "32220");
	assert_true(json_is_null(json_object_get(film, "box")));
	assert_string_equal(json_string_value(json_object_get(sound, "item_seconds")), "0.123809524");
	assert_int_equal(json_integer_value(json_object_get(sound, "milliseconds")), 74285);
	assert_string_equal(string_at(values, "sound", "bytes"), "2432");
}

static void
warnings_are_codes_of_ours(void **state)
{
	struct fixture *f = *state;
	SCOPED(fingerprints) prints = { 0 };
	SCOPED_JSON json_t *values = values_of(f, &prints, EXAMINATION_TIMED_OUT);
	SCOPED_JSON json_t *wanted = json_pack("[sss]", "fingerprint-incomplete", "other-oddity",
	                                       "parser-failed");

	assert_true(json_equal(json_object_get(values, "warnings"), wanted));
	assert_true(json_is_null(json_object_get(values, "sound")));
	assert_int_equal(json_array_size(json_object_get(values, "films")), 0);
	record(f, values);
}

/* A child may tell times in any order; the file has them in order. */
static void
frames_are_kept_by_time(void **state)
{
	struct fixture *f = *state;
	SCOPED(fingerprints) prints = { 0 };
	SCOPED(fingerprints) read = { 0 };
	SCOPED_JSON json_t *values = NULL;
	struct error err;

	add_film(&prints, &(struct report_box){ 0 });
	for (size_t i = 0; i < FRAMES; i++)
		prints.films[0].frames[i].microseconds *= -1;
	values = values_of(f, &prints, EXAMINATION_COMPLETE);
	record(f, values);
	assert_ok(fingerprints_of_item(f->open.catalogue, &f->item, &read, &err), &err);
	for (size_t i = 1; i < FRAMES; i++)
		assert_true(read.films[0].frames[i - 1].microseconds <
		            read.films[0].frames[i].microseconds);
}

static void
what_has_none_is_not_found(void **state)
{
	struct fixture *f = *state;
	struct fingerprints read;
	SCOPED(fingerprints) none = { 0 };
	SCOPED_JSON json_t *values = NULL;
	struct error err;

	assert_int_equal(fingerprints_of_item(f->open.catalogue, &f->item, &read, &err), STATUS_NOT_FOUND);
	values = values_of(f, &none, EXAMINATION_FAILED);
	record(f, values);
	assert_int_equal(fingerprints_of_item(f->open.catalogue, &f->item, &read, &err), STATUS_NOT_FOUND);
}

/* The path of the film's or sound's file. */
static void
blob_path(const struct fixture *f, const char *hash, char out[800])
{
	snprintf(out, 800, "%s/derived/%.2s/%s", f->open.path, hash, hash);
}

static void
spoil(const char *path)
{
	FILE *file;

	assert_int_equal(chmod(path, 0600), 0);
	file = fopen(path, "r+b");
	assert_non_null(file);
	assert_int_equal(fseek(file, 30, SEEK_SET), 0);
	assert_int_equal(fputc('x', file), 'x');
	assert_int_equal(fclose(file), 0);
}

static void
a_missing_or_damaged_file_is_told_and_made_again(void **state)
{
	struct fixture *f = *state;
	SCOPED(fingerprints) prints = { 0 };
	SCOPED(fingerprints) read = { 0 };
	SCOPED_JSON json_t *values = NULL, *again = NULL;
	char path[800];
	struct error err;

	add_film(&prints, &(struct report_box){ 0 });
	add_sound(&prints);
	values = values_of(f, &prints, EXAMINATION_COMPLETE);
	record(f, values);
	blob_path(f, string_at(values, "sound", "blob"), path);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(fingerprints_of_item(f->open.catalogue, &f->item, &read, &err), STATUS_FALSE);
	assert_non_null(strstr(err.text, "vidimus rebuild --derived"));
	assert_non_null(strstr(err.text, "not in derived"));

	again = values_of(f, &prints, EXAMINATION_COMPLETE);
	assert_ok(fingerprints_of_item(f->open.catalogue, &f->item, &read, &err), &err);
	fingerprints_end(&read);

	spoil(path);
	assert_int_equal(fingerprints_of_item(f->open.catalogue, &f->item, &read, &err), STATUS_FALSE);
	assert_non_null(strstr(err.text, "another SHA-256"));
	json_decref(again);
	again = values_of(f, &prints, EXAMINATION_COMPLETE);
	assert_ok(fingerprints_of_item(f->open.catalogue, &f->item, &read, &err), &err);
	assert_same(&prints, &read);
}

/* What takes the place of the file is larger than any may be. */
static void
no_file_is_too_long_to_be_told_apart(void **state)
{
	struct fixture *f = *state;
	SCOPED(fingerprints) prints = { 0 };
	struct fingerprints read;
	SCOPED_JSON json_t *values = NULL;
	char path[800];
	struct error err;

	add_sound(&prints);
	values = values_of(f, &prints, EXAMINATION_COMPLETE);
	record(f, values);
	blob_path(f, string_at(values, "sound", "blob"), path);
	assert_int_equal(chmod(path, 0600), 0);
	assert_int_equal(truncate(path, SERIES_FILE_LONGEST + 1), 0);
	assert_int_equal(fingerprints_of_item(f->open.catalogue, &f->item, &read, &err), STATUS_FALSE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_film_comes_back_as_it_was_recorded, begin, end),
		cmocka_unit_test_setup_teardown(pictures_come_back_as_they_were_recorded, begin, end),
		cmocka_unit_test_setup_teardown(the_event_says_what_was_made_by_what, begin, end),
		cmocka_unit_test_setup_teardown(warnings_are_codes_of_ours, begin, end),
		cmocka_unit_test_setup_teardown(frames_are_kept_by_time, begin, end),
		cmocka_unit_test_setup_teardown(what_has_none_is_not_found, begin, end),
		cmocka_unit_test_setup_teardown(a_missing_or_damaged_file_is_told_and_made_again, begin,
		                                end),
		cmocka_unit_test_setup_teardown(no_file_is_too_long_to_be_told_apart, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
