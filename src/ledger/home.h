/* SPDX-License-Identifier: Apache-2.0 */
/*
 * home.h - the home file: a login's own memory of one catalogue, outside it.
 *
 * It repeats a random id that the log holds, so that a catalogue carried to
 * another machine is noticed, says where the catalogue lay, so that a copy is,
 * and keeps the last checkpoint, so that a log that was rolled back or
 * replaced is. One JSON object, mode 0600, replaced whole and synced.
 */
#ifndef VIDIMUS_LEDGER_HOME_H
#define VIDIMUS_LEDGER_HOME_H

#include "ledger/ledger.h"

/* Below the folder for our state. */
#define HOME_FILES_FOLDER "homes"

struct home {
	struct uuid   catalogue;
	struct uuid   home;       /* the id that home.added repeats */
	struct buffer path;       /* bytes: folder of the catalogue when it was last written */
	struct buffer checkpoint; /* note of the last checkpoint; empty before the first */
};
void home_end(struct home *home);

/*
 * Reads FOLDER/homes/UUID.json. STATUS_NOT_FOUND when there is none;
 * STATUS_UNUSABLE when it cannot be read or is malformed.
 */
CHECKED enum status home_read(const char *folder, const struct uuid *catalogue, struct home *out,
                              struct error *err);

/* Writes it durably: a new file, synced, renamed over the old one, folder synced. Makes the folder. */
CHECKED enum status home_write(const char *folder, const struct home *home, struct error *err);

/*
 * Before a change: home_write will find its folder and room, or this fails. The
 * reservation ends by home_write, or by home_release.
 */
CHECKED enum status home_reserve(const char *folder, const struct uuid *catalogue,
                                 struct error *err);
void home_release(const char *folder, const struct uuid *catalogue);

enum home_verdict {
	HOME_EXTENDED,     /* the log extends the checkpoint that the home file keeps */
	HOME_TREE_DAMAGED, /* the events do, but what is stored of their hash tree says otherwise */
	HOME_NOT_EXTENDED  /* it was rolled back, or events were replaced or altered */
};

/*
 * Compares the log with the checkpoint that the home file keeps; for any other
 * verdict than the first, `err` says what it means. In the ordinary case this
 * reads the tree's right edge; only when that disagrees, all events.
 */
CHECKED enum status home_judge(const struct home *home, struct ledger *ledger,
                               enum home_verdict *out, struct error *err);

#endif
