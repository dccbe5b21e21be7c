/* SPDX-License-Identifier: Apache-2.0 */
/* withholding.c - decisions over what leaves, through the public library. */
#include "api/api_internal.h"

#include "bundle/later.h"
#include "casework/short_id.h"
#include "casework/withholding.h"

#include "base/scoped.h"

#include <vidimus/withholding.h>

enum status
vidimus_withhold(struct vidimus_catalogue *catalogue, const struct vidimus_withholding *words,
                 json_t **out, struct error *err)
{
	const struct withholding_words inner = {
		.record = words->record,
		.member = words->member,
		.code = words->code,
		.policies = words->policies,
		.because = words->because,
		.protected_because = words->protected_because,
	};

	return withholding_decide(catalogue->inner, &inner, out, err);
}

enum status
vidimus_withheld(struct vidimus_catalogue *catalogue, const struct vidimus_output *to,
                 struct error *err)
{
	struct view_output inner = { .emit = to->emit, .context = to->context };

	return withholding_list(catalogue->inner->ledger, &inner, err);
}

enum status
vidimus_disclose_later(struct vidimus_catalogue *catalogue, const struct vidimus_later *words,
                       json_t **out, struct error *err)
{
	const struct later_words inner = {
		.bundle = words->bundle,
		.event = words->event,
		.member = words->member,
		.out = words->out,
		.because = words->because,
		.protected_because = words->protected_because,
	};

	return later_disclose(catalogue->inner, &inner, out, err);
}

enum status
vidimus_bundle_approve(struct vidimus_catalogue *catalogue, const char *request, const char *note,
                       json_t **out, struct error *err)
{
	char bundle[SHORT_ID_SIZE], uuid[UUID_TEXT_SIZE];
	struct bundle_request approved;
	enum status st = bundle_request_approve(catalogue->inner, request, note, &approved, err);

	if (st != STATUS_OK)
		return st;
	short_id_write(bundle, (struct short_id){ 'B', approved.number });
	uuid_write(uuid, &approved.request);
	*out = json_pack("{s:s,s:s}", "bundle", bundle, "request", uuid);
	return *out ? STATUS_OK : fail_memory(err);
}

enum status
vidimus_bundle_requests(struct vidimus_catalogue *catalogue, const struct vidimus_output *to,
                        struct error *err)
{
	struct view_output inner = { .emit = to->emit, .context = to->context };

	return bundle_request_list(catalogue->inner->ledger, &inner, err);
}
