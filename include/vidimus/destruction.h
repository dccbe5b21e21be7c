/* SPDX-License-Identifier: Apache-2.0 */
/*
 * destruction.h - lawful destruction of values and files, by two people. The
 * log's events stay and verify; a tombstone says what was destroyed.
 */
#ifndef VIDIMUS_DESTRUCTION_H
#define VIDIMUS_DESTRUCTION_H

#include <vidimus/view.h>

struct vidimus_destruction {
	const char *const *targets; /* E-1, Q-2, another record, RECORD/MEMBER, EVENT/MEMBER */
	size_t             count;
	const char        *reason;  /* of the vocabulary destruction-reason */
	const char        *basis, *protected_because; /* or NULL */
	bool               keep_hash;  /* hashes and fingerprints stay */
	bool               everywhere; /* a named value goes from other members too */
	bool               dry_run;    /* only *plan is made */
};

/*
 * Asks for it. *plan, owned: {"request" (null with dry_run),"members":
 * [{"event","member"}],"files","objects","elsewhere":[{"event","type","member",
 * "record"}],"reach":[sentence]}. STATUS_REFUSED under a hold, which is named.
 */
CHECKED enum status vidimus_destroy_request(struct vidimus_catalogue *catalogue,
                                            const struct vidimus_destruction *destruction,
                                            json_t **plan, struct error *err);

/*
 * The second person's decision on a request (its UUID, the first eight digits
 * of it, or its event's number). Approving destroys: *left counts files that
 * are still there, which vidimus_tidy removes. STATUS_REFUSED for the person
 * who asked, and under a hold; STATUS_EXISTS when it was decided.
 */
CHECKED enum status vidimus_destroy_approve(struct vidimus_catalogue *catalogue,
                                            const char *request, uint64_t *left,
                                            struct error *err);
CHECKED enum status vidimus_destroy_refuse(struct vidimus_catalogue *catalogue,
                                           const char *request, const char *because,
                                           struct error *err);

/* Every request, and one with what it names ("members" with type and record). */
CHECKED enum status vidimus_destroy_list(struct vidimus_catalogue *catalogue,
                                         const struct vidimus_output *to, struct error *err);
CHECKED enum status vidimus_destroy_show(struct vidimus_catalogue *catalogue, const char *request,
                                         json_t **out, struct error *err);

#endif
