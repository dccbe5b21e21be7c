/* SPDX-License-Identifier: Apache-2.0 */
/* consent.c - links of persons, consents, holds, restrictions, transfers and the gate through the public library. */
#include "api/api_internal.h"

#include "casework/consent.h"
#include "casework/gate.h"
#include "casework/hold.h"
#include "casework/resolve.h"
#include "casework/transfer.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <vidimus/consent.h>

#include <string.h>

#define FIELDS_MAX 32 /* more than any of these records has */

struct words {
	struct field_words words[FIELDS_MAX];
	size_t             count;
};

static enum status
take_words(const struct vidimus_field *fields, size_t count, struct words *out, struct error *err)
{
	if (count > FIELDS_MAX)
		return fail(err, STATUS_LIMIT, "more than %d fields", FIELDS_MAX);
	for (size_t i = 0; i < count; i++)
		out->words[i] = (struct field_words){ fields[i].name, fields[i].text };
	out->count = count;
	return STATUS_OK;
}

static enum status
write_id(char kind, int64_t number, enum status st, char id[VIDIMUS_ID_SIZE])
{
	if (st == STATUS_OK)
		short_id_write(id, (struct short_id){ kind, number });
	return st;
}

enum status
vidimus_person_link(struct vidimus_catalogue *catalogue, const char *person, const char *about,
                    const struct vidimus_field *fields, size_t count, struct error *err)
{
	struct resolved who, what;
	struct subject subject;
	struct words words;
	enum status st = resolve_person(catalogue->inner->ledger, text_of(person), &who, err);

	if (st == STATUS_OK)
		st = resolve(catalogue->inner->ledger, text_of(about), "EVID", &what, err);
	if (st == STATUS_OK && !resolved_subject(&what, &subject))
		st = fail(err, STATUS_FAULT, "%s has no chain", about);
	if (st == STATUS_OK)
		st = take_words(fields, count, &words, err);
	return st == STATUS_OK ? person_link(catalogue->inner, &who.uuid, &subject, words.words,
	                                     words.count, err)
	                       : st;
}

/* A delivery by its id, else a person by id or code. */
static enum status
resolve_giver(struct ledger *ledger, const char *giver, struct subject *out, struct error *err)
{
	struct resolved resolved;
	struct short_id id;
	enum status st;

	if (short_id_read(text_of(giver), &id) && id.kind == 'D')
		st = resolve(ledger, text_of(giver), "D", &resolved, err);
	else
		st = resolve_person(ledger, text_of(giver), &resolved, err);
	if (st == STATUS_OK && !resolved_subject(&resolved, out))
		st = fail(err, STATUS_FAULT, "%s has no chain", giver);
	return st;
}

enum status
vidimus_consent_add(struct vidimus_catalogue *catalogue, const char *giver,
                    const struct vidimus_field *fields, size_t count, char id[VIDIMUS_ID_SIZE],
                    struct error *err)
{
	struct subject subject;
	struct words words;
	int64_t number = 0;
	enum status st = resolve_giver(catalogue->inner->ledger, giver, &subject, err);

	if (st == STATUS_OK)
		st = take_words(fields, count, &words, err);
	if (st == STATUS_OK)
		st = consent_add(catalogue->inner, &subject, words.words, words.count, &number,
		                 err);
	return write_id('S', number, st, id);
}

enum status
vidimus_consent_edit(struct vidimus_catalogue *catalogue, const char *consent,
                     const struct vidimus_field *fields, size_t count, char id[VIDIMUS_ID_SIZE],
                     struct error *err)
{
	struct resolved resolved;
	struct words words;
	int64_t number = 0;
	enum status st = resolve(catalogue->inner->ledger, text_of(consent), "S", &resolved, err);

	if (st == STATUS_OK)
		st = take_words(fields, count, &words, err);
	if (st == STATUS_OK)
		st = consent_edit(catalogue->inner, &resolved.uuid, words.words, words.count,
		                  &number, err);
	return write_id('S', number, st, id);
}

enum status
vidimus_consent_withdraw(struct vidimus_catalogue *catalogue, const char *consent,
                         const struct vidimus_field *fields, size_t count, struct error *err)
{
	struct resolved resolved;
	struct words words;
	enum status st = resolve(catalogue->inner->ledger, text_of(consent), "S", &resolved, err);

	if (st == STATUS_OK)
		st = take_words(fields, count, &words, err);
	return st == STATUS_OK ? consent_withdraw(catalogue->inner, &resolved.uuid, words.words,
	                                          words.count, err)
	                       : st;
}

static enum status
check_gate(struct ledger *ledger, const struct subject *subject, enum gate_use use, json_t **out,
           struct error *err)
{
	SCOPED_JSON json_t *blocks = json_array();
	enum status st = blocks ? gate_check(ledger, subject, 1, use, instant_now(), blocks, err)
	                        : fail_memory(err);

	if (st == STATUS_OK)
		*out = json_incref(blocks);
	return st;
}

