/* SPDX-License-Identifier: Apache-2.0 */
/* audit_internal.h - what the parts of an audit share: the findings so far. */
#ifndef VIDIMUS_CUSTODY_AUDIT_INTERNAL_H
#define VIDIMUS_CUSTODY_AUDIT_INTERNAL_H

#include "custody/audit.h"

#include "base/instant.h"
#include "ledger/outside.h"
#include "ledger/replay.h"

enum audit_part {
	PART_OBJECTS,
	PART_LOG,
	PART_SIGNATURES,
	PART_COMMITMENTS,
	PART_PROJECTION,
	PART_HOME,
	PART_OUTSIDE,
	PARTS
};

/* Its name in the report; and that of a scope. */
const char *audit_part_name(enum audit_part part);
const char *audit_scope_name(enum audit_scope scope);

/* A list that stops growing at AUDIT_LIST_LIMIT, and its true length. */
struct audit_list {
	json_t *entries; /* owned */
	int64_t count;
};

struct audit_layer {
	bool              failed;
	char              why_not[320]; /* it was not checked; "" when it was */
	struct audit_list faults;       /* sentences */
};

struct audit {
	struct catalogue           *catalogue;
	const struct audit_options *options;
	struct instant              started;
	bool                        stopped;
	bool                        unable; /* something could not be checked for want of means */
	bool                        no_memory; /* for a list */
	struct audit_layer          layers[PARTS];

	/* the log as it is audited */
	int64_t       size; /* events when the audit began; -1 when that cannot be read */
	int64_t       events, checkpoints, signatures, clock_warnings; /* as the walk found them */
	struct digest root;
	struct buffer checkpoint; /* note of the last one */
	int64_t       commitments, destroyed; /* members; of them gone by approved destructions */
	struct audit_list resumptions;       /* {"time","kept","lost_size","by","text"} */
	struct audit_list moves;             /* {"time","by","text"} */
	struct audit_list contradictions;    /* of other logs: {"time","origin","n","foreign","subject","text"} */
	struct audit_list destructions;      /* {"request","time","values","files","asked_by","approved_by","text"} */
	struct audit_list suspects; /* a sentence each: events by keys in other hands; no damage */
	int64_t       suspect_events;
	struct outside_report outside; /* what witnesses and authorities gave */
	int64_t       tables;
	int64_t       deliveries, deliveries_unknown; /* whose manifest and receipt were checked; not wholly */
	struct audit_list different, rows; /* names of tables; and counts */
	struct home   home;                /* as it was before the log was looked at */
	enum status   home_status;         /* of reading it */
	struct error  home_error;
	json_t       *home_checkpoint;     /* owned; NULL for none */
	char          home_text[512];

	/* the vault */
	unsigned char     seed[DIGEST_SIZE]; /* of the sample */
	int64_t           checked;
	uint64_t          hashed_bytes;
	struct audit_list missing, altered;                           /* hashes */
	struct audit_list unread;                                     /* hashes, for want of means */
	char              unread_why[200];                            /* of the first */
	struct audit_list missing_acquisitions, altered_acquisitions; /* UUIDs of the first of each */
	struct audit_list unreferenced, leftovers;
};

/* Adds an entry (taken over; NULL is lack of memory). */
void audit_list_add(struct audit *audit, struct audit_list *list, json_t *entry);

/* A sentence about what is wrong; the layer FAILED. Words of foreign origin are made safe. */
void audit_fault(struct audit *audit, enum audit_part part, const char *format, ...)
	PRINTF_LIKE(3, 4);

/* The layer, unless it FAILED, was not checked, for this reason. */
void audit_not_checked(struct audit *audit, enum audit_part part, const char *format, ...)
	PRINTF_LIKE(3, 4);

/*
 * Judges how the check of a layer ended. What could not be read or run is a
 * fault of the layer, unless another one names damage already, which may be
 * why; it is unchecked then, as after an interruption. Only lack of memory is
 * returned.
 */
CHECKED enum status audit_ended(struct audit *audit, enum audit_part part, enum status st,
                                const struct error *why, struct error *err);

/* Is the error want of descriptors, permission, threads or room: the auditor's trouble, not damage? */
bool audit_lacks_means(int os);

/* Did the caller ask to stop? Remembers it. */
bool audit_stopped(struct audit *audit);

/* Tells the caller's progress. */
void audit_tell(struct audit *audit, const struct audit_progress *progress);

/* Progress of a walk through the log, for the ledger; `doing` is static. */
struct audit_walk {
	struct audit       *audit;
	const char         *doing;
	struct log_progress progress;
};
void audit_walk_begin(struct audit_walk *walk, struct audit *audit, const char *doing);

/* The parts; each leaves its findings in `audit`. Any status but STATUS_OK ends the audit. */
CHECKED enum status audit_read_home(struct audit *audit, struct error *err);
CHECKED enum status audit_log(struct audit *audit, struct error *err);
CHECKED enum status audit_commitments(struct audit *audit, struct error *err);
CHECKED enum status audit_outside(struct audit *audit, struct error *err);
CHECKED enum status audit_destructions(struct audit *audit, struct error *err);
CHECKED enum status audit_moves(struct audit *audit, struct error *err);
CHECKED enum status audit_projection(struct audit *audit, struct error *err);
CHECKED enum status audit_home(struct audit *audit, struct error *err);
CHECKED enum status audit_objects(struct audit *audit, struct error *err);
CHECKED enum status audit_strays(struct audit *audit, struct error *err);

/* The report; owned. */
CHECKED enum status audit_report(struct audit *audit, json_t **out, struct error *err);

/* Adds audit.completed to the log; *event is its id, owned, or NULL with the reason in `why`. */
CHECKED enum status audit_record(struct audit *audit, json_t **event, struct error *why);

#endif
