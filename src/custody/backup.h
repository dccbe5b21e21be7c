/* SPDX-License-Identifier: Apache-2.0 */
/*
 * backup.h - a second copy of the whole catalogue, and the way back from it.
 *
 * A backup is a folder like a catalogue's, without what can be made again
 * (derived/). It can be audited where it lies. The same folder is brought up to
 * date by the next backup; at every moment it holds a whole one, of before or
 * after. It is a secret as the catalogue is one.
 */
#ifndef VIDIMUS_CUSTODY_BACKUP_H
#define VIDIMUS_CUSTODY_BACKUP_H

#include "casework/catalogue.h"
#include "custody/copying.h"

/*
 * Copies the catalogue (open for writing, with a key) to the folder `path`,
 * which is new, empty, or an older backup of the same catalogue that its log
 * extends: STATUS_REFUSED otherwise. Recorded by backup.made. Others may go on
 * working meanwhile. *report is the caller's, also on failure.
 */
CHECKED enum status backup_make(struct catalogue *catalogue, const char *path,
                                const struct copying_options *options,
                                struct copying_report *report, struct error *err);

/*
 * Makes a catalogue in the folder `path`, which is new or empty, of the backup
 * in `from`, whole or not at all; the backup is only read. STATUS_FALSE when its
 * log is damaged. Nothing is recorded: the first change of it is, and what
 * has to be said before is said by catalogue_resume or catalogue_adopt.
 */
CHECKED enum status backup_restore(const char *from, const char *path,
                                   const struct surroundings *here,
                                   const struct copying_options *options,
                                   struct copying_report *report, struct error *err);

#endif
