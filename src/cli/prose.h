/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prose.h - free text given to an option: `-` reads standard input, `@FILE` a
 * file, `@` opens the editor, and what is not private may stand as it is.
 */
#ifndef VIDIMUS_CLI_PROSE_H
#define VIDIMUS_CLI_PROSE_H

#include "cli/command.h"

#include <vidimus/types.h>

/* Most bytes of one free text where its option names no other limit. */
#define PROSE_LIMIT ((size_t)64 << 10)

/*
 * The text of a VALUE_PROSE option, in `out` (empty before): UTF-8 without
 * U+0000, line ends LF, no white space at its ends. When the option was not
 * given, `out` stays empty and *given is false. STATUS_INVALID and
 * STATUS_LIMIT name the option; an editor that was left unchanged is
 * STATUS_INVALID: there is nothing to do.
 */
CHECKED enum status prose_read(struct buffer *out, const struct command *command,
                               const char *option, bool *given, struct error *err);

/*
 * The same for a text that the verb cannot do without: when the option was not
 * given, the editor opens with `question` as a comment (lines beginning with #
 * are left out). Without editor: STATUS_INVALID naming the option.
 */
CHECKED enum status prose_demand(struct buffer *out, const struct command *command,
                                 const char *option, const char *question, struct error *err);

/*
 * Appends everything readable from `fd`; STATUS_LIMIT beyond `limit` bytes,
 * STATUS_INTERRUPTED when a signal asked to stop meanwhile.
 */
CHECKED enum status read_bounded(struct buffer *out, int fd, size_t limit, struct error *err);

/* The same of a named file. One that cannot be read is STATUS_INVALID: a wrong word, no fault of the catalogue. */
CHECKED enum status read_named(struct buffer *out, const char *path, size_t limit,
                               struct error *err);

#endif
