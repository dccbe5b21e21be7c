/* SPDX-License-Identifier: Apache-2.0 */
/* destruction.c - destructions through the public library. */
#include "api/api_internal.h"

#include "casework/destruction.h"
#include "casework/view_consent.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <vidimus/destruction.h>

static enum status
plan_only(struct ledger *ledger, const struct destruction_words *words, json_t **plan,
          struct error *err)
{
	SCOPED_JSON json_t *made = NULL;
	enum status st = database_begin_read(ledger_database(ledger), err);

	if (st != STATUS_OK)
		return st;
	st = destruction_plan(ledger, words, instant_now(), &made, err);
	database_rollback(ledger_database(ledger));
	if (st == STATUS_OK && json_object_set_new(made, "request", json_null()) != 0)
		st = fail_memory(err);
	if (st == STATUS_OK)
		*plan = json_incref(made);
	return st;
}

enum status
vidimus_destroy_request(struct vidimus_catalogue *catalogue,
                        const struct vidimus_destruction *destruction, json_t **plan,
                        struct error *err)
{
	const struct destruction_words words = {
		.targets = destruction->targets,
		.count = destruction->count,
		.reason = destruction->reason,
		.basis = destruction->basis,
		.protected_because = destruction->protected_because,
		.keep_hash = destruction->keep_hash,
		.everywhere = destruction->everywhere,
	};

	return destruction->dry_run ? plan_only(catalogue->inner->ledger, &words, plan, err)
	                            : destruction_request(catalogue->inner, &words, plan, err);
}

enum status
vidimus_destroy_approve(struct vidimus_catalogue *catalogue, const char *request, uint64_t *left,
                        struct error *err)
{
	struct uuid uuid;
	enum status st = destruction_resolve(catalogue->inner->ledger, text_of(request), &uuid, err);

	return st == STATUS_OK ? destruction_approve(catalogue->inner, &uuid, left, err) : st;
}

enum status
vidimus_destroy_refuse(struct vidimus_catalogue *catalogue, const char *request,
                       const char *because, struct error *err)
{
	struct uuid uuid;
	enum status st = destruction_resolve(catalogue->inner->ledger, text_of(request), &uuid, err);

	return st == STATUS_OK ? destruction_refuse(catalogue->inner, &uuid, because, err) : st;
}

enum status
vidimus_destroy_list(struct vidimus_catalogue *catalogue, const struct vidimus_output *to,
                     struct error *err)
{
	struct view_output inner = { .emit = to->emit, .context = to->context };

	return destruction_list_all(catalogue->inner->ledger, &inner, err);
}

enum status
vidimus_destroy_show(struct vidimus_catalogue *catalogue, const char *request, json_t **out,
                     struct error *err)
{
	struct uuid uuid;
	enum status st = destruction_resolve(catalogue->inner->ledger, text_of(request), &uuid, err);

	return st == STATUS_OK ? destruction_show(catalogue->inner->ledger, &uuid, out, err) : st;
}