enum status
vidimus_gate(struct vidimus_catalogue *catalogue, const char *id, const char *use, json_t **out,
             struct error *err)
{
	struct ledger *ledger = catalogue->inner->ledger;
	struct resolved resolved;
	struct subject subject;
	enum gate_use asked;
	enum status st = resolve(ledger, text_of(id), "EVDR", &resolved, err);

	if (st == STATUS_OK && !gate_use_read(text_of(use), &asked))
		st = fail(err, STATUS_INVALID, "there is no use '%.32s'", use);
	if (st == STATUS_OK && !resolved_subject(&resolved, &subject))
		st = fail(err, STATUS_FAULT, "%s has no chain", id);
	if (st == STATUS_OK)
		st = database_begin_read(catalogue->inner->database, err);
	if (st != STATUS_OK)
		return st;
	st = check_gate(ledger, &subject, asked, out, err);
	database_rollback(catalogue->inner->database);
	return st;
}

enum status
vidimus_hold_add(struct vidimus_catalogue *catalogue, const struct vidimus_field *fields,
                 size_t count, char id[VIDIMUS_ID_SIZE], struct error *err)
{
	struct words words;
	int64_t number = 0;
	enum status st = take_words(fields, count, &words, err);

	if (st == STATUS_OK)
		st = hold_add(catalogue->inner, words.words, words.count, &number, err);
	return write_id('H', number, st, id);
}

enum status
vidimus_hold_edit(struct vidimus_catalogue *catalogue, const char *hold,
                  const struct vidimus_field *fields, size_t count, char id[VIDIMUS_ID_SIZE],
                  struct error *err)
{
	struct resolved resolved;
	struct words words;
	int64_t number = 0;
	enum status st = resolve(catalogue->inner->ledger, text_of(hold), "H", &resolved, err);

	if (st == STATUS_OK)
		st = take_words(fields, count, &words, err);
	if (st == STATUS_OK)
		st = hold_edit(catalogue->inner, &resolved.uuid, words.words, words.count, &number,
		               err);
	return write_id('H', number, st, id);
}

enum status
vidimus_hold_lift(struct vidimus_catalogue *catalogue, const char *hold,
                  const struct vidimus_field *fields, size_t count, struct error *err)
{
	struct resolved resolved;
	struct words words;
	enum status st = resolve(catalogue->inner->ledger, text_of(hold), "H", &resolved, err);

	if (st == STATUS_OK)
		st = take_words(fields, count, &words, err);
	return st == STATUS_OK ? hold_lift(catalogue->inner, &resolved.uuid, words.words,
	                                   words.count, err)
	                       : st;
}

enum status
vidimus_restrict(struct vidimus_catalogue *catalogue, const struct vidimus_field *fields,
                 size_t count, struct error *err)
{
	struct words words;
	enum status st = take_words(fields, count, &words, err);

	return st == STATUS_OK
	               ? restriction_place(catalogue->inner, words.words, words.count, err)
	               : st;
}

enum status
vidimus_restriction_lift(struct vidimus_catalogue *catalogue, const struct vidimus_field *fields,
                         size_t count, int64_t *lifted, struct error *err)
{
	struct words words;
	enum status st = take_words(fields, count, &words, err);

	return st == STATUS_OK ? restriction_lift(catalogue->inner, words.words, words.count,
	                                          lifted, err)
	                       : st;
}

/* The items of ids and ranges, each once. */
struct item_list {
	struct uuid *uuids;
	size_t       count;
};

static enum status
add_item(void *context, const struct resolved *resolved, struct error *err)
{
	struct item_list *list = context;

	for (size_t i = 0; i < list->count; i++) {
		if (memcmp(list->uuids[i].bytes, resolved->uuid.bytes, sizeof resolved->uuid.bytes) == 0)
			return STATUS_OK;
	}
	if (list->count == TRANSFER_ITEMS_MAX)
		return fail(err, STATUS_LIMIT, "more than %d items in one transfer", TRANSFER_ITEMS_MAX);
	list->uuids[list->count++] = resolved->uuid;
	return STATUS_OK;
}

enum status
vidimus_transfer(struct vidimus_catalogue *catalogue, const char *const *items,
                 size_t item_count, const struct vidimus_field *fields, size_t count,
                 char id[VIDIMUS_ID_SIZE], size_t *made, struct error *err)
{
	SCOPED_FREE struct uuid *uuids = calloc(TRANSFER_ITEMS_MAX, sizeof *uuids);
	struct item_list list = { uuids, 0 };
	const struct resolved_output to = { add_item, &list };
	struct words words;
	int64_t first = 0;
	enum status st = uuids ? take_words(fields, count, &words, err) : fail_memory(err);

	for (size_t i = 0; st == STATUS_OK && i < item_count; i++)
		st = resolve_each(catalogue->inner->ledger, text_of(items[i]), "E", &to, err);
	if (st == STATUS_OK)
		st = transfer_make(catalogue->inner, uuids, list.count, words.words, words.count,
		                   &first, err);
	if (st == STATUS_OK)
		*made = list.count;
	return write_id('T', first, st, id);
}
