/* SPDX-License-Identifier: Apache-2.0 */
/* origin.c - how often the log was resumed, and what was lost each time. */
#include "ledger/origin.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

#include <stdio.h>

void
origin_write(char out[ORIGIN_SIZE], const struct uuid *uuid, int64_t generation)
{
	char text[UUID_TEXT_SIZE];

	if (generation <= 1) {
		ledger_origin(out, uuid);
		return;
	}
	uuid_write(text, uuid);
	snprintf(out, ORIGIN_SIZE, "vidimus/%s/%d", text, (int)(generation % (GENERATIONS_MAX + 1)));
}

/* The resumptions stand in the catalogue's own chain, which is short. */
static enum status
find_resumptions(struct ledger *ledger, const char *sql, struct statement **row, struct error *err)
{
	struct subject subject;
	struct uuid uuid;
	enum status st = ledger_uuid(ledger, &uuid, err);

	if (st == STATUS_OK)
		st = database_statement(ledger_database(ledger), sql, row, err);
	if (st != STATUS_OK)
		return st;
	subject = subject_of("catalogue", &uuid);
	statement_bind_text(*row, 1, text_of(subject.text));
	return STATUS_OK;
}

enum status
ledger_generation(struct ledger *ledger, int64_t size, int64_t *out, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = find_resumptions(ledger,
	                                  "SELECT count(*) FROM events WHERE subject = $1"
	                                  " AND type = 'log.resumed' AND seq < $2",
	                                  &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_integer(row, 2, size);
	st = statement_step(row, err);
	if (st == STATUS_OK)
		*out = 1 + statement_integer(row, 0);
	return st;
}

enum status
ledger_origin_at(struct ledger *ledger, int64_t size, char out[ORIGIN_SIZE], struct error *err)
{
	struct uuid uuid;
	int64_t generation = 1;
	enum status st = ledger_uuid(ledger, &uuid, err);

	if (st == STATUS_OK)
		st = ledger_generation(ledger, size, &generation, err);
	if (st == STATUS_OK)
		origin_write(out, &uuid, generation);
	return st;
}

static bool
names_as_lost(const json_t *open, const struct merkle_head *head)
{
	json_int_t kept = json_integer_value(json_object_get(open, "kept"));
	json_int_t size = json_integer_value(json_object_get(open, "lost_size"));
	struct digest root;
	struct text hex;

	if ((uint64_t)kept >= head->size || (uint64_t)size < head->size)
		return false;
	return (uint64_t)size > head->size ||
	       (json_member_text(open, "lost_root", &hex) && digest_read(hex, &root) &&
	        digest_equal(&root, &head->root));
}

enum status
ledger_was_lost(struct ledger *ledger, const struct merkle_head *head, bool *lost,
                struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = find_resumptions(ledger,
	                                  "SELECT seq FROM events WHERE subject = $1"
	                                  " AND type = 'log.resumed'",
	                                  &row, err);

	*lost = false;
	while (st == STATUS_OK && !*lost && (st = statement_step(row, err)) == STATUS_OK) {
		SCOPED(event_record) record = { 0 };

		st = ledger_read(ledger, statement_integer(row, 0), &record, err);
		if (st == STATUS_OK)
			*lost = names_as_lost(record.open, head);
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}
