/* SPDX-License-Identifier: Apache-2.0 */
/* api_internal.h - what the public handles are made of. */
#ifndef VIDIMUS_API_API_INTERNAL_H
#define VIDIMUS_API_API_INTERNAL_H

#include "casework/catalogue.h"
#include "media/examination.h"
#include "media/fingerprints.h"

#include "base/encoding.h"

#include <vidimus/catalogue.h>

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
};

/* The surroundings as the layers below take them. */
struct surroundings api_surroundings(const struct vidimus_surroundings *surroundings);

#endif
