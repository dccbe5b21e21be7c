/* SPDX-License-Identifier: Apache-2.0 */
/* view_match.c - what looks or sounds like what, and what was decided of it. */
#include "casework/view_match.h"

#include "casework/view_row.h"
#include "fingerprint/hash256.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

#include <string.h>

/* `turned` is seen from the other item, and then taken away. */
#define MATCH_MEMBERS                                                                             \
	{ "id", 'M' }, { "uuid", VIEW_TEXT }, { "proposed", VIEW_TEXT }, { "item", 'E' },         \
	{ "other", 'E' }, { "kind", VIEW_TEXT }, { "level", VIEW_TEXT },                          \
	{ "distance", VIEW_TEXT }, { "transform", VIEW_TEXT }, { "region", VIEW_JSON },           \
	{ "segments", VIEW_LIST }, { "reasons", VIEW_LIST }, { "algorithms", VIEW_TEXT },         \
	{ "decision", VIEW_TEXT }, { "relation", VIEW_TEXT }, { "because", VIEW_TEXT },           \
	{ "decided", VIEW_TEXT }, { "decided_by", VIEW_ACTOR }, { "turned", VIEW_BOOLEAN }

#define MATCH_COLUMNS                                                                             \
	" m.kind, m.level, m.distance, m.transform, m.region, m.segments, m.reasons,"             \
	" m.algorithms, d.decision, d.relation, d.because, d.time, k.code, k.number"

static const struct view_column match_columns[] = { MATCH_MEMBERS };

static const struct {
	const char *here, *there;
} mirrored[] = {
	{ "from", "other_from" },
	{ "to", "other_to" },
};

static void
swap_members(json_t *object, const char *a, const char *b)
{
	json_t *first = json_incref(json_object_get(object, a));
	json_t *second = json_incref(json_object_get(object, b));

	json_object_set_new(object, a, second);
	json_object_set_new(object, b, first);
}

/* The way back, for whoever looks from the other side. */
static const char *
inverse_transform(struct text name)
{
	for (unsigned i = 0; i < DIHEDRAL_COUNT; i++) {
		if (text_is(name, dihedral_name((enum dihedral)i)))
			return dihedral_name(dihedral_inverse((enum dihedral)i));
	}
	return NULL;
}

static enum status
turn_round(json_t *match, struct error *err)
{
	const char *transform = inverse_transform(view_text(match, "transform"));
	json_t *segment;
	size_t i;

	json_array_foreach(json_object_get(match, "segments"), i, segment) {
		for (size_t k = 0; k < sizeof mirrored / sizeof mirrored[0]; k++)
			swap_members(segment, mirrored[k].here, mirrored[k].there);
	}
	if (json_is_object(json_object_get(match, "region")))
		swap_members(json_object_get(match, "region"), "here", "there");
	if (transform != NULL && !view_set(match, "transform", json_string(transform)))
		return fail_memory(err);
	return STATUS_OK;
}

static json_t *
in_seconds(const json_t *segment, const char *name)
{
	int64_t milliseconds;

	return json_member_integer(segment, name, &milliseconds)
	               ? json_real((double)milliseconds / 1000)
	               : json_null();
}

static json_t *
shown_segment(const json_t *segment)
{
	struct text distance = view_text(segment, "distance");

	return json_pack("{s:o,s:o,s:o,s:o,s:o}", "a_from", in_seconds(segment, "from"), "a_to",
	                 in_seconds(segment, "to"), "b_from", in_seconds(segment, "other_from"),
	                 "b_to", in_seconds(segment, "other_to"), "mean_distance",
	                 view_string(distance));
}

static enum status
show_segments(json_t *match, struct error *err)
{
	SCOPED_JSON json_t *shown = json_array();
	json_t *segment;
	size_t i;

	json_array_foreach(json_object_get(match, "segments"), i, segment) {
		if (json_array_append_new(shown, shown_segment(segment)) != 0)
			return fail_memory(err);
	}
	return view_set(match, "segments", json_incref(shown)) ? STATUS_OK : fail_memory(err);
}

