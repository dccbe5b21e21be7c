/* SPDX-License-Identifier: Apache-2.0 */
/*
 * projection.h - the p_ tables of a catalogue as text that can be compared:
 * everything but ids and times, rows in the order of their text.
 */
#ifndef VIDIMUS_TESTS_FAULT_PROJECTION_H
#define VIDIMUS_TESTS_FAULT_PROJECTION_H

#include "base/buffer.h"

#include <vidimus/types.h>

/*
 * Appends all but continuations and audits, which tell of an interruption itself,
 * and what parsers told; unless `in_order`, also all but which of two equal files
 * was known by the other. Fails the test when the database cannot be read.
 */
void projection_read(struct buffer *out, const char *catalogue, bool in_order);

/* Exhibits that were never examined, whatever came of it. */
unsigned projection_unexamined(const char *catalogue);

/* Is there an acquisition of these bytes under a path that ends so? */
bool projection_has(const char *catalogue, const char *path, const char *sha256);

#endif
