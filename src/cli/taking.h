/* SPDX-License-Identifier: Apache-2.0 */
/* taking.h - what receive, intake and accession have in common: options, lines, summary, receipt. */
#ifndef VIDIMUS_CLI_TAKING_H
#define VIDIMUS_CLI_TAKING_H

#include "cli/command.h"

#include <vidimus/intake.h>

/* Where the files come from, and how the run is made; for the verbs' tables. */
extern const struct verb_option taking_provenance_options[];
extern const struct verb_option taking_run_options[];

/* The exhibit whose file one takes in; of intake and accession. */
extern const struct verb_option taking_as_options[];

/* Of the verbs that have media parsed. */
extern const struct verb_option taking_parsing_options[];

/* Takes in what the command names; with `accession`, evidence becomes items at once. */
CHECKED enum status taking_run(struct command *command, bool accession, struct error *err);

/* Makes items of the deliveries that the command names. */
CHECKED enum status taking_accession(struct command *command, struct error *err);

#endif
