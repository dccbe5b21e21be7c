/* SPDX-License-Identifier: Apache-2.0 */
/* custody_options.h - options that reports and affidavits on custody share. */
#ifndef VIDIMUS_CLI_CUSTODY_OPTIONS_H
#define VIDIMUS_CLI_CUSTODY_OPTIONS_H

#include "cli/command.h"

#include <vidimus/custody.h>

extern const struct verb_option custody_options[];

/* What they say; borrowed from the command. All else of `out` stays as it is. */
void custody_options_read(const struct command *command, struct vidimus_custody_settings *out);

#endif
