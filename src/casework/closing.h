/* SPDX-License-Identifier: Apache-2.0 */
/*
 * closing.h - what the end of a delivery states: how many files, the hash of
 * their manifest, and the text of the receipt (docs/event-log.md §8). Computed
 * when it is closed, and again when it is checked.
 */
#ifndef VIDIMUS_CASEWORK_CLOSING_H
#define VIDIMUS_CASEWORK_CLOSING_H

#include "ledger/ledger.h"

struct closing {
	int64_t       files, bytes, failed;
	int64_t       unknown; /* files of which hash, size or path is not known any more */
	struct digest manifest;
};

/* From the projection in `database`. */
CHECKED enum status closing_compute(struct database *database, const struct uuid *delivery,
                                    struct closing *out, struct error *err);

/* Appends the text that the receipt signs. `number` is that of the delivery's short id. */
CHECKED enum status closing_text(const struct closing *closing, const char *origin, int64_t number,
                                 const struct uuid *delivery, struct instant closed,
                                 struct buffer *out, struct error *err);

/* What is wrong with how a delivery was closed. */
enum closing_fault {
	CLOSING_STATEMENT, /* the event says of the files what the log does not */
	CLOSING_RECEIPT    /* the receipt is not one for that, signed by the event's actor */
};

/* Told of each fault: which delivery, by the number of its short id; a sentence. */
struct closing_watcher {
	void (*found)(void *context, enum closing_fault fault, int64_t number, const char *text);
	void *context;
	int64_t checked; /* deliveries */
	int64_t unknown; /* of which something is not known any more, so that it could not be checked */
};

/*
 * Checks every closed delivery against `fresh`, which holds the projection as
 * the log gives it. Files are not kept in memory. Faults do not end it.
 */
CHECKED enum status closings_check(struct ledger *ledger, struct database *fresh,
                                   struct closing_watcher *watcher, struct error *err);

#endif
