/* SPDX-License-Identifier: Apache-2.0 */
/* apply_received.c - what bundles of others brought: rows that name their log, apart from all of ours. */
#include "casework/apply.h"

#include "casework/apply_bundle.h"
#include "casework/received.h"
#include "casework/row.h"
#include "casework/short_id.h"

#include "base/encoding.h"
#include "base/instant.h"
#include "base/scoped.h"
#include "base/text.h"

/* What they call it, and our subject that it is. */
struct alias {
	struct text alias, foreign, subject;
};

static enum status
keep_alias(struct database *database, const struct event_record *record, struct alias alias,
           struct error *err)
{
	struct row row;

	if (alias.alias.n == 0)
		return STATUS_OK;
	row_begin(&row, database,
	          "INSERT OR IGNORE INTO p_aliases (alias, origin, foreign_subject, subject, seq)"
	          " VALUES ($1, coalesce($2, ''), $3, $4, $5)",
	          record, err);
	row_text(&row, alias.alias);
	row_value(&row, "origin");
	row_text(&row, alias.foreign.p ? alias.foreign : text_of(""));
	row_text(&row, alias.subject);
	row_seq(&row);
	return row_write(&row);
}

/* That the item came with the bundle, whose terms bind it. */
static enum status
keep_exhibit(struct database *database, const struct event_record *record, struct text item,
             struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT OR IGNORE INTO p_received_exhibits (item, bundle) VALUES ($1, $2)",
	          record, err);
	row_text(&row, item);
	row_subject_name(&row);
	return row_write(&row);
}

/* The exhibits that are items here, and their numbers. */
static enum status
keep_exhibits(struct database *database, const struct event_record *record, struct error *err)
{
	enum status st = STATUS_OK;
	json_t *exhibit;
	size_t i;

	json_array_foreach(json_object_get(record->values, "exhibits"), i, exhibit) {
		struct alias alias = { .foreign = { NULL, 0 } };

		if (!json_member_text(exhibit, "foreign", &alias.foreign))
			alias.foreign = (struct text){ NULL, 0 };
		if (st != STATUS_OK || !json_member_text(exhibit, "item", &alias.subject))
			continue;
		st = keep_exhibit(database, record, alias.subject, err);
		if (st == STATUS_OK && json_member_text(exhibit, "number", &alias.alias))
			st = keep_alias(database, record, alias, err);
	}
	return st;
}

enum status
apply_bundle_received(struct database *database, const struct event_record *record,
                      struct error *err)
{
	enum status st = apply_bundle_number(database, record, err);
	struct row row;

	if (st != STATUS_OK)
		return st;
	row_begin(&row, database,
	          "INSERT INTO p_received_bundles (uuid, number, seq, time, actor, origin,"
	          " foreign_bundle, foreign_id, tag_manifest, checkpoint, checkpoint_size,"
	          " checkpoint_root, signer, certificate, identified, layers, policy, recipient,"
	          " purpose, terms, expires, no_onward, events, exhibits, because, deliveries)"
	          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,"
	          " $17, $18, $19, $20, $21, $22, $23, $24, $25, $26)",
	          record, err);
	row_subject_name(&row);
	row_number(&row);
	row_seq(&row);
	row_time(&row);
	row_actor(&row);
	row_value(&row, "origin");
	row_value(&row, "foreign_bundle");
	row_value(&row, "foreign_id");
	row_value(&row, "tag_manifest");
	row_value(&row, "checkpoint");
	row_value(&row, "checkpoint_size");
	row_value(&row, "checkpoint_root");
	row_value(&row, "signer");
	row_value(&row, "certificate");
	row_value(&row, "identified");
	row_json(&row, "layers");
	row_value(&row, "policy");
	row_value(&row, "recipient");
	row_value(&row, "purpose");
	row_value(&row, "terms");
	row_json(&row, "expires");
	row_value(&row, "no_onward");
	row_value(&row, "events");
	row_json(&row, "exhibits");
	row_value(&row, "because");
	row_json(&row, "deliveries");
	st = row_write(&row);
	return st == STATUS_OK ? keep_exhibits(database, record, err) : st;
}

