/* SPDX-License-Identifier: Apache-2.0 */
/*
 * warning_class.h - which member of item.examined a warning belongs to: what
 * tells of places or of the way a file came must not leave with what tells of
 * its bytes.
 */
#ifndef VIDIMUS_MEDIA_WARNING_CLASS_H
#define VIDIMUS_MEDIA_WARNING_CLASS_H

#include "base/json.h"

#include <vidimus/types.h>

enum warning_class {
	WARNING_OF_BYTES,  /* "warnings", class plain */
	WARNING_OF_ORIGIN, /* "origin_warnings", class source */
	WARNING_OF_PLACE,  /* "place_warnings", class safety-place */
	WARNING_OF_WAY,    /* "traits", class private-channel */
	WARNING_CLASSES
};

/* The member's name; static. */
const char *warning_class_member(enum warning_class warning_class);

/* The class of a code that examinations give; false for any other word. */
CHECKED bool warning_class_of(struct text code, enum warning_class *out);

/* Puts a code at its place in a list of sorted ones, unless it is there. */
CHECKED enum status warning_code_insert(json_t *list, const char *code, struct error *err);

#endif
