/* SPDX-License-Identifier: Apache-2.0 */
/*
 * canonical_scan.h - the tokens of canonical JSON, for canonical_reader.c
 * alone. Each scan begins at *at, never reads `end` or beyond, and returns
 * NULL with *at after the token, or what is wrong with *at where it is wrong.
 */
#ifndef VIDIMUS_BASE_CANONICAL_SCAN_H
#define VIDIMUS_BASE_CANONICAL_SCAN_H

#include <vidimus/types.h>

/*
 * The string after whose opening quote *at stands: well-formed UTF-8, escapes
 * only where they must be and the shortest. *escaped tells whether it has any.
 */
const char *canonical_scan_string(const char **at, const char *end, bool *escaped);

/* An integer below 2^53 in magnitude without leading zeros; 0 has no sign. */
const char *canonical_scan_integer(const char **at, const char *end, int64_t *out);

/* As json_key_compare, of keys as they are written, after both were scanned. */
int canonical_compare_keys(struct text a, struct text b);

#endif
