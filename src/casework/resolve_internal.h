/* SPDX-License-Identifier: Apache-2.0 */
/* resolve_internal.h - what resolve.c and resolve_code.c share. */
#ifndef VIDIMUS_CASEWORK_RESOLVE_INTERNAL_H
#define VIDIMUS_CASEWORK_RESOLVE_INTERNAL_H

#include "casework/resolve.h"

#define RESOLVED_PAGE 256 /* the SQL says it too */

/* A kind of record that has short ids. */
struct resolvable {
	char        kind;
	const char *noun;
	const char *subject;   /* kind of its chain, or NULL */
	const char *by_number; /* rows (number, uuid) from $1 to $2 */
	const char *by_uuid;
};

/* NULL for a letter that stands for nothing here. */
const struct resolvable *resolvable_find(char kind);

/* Fills it from a row (number, uuid). */
CHECKED enum status resolved_fill(struct resolved *out, char kind, struct statement *row,
                                  struct error *err);

/* The record of that short id, whose kind must be one of ours. */
CHECKED enum status resolve_number(struct ledger *ledger, struct short_id id,
                                   struct resolved *out, struct error *err);

#endif
