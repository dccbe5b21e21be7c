/* SPDX-License-Identifier: Apache-2.0 */
/* report_internal.h - what describing, versions and publishing of reports share. */
#ifndef VIDIMUS_CASEWORK_REPORT_INTERNAL_H
#define VIDIMUS_CASEWORK_REPORT_INTERNAL_H

#include "casework/report.h"
#include "casework/short_id.h"

enum describe_how {
	DESCRIBE_EDIT,
	DESCRIBE_PUBLISH,    /* what is said gets published; of the draft nothing does */
	DESCRIBE_AS_DRAFTED  /* so does what the draft was called, where nothing else is said */
};

struct description {
	const struct field_words *words; /* those of no field of a description are left alone */
	size_t                    count;
	int64_t                   based_on;
	enum describe_how         how;
};

/* Describes a report inside a change; *version is its chain's afterwards. */
CHECKED enum status report_describe(struct catalogue *catalogue, struct change *change,
                                    const struct uuid *report,
                                    const struct description *description, int64_t *version,
                                    struct error *err);

/* What the event of a version is made of; the values are owned, NULL for null. */
struct version_words {
	struct uuid report;
	int64_t     version, based_on; /* 0: none */
	int64_t     citations, corrects;
	json_t     *document, *name, *pins, *overridden;
	const struct field_words *words; /* published url note because correction */
	size_t      count;
};
void version_words_end(struct version_words *version);

CHECKED enum status version_add_draft(struct change *change, const struct version_words *version,
                                      struct error *err);

/* report.published, or report.corrected where it corrects a version. */
CHECKED enum status version_add_published(struct change *change,
                                          const struct version_words *version,
                                          struct error *err);

/* Takes the document, and its name, that the version had when it was last drafted; none where it had none. */
CHECKED enum status version_keep_document(struct catalogue *catalogue,
                                          struct version_words *version, struct error *err);

/* A report as it stands inside a change. */
struct report_state {
	char    id[SHORT_ID_SIZE];
	int64_t number, chain; /* n of its chain's last event */
	bool    own, drafting;
	int64_t latest;        /* version, 0 for none */
	int64_t published;     /* latest version that is published, 0 for none */
};

/* Reads it. STATUS_NOT_FOUND; STATUS_STALE when `based_on` (0: any) is not its chain's version. */
CHECKED enum status report_state_read(struct catalogue *catalogue, const struct uuid *report,
                                      int64_t based_on, struct report_state *out,
                                      struct error *err);

#endif
