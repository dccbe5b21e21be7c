/* SPDX-License-Identifier: Apache-2.0 */
/*
 * editor.h - text written in the person's own editor. It lies in a file of
 * mode 0600 in a new folder of mode 0700, below $XDG_RUNTIME_DIR (memory, on
 * most systems) or /tmp; afterwards everything in the folder, an editor's
 * backup and swap files too, is overwritten and removed. What an editor keeps
 * elsewhere, and blocks that a file system moved, cannot be reached.
 */
#ifndef VIDIMUS_CLI_EDITOR_H
#define VIDIMUS_CLI_EDITOR_H

#include "base/buffer.h"

#include <vidimus/types.h>

/*
 * Opens $VISUAL, else $EDITOR, else vi (only when somebody sits at a terminal)
 * on `template` in a file called `name` ("note.txt"). `out` (empty before) gets
 * the file as it is after the editor; *changed tells whether it differs.
 *
 * STATUS_INVALID when there is no editor to open or it ended with a failure;
 * STATUS_LIMIT when the file exceeds `limit` bytes; STATUS_INTERRUPTED when we
 * were asked to stop meanwhile; STATUS_IO when the file could not be written.
 */
CHECKED enum status editor_edit(struct buffer *out, const char *name, struct text template,
                                size_t limit, bool *changed, struct error *err);

/* True when editor_edit has something to open. */
bool editor_is_there(void);

#endif
