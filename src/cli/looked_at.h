/* SPDX-License-Identifier: Apache-2.0 */
/* looked_at.h - what is compared: an item's fingerprints that are kept, or a file's that are made now. */
#ifndef VIDIMUS_CLI_LOOKED_AT_H
#define VIDIMUS_CLI_LOOKED_AT_H

#include "cli/command.h"

#include "base/scoped.h"

#include <vidimus/fingerprint.h>

DEFINE_SCOPED_POINTER(vidimus_fingerprint, vidimus_fingerprint_close);

/* Is the word a file's name and no id? What holds a slash or a dot is; else a file must be there. */
bool looked_at_is_file(const char *word);

/* Fingerprints of several items and files; { 0 } is none yet. */
struct looked_at {
	struct vidimus_parsers *parsers; /* owned; opened for the first file */
};
void looked_at_end(struct looked_at *looked_at);

/*
 * The fingerprints of an item (E-1, UUID, SHA-256) of the open catalogue, or
 * of a file; *out is owned. A file that no parser reads gives a warning and
 * none. The option allow-unsandboxed of the verb counts.
 */
CHECKED enum status looked_at_read(struct looked_at *looked_at, struct command *command,
                                   const char *word, struct vidimus_fingerprint **out,
                                   struct error *err);

#endif
