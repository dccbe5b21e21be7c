/* SPDX-License-Identifier: Apache-2.0 */
/* claim.c - claims as events, all of a list or none. */
#include "casework/claim_internal.h"

#include "casework/claim_support.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"

#include <string.h>

/* "1" says: confirmed by others that do not depend on it. */
static enum status
check_grade(struct making *making, const struct uuid *claim, struct error *err)
{
	const char *credibility = json_string_value(json_object_get(making->values, "credibility"));
	char uuid[UUID_TEXT_SIZE];
	int64_t sources = 0;
	enum status st;

	if (credibility == NULL || strcmp(credibility, "1") != 0)
		return STATUS_OK;
	uuid_write(uuid, claim);
	st = claim_independent_sources(making->catalogue->ledger, uuid, &sources, err);
	if (st == STATUS_OK && sources < 2)
		return fail(err, STATUS_REFUSED,
		            "the grade 1 says confirmed: that needs two sources that are known to be independent, and there is %lld; say of a claim that it is independent by --independence, or by claim trace",
		            (long long)sources);
	return st;
}

static enum status
add_event(struct making *making, int64_t *number, struct error *err)
{
	SCOPED_JSON json_t *open = NULL;
	struct change_receipt receipt;
	enum status st = catalogue_next_id(making->catalogue, 'A', &open, number, err);

	if (st == STATUS_OK)
		st = change_add(making->change, "claim.made", &making->subject, open, making->values,
		                &receipt, err);
	return st == STATUS_OK ? check_grade(making, &receipt.id, err) : st;
}

static enum status
make(struct making *making, int64_t *number, struct error *err)
{
	enum status st = making_read(making, err);

	if (st == STATUS_OK)
		st = making_set_members(making, err);
	return st == STATUS_OK ? add_event(making, number, err) : st;
}

static enum status
make_one(struct catalogue *catalogue, struct change *change, const struct new_claim *claim,
         int64_t *number, struct error *err)
{
	struct making making = { .catalogue = catalogue, .change = change, .claim = claim };
	enum status st = make(&making, number, err);

	json_decref(making.said);
	json_decref(making.values);
	return st;
}

enum status
claims_make(struct catalogue *catalogue, const struct new_claim *claims, size_t count,
            enum status (*made)(void *context, int64_t number, struct error *err), void *context,
            struct error *err)
{
	struct change *change = NULL;
	int64_t number = 0;
	enum status st = catalogue_begin(catalogue, "claim", &change, err);

	if (st != STATUS_OK)
		return st;
	for (size_t i = 0; st == STATUS_OK && i < count; i++) {
		st = make_one(catalogue, change, &claims[i], &number, err);
		if (st != STATUS_OK && count > 1)
			st = while_doing(err, st, "making claim %zu of %zu; none was made", i + 1,
			                 count);
	}
	st = catalogue_finish(catalogue, change, st, err);
	for (size_t i = 0; st == STATUS_OK && i < count; i++)
		st = made(context, number - (int64_t)(count - 1 - i), err);
	return st;
}
