/* SPDX-License-Identifier: Apache-2.0 */
/* exif_value.h - the values of TIFF and EXIF tags as REPORT_TEXT, REPORT_NUMBERS or REPORT_BINARY. */
#ifndef VIDIMUS_WORKER_IMAGE_EXIF_VALUE_H
#define VIDIMUS_WORKER_IMAGE_EXIF_VALUE_H

#include "worker/image/tiff_walk.h"
#include "wire/report.h"

#include "base/buffer.h"

#define EXIF_NUMBER_LIMIT 1024 /* numbers written of one value */

/*
 * Appends the raw value of a tag of this type and says how it is to be read:
 * ASCII without its NULs at the end; numbers and fractions in decimal; texts
 * that are typed as bytes (UserComment and its kin with their character code,
 * the XP tags in UTF-16) as text; anything else as it is.
 */
enum report_form exif_value_write(struct buffer *out, unsigned tag, unsigned type,
                                  struct span value, bool big_endian);

/* The standard's name of a tag in libexif's or our table; NULL for an unknown one. */
const char *exif_tag_name(unsigned tag, int ifd);

#endif
