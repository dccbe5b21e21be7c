/* SPDX-License-Identifier: Apache-2.0 */
/* link_text.c - notes of exhibits that are not held. */
#include "cli/link_text.h"

#include "base/error.h"
#include "cli/shown.h"

enum status
noted_print(struct command *command, const json_t *item, struct error *err)
{
	static const struct shown_member members[] = {
		{ .label = "Described as", .name = "described_as", .form = SHOWN_PROSE },
		{ .label = "Said to be", .name = "kind" },
		{ .label = "Availability", .name = "availability" },
		{ .label = "SHA-256 as told", .name = "told_sha256" },
		{ .label = "Wanted", .name = "wanted" },
		{ .label = "Because", .name = "because", .form = SHOWN_PROSE },
		{ .label = "File taken in", .name = "filled", .form = SHOWN_TIME },
		{ .label = "By", .name = "filled_by", .form = SHOWN_REFERENCE },
		{ .label = "Grounds", .name = "grounds", .form = SHOWN_PROSE },
		{ .label = "Protected grounds", .name = "protected_grounds", .form = SHOWN_PROSE },
		{ 0 },
	};
	const json_t *noted = json_object_get(item, "noted");

	if (!json_is_object(noted))
		return STATUS_OK;
	shown_heading(command, json_is_true(json_object_get(item, "held")) ? "Recorded before it was held"
	                                                                    : "Not held");
	return shown_block(command, noted, members, err);
}
