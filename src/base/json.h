/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json.h - JSON values (jansson's json_t): read strictly, written canonically
 * (RFC 8785), and checked against what an event may hold.
 *
 * json_t is reference-counted: an *owned* one is ended by json_decref or by
 * SCOPED_JSON; a *borrowed* one lives as long as the value that holds it.
 */
#ifndef VIDIMUS_BASE_JSON_H
#define VIDIMUS_BASE_JSON_H

#include "base/buffer.h"

#include <vidimus/types.h>

#include <jansson.h>

/* Arrays and objects inside each other, the outermost counted. */
#define JSON_DEPTH_LIMIT 64

/*
 * The same for a value that goes into an event: a disclosure wraps it in one
 * more array, and whoever embeds a disclosure must still be able to read it.
 */
#define JSON_EVENT_DEPTH_LIMIT 32

/* Largest text in bytes that is read into memory, and most values in one. */
#define JSON_SIZE_LIMIT ((size_t)64 << 20)
#define JSON_VALUE_LIMIT ((size_t)1 << 20)

/* Largest magnitude of an event's integer: 2^53 - 1. */
#define JSON_INTEGER_LIMIT INT64_C(9007199254740991)

static inline void
scoped_json_decref(json_t **value)
{
	json_decref(*value);
}

/* An owned value that ends with its block: SCOPED_JSON json_t *event = NULL; */
#define SCOPED_JSON __attribute__((cleanup(scoped_json_decref)))

/*
 * Reads one whole text (RFC 8259, UTF-8 without byte order mark); *out is
 * owned. Refuses duplicate keys, lone surrogates, U+0000 in a key and numbers
 * beyond a double's range with STATUS_INVALID, and what exceeds the limits
 * above with STATUS_LIMIT; the error names line and column, or the byte.
 * Strings may hold U+0000. A number without fraction and exponent is an
 * integer; when any such number of the text exceeds 64 bits, all are reals.
 */
CHECKED enum status json_read(json_t **out, struct text text, struct error *err);

/*
 * Appends the canonical form of RFC 8785. Every number is a double (§3.2.2.3):
 * an integer beyond 2^53 is rounded to one. Fails, with `out` as it was, on
 * ill-formed UTF-8 (STATUS_INVALID), NaN and infinities (STATUS_INVALID) and
 * nesting deeper than JSON_DEPTH_LIMIT (STATUS_LIMIT).
 */
CHECKED enum status json_canonical(struct buffer *out, const json_t *value, struct error *err);

/*
 * Orders keys as RFC 8785 §3.2.3 does, by UTF-16 code units, without leaving
 * UTF-8, which both must be. Below, equal to or above 0.
 */
int json_key_compare(struct text a, struct text b);

/* Room for any number: at most 25 characters, as -0.0000012345678901234567, and the NUL. */
#define JSON_NUMBER_SIZE 32

/*
 * Writes a number as ECMAScript does (RFC 8785 §3.2.2.3, ECMA-262 Number::toString):
 * the shortest digits that read back to the same double, NUL-ended, whatever
 * the locale. Returns their count, or 0 for NaN and infinities.
 */
size_t json_number_write(char out[JSON_NUMBER_SIZE], double number);

/*
 * Whether an event may hold the value: integers below 2^53 in magnitude and no
 * other numbers, well-formed UTF-8 without U+0000 in strings and keys, at most
 * JSON_EVENT_DEPTH_LIMIT levels. STATUS_INVALID or STATUS_LIMIT says what not.
 */
CHECKED enum status json_check_event_value(const json_t *value, struct error *err);

/* True for a member name of an event: [a-z][a-z0-9_]* */
CHECKED bool json_is_member_name(struct text name);

/*
 * Members of an object. False, with *out untouched, when `object` is no
 * object, has no such member, or the member is of another form. The text is
 * borrowed from the object; it may hold U+0000 unless the value was checked.
 */
CHECKED bool json_member_text(const json_t *object, const char *name, struct text *out);
CHECKED bool json_member_integer(const json_t *object, const char *name, int64_t *out);
CHECKED bool json_member_digest(const json_t *object, const char *name, struct digest *out);
CHECKED bool json_member_uuid(const json_t *object, const char *name, struct uuid *out);

/*
 * New owned strings. NULL when memory ran out, and json_of_text also when the
 * text is not UTF-8 or holds U+0000, which event strings never do. Like every
 * NULL, jansson's *_set_new and *_append_new then fail, so one check suffices.
 */
CHECKED json_t *json_of_text(struct text text);
/* With U+FFFD for what is not UTF-8 or is U+0000. */
CHECKED json_t *json_of_text_lossy(struct text text);
CHECKED json_t *json_of_digest(const struct digest *digest);
CHECKED json_t *json_of_uuid(const struct uuid *uuid);
CHECKED json_t *json_of_base64url(const void *bytes, size_t n);

/*
 * A foreign name, which is bytes: a new owned {"bytes": base64url of them,
 * "text": the same as UTF-8 with U+FFFD for what is ill-formed}. NULL when
 * memory ran out or a byte is 0, which no file name holds and no event may.
 */
CHECKED json_t *json_of_name(const void *bytes, size_t n);

/*
 * Appends the bytes of such a name. STATUS_INVALID, with `out` as it was, when
 * it has other members, or a text that is not the lossy form of the bytes.
 */
CHECKED enum status json_name_bytes(const json_t *name, struct buffer *out, struct error *err);

/* The same value for jansson's iterators, which take no const but change nothing. */
static inline json_t *
json_iterable(const json_t *value)
{
	return (json_t *)(uintptr_t)value;
}

#endif
