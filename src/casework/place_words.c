/* SPDX-License-Identifier: Apache-2.0 */
/* place_words.c - places part by part. */
#include "casework/place_words.h"

#include "casework/vocabulary.h"

#include "base/error.h"
#include "base/language.h"
#include "base/scoped.h"
#include "base/text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define RADIUS_MAX  20037508 /* metres: half way round the earth */
#define DECIMALS    15       /* digits of a coordinate */
#define NAME_WIDTH  60       /* letters of a part that a message shows */

/* A place while it is read. */
struct reading {
	struct database *database;
	bool             region;
	json_t          *place; /* every member */
};

static enum status
set(struct reading *reading, const char *member, json_t *value, struct error *err)
{
	return json_object_set_new(reading->place, member, value) == 0 ? STATUS_OK
	                                                               : fail_memory(err);
}

static enum status
wrong_part(struct text part, const char *why, struct error *err)
{
	return fail(err, STATUS_INVALID, "“%.*s”: %s",
	            (int)(part.n < NAME_WIDTH ? part.n : NAME_WIDTH), part.p, why);
}

/* After "KEY ", the rest; p NULL when the part begins otherwise. */
static struct text
after(struct text part, const char *key)
{
	size_t n = strlen(key);

	if (!text_begins(part, key) || part.n <= n || part.p[n] != ' ')
		return (struct text){ NULL, 0 };
	return text_trim((struct text){ part.p + n, part.n - n });
}

/* Decimal degrees within a limit: digits, at most one point, a sign. */
static bool
is_degrees(struct text text, uint64_t limit)
{
	struct text rest = text, whole;
	uint64_t number;

	if (rest.n > 0 && *rest.p == '-') {
		rest.p++;
		rest.n--;
	}
	whole = text_cut(&rest, '.');
	if (!text_number(whole, limit, &number))
		return false;
	if (rest.p == NULL)
		return true;
	for (size_t i = 0; i < rest.n; i++) {
		if (rest.p[i] < '0' || rest.p[i] > '9' || (number == limit && rest.p[i] != '0'))
			return false;
	}
	return rest.n > 0 && rest.n <= DECIMALS;
}

/* Does it begin as a number does, or as what programs write that have none? */
static bool
begins_as_number(struct text text)
{
	static const char *const none[] = { "nan", "inf", "infinity" };

	while (text.n > 0 && (*text.p == '-' || *text.p == '+' || *text.p == '.')) {
		text.p++;
		text.n--;
	}
	for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
		if (text.n == strlen(none[i]) && strncasecmp(text.p, none[i], text.n) == 0)
			return true;
	}
	return text.n > 0 && *text.p >= '0' && *text.p <= '9';
}

/* LATITUDE,LONGITUDE; false when the part is none. What only looks so is refused, and is no name. */
static bool
take_coordinates(struct reading *reading, struct text part, enum status *st, struct error *err)
{
	struct text rest = part, latitude = text_trim(text_cut(&rest, ',')), longitude;

	if (rest.p == NULL)
		return false;
	longitude = text_trim(rest);
	if (!begins_as_number(latitude) || !begins_as_number(longitude))
		return false;
	if (!is_degrees(latitude, 90) || !is_degrees(longitude, 180)) {
		*st = wrong_part(part, "coordinates are decimal degrees, latitude -90 to 90, then "
		                       "longitude -180 to 180: 39.65,46.75", err);
		return true;
	}
	*st = set(reading, "latitude", json_of_text(latitude), err);
	if (*st == STATUS_OK)
		*st = set(reading, "longitude", json_of_text(longitude), err);
	return true;
}

static enum status
take_number(struct reading *reading, const char *member, struct text text, uint64_t limit,
            struct error *err)
{
	uint64_t number;

	if (text_ends(text, " m"))
		text = text_trim((struct text){ text.p, text.n - 2 });
	if (!text_number(text, limit, &number))
		return wrong_part(text, "this is no whole number within the limits", err);
	return set(reading, member, json_integer((json_int_t)number), err);
}

