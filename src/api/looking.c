/* SPDX-License-Identifier: Apache-2.0 */
/* looking.c - opening an item to look at it, through the public library. */
#include "api/api_internal.h"

#include "casework/item_object.h"
#include "casework/journal.h"
#include "casework/resolve.h"

#include "base/error.h"
#include "base/text.h"

#include <vidimus/looking.h>

#include <stdio.h>

enum status
vidimus_actor_code(struct vidimus_catalogue *catalogue, struct text public_key,
                   char out[VIDIMUS_ACTOR_CODE_SIZE], struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	struct text code;
	enum status st = database_statement(catalogue->inner->database,
	                                    "SELECT code FROM p_actors WHERE public_key = $1", &row,
	                                    err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, public_key);
	st = statement_step(row, err);
	code = st == STATUS_OK ? statement_text(row, 0) : (struct text){ NULL, 0 };
	if (st == STATUS_DONE || (st == STATUS_OK && code.p == NULL))
		return fail(err, STATUS_NOT_FOUND, "no actor with a code has that key");
	if (st == STATUS_OK)
		snprintf(out, VIDIMUS_ACTOR_CODE_SIZE, "%.*s", (int)code.n, code.p);
	return st;
}

enum status
vidimus_item_open(struct vidimus_catalogue *catalogue, const char *item, const char *person,
                  int *fd, struct error *err)
{
	struct catalogue *inner = catalogue->inner;
	struct vault_finding finding;
	struct item_object source;
	struct resolved resolved;
	SCOPED_FD object = -1;
	enum status st = resolve(inner->ledger, text_of(item), "E", &resolved, err);

	if (st == STATUS_OK)
		st = item_object_open(inner, &resolved.uuid, &source, &object, err);
	/* nobody shall take what was altered for what was received */
	if (st == STATUS_OK)
		st = vault_check(inner->vault, &source.object, NULL, &finding, err);
	if (st == STATUS_OK)
		st = journal_write(inner, person, &source.object, instant_now(), err);
	if (st != STATUS_OK)
		return while_doing(err, st, "opening %s", item);
	*fd = object;
	object = -1;
	return STATUS_OK;
}

enum status
vidimus_journal_status(struct vidimus_catalogue *catalogue, json_t **out, struct error *err)
{
	return journal_status(catalogue->inner, instant_now(), out, err);
}

enum status
vidimus_journal_keep(struct vidimus_catalogue *catalogue, int64_t days, struct error *err)
{
	_Static_assert(VIDIMUS_JOURNAL_DAYS_LIMIT == JOURNAL_DAYS_LIMIT, "one limit");
	if (days < 0 || days > JOURNAL_DAYS_LIMIT)
		return fail(err, STATUS_INVALID, "a journal is kept for 0 to %d days",
		            JOURNAL_DAYS_LIMIT);
	return journal_keep(catalogue->inner, days, err);
}

enum status
vidimus_journal_disclose(struct vidimus_catalogue *catalogue, struct text order,
                         const struct vidimus_output *to, struct error *err)
{
	struct view_output inner = { .emit = to->emit, .context = to->context };

	return journal_disclose(catalogue->inner, order, instant_now(), &inner, err);
}
