/* SPDX-License-Identifier: Apache-2.0 */
/* claim.c - claims through the public library. */
#include "api/api_internal.h"

#include "casework/claim.h"
#include "casework/record_filter.h"
#include "casework/resolve.h"
#include "casework/view_claim.h"
#include "casework/view_party.h"
#include "casework/view_received.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <vidimus/claim.h>

#include <stdlib.h>

/* More fields than a claim has. */
#define CLAIM_FIELDS_MAX 64

/* Records that are asked about: with a history of their own, or in another's. */
#define ASKED "EVICRWDPQNLFX"

struct telling {
	enum status (*made)(void *context, const char *id, struct error *err);
	void *context;
};

static enum status
tell(void *context, int64_t number, struct error *err)
{
	struct telling *telling = context;
	char id[VIDIMUS_ID_SIZE];

	short_id_write(id, (struct short_id){ 'A', number });
	return telling->made(telling->context, id, err);
}

/* Every claim's fields, one after the other; freed by the caller. */
static enum status
copy_words(const struct vidimus_new_claim *claims, size_t count, struct field_words **words,
           struct new_claim **out, struct error *err)
{
	size_t all = 0, at = 0;

	for (size_t i = 0; i < count; i++) {
		if (claims[i].count > CLAIM_FIELDS_MAX)
			return fail(err, STATUS_LIMIT, "more fields than a claim has");
		all += claims[i].count;
	}
	*words = calloc(all + 1, sizeof **words);
	*out = calloc(count + 1, sizeof **out);
	if (*words == NULL || *out == NULL)
		return fail_memory(err);
	for (size_t i = 0; i < count; i++) {
		(*out)[i] = (struct new_claim){ claims[i].of, *words + at, claims[i].count };
		for (size_t k = 0; k < claims[i].count; k++)
			(*words)[at++] = (struct field_words){ claims[i].fields[k].name,
				                               claims[i].fields[k].text };
	}
	return STATUS_OK;
}

enum status
vidimus_claims_make(struct vidimus_catalogue *catalogue, const struct vidimus_new_claim *claims,
                    size_t count,
                    enum status (*made)(void *context, const char *id, struct error *err),
                    void *context, struct error *err)
{
	struct telling telling = { made, context };
	SCOPED_FREE struct field_words *words = NULL;
	SCOPED_FREE struct new_claim *copies = NULL;
	enum status st = copy_words(claims, count, &words, &copies, err);

	return st == STATUS_OK ? claims_make(catalogue->inner, copies, count, tell, &telling, err) : st;
}

static enum status
keep_id(void *context, const char *id, struct error *err)
{
	(void)err;
	text_escape_into(context, VIDIMUS_ID_SIZE, id, text_of(id).n);
	return STATUS_OK;
}

enum status
vidimus_claim_make(struct vidimus_catalogue *catalogue, const char *of,
                   const struct vidimus_field *fields, size_t count, char id[VIDIMUS_ID_SIZE],
                   struct error *err)
{
	struct vidimus_new_claim claim = { of, fields, count };

	return vidimus_claims_make(catalogue, &claim, 1, keep_id, id, err);
}

enum status
vidimus_claim_trace(struct vidimus_catalogue *catalogue, const char *claim,
                    const struct vidimus_field *fields, size_t count, int64_t based_on,
                    int64_t *version, struct error *err)
{
	struct field_words words[CLAIM_FIELDS_MAX];
	struct resolved resolved;
	enum status st = resolve(catalogue->inner->ledger, text_of(claim), "A", &resolved, err);

	if (st == STATUS_OK && count > CLAIM_FIELDS_MAX)
		st = fail(err, STATUS_LIMIT, "more fields than a claim has");
	if (st != STATUS_OK)
		return st;
	for (size_t i = 0; i < count; i++)
		words[i] = (struct field_words){ fields[i].name, fields[i].text };
	return claim_trace(catalogue->inner, &resolved.uuid, words, count, based_on, version, err);
}

/* A report, person or channel, the latter two by code as well. */
static enum status
resolve_asserter(struct ledger *ledger, const char *of, struct resolved *out, struct error *err)
{
	struct short_id id;
	struct error none;

	if (short_id_read(text_of(of), &id))
		return resolve(ledger, text_of(of), "RWC", out, err);
	if (resolve_person(ledger, text_of(of), out, &none) == STATUS_OK)
		return STATUS_OK;
	return resolve_channel(ledger, text_of(of), out, err);
}

enum status
vidimus_claim_list(struct vidimus_catalogue *catalogue, const struct vidimus_asked *asked,
                   const struct vidimus_output *to, struct error *err)
{
	struct view_output inner = { .emit = to->emit, .context = to->context }, filtered;
	struct ledger *ledger = catalogue->inner->ledger;
	const char *of = asked->by ? asked->by : asked->of;
	SCOPED(record_filters) filters = { 0 };
	struct resolved resolved;
	enum status st = api_filtered(&filters, asked, &inner, &filtered, err);

	if (st == STATUS_OK && of != NULL)
		st = asked->by ? resolve_asserter(ledger, of, &resolved, err)
		               : resolve(ledger, text_of(of), "EVICRWD", &resolved, err);
	return st == STATUS_OK ? claim_list(ledger, of ? &resolved : NULL, asked->by != NULL,
	                                    &filtered, err)
	                       : st;
}

enum status
vidimus_claims(struct vidimus_catalogue *catalogue, const char *of, const char *property,
               const struct vidimus_output *to, struct error *err)
{
	struct view_output inner = { .emit = to->emit, .context = to->context };
	struct ledger *ledger = catalogue->inner->ledger;
	struct resolved resolved;
	struct subject subject;
	enum status st = resolve(ledger, text_of(of), ASKED, &resolved, err);

	if (st == STATUS_OK)
		st = claims_beside(ledger, &resolved, property, &inner, err);
	return st == STATUS_OK && resolved_subject(&resolved, &subject)
	               ? received_claims(ledger, &subject, property, &inner, err)
	               : st;
}

enum status
vidimus_party_counts(struct vidimus_catalogue *catalogue, const char *of,
                     const struct vidimus_output *to, struct error *err)
{
	struct view_output inner = { .emit = to->emit, .context = to->context };
	struct ledger *ledger = catalogue->inner->ledger;
	struct resolved resolved;
	enum status st = of ? resolve(ledger, text_of(of), "EVICRWD", &resolved, err) : STATUS_OK;

	return st == STATUS_OK ? party_counts(ledger, of ? &resolved : NULL, &inner, err) : st;
}