/* Precisions whose names may be published. */
static bool
is_coarse(struct text code)
{
	return text_is(code, "region") || text_is(code, "country");
}

/* Precisions that go with no name, as nobody can say how fine it would be. */
static bool
is_unnamed(struct text code)
{
	return text_is(code, "withheld") || text_is(code, "unknown") ||
	       text_is(code, "not-determinable");
}

static enum status
take_precision(struct reading *reading, struct text code, struct error *err)
{
	enum status st = vocabulary_check(reading->database, "place-precision", code, err);

	if (st == STATUS_OK && reading->region && !is_coarse(code) && !is_unnamed(code))
		st = wrong_part(code, "a region is no finer than a first-level unit", err);
	return st == STATUS_OK ? set(reading, "precision", json_of_text(code), err) : st;
}

static enum status
take_basis(struct reading *reading, struct text codes, struct error *err)
{
	json_t *array = NULL;
	enum status st = vocabulary_read_codes(reading->database, "place-basis", codes, &array, err);

	return st == STATUS_OK ? set(reading, "basis", array, err) : st;
}

/* "Name (hy)": a name and its language, or a name alone. */
static enum status
take_name(struct reading *reading, struct text part, struct error *err)
{
	json_t *names = json_object_get(reading->place, "names");
	struct text name = part, language = { NULL, 0 };
	size_t open = part.n;

	while (open > 0 && part.p[open - 1] != '(')
		open--;
	if (open > 0 && text_ends(part, ")")) {
		language = (struct text){ part.p + open, part.n - open - 1 };
		name = text_trim((struct text){ part.p, open - 1 });
	}
	if (name.n == 0)
		return wrong_part(part, "there is no name before the language", err);
	if (language.p != NULL && language_check(language, err) != STATUS_OK)
		return STATUS_INVALID;
	if (json_is_null(names)) {
		names = json_array();
		if (set(reading, "names", names, err) != STATUS_OK)
			return STATUS_MEMORY;
	}
	return json_array_append_new(names, json_pack("{s:o,s:o}", "name", json_of_text(name),
	                                              "language",
	                                              language.p ? json_of_text(language)
	                                                         : json_null())) == 0
	               ? STATUS_OK
	               : fail(err, STATUS_INVALID, "a name is not UTF-8 text");
}

static enum status
take_part(struct reading *reading, struct text part, struct error *err)
{
	struct text precision = after(part, "precision"), radius = after(part, "radius");
	struct text basis = after(part, "basis"), bearing = after(part, "bearing");
	struct text features = after(part, "features");
	enum status st = STATUS_OK;

	if (precision.p != NULL)
		return take_precision(reading, precision, err);
	if (radius.p != NULL)
		return take_number(reading, "radius", radius, RADIUS_MAX, err);
	if (basis.p != NULL)
		return take_basis(reading, basis, err);
	if (bearing.p != NULL)
		return take_number(reading, "bearing", bearing, 359, err);
	if (features.p != NULL)
		return set(reading, "features", json_of_text(features), err);
	if (take_coordinates(reading, part, &st, err))
		return st;
	return take_name(reading, part, err);
}

/* Does the part begin with the word, in whatever case and with whatever behind it? */
static bool
begins_with_word(struct text part, const char *word)
{
	size_t n = strlen(word);

	return part.n >= n && strncasecmp(part.p, word, n) == 0 &&
	       (part.n == n || !isalpha((unsigned char)part.p[n]));
}

/* A part of a region: what is not understood could be anything that finds the place, and is no name. */
static enum status
take_region_part(struct reading *reading, struct text part, struct error *err)
{
	static const char *const finer[] = { "radius", "basis", "bearing", "features" };
	struct text precision = after(part, "precision");

	if (precision.p != NULL)
		return take_precision(reading, precision, err);
	if (begins_with_word(part, "precision"))
		return wrong_part(part, "a precision is written “precision region”", err);
	for (size_t i = 0; i < sizeof finer / sizeof finer[0]; i++) {
		if (begins_with_word(part, finer[i]))
			return fail(err, STATUS_INVALID, "a region has no %s, only names and a precision",
			            finer[i]);
	}
	if (text_has_number(part))
		return wrong_part(part, "a region has no coordinates, nor any other number", err);
	return take_name(reading, part, err);
}