static enum status
finish_match(struct ledger *ledger, json_t *match, struct error *err)
{
	enum status st = STATUS_OK;

	(void)ledger;
	if (json_is_true(json_object_get(match, "turned")))
		st = turn_round(match, err);
	json_object_del(match, "turned");
	return st == STATUS_OK ? show_segments(match, err) : st;
}

/* With the last decision in the chain of the item that was asked about. */
#define MATCH_FROM                                                                                \
	" FROM p_matches m LEFT JOIN p_items i ON i.uuid = m.item"                                \
	" LEFT JOIN p_items o ON o.uuid = m.other"                                                \
	" LEFT JOIN p_match_decisions d ON d.seq = (SELECT max(l.seq) FROM p_match_decisions l"   \
	" WHERE l.link = m.link AND l.item = m.item)"                                             \
	" LEFT JOIN p_actors k ON k.fingerprint = d.actor"

enum status
match_list(struct ledger *ledger, struct text state, const struct view_output *to,
           struct error *err)
{
	static const struct view_select page = {
		.sql = "SELECT m.number, m.link, m.time, i.number, o.number," MATCH_COLUMNS
		       ", 0" MATCH_FROM
		       " WHERE ($1 IS NULL OR coalesce(d.decision, 'undecided') = $1)"
		       " AND m.number > $2 ORDER BY m.number LIMIT 256",
		VIEW_COLUMNS(match_columns),
		.finish = finish_match,
	};

	return view_pages(ledger, &page, state, to, err);
}

enum status
match_show(struct ledger *ledger, const struct uuid *link, json_t **out, struct error *err)
{
	static const struct view_select one = {
		.sql = "SELECT m.number, m.link, m.time, i.number, o.number," MATCH_COLUMNS
		       ", 0" MATCH_FROM " WHERE m.link = $1",
		VIEW_COLUMNS(match_columns),
		.finish = finish_match,
	};
	SCOPED_JSON json_t *match = json_object();
	char text[UUID_TEXT_SIZE];
	enum status st;

	uuid_write(text, link);
	st = match ? view_one(ledger, &one, text_of(text), match, err) : fail_memory(err);
	if (st == STATUS_NOT_FOUND)
		return fail(err, st, "there is no such match");
	if (st == STATUS_OK)
		*out = json_incref(match);
	return st;
}

/* From the item's side, whichever of the two was asked about. */
static enum status
add_matches(struct ledger *ledger, struct text uuid, json_t *object, struct error *err)
{
	static const struct view_select both = {
		.sql = "SELECT m.number, m.link, m.time, i.number, o.number," MATCH_COLUMNS
		       ", m.other = $1 FROM (SELECT * FROM p_matches WHERE item = $1"
		       " UNION ALL SELECT * FROM p_matches WHERE other = $1 AND item <> $1) m"
		       " LEFT JOIN p_items i ON i.uuid = $1"
		       " LEFT JOIN p_items o ON o.uuid ="
		       " CASE WHEN m.item = $1 THEN m.other ELSE m.item END"
		       " LEFT JOIN p_match_decisions d ON d.seq = (SELECT max(l.seq)"
		       " FROM p_match_decisions l WHERE l.link = m.link AND l.item = $1)"
		       " LEFT JOIN p_actors k ON k.fingerprint = d.actor ORDER BY m.number",
		VIEW_COLUMNS(match_columns),
		.finish = finish_match,
	};

	return view_all(ledger, &both, uuid, object, "matches", err);
}

static enum status
add_listed(struct ledger *ledger, struct text uuid, json_t *object, struct error *err)
{
	static const struct view_column columns[] = {
		{ "seq", VIEW_INTEGER },     { "time", VIEW_TEXT },  { "actor", VIEW_ACTOR },
		{ "list_name", VIEW_TEXT },  { "list", VIEW_TEXT },  { "kind", VIEW_TEXT },
		{ "entry", VIEW_TEXT },      { "distance", VIEW_INTEGER },
		{ "transform", VIEW_TEXT },
	};
	static const struct view_select listed = {
		.sql = "SELECT h.seq, h.time, k.code, k.number, h.list_name, h.list, h.kind,"
		       " h.entry, h.distance, h.transform FROM p_listed h"
		       " LEFT JOIN p_actors k ON k.fingerprint = h.actor"
		       " WHERE h.item = $1 ORDER BY h.seq",
		VIEW_COLUMNS(columns),
	};

	return view_all(ledger, &listed, uuid, object, "listed", err);
}

