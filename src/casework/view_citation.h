/* SPDX-License-Identifier: Apache-2.0 */
/* view_citation.h - citations as objects: of one thing, of one report. */
#ifndef VIDIMUS_CASEWORK_VIEW_CITATION_H
#define VIDIMUS_CASEWORK_VIEW_CITATION_H

#include "casework/resolve.h"
#include "casework/view.h"
#include "ledger/ledger.h"

/* One citation, owned by the caller. STATUS_NOT_FOUND. */
CHECKED enum status citation_show(struct ledger *ledger, const struct uuid *uuid, json_t **out,
                                  struct error *err);

/* Sets `name` to the citations of an item or footage, in order of number. */
CHECKED enum status citations_add_of(struct ledger *ledger, const struct subject *subject,
                                     json_t *object, const char *name, struct error *err);

/* The same to all that any version of a report cites. */
CHECKED enum status citations_add_by(struct ledger *ledger, struct text report, json_t *object,
                                     const char *name, struct error *err);

/*
 * Emits citations in order of number: of an item or footage, of a report (of
 * all its versions, or where `version` is above 0 of that one, as citation.h
 * says), or all (`of` NULL).
 */
CHECKED enum status citation_list(struct ledger *ledger, const struct resolved *of,
                                  int64_t version, const struct view_output *to,
                                  struct error *err);

#endif
