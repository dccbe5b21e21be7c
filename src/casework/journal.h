/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal.h - the access journal: that this login opened something to look at
 * it. A line says person, object, time, and no more: not for how long, not
 * what was revealed. It lies with the login (STATE/journal/CATALOGUE.jsonl,
 * mode 0600), not in the catalogue, so that no copy, backup or bundle of that
 * carries it and no colleague reads it; what is older than the organisation's
 * retention is taken out whenever a line is written or counted.
 */
#ifndef VIDIMUS_CASEWORK_JOURNAL_H
#define VIDIMUS_CASEWORK_JOURNAL_H

#include "base/json.h"
#include "casework/catalogue.h"
#include "casework/view.h"

/* Where the organisation has decided nothing; and the longest it may decide. */
#define JOURNAL_DAYS_USUAL 90
#define JOURNAL_DAYS_LIMIT 36500

/* Days that lines are kept; 0: nothing is written at all. */
CHECKED enum status journal_days(struct catalogue *catalogue, int64_t *days, struct error *err);

/* Decides that, as a keeper of the catalogue: an event. */
CHECKED enum status journal_keep(struct catalogue *catalogue, int64_t days, struct error *err);

/* Adds a line, durably. `person` is an actor's code, or how else they are known here. */
CHECKED enum status journal_write(struct catalogue *catalogue, const char *person,
                                  const struct digest *object, struct instant now,
                                  struct error *err);

/* {"days","path","path_bytes","entries","oldest","newest","disclosed":[…]}; *out is owned. No line of it. */
CHECKED enum status journal_status(struct catalogue *catalogue, struct instant now, json_t **out,
                                   struct error *err);

/*
 * Gives the lines out: first an event says so, with the words of the order,
 * then each is emitted, {"time","person","object"}.
 */
CHECKED enum status journal_disclose(struct catalogue *catalogue, struct text order,
                                     struct instant now, const struct view_output *to,
                                     struct error *err);

#endif
