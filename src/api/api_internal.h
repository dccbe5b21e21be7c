/* SPDX-License-Identifier: Apache-2.0 */
/* api_internal.h - what the public handles are made of. */
#ifndef VIDIMUS_API_API_INTERNAL_H
#define VIDIMUS_API_API_INTERNAL_H

#include "casework/catalogue.h"
#include "casework/record_filter.h"
#include "media/examination.h"
#include "match/unread.h"
#include "media/fingerprints.h"

#include "base/encoding.h"
#include "base/error.h"

#include <vidimus/catalogue.h>
#include <vidimus/intake.h>
#include <vidimus/view.h>

struct vidimus_catalogue {
	struct catalogue *inner; /* owned */
};

struct vidimus_key {
	struct signing_key *signing; /* owned; NULL once a catalogue took it */
	bool                lies_open;
};

struct vidimus_parsers {
	struct worker *worker; /* owned */
};

struct vidimus_fingerprint {
	char                sha256[DIGEST_TEXT_SIZE];
	uint64_t            bytes;
	char                media_type[128];
	struct examination  examination; /* empty of an item's */
	struct fingerprints prints;
	char                missing[ERROR_TEXT_SIZE]; /* of an item: why its fingerprints cannot be read; else "" */
};

/* The count and the first names. */
void api_unread(const struct unread *unread, struct vidimus_unread *out);

/*
 * Runs the matching stage for a verb; what fails is told in *out and fails
 * nothing else. Where `stop` is set already, it only counts what is left.
 */
struct matching_settings {
	const char *verb;
	void (*matches)(void *context, const struct vidimus_matches_line *line);
	void (*progress)(void *context, const struct vidimus_intake_progress *progress);
	void *context;
	const atomic_bool *stop;
};
void api_match(struct vidimus_catalogue *catalogue, const struct matching_settings *settings,
               struct vidimus_matching *out);

/*
 * Reads the filters of what is asked into `room`, which record_filters_end ends in any case,
 * and gives the output that passes on to `to` what they match. Both are borrowed by *out.
 */
CHECKED enum status api_filtered(struct record_filters *room, const struct vidimus_asked *asked,
                                 const struct view_output *to, struct view_output *out,
                                 struct error *err);

/* The surroundings as the layers below take them. */
struct surroundings api_surroundings(const struct vidimus_surroundings *surroundings);

#endif
