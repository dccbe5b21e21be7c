/* SPDX-License-Identifier: Apache-2.0 */
/* language.h - language tags as BCP 47 has them: hy, sr-Latn-RS, x-dialect. */
#ifndef VIDIMUS_BASE_LANGUAGE_H
#define VIDIMUS_BASE_LANGUAGE_H

#include <vidimus/types.h>

/* Longest tag that is taken; the standard asks for 35 bytes at least (RFC 5646 §4.4.1). */
#define LANGUAGE_TAG_LIMIT 62

/*
 * Is it well-formed as RFC 5646 §2.2.9 says: its grammar, or one of the
 * irregular tags of before; no variant and no singleton twice? Whether the
 * subtags are registered is not looked at.
 */
bool language_is_well_formed(struct text tag);

/* STATUS_OK, or STATUS_INVALID with an example. */
CHECKED enum status language_check(struct text tag, struct error *err);

#endif
