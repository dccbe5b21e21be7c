/* SPDX-License-Identifier: Apache-2.0 */
/*
 * given_path.h - paths as the log keeps them: what was given, and the folder
 * that a relative one was given in, so that "photos" is no riddle in ten years.
 *
 *	given           recorded
 *	photos/1.jpg    /home/ana/./photos/1.jpg     in the working folder /home/ana
 *	./photos/1.jpg  the same: what leads nowhere is left out
 *	/media/a/1.jpg  /media/a/1.jpg
 *	/media/./1.jpg  /.//media/./1.jpg            else it would be taken for the first kind
 *
 * The first "/./" divides: the working folder of a process never holds one.
 * All three still lead to the file.
 */
#ifndef VIDIMUS_CASEWORK_GIVEN_PATH_H
#define VIDIMUS_CASEWORK_GIVEN_PATH_H

#include "base/buffer.h"

#include <vidimus/types.h>

/*
 * Appends what is recorded of a path. `folder` is the absolute working folder;
 * without one (NULL) a relative path stands as it was given.
 */
void given_path_append(struct buffer *out, const char *folder, struct text given);

/* The part of a recorded path that was given, but for ./ in front of it; points into it. */
struct text given_path_of(struct text recorded);

#endif
