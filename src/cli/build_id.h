/* SPDX-License-Identifier: Apache-2.0 */
/* build_id.h - the linker's name for exactly this program. */
#ifndef VIDIMUS_CLI_BUILD_ID_H
#define VIDIMUS_CLI_BUILD_ID_H

#include <vidimus/types.h>

/* Room for the hex digits of the longest id that is accepted (32 bytes), and a NUL. */
#define BUILD_ID_TEXT_SIZE 65

/*
 * Writes the NT_GNU_BUILD_ID note of the running program (ELF, `ld --build-id`)
 * as lower-case hex. False, with `out` untouched, when it was linked without.
 */
CHECKED bool build_id_write(char out[BUILD_ID_TEXT_SIZE]);

#endif
