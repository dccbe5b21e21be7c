/* SPDX-License-Identifier: Apache-2.0 */
/*
 * leak_drawn.h - letters in custody files that nobody wrote: salts, commitments
 * and hashes, as the program drew or computed them. They are no hiding place, and any
 * short word stands among so many of them by chance.
 */
#ifndef VIDIMUS_BUNDLE_LEAK_DRAWN_H
#define VIDIMUS_BUNDLE_LEAK_DRAWN_H

#include "base/buffer.h"

#include <vidimus/types.h>

/*
 * Copies the text of that file into `out`, which is emptied before, with spaces
 * for those letters, so that all else stands where it stood. They are known by
 * their place alone (docs/bundle-format.md §§2, 3): the salt of a line of
 * disclosures.jsonl; `actor`, `previous` and the values of `sealed` of a line of
 * events.jsonl; the hashes of a line of proofs.txt. What stands otherwise is
 * copied as it is. False: the file is none of these, and nothing is copied.
 */
CHECKED bool leak_drawn_blank(const char *file, struct text text, struct buffer *out);

#endif
