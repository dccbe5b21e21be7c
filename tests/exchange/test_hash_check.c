/* SPDX-License-Identifier: Apache-2.0 */
/* test_hash_check.c - what is held against lists: pictures in eight turns, batches, once a list. */
#include "exchange/hash_check.h"

#include "exchange/hash_make.h"

#include "fingerprint/series_file.h"
#include "store/derived.h"

#include "support/open_catalogue.h"
#include "support/random.h"
#include "support/support.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ITEMS 600 /* 9,600 hashes: more than are scanned, so that the index is asked too */

struct fixture {
	struct open_catalogue open;
	struct hash256     hashes[ITEMS][2][DIHEDRAL_COUNT]; /* whole, and inside of a box */
};

static uint64_t seed = 11;

static struct hash256
random_hash(void)
{
	struct hash256 hash;

	for (size_t i = 0; i < HASH256_WORDS; i++)
		hash.words[i] = random_next(&seed);
	return hash;
}

static json_t *
picture(const struct hash256 hashes[DIHEDRAL_COUNT], int quality)
{
	json_t *list = json_array();
	char hex[HASH256_TEXT_SIZE];

	for (size_t i = 0; i < DIHEDRAL_COUNT; i++) {
		hash256_write(hex, &hashes[i]);
		json_array_append_new(list, json_string(hex));
	}
	return json_pack("{s:n,s:i,s:o}", "box", "quality", quality, "hashes", list);
}

/* Item number i + 1; every tenth is of a picture too poor to be compared. */
static void
add_item(struct fixture *f, struct change *change, size_t i)
{
	SCOPED_JSON json_t *open = NULL, *values = NULL, *none = json_object(), *prints = NULL;
	struct subject subject;
	struct digest object = { { 0 } };
	struct uuid item;
	int64_t number;
	struct error err;

	memcpy(object.bytes, &i, sizeof i);
	assert_ok(change_new_uuid(change, &item, &err), &err);
	assert_ok(catalogue_next_id(f->open.catalogue, 'E', &open, &number, &err), &err);
	subject = subject_of("item", &item);
	values = json_pack("{s:o,s:s}", "object", json_of_digest(&object), "media_type", "image/png");
	assert_ok(change_add(change, "item.accessioned", &subject, open, values, NULL, &err), &err);
	for (size_t box = 0; box < 2; box++)
		for (size_t k = 0; k < DIHEDRAL_COUNT; k++)
			f->hashes[i][box][k] = random_hash();
	prints = json_pack("{s:o,s:s,s:[o,o]}", "object", json_of_digest(&object), "outcome",
	                   "complete", "pictures", picture(f->hashes[i][0], i % 10 ? 80 : 49),
	                   picture(f->hashes[i][1], i % 10 ? 60 : 10));
	assert_ok(change_add(change, "item.fingerprinted", &subject, none, prints, NULL, &err), &err);
}

