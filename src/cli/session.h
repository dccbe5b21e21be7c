/* SPDX-License-Identifier: Apache-2.0 */
/*
 * session.h - the open catalogue and the key that acts in it, as the verb's
 * table entry asks (verb.h).
 *
 * The catalogue is the one of -C, else of VIDIMUS_CATALOG, else the one that
 * the current folder lies in.
 */
#ifndef VIDIMUS_CLI_SESSION_H
#define VIDIMUS_CLI_SESSION_H

#include "cli/here.h"
#include "cli/runner.h"

#include <vidimus/catalogue.h>
#include <vidimus/types.h>

struct session {
	struct vidimus_catalogue *catalogue;
	struct here               here;
	bool                      has_key; /* changes are signed */
	char                      not_recorded[ERROR_TEXT_SIZE]; /* why NEEDS_RECORDING has no key; "" else */
};

/* What main() gives the runner. */
extern const struct session_ways session_ways;

/*
 * The folder of the catalogue to open, owned (free). STATUS_UNUSABLE says how
 * to name or make one.
 */
CHECKED enum status session_find(const struct command *command, char **path, struct error *err);

#endif
