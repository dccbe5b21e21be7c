/* SPDX-License-Identifier: Apache-2.0 */
/* claim_number.c - stated numbers from words, and in the one form they are kept in. */
#include "casework/claim_number.h"

#include "base/error.h"
#include "base/text.h"

#include <string.h>
#include <strings.h>

/* What may stand before a number; the longer of two that begin alike comes first. */
static const struct {
	const char *words;
	enum { ABOUT, OVER, LEAST, UNDER, MOST } means;
} prefixes[] = {
	{ "about ", ABOUT },     { "~", ABOUT },         { ">=", LEAST },
	{ ">", OVER },           { "over ", OVER },      { "more than ", OVER },
	{ "at least ", LEAST },  { "<=", MOST },         { "<", UNDER },
	{ "under ", UNDER },     { "fewer than ", UNDER }, { "less than ", UNDER },
	{ "at most ", MOST },    { "up to ", MOST },
};

/* Digits alone: what divides thousands in one country is a decimal point in another. */
static bool
read_plain(struct text text, uint64_t *out)
{
	return text_number(text_trim(text), CLAIM_NUMBER_MAX, out);
}

static bool
read_prefixed(struct text text, struct claim_number *out, bool *prefixed)
{
	uint64_t number;

	for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
		size_t n = strlen(prefixes[i].words);

		if (text.n <= n || strncasecmp(text.p, prefixes[i].words, n) != 0)
			continue;
		*prefixed = true;
		if (!read_plain((struct text){ text.p + n, text.n - n }, &number) ||
		    (prefixes[i].means == UNDER && number == 0))
			return false;
		*out = (struct claim_number){ number, number, prefixes[i].means == ABOUT };
		if (prefixes[i].means == OVER || prefixes[i].means == LEAST)
			*out = (struct claim_number){ number + (prefixes[i].means == OVER), UINT64_MAX,
				                      false };
		if (prefixes[i].means == UNDER || prefixes[i].means == MOST)
			*out = (struct claim_number){ 0, number - (prefixes[i].means == UNDER), false };
		return true;
	}
	return false;
}

/* The two sides of a range, of which one may be open where it is written with dots. */
static bool
read_sides(struct text first, struct text last, bool open, struct claim_number *out)
{
	*out = (struct claim_number){ 0, UINT64_MAX, false };
	if (open && first.n == 0 && last.n == 0)
		return false;
	if ((first.n > 0 || !open) && !read_plain(first, &out->least))
		return false;
	return ((last.n == 0 && open) || read_plain(last, &out->most)) && out->least <= out->most;
}

static bool
read_range(struct text text, struct claim_number *out)
{
	for (size_t i = 0; i + 1 < text.n; i++) {
		if (text.p[i] == '.' && text.p[i + 1] == '.')
			return read_sides((struct text){ text.p, i },
			                  (struct text){ text.p + i + 2, text.n - i - 2 }, true, out);
	}
	for (size_t i = 1; i < text.n; i++) {
		if (text.p[i] == '-')
			return read_sides((struct text){ text.p, i },
			                  (struct text){ text.p + i + 1, text.n - i - 1 }, false, out);
	}
	return false;
}

enum status
claim_number_read(struct text words, struct claim_number *out, struct error *err)
{
	struct text text = text_trim(words);
	struct claim_number number = { 0 };
	bool prefixed = false, is_read = read_prefixed(text, &number, &prefixed);

	if (!is_read && !prefixed && text.n > 1 && (text_ends(text, "~") || text_ends(text, "+"))) {
		bool about = text_ends(text, "~");

		is_read = read_plain((struct text){ text.p, text.n - 1 }, &number.least);
		number.most = about ? number.least : UINT64_MAX;
		number.about = about;
	} else if (!is_read && !prefixed && read_plain(text, &number.least)) {
		number.most = number.least;
		is_read = true;
	} else if (!is_read && !prefixed) {
		is_read = read_range(text, &number);
	}
	if (!is_read)
		return fail(err, STATUS_INVALID,
		            "“%.*s” is no number: write 22, 20~, 10..14, 26.. or ..10, or >25 for “over 25”",
		            (int)(text.n < 60 ? text.n : 60), text.p ? text.p : "");
	*out = number;
	return STATUS_OK;
}

void
claim_number_write(struct buffer *out, const struct claim_number *number)
{
	if (number->least == number->most) {
		buffer_append_format(out, "%llu%s", (unsigned long long)number->least,
		                     number->about ? "~" : "");
		return;
	}
	if (number->least > 0 || number->most == UINT64_MAX)
		buffer_append_format(out, "%llu", (unsigned long long)number->least);
	buffer_append_string(out, "..");
	if (number->most != UINT64_MAX)
		buffer_append_format(out, "%llu", (unsigned long long)number->most);
}

struct claim_number
claim_number_widest(const struct claim_number *number)
{
	struct claim_number widest = *number;
	uint64_t unit = 1;

	if (!number->about)
		return widest;
	while (number->least > 0 && number->least % (unit * 10) == 0)
		unit *= 10;
	widest.least = number->least > unit ? number->least - unit : 0;
	widest.most = number->most + unit;
	return widest;
}