static int
begin(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	struct change *change = NULL;
	struct error err;

	open_catalogue_begin(&f->open);
	assert_ok(catalogue_begin(f->open.catalogue, "test", &change, &err), &err);
	for (size_t i = 0; i < ITEMS; i++)
		add_item(f, change, i);
	assert_ok(catalogue_commit(f->open.catalogue, change, &err), &err);
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

static enum status
keep(void *context, json_t *object, struct error *err)
{
	(void)err;
	return json_array_append(context, object) == 0 ? STATUS_OK : STATUS_MEMORY;
}

static json_t *
check_list(struct fixture *f, const struct buffer *list, enum hash_kind kind, bool recording,
           size_t batch, struct hash_check_summary *summary)
{
	SCOPED_FD file = open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	json_t *hits = json_array();
	struct hash_check check = { .file = file, .name = "Theirs", .kind = kind,
		                    .recording = recording, .batch = batch };
	struct view_output to = { keep, hits };
	struct error err;

	assert_int_equal(file_write_all(file, list->p, list->n, NULL), STATUS_OK);
	assert_ok(hash_check_run(f->open.catalogue, &check, &to, summary, &err), &err);
	return hits;
}

/* The hash with its first `bits` bits turned round. */
static void
append_changed(struct buffer *out, struct hash256 hash, unsigned bits, const char *rest)
{
	char hex[HASH256_TEXT_SIZE];

	for (unsigned i = 0; i < bits; i++)
		hash.words[i % HASH256_WORDS] ^= UINT64_C(1) << (i / HASH256_WORDS);
	hash256_write(hex, &hash);
	buffer_append_format(out, "%s%s\n", hex, rest);
}

static void
assert_hit(const json_t *hits, size_t i, const char *item, const char *transform, int distance,
           const char *recorded)
{
	const json_t *hit = json_array_get(hits, i);
	const char *told = json_string_value(json_object_get(hit, "recorded"));

	assert_string_equal(json_string_value(json_object_get(hit, "item")), item);
	assert_string_equal(json_string_value(json_object_get(hit, "transform")), transform);
	assert_int_equal(json_integer_value(json_object_get(hit, "distance")), distance);
	assert_string_equal(told ? told : "null", recorded);
}

static void
write_pictures(const struct fixture *f, struct buffer *list)
{
	for (int i = 0; i < 50; i++)
		append_changed(list, random_hash(), 0, ",100");
	append_changed(list, f->hashes[1][0][DIHEDRAL_NONE], 31, ",50");  /* E-2: the farthest */
	append_changed(list, f->hashes[2][0][DIHEDRAL_NONE], 32, ",100"); /* beyond */
	append_changed(list, f->hashes[3][1][DIHEDRAL_FLIPY], 12, "");    /* E-4: mirrored, inside */
	append_changed(list, f->hashes[4][0][DIHEDRAL_ROT90], 0, ",49");  /* theirs is too poor */
	append_changed(list, f->hashes[10][0][DIHEDRAL_NONE], 0, ",100"); /* ours is too poor */
	append_changed(list, f->hashes[599][0][DIHEDRAL_ROT270], 9, ",99");
	append_changed(list, f->hashes[599][1][DIHEDRAL_NONE], 3, ",99"); /* E-600: the nearer one */
	append_changed(list, f->hashes[599][1][DIHEDRAL_NONE], 3, ",99");
}

static void
pictures_in_any_turn(void **state)
{
	static const size_t batches[] = { 0, 7, 4096, 5000 }; /* index, scan, and an item in two batches */
	struct fixture *f = *state;
	SCOPED(buffer) list = { 0 };
	struct hash_check_summary summary;

	write_pictures(f, &list);
	for (size_t i = 0; i < sizeof batches / sizeof batches[0]; i++) {
		SCOPED_JSON json_t *hits = check_list(f, &list, HASHES_PDQ, false, batches[i], &summary);

		assert_int_equal(json_array_size(hits), 3);
		assert_int_equal(summary.hits, 3);
		assert_int_equal(summary.added, 0);
		assert_int_equal(summary.unknown, 0);
		assert_int_equal(summary.list.weak, 1);
		assert_hit(hits, 0, "E-000002", "none", 31, "null");
		assert_hit(hits, 1, "E-000004", "flipy", 12, "null");
		assert_hit(hits, 2, "E-000600", "none", 3, "null");
	}
}

static int64_t
listed_rows(struct fixture *f)
{
	SCOPED_STATEMENT row = NULL;

	assert_ok(database_prepare(f->open.catalogue->database, "SELECT count(*) FROM p_listed", &row, NULL),
	          NULL);
	assert_ok(statement_step(row, NULL), NULL);
	return statement_integer(row, 0);
}

static void
the_same_list_is_recorded_once(void **state)
{
	struct fixture *f = *state;
	SCOPED(buffer) list = { 0 };
	struct hash_check_summary summary;
	int64_t before = listed_rows(f);

	append_changed(&list, f->hashes[5][0][DIHEDRAL_NONE], 1, ",70");
	append_changed(&list, f->hashes[6][0][DIHEDRAL_NONE], 2, ",70");
	for (int i = 0; i < 2; i++) {
		SCOPED_JSON json_t *hits = check_list(f, &list, 0, true, 0, &summary);

		assert_hit(hits, 0, "E-000006", "none", 1, i ? "known" : "added");
		assert_hit(hits, 1, "E-000007", "none", 2, i ? "known" : "added");
		assert_int_equal(summary.added, i ? 0 : 2);
		assert_int_equal(listed_rows(f), before + 2);
	}
	/* another list is another proposal */
	append_changed(&list, random_hash(), 0, ",70");
	json_decref(check_list(f, &list, 0, true, 0, &summary));
	assert_int_equal(listed_rows(f), before + 4);
}

/* All hits of a long list, in several changes. */
static void
bytes_must_be_equal(void **state)
{
	struct fixture *f = *state;
	SCOPED(buffer) list = { 0 };
	struct hash_check_summary summary;
	json_t *hits;

	for (size_t i = 0; i < ITEMS; i++) {
		unsigned char bytes[DIGEST_SIZE] = { 0 };

		memcpy(bytes, &i, sizeof i);
		bytes[31] = i % 2 ? 0 : 1; /* one bit beside every second one */
		hex_append(&list, bytes, sizeof bytes);
		buffer_append_string(&list, "  x\n");
	}
	hits = check_list(f, &list, 0, true, 0, &summary);
	assert_int_equal(json_array_size(hits), ITEMS / 2);
	assert_int_equal(summary.added, ITEMS / 2);
	assert_string_equal(json_string_value(json_object_get(json_array_get(hits, 0), "item")),
	                    "E-000002");
	json_decref(hits);
}

#define FRAMES 160 /* 20 s, eight a second, all unlike each other */

/* Adds a film with these frames; its number is ITEMS + 1. */
static void
add_film(struct fixture *f, struct frame_hash frames[FRAMES])
{
	SCOPED_JSON json_t *open = NULL, *values = NULL, *none = json_object(), *prints = NULL;
	struct derived file = { .folder = -1, .file = { .fd = -1 } };
	unsigned char header[FRAMES_FILE_HEADER], bytes[FRAMES_FILE_FRAME];
	struct change *change = NULL;
	struct digest blob, object = { { 0xee } };
	struct subject subject;
	struct uuid item;
	int64_t number;
	uint64_t size;
	struct error err;

	assert_ok(derived_begin(&file, f->open.catalogue->folder, &err), &err);
	frames_file_begin(header, FRAMES);
	assert_ok(derived_write(&file, header, sizeof header, &err), &err);
	for (uint32_t i = 0; i < FRAMES; i++) {
		frames[i] = (struct frame_hash){ .microseconds = i * 125000, .hash = random_hash(),
			                         .number = 3 * i, .quality = 90 };
		frames_file_frame(bytes, &frames[i]);
		assert_ok(derived_write(&file, bytes, sizeof bytes, &err), &err);
	}
	assert_ok(derived_finish(&file, &blob, &size, &err), &err);
	derived_end(&file);
	assert_ok(catalogue_begin(f->open.catalogue, "test", &change, &err), &err);
	assert_ok(change_new_uuid(change, &item, &err), &err);
	assert_ok(catalogue_next_id(f->open.catalogue, 'E', &open, &number, &err), &err);
	subject = subject_of("item", &item);
	values = json_pack("{s:o,s:s}", "object", json_of_digest(&object), "media_type", "video/mp4");
	assert_ok(change_add(change, "item.accessioned", &subject, open, values, NULL, &err), &err);
	prints = json_pack("{s:o,s:s,s:[{s:n,s:o,s:s,s:i,s:i}]}", "object", json_of_digest(&object),
	                   "outcome", "complete", "films", "box", "blob", json_of_digest(&blob),
	                   "bytes", "1", "frames", FRAMES, "milliseconds", 19875);
	assert_ok(change_add(change, "item.fingerprinted", &subject, none, prints, NULL, &err), &err);
	assert_ok(catalogue_commit(f->open.catalogue, change, &err), &err);
}

/* A clip of 8 s from the middle, mirrored by mask, five bits off, its times from zero. */
static void
films_in_any_turn(void **state)
{
	struct fixture *f = *state;
	SCOPED(buffer) list = { 0 };
	SCOPED(buffer) other = { 0 };
	SCOPED_JSON json_t *hits = NULL, *no_hits = NULL, *known = NULL;
	struct frame_hash frames[FRAMES];
	struct hash_check_summary summary;
	char rest[32];

	add_film(f, frames);
	for (unsigned i = 40; i < 104; i++) {
		snprintf(rest, sizeof rest, ",%u.%03u", (i - 40) / 8, (i - 40) % 8 * 125);
		buffer_append_format(&list, "%u,100,", i - 40);
		append_changed(&list, hash256_turned(&frames[i].hash, DIHEDRAL_FLIPY), i == 50 ? 2 : 5,
		               rest);
		buffer_append_format(&other, "%u,100,", i - 40);
		append_changed(&other, random_hash(), 0, rest);
	}
	hits = check_list(f, &list, 0, true, 0, &summary);
	assert_int_equal(summary.list.kind, HASHES_VPDQ);
	assert_int_equal(json_array_size(hits), 1);
	assert_hit(hits, 0, "E-000601", "flipy", 2, "added");
	known = check_list(f, &list, 0, true, 0, &summary);
	assert_hit(known, 0, "E-000601", "flipy", 2, "known");
	no_hits = check_list(f, &other, 0, true, 0, &summary);
	assert_int_equal(json_array_size(no_hits), 0);
	assert_int_equal(summary.unknown, 0);
}

static void
append_frame(struct buffer *list, unsigned place, const struct hash256 *hash, unsigned bits)
{
	char rest[32];

	snprintf(rest, sizeof rest, ",%u.%03u", place / 8, place % 8 * 125);
	buffer_append_format(list, "%u,100,", place);
	append_changed(list, *hash, bits, rest);
}

/* Of a list that is so long that a choice of its frames may leave the film out, the nearest frame is named all the same. */
static void
a_short_film_in_a_long_list_is_named_by_its_frame(void **state)
{
	struct fixture *f = *state;
	SCOPED(buffer) list = { 0 };
	SCOPED_JSON json_t *hits = NULL;
	struct frame_hash frames[FRAMES];
	struct hash_check_summary summary;

	add_film(f, frames); /* E-602 */
	for (unsigned i = 0; i < 30000; i++) {
		struct hash256 hash = random_hash();

		append_frame(&list, i, i >= 20001 && i < 20045 ? &frames[i - 20001].hash : &hash, 3);
	}
	hits = check_list(f, &list, 0, true, 0, &summary);
	assert_int_equal(json_array_size(hits), 1);
	assert_hit(hits, 0, "E-000602", "none", 3, "added");
}

/* Frames that agree on no time: those of the film backwards, and others until their share is `percent`. */
static json_t *
check_share(struct fixture *f, const struct frame_hash frames[FRAMES], unsigned percent)
{
	SCOPED(buffer) list = { 0 };
	struct hash_check_summary summary;

	for (unsigned i = 0; i < 100; i++) {
		struct hash256 hash = random_hash();

		append_frame(&list, i, i % 20 < percent / 5 ? &frames[100 - i].hash : &hash, 7);
	}
	return check_list(f, &list, HASHES_VPDQ, false, 0, &summary);
}

static void
four_fifths_of_the_frames_are_enough_without_their_times(void **state)
{
	struct fixture *f = *state;
	SCOPED_JSON json_t *enough = NULL, *too_few = NULL;
	struct frame_hash frames[FRAMES];

	add_film(f, frames); /* E-603 */
	enough = check_share(f, frames, 80);
	assert_int_equal(json_array_size(enough), 1);
	assert_hit(enough, 0, "E-000603", "none", 7, "null");
	too_few = check_share(f, frames, 75);
	assert_int_equal(json_array_size(too_few), 0);
}

/* Makes a list of these items and reads it. */
static enum status
make_list(struct fixture *f, const char *filter, enum hash_kind kind, const char *name,
          struct buffer *list, struct hash_making_summary *summary, struct error *err)
{
	char path[1024];
	struct hash_making making = { .filters = &filter, .filter_count = 1, .kind = kind,
		                      .path = path, .recipient = "Partner" };
	enum status st;

	snprintf(path, sizeof path, "%s/%s", f->open.folder, name);
	st = hash_make_run(f->open.catalogue, &making, summary, err);
	return st == STATUS_OK ? file_read(path, 1 << 20, list, err) : st;
}

/* E-11 and E-21 are too poor to be in it; of each other one it has the reference's own hash, not that by areas. */
static void
what_is_made_is_found_again(void **state)
{
	struct fixture *f = *state;
	SCOPED(buffer) pictures = { 0 };
	SCOPED(buffer) film = { 0 };
	SCOPED_JSON json_t *hits = NULL, *film_hits = NULL;
	struct hash_making_summary made;
	struct hash_check_summary summary;
	struct error err;

	assert_ok(make_list(f, "E-2..E-21", HASHES_PDQ, "pictures", &pictures, &made, &err), &err);
	assert_int_equal(made.items, 18);
	assert_int_equal(made.without, 2);
	assert_int_equal(made.entries, 18);
	assert_null(strstr(buffer_string(&pictures), "E-"));
	hits = check_list(f, &pictures, 0, false, 0, &summary);
	assert_int_equal(json_array_size(hits), 18);
	assert_hit(hits, 0, "E-000002", "none", 0, "null");
	assert_ok(make_list(f, "E-601", HASHES_VPDQ, "film", &film, &made, &err), &err);
	assert_int_equal(made.entries, FRAMES);
	film_hits = check_list(f, &film, 0, false, 0, &summary);
	assert_int_equal(json_array_size(film_hits), 1);
	assert_hit(film_hits, 0, "E-000601", "none", 0, "null");
	assert_int_equal(make_list(f, "E-601", HASHES_VPDQ, "film", &film, &made, &err),
	                 STATUS_EXISTS);
	assert_int_equal(make_list(f, "E-3", HASHES_VPDQ, "none", &film, &made, &err),
	                 STATUS_NOT_FOUND);
}

static void
a_list_of_frames_is_of_one_film(void **state)
{
	struct fixture *f = *state;
	SCOPED(buffer) film = { 0 };
	struct frame_hash frames[FRAMES];
	struct hash_making_summary made;

	add_film(f, frames); /* E-604 */
	assert_int_equal(make_list(f, "E-601..E-604", HASHES_VPDQ, "two", &film, &made, NULL),
	                 STATUS_INVALID);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pictures_in_any_turn),
		cmocka_unit_test(the_same_list_is_recorded_once),
		cmocka_unit_test(bytes_must_be_equal),
		cmocka_unit_test(films_in_any_turn),
		cmocka_unit_test(a_short_film_in_a_long_list_is_named_by_its_frame),
		cmocka_unit_test(four_fifths_of_the_frames_are_enough_without_their_times),
		cmocka_unit_test(what_is_made_is_found_again),
		cmocka_unit_test(a_list_of_frames_is_of_one_film),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
