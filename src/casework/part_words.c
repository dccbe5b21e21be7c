/* SPDX-License-Identifier: Apache-2.0 */
/* part_words.c - times, frames, pages and regions, piece by piece. */
#include "casework/part_words.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

#define SHOWN_MAX       60 /* bytes of a piece that a message shows */
#define SECOND_DIGITS   6  /* of a fraction: microseconds */
#define MICROSECONDS    INT64_C(1000000)
#define LONGEST_SECONDS ((int64_t)PART_HOURS_MAX * 3600)

static enum status
wrong_piece(struct text piece, const char *why, struct error *err)
{
	return fail(err, STATUS_INVALID, "“%.*s” is no part: %s",
	            (int)text_whole(piece, SHOWN_MAX), piece.p, why);
}

/* Sets a member that is not set yet. */
static enum status
set(json_t *part, const char *member, json_t *value, struct text piece, struct error *err)
{
	if (!json_is_null(json_object_get(part, member))) {
		json_decref(value);
		return wrong_piece(piece, "the same was said twice", err);
	}
	return json_object_set_new(part, member, value) == 0 ? STATUS_OK : fail_memory(err);
}

/* Two digits, below sixty. */
static bool
is_sixtieth(struct text text, int64_t *out)
{
	if (text.n != 2 || text.p[0] < '0' || text.p[0] > '5' || text.p[1] < '0' || text.p[1] > '9')
		return false;
	*out = (text.p[0] - '0') * 10 + (text.p[1] - '0');
	return true;
}

/* Digits, which may be padded with zeros as in 00 and 01. */
static bool
is_leading(struct text text, int64_t limit, int64_t *out)
{
	uint64_t number;

	while (text.n > 1 && text.p[0] == '0') {
		text.p++;
		text.n--;
	}
	if (!text_number(text, (uint64_t)limit, &number))
		return false;
	*out = (int64_t)number;
	return true;
}

/* A fraction of a second as microseconds; none at all is 0. */
static bool
is_fraction(struct text text, size_t digits, int64_t *out)
{
	int64_t scale = MICROSECONDS;

	*out = 0;
	if (text.p == NULL)
		return true;
	if (text.n == 0 || text.n > digits)
		return false;
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] < '0' || text.p[i] > '9')
			return false;
		scale /= 10;
		*out += (text.p[i] - '0') * scale;
	}
	return true;
}

/* H:MM:SS, M:SS or, where `bare`, S; with a fraction of so many digits. Microseconds. */
static bool
read_time(struct text text, size_t digits, bool bare, int64_t *out)
{
	struct text rest = text_trim(text), whole = text_cut(&rest, '.'), first;
	int64_t number = 0, part, fraction;
	bool alone;

	if (!is_fraction(rest, digits, &fraction))
		return false;
	first = text_cut(&whole, ':');
	alone = whole.p == NULL;
	if (!is_leading(first, LONGEST_SECONDS, &number) || (alone && !bare))
		return false;
	for (int colons = 0; whole.p != NULL; colons++) {
		if (colons == 2 || !is_sixtieth(text_cut(&whole, ':'), &part))
			return false;
		number = number * 60 + part;
	}
	*out = number * MICROSECONDS + fraction;
	return number < LONGEST_SECONDS;
}

/* After "KEY ", the rest; p NULL when the piece begins otherwise. */
static struct text
after(struct text piece, const char *key)
{
	size_t n = strlen(key);

	if (!text_begins(piece, key) || piece.n <= n || piece.p[n] != ' ')
		return (struct text){ NULL, 0 };
	return text_trim((struct text){ piece.p + n, piece.n - n });
}

static enum status
take_frame(json_t *part, struct text piece, struct text time, struct error *err)
{
	int64_t at;

	if (!read_time(time, SECOND_DIGITS, true, &at))
		return wrong_piece(piece, "a frame is named by its time, as in “frame 12.480” or “frame 1:05.120”", err);
	return set(part, "frame", json_integer(at), piece, err);
}

static enum status
take_page(json_t *part, struct text piece, struct text page, struct error *err)
{
	uint64_t number;

	if (!text_number(page, PART_PAGES_MAX, &number) || number == 0)
		return wrong_piece(piece, "a page is a number from 1", err);
	return set(part, "page", json_integer((json_int_t)number), piece, err);
}

static enum status
take_region(json_t *part, struct text piece, struct text region, struct error *err)
{
	static const char *const names[] = { "x", "y", "width", "height" };
	static const char separators[] = { ',', ',', 'x', '\0' };
	uint64_t numbers[4];
	json_t *value;

	for (size_t i = 0; i < 4; i++) {
		struct text number = i < 3 ? text_cut(&region, separators[i]) : region;

		if (!text_number(text_trim(number), PART_PIXELS_MAX, &numbers[i]) ||
		    (i >= 2 && numbers[i] == 0) || (i < 3 && region.p == NULL))
			return wrong_piece(piece, "a region is written “region LEFT,TOP,WIDTHxHEIGHT”, in pixels", err);
	}
	if (numbers[0] + numbers[2] > PART_PIXELS_MAX || numbers[1] + numbers[3] > PART_PIXELS_MAX)
		return wrong_piece(piece, "the region is larger than any picture", err);
	value = json_object();
	for (size_t i = 0; i < 4; i++) {
		if (json_object_set_new(value, names[i], json_integer((json_int_t)numbers[i])) != 0) {
			json_decref(value);
			return fail_memory(err);
		}
	}
	return set(part, "region", value, piece, err);
}

