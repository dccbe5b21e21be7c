/* SPDX-License-Identifier: Apache-2.0 */
/*
 * verify.h - does the log hold? Form, chains, tree, proofs of keys and
 * signatures, in one walk of bounded memory. Commitments belong to audit.
 */
#ifndef VIDIMUS_LEDGER_VERIFY_H
#define VIDIMUS_LEDGER_VERIFY_H

#include "ledger/replay.h"

/* What is wrong with the log, where. */
struct log_fault {
	enum log_layer {
		LOG_FORM,      /* bytes, columns, order, schema, chain */
		LOG_TREE,      /* leaves, nodes, roots */
		LOG_SIGNATURE, /* checkpoints, keys and their proofs */
		LOG_COMMITMENT /* values and seeds (ledger_check_commitments) */
	} layer;
	int64_t     seq;  /* the event; -1 where it is a checkpoint */
	int64_t     size; /* the checkpoint; -1 where it is an event */
	const char *text; /* a sentence, borrowed during the call */
};

struct log_report {
	int64_t       events;
	int64_t       checkpoints;
	int64_t       signatures; /* checked */
	int64_t       faults;
	int64_t       clock_warnings; /* events whose time lies before the one before */
	struct digest root;           /* of all events, as computed */
};

/*
 * Walks the whole log. `found` is called once a fault, which does not end the
 * walk. STATUS_OK also when there were faults: report->faults counts them.
 */
CHECKED enum status log_verify(struct ledger *ledger, const struct log_progress *progress,
                               void (*found)(void *context, const struct log_fault *fault),
                               void *context, struct log_report *report, struct error *err);

struct commitment_report {
	int64_t checked;   /* members */
	int64_t destroyed; /* of them: gone by an approved destruction */
	int64_t faults;
};

/*
 * Recomputes every commitment from its seed, or salt, and value. A missing
 * value that no approved destruction of its chain lists, one that is listed and
 * there, an extra one, a seed or value that gives another commitment, and a value that
 * does not fit its schema are faults.
 */
CHECKED enum status log_check_commitments(struct ledger *ledger,
                                          const struct log_progress *progress,
                                          void (*found)(void *context,
                                                        const struct log_fault *fault),
                                          void *context, struct commitment_report *report,
                                          struct error *err);

#endif
