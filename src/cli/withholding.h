/* SPDX-License-Identifier: Apache-2.0 */
/* withholding.h - what withhold and disclose have in common: reasons, and the answer. */
#ifndef VIDIMUS_CLI_WITHHOLDING_H
#define VIDIMUS_CLI_WITHHOLDING_H

#include "base/buffer.h"
#include "cli/command.h"

#include <vidimus/withholding.h>

/* --because and --protected-because, for a verb's table. */
extern const struct verb_option why_options[];

/* The two reasons, in rooms of the caller's; where neither was given the first is asked for. */
CHECKED enum status why_read(struct command *command, struct buffer rooms[2], const char **because,
                             const char **protected_because, const char *question,
                             struct error *err);

/* Decides, and answers with what was decided of which events. */
CHECKED enum status withholding_run(struct command *command, struct vidimus_withholding *words,
                                    const char *question, struct error *err);

#endif
