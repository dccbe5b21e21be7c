/* SPDX-License-Identifier: Apache-2.0 */
/*
 * copying.h - a catalogue copied to another folder: the database as it is at
 * one moment, and every original that it names, hashed on the way and read
 * back. What both a backup and a restore are made of.
 */
#ifndef VIDIMUS_CUSTODY_COPYING_H
#define VIDIMUS_CUSTODY_COPYING_H

#include "base/json.h"
#include "store/database.h"
#include "store/vault.h"

#include <stdatomic.h>

/* The database of a copy that is not complete. */
#define COPY_DATABASE "catalog.db.unfinished"

struct copying_progress {
	const char *doing;              /* a few words; static */
	uint64_t    done, total;        /* originals, or events */
	uint64_t    bytes, bytes_total; /* of originals */
};

struct copying_options {
	bool               verify_all; /* hash what lies in the copy already, too */
	void             (*progress)(void *context, const struct copying_progress *progress); /* or NULL */
	void              *context;
	const atomic_bool *stop; /* or NULL: STATUS_INTERRUPTED soon after it becomes true */
};

/* Where from and where to; all borrowed. */
struct copying_ends {
	struct database *database; /* that is copied */
	struct vault    *vault;    /* whose originals */
	const char      *path;     /* folder of the copy, which is there; its vault is made */
	int              folder;   /* the same, open */
};

/* What came of it. The lists, owned, name at most a thousand by hash. */
struct copying_report {
	int64_t  events;            /* of the log in the copy */
	uint64_t copied, held;      /* originals: copied now, there already */
	uint64_t bytes;             /* of both */
	uint64_t missing_count, altered_count;
	json_t  *missing, *altered; /* originals that cannot be copied */
	uint64_t unnamed;           /* originals in the copy that its log does not expect: destroyed since, most likely */
};
void copying_report_end(struct copying_report *report);

/*
 * Copies. STATUS_FALSE when the log is damaged, or the database has rules that
 * somebody added. On STATUS_OK the copy is durable, its log and sealed values were
 * verified, and only originals that are missing or altered in the source, which
 * the report names, are not in it. The copy's database has its name then,
 * in place of an older one; before, an older one stays as it was.
 */
CHECKED enum status copying_run(const struct copying_ends *ends,
                                const struct copying_options *options,
                                struct copying_report *report, struct error *err);

#endif
