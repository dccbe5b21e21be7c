/* SPDX-License-Identifier: Apache-2.0 */
/* normalise.c - shapes of raw values, one small reader each. */
#include "media/normalise.h"

#include "media/cursor.h"
#include "media/place.h"

#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

struct text
normalise_trim(struct text raw)
{
	const char *zero = raw.n > 0 ? memchr(raw.p, '\0', raw.n) : NULL;
	struct text text = raw;

	if (zero != NULL)
		text.n = (size_t)(zero - raw.p);
	for (;;) {
		size_t before = text.n;

		text = text_trim(text);
		while (text_ends(text, REPLACEMENT))
			text.n -= strlen(REPLACEMENT);
		if (text.n == before)
			return text;
	}
}

/* Appends at most NORMALISED_LIMIT bytes, cut at a whole character. */
static void
append_cut(struct buffer *out, struct text text)
{
	text_append_lossy(out, text.p, text_whole(text, NORMALISED_LIMIT));
}

static enum reading
read_text(struct text raw, struct buffer *value)
{
	struct text text = normalise_trim(raw);

	if (text.n == 0)
		return READING_PLACEHOLDER;
	append_cut(value, text);
	return READING_OK;
}

static uint64_t
common_divisor(uint64_t a, uint64_t b)
{
	while (b != 0) {
		uint64_t over = a % b;

		a = b;
		b = over;
	}
	return a;
}

/* One number: 7, -7, 7/2, 3.5; a fraction comes out reduced. *defined is false for n/0. */
static bool
copy_number(struct cursor *cursor, struct buffer *value, bool *defined)
{
	uint64_t n, d = 1, divisor;

	if (cursor_peek(cursor) == '-' || cursor_peek(cursor) == '+') {
		if (cursor_peek(cursor) == '-')
			buffer_append_byte(value, '-');
		cursor->at++;
	}
	if (cursor_number(cursor, 18, &n) == 0 || cursor_digit(cursor))
		return false;
	if (cursor_peek(cursor) == '.') {
		buffer_append_format(value, "%llu.", (unsigned long long)n);
		for (cursor->at++; cursor_digit(cursor); cursor->at++)
			buffer_append_byte(value, cursor_peek(cursor));
		return true;
	}
	if (cursor_peek(cursor) == '/') {
		cursor->at++;
		if (cursor_number(cursor, 18, &d) == 0 || cursor_digit(cursor))
			return false;
	}
	*defined = *defined && d != 0;
	divisor = common_divisor(n, d);
	if (d != 0 && d / divisor != 1)
		buffer_append_format(value, "%llu/%llu", (unsigned long long)(n / divisor),
		                     (unsigned long long)(d / divisor));
	else
		buffer_append_format(value, "%llu", (unsigned long long)(d ? n / divisor : n));
	return true;
}

static bool
is_number_separator(char c)
{
	return c == ' ' || c == ',' || c == ':' || c == ';';
}

/* All of them, so that nothing but numbers follows; a value beyond the limit is cut behind one. */
static bool
copy_numbers(struct cursor *cursor, struct buffer *value, bool *defined)
{
	size_t kept = 0;

	while (!cursor_end(cursor)) {
		if (!copy_number(cursor, value, defined))
			return false;
		if (value->n <= NORMALISED_LIMIT)
			kept = value->n;
		while (!cursor_end(cursor) && is_number_separator(cursor_peek(cursor)))
			buffer_append_byte(value, cursor->text.p[cursor->at++]);
	}
	if (value->n > NORMALISED_LIMIT && value->p != NULL)
		value->p[value->n = kept] = '\0';
	return true;
}

static enum reading
read_numbers(struct text raw, struct buffer *value)
{
	struct cursor cursor = { .text = normalise_trim(raw) };
	SCOPED(buffer) numbers = { 0 };
	bool defined = true;

	if (cursor.text.n == 0)
		return READING_PLACEHOLDER;
	if (text_is(cursor.text, "True") || text_is(cursor.text, "False") ||
	    text_is(cursor.text, "true") || text_is(cursor.text, "false")) {
		buffer_append_string(value, cursor.text.n == 4 ? "true" : "false");
		return READING_OK;
	}
	if (!copy_numbers(&cursor, &numbers, &defined))
		return READING_UNKNOWN;
	if (!defined)
		return READING_PLACEHOLDER;
	buffer_append_text(value, text_of_buffer(&numbers));
	return READING_OK;
}

static enum reading
read_any(struct text raw, struct buffer *value)
{
	SCOPED(buffer) numbers = { 0 };

	if (read_numbers(raw, &numbers) != READING_OK)
		return read_text(raw, value);
	buffer_append_text(value, text_of_buffer(&numbers));
	return READING_OK;
}

