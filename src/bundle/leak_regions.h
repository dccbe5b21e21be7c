/* SPDX-License-Identifier: Apache-2.0 */
/*
 * leak_regions.h - where in a media file there can be words: what stands
 * beside pictures and sound. The file is hostile: every length is checked, and
 * what cannot be understood is read at its beginning and end.
 */
#ifndef VIDIMUS_BUNDLE_LEAK_REGIONS_H
#define VIDIMUS_BUNDLE_LEAK_REGIONS_H

#include <vidimus/types.h>

#define LEAK_REGION_EDGE ((uint64_t)1 << 20) /* bytes at both ends of a file of another kind */

/* Gets each region in order; any status but STATUS_OK ends it. */
struct leak_region_output {
	enum status (*region)(void *context, uint64_t at, uint64_t size, struct error *err);
	void *context;
};

/*
 * JPEG: its application and comment segments (ITU-T T.81 B.2), each scan passed
 * over to its next marker; PNG: chunks but IDAT; RIFF: chunks but those of
 * samples; ISO base media files (ISO/IEC 14496-12): boxes but mdat, free and skip
 * are read too. What follows the end of one is read as the next, if it is one. All
 * else, and what cannot be understood to its end: the first and last
 * LEAK_REGION_EDGE bytes of it.
 */
CHECKED enum status leak_regions_find(int fd, uint64_t size, const struct leak_region_output *to,
                                      struct error *err);

#endif
