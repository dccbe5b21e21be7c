/* SPDX-License-Identifier: Apache-2.0 */
/*
 * looking.h - opening an item to look at it, and the journal that says so: who,
 * what, when, with the login that looked, and nowhere else (docs/viewing.md).
 */
#ifndef VIDIMUS_LOOKING_H
#define VIDIMUS_LOOKING_H

#include <vidimus/view.h>

/* Longest code of an actor, with its NUL. */
#define VIDIMUS_ACTOR_CODE_SIZE 65

/* The code of the actor whose public key (64 hex digits) it is. STATUS_NOT_FOUND. */
CHECKED enum status vidimus_actor_code(struct vidimus_catalogue *catalogue, struct text public_key,
                                       char out[VIDIMUS_ACTOR_CODE_SIZE], struct error *err);

/*
 * Opens an item's bytes for reading; *fd is owned. First the access journal
 * gets its line: without that nothing is opened. `person` is an actor's code,
 * or the login where no key tells. STATUS_FALSE when what is held was altered: it
 * is hashed before.
 */
CHECKED enum status vidimus_item_open(struct vidimus_catalogue *catalogue, const char *item,
                                      const char *person, int *fd, struct error *err);

/* Days that the journal keeps a line, and how many it has; {"days","path",…,"disclosed"}. */
CHECKED enum status vidimus_journal_status(struct vidimus_catalogue *catalogue, json_t **out,
                                           struct error *err);

/* Most days that a journal may be kept. */
#define VIDIMUS_JOURNAL_DAYS_LIMIT 36500

/* Decides how long, in days; 0: no journal. A keeper's event. */
CHECKED enum status vidimus_journal_keep(struct vidimus_catalogue *catalogue, int64_t days,
                                         struct error *err);

/* Gives this login's lines out under an order, whose words the log keeps first. */
CHECKED enum status vidimus_journal_disclose(struct vidimus_catalogue *catalogue,
                                             struct text order, const struct vidimus_output *to,
                                             struct error *err);

#endif
