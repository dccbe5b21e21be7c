/* SPDX-License-Identifier: Apache-2.0 */
/* moment_write.c - a moment as EDTF, and the seconds that it spans. */
#include "media/moment.h"

void
moment_write(struct buffer *out, const struct moment *moment)
{
	const struct civil *c = &moment->civil;

	buffer_append_format(out, "%04d", (int)c->year);
	if (moment->precision >= MOMENT_MONTH)
		buffer_append_format(out, "-%02d", c->month);
	if (moment->precision >= MOMENT_DAY)
		buffer_append_format(out, "-%02d", c->day);
	if (moment->precision < MOMENT_MINUTE)
		return;
	buffer_append_format(out, "T%02d:%02d", c->hour, c->minute);
	if (moment->precision == MOMENT_SECOND)
		buffer_append_format(out, ":%02d", c->second);
	if (moment->zone == ZONE_UTC)
		buffer_append_byte(out, 'Z');
	else if (moment->zone == ZONE_OFFSET)
		buffer_append_format(out, "%c%02d:%02d", moment->offset < 0 ? '-' : '+',
		                     (moment->offset < 0 ? -moment->offset : moment->offset) / 60,
		                     (moment->offset < 0 ? -moment->offset : moment->offset) % 60);
}

void
moment_bounds(const struct moment *moment, int64_t *earliest, int64_t *latest)
{
	struct civil last = moment->civil;

	if (moment->precision < MOMENT_MONTH)
		last.month = 12;
	if (moment->precision < MOMENT_DAY)
		last.day = calendar_month_days(last.year, last.month);
	if (moment->precision < MOMENT_MINUTE) {
		last.hour = 23;
		last.minute = 59;
	}
	if (moment->precision < MOMENT_SECOND)
		last.second = 59;
	*earliest = calendar_seconds(&moment->civil);
	*latest = calendar_seconds(&last);
	if (moment->zone == ZONE_OFFSET) {
		*earliest -= (int64_t)moment->offset * 60;
		*latest -= (int64_t)moment->offset * 60;
	}
}
