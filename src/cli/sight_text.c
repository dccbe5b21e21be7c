/* SPDX-License-Identifier: Apache-2.0 */
/* sight_text.c - prints who outside saw the log last. */
#include "cli/sight_text.h"

#include "base/text.h"
#include "cli/shown.h"

#include <string.h>

void
print_sight(struct command *command, const json_t *sight)
{
	const char *how = shown_string(sight, "how"), *by = shown_string(sight, "by");
	const char *time = shown_string(sight, "time");

	if (how == NULL || by == NULL || time == NULL)
		return;
	output_format(command->output, "The first %lld were %s on %.10s by ",
	              (long long)json_integer_value(json_object_get(sight, "events")),
	              strcmp(how, "stamped") == 0 ? "time-stamped" : "cosigned", time);
	output_escaped(command->output, text_of(by));
	output_string(command->output, ".\n");
}
