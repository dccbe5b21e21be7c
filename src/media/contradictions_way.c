/* SPDX-License-Identifier: Apache-2.0 */
/* contradictions_way.c - positions against each other, and marks of the way that a file came. */
#include "media/contradictions_internal.h"

#include "base/embedded.h"
#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define METRES_A_DEGREE 111195.0 /* of a great circle, mean radius 6371 km */
#define RADIANS_A_DEGREE 0.017453292519943295

static bool
read_degrees(const json_t *place, const char *name, double *out)
{
	struct text text;
	bool negative;
	double unit = 1;

	if (!json_member_text(place, name, &text) || text.n == 0)
		return false;
	negative = text.p[0] == '-';
	*out = 0;
	for (size_t i = negative; i < text.n; i++) {
		if (text.p[i] == '.') {
			unit = 0.1;
		} else if (unit < 1) {
			*out += unit * (text.p[i] - '0');
			unit /= 10;
		} else {
			*out = *out * 10 + (text.p[i] - '0');
		}
	}
	if (negative)
		*out = -*out;
	return true;
}

/* Metres between two positions; good to a percent where it matters, within some kilometres. */
static double
distance(const json_t *a, const json_t *b)
{
	double lat_a, lon_a, lat_b, lon_b, east;

	if (!read_degrees(a, "latitude", &lat_a) || !read_degrees(a, "longitude", &lon_a) ||
	    !read_degrees(b, "latitude", &lat_b) || !read_degrees(b, "longitude", &lon_b))
		return 0;
	east = fabs(lon_a - lon_b);
	if (east > 180)
		east = 360 - east;
	east *= cos((lat_a + lat_b) / 2 * RADIANS_A_DEGREE);
	return METRES_A_DEGREE * sqrt(east * east + (lat_a - lat_b) * (lat_a - lat_b));
}

void
contradictions_of_places(struct contradiction_search *search)
{
	const json_t *places = search->facts->metadata->places;

	for (size_t i = 1; i < json_array_size(places); i++) {
		const json_t *first = json_array_get(places, 0), *other = json_array_get(places, i);
		double metres = distance(first, other);

		if (metres <= PLACES_AGREE_METRES)
			continue;
		contradiction_tell(search, "places-disagree", "%.0f m: %s, %s", metres,
		                   json_string_value(json_object_get(first, "source")),
		                   json_string_value(json_object_get(other, "source")));
		return;
	}
}

/* What follows the last dot is `extension`, letters of either case. */
static bool
ends_with(struct text name, struct text extension)
{
	if (name.n <= extension.n || name.p[name.n - extension.n - 1] != '.')
		return false;
	for (size_t i = 0; i < extension.n; i++) {
		char c = name.p[name.n - extension.n + i];

		if ((c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c) != extension.p[i])
			return false;
	}
	return true;
}

bool
contradiction_is_named_sound(const struct contradiction_search *search)
{
	const struct embedded_file *file = embedded_find("catalog/extensions.tsv");
	struct text rest = file ? embedded_text(file) : (struct text){ 0 };
	struct text name = search->facts->name;

	while (name.p != NULL && rest.n > 0) {
		struct text line = text_cut(&rest, '\n');
		struct text extension = text_cut(&line, '\t');

		if (text_is(text_cut(&line, '\t'), "audio") && ends_with(name, extension))
			return true;
	}
	return false;
}

