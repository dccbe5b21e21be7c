/* SPDX-License-Identifier: Apache-2.0 */
/* report_publish.h - publishing a version of a report, or correcting the one that is out. */
#ifndef VIDIMUS_CASEWORK_REPORT_PUBLISH_H
#define VIDIMUS_CASEWORK_REPORT_PUBLISH_H

#include "casework/report.h"

struct publication {
	struct uuid               report;
	const struct field_words *words; /* title authors publisher url published because override correction */
	size_t                    count;
	struct kept_file   *document;   /* or NULL */
	bool                      as_drafted; /* title, document, places and quotes of the draft are published, where nothing else is said */
	bool                      corrects;   /* it takes the place of the version that is out */
	int64_t                   based_on;   /* 0: any */
};

/*
 * Publishes the latest version, a draft; or corrects the published one, by the
 * draft that follows or without one. Each citation is pinned in its chain and
 * in the report's, in the same change. One's own report must pass report_check
 * but for the codes of `override`, which demand `because`: STATUS_REFUSED else.
 * STATUS_STALE, STATUS_INVALID.
 */
CHECKED enum status report_publish(struct catalogue *catalogue, const struct publication *asked,
                                   struct report_version *out, struct error *err);

#endif
