/* SPDX-License-Identifier: Apache-2.0 */
/* taking_back.c - reasons asked for, records taken back one after the other. */
#include "cli/taking_back.h"

#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "cli/ids.h"
#include "cli/prose.h"
#include "cli/records.h"
#include "cli/session.h"

const struct verb_option taking_back_options[] = {
	{ .name = "because", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .limit = 16382, .about = "Why, for colleagues; without it the editor opens" },
	{ 0 },
};

static enum status
take_one(struct command *command, const char *id, struct error *err)
{
	const struct taking_back *taking = command->own;
	int64_t version = 0;
	enum status status = taking->take(command->session->catalogue, id, &taking->words, &version,
	                                  err);

	if (status != STATUS_OK)
		return status;
	if (command->settings.json)
		output_json(command->output, json_pack("{s:s,s:s,s:I}", "id", id, "how",
		                                       taking->done, "version",
		                                       (json_int_t)version));
	else
		output_format(command->output, "%s is %s; it stays readable, struck out.\n", id,
		              taking->done);
	return STATUS_OK;
}

enum status
taking_back_run(struct command *command, struct taking_back *taking, struct error *err)
{
	SCOPED(buffer) because = { 0 };
	SCOPED(buffer) grounds = { 0 };
	SCOPED(buffer) protected_grounds = { 0 };
	enum status status = prose_demand(&because, command, "because", "Why is it taken back?", err);

	if (status == STATUS_OK)
		status = prose_or_null(command, "grounds", &grounds, &taking->words.grounds, err);
	if (status == STATUS_OK)
		status = prose_or_null(command, "protected-grounds", &protected_grounds,
		                       &taking->words.protected_grounds, err);
	if (status != STATUS_OK)
		return status;
	taking->words.because = buffer_string(&because);
	taking->words.based_on = (int64_t)command_number(command, "based-on", 0);
	command->own = taking;
	status = ids_each(command, take_one, err);
	command->own = NULL;
	return status;
}
