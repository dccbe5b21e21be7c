/* SPDX-License-Identifier: Apache-2.0 */
/* custody_report.c - casework's view of a chain, completed and cut to whom it is for. */
#include "custody/custody_report.h"

#include "custody/custody_internal.h"

#include "casework/view_custody.h"

#include "base/error.h"
#include "base/text.h"

static json_t *
string_or_null(const char *string)
{
	return string ? json_string(string) : json_null();
}

static enum status
complete_actions(json_t *report, struct error *err)
{
	json_t *action;
	size_t i;

	json_array_foreach(json_object_get(report, "actions"), i, action) {
		if (json_object_set_new(action, "premis",
		                        string_or_null(premis_code(told_text(action, "type")))) != 0)
			return fail_memory(err);
	}
	return STATUS_OK;
}

static enum status
add_settings(json_t *report, const struct custody_settings *settings, struct error *err)
{
	json_t *tool = json_pack("{ss so}", "version", VIDIMUS_VERSION, "build",
	                         string_or_null(settings->build));

	if (json_object_set_new(report, "audience", string_or_null(settings->audience)) != 0 ||
	    json_object_set_new(report, "case", string_or_null(settings->case_number)) != 0 ||
	    json_object_set_new(report, "prepared_by", string_or_null(settings->prepared_by)) != 0 ||
	    json_object_set_new(report, "tool", tool) != 0)
		return fail_memory(err);
	return STATUS_OK;
}

enum status
custody_report(struct ledger *ledger, const struct uuid *item, const struct custody_settings *settings,
               json_t **out, struct error *err)
{
	SCOPED_JSON json_t *report = NULL;
	enum status status = custody_view(ledger, item, settings->now, &report, err);

	if (status == STATUS_OK)
		status = complete_actions(report, err);
	if (status == STATUS_OK)
		status = add_settings(report, settings, err);
	if (status == STATUS_OK)
		status = custody_add_field_gaps(report, err);
	if (status == STATUS_OK && settings->audience != NULL)
		status = custody_redact(ledger, settings->audience, report, err);
	if (status == STATUS_OK && settings->questions)
		status = custody_ask(report, err);
	if (status == STATUS_OK)
		*out = json_incref(report);
	return status;
}
