/* SPDX-License-Identifier: Apache-2.0 */
/* apply_object.h - the row of an original of the vault; private to the files apply_*.c. */
#ifndef VIDIMUS_CASEWORK_APPLY_OBJECT_H
#define VIDIMUS_CASEWORK_APPLY_OBJECT_H

#include "ledger/ledger.h"

/*
 * Notes the file that a value describes, as {"object","bytes","media_type"},
 * mostly with "digests": its row comes with the first event that names it, and
 * is counted then. Nothing where the hash is null or was destroyed.
 */
CHECKED enum status apply_object(struct database *database, const struct event_record *record,
                                 const json_t *file, struct error *err);

#endif
