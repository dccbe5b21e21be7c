/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pattern.h - the language of the pattern column of catalog/signatures.tsv.
 *
 * A pattern is one or several terms with single spaces between; all must hold:
 *
 *	8:"WEBP"           these bytes at offset 8
 *	0:FFD8FF           the same in hex; ? stands for any half byte
 *	0:"RIFF"????????"WAVE"   pieces of both kinds, one after another
 *	0-1024:"%PDF-"     anywhere from offset 0 to 1024
 *	brand="heic"       a check of head.h
 *
 * It is read where it stands, each time: nothing is kept or allocated.
 */
#ifndef VIDIMUS_INTAKE_PATTERN_H
#define VIDIMUS_INTAKE_PATTERN_H

#include "intake/head.h"

#include <vidimus/types.h>

/* True when every term holds; a pattern that cannot be read matches nothing. */
bool pattern_matches(struct text pattern, const struct head *head);

/* True when the pattern can be read to its end and names only checks that there are. */
CHECKED bool pattern_is_valid(struct text pattern);

#endif
