/* SPDX-License-Identifier: Apache-2.0 */
/* taking.h - what receive, intake and accession have in common: options, lines, summary, receipt. */
#ifndef VIDIMUS_CLI_TAKING_H
#define VIDIMUS_CLI_TAKING_H

#include "cli/command.h"

#include "base/buffer.h"

#include <vidimus/intake.h>

/* Where the files come from, and how the run is made; for the verbs' tables. */
extern const struct verb_option taking_provenance_options[];
extern const struct verb_option taking_run_options[];

/* The exhibit whose file one takes in; of intake and accession. */
extern const struct verb_option taking_as_options[];

/* Of the verbs that have media parsed. */
extern const struct verb_option taking_parsing_options[];

/* Free texts of a run, for as long as the library needs them. */
struct taking_texts {
	struct buffer condition, place, caption, note;
	struct buffer grounds, protected_grounds;
};
void taking_texts_end(struct taking_texts *texts);

/* What taking_provenance_options say; borrows the texts and the command. */
CHECKED enum status taking_provenance_read(const struct command *command, struct taking_texts *texts,
                                           struct vidimus_provenance *out, struct error *err);

/* The callback `progress` of vidimus_intake_options; `context` is a struct taking_lines. */
void taking_progress(void *context, const struct vidimus_intake_progress *from);

/* Takes in what the command names; with `accession`, evidence becomes items at once. */
CHECKED enum status taking_run(struct command *command, bool accession, struct error *err);

/* Makes items of the deliveries that the command names. */
CHECKED enum status taking_accession(struct command *command, struct error *err);

#endif
