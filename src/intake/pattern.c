/* SPDX-License-Identifier: Apache-2.0 */
/* pattern.c - reading a signature's pattern term by term, against bytes or alone. */
#include "intake/pattern.h"

#include "base/text.h"

#define OFFSET_LIMIT 65536

static const struct {
	const char *name;
	bool (*holds)(const struct head *head, struct text value);
} checks[] = {
	{ "brand", check_brand },     { "brands", check_brands }, { "box", check_box },
	{ "doctype", check_doctype }, { "tag", check_tag },       { "frames", check_frames },
	{ "id3", check_id3 },         { "packets", check_packets }, { "first", check_first },
	{ "member", check_member },   { "stream", check_stream }, { "root", check_root },
	{ "text", check_text },
};

struct term {
	size_t      check; /* index of checks, or their number: bytes */
	size_t      from;  /* offsets between which the bytes begin */
	size_t      until;
	struct text value; /* of a check without its quotes */
};

#define CHECK_COUNT (sizeof checks / sizeof *checks)

/* A byte of a value under a mask. */
struct piece {
	unsigned char byte;
	unsigned char mask;
};

/* The part up to a space outside quotes. */
static struct text
cut_term(struct text *rest)
{
	struct text term = { rest->p, 0 };
	bool quoted = false;

	while (term.n < rest->n && (quoted || rest->p[term.n] != ' ')) {
		quoted ^= rest->p[term.n] == '"';
		term.n++;
	}
	rest->p += term.n;
	rest->n -= term.n;
	if (rest->n > 0) {
		rest->p++;
		rest->n--;
	}
	return term;
}

static bool
read_check(struct text name, struct text value, struct term *out)
{
	for (out->check = 0; out->check < CHECK_COUNT; out->check++)
		if (text_is(name, checks[out->check].name))
			break;
	if (out->check == CHECK_COUNT || value.n < 2 || value.p[0] != '"' ||
	    value.p[value.n - 1] != '"' || memchr(value.p + 1, '"', value.n - 2) != NULL)
		return false;
	out->value = (struct text) { value.p + 1, value.n - 2 };
	return true;
}

static bool
read_offsets(struct text offsets, struct term *out)
{
	struct text first = text_cut(&offsets, '-');
	uint64_t from, until;

	if (!text_number(first, OFFSET_LIMIT, &from))
		return false;
	until = from;
	if (offsets.p != NULL && (!text_number(offsets, OFFSET_LIMIT, &until) || until <= from))
		return false;
	out->from = (size_t)from;
	out->until = (size_t)until;
	out->check = CHECK_COUNT;
	return true;
}

static bool
read_term(struct text term, struct term *out)
{
	for (size_t i = 0; i < term.n; i++) {
		struct text name = { term.p, i };
		struct text value = { term.p + i + 1, term.n - i - 1 };

		if (term.p[i] == '=')
			return read_check(name, value, out);
		if (term.p[i] == ':') {
			out->value = value;
			return value.n > 0 && read_offsets(name, out);
		}
	}
	return false;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool
read_half(char c, struct piece *piece)
{
	int digit = hex_digit(c);

	piece->byte = (unsigned char)(piece->byte << 4);
	piece->mask = (unsigned char)(piece->mask << 4);
	if (c == '?')
		return true;
	if (digit < 0)
		return false;
	piece->byte |= (unsigned char)digit;
	piece->mask |= 0x0f;
	return true;
}

/* Cuts one byte off a value; `quoted` is kept between calls. False when there is none or it is malformed. */
static bool
next_piece(struct text *value, bool *quoted, struct piece *out)
{
	while (value->n > 0 && value->p[0] == '"') {
		*quoted = !*quoted;
		value->p++;
		value->n--;
	}
	*out = (struct piece) { 0 };
	if (*quoted && value->n > 0) {
		*out = (struct piece) { (unsigned char)value->p[0], 0xff };
		value->p++;
		value->n--;
		return true;
	}
	if (value->n < 2 || !read_half(value->p[0], out) || !read_half(value->p[1], out))
		return false;
	value->p += 2;
	value->n -= 2;
	return true;
}

static bool
bytes_hold(struct text value, const struct head *head, size_t at)
{
	bool quoted = false;
	struct piece piece;

	while (next_piece(&value, &quoted, &piece)) {
		if (at >= head->n || (head->p[at] & piece.mask) != piece.byte)
			return false;
		at++;
	}
	return value.n == 0;
}

static bool
term_holds(const struct term *term, const struct head *head)
{
	if (term->check < CHECK_COUNT)
		return checks[term->check].holds(head, term->value);
	for (size_t at = term->from; at <= term->until && at < head->n; at++)
		if (bytes_hold(term->value, head, at))
			return true;
	return false;
}

bool
pattern_matches(struct text pattern, const struct head *head)
{
	struct term term;

	do
		if (!read_term(cut_term(&pattern), &term) || !term_holds(&term, head))
			return false;
	while (pattern.n > 0);
	return true;
}

static bool
bytes_are_valid(struct text value)
{
	bool quoted = false;
	struct piece piece;

	while (next_piece(&value, &quoted, &piece))
		;
	return value.n == 0 && !quoted;
}

bool
pattern_is_valid(struct text pattern)
{
	struct term term;

	do
		if (!read_term(cut_term(&pattern), &term) ||
		    (term.check == CHECK_COUNT && !bytes_are_valid(term.value)))
			return false;
	while (pattern.n > 0);
	return true;
}
