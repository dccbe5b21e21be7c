/* SPDX-License-Identifier: Apache-2.0 */
/* apply_catalogue.c - the catalogue, its homes, actors, settings, vocabularies and audits. */
#include "casework/apply.h"

#include "casework/row.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "crypto/signature.h"

enum status
apply_catalogue_created(struct database *database, const struct event_record *record,
                        struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_catalogue (uuid, format, created, name, organisation)"
	          " VALUES ($1, $2, $3, $4, $5)",
	          record, err);
	row_subject_name(&row);
	row_open(&row, "format");
	row_time(&row);
	row_value(&row, "name");
	row_value(&row, "organisation");
	return row_write(&row);
}

enum status
apply_home_added(struct database *database, const struct event_record *record, struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_homes (seq, home, machine, host, login) VALUES ($1, $2, $3, $4, $5)",
	          record, err);
	row_seq(&row);
	row_value(&row, "home");
	row_value(&row, "machine");
	row_value(&row, "host");
	row_value(&row, "login");
	return row_write(&row);
}

enum status
apply_actor_added(struct database *database, const struct event_record *record, struct error *err)
{
	char fingerprint[DIGEST_TEXT_SIZE];
	struct public_key public_key;
	struct digest actor;
	struct text key;
	struct row row;
	enum status st;

	if (!json_member_text(record->open, "public_key", &key))
		return fail(err, STATUS_INVALID, "actor.added without a public key");
	if (!hex_read(key, public_key.bytes, sizeof public_key.bytes))
		return fail(err, STATUS_INVALID, "actor.added with a malformed public key");
	st = actor_fingerprint(&public_key, &actor, err);
	if (st != STATUS_OK)
		return st;
	digest_write(fingerprint, &actor);
	row_begin(&row, database,
	          "INSERT INTO p_actors (uuid, number, fingerprint, public_key, role, added, code,"
	          " name, organisation) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
	          record, err);
	row_subject_name(&row);
	row_number(&row);
	row_string(&row, fingerprint);
	row_open(&row, "public_key");
	row_open(&row, "role");
	row_time(&row);
	row_value(&row, "actor_code");
	row_value(&row, "name");
	row_value(&row, "organisation");
	return row_write(&row);
}

enum status
apply_setting_changed(struct database *database, const struct event_record *record,
                      struct error *err)
{
	struct row row;

	row_begin(&row, database, "INSERT INTO p_settings (seq, name, value) VALUES ($1, $2, $3)",
	          record, err);
	row_seq(&row);
	row_value(&row, "name");
	row_value(&row, "value");
	return row_write(&row);
}

#define LIST_END 100000 /* behind every term of a list */

static enum status
insert_term(struct database *database, const struct event_record *record, size_t position,
            const json_t *term, struct error *err)
{
	static const char *const columns[] = { "code",   "label",  "definition",
		                               "broader", "source", "deprecated" };
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_terms (vocabulary, position, code, label, definition, broader,"
	          " source, deprecated, own) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)"
	          " ON CONFLICT (vocabulary, code) DO UPDATE SET position = excluded.position,"
	          " label = excluded.label, definition = excluded.definition,"
	          " broader = excluded.broader, source = excluded.source,"
	          " deprecated = coalesce(nullif(excluded.deprecated, ''), deprecated), own = 0",
	          record, err);
	row_subject_name(&row);
	row_integer(&row, (int64_t)position);
	for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
		const char *text = json_string_value(json_object_get(term, columns[i]));

		row_string(&row, text ? text : "");
	}
	return row_write(&row);
}

/* Changes the terms that were there before; `sql` has LIST_END as $1 and the list as $2. */
static enum status
change_terms(struct database *database, const struct event_record *record, const char *sql,
             struct error *err)
{
	struct row row;

	row_begin(&row, database, sql, record, err);
	row_integer(&row, LIST_END);
	row_subject_name(&row);
	return row_write(&row);
}

/*
 * The list again: local terms stay, behind it, and so does what somebody
 * deprecated. A term that it has no longer is deprecated, as old records have it.
 */
enum status
apply_vocabulary_loaded(struct database *database, const struct event_record *record,
                        struct error *err)
{
	json_t *terms = json_object_get(record->open, "terms"), *term;
	enum status st = change_terms(database, record,
	                              "UPDATE p_terms SET position = position + $1"
	                              " WHERE vocabulary = $2", err);
	size_t i;

	json_array_foreach(terms, i, term) {
		if (st == STATUS_OK)
			st = insert_term(database, record, i, term, err);
	}
	return st == STATUS_OK ? change_terms(database, record,
	                                      "UPDATE p_terms SET deprecated = 'the list has it no longer'"
	                                      " WHERE position >= $1 AND vocabulary = $2"
	                                      " AND deprecated = '' AND own = 0", err)
	                       : st;
}

/* A term whose code was destroyed has no row; one that is there already stays as it is. */
enum status
apply_term_added(struct database *database, const struct event_record *record, struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "WITH asked(vocabulary, code, label, definition, broader, source)"
	          " AS (SELECT $1, $2, $3, $4, $5, $6)"
	          " INSERT OR IGNORE INTO p_terms (vocabulary, code, position, label, definition,"
	          " broader, source, deprecated, own)"
	          " SELECT vocabulary, code, (SELECT coalesce(max(position) + 1, 0) FROM p_terms t"
	          " WHERE t.vocabulary = asked.vocabulary), coalesce(label, ''),"
	          " coalesce(definition, ''), coalesce(broader, ''), coalesce(source, ''), '', 1"
	          " FROM asked WHERE code IS NOT NULL",
	          record, err);
	row_subject_name(&row);
	row_value(&row, "code");
	row_value(&row, "label");
	row_value(&row, "definition");
	row_value(&row, "broader");
	row_value(&row, "source");
	return row_write(&row);
}

enum status
apply_term_deprecated(struct database *database, const struct event_record *record,
                      struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "UPDATE p_terms SET deprecated = coalesce(nullif($1, ''), 'the reason is not known')"
	          " WHERE vocabulary = $2 AND code = $3",
	          record, err);
	row_value(&row, "reason");
	row_subject_name(&row);
	row_value(&row, "code");
	return row_write(&row);
}

enum status
apply_audit_completed(struct database *database, const struct event_record *record,
                      struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_audits (seq, time, actor, scope, complete, started, size, root,"
	          " layers, sample_percent, sample_seed, objects, bytes, missing_count, missing,"
	          " altered_count, altered, faults) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9,"
	          " $10, $11, $12, $13, $14, $15, $16, $17, $18)",
	          record, err);
	row_seq(&row);
	row_time(&row);
	row_actor(&row);
	row_value(&row, "scope");
	row_value(&row, "complete");
	row_value(&row, "started");
	row_value(&row, "size");
	row_value(&row, "root");
	row_json(&row, "layers");
	row_value(&row, "sample_percent");
	row_value(&row, "sample_seed");
	row_value(&row, "objects");
	row_decimal(&row, "bytes");
	row_value(&row, "missing_count");
	row_json(&row, "missing");
	row_value(&row, "altered_count");
	row_json(&row, "altered");
	row_json(&row, "faults");
	return row_write(&row);
}
