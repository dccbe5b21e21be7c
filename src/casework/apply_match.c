/* SPDX-License-Identifier: Apache-2.0 */
/* apply_match.c - what exhibits look and sound like, which are alike, and what people decided of that. */
#include "casework/apply.h"

#include "casework/row.h"

#include "base/text.h"

static enum status
write_fingerprint(struct database *database, const struct event_record *record,
                  struct error *err)
{
	const json_t *sound = json_object_get(record->values, "sound");
	struct row row;

	row_begin(&row, database,
	          "INSERT OR REPLACE INTO p_fingerprints (item, seq, time, object, outcome,"
	          " algorithms, sound, sound_items, sound_step, sound_length, warnings)"
	          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
	          record, err);
	row_subject_name(&row);
	row_seq(&row);
	row_time(&row);
	row_value(&row, "object");
	row_value(&row, "outcome");
	row_json(&row, "algorithms");
	row_part_text(&row, sound, "blob");
	row_part_integer(&row, sound, "items");
	row_part_text(&row, sound, "item_seconds");
	row_part_integer(&row, sound, "milliseconds");
	row_json(&row, "warnings");
	return row_write(&row);
}

/* Of a fingerprinting before. */
static enum status
forget(struct database *database, const struct event_record *record, const char *sql,
       struct error *err)
{
	struct row row;

	row_begin(&row, database, sql, record, err);
	row_subject_name(&row);
	return row_write(&row);
}

static enum status
insert_film(struct database *database, const struct event_record *record, int64_t position,
            const json_t *film, struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_films (seq, position, item, box, blob, frames, length)"
	          " VALUES ($1, $2, $3, $4, $5, $6, $7)",
	          record, err);
	row_seq(&row);
	row_integer(&row, position);
	row_subject_name(&row);
	row_part_json(&row, film, "box");
	row_part_text(&row, film, "blob");
	row_part_integer(&row, film, "frames");
	row_part_integer(&row, film, "milliseconds");
	return row_write(&row);
}

/* The hashes but the first. */
static void
row_turned(struct row *row, const json_t *hashes)
{
	SCOPED_JSON json_t *turned = json_copy(json_iterable(hashes));
	SCOPED_JSON json_t *part = NULL;

	if (turned != NULL && json_array_remove(turned, 0) == 0)
		part = json_pack("{s:O}", "turned", turned);
	row_part_json(row, part, "turned");
}

static enum status
insert_picture(struct database *database, const struct event_record *record, int64_t position,
               const json_t *picture, struct error *err)
{
	const json_t *hashes = json_object_get(picture, "hashes");
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_picture_hashes (seq, position, item, quality, box, hash, turned)"
	          " VALUES ($1, $2, $3, $4, $5, $6, $7)",
	          record, err);
	row_seq(&row);
	row_integer(&row, position);
	row_subject_name(&row);
	row_part_integer(&row, picture, "quality");
	row_part_json(&row, picture, "box");
	row_string(&row, json_string_value(json_array_get(hashes, 0)));
	row_turned(&row, hashes);
	return row_write(&row);
}

static enum status
insert_each(struct database *database, const struct event_record *record, const char *name,
            enum status (*insert)(struct database *, const struct event_record *, int64_t,
                                  const json_t *, struct error *),
            struct error *err)
{
	enum status st = STATUS_OK;
	json_t *part;
	size_t i;

	json_array_foreach(json_object_get(record->values, name), i, part) {
		if (st == STATUS_OK)
			st = insert(database, record, (int64_t)i, part, err);
	}
	return st;
}

enum status
apply_item_fingerprinted(struct database *database, const struct event_record *record,
                         struct error *err)
{
	bool counting;
	enum status st = outcome_counts(database, record,
	                                "SELECT 1 FROM p_fingerprints WHERE item = $1 AND outcome = 'complete'",
	                                &counting, err);

	if (st != STATUS_OK || !counting)
		return st;
	st = write_fingerprint(database, record, err);
	if (st == STATUS_OK)
		st = forget(database, record, "DELETE FROM p_picture_hashes WHERE item = $1", err);
	if (st == STATUS_OK)
		st = forget(database, record, "DELETE FROM p_films WHERE item = $1", err);
	if (st == STATUS_OK)
		st = insert_each(database, record, "pictures", insert_picture, err);
	return st == STATUS_OK ? insert_each(database, record, "films", insert_film, err) : st;
}

