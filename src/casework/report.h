/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report.h - documents that cite evidence: our own, and others'. What is
 * recorded of one while it is a draft stands in protected members, and gets
 * into the published ones only where somebody who publishes it says so.
 */
#ifndef VIDIMUS_CASEWORK_REPORT_H
#define VIDIMUS_CASEWORK_REPORT_H

#include "casework/kept_file.h"
#include "casework/record_edit.h"

/* A version of a report, as a command leaves it. */
struct report_version {
	int64_t number;    /* of the report's short id */
	int64_t version;   /* of the document, from 1 */
	int64_t chain;     /* n of the report's last event */
	int64_t citations; /* that were pinned */
};

/*
 * Registers a report, described by its fields (title authors publisher url
 * kind language derived_from retrieved accessed reliability grade_grounds
 * protected_grade_grounds note) and `own`: "yes" makes version 1 a draft, "no" a
 * published one, with `published` as its date. `document` is its file, or NULL.
 */
CHECKED enum status report_add(struct catalogue *catalogue, const struct field_words *words,
                               size_t count, struct kept_file *document, int64_t *number,
                               struct error *err);

/*
 * Describes it anew. What is said while its latest version is a draft goes to
 * the draft's members; what was published stays beside it.
 */
CHECKED enum status report_edit(struct catalogue *catalogue, const struct uuid *report,
                                const struct field_words *words, size_t count,
                                int64_t based_on, int64_t *version, struct error *err);

/*
 * Drafts the next version, or the present one again when it is a draft; the
 * one field is `note`. Without a document it keeps the one that it had.
 * STATUS_STALE as report_edit.
 */
CHECKED enum status report_draft(struct catalogue *catalogue, const struct uuid *report,
                                 const struct field_words *words, size_t count,
                                 struct kept_file *document, int64_t based_on,
                                 struct report_version *out, struct error *err);

/*
 * Records more of the published version: its date (`published`), `url`, the
 * document, with `because`. What is not said stays; nothing is pinned. STATUS_INVALID
 * while none is published; STATUS_STALE.
 */
CHECKED enum status report_amend(struct catalogue *catalogue, const struct uuid *report,
                                 const struct field_words *words, size_t count,
                                 struct kept_file *document, int64_t based_on,
                                 struct report_version *out, struct error *err);

/*
 * Reads ids and ranges of reports, separated by commas or spaces, as an owned
 * list of subjects; null when the text is empty.
 */
CHECKED enum status reports_of_words(struct catalogue *catalogue, struct text text, json_t **out,
                                     struct error *err);

#endif
