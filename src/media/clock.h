/* SPDX-License-Identifier: Apache-2.0 */
/* clock.h - the time of day behind a date. Private to media. */
#ifndef VIDIMUS_MEDIA_CLOCK_H
#define VIDIMUS_MEDIA_CLOCK_H

#include "media/cursor.h"
#include "media/moment.h"

/* HH:MM, HH:MM:SS, HHMM or HHMMSS with a fraction or without; false for what is none. */
CHECKED bool clock_read(struct cursor *cursor, struct moment *moment);

/* Nothing, or a zone to the end of the text; false for anything else. */
CHECKED bool clock_read_zone(struct cursor *cursor, struct moment *moment);

#endif
