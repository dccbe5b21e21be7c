/* SPDX-License-Identifier: Apache-2.0 */
/* taking_back.h - what retract and unlink have in common: reasons, ids, answers. */
#ifndef VIDIMUS_CLI_TAKING_BACK_H
#define VIDIMUS_CLI_TAKING_BACK_H

#include "cli/command.h"

#include <vidimus/retract.h>

/* How each of the command's ids is taken back. */
struct taking_back {
	struct vidimus_retraction words; /* but for the reasons, which the options give */
	enum status (*take)(struct vidimus_catalogue *catalogue, const char *id,
	                    const struct vidimus_retraction *words, int64_t *version,
	                    struct error *err);
	const char *done; /* "retracted" */
};

/* --because; beside it stand grounds_options. */
extern const struct verb_option taking_back_options[];

CHECKED enum status taking_back_run(struct command *command, struct taking_back *taking,
                                    struct error *err);

#endif