/* Names begin so: # is a digit, + one or more of them. */
static const struct {
	const char *pattern, *code;
} names[] = {
	{ "photo_####-##-##_##-##-##", "named-by-telegram" },
	{ "video_####-##-##_##-##-##", "named-by-telegram" },
	{ "audio_####-##-##_##-##-##", "named-by-telegram" },
	{ "doc_####-##-##_##-##-##", "named-by-telegram" },
	{ "file_####-##-##_##-##-##", "named-by-telegram" },
	{ "animation_####-##-##_##-##-##", "named-by-telegram" },
	{ "photo_+@##-##-####_##-##-##", "named-by-telegram" },
	{ "video_+@##-##-####_##-##-##", "named-by-telegram" },
	{ "audio_+@##-##-####_##-##-##", "named-by-telegram" },
	{ "file_+@##-##-####_##-##-##", "named-by-telegram" },
	{ "round_video_+@##-##-####_##-##-##", "named-by-telegram" },
	{ "IMG-########-WA####", "named-by-whatsapp" },
	{ "VID-########-WA####", "named-by-whatsapp" },
	{ "AUD-########-WA####", "named-by-whatsapp" },
	{ "PTT-########-WA####", "named-by-whatsapp" },
	{ "DOC-########-WA####", "named-by-whatsapp" },
	{ "STK-########-WA####", "named-by-whatsapp" },
	{ "PHOTO-####-##-##-##-##-##", "named-by-whatsapp" },
	{ "VIDEO-####-##-##-##-##-##", "named-by-whatsapp" },
	{ "AUDIO-####-##-##-##-##-##", "named-by-whatsapp" },
	{ "+-PHOTO-####-##-##-##-##-##", "named-by-whatsapp" },
	{ "+-VIDEO-####-##-##-##-##-##", "named-by-whatsapp" },
	{ "+-AUDIO-####-##-##-##-##-##", "named-by-whatsapp" },
	{ "+-GIF-####-##-##-##-##-##", "named-by-whatsapp" },
	{ "+-STICKER-####-##-##-##-##-##", "named-by-whatsapp" },
	{ "WhatsApp Image ####-##-## at #", "named-by-whatsapp" },
	{ "WhatsApp Video ####-##-## at #", "named-by-whatsapp" },
	{ "WhatsApp Audio ####-##-## at #", "named-by-whatsapp" },
	{ "signal-####-##-##-##", "named-by-signal" },
	{ "viber_image_####-##-##", "named-by-viber" },
	{ "viber_video_####-##-##", "named-by-viber" },
	{ "viber image ####-##-##", "named-by-viber" },
	{ "viber video ####-##-##", "named-by-viber" },
	{ "FB_IMG_##########", "named-by-facebook" },
	{ "received_##########", "named-by-facebook" },
};

static bool
is_digit(struct text text, size_t at)
{
	return at < text.n && text.p[at] >= '0' && text.p[at] <= '9';
}

static bool
begins_like(struct text name, const char *pattern)
{
	size_t at = 0;

	for (; *pattern != '\0'; pattern++) {
		if (*pattern != '#' && *pattern != '+') {
			if (at >= name.n || name.p[at++] != *pattern)
				return false;
			continue;
		}
		if (!is_digit(name, at++))
			return false;
		while (*pattern == '+' && is_digit(name, at))
			at++;
	}
	return true;
}

static void
judge_name(struct contradiction_search *search)
{
	struct text name = search->facts->name;

	for (size_t i = 0; name.p != NULL && i < sizeof names / sizeof names[0]; i++) {
		if (begins_like(name, names[i].pattern)) {
			contradiction_tell(search, names[i].code, NULL);
			return;
		}
	}
}

static void
judge_marks(struct contradiction_search *search)
{
	const struct statement *mark = metadata_find(search->facts->metadata, "IPTC", NULL,
	                                             "SpecialInstructions");

	if (mark != NULL && text_begins(mark->raw, "FBMD"))
		contradiction_tell(search, "marked-by-facebook", NULL);
}

static bool
is_one_of(uint64_t side, const uint64_t *sides)
{
	for (; *sides != 0; sides++) {
		if (side == *sides)
			return true;
	}
	return false;
}

/* Messengers send photographs as JPEG and films as MP4, whatever they were given. */
static bool
is_messengers_type(const struct contradiction_search *search, bool film)
{
	static const char *const films[] = { "video/mp4", "video/x-m4v", "video/quicktime", "video/3gpp" };
	struct text type = contradiction_type(search);

	for (size_t i = 0; film && i < sizeof films / sizeof films[0]; i++) {
		if (type.p != NULL && text_is(type, films[i]))
			return true;
	}
	return !film && type.p != NULL && text_is(type, "image/jpeg");
}

static uint64_t
longer_side(const struct contradiction_search *search)
{
	uint64_t width = contradiction_number(search, "width");
	uint64_t height = contradiction_number(search, "height");

	return width > height ? width : height;
}

static void
judge_size(struct contradiction_search *search)
{
	static const uint64_t pictures[] = { 1280, 1600, 2560, 4096, 0 };
	static const uint64_t videos[] = { 432, 480, 640, 720, 848, 854, 1280, 0 };
	uint64_t side = longer_side(search);

	if (is_messengers_type(search, false) && contradiction_is_stripped(search) &&
	    is_one_of(side, pictures))
		contradiction_tell(search, "size-as-messengers-make", "%llu",
		                   (unsigned long long)side);
	if (is_messengers_type(search, true) && !contradiction_names_camera(search) &&
	    is_one_of(side, videos) && contradiction_program(search, "conversion") != NULL)
		contradiction_tell(search, "encoded-as-messengers-do", "%llu",
		                   (unsigned long long)side);
}

void
contradictions_of_way(struct contradiction_search *search)
{
	judge_name(search);
	judge_marks(search);
	judge_size(search);
}
