/* SPDX-License-Identifier: Apache-2.0 */
/* index_read.c - rows of pictures by themselves; films and sounds through the items' fingerprints. */
#include "match/index_read.h"

#include "casework/fingerprint_record.h"
#include "fingerprint/pdq.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

#include <string.h>

/* Where hashes go, and whose they are. */
struct putting {
	index_put     *put;
	void          *context;
	uint64_t       item; /* number of its short id */
	struct unread *unread;
};

static enum status
put_one(const struct putting *to, const struct hash256 *hash, struct segment_label label,
        struct error *err)
{
	label.item = to->item;
	return to->put(to->context, hash, &label, err);
}

static enum status
put_picture(struct putting *to, struct statement *row, struct error *err)
{
	struct hash256 hash;

	to->item = (uint64_t)statement_integer(row, 0);
	if (!hash256_read(statement_text(row, 3), &hash))
		return fail(err, STATUS_UNUSABLE,
		            "a table of fingerprints is damaged; run `vidimus rebuild`");
	return put_one(to, &hash,
	               (struct segment_label){ .box = (uint16_t)statement_integer(row, 1),
	                                       .quality = (uint16_t)statement_integer(row, 2) },
	               err);
}

static enum status
read_pictures(struct catalogue *catalogue, const struct index_range *range, struct putting *to,
              struct error *err)
{
	SCOPED_STATEMENT rows = NULL;
	enum status st = database_statement(
		catalogue->database,
		"SELECT i.number, h.position, h.quality, h.hash FROM p_picture_hashes h"
		" JOIN p_items i ON i.uuid = h.item WHERE h.seq > $1 AND h.seq <= $2"
		" AND h.quality >= $3 AND h.hash IS NOT NULL ORDER BY h.seq, h.position",
		&rows, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_integer(rows, 1, range->after);
	statement_bind_integer(rows, 2, range->upto);
	statement_bind_integer(rows, 3, PDQ_LEAST_QUALITY);
	while ((st = statement_step(rows, err)) == STATUS_OK) {
		st = put_picture(to, rows, err);
		if (st != STATUS_OK)
			return st;
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
put_film(const struct putting *to, const struct film_series *film, uint16_t box, struct error *err)
{
	enum status st = STATUS_OK;

	for (size_t i = 0; st == STATUS_OK && i < film->n; i++) {
		const struct frame_hash *frame = &film->frames[i];

		if (frame->quality >= PDQ_LEAST_QUALITY)
			st = put_one(to, &frame->hash,
			             (struct segment_label){
					     .milliseconds = (uint32_t)(frame->microseconds / 1000),
					     .box = box,
					     .quality = frame->quality },
			             err);
	}
	return st;
}

static enum status
put_sound(const struct putting *to, const struct fingerprints *prints, struct error *err)
{
	enum status st = STATUS_OK;

	for (size_t i = 0; st == STATUS_OK && i < prints->sound_count; i += SOUND_BLOCK) {
		size_t n = prints->sound_count - i < SOUND_BLOCK ? prints->sound_count - i
		                                                 : SOUND_BLOCK;
		struct hash256 block = { { 0 } };

		memcpy(&block, prints->sound + i, n * sizeof *prints->sound);
		st = put_one(to, &block,
		             (struct segment_label){ .milliseconds = (uint32_t)i,
		                                     .quality = (uint16_t)n },
		             err);
	}
	return st;
}

/* All that one item has of a kind. */
static enum status
put_item(struct catalogue *catalogue, enum segment_kind kind, struct putting *to,
         struct statement *row, struct error *err)
{
	SCOPED(fingerprints) prints = { 0 };
	struct uuid item;
	enum status st;

	to->item = (uint64_t)statement_integer(row, 0);
	if (!uuid_read(statement_text(row, 1), &item))
		return STATUS_OK;
	st = fingerprints_of_item(catalogue, &item, &prints, err);
	if (st == STATUS_FALSE)
		return unread_add(to->unread, (int64_t)to->item, err);
	if (st == STATUS_NOT_FOUND)
		return STATUS_OK;
	if (st == STATUS_OK && kind == SEGMENT_SOUNDS)
		return put_sound(to, &prints, err);
	for (size_t i = 0; st == STATUS_OK && i < prints.film_count; i++)
		st = put_film(to, &prints.films[i], (uint16_t)i, err);
	return st;
}

static enum status
read_items(struct catalogue *catalogue, const struct index_range *range, struct putting *to,
           struct error *err)
{
	SCOPED_STATEMENT rows = NULL;
	enum status st = database_statement(
		catalogue->database,
		"SELECT i.number, p.item FROM p_fingerprints p JOIN p_items i ON i.uuid = p.item"
		" WHERE p.seq > $1 AND p.seq <= $2 AND CASE WHEN $3 THEN p.sound IS NOT NULL"
		" ELSE EXISTS (SELECT 1 FROM p_films f WHERE f.item = p.item) END ORDER BY p.seq",
		&rows, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_integer(rows, 1, range->after);
	statement_bind_integer(rows, 2, range->upto);
	statement_bind_integer(rows, 3, range->kind == SEGMENT_SOUNDS);
	while ((st = statement_step(rows, err)) == STATUS_OK) {
		st = put_item(catalogue, range->kind, to, rows, err);
		if (st != STATUS_OK)
			return st;
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

enum status
index_read(struct catalogue *catalogue, const struct index_range *range, index_put *put,
           void *context, struct unread *unread, struct error *err)
{
	struct putting to = { .put = put, .context = context, .unread = unread };

	return range->kind == SEGMENT_PICTURES ? read_pictures(catalogue, range, &to, err)
	                                       : read_items(catalogue, range, &to, err);
}
