/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unsaid.h - what was read of private options from a file, standard input, an editor or
 * --fields: an error that refuses it says where it stands and never what it is, as
 * terminals, logs and shells keep what is printed.
 */
#ifndef VIDIMUS_CLI_UNSAID_H
#define VIDIMUS_CLI_UNSAID_H

#include "base/buffer.h"

#include <vidimus/types.h>

/* Begins as { 0 }. */
struct unsaid {
	struct buffer texts; /* each ended by NUL */
};

/* Adds a text to those that are not said again. `unsaid` may be NULL; lack of memory is remembered. */
void unsaid_add(struct unsaid *unsaid, struct text text);

/*
 * Puts "…" in place of what an error quotes of the texts, and of whatever 12 bytes or
 * more of them stand in it. Where memory lacks, the whole error's words are replaced.
 * `unsaid` may be NULL.
 */
void unsaid_hide(const struct unsaid *unsaid, struct error *err);

/* Overwrites and frees them. */
void unsaid_end(struct unsaid *unsaid);

#endif