/* Matches that wait for a decision are counted: the first decision of a link takes off what it proposes. */
static enum status
count_undecided(struct database *database, const struct event_record *record, const char *sql,
                struct error *err)
{
	struct row row;

	row_begin(&row, database, sql, record, err);
	row_value(&row, "link");
	return row_write(&row);
}

enum status
apply_match_proposed(struct database *database, const struct event_record *record,
                     struct error *err)
{
	struct row row;
	enum status st;

	row_begin(&row, database,
	          "INSERT INTO p_matches (number, seq, time, actor, item, link, other, kind, level,"
	          " distance, transform, region, segments, reasons, algorithms)"
	          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
	          record, err);
	row_number(&row);
	row_seq(&row);
	row_time(&row);
	row_actor(&row);
	row_subject_name(&row);
	row_value(&row, "link");
	row_reference(&row, "other");
	row_value(&row, "kind");
	row_value(&row, "level");
	row_value(&row, "distance");
	row_value(&row, "transform");
	row_json(&row, "region");
	row_json(&row, "segments");
	row_json(&row, "reasons");
	row_value(&row, "algorithms");
	st = row_write(&row);
	return st != STATUS_OK ? st
	                       : count_undecided(database, record,
	                                         "INSERT INTO p_counters (name, key, number)"
	                                         " SELECT 'matches', 'undecided', 1 WHERE NOT EXISTS"
	                                         " (SELECT 1 FROM p_match_decisions d WHERE d.link = $1)"
	                                         " ON CONFLICT (name, key) DO UPDATE SET number = number + 1",
	                                         err);
}

enum status
apply_match_echoed(struct database *database, const struct event_record *record,
                   struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_match_echoes (seq, item, link, other) VALUES ($1, $2, $3, $4)",
	          record, err);
	row_seq(&row);
	row_subject_name(&row);
	row_value(&row, "link");
	row_reference(&row, "other");
	return row_write(&row);
}

enum status
apply_match_decided(struct database *database, const struct event_record *record,
                    struct error *err)
{
	enum status st = count_undecided(
		database, record,
		"UPDATE p_counters SET number = number - (SELECT count(*) FROM p_matches m"
		" WHERE m.link = $1) WHERE name = 'matches' AND key = 'undecided'"
		" AND NOT EXISTS (SELECT 1 FROM p_match_decisions d WHERE d.link = $1)",
		err);
	struct row row;

	if (st != STATUS_OK)
		return st;
	row_begin(&row, database,
	          "INSERT INTO p_match_decisions (seq, item, n, time, actor, link, other, decision,"
	          " relation, because) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
	          record, err);
	row_seq(&row);
	row_subject_name(&row);
	row_integer(&row, record->header.n);
	row_time(&row);
	row_actor(&row);
	row_value(&row, "link");
	row_reference(&row, "other");
	row_value(&row, "decision");
	row_value(&row, "relation");
	row_value(&row, "because");
	return row_write(&row);
}

enum status
apply_item_listed(struct database *database, const struct event_record *record,
                  struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_listed (seq, item, time, actor, object, list_name, list, kind,"
	          " entry, distance, transform)"
	          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
	          record, err);
	row_seq(&row);
	row_subject_name(&row);
	row_time(&row);
	row_actor(&row);
	row_value(&row, "object");
	row_value(&row, "list_name");
	row_value(&row, "list");
	row_value(&row, "kind");
	row_value(&row, "entry");
	row_value(&row, "distance");
	row_value(&row, "transform");
	return row_write(&row);
}

enum status
apply_list_made(struct database *database, const struct event_record *record, struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_lists_made (seq, time, actor, kind, list, entries, items, ranges,"
	          " recipient, path, path_bytes, host, login)"
	          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
	          record, err);
	row_seq(&row);
	row_time(&row);
	row_actor(&row);
	row_value(&row, "kind");
	row_value(&row, "list");
	row_value(&row, "entries");
	row_value(&row, "items");
	row_value(&row, "ranges");
	row_value(&row, "recipient");
	row_name_text(&row, "path");
	row_name_bytes(&row, "path");
	row_value(&row, "host");
	row_value(&row, "login");
	return row_write(&row);
}
