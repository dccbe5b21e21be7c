/* SPDX-License-Identifier: Apache-2.0 */
/* agreement.c - places by distance, dates by their digits, everything else by its bytes. */
#include "cli/agreement.h"

#include "base/text.h"

#include <math.h>
#include <string.h>

#define DEGREES_APART  0.000010001
#define METRES_APART   1.0

static bool
numbers_agree(const json_t *a, const json_t *b, const char *name, double apart)
{
	const json_t *x = json_object_get(a, name), *y = json_object_get(b, name);

	if (!json_is_number(x) || !json_is_number(y))
		return true; /* one of them does not say */
	return fabs(json_number_value(x) - json_number_value(y)) <= apart;
}

static struct text
member(const json_t *entry, const char *name)
{
	return text_of(json_string_value(json_object_get(entry, name)));
}

/* True when one begins as the other, which goes on behind it. */
static bool
is_beginning(struct text a, struct text b)
{
	size_t n = a.n < b.n ? a.n : b.n;

	return n == 0 || memcmp(a.p, b.p, n) == 0;
}

/* Cuts "Z", "+02:00" or "-07:00" off a date with a time of day. */
static struct text
cut_zone(struct text *date)
{
	const char *clock = date->n > 0 ? memchr(date->p, 'T', date->n) : NULL;
	size_t at = clock ? (size_t)(clock - date->p) : date->n;
	struct text zone;

	while (at < date->n && strchr("Z+-", date->p[at]) == NULL)
		at++;
	zone = (struct text){ date->p + at, date->n - at };
	date->n = at;
	return zone;
}

static bool
dates_agree(const json_t *a, const json_t *b)
{
	struct text x = member(a, "value"), y = member(b, "value");
	struct text zone = cut_zone(&x), other = cut_zone(&y);

	if (x.n == 0 || y.n == 0)
		return x.n == y.n;
	if (!is_beginning(x, y) || (zone.n > 0 && other.n > 0 && !text_equal(zone, other)))
		return false;
	return is_beginning(member(a, "subsecond"), member(b, "subsecond"));
}

bool
values_agree(const json_t *a, const json_t *b)
{
	if (json_object_get(a, "lat") != NULL)
		return numbers_agree(a, b, "lat", DEGREES_APART) && numbers_agree(a, b, "lon", DEGREES_APART)
		       && numbers_agree(a, b, "altitude", METRES_APART);
	if (json_object_get(a, "zone") != NULL)
		return dates_agree(a, b);
	return text_equal(member(a, "value"), member(b, "value"));
}
