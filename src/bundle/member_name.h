/* SPDX-License-Identifier: Apache-2.0 */
/*
 * member_name.h - names in somebody else's archive or manifest: which of them
 * mean something else than they seem on some system, and which collide there.
 */
#ifndef VIDIMUS_BUNDLE_MEMBER_NAME_H
#define VIDIMUS_BUNDLE_MEMBER_NAME_H

#include "base/buffer.h"

#include <vidimus/types.h>

/* Most bytes of a name, and most parts. */
#define MEMBER_NAME_LIMIT 4096
#define MEMBER_NAME_PARTS 64

/*
 * The trick of a relative path with '/' between its parts; NULL for none:
 * empty-name, long-name, bad-utf8, control-name, bidi-name, absolute-name,
 * home-name, drive-name, zip-slip, dot-name, backslash-name, stream-name,
 * trailing-dot, reserved-name. One '/' at the end is allowed.
 */
const char *member_name_trick(struct text name);

/* The same for a name in a manifest: only what leads out of the bag, or is a device of Windows. */
const char *member_name_escape(struct text name);

/* How two different names are the same to some file system. */
enum member_collision {
	MEMBER_APART,
	MEMBER_SAME_BYTES,
	MEMBER_SAME_LETTERS, /* once normalised (NFC) */
	MEMBER_SAME_FOLDED   /* without case and width */
};
CHECKED enum status member_name_compare(struct text a, struct text b, enum member_collision *out,
                                        struct error *err);

/* Appends the name in Unicode normalisation form NFC; what is no UTF-8 as it is. */
CHECKED enum status member_name_normalise(struct buffer *out, struct text name, struct error *err);

#endif
