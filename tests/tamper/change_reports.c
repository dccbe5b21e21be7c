/* SPDX-License-Identifier: Apache-2.0 */
/* change_reports.c - publications, in right changes of somebody with a key, whose two lists of what is cited differ. */
#include "tamper/change.h"

#include "base/scoped.h"
#include "base/text.h"

#include <stdlib.h>

#define REPORT   "report/0b4d5a52-6a7e-4b0e-9c41-8f3f0d6f2a12"
#define CITATION "0b4d5a52-6a7e-4b0e-9c41-8f3f0d6f2a13"
#define OTHER    "0b4d5a52-6a7e-4b0e-9c41-8f3f0d6f2a14"

/* What the report's chain lists of its citation, where the exhibit's chain pins the status unverified. */
struct list {
	const char *citation, *status;
	int         count;
};

static void
append(struct tampering *t, const struct signing_key *ana, const char *type, const char *subject,
       const char *members)
{
	tamper_append(t, &(struct forgery){ .actor = ana,
	                                    .type = type,
	                                    .subject = subject,
	                                    .open = text_is(text_of(type), "report.registered")
	                                                    ? "{\"short_id\":\"R-000001\"}"
	                                                    : NULL,
	                                    .members = members });
}

/* A report that cites E-000001, pins it and lists what it pins; Ana signs all three. */
static void
publish(struct tampering *t, const struct list *list)
{
	struct signing_key *ana = sample_key(SAMPLE_ANA);
	SCOPED_FREE char *origin = NULL, *item = NULL;
	SCOPED(buffer) members = { 0 };

	tamper_open(t);
	origin = tamper_origin(t);
	item = tamper_text(t, "SELECT 'item/' || uuid FROM p_items WHERE number = 1");
	append(t, ana, "report.registered", REPORT, "{\"own\":true}");
	append(t, ana, "citation.pinned", item,
	       "{\"citation\":\"" CITATION "\",\"report\":\"" REPORT "\",\"status\":\"unverified\",\"version\":1,"
	       "\"version_cited\":2}");
	buffer_append_string(&members, "{\"citations\":1,\"pins\":[");
	for (int i = 0; i < list->count; i++)
		buffer_append_format(&members,
		                     "%s{\"citation\":\"%s\",\"footage\":null,\"item\":\"%s\",\"n\":2,"
		                     "\"object\":null,\"status\":\"%s\"}",
		                     i ? "," : "", list->citation, item, list->status);
	buffer_append_string(&members, "],\"version\":1}");
	append(t, ana, "report.published", REPORT, buffer_string(&members));
	tamper_sign(t, origin, t->event + 1, NULL, ana);
	tamper_rebuild(t);
	tamper_close(t);
	signing_key_close(ana);
}

static void
list_other_status(struct tampering *t)
{
	publish(t, &(struct list){ CITATION, "verified", 1 });
}

static void
list_other_citation(struct tampering *t)
{
	publish(t, &(struct list){ OTHER, "unverified", 1 });
}

static void
list_nothing(struct tampering *t)
{
	publish(t, &(struct list){ CITATION, "unverified", 0 });
}

const struct change changes_of_reports[] = {
	{ "pins-other-status", list_other_status, NULL },
	{ "pins-other-citation", list_other_citation, NULL },
	{ "pins-not-listed", list_nothing, NULL },
	{ NULL, NULL, NULL },
};
