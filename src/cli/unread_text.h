/* SPDX-License-Identifier: Apache-2.0 */
/* unread_text.h - which items could not be compared, and what to do. */
#ifndef VIDIMUS_CLI_UNREAD_TEXT_H
#define VIDIMUS_CLI_UNREAD_TEXT_H

#include "cli/command.h"

#include <vidimus/unread.h>

#include <jansson.h>

/* Where there are any: a warning, and exit code 3. */
void unread_tell(struct command *command, const struct vidimus_unread *unread);

/* Where there are any: "not_compared" and "not_compared_items" in a summary (borrowed). */
void unread_add_json(json_t *summary, const struct vidimus_unread *unread);

#endif