/* FROM-TO or FROM-, to the millisecond; a hyphen or an en dash between. */
static enum status
take_range(json_t *part, struct text piece, struct error *err)
{
	struct text rest = piece, from = text_cut(&rest, '-');
	int64_t begin, end = 0;
	enum status st;

	if (rest.p == NULL) {
		const char *dash = memmem(piece.p, piece.n, "–", strlen("–"));

		if (dash == NULL)
			return wrong_piece(piece, "expected is a range such as 1:05-1:20, “frame 12.480”, “page 3” or “region 10,20,300x200”", err);
		from = (struct text){ piece.p, (size_t)(dash - piece.p) };
		rest = (struct text){ dash + strlen("–"), piece.n - from.n - strlen("–") };
	}
	rest = text_trim(rest);
	if (!read_time(from, 3, false, &begin) || (rest.n > 0 && !read_time(rest, 3, false, &end)))
		return wrong_piece(piece, "times are written 1:05, 1:05.250 or 00:01:05, and a range with both: 1:05-1:20", err);
	if (rest.n > 0 && end <= begin)
		return wrong_piece(piece, "it ends before it has begun", err);
	st = set(part, "from", json_integer(begin / 1000), piece, err);
	return st == STATUS_OK && rest.n > 0 ? set(part, "to", json_integer(end / 1000), piece, err)
	                                     : st;
}

static enum status
take_piece(json_t *part, struct text piece, struct error *err)
{
	struct text frame = after(piece, "frame"), page = after(piece, "page");
	struct text region = after(piece, "region");

	if (frame.p != NULL)
		return take_frame(part, piece, frame, err);
	if (page.p != NULL)
		return take_page(part, piece, page, err);
	if (region.p != NULL)
		return take_region(part, piece, region, err);
	return take_range(part, piece, err);
}

static bool
has(const json_t *part, const char *member)
{
	return !json_is_null(json_object_get(part, member));
}

/* What cannot be meant together. */
static enum status
check_whole(const json_t *part, struct error *err)
{
	if (has(part, "page") && (has(part, "from") || has(part, "frame")))
		return fail(err, STATUS_INVALID, "what has pages has no times: name one of the two");
	if (has(part, "frame") && has(part, "from"))
		return fail(err, STATUS_INVALID, "one frame is no range of time: name one of the two");
	return STATUS_OK;
}

enum status
part_of_words(struct text words, json_t **out, struct error *err)
{
	SCOPED_JSON json_t *part = json_pack("{s:n,s:n,s:n,s:n,s:n}", "from", "to", "frame", "page",
	                                     "region");
	enum status st = part ? STATUS_OK : fail_memory(err);
	size_t pieces = 0;

	if (words.n > PART_WORDS_MAX)
		return fail(err, STATUS_INVALID, "a part is written in %d bytes at most", PART_WORDS_MAX);
	if (words.p != NULL && !text_is_utf8(words.p, words.n))
		return fail(err, STATUS_INVALID, "the part is not UTF-8 text");
	while (st == STATUS_OK && words.p != NULL) {
		struct text piece = text_trim(text_cut(&words, ';'));

		if (piece.n == 0)
			continue;
		st = take_piece(part, piece, err);
		pieces++;
	}
	if (st == STATUS_OK)
		st = check_whole(part, err);
	if (st == STATUS_OK)
		*out = pieces > 0 ? json_incref(part) : json_null();
	return st;
}

/* 00:01:05.250: thousandths only where there are any. */
static void
append_time(struct buffer *out, int64_t milliseconds)
{
	long long seconds = (long long)(milliseconds / 1000), rest = (long long)(milliseconds % 1000);

	buffer_append_format(out, "%02lld:%02lld:%02lld", seconds / 3600, seconds / 60 % 60,
	                     seconds % 60);
	if (rest > 0)
		buffer_append_format(out, ".%03lld", rest);
}

/* 12.480, with as many of six digits as it needs, three at least. */
static void
append_frame(struct buffer *out, int64_t microseconds)
{
	long long rest = (long long)(microseconds % MICROSECONDS);
	int digits = SECOND_DIGITS;

	for (; digits > 3 && rest % 10 == 0; digits--)
		rest /= 10;
	buffer_append_format(out, "%sframe %lld.%0*lld", out->n ? "; " : "",
	                     (long long)(microseconds / MICROSECONDS), digits, rest);
}

static void
append_region(struct buffer *out, const json_t *region)
{
	int64_t x, y, width, height;

	if (json_member_integer(region, "x", &x) && json_member_integer(region, "y", &y) &&
	    json_member_integer(region, "width", &width) &&
	    json_member_integer(region, "height", &height))
		buffer_append_format(out, "%sregion %lld,%lld,%lldx%lld", out->n ? "; " : "",
		                     (long long)x, (long long)y, (long long)width,
		                     (long long)height);
}

void
part_to_words(struct buffer *out, const json_t *part)
{
	SCOPED(buffer) words = { 0 };
	int64_t number;

	if (json_member_integer(part, "from", &number)) {
		append_time(&words, number);
		buffer_append_string(&words, "-");
		if (json_member_integer(part, "to", &number))
			append_time(&words, number);
	}
	if (json_member_integer(part, "frame", &number))
		append_frame(&words, number);
	if (json_member_integer(part, "page", &number))
		buffer_append_format(&words, "%spage %lld", words.n ? "; " : "", (long long)number);
	append_region(&words, json_object_get(part, "region"));
	buffer_append(out, words.p, words.n);
}
