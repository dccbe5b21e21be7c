/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ids.h - the ids a verb was given, one after the other: `-` for lines of
 * standard input, and ranges such as E-1..E-22, of which those that are not
 * there are left out.
 */
#ifndef VIDIMUS_CLI_IDS_H
#define VIDIMUS_CLI_IDS_H

#include "cli/command.h"

#include <vidimus/types.h>

/* Longest range of ids other than items'. */
#define RANGE_LIMIT 10000

/*
 * Calls `visit` for each. An id that fails does not stop the others: it is
 * told, and the exit code is 3 when others were done, else that of the
 * failure. A fault of the catalogue, the system or an interruption stops all.
 * With --json a failure is {"id","error"}, unless visit said STATUS_FALSE,
 * which means that it printed its answer.
 */
CHECKED enum status ids_each(struct command *command,
                             enum status (*visit)(struct command *command, const char *id,
                                                  struct error *err),
                             struct error *err);

/* With --json, prints {"id","error"}: for a visit that says STATUS_FALSE and has no other answer. */
void id_failed(struct command *command, const char *id, const struct error *err);

#endif
