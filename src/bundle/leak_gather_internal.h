/* SPDX-License-Identifier: Apache-2.0 */
/* leak_gather_internal.h - what gathering from events and from records shares. */
#ifndef VIDIMUS_BUNDLE_LEAK_GATHER_INTERNAL_H
#define VIDIMUS_BUNDLE_LEAK_GATHER_INTERNAL_H

#include "bundle/leak_gather.h"
#include "bundle/leak_value.h"

struct leak_gathering {
	struct leak_needles           *needles;
	struct ledger                 *ledger;
	const struct bundle_selection *selection;
	json_t *rules; /* type to its schema; borrowed */
	json_t *near;  /* subjects near the exhibits, as keys; owned */
	json_t *items; /* items near them that are not exported, likewise; owned */
};

/* An event's values as they are kept, with what its type says of them. */
struct leak_event {
	int64_t        seq;
	struct subject subject;
	const json_t  *schema;  /* borrowed */
	json_t        *values;  /* owned */
};
void leak_event_end(struct leak_event *event);

/* Is the chain carried whole? */
CHECKED bool leak_is_carried(const struct leak_gathering *gathering, struct text subject);

/* Fills `near` and `items`. */
CHECKED enum status leak_gather_near(struct leak_gathering *gathering, struct error *err);

/* Ids, UUIDs, hashes and names of what is near and does not leave. */
CHECKED enum status leak_gather_records(struct leak_gathering *gathering, struct error *err);

#endif
