/* SPDX-License-Identifier: Apache-2.0 */
/* leak_value.h - the texts of a sealed value, by its schema's rule: what of it can tell something. */
#ifndef VIDIMUS_BUNDLE_LEAK_VALUE_H
#define VIDIMUS_BUNDLE_LEAK_VALUE_H

#include "bundle/leak_needles.h"

#include "base/json.h"

/* Gets each text of a value; any status but STATUS_OK ends it. */
struct leak_text_output {
	enum status (*text)(void *context, struct text text, enum leak_kind kind,
	                    struct error *err);
	void *context;
};

/* Is it a member whose text is of a standard or of this program, and says nothing of anybody? */
CHECKED bool leak_value_is_form(const char *member);

/*
 * Text, names, raw words of dates; UUIDs, hashes, subjects and short ids as
 * identifiers. Codes, numbers, times and truth values tell nothing that every
 * event does not; nor do languages and media types, and of what a file says of
 * itself only tags that can name somebody, a device or a place. `class` is the member's.
 */
CHECKED enum status leak_value_texts(const json_t *rule, const json_t *value, const char *class,
                                     const struct leak_text_output *to, struct error *err);

#endif
