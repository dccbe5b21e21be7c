/* SPDX-License-Identifier: Apache-2.0 */
/*
 * filesystem.h - whether a file system can hold a catalogue, and how files are
 * made and named on it. Network file systems are refused: their locks, their
 * order of writes and SQLite's shared memory cannot be relied upon.
 */
#ifndef VIDIMUS_STORE_FILESYSTEM_H
#define VIDIMUS_STORE_FILESYSTEM_H

#include <vidimus/types.h>

struct filesystem_abilities {
	bool unnamed_files;    /* open(2) with O_TMPFILE, and a name given later by linkat(2) */
	bool hard_links;       /* linkat(2) */
	bool exclusive_rename; /* renameat2(2) with RENAME_NOREPLACE */
};

/* Names of probe files begin so; one can only be left by a kill in the midst of a probe. */
#define FILESYSTEM_PROBE_PREFIX ".vidimus-probe-"

/*
 * Finds out what the file system of the folder (borrowed descriptor, open for
 * reading) offers by trying it with empty files in that folder. `path` is the
 * folder as people know it, for messages. STATUS_UNUSABLE for a network file
 * system, whose name and what to do the error says, and for one that has
 * neither hard links nor renaming without replacing; STATUS_IO when nothing
 * can be written there at all. Nothing stays behind. Pass staging/ where there
 * is one already: what a kill leaves there is found among the leftovers.
 */
CHECKED enum status filesystem_check(int folder_fd, const char *path,
                                     struct filesystem_abilities *out, struct error *err);

/*
 * Only the first half, without writing: STATUS_UNUSABLE for a network file
 * system. For any descriptor.
 */
CHECKED enum status filesystem_refuse_network(int fd, const char *path, struct error *err);

/*
 * Whether one syncfs(2) may stand for many fsync(2) there: Linux 5.8 and later, which tell every
 * failure by it, and a file system with a journal or copy-on-write.
 */
bool filesystem_syncs_together(int fd);

/*
 * The name of a network file system, or NULL for another: by the magic number
 * of statfs(2) and, for FUSE, the type as /proc/self/mountinfo has it (such as
 * "fuse.sshfs"; empty when it is not known, and then FUSE counts as one).
 */
const char *filesystem_network_name(uint64_t magic, struct text type);

/*
 * The type of the mount with that id (statx(2), stx_mnt_id) in the text of a
 * /proc/PID/mountinfo (proc(5)), a view of that text; empty when not there or
 * the line is malformed.
 */
struct text filesystem_mount_type(struct text mountinfo, uint64_t mount_id);

#endif
