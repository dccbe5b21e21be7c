/* SPDX-License-Identifier: Apache-2.0 */
/*
 * alias.h - what another catalogue calls a record, as the record it is here:
 * E-1@ORIGIN (ORIGIN: vidimus/UUID, the UUID, or B-… of a bundle that came from
 * there), an exhibit's number or their UUID alone where only one is meant.
 */
#ifndef VIDIMUS_CASEWORK_ALIAS_H
#define VIDIMUS_CASEWORK_ALIAS_H

#include "casework/resolve.h"

/* Has the text the form NAME@ORIGIN? */
CHECKED bool alias_names_origin(struct text text);

/*
 * Finds the item or bundle that they call so. STATUS_NOT_FOUND, wordless, when
 * nobody calls anything so; STATUS_INVALID where several are meant, or where it
 * is a record of theirs that is none here: the words say with what it stands.
 */
CHECKED enum status alias_resolve(struct ledger *ledger, struct text text, struct resolved *out,
                                  struct error *err);

#endif
