/* SPDX-License-Identifier: Apache-2.0 */
/* revocation.c - notes about compromised keys, written and read to the byte. */
#include "crypto/revocation.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

#define FIRST_LINE  "vidimus key compromised v1"
#define ORIGIN      "vidimus/"
#define ORIGIN_SIZE (sizeof ORIGIN + UUID_TEXT_SIZE)

static void
origin_of(char out[ORIGIN_SIZE], const struct uuid *catalogue)
{
	char text[UUID_TEXT_SIZE];

	uuid_write(text, catalogue);
	snprintf(out, ORIGIN_SIZE, ORIGIN "%s", text);
}

enum status
revocation_sign(struct buffer *out, const struct revocation *revocation,
                const struct signing_key *keeper, struct error *err)
{
	char origin[ORIGIN_SIZE], hex[DIGEST_TEXT_SIZE];
	char until[INSTANT_TEXT_SIZE] = "unknown", declared[INSTANT_TEXT_SIZE];
	SCOPED(buffer) text = { 0 };
	enum status st;

	origin_of(origin, &revocation->catalogue);
	digest_write(hex, &revocation->what);
	if (revocation->has_until)
		instant_write(until, revocation->until);
	instant_write(declared, revocation->declared);
	buffer_append_format(&text,
	                     FIRST_LINE "\ncatalogue %s\n%s %s\nlast-good %lld\nuntil %s\ndeclared %s\n",
	                     origin, revocation->of_certificate ? "certificate" : "key", hex,
	                     (long long)revocation->last_good, until, declared);
	st = buffer_check(&text, err);
	return st == STATUS_OK ? note_sign(out, text_of_buffer(&text), text_of(origin), keeper, err)
	                       : st;
}

/* The rest of the next line after `label` and a space. */
static bool
next_line(struct text *rest, const char *label, struct text *out)
{
	struct text line = text_cut(rest, '\n');
	size_t n = strlen(label);

	if (line.p == NULL || !text_begins(line, label) || line.n <= n + 1 || line.p[n] != ' ')
		return false;
	*out = (struct text){ line.p + n + 1, line.n - n - 1 };
	return true;
}

static bool
read_times(struct text until, struct text declared, struct revocation *out)
{
	out->has_until = !text_is(until, "unknown");
	return (!out->has_until || instant_read(until, &out->until)) &&
	       instant_read(declared, &out->declared);
}

static bool
read_lines(struct text rest, struct revocation *out)
{
	struct text first = text_cut(&rest, '\n'), origin, what, size, until, declared;
	uint64_t number = 0;

	if (!text_is(first, FIRST_LINE) || !next_line(&rest, "catalogue", &origin) ||
	    !text_begins(origin, ORIGIN))
		return false;
	origin = (struct text){ origin.p + strlen(ORIGIN), origin.n - strlen(ORIGIN) };
	out->of_certificate = rest.p != NULL && text_begins(rest, "certificate ");
	if (!uuid_read(origin, &out->catalogue) ||
	    !next_line(&rest, out->of_certificate ? "certificate" : "key", &what) ||
	    !digest_read(what, &out->what) || !next_line(&rest, "last-good", &size) ||
	    !text_number(size, INT64_MAX, &number) || !next_line(&rest, "until", &until) ||
	    !next_line(&rest, "declared", &declared))
		return false;
	out->last_good = (int64_t)number;
	return rest.n == 0 && read_times(until, declared, out);
}

static enum status
read_note(struct text bytes, struct note *note, struct revocation *out, struct error *err)
{
	struct revocation read = { 0 };
	enum status st;

	if (bytes.n > REVOCATION_LIMIT)
		return fail(err, STATUS_LIMIT, "a note about a key has at most %d bytes", REVOCATION_LIMIT);
	st = note_read(bytes, note, err);
	if (st == STATUS_OK && !read_lines(note->text, &read))
		st = fail(err, STATUS_INVALID, "it is no note about a compromised key");
	if (st == STATUS_OK)
		*out = read;
	return st;
}

enum status
revocation_read(struct text bytes, struct revocation *out, struct error *err)
{
	struct note note;

	return read_note(bytes, &note, out, err);
}

enum status
revocation_verify(struct text bytes, const struct note_verifier *keepers, size_t count,
                  struct revocation *out, struct error *err)
{
	struct revocation read;
	struct note note;
	char origin[ORIGIN_SIZE];
	enum status st = read_note(bytes, &note, &read, err);

	if (st == STATUS_OK)
		st = note_verify(&note, keepers, count, NULL, err);
	if (st != STATUS_OK)
		return st;
	origin_of(origin, &read.catalogue);
	for (size_t i = 0; i < count; i++) {
		if (strcmp(keepers[i].name, origin) != 0)
			return fail(err, STATUS_FALSE, "the note is about a key of another catalogue");
	}
	*out = read;
	return STATUS_OK;
}
