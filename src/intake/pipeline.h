/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pipeline.h - the run behind `receive`, `intake` and their --dry-run: files
 * are found, opened, hashed and copied into the vault by several threads,
 * while the calling thread makes groups of them durable, records each group in
 * one change, and only then says so.
 *
 * What is reported has its bytes, its name in the vault and its events on the
 * disk. A run may end at any instant: what was reported stays, what was not is
 * done by the same command run again, which continues the delivery. A run in
 * which no file is new writes nothing.
 *
 * A fault of a file (unreadable, changing, no room for it, a sync that failed)
 * fails that file, is never tried again, and the run goes on. A fault of the
 * catalogue ends the run.
 */
#ifndef VIDIMUS_INTAKE_PIPELINE_H
#define VIDIMUS_INTAKE_PIPELINE_H

#include "casework/delivery.h"

#include "base/buffer.h"

#include <vidimus/types.h>

#include <stdatomic.h>

enum intake_outcome {
	INTAKE_ADDED,     /* new bytes that are evidence; an item, unless the run only receives */
	INTAKE_KNOWN,     /* the same bytes are held: from before, or from an earlier file of the run */
	INTAKE_COMPONENT, /* new bytes that are no evidence by the two tables */
	INTAKE_FAILED
};

/* "added", "known", "component", "failed"; static. */
const char *intake_outcome_name(enum intake_outcome outcome);

/*
 * What became of one file; in a dry run, what would. Borrowed for the call.
 * Unless outcome is INTAKE_FAILED, digest, bytes and media_type are set.
 */
struct intake_line {
	struct text         path;     /* bytes as they are; escape them for people */
	enum intake_outcome outcome;
	bool                had_already; /* known, and this very acquisition stood in the log: nothing was added */
	bool                repaired; /* the held copy was damaged or gone and is replaced */
	int64_t             item;     /* numbers of E-, Q- and D-; 0 for none, or none yet */
	int64_t             acquisition;
	int64_t             delivery;
	struct digest       digest;   /* SHA-256 */
	uint64_t            bytes;
	struct text         media_type;
	const char *const  *warnings; /* codes of the vocabulary `warning`, sorted */
	size_t              warning_count;
	struct fingerprint_summary fingerprints; /* that this run made */
	const char         *error_code; /* NULL unless it failed */
	const char         *error_text; /* in words, naming the file; NULL unless it failed */
};

struct intake_progress {
	uint64_t    files_done;  /* reported, failed ones too */
	uint64_t    bytes_done;  /* read, also of files that are not reported yet */
	uint64_t    files_total; /* found so far by looking ahead */
	uint64_t    bytes_total;
	bool        totals_known; /* everything was looked at: the totals are final */
	double      seconds;     /* since the run began */
	struct text current;     /* path of the oldest file that is not reported; empty for none. Bytes */
};

/* Called in the thread that runs the intake; must not use the catalogue. NULL where not wanted. */
struct intake_callbacks {
	/* Once a file, in the order of the walk, when it is committed or has failed. */
	void (*line)(void *context, const struct intake_line *line);
	/* Several times a second, whether or not anything happened. */
	void (*progress)(void *context, const struct intake_progress *progress);
	void *context;
	/* When it becomes true (a signal handler may set it), the run ends soon. NULL: never. */
	const atomic_bool *stop;
};

/*
 * Files that lie in no folder, such as members of an archive: one thread of the
 * run asks for them, one after the other.
 */
struct intake_giver {
	/*
	 * The next: its path as it is to be recorded, into `path` (empty before),
	 * and a descriptor of a copy without a name, which is taken over.
	 * STATUS_DONE after the last; anything else ends the run.
	 */
	enum status (*next)(void *context, struct buffer *path, int *file, struct error *err);
	void *context;
};

/* All borrowed for the run. { 0 } with paths and `list` -1 is a plain `receive`. */
struct intake_options {
	const char *const *paths;      /* as given, in this order; bytes, NUL-ended */
	size_t             path_count;
	int                list;       /* descriptor that further paths are read from, or -1 */
	char               separator;  /* that ends each path of the list: '\n' or '\0' */
	const struct intake_giver *giver; /* gives the files, and the paths only say of what; NULL: they are walked */
	const struct provenance_words *words; /* NULL: nothing was said */
	enum delivery_mode mode;
	bool               all_items;    /* every file is made an item */
	bool               dry_run;      /* the same without writing anything; needs no key */
	bool               verify_known; /* a held copy is hashed again before it is believed */
	bool               allow_unsandboxed; /* parse media even where the sandbox is not complete */
	const struct filling *filling;   /* the only path is the file of an exhibit that was noted; or NULL */
	const char        *verb;         /* what the lock file says; NULL: "intake" */
	unsigned           threads;      /* that read files; 0: one a processor */
	struct intake_callbacks callbacks;
};

struct intake_summary {
	uint64_t      added, known, components, failed; /* files */
	uint64_t      unexamined;  /* new exhibits that an interruption kept from being examined; see examine_run.h */
	uint64_t      not_kept;    /* of those that failed: for want of space, or by a failed sync; the
	                              delivery, if begun, stays open for the same command */
	uint64_t      bytes;       /* of all that did not fail */
	double        seconds;
	int64_t       delivery;    /* D; 0 when nothing was written, as in a dry run */
	struct buffer receipt;     /* signed note, when the delivery was closed by this run; owned */
	bool          interrupted; /* stopped as asked; the delivery, if begun, stays open */
};
void intake_summary_end(struct intake_summary *summary);

/*
 * Takes files in. `catalogue` is open for writing and has a signer, unless it
 * is a dry run. The whole list is read before anything else is done.
 *
 * STATUS_OK also when files failed (out->failed) or when it was interrupted.
 * STATUS_REFUSED: parsers are missing or cannot be locked in, or the file
 * cannot be that of `filling`.
 * STATUS_INVALID, STATUS_NOT_FOUND: a word of the provenance or the list does
 * not fit; nothing was done. STATUS_BUSY: another process kept the catalogue
 * for minutes. STATUS_LIMIT: the list is longer than 256 MiB. Else what the
 * catalogue says. `out` is filled in every case with what was done until then
 * and must be ended.
 */
CHECKED enum status intake_run(struct catalogue *catalogue, const struct intake_options *options,
                               struct intake_summary *out, struct error *err);

struct accession_summary {
	uint64_t made;        /* acquisitions that are of an item now */
	uint64_t unexamined;  /* of their items, those that an interruption kept from being examined */
	double   seconds;
	bool     interrupted;
};

/* All borrowed for the run. */
struct accession_options {
	struct uuid delivery;
	bool        all_items; /* of everything that the delivery holds, evidence or not */
	int64_t     acquisition; /* number of the only one that is meant; 0: all */
	const struct filling *filling; /* that one is the file of an exhibit that was noted; or NULL */
	bool        allow_unsandboxed; /* as in an intake */
	const char *verb;      /* what the lock file says; NULL: "accession" */
	struct intake_callbacks callbacks;
};

/*
 * Makes items of what a delivery holds of evidence and is none yet, in groups.
 * Progress counts acquisitions as files; a line, INTAKE_ADDED and without
 * warnings, comes for each once it is committed. Running it again does the
 * rest.
 */
CHECKED enum status intake_accession(struct catalogue *catalogue,
                                     const struct accession_options *options,
                                     struct accession_summary *out, struct error *err);

#endif
