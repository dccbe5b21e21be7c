/* SPDX-License-Identifier: Apache-2.0 */
/* backup.h - a second copy of a catalogue, the way back from it, and moves to another machine. */
#ifndef VIDIMUS_BACKUP_H
#define VIDIMUS_BACKUP_H

#include <vidimus/view.h>

#include <stdatomic.h>

struct vidimus_copying {
	bool  verify_all; /* hash again what lies in the copy already */
	void (*progress)(void *context, const char *doing, uint64_t done, uint64_t total,
	                 uint64_t bytes, uint64_t bytes_total); /* or NULL */
	void *context;
	const atomic_bool *stop; /* or NULL: STATUS_INTERRUPTED soon after it becomes true */
};

/*
 * Copies the catalogue (open for writing, with a key) to the folder `path`: new,
 * empty, or an older backup of it, which is brought up to date. The copy was
 * read back and its log verified before *out, owned, is given:
 * {"path","events","originals","copied","bytes","unnamed","missing","altered",
 * "missing_count","altered_count"}; originals that are missing or altered here
 * are named by hash and are not in it. STATUS_REFUSED for a folder of something
 * else, STATUS_FALSE when the log is damaged.
 */
CHECKED enum status vidimus_backup(struct vidimus_catalogue *catalogue, const char *path,
                                   const struct vidimus_copying *options, json_t **out,
                                   struct error *err);

/*
 * Makes a catalogue in `path`, new or empty, of the backup in `from`; whole or
 * not at all. *out as vidimus_backup's.
 */
CHECKED enum status vidimus_restore(const char *from, const char *path,
                                    const struct vidimus_surroundings *surroundings,
                                    const struct vidimus_copying *options, json_t **out,
                                    struct error *err);

/*
 * This machine writes the catalogue (open for adopting, with a key) from here
 * on, and no other does. `because` may be NULL. STATUS_EXISTS when it does already.
 */
CHECKED enum status vidimus_adopt(struct vidimus_catalogue *catalogue, const char *because,
                                  struct error *err);

/*
 * Goes on with a log that lost its last events (open for resuming, with a
 * keeper's key). `lost` is its last known checkpoint, a signed note, or p NULL for
 * the one that this login remembers. *out, owned: {"origin","generation","kept",
 * "lost_size","lost_root"}. STATUS_REFUSED when nothing was lost.
 */
CHECKED enum status vidimus_log_resume(struct vidimus_catalogue *catalogue, struct text lost,
                                       const char *because, json_t **out, struct error *err);

#endif
