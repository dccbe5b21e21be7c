/* SPDX-License-Identifier: Apache-2.0 */
/* warning_class.c - the codes that parsers and contradictions may give. */
#include "media/warning_class.h"

#include "base/error.h"
#include "base/text.h"

#include <string.h>

static const char *const members[WARNING_CLASSES] = {
	[WARNING_OF_BYTES] = "warnings",
	[WARNING_OF_ORIGIN] = "origin_warnings",
	[WARNING_OF_PLACE] = "place_warnings",
	[WARNING_OF_WAY] = "traits",
};

static const struct {
	const char        *code;
	enum warning_class warning_class;
} codes[] = {
	{ "type-unlike-signature", WARNING_OF_BYTES },
	{ "parser-failed", WARNING_OF_BYTES },
	{ "examined-without-sandbox", WARNING_OF_BYTES },
	{ "facts-left-out", WARNING_OF_BYTES },
	{ "other-oddity", WARNING_OF_BYTES },
	{ "truncated", WARNING_OF_BYTES },
	{ "damaged-structure", WARNING_OF_BYTES },
	{ "decode-errors", WARNING_OF_BYTES },
	{ "unknown-content", WARNING_OF_BYTES },
	{ "too-large-to-decode", WARNING_OF_BYTES },
	{ "not-decodable", WARNING_OF_BYTES },
	{ "low-quality-fingerprint", WARNING_OF_BYTES },
	{ "fingerprint-incomplete", WARNING_OF_BYTES },
	{ "trailing-data", WARNING_OF_BYTES },
	{ "no-media-data", WARNING_OF_BYTES },
	{ "no-video-stream", WARNING_OF_BYTES },
	{ "too-many-streams", WARNING_OF_BYTES },
	{ "streams-of-different-length", WARNING_OF_BYTES },
	{ "changing-resolution", WARNING_OF_BYTES },
	{ "variable-frame-rate", WARNING_OF_BYTES },
	{ "no-frame-times", WARNING_OF_BYTES },
	{ "implausible-duration", WARNING_OF_BYTES },
	{ "thumbnail-unlike-image", WARNING_OF_BYTES },
	{ "c2pa-present", WARNING_OF_BYTES },
	{ "c2pa-broken", WARNING_OF_BYTES },
	{ "stripped", WARNING_OF_ORIGIN },
	{ "edited-by", WARNING_OF_ORIGIN },
	{ "dates-disagree", WARNING_OF_ORIGIN },
	{ "declared-date-in-future", WARNING_OF_ORIGIN },
	{ "implausible-declared-date", WARNING_OF_ORIGIN },
	{ "gps-time-against-local-time", WARNING_OF_PLACE },
	{ "places-disagree", WARNING_OF_PLACE },
	{ "named-by-telegram", WARNING_OF_WAY },
	{ "named-by-whatsapp", WARNING_OF_WAY },
	{ "named-by-signal", WARNING_OF_WAY },
	{ "named-by-viber", WARNING_OF_WAY },
	{ "named-by-facebook", WARNING_OF_WAY },
	{ "marked-by-facebook", WARNING_OF_WAY },
	{ "size-as-messengers-make", WARNING_OF_WAY },
	{ "encoded-as-messengers-do", WARNING_OF_WAY },
};

const char *
warning_class_member(enum warning_class warning_class)
{
	return members[warning_class];
}

bool
warning_class_of(struct text code, enum warning_class *out)
{
	for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
		if (text_is(code, codes[i].code)) {
			*out = codes[i].warning_class;
			return true;
		}
	}
	return false;
}

enum status
warning_code_insert(json_t *list, const char *code, struct error *err)
{
	size_t i = 0;

	for (; i < json_array_size(list); i++) {
		int order = strcmp(json_string_value(json_array_get(list, i)), code);

		if (order == 0)
			return STATUS_OK;
		if (order > 0)
			break;
	}
	return json_array_insert_new(list, i, json_string(code)) == 0 ? STATUS_OK
	                                                              : fail_memory(err);
}