/* A foreign event, or NULL where its line was destroyed. */
static void
bind_foreign(struct row *row, const struct event_record *foreign)
{
	char actor[DIGEST_TEXT_SIZE], time[INSTANT_TEXT_SIZE];

	if (foreign == NULL) {
		for (size_t i = 0; i < 6; i++)
			row_null(row);
		return;
	}
	digest_write(actor, &foreign->header.actor);
	row_integer(row, foreign->header.seq);
	row_string(row, foreign->header.type);
	row_string(row, instant_write(time, foreign->header.time) ? time : NULL);
	row_string(row, actor);
	row_part_json(row, foreign->whole, "open");
	row_whole_json(row, foreign->values);
}

static enum status
keep_event(struct database *database, const struct event_record *record,
           const struct event_record *foreign, struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_received_events (seq, uuid, subject, time, actor, bundle, origin,"
	          " foreign_subject, foreign_n, foreign_event, leaf, foreign_seq, type, foreign_time,"
	          " foreign_actor, open, opened) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,"
	          " $11, $12, $13, $14, $15, $16, $17)",
	          record, err);
	row_seq(&row);
	row_event_id(&row);
	row_subject(&row);
	row_time(&row);
	row_actor(&row);
	row_reference(&row, "bundle");
	row_value(&row, "origin");
	row_value(&row, "foreign_subject");
	row_value(&row, "foreign_n");
	row_value(&row, "foreign_event");
	row_value(&row, "leaf");
	bind_foreign(&row, foreign);
	return row_write(&row);
}

/* The record's short id there, as we write such ids. */
static enum status
keep_short_id(struct database *database, const struct event_record *record,
              const struct event_record *foreign, struct alias alias, struct error *err)
{
	char id[SHORT_ID_SIZE];
	struct short_id read;
	struct text text;

	if (!json_member_text(foreign->open, "short_id", &text) || !short_id_read(text, &read))
		return STATUS_OK;
	short_id_write(id, read);
	alias.alias = text_of(id);
	return keep_alias(database, record, alias, err);
}

static enum status
keep_aliases(struct database *database, const struct event_record *record,
             const struct event_record *foreign, struct error *err)
{
	struct alias alias = { .subject = text_of(record->header.subject.text) };
	enum status st;

	if (!json_member_text(record->values, "foreign_subject", &alias.foreign))
		return STATUS_OK;
	alias.alias = alias.foreign;
	text_cut(&alias.alias, '/');
	st = keep_alias(database, record, alias, err);
	return st == STATUS_OK && foreign != NULL
	               ? keep_short_id(database, record, foreign, alias, err)
	               : st;
}

enum status
apply_event_received(struct database *database, const struct event_record *record,
                     struct error *err)
{
	SCOPED(event_record) foreign = { 0 };
	enum status st = received_read(record->values, &foreign, err);
	const struct event_record *told = st == STATUS_OK ? &foreign : NULL;

	if (st != STATUS_OK && st != STATUS_DONE)
		return st;
	st = keep_event(database, record, told, err);
	return st == STATUS_OK ? keep_aliases(database, record, told, err) : st;
}

enum status
apply_event_contradicted(struct database *database, const struct event_record *record,
                         struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_contradictions (seq, uuid, subject, time, actor, origin,"
	          " foreign_subject, foreign_n, held, held_leaf, leaf, tag_manifest, signer,"
	          " certificate) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
	          record, err);
	row_seq(&row);
	row_event_id(&row);
	row_subject(&row);
	row_time(&row);
	row_actor(&row);
	row_value(&row, "origin");
	row_value(&row, "foreign_subject");
	row_value(&row, "foreign_n");
	row_value(&row, "held");
	row_value(&row, "held_leaf");
	row_value(&row, "leaf");
	row_value(&row, "tag_manifest");
	row_value(&row, "signer");
	row_value(&row, "certificate");
	return row_write(&row);
}

enum status
apply_transfer_received(struct database *database, const struct event_record *record,
                        struct error *err)
{
	struct row row;

	row_begin(&row, database,
	          "INSERT INTO p_transfer_receipts (seq, uuid, transfer, item, time, actor,"
	          " tag_manifest, receiver, key, received, note)"
	          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
	          record, err);
	row_seq(&row);
	row_event_id(&row);
	row_value(&row, "transfer");
	row_subject_name(&row);
	row_time(&row);
	row_actor(&row);
	row_value(&row, "tag_manifest");
	row_value(&row, "receiver");
	row_value(&row, "key");
	row_value(&row, "received");
	row_value(&row, "signed_note");
	return row_write(&row);
}
