/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source.h - one file outside the catalogue, opened so that nothing but a
 * regular file is ever read and nothing about it is disturbed.
 *
 * A link is never followed, a pipe never waited for, a device never opened.
 * A name is bytes: it need not be UTF-8, and may hold anything but NUL and /.
 */
#ifndef VIDIMUS_INTAKE_SOURCE_H
#define VIDIMUS_INTAKE_SOURCE_H

#include "base/instant.h"

#include <vidimus/types.h>

struct stat;

/* Why a path was not taken in; source_fault_code() gives the code that programs read. */
enum source_fault {
	SOURCE_FAULT_NONE = 0,
	SOURCE_FAULT_NOT_FOUND,        /* not there, or gone meanwhile */
	SOURCE_FAULT_NO_PERMISSION,
	SOURCE_FAULT_SYMBOLIC_LINK,
	SOURCE_FAULT_FIFO,
	SOURCE_FAULT_SOCKET,
	SOURCE_FAULT_DEVICE,           /* character or block */
	SOURCE_FAULT_FOLDER,
	SOURCE_FAULT_INSIDE_CATALOGUE,
	SOURCE_FAULT_OWN_KEYS,         /* in the folder of one's keys, or of home files */
	SOURCE_FAULT_CHANGED,          /* replaced, changed or cut while it was opened or read */
	SOURCE_FAULT_INVALID_PATH,     /* empty, with a NUL, or longer than we follow */
	SOURCE_FAULT_UNREADABLE        /* the system refused otherwise; the text says how */
};

/* "symbolic-link" and the like; static. */
const char *source_fault_code(enum source_fault fault);

/* What an errno of open, stat or readdir means for a path. */
enum source_fault source_fault_of(int os);

/*
 * Records "'PATH' …, and what to do" in `err` as one line and returns its
 * status. `os` is the errno of the cause or 0. A long path keeps its end.
 */
enum status source_fail(enum source_fault fault, int os, struct text path, struct error *err);

/* What names a file or folder as long as it lives, whatever its paths are. */
struct source_identity {
	uint64_t device;
	uint64_t inode;
};
struct source_identity source_identity_of(const struct stat *st);
bool source_identity_equal(struct source_identity a, struct source_identity b);

/*
 * The folders that nothing may be taken from, each with what is wrong about
 * it: the catalogue and those directly in it, so that a bind mount of its
 * originals alone is known too, and those of one's keys and home files, which
 * are nobody's evidence.
 */
#define SOURCE_GUARD_FOLDERS 10
struct source_guard {
	struct {
		struct source_identity self;
		enum source_fault      fault;
	} folders[SOURCE_GUARD_FOLDERS];
	size_t n;
};

/* Fills a guard from the catalogue's folder (borrowed descriptor). */
CHECKED enum status source_guard_set(struct source_guard *out, int catalogue, struct error *err);

/*
 * Guards the folder of one's private keys, or that of home files and its
 * homes/, by path, of which links are followed. One that is not there needs no
 * guard; NULL is allowed.
 */
CHECKED enum status source_guard_keys(struct source_guard *guard, const char *folder,
                                      struct error *err);

/* What is wrong about taking from this very folder: SOURCE_FAULT_NONE for all but the guarded; NULL has none. */
enum source_fault source_guard_names(const struct source_guard *guard,
                                     struct source_identity folder);

/*
 * The same for a folder (borrowed descriptor, O_PATH will do) and all above
 * it, found by going up, so that no spelling of a path, link or mount of a
 * whole guarded folder hides it. Where it may not go higher, nobody can tell
 * what is above: that is a fault too.
 */
enum source_fault source_guard_covers(const struct source_guard *guard, int folder);

struct source_facts {
	uint64_t           size;       /* bytes */
	uint64_t           allocated;  /* bytes on disk: less than size with holes or compression */
	bool               sparse;     /* it has holes */
	struct file_time   modified;
	struct file_time   changed;    /* of the inode */
	struct file_time   accessed;   /* before we read */
	struct file_time   born;       /* on this file system */
	bool               born_known; /* not every file system keeps it */
	uint32_t           owner;
	uint32_t           group;
	uint32_t           mode;       /* type and permissions as in stat */
	uint64_t           links;
	struct source_identity identity;
};

struct source {
	int                 file; /* read-only, owned; -1 when ended */
	struct source_facts facts;
};

/* Where a file is. */
struct source_place {
	int         folder; /* borrowed descriptor, or AT_FDCWD */
	const char *name;   /* last component, NUL-ended; a path when folder is AT_FDCWD */
	struct text path;   /* as it is to be named in messages */
	const struct source_guard *guard; /* NULL: the folder was looked at already, as struct walk does */
};

/*
 * Opens a regular file for reading, without following a link in the last
 * component, without blocking and, where the system allows it (the owner's
 * own files), without moving its access time. On failure `fault` (may be
 * NULL) says why, `err` in words, and `out` is as it was.
 */
CHECKED enum status source_open(struct source *out, const struct source_place *place,
                                enum source_fault *fault, struct error *err);

/*
 * The same of a file that has no name: `file` is taken over, and read from its
 * beginning by pread. STATUS_IO when it cannot be looked at.
 */
CHECKED enum status source_adopt(struct source *out, int file, struct error *err);

/* Closes it; allowed on { .file = -1 } and twice. */
void source_end(struct source *source);

/*
 * To be asked when everything was read: STATUS_CHANGED when size, modification
 * or change time are not what they were at opening, or when `bytes_read` is
 * not the size. `path` is for the message.
 */
CHECKED enum status source_unchanged(const struct source *source, uint64_t bytes_read,
                                     struct text path, struct error *err);

/* Names of the last owner and group asked for; "" where the system knows none. { 0 } to begin. */
#define SOURCE_OWNER_SIZE 256
struct source_owner {
	bool     filled;
	uint32_t owner_id;
	uint32_t group_id;
	char     owner[SOURCE_OWNER_SIZE];
	char     group[SOURCE_OWNER_SIZE];
};

/* Fills the names; asks the system only when the numbers differ from the last ones. Not for two threads at once. */
void source_owner_tell(struct source_owner *owner, const struct source_facts *facts);

/* How far a file's time may lie ahead of our clock before it is worth a word, in seconds: clocks differ and FAT counts by two. */
#define SOURCE_CLOCK_SLACK 120

/*
 * Times before are those of clocks that were never set: 1970-01-01, or the
 * first day that FAT knows, 1980-01-01, in any zone.
 */
#define SOURCE_FIRST_TIME (315532800 + 86400)

/* The most codes that source_warnings gives. */
#define SOURCE_WARNINGS 7

/*
 * Codes of the vocabulary `warning` for what name (last component, bytes),
 * size, times and links say, in the order of the vocabulary; `now` in seconds
 * since 1970. Returns how many; static strings. What bytes and extension say
 * is signature_tell's.
 */
size_t source_warnings(const struct source_facts *facts, struct text name, int64_t now,
                       const char *codes[SOURCE_WARNINGS]);

#endif
