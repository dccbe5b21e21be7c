/* SPDX-License-Identifier: Apache-2.0 */
/* embedded.h - data files that the build placed in the program. */
#ifndef VIDIMUS_BASE_EMBEDDED_H
#define VIDIMUS_BASE_EMBEDDED_H

#include <stddef.h>

struct embedded_file {
	const char          *path; /* relative to the source tree, "catalog/events/x.json" */
	const unsigned char *bytes;
	size_t               size;
};

#endif