/* A member that is there in any case. */
static enum status
add_footage(struct ledger *ledger, struct text uuid, json_t *object, struct error *err)
{
	static const struct view_column columns[] = { { "footage", 'V' } };
	static const struct view_select footage = {
		.sql = "SELECT f.number FROM p_groupings g JOIN p_footage f ON f.uuid = g.footage"
		       " WHERE g.item = $1 AND g.left_seq IS NULL ORDER BY g.seq DESC LIMIT 1",
		VIEW_COLUMNS(columns),
	};
	enum status st = view_one(ledger, &footage, uuid, object, err);

	if (st != STATUS_NOT_FOUND)
		return st;
	return view_set(object, "footage", json_null()) ? STATUS_OK : fail_memory(err);
}

/* Hashes of pictures, and series of frames, each with the part of the picture that it is of. */
static enum status
add_looks(struct ledger *ledger, json_t *fingerprints, struct text uuid, struct error *err)
{
	static const struct view_column picture_columns[] = {
		{ "hash", VIEW_TEXT },
		{ "quality", VIEW_INTEGER },
		{ "box", VIEW_JSON },
	};
	static const struct view_select pictures = {
		.sql = "SELECT hash, quality, box FROM p_picture_hashes WHERE item = $1"
		       " ORDER BY seq, position",
		VIEW_COLUMNS(picture_columns),
	};
	static const struct view_column film_columns[] = {
		{ "sha256", VIEW_TEXT },
		{ "frames", VIEW_INTEGER },
		{ "milliseconds", VIEW_INTEGER },
		{ "box", VIEW_JSON },
	};
	static const struct view_select films = {
		.sql = "SELECT blob, frames, length, box FROM p_films WHERE item = $1"
		       " ORDER BY seq, position",
		VIEW_COLUMNS(film_columns),
	};
	enum status st = view_all(ledger, &pictures, uuid, fingerprints, "pdq", err);

	return st == STATUS_OK ? view_all(ledger, &films, uuid, fingerprints, "vpdq", err) : st;
}

static enum status
add_fingerprints(struct ledger *ledger, struct text uuid, json_t *object, struct error *err)
{
	static const struct view_column columns[] = {
		{ "made", VIEW_TEXT },
		{ "outcome", VIEW_TEXT },
		{ "algorithms", VIEW_JSON },
		{ "chromaprint", VIEW_TEXT },
		{ "chromaprint_items", VIEW_INTEGER },
		{ "chromaprint_step", VIEW_TEXT },
		{ "chromaprint_milliseconds", VIEW_INTEGER },
		{ "warnings", VIEW_LIST },
	};
	static const struct view_select one = {
		.sql = "SELECT time, outcome, algorithms, sound, sound_items, sound_step,"
		       " sound_length, warnings FROM p_fingerprints WHERE item = $1",
		VIEW_COLUMNS(columns),
	};
	SCOPED_JSON json_t *fingerprints = json_object();
	enum status st = fingerprints ? view_one(ledger, &one, uuid, fingerprints, err)
	                              : fail_memory(err);

	if (st == STATUS_OK)
		st = add_looks(ledger, fingerprints, uuid, err);
	if (st != STATUS_OK && st != STATUS_NOT_FOUND)
		return st;
	return view_set(object, "fingerprints", json_incref(fingerprints)) ? STATUS_OK
	                                                                   : fail_memory(err);
}

enum status
item_add_matches(struct ledger *ledger, struct text uuid, json_t *object, struct error *err)
{
	enum status st = add_matches(ledger, uuid, object, err);

	if (st == STATUS_OK)
		st = add_listed(ledger, uuid, object, err);
	if (st == STATUS_OK)
		st = add_footage(ledger, uuid, object, err);
	return st == STATUS_OK ? add_fingerprints(ledger, uuid, object, err) : st;
}
