/* SPDX-License-Identifier: Apache-2.0 */
/* view_report.h - reports, their versions and citations as objects. */
#ifndef VIDIMUS_CASEWORK_VIEW_REPORT_H
#define VIDIMUS_CASEWORK_VIEW_REPORT_H

#include "casework/view.h"
#include "ledger/ledger.h"

CHECKED enum status report_list(struct ledger *ledger, const struct view_output *to,
                                struct error *err);

/*
 * One report with its versions, citations and chain, owned by the caller. "title" and
 * its like are those of the latest version; "published_title" what may leave
 * the house. STATUS_NOT_FOUND.
 */
CHECKED enum status report_show(struct ledger *ledger, const struct uuid *uuid, json_t **out,
                                struct error *err);

/* Sets `documents` to the versions of reports whose document the file is: {"report","version","state","time"}. */
CHECKED enum status documents_add(struct ledger *ledger, struct text sha256, json_t *object,
                                  struct error *err);

#endif
