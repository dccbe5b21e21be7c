/* SPDX-License-Identifier: Apache-2.0 */
/* api_internal.h - what the public handles are made of. */
#ifndef VIDIMUS_API_API_INTERNAL_H
#define VIDIMUS_API_API_INTERNAL_H

#include "casework/catalogue.h"

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

/* The surroundings as the layers below take them. */
struct surroundings api_surroundings(const struct vidimus_surroundings *surroundings);

#endif
