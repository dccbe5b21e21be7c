/* SPDX-License-Identifier: Apache-2.0 */
/* fingerprint_read.c - an item's fingerprints from the tables and from derived/. */
#include "casework/fingerprint_record.h"

#include "casework/short_id.h"
#include "fingerprint/series_file.h"
#include "store/derived.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

/* An item whose fingerprints are read. */
struct reading {
	struct catalogue    *catalogue;
	struct text          item; /* UUID */
	struct fingerprints *out;
};

/* A table that tells no hash where one must be is damaged. */
static enum status
fail_table(struct error *err)
{
	return fail(err, STATUS_UNUSABLE, "a table of fingerprints is damaged; run `vidimus rebuild`");
}

static bool
take_side(const json_t *box, const char *name, uint32_t *out)
{
	json_int_t number = json_integer_value(json_object_get(box, name));

	*out = (uint32_t)number;
	return number >= 0 && number <= UINT32_MAX;
}

/* Nothing is all of the picture. */
static bool
take_box(struct text text, struct report_box *out)
{
	SCOPED_JSON json_t *box = NULL;

	*out = (struct report_box){ 0 };
	if (text.n == 0)
		return true;
	return json_read(&box, text, NULL) == STATUS_OK && take_side(box, "x", &out->x) &&
	       take_side(box, "y", &out->y) && take_side(box, "width", &out->width) &&
	       take_side(box, "height", &out->height);
}

static bool
take_hashes(const json_t *list, size_t from, size_t n, struct hash256 *out)
{
	for (size_t i = 0; i < n; i++) {
		const char *hash = json_string_value(json_array_get(list, from + i));

		if (hash == NULL || !hash256_read(text_of(hash), &out[i]))
			return false;
	}
	return true;
}

/* The seven turns, and the details where there are any. */
static bool
take_turned(struct text text, struct picture_hashes *picture)
{
	const size_t turns = DIHEDRAL_COUNT - 1;
	SCOPED_JSON json_t *list = NULL;

	picture->detail = (struct picture_detail){ 0 };
	if (json_read(&list, text, NULL) != STATUS_OK ||
	    !take_hashes(list, 0, turns, picture->hashes + 1))
		return false;
	return json_array_size(list) == turns ||
	       (json_array_size(list) == turns + DETAIL_BLOCKS &&
	        take_hashes(list, turns, DETAIL_BLOCKS, picture->detail.blocks));
}

/* Hash, turned, quality, box. What was destroyed is left out. */
static enum status
take_picture(struct reading *reading, struct statement *row, struct error *err)
{
	struct fingerprints *out = reading->out;
	struct picture_hashes *picture = &out->pictures[out->picture_count];

	if (statement_is_null(row, 0))
		return STATUS_OK;
	if (out->picture_count == REPORT_BOXES ||
	    !hash256_read(statement_text(row, 0), &picture->hashes[0]) ||
	    !take_turned(statement_text(row, 1), picture) ||
	    !take_box(statement_text(row, 3), &picture->box))
		return fail_table(err);
	picture->quality = (unsigned)statement_integer(row, 2);
	out->picture_count++;
	return STATUS_OK;
}

/* The file that a column names; an item is examined again to have it made again. */
static enum status
read_file(struct reading *reading, struct statement *row, struct buffer *out, struct error *err)
{
	struct digest blob;
	enum status st;

	if (!digest_read(statement_text(row, 0), &blob))
		return fail_table(err);
	st = derived_read(reading->catalogue->folder, &blob, SERIES_FILE_LONGEST, out, err);
	return st == STATUS_NOT_FOUND ? fail_as(err, STATUS_FALSE) : st;
}

/* A file with the right SHA-256 that cannot be read is of a version that this program does not know. */
static enum status
as_damage(enum status status, struct error *err)
{
	return status == STATUS_INVALID ? fail_as(err, STATUS_FALSE) : status;
}

