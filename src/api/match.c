/* SPDX-License-Identifier: Apache-2.0 */
/* match.c - matches and footage through the public library. */
#include "api/api_internal.h"

#include "casework/footage.h"
#include "casework/match_record.h"
#include "casework/record_filter.h"
#include "casework/resolve.h"
#include "casework/view_match.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <vidimus/match.h>

enum status
vidimus_match_list(struct vidimus_catalogue *catalogue, const struct vidimus_asked *asked,
                   const struct vidimus_output *to, struct error *err)
{
	struct view_output inner = { .emit = to->emit, .context = to->context }, filtered;
	SCOPED(record_filters) filters = { 0 };
	enum status st = api_filtered(&filters, asked, &inner, &filtered, err);

	if (st != STATUS_OK)
		return st;
	return match_list(catalogue->inner->ledger,
	                  asked->state ? text_of(asked->state) : (struct text){ NULL, 0 }, &filtered, err);
}

enum status
vidimus_match_decide(struct vidimus_catalogue *catalogue,
                     const struct vidimus_match_decision *decision,
                     char footage[VIDIMUS_ID_SIZE], bool *made, struct error *err)
{
	struct match_outcome outcome = { 0 };
	struct match_decision inner = {
		.confirmed = decision->confirmed,
		.relation = decision->relation,
		.because = decision->because,
		.based_on = decision->based_on,
	};
	struct resolved match;
	enum status st = resolve(catalogue->inner->ledger, text_of(decision->match), "M", &match,
	                         err);

	inner.link = &match.uuid;
	if (st == STATUS_OK)
		st = match_decide(catalogue->inner, &inner, &outcome, err);
	if (st != STATUS_OK)
		return st;
	footage[0] = '\0';
	if (outcome.footage > 0)
		short_id_write(footage, (struct short_id){ 'V', outcome.footage });
	*made = outcome.made;
	return STATUS_OK;
}

/* The record that an id names, or NULL where nothing was said. */
static enum status
resolve_or_null(struct ledger *ledger, const char *id, const char *kinds, struct resolved *room,
                const struct uuid **out, struct error *err)
{
	enum status st;

	*out = NULL;
	if (id == NULL)
		return STATUS_OK;
	st = resolve(ledger, text_of(id), kinds, room, err);
	if (st == STATUS_OK)
		*out = &room->uuid;
	return st;
}

enum status
vidimus_footage_edit(struct vidimus_catalogue *catalogue, const char *footage,
                     const struct vidimus_footage_words *words, int64_t *version,
                     struct error *err)
{
	struct ledger *ledger = catalogue->inner->ledger;
	struct resolved edited, reference, into, leaving;
	struct footage_words inner = {
		.title = words->title,
		.summary = words->summary,
		.because = words->because,
		.based_on = words->based_on,
	};
	enum status st = resolve(ledger, text_of(footage), "V", &edited, err);

	if (st == STATUS_OK)
		st = resolve_or_null(ledger, words->reference, "E", &reference, &inner.reference,
		                     err);
	if (st == STATUS_OK)
		st = resolve_or_null(ledger, words->into, "V", &into, &inner.into, err);
	if (st == STATUS_OK)
		st = resolve_or_null(ledger, words->leaving, "E", &leaving, &inner.leaving, err);
	return st == STATUS_OK
	               ? footage_edit(catalogue->inner, &edited.uuid, &inner, version, err)
	               : st;
}
