/* SPDX-License-Identifier: Apache-2.0 */
/* apply_covers.h - what a consent, hold or restriction names, as rows of p_covers. Private to apply. */
#ifndef VIDIMUS_CASEWORK_APPLY_COVERS_H
#define VIDIMUS_CASEWORK_APPLY_COVERS_H

#include "ledger/ledger.h"

/* A row for each subject in the lists of the event; `kind` is consent, hold or restriction. */
CHECKED enum status apply_covers(struct database *database, const struct event_record *record,
                                 const char *kind, struct error *err);

#endif
