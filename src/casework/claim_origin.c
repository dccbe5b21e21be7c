/* SPDX-License-Identifier: Apache-2.0 */
/* claim_origin.c - sources named by people, none of which may lead back. */
#include "casework/claim_origin.h"

#include "casework/claim_source.h"
#include "casework/resolve.h"
#include "casework/vocabulary.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

#define SOURCES_MAX 1000

struct gathering {
	struct catalogue          *catalogue;
	const struct claim_origin *origin;
	json_t                    *claims, *reports; /* owned lists */
};

/* Does the source lead back to the claim, or to the report that asserts it? */
static enum status
leads_back(struct gathering *gathering, char kind, struct text source, bool *out,
           struct error *err)
{
	const struct claim_origin *origin = gathering->origin;
	struct ledger *ledger = gathering->catalogue->ledger;
	struct text claim = text_of(origin->claim), report = text_of(origin->report);
	enum status st = STATUS_OK;

	*out = false;
	if (claim.p != NULL)
		st = kind == 'A' ? claim_rests_on(ledger, source, claim, out, err)
		                 : report_uses_claim(ledger, claim, source, out, err);
	if (st == STATUS_OK && !*out && report.p != NULL)
		st = kind == 'A' ? claim_rests_on_report(ledger, source, report, out, err)
		                 : report_rests_on(ledger, source, report, out, err);
	return st;
}

static enum status
check_circle(struct gathering *gathering, const struct resolved *source, const char *uuid,
             struct error *err)
{
	char id[SHORT_ID_SIZE];
	bool circle = false;
	enum status st = leads_back(gathering, source->kind, text_of(uuid), &circle, err);

	if (st != STATUS_OK || !circle)
		return st;
	short_id_write(id, (struct short_id){ source->kind, source->number });
	return fail(err, STATUS_INVALID,
	            "%s rests on this claim itself, or on the report that asserts it: it cannot be its source",
	            id);
}

static enum status
gather(void *context, const struct resolved *source, struct error *err)
{
	struct gathering *gathering = context;
	json_t *list = source->kind == 'A' ? gathering->claims : gathering->reports;
	char uuid[UUID_TEXT_SIZE];
	enum status st;

	uuid_write(uuid, &source->uuid);
	if (json_array_size(list) >= SOURCES_MAX)
		return fail(err, STATUS_LIMIT, "a claim rests on at most %d sources", SOURCES_MAX);
	st = check_circle(gathering, source, uuid, err);
	if (st != STATUS_OK)
		return st;
	return json_array_append_new(list, source->kind == 'A' ? json_string(uuid)
	                                                       : json_sprintf("report/%s", uuid)) == 0
	               ? STATUS_OK
	               : fail_memory(err);
}

static enum status
gather_words(struct gathering *gathering, const char *words, struct error *err)
{
	struct resolved_output to = { gather, gathering };
	struct text rest = text_of(words);
	enum status st = STATUS_OK;

	while (st == STATUS_OK && rest.p != NULL) {
		struct text word = text_trim(text_cut(&rest, ','));

		if (word.n > 0)
			st = resolve_each(gathering->catalogue->ledger, word, "AR", &to, err);
	}
	return st;
}

static enum status
check_independence(const struct gathering *gathering, const char *independence, struct error *err)
{
	bool rests = json_array_size(gathering->claims) + json_array_size(gathering->reports) > 0;

	if (independence == NULL || strcmp(independence, "derived") == 0)
		return STATUS_OK;
	if (rests)
		return fail(err, STATUS_INVALID,
		            "what is derived from something is derived: its independence is not %.40s",
		            independence);
	if (gathering->origin->repeats && strcmp(independence, "independent") == 0)
		return fail(err, STATUS_INVALID, "what repeats another claim is no source of its own");
	return STATUS_OK;
}

static enum status
set_list(json_t *values, const char *member, json_t *list, struct error *err)
{
	return json_object_set(values, member,
	                       json_array_size(list) > 0 ? list : json_null()) == 0
	               ? STATUS_OK
	               : fail_memory(err);
}

enum status
claim_origin_set(struct catalogue *catalogue, const struct claim_origin *origin,
                 const struct field_words *words, size_t count, json_t *values,
                 struct error *err)
{
	SCOPED_JSON json_t *claims = json_array(), *reports = json_array();
	struct gathering gathering = { catalogue, origin, claims, reports };
	const char *independence = field_text(words, count, "independence");
	enum status st = claims && reports ? STATUS_OK : fail_memory(err);

	if (independence != NULL && *independence == '\0')
		independence = NULL;
	if (st == STATUS_OK && independence != NULL)
		st = vocabulary_check(catalogue->database, "independence", text_of(independence), err);
	if (st == STATUS_OK)
		st = gather_words(&gathering, field_text(words, count, "derived_from"), err);
	if (st == STATUS_OK)
		st = check_independence(&gathering, independence, err);
	if (st == STATUS_OK)
		st = set_list(values, "derived_from", claims, err);
	if (st == STATUS_OK)
		st = set_list(values, "derived_from_reports", reports, err);
	if (independence == NULL && json_array_size(claims) + json_array_size(reports) > 0)
		independence = "derived";
	if (st == STATUS_OK && json_object_set_new(values, "independence",
	                                           independence ? json_string(independence)
	                                                        : json_null()) != 0)
		st = fail_memory(err);
	return st;
}
