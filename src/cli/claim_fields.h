/* SPDX-License-Identifier: Apache-2.0 */
/* claim_fields.h - claims as a list of JSON objects, and what of one may stand in an argument. */
#ifndef VIDIMUS_CLI_CLAIM_FIELDS_H
#define VIDIMUS_CLI_CLAIM_FIELDS_H

#include "cli/command.h"

#include <vidimus/types.h>

/* Makes the claims of the list that --fields gave, all or none, and answers with the id of each. */
CHECKED enum status claims_take(struct command *command, struct error *err);

/* STATUS_INVALID where a place, or what tells of somebody, stands in an argument. */
CHECKED enum status claim_arguments_check(const struct command *command, struct error *err);

#endif
