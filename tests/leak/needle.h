/* SPDX-License-Identifier: Apache-2.0 */
/*
 * needle.h - one value that must not be found, in every form in which a
 * program might write it: UTF-8, JSON escapes, UTF-16, hex, base64, %.
 */
#ifndef VIDIMUS_TESTS_LEAK_NEEDLE_H
#define VIDIMUS_TESTS_LEAK_NEEDLE_H

#include "base/buffer.h"

#include <vidimus/types.h>

#define NEEDLE_FORMS 24

/* Values that are shorter are found by chance. */
#define NEEDLE_LEAST 5

struct needle {
	struct buffer name;  /* of the value, for messages */
	struct buffer value; /* bytes */
	bool          word;  /* a code or another word of the public lists and schemas */
	bool          subject; /* a reference, which stands openly in the chain it leads to */
	struct {
		const char   *name;
		struct buffer bytes;
	} forms[NEEDLE_FORMS];
	size_t        count;
};

/*
 * `value` has NEEDLE_LEAST bytes at least; 64 hex digits are looked for as 32
 * bytes too. A `word` also names members and stands in sentences: plainly, it
 * is looked for as a string of JSON that is no name.
 */
void needle_make(struct needle *needle, const char *name, struct text value, bool word);
void needle_end(struct needle *needle);

/* The name of the form in which it stands there, NULL when it does not. */
const char *needle_find(const struct needle *needle, struct text haystack);

#endif
