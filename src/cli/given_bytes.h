/* SPDX-License-Identifier: Apache-2.0 */
/* given_bytes.h - small files that an option names, read whole; and what is made, written or printed. */
#ifndef VIDIMUS_CLI_GIVEN_BYTES_H
#define VIDIMUS_CLI_GIVEN_BYTES_H

#include "cli/command.h"

#include "base/buffer.h"

/* Reads the file at `path`, or standard input for "-"; at most `limit` bytes. */
CHECKED enum status given_bytes(const char *path, size_t limit, struct buffer *out,
                                struct error *err);

/* The same for the option's file; an option that was not given leaves a text whose p is NULL. */
CHECKED enum status given_option(const struct command *command, const char *name, size_t limit,
                                 struct buffer *out, struct text *text, struct error *err);

/*
 * Verifier keys that a repeatable option names, each a key itself or a file with
 * some, one a line; appended.
 */
CHECKED enum status given_keys(const struct command *command, const char *name,
                               struct buffer *out, struct error *err);

/*
 * Writes what was made to the file that the option names, which must not exist
 * yet (STATUS_EXISTS), mode 0644.
 */
CHECKED enum status write_given(const struct command *command, const char *name,
                                struct text bytes, struct error *err);

#endif
