/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derivation.h - pictures made from an item: frames at exact times, as they
 * are, because somebody asked for them; and small ones that were blurred
 * before they left the parser. They lie in derived/, and what they are is in
 * the log.
 */
#ifndef VIDIMUS_CASEWORK_DERIVATION_H
#define VIDIMUS_CASEWORK_DERIVATION_H

#include "casework/item_object.h"
#include "media/worker.h"

/* Longest side in pixels of a blurred picture. */
#define DERIVATION_SIDE 160

enum derivation_kind {
	DERIVATION_FRAME,
	DERIVATION_THUMBNAIL
};

/* What is asked for. */
struct derivation {
	enum derivation_kind kind;
	int64_t              asked; /* microseconds, of a frame */
};

/* What came of it. */
struct derived_picture {
	char          id[SHORT_ID_SIZE]; /* of the item */
	struct digest digest;
	uint64_t      bytes;
	uint32_t      width, height;
	bool          has_time;
	int64_t       microseconds; /* exact presentation time, where has_time */
	bool          counted;      /* the film says no times: it comes of the frame's number and the rate */
	bool          known;        /* the log had it already; nothing was added */
};

/*
 * Makes one with `worker` (borrowed), keeps it and adds object.derived, unless
 * the log has the same already. STATUS_FALSE, saying how the parser ended, when
 * it gave no picture: then nothing is kept.
 */
CHECKED enum status derivation_make(struct catalogue *catalogue, struct worker *worker,
                                    const struct uuid *item, const struct derivation *asked,
                                    struct derived_picture *out, struct error *err);

/* How one picture of the log fares in derived/. */
enum derivation_state {
	DERIVATION_THERE,   /* with its bytes */
	DERIVATION_REMADE,  /* made again, the same */
	DERIVATION_FAILED   /* could not be made again, or another picture came out; `why` says */
};

struct derivation_remade {
	enum derivation_state state;
	char                  id[SHORT_ID_SIZE];
	const char           *kind; /* "frame", "thumbnail", "fingerprint"; static */
	struct digest         digest;
	const char           *why;  /* of what failed, borrowed; else NULL */
};

typedef enum status remade_taker(void *context, const struct derivation_remade *remade,
                                 struct error *err);

/*
 * Goes through all pictures that the log knows and makes again what is missing
 * or damaged. Adds nothing to the log.
 */
CHECKED enum status derivation_remake(struct catalogue *catalogue, struct worker *worker,
                                      remade_taker *tell, void *context, struct error *err);

#endif