/* Blob, box. */
static enum status
take_film(struct reading *reading, struct statement *row, struct error *err)
{
	struct fingerprints *out = reading->out;
	struct film_series *film = &out->films[out->film_count];
	SCOPED(buffer) bytes = { 0 };
	enum status st;

	if (statement_is_null(row, 0))
		return STATUS_OK;
	if (out->film_count == REPORT_SERIES || !take_box(statement_text(row, 1), &film->box))
		return fail_table(err);
	st = read_file(reading, row, &bytes, err);
	if (st == STATUS_OK)
		st = as_damage(frames_file_read(text_of_buffer(&bytes), &film->frames, &film->n, err),
		               err);
	if (st != STATUS_OK)
		return st;
	film->room = film->n;
	out->film_count++;
	return STATUS_OK;
}

/* Blob. */
static enum status
take_sound(struct reading *reading, struct statement *row, struct error *err)
{
	struct fingerprints *out = reading->out;
	SCOPED(buffer) bytes = { 0 };
	struct sound_items sound;
	enum status st;

	if (statement_is_null(row, 0))
		return STATUS_OK;
	st = read_file(reading, row, &bytes, err);
	if (st == STATUS_OK)
		st = as_damage(sound_file_read(text_of_buffer(&bytes), &sound, err), err);
	if (st != STATUS_OK)
		return st;
	out->sound = sound.items;
	out->sound_count = out->sound_room = sound.n;
	out->sound_nanoseconds = sound.nanoseconds;
	out->sound_begins = sound.begins;
	return STATUS_OK;
}

static enum status
each_row(struct reading *reading, const char *sql,
         enum status (*take)(struct reading *, struct statement *, struct error *),
         struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(reading->catalogue->database, sql, &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, reading->item);
	while ((st = statement_step(row, err)) == STATUS_OK) {
		st = take(reading, row, err);
		if (st != STATUS_OK)
			return st;
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
read_all(struct reading *reading, struct error *err)
{
	enum status st = each_row(reading,
	                          "SELECT hash, turned, quality, box FROM p_picture_hashes"
	                          " WHERE item = $1 ORDER BY seq, position",
	                          take_picture, err);

	if (st == STATUS_OK)
		st = each_row(reading,
		              "SELECT blob, box FROM p_films WHERE item = $1 ORDER BY seq, position",
		              take_film, err);
	if (st == STATUS_OK)
		st = each_row(reading, "SELECT sound FROM p_fingerprints WHERE item = $1", take_sound,
		              err);
	return st;
}

/* Says how it is made again. */
static enum status
fail_file(struct reading *reading, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	struct error cause = *err;
	char id[SHORT_ID_SIZE];
	enum status st = database_statement(reading->catalogue->database,
	                                    "SELECT number FROM p_items WHERE uuid = $1", &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, reading->item);
	st = statement_step(row, err);
	if (st != STATUS_OK)
		return st == STATUS_DONE ? fail(err, STATUS_FALSE, "%s", cause.text) : st;
	short_id_write(id, (struct short_id){ 'E', statement_integer(row, 0) });
	return fail(err, STATUS_FALSE,
	            "a fingerprint of %s: %s; `vidimus rebuild --derived` makes it again", id, cause.text);
}

enum status
fingerprints_of_item(struct catalogue *catalogue, const struct uuid *item,
                     struct fingerprints *out, struct error *err)
{
	char uuid[UUID_TEXT_SIZE];
	struct fingerprints read = { 0 };
	struct reading reading = { catalogue, { uuid, UUID_TEXT_SIZE - 1 }, &read };
	struct error cause = { 0 };
	enum status st;

	uuid_write(uuid, item);
	st = read_all(&reading, &cause);
	if (st == STATUS_FALSE)
		st = fail_file(&reading, &cause);
	if (st == STATUS_OK && read.picture_count == 0 && read.film_count == 0 && read.sound_count == 0)
		st = fail(&cause, STATUS_NOT_FOUND, "the item has no fingerprints");
	if (st == STATUS_OK) {
		*out = read;
		return STATUS_OK;
	}
	fingerprints_end(&read);
	if (err != NULL)
		*err = cause;
	return st;
}