static enum reading
read_date(struct text raw, struct buffer *value)
{
	struct moment moment;
	enum reading reading = moment_read(normalise_trim(raw), &moment);

	if (reading == READING_OK)
		moment_write(value, &moment);
	return reading;
}

static void
write_zone(struct buffer *value, const struct moment *moment)
{
	int offset = moment->offset < 0 ? -moment->offset : moment->offset;

	if (moment->zone == ZONE_UTC)
		buffer_append_byte(value, 'Z');
	else if (moment->zone == ZONE_OFFSET)
		buffer_append_format(value, "%c%02d:%02d", moment->offset < 0 ? '-' : '+',
		                     offset / 60, offset % 60);
}

static enum reading
read_time(struct text raw, struct buffer *value)
{
	struct moment moment = { .precision = MOMENT_DAY };
	enum reading reading = moment_read_time(normalise_trim(raw), &moment);

	if (reading != READING_OK)
		return reading;
	buffer_append_format(value, "%02d:%02d", moment.civil.hour, moment.civil.minute);
	if (moment.precision == MOMENT_SECOND)
		buffer_append_format(value, ":%02d", moment.civil.second);
	write_zone(value, &moment);
	return READING_OK;
}

static enum reading
read_zone(struct text raw, struct buffer *value)
{
	struct moment moment = { 0 };
	enum reading reading = moment_read_zone(normalise_trim(raw), &moment);

	if (reading == READING_OK)
		write_zone(value, &moment);
	return reading;
}

static enum reading
read_fraction(struct text raw, struct buffer *value)
{
	struct moment moment = { 0 };
	enum reading reading = moment_read_fraction(normalise_trim(raw), &moment);

	if (reading == READING_OK)
		buffer_append_string(value, moment.fraction);
	return reading;
}

static enum reading
read_interoperability(struct text raw, struct buffer *value)
{
	static const char *const known[] = { "R98", "R03", "THM" };
	struct text text = normalise_trim(raw);

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		if (text_is(text, known[i])) {
			buffer_append_string(value, known[i]);
			return READING_OK;
		}
	}
	return READING_UNKNOWN;
}

static enum reading
read_degrees(struct text raw, struct buffer *value)
{
	int64_t degrees;
	enum reading reading = place_read_rationals(normalise_trim(raw), 180, &degrees);

	if (reading == READING_OK)
		place_write_degrees(value, degrees);
	return reading;
}

static enum reading
read_xmp_degrees(struct text raw, struct buffer *value)
{
	struct text text = normalise_trim(raw);
	int64_t degrees;
	enum reading reading = place_read_xmp(text, "NS", &degrees);

	if (reading == READING_UNKNOWN)
		reading = place_read_xmp(text, "EW", &degrees);
	if (reading == READING_OK)
		place_write_degrees(value, degrees);
	return reading;
}

static enum reading
read_iso6709(struct text raw, struct buffer *value)
{
	struct place place;
	enum reading reading = place_read_iso6709(normalise_trim(raw), &place);

	if (reading != READING_OK)
		return reading;
	place_write_degrees(value, place.latitude);
	buffer_append_string(value, ", ");
	place_write_degrees(value, place.longitude);
	if (place.has_altitude) {
		buffer_append_string(value, ", ");
		place_write_metres(value, place.altitude);
		buffer_append_string(value, " m");
	}
	return READING_OK;
}

static const struct {
	const char *name;
	bool        strict;
	enum reading (*read)(struct text raw, struct buffer *value);
} shapes[] = {
	[SHAPE_ANY] = { "any", false, read_any },
	[SHAPE_TEXT] = { "text", false, read_text },
	[SHAPE_NUMBERS] = { "numbers", true, read_numbers },
	[SHAPE_DATE] = { "date", true, read_date },
	[SHAPE_TIME] = { "time", true, read_time },
	[SHAPE_ZONE] = { "zone", true, read_zone },
	[SHAPE_FRACTION] = { "fraction", true, read_fraction },
	[SHAPE_INTEROPERABILITY] = { "interoperability", true, read_interoperability },
	[SHAPE_DEGREES] = { "degrees", true, read_degrees },
	[SHAPE_XMP_DEGREES] = { "xmp-degrees", true, read_xmp_degrees },
	[SHAPE_ISO6709] = { "iso6709", false, read_iso6709 },
};

bool
shape_read(struct text name, enum shape *out)
{
	for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
		if (text_is(name, shapes[i].name)) {
			*out = (enum shape)i;
			return true;
		}
	}
	return false;
}

bool
shape_is_strict(enum shape shape)
{
	return shapes[shape].strict;
}

enum reading
normalise(enum shape shape, struct text raw, struct buffer *value)
{
	return shapes[shape].read(raw, value);
}
