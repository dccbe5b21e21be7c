/* SPDX-License-Identifier: Apache-2.0 */
/* derive.h - pictures made from items by parsers that run locked in (docs/viewing.md). */
#ifndef VIDIMUS_DERIVE_H
#define VIDIMUS_DERIVE_H

#include <vidimus/record.h>

#include <stdatomic.h>

/* Parsers, ready to work: programs of their own beside the running one. */
struct vidimus_parsers;

/*
 * Starts them; *out is owned. STATUS_REFUSED, with the reason, when they are
 * not there or cannot be locked in, unless that is allowed. `stop` (or NULL)
 * gives up what runs when it becomes true.
 */
CHECKED enum status vidimus_parsers_open(struct vidimus_parsers **out, bool allow_unsandboxed,
                                         const atomic_bool *stop, struct error *err);

/* Ends them and waits for that; NULL is allowed. */
void vidimus_parsers_close(struct vidimus_parsers *parsers);

/* A picture in derived/. */
struct vidimus_picture {
	char          item[VIDIMUS_ID_SIZE];
	struct digest sha256; /* of its file, a PNG */
	uint64_t      bytes;
	uint32_t      width, height;
	bool          has_time;
	int64_t       microseconds; /* exact presentation time, where has_time */
	bool          counted;      /* the film says no times: it comes of the frame's number and the rate */
	bool          known;        /* the log had the same already */
};

/*
 * The frame shown at `microseconds` from the start: the last at or before it,
 * else the first, as stored. STATUS_FALSE when there is none to be had.
 */
CHECKED enum status vidimus_frame(struct vidimus_catalogue *catalogue,
                                  struct vidimus_parsers *parsers, const char *item,
                                  int64_t microseconds, struct vidimus_picture *out,
                                  struct error *err);

/* A small picture, blurred before it left its parser. */
CHECKED enum status vidimus_thumbnail(struct vidimus_catalogue *catalogue,
                                      struct vidimus_parsers *parsers, const char *item,
                                      struct vidimus_picture *out, struct error *err);

/* One picture that the log knows, after vidimus_rebuild_derived. Borrowed during the call. */
struct vidimus_remade {
	const char   *state; /* "there", "remade", "failed" */
	const char   *item;  /* "" of the index of matches, which has no sha256 either */
	const char   *kind;
	struct digest sha256;
	const char   *why;   /* of "failed", else NULL */
};

/* Makes again what is missing in derived/, or damaged. The log is not changed. */
CHECKED enum status vidimus_rebuild_derived(struct vidimus_catalogue *catalogue,
                                            struct vidimus_parsers *parsers,
                                            void (*tell)(void *context,
                                                         const struct vidimus_remade *remade),
                                            void *context, struct error *err);

#endif
