/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ledger.h - the append-only, hash-chained, signed log of one catalogue
 * (docs/event-log.md). It knows bytes, chains, tree and keys, and no meaning:
 * what an event does to the tables that people see is the projector's.
 */
#ifndef VIDIMUS_LEDGER_LEDGER_H
#define VIDIMUS_LEDGER_LEDGER_H

#include "ledger/event.h"
#include "ledger/schema.h"

#include "base/scoped.h"
#include "crypto/merkle.h"
#include "store/database.h"

#include <vidimus/types.h>

struct ledger;

/* The format that catalogue.created names; docs/event-log.md §9 says when it is raised. */
#define LEDGER_FORMAT 2

/* An event as it stands in the log, with those of its plain values that are still there. */
struct event_record {
	struct event_header header;
	json_t *open;        /* borrowed from `whole` */
	json_t *commitments; /* borrowed from `whole`; NULL where a projector gets a new event */
	json_t *values;      /* owned; a member that is absent was destroyed, or does not fit its schema */
	json_t *whole;       /* owned */
};
void event_record_end(struct event_record *record);

/*
 * Turns an event into rows of the projection, in `database`; the only writer
 * of those rows. It must succeed with any of the values absent, and must not
 * depend on anything but the event and the rows of earlier ones.
 */
struct projector {
	enum status (*apply)(struct database *database, const struct event_record *record,
	                     struct error *err);
	struct text script; /* SQL that makes the empty tables */
};

/* Where times and random bytes come from; tests fix them. */
struct ledger_sources {
	struct instant (*now)(void *context);
	enum status (*random)(void *context, void *out, size_t n, struct error *err);
	void *context;
};

/* The machine's clock and the operating system's random numbers. */
extern const struct ledger_sources ledger_true_sources;

/*
 * Opens the log in `database` (borrowed, as is `projector`). A catalogue of
 * another format is STATUS_UNUSABLE. An empty log is allowed: the first change
 * creates it.
 */
CHECKED enum status ledger_open(struct ledger **out, struct database *database,
                                const struct projector *projector,
                                const struct ledger_sources *sources, struct error *err);
void ledger_close(struct ledger *ledger);
DEFINE_SCOPED_POINTER(ledger, ledger_close);

struct database *ledger_database(const struct ledger *ledger);
const struct schemas *ledger_schemas(const struct ledger *ledger);

/* Events in the log. */
CHECKED enum status ledger_size(struct ledger *ledger, int64_t *size, struct error *err);

/* The catalogue's UUID, the name of the subject of event 0. STATUS_NOT_FOUND while the log is empty. */
CHECKED enum status ledger_uuid(struct ledger *ledger, struct uuid *out, struct error *err);

/* "vidimus/UUID", the log's origin and the name of the keys that sign it. */
#define ORIGIN_SIZE 64
void ledger_origin(char out[ORIGIN_SIZE], const struct uuid *uuid);

/* Root of the first `size` events, from the stored nodes in O(log size). */
CHECKED enum status ledger_root(struct ledger *ledger, int64_t size, struct digest *root,
                                struct error *err);

/* Appends the last checkpoint's note. STATUS_NOT_FOUND while the log is empty. */
CHECKED enum status ledger_checkpoint(struct ledger *ledger, struct buffer *note,
                                      struct error *err);

/* Size and root that the note of a checkpoint states; its signature is not looked at. STATUS_INVALID. */
CHECKED enum status ledger_head_of_note(struct text note, struct merkle_head *out,
                                        struct error *err);

/* Reads one event. STATUS_NOT_FOUND beyond the end. */
CHECKED enum status ledger_read(struct ledger *ledger, int64_t seq, struct event_record *out,
                                struct error *err);

/* Appends the event's bytes as they are hashed. */
CHECKED enum status ledger_bytes(struct ledger *ledger, int64_t seq, struct buffer *out,
                                 struct error *err);

/* The index of the event of that id. */
CHECKED enum status ledger_find(struct ledger *ledger, const struct uuid *id, int64_t *seq,
                                struct error *err);

/* The index of a subject's event n, and of its last event (n < 1). STATUS_NOT_FOUND if none. */
CHECKED enum status ledger_find_in_chain(struct ledger *ledger, const struct subject *subject,
                                         int64_t n, int64_t *seq, int64_t *last_n,
                                         struct error *err);

/*
 * Appends the proof that event `seq` is in the log at its last checkpoint, in
 * C2SP tlog-proof form (c2sp.org/tlog-proof). It is checked before it is
 * given: STATUS_UNUSABLE where what is stored proves nothing.
 */
CHECKED enum status ledger_prove(struct ledger *ledger, int64_t seq, struct buffer *out,
                                 struct error *err);

#endif
