/* SPDX-License-Identifier: Apache-2.0 */
/* destruction_internal.h - what the parts of destruction share. */
#ifndef VIDIMUS_CASEWORK_DESTRUCTION_INTERNAL_H
#define VIDIMUS_CASEWORK_DESTRUCTION_INTERNAL_H

#include "casework/destruction.h"

/* A destruction that is being planned. */
struct destruction {
	struct ledger *ledger;
	bool           keep_hash;
	json_t *members; /* "EVENT/member" to the subject of the chain; owned */
	json_t *files;   /* UUIDs of acquisitions, as keys; owned */
	json_t *items;   /* UUIDs of items whose files go, as keys; owned */
	json_t *hashes;  /* of files, to be found wherever they stand; owned */
	json_t *values;  /* texts that were named; owned */
};

/* Adds the members of an event that can go; `only` (NULL: all). */
CHECKED enum status destruction_add_event(struct destruction *plan, int64_t seq, const char *only,
                                          struct error *err);

/*
 * Every event that holds the text in a member that is not planned yet: adds
 * it, or (list not NULL) tells of it there. A hash is looked for as it is, a
 * text in the strings of the values.
 */
CHECKED enum status destruction_hunt(struct destruction *plan, const char *text, json_t *list,
                                     struct error *err);

/*
 * Adds what was kept of every sealed bundle that carries a chain of the plan:
 * its disclosures and reports hold those values. It cannot be written again then.
 */
CHECKED enum status destruction_add_bundles(struct destruction *plan, struct error *err);

/* STATUS_EXISTS when the request was approved or refused. */
CHECKED enum status destruction_check_open(struct catalogue *catalogue, const char *request,
                                           struct error *err);

/* Sentences about what it cannot reach. */
CHECKED enum status destruction_reach(struct destruction *plan, json_t *sentences,
                                      struct error *err);

/* STATUS_REFUSED when a hold covers one of the chains that lose values ("EVENT/member" to subject). */
CHECKED enum status destruction_check_holds(struct ledger *ledger, const json_t *members,
                                            struct instant now, struct error *err);

/* Digests of what was made from the items (UUIDs as keys): each as a key, of the folder "derived". */
CHECKED enum status destruction_derived(struct ledger *ledger, const json_t *items,
                                        json_t *digests, struct error *err);

/*
 * Hashes of files in members of the event that are to go, as keys of the folder
 * "originals": a report's document, an attachment.
 */
CHECKED enum status destruction_note_hashes(struct ledger *ledger, int64_t seq,
                                            const json_t *names, json_t *digests,
                                            struct error *err);

/* Paths of damaged copies that repairs kept of the objects (hashes as keys): keys of the folder "". */
CHECKED enum status destruction_note_damaged(struct ledger *ledger, const json_t *objects,
                                             json_t *digests, struct error *err);

/*
 * Before the commit: writes down, durably, which files are to go, in
 * staging/destruction-REQUEST: of the objects and of what was made those that
 * no table names any more, and (`segments`) the matching's segments.
 */
CHECKED enum status destruction_list(struct catalogue *catalogue, const char *request,
                                     const json_t *objects, const json_t *digests, bool segments,
                                     struct error *err);

#endif
