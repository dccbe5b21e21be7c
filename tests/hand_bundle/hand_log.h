/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hand_log.h - a small log with what casework records, written by the ledger
 * alone: two exhibits, a witness, a finding of one actor, the other's dissent.
 */
#ifndef VIDIMUS_TESTS_BUNDLE_HAND_LOG_H
#define VIDIMUS_TESTS_BUNDLE_HAND_LOG_H

#include "ledger/change.h"

/* What the exhibit's file holds. */
#define EXHIBIT_BYTES "SYNTHETIC DEMO - NOT EVIDENCE\n"

struct hand_log {
	char               *folder;
	struct database    *database;
	struct ledger      *ledger;
	struct signing_key *ana, *bo; /* ana is a keeper */
	struct uuid         catalogue;
	struct subject      item, other_item, person;
};

/* Makes the log in a new folder, up to the dissent and the status that follows it. */
void hand_log_make(struct hand_log *log);
void hand_log_end(struct hand_log *log);

/*
 * `log` is another's, but for its folder, which holds a copy of that one's
 * database: opens the copy, with the same keys. It is closed by the other function, which keeps those.
 */
void hand_log_open_copy(struct hand_log *log);
void hand_log_close_copy(struct hand_log *log);

/* Adds one event in a change of its own, signed by `key`; the values are format text of jansson's. */
void hand_log_add(struct hand_log *log, const struct signing_key *key, const char *type,
                  const struct subject *subject, const char *short_id, json_t *values);

/* Words that must never be found in a bundle of the exhibit, ended by NULL. */
extern const char *const hand_log_secrets[];

#endif
