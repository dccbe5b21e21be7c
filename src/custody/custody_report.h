/* SPDX-License-Identifier: Apache-2.0 */
/*
 * custody_report.h - the custody report of items: casework's view of a chain
 * (casework/view_custody.h), completed by what a court asks for, cut to whom it
 * is for, and as a document for people. docs/custody-reports.md has the form.
 *
 * It is the view with: `premis` in each action; a gap for each field of
 * docs/custody-reports.md that is not known; `audience` (null: the organisation's
 * own eyes), `case`, `prepared_by`, `tool` {"version","build"}; where it is
 * asked for, `questions`, [{"code","question","answer","gap"}]; and for an
 * audience `withheld`, {CLASS: count}.
 */
#ifndef VIDIMUS_CUSTODY_CUSTODY_REPORT_H
#define VIDIMUS_CUSTODY_CUSTODY_REPORT_H

#include "base/instant.h"
#include "ledger/ledger.h"
#include "render/document.h"

struct custody_settings {
	const char    *audience;    /* a policy's name, whose classes alone are shown; NULL: the organisation's own eyes */
	bool           questions;   /* those that the defence would ask */
	bool           captions;    /* also of what is graphic or was not assessed */
	int            pictures;    /* the catalogue's folder, whose blurred thumbnails are shown; -1: none */
	const char    *case_number; /* or situation; NULL: not known */
	const char    *prepared_by; /* NULL: not said */
	const char    *build;       /* build id of this program, or NULL */
	struct instant now;
};

/* The report on one item, owned. STATUS_NOT_FOUND: no such item; STATUS_INVALID: no such policy, or one that carries no events. */
CHECKED enum status custody_report(struct ledger *ledger, const struct uuid *item,
                                   const struct custody_settings *settings, json_t **out,
                                   struct error *err);

/* The document of an array of such reports; it is closed by the caller. */
CHECKED enum status custody_document(const json_t *reports, const struct custody_settings *settings,
                                     struct document **out, struct error *err);

#endif
