/* SPDX-License-Identifier: Apache-2.0 */
/*
 * home_rules.h - one catalogue, one writing machine (docs/architecture.md): what the home
 * file must agree with before anything is written.
 */
#ifndef VIDIMUS_CASEWORK_HOME_RULES_H
#define VIDIMUS_CASEWORK_HOME_RULES_H

#include "casework/catalogue.h"

#include "base/encoding.h"

/*
 * Reads this login's home file, if it has one, and refuses a log that does not
 * extend what it remembers; also one whose stored hash tree is damaged, unless
 * `tolerate_tree`, as for a rebuild, which mends it.
 */
CHECKED enum status home_find(struct catalogue *catalogue, bool tolerate_tree, struct error *err);

/*
 * STATUS_REFUSED when the catalogue belongs to another machine, unless it is to be
 * adopted, or is a copy
 * of one that is still where this login last wrote it. A login new on the same
 * machine is let in and gets its own home file with its first change.
 */
CHECKED enum status home_allow_writing(struct catalogue *catalogue, struct error *err);

/* Does this machine write the catalogue, as its log says? */
CHECKED enum status home_writes(struct catalogue *catalogue, bool *writes, struct error *err);

/* Compares again, with what the home file says now: other processes of the login write it too. */
CHECKED enum status home_still_extends(struct catalogue *catalogue, struct error *err);

/* Adds home.added for this login to the change. */
CHECKED enum status home_add(struct catalogue *catalogue, struct change *change,
                             struct error *err);

/*
 * Before a change: can the home file be written? STATUS_UNUSABLE when not: then
 * nothing may be begun. What it reserves is used by home_remember, or given up.
 */
CHECKED enum status home_prepare(struct catalogue *catalogue, struct error *err);
void home_give_up(struct catalogue *catalogue);

/* After a commit: writes the new checkpoint, and where the catalogue lies, into the home file. */
CHECKED enum status home_remember(struct catalogue *catalogue, struct error *err);

/* SHA-256 over a label, the catalogue's UUID and the machine's id, in hex; all zeros without an id. */
CHECKED enum status home_machine(const struct surroundings *here, const struct uuid *catalogue,
                                 char out[DIGEST_TEXT_SIZE], struct error *err);

#endif
