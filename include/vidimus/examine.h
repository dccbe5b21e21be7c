/* SPDX-License-Identifier: Apache-2.0 */
/* examine.h - having items parsed apart, again or for the first time. */
#ifndef VIDIMUS_EXAMINE_H
#define VIDIMUS_EXAMINE_H

#include <vidimus/intake.h>

enum vidimus_examine_choice {
	VIDIMUS_EXAMINE_GIVEN,   /* the items that are given */
	VIDIMUS_EXAMINE_MISSING, /* every item that was never examined, or has no fingerprints although a parser reads it */
	VIDIMUS_EXAMINE_AGAIN    /* every item that this very program has not examined */
};

/* One item, once its examination is durable or could not be had. Borrowed during the call. */
struct vidimus_examine_line {
	char               item[VIDIMUS_ID_SIZE];
	struct digest      sha256;
	struct fingerprint_summary fingerprints; /* that this run made */
	const char        *outcome;    /* "complete", "no-parser", "failed", "killed", "timed-out", "malformed"; NULL: see the error */
	const char        *media_type; /* that the parser found, or NULL */
	const char *const *warnings;   /* codes of the vocabulary warning, sorted */
	size_t             warning_count;
	const char        *error_code; /* "missing", "unreadable", "unrecordable", or NULL */
	const char        *error_text;
};

struct vidimus_examine_options {
	enum vidimus_examine_choice choice;
	const int64_t *items; /* VIDIMUS_EXAMINE_GIVEN: numbers of vidimus_item_number */
	size_t         item_count;
	bool           allow_unsandboxed; /* parse media even where parsers cannot be locked in; it is recorded */
	void (*line)(void *context, const struct vidimus_examine_line *line);
	void (*progress)(void *context, const struct vidimus_intake_progress *progress);
	void (*matches)(void *context, const struct vidimus_matches_line *line);
	void *context;
	const atomic_bool *stop; /* set it to end the run after what is begun */
};

struct vidimus_examine_summary {
	uint64_t examined;
	uint64_t unfinished; /* of these: the parser did not come to the file's end */
	uint64_t failed;     /* not examined */
	double   seconds;
	bool     interrupted;
	struct vidimus_matching matching;
};

/* The number in the short id of the item that `id` names (E-1, UUID or hash). STATUS_NOT_FOUND. */
CHECKED enum status vidimus_item_number(struct vidimus_catalogue *catalogue, const char *id,
                                        int64_t *number, struct error *err);

/*
 * Examines them, several at a time. STATUS_REFUSED when media cannot be parsed
 * in a sandbox. STATUS_OK also when some failed: the summary counts them.
 */
CHECKED enum status vidimus_examine(struct vidimus_catalogue *catalogue,
                                    const struct vidimus_examine_options *options,
                                    struct vidimus_examine_summary *summary,
                                    struct error *err);

#endif
