/* SPDX-License-Identifier: Apache-2.0 */
/* place.h - the folder that a catalogue is going to be, before it is one. */
#ifndef VIDIMUS_CASEWORK_PLACE_H
#define VIDIMUS_CASEWORK_PLACE_H

#include "base/buffer.h"

/* STATUS_EXISTS unless the place is free, or an empty folder. */
CHECKED enum status place_check(const char *path, struct error *err);

/* Makes the folders above it, as `mkdir -p` would. */
CHECKED enum status place_make_parent(const char *path, struct error *err);

/* Appends the absolute path of a folder that need not exist yet, but whose parent does. */
CHECKED enum status place_absolute(const char *path, struct buffer *out, struct error *err);

/* README.txt, and what tells desktops to leave the folder alone; each is new. */
CHECKED enum status place_add_small_files(const char *folder, struct error *err);

/* Removes an unfinished folder and all in it, on this file system; quiet when there is none. */
void place_remove(const char *path);

#endif
