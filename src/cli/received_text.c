/* SPDX-License-Identifier: Apache-2.0 */
/* received_text.c - tables of what came from other logs. */
#include "cli/received_text.h"

#include "base/text.h"
#include "cli/shown.h"

enum status
theirs_print(struct command *command, const json_t *record, struct error *err)
{
	static const struct shown_column contradictions[] = {
		{ .title = "FROM", .name = "origin", .shrinks = true },
		{ .title = "RECORD", .name = "subject", .shrinks = true },
		{ .title = "EVENT", .name = "n", .right = true },
		{ .title = "WE HOLD", .name = "held", .shrinks = true },
		{ .title = "REFUSED", .name = "leaf", .shrinks = true },
		{ 0 },
	};
	static const struct shown_column aliases[] = {
		{ .title = "NAME", .name = "alias" },
		{ .title = "FROM", .name = "origin", .shrinks = true },
		{ 0 },
	};
	static const struct shown_column events[] = {
		{ .title = "BUNDLE", .name = "bundle" },
		{ .title = "TIME", .name = "time", .form = SHOWN_TIME },
		{ .title = "BY", .name = "actor", .shrinks = true },
		{ .title = "WHAT (THEIRS)", .name = "summary" },
		{ 0 },
	};
	const json_t *theirs = json_object_get(record, "theirs");
	enum status status = shown_table(command, "Another log contradicts itself", theirs,
	                                 "contradictions", contradictions, err);

	if (status == STATUS_OK)
		status = shown_table(command, "What others call it", theirs, "aliases", aliases, err);
	return status == STATUS_OK ? shown_table(command, "What others say of it", theirs, "events",
	                                         events, err)
	                           : status;
}

void
theirs_claim_print(struct command *command, const json_t *claim)
{
	static const char *const members[] = { "property", "value", "stance" };
	const char *bundle = shown_string(claim, "bundle");

	output_format(command->output, "Theirs, by %s:", bundle ? bundle : "a bundle");
	for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
		const char *value = shown_string(claim, members[i]);

		output_string(command->output, i == 0 ? " " : ", ");
		output_escaped(command->output, text_of(value ? value : "not told"));
	}
	output_string(command->output, "\n");
}
