/* SPDX-License-Identifier: Apache-2.0 */
/* netpbm.c - reads pictures that need no decoder (netpbm, pgm(5) and ppm(5), no comments). */
#include "support/netpbm.h"

#include <stdio.h>

void
netpbm_end(struct netpbm *picture)
{
	buffer_end(&picture->file);
}

void
netpbm_read(struct netpbm *out, const char *path)
{
	unsigned width = 0, height = 0, kind = 0;
	size_t bytes;
	int head = 0;

	*out = (struct netpbm){ 0 };
	read_file(&out->file, path);
	if (sscanf(buffer_string(&out->file), "P%1u%u%u 255%n", &kind, &width, &height, &head) != 3 ||
	    head == 0 || (kind != 5 && kind != 6))
		fail_msg("%s is no binary PGM or PPM of 8 bits\n", path);
	out->channels = kind == 5 ? 1 : 3;
	bytes = (size_t)width * height * out->channels;
	if (out->file.n != (size_t)head + 1 + bytes)
		fail_msg("%s has %zu bytes\n", path, out->file.n);
	out->samples = (const unsigned char *)out->file.p + head + 1;
	out->width = width;
	out->height = height;
}
