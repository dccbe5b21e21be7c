/* SPDX-License-Identifier: Apache-2.0 */
/* intake.h - taking files in: deliveries, and the items made of them. */
#ifndef VIDIMUS_INTAKE_H
#define VIDIMUS_INTAKE_H

#include <vidimus/record.h>
#include <vidimus/unread.h>

#include <jansson.h>
#include <stdatomic.h>

/* What is said of the origin of a whole run; NULL where nothing is known. Borrowed. */
struct vidimus_provenance {
	const char *from, *collector;                /* person: W-1 or code */
	const char *from_organisation;
	const char *method, *medium, *write_blocked; /* codes of vocabularies */
	const char *serial, *seal_number, *condition, *place;
	const char *received;                        /* EDTF */
	const char *legal_basis, *capture_tool;
	const char *channel;                         /* C-1 or code */
	const char *url, *post_id, *caption;
	const char *published, *published_zone;      /* EDTF; code of zone-status */
	const char *note;
};

/* One file of a run, once it is durable or has failed. Borrowed during the call. */
struct vidimus_intake_line {
	struct text        path;    /* bytes as given */
	const char        *outcome; /* "added", "known", "component", "failed" */
	bool               repaired; /* the held copy was damaged or gone, and is replaced by this one */
	char               item[VIDIMUS_ID_SIZE], acquisition[VIDIMUS_ID_SIZE], delivery[VIDIMUS_ID_SIZE]; /* "" for none */
	bool               hashed;  /* digest, bytes and media_type are known */
	struct digest      sha256;
	uint64_t           bytes;
	const char        *media_type;
	const char *const *warnings; /* codes of the vocabulary warning */
	size_t             warning_count;
	struct fingerprint_summary fingerprints; /* that this run made */
	const char        *error_code; /* of a failed one, else NULL */
	const char        *error_text;
};

/* An item that was asked about in the matching stage, after all lines of files. Borrowed during the call. */
struct vidimus_matches_line {
	char          item[VIDIMUS_ID_SIZE];
	const json_t *matches; /* that were proposed, as docs/views.md has them; often none */
};

/* How the matching stage went. */
struct vidimus_matching {
	uint64_t asked;     /* items */
	uint64_t matches;   /* proposed */
	struct vidimus_unread unread; /* items that could not be asked about or compared */
	uint64_t left;      /* items that are asked about the next time */
	bool     elsewhere; /* another process is at it, and does these too */
	uint64_t passed_over; /* matches that the log cannot hold, such as of times beyond all bounds */
	char     why_passed_over[ERROR_TEXT_SIZE]; /* of the first of these: which two items, and why */
	char     failure[ERROR_TEXT_SIZE]; /* "" unless it failed: what was taken in stays, the rest is asked the next time */
};

struct vidimus_intake_progress {
	uint64_t    files, files_total; /* total 0 while it is not known */
	uint64_t    bytes, bytes_total;
	struct text name;               /* what was begun last; bytes, borrowed */
	bool        matching;           /* files are items that are asked about, and no bytes are read */
};

struct vidimus_intake_options {
	const char *const *paths; /* as given */
	size_t             path_count;
	int                list;      /* descriptor that further paths are read from, or -1 */
	char               separator; /* that ends each of them: '\n' or 0 */
	const struct vidimus_provenance *provenance;
	bool               accession;   /* intake: evidence becomes items at once; else only received */
	bool               all_items;   /* every file becomes an item */
	bool               dry_run;     /* say what would happen, change nothing */
	bool               verify_known; /* hash held copies again before they are believed */
	bool               allow_unsandboxed; /* parse media even where parsers cannot be locked in; it is recorded */
	const char        *as;                /* E-7: the only path is the file of this exhibit, which was not held; or NULL */
	const char        *grounds, *protected_grounds; /* why it is taken for it; or NULL */
	void (*line)(void *context, const struct vidimus_intake_line *line);
	void (*progress)(void *context, const struct vidimus_intake_progress *progress);
	void (*matches)(void *context, const struct vidimus_matches_line *line);
	void *context;
	const atomic_bool *stop; /* set it to end the run after what is begun */
};

struct vidimus_intake_summary {
	uint64_t added, known, components, failed;
	uint64_t unexamined; /* new items that an interruption kept from being examined: vidimus_examine does it */
	uint64_t not_kept; /* of those that failed: for want of space, or by a failed sync; the
	                      delivery, if any, stays open: the same command continues it */
	uint64_t recorded; /* of these, files whose acquisition the log did not have */
	uint64_t repaired; /* held copies that were damaged or gone */
	uint64_t bytes;   /* of all that were read */
	double   seconds;
	bool     interrupted; /* the delivery, if any, stays open: the same command continues it */
	char     delivery[VIDIMUS_ID_SIZE]; /* "" when nothing new was found */
	struct vidimus_matching matching; /* of items; nothing where files are only received */
	char    *receipt; /* owned (free), NULL when no delivery was closed */
};

/*
 * Runs over all paths. STATUS_REFUSED when media cannot be parsed in a sandbox,
 * or when the file cannot be that of the exhibit `as`.
 * STATUS_OK also when files failed: the summary counts them. A fault of the catalogue ends the run; what was reported is durable.
 */
CHECKED enum status vidimus_intake(struct vidimus_catalogue *catalogue,
                                   const struct vidimus_intake_options *options,
                                   struct vidimus_intake_summary *summary, struct error *err);

/*
 * Makes items of what a delivery (D-1) holds; lines and progress as in an
 * intake. With `as` the id is that of one acquisition, whose file joins
 * the exhibit.
 */
CHECKED enum status vidimus_accession(struct vidimus_catalogue *catalogue, const char *delivery,
                                      const struct vidimus_intake_options *options,
                                      struct vidimus_intake_summary *summary, struct error *err);

#endif
