/* SPDX-License-Identifier: Apache-2.0 */
/*
 * withholding.h - what people decide over the members of events that leave,
 * and the second person's word where one is not enough.
 */
#ifndef VIDIMUS_WITHHOLDING_H
#define VIDIMUS_WITHHOLDING_H

#include <vidimus/view.h>

struct vidimus_withholding {
	const char *record;   /* the UUID of an event, or a record: every event of it that has the member */
	const char *member;
	const char *code;     /* of the vocabulary redaction-code; NULL: it is opened */
	const char *policies; /* "court defence"; NULL: all, only where it is withheld */
	const char *because, *protected_because; /* one of both is demanded */
};

/*
 * Records a standing decision; *out, owned: [{"event","type","member","class",
 * "before"}], where "before" is true for what was decided so already.
 * STATUS_EXISTS when that is all of it.
 */
CHECKED enum status vidimus_withhold(struct vidimus_catalogue *catalogue,
                                     const struct vidimus_withholding *words, json_t **out,
                                     struct error *err);

/* Every standing decision, in order. */
CHECKED enum status vidimus_withheld(struct vidimus_catalogue *catalogue,
                                     const struct vidimus_output *to, struct error *err);

struct vidimus_later {
	const char *bundle; /* B-…, that was given */
	const char *event;  /* its UUID, or a record that is one event, as F-3 */
	const char *member;
	const char *out;    /* the bundle's folder, or another; NULL: the working folder */
	const char *because, *protected_because; /* one of both is demanded */
};

/*
 * Opens a member that the bundle withholds: writes a file for its
 * custody/later/ and records it. *out, owned: {"bundle","event","member","code",
 * "file","sha256"}. STATUS_REFUSED, leaving a request, where a second person is
 * needed.
 */
CHECKED enum status vidimus_disclose_later(struct vidimus_catalogue *catalogue,
                                           const struct vidimus_later *words, json_t **out,
                                           struct error *err);

/*
 * The second person's word on a refused export or disclosure: B-…, or the
 * first eight digits of the request's id. *out, owned: {"bundle","request"}.
 * STATUS_REFUSED for the person who asked; STATUS_EXISTS when it was approved.
 */
CHECKED enum status vidimus_bundle_approve(struct vidimus_catalogue *catalogue,
                                           const char *request, const char *note, json_t **out,
                                           struct error *err);

/* Every request, with its state: open, approved or used. */
CHECKED enum status vidimus_bundle_requests(struct vidimus_catalogue *catalogue,
                                            const struct vidimus_output *to, struct error *err);

#endif
