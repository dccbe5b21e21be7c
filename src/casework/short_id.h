/* SPDX-License-Identifier: Apache-2.0 */
/*
 * short_id.h - E-000001 and its like: a letter for the kind and a number, per
 * catalogue, in order of creation, never reused.
 */
#ifndef VIDIMUS_CASEWORK_SHORT_ID_H
#define VIDIMUS_CASEWORK_SHORT_ID_H

#include <vidimus/types.h>

struct short_id {
	char    kind;   /* capital letter, 'E' for items */
	int64_t number; /* from 1 */
};

/* Room for any short id in text, NUL included. */
#define SHORT_ID_SIZE 24

/* At least six digits. */
void short_id_write(char out[SHORT_ID_SIZE], struct short_id id);

/* Reads E-000001, E-1, e-1, E1, e1. */
CHECKED bool short_id_read(struct text text, struct short_id *out);

/* Reads a range E-1..E-22 or E-1..22, or one id (both ends the same). */
CHECKED bool short_id_read_range(struct text text, struct short_id *first, struct short_id *last);

#endif
