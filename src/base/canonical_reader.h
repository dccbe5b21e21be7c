/* SPDX-License-Identifier: Apache-2.0 */
/*
 * canonical_reader.h - pulls values out of a text that must be canonical JSON
 * (RFC 8785) as events are: integers below 2^53 in magnitude and no other
 * numbers, no U+0000. What it accepts to the end is, byte for byte, what
 * json_canonical writes of the same value. It allocates nothing, does not
 * recurse, and hands out views of the text.
 *
 *	struct canonical_reader reader;
 *	struct text key;
 *
 *	canonical_begin(&reader, line);
 *	status = canonical_object(&reader, err);
 *	while (status == STATUS_OK && (status = canonical_member(&reader, &key, err)) == STATUS_OK) {
 *		if (text_is(key, "actor"))
 *			status = canonical_plain(&reader, &actor, err);
 *		...                                     what is not read is checked and skipped
 *	}
 *	if (status == STATUS_DONE)
 *		status = canonical_finish(&reader, err);
 *
 * Errors name the byte, and stick: after one, every call fails alike. Nothing
 * that was read counts before canonical_finish has said STATUS_OK.
 */
#ifndef VIDIMUS_BASE_CANONICAL_READER_H
#define VIDIMUS_BASE_CANONICAL_READER_H

#include "base/json.h"

#include <vidimus/types.h>

enum canonical_kind {
	CANONICAL_NULL,
	CANONICAL_FALSE,
	CANONICAL_TRUE,
	CANONICAL_INTEGER,
	CANONICAL_STRING,
	CANONICAL_ARRAY, /* it is entered: its elements come next */
	CANONICAL_OBJECT /* it is entered: its members come next */
};

/* A value; the text is borrowed from the text that is read. */
struct canonical_value {
	enum canonical_kind kind;
	struct text         raw;     /* string: what is between the quotes, escapes as written */
	int64_t             integer; /* of an integer */
	bool                escaped; /* string: it holds escapes, see canonical_unescape */
};

/* Private. */
struct canonical_level {
	struct text key;     /* the last member's, as written */
	bool        object;  /* an object, else an array */
	bool        begun;   /* it has had a member or an element */
	bool        escaped; /* the key holds escapes */
};

/* A reader; its members are private. It needs no ending. */
struct canonical_reader {
	const char            *start, *at, *end;
	const char            *fault;   /* what is wrong at `at`, or NULL */
	size_t                 depth;   /* levels in use */
	bool                   due;     /* a value comes next */
	struct canonical_level levels[JSON_DEPTH_LIMIT];
};

/* Starts reading one value that is the whole of `text`, which must outlive the reader. */
void canonical_begin(struct canonical_reader *reader, struct text text);

/* STATUS_OK when everything that was entered is left and no byte follows. */
CHECKED enum status canonical_finish(struct canonical_reader *reader, struct error *err);

/*
 * The next member of the innermost object: its key as written, so that one
 * with escapes differs from any plain name. A value not read since the last
 * call is skipped. STATUS_DONE after the last; the object is left then.
 */
CHECKED enum status canonical_member(struct canonical_reader *reader, struct text *key,
                                     struct error *err);

/* STATUS_OK when the next member is the one of that name, else STATUS_INVALID. */
CHECKED enum status canonical_expect(struct canonical_reader *reader, const char *name,
                                     struct error *err);

/* As canonical_member, for the elements of the innermost array. */
CHECKED enum status canonical_element(struct canonical_reader *reader, struct error *err);

/* Leaves the innermost array or object; what is left of it is checked and skipped. */
CHECKED enum status canonical_leave(struct canonical_reader *reader, struct error *err);

/* The value that comes next, whatever it is; an array or object is entered. */
CHECKED enum status canonical_value(struct canonical_reader *reader, struct canonical_value *out,
                                    struct error *err);

/*
 * The value that comes next, which must be of that kind: STATUS_INVALID if it
 * is another. canonical_plain refuses strings with escapes too, so its view is
 * the string itself; canonical_string gives it as written.
 */
CHECKED enum status canonical_object(struct canonical_reader *reader, struct error *err);
CHECKED enum status canonical_array(struct canonical_reader *reader, struct error *err);
CHECKED enum status canonical_plain(struct canonical_reader *reader, struct text *out,
                                    struct error *err);
CHECKED enum status canonical_string(struct canonical_reader *reader, struct text *out,
                                     struct error *err);
CHECKED enum status canonical_integer(struct canonical_reader *reader, int64_t *out,
                                      struct error *err);

/* Checks and skips the value that comes next; its bytes go to *span, which may be NULL. */
CHECKED enum status canonical_skip(struct canonical_reader *reader, struct text *span,
                                   struct error *err);

/* Appends what a string or key that was handed out as written means; plain ones are copied. */
void canonical_unescape(struct buffer *out, struct text raw);

/* Whether the whole text is canonical as events are; *err says where not. */
CHECKED enum status canonical_check(struct text text, struct error *err);

#endif