static enum status
check_place(const json_t *place, struct error *err)
{
	if (!json_is_null(json_object_get(place, "latitude")) &&
	    json_is_null(json_object_get(place, "radius")))
		return fail(err, STATUS_INVALID,
		            "coordinates need a radius, in metres: “radius 500”");
	return STATUS_OK;
}

static enum status
check_region(const json_t *region, struct error *err)
{
	const char *precision = json_string_value(json_object_get(region, "precision"));

	if (precision == NULL)
		return fail(err, STATUS_INVALID,
		            "a region needs a precision: “precision region” or “precision country”");
	if (!is_coarse(text_of(precision)) && !json_is_null(json_object_get(region, "names")))
		return fail(err, STATUS_INVALID,
		            "a region of the precision %s has no name: it would be published",
		            precision);
	return STATUS_OK;
}

enum status
place_of_words(struct database *database, struct text words, bool region, json_t **out,
               struct error *err)
{
	SCOPED_JSON json_t *place =
		region ? json_pack("{s:n,s:n}", "precision", "names")
		       : json_pack("{s:n,s:n,s:n,s:n,s:n,s:n,s:n,s:n,s:n}", "names", "latitude",
		                   "longitude", "radius", "precision", "basis", "bearing",
		                   "features", "references");
	struct reading reading = { database, region, place };
	enum status st = place ? STATUS_OK : fail_memory(err);
	size_t parts = 0;

	while (st == STATUS_OK && words.p != NULL) {
		struct text part = text_trim(text_cut(&words, ';'));

		if (part.n == 0)
			continue;
		st = (region ? take_region_part : take_part)(&reading, part, err);
		parts++;
	}
	if (st == STATUS_OK && parts > 0)
		st = (region ? check_region : check_place)(place, err);
	if (st == STATUS_OK)
		*out = parts > 0 ? json_incref(place) : json_null();
	return st;
}

static void
append_part(struct buffer *out, const char *key, const json_t *value)
{
	if (json_is_integer(value))
		buffer_append_format(out, "%s%s %lld", out->n ? "; " : "", key,
		                     (long long)json_integer_value(value));
	else if (json_is_string(value))
		buffer_append_format(out, "%s%s %s", out->n ? "; " : "", key,
		                     json_string_value(value));
}

static void
append_names(struct buffer *out, const json_t *names)
{
	json_t *entry;
	size_t i;

	json_array_foreach(names, i, entry) {
		const char *name = json_string_value(json_object_get(entry, "name"));
		const char *language = json_string_value(json_object_get(entry, "language"));

		if (name != NULL)
			buffer_append_format(out, "%s%s%s%s%s", out->n ? "; " : "", name,
			                     language ? " (" : "", language ? language : "",
			                     language ? ")" : "");
	}
}

void
place_to_words(struct buffer *out, const json_t *place)
{
	const char *latitude = json_string_value(json_object_get(place, "latitude"));
	const char *longitude = json_string_value(json_object_get(place, "longitude"));
	json_t *basis = json_object_get(place, "basis"), *code;
	size_t i;

	append_names(out, json_object_get(place, "names"));
	if (latitude != NULL && longitude != NULL)
		buffer_append_format(out, "%s%s,%s", out->n ? "; " : "", latitude, longitude);
	append_part(out, "radius", json_object_get(place, "radius"));
	append_part(out, "precision", json_object_get(place, "precision"));
	json_array_foreach(basis, i, code)
		buffer_append_format(out, "%s%s", i > 0 ? "," : out->n ? "; basis " : "basis ",
		                     json_string_value(code));
	append_part(out, "bearing", json_object_get(place, "bearing"));
	append_part(out, "features", json_object_get(place, "features"));
}
