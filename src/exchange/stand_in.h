/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stand_in.h - the synthetic files of the worked example, DEMO-01 to DEMO-11:
 * a film, and what becomes of films on their way through channels (smaller,
 * cut, in bars, mirrored, the very same under another name), another film, a
 * still, a truncated file, an empty one, and one whose name lies.
 */
#ifndef VIDIMUS_EXCHANGE_STAND_IN_H
#define VIDIMUS_EXCHANGE_STAND_IN_H

#include <vidimus/types.h>

/*
 * Writes them into a folder (borrowed descriptor), each durable and whole
 * under its name, with the same bytes on every machine. STATUS_EXISTS when a
 * name is taken; nothing is replaced, and those before it stay.
 */
CHECKED enum status stand_ins_write(int folder, struct error *err);

/* The same for redacted DEMO-01, -06 and -08: smaller or as large, a field of their middle gone. */
CHECKED enum status stand_ins_write_redacted(int folder, struct error *err);

#endif
