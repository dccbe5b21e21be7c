/* SPDX-License-Identifier: Apache-2.0 */
/*
 * player.h - mpv, calm: paused, silent, grey, small; fenced in (fence.h); with
 * no settings, scripts, network, history or files beside the one it is given
 * by descriptor, so that it never learns a path nor takes a name for an option.
 */
#ifndef VIDIMUS_CLI_PLAYER_H
#define VIDIMUS_CLI_PLAYER_H

#include "cli/command.h"

#include <vidimus/types.h>

struct player_look {
	const char *title;    /* of the window: the item's id, nothing out of the file */
	bool        sound;    /* else it is muted; the volume is low in any case */
	bool        colour;   /* else grey */
	bool        large;    /* as large as it is, within the screen; else `side` */
	unsigned    side;     /* longest side in pixels */
	bool        unfenced; /* also where the kernel has no Landlock */
};

/*
 * Is all there that the player needs? STATUS_NOT_FOUND says how to install
 * mpv, or that there is no display; STATUS_REFUSED that it cannot be fenced in.
 */
CHECKED enum status player_check(const struct player_look *look, struct error *err);

/*
 * Shows the file (borrowed, open for reading only) and waits for the end of
 * the player. A stop asked for ends it first: STATUS_INTERRUPTED. STATUS_FALSE
 * when it could not show the file.
 */
CHECKED enum status player_run(const struct player_look *look, int file, struct error *err);

#endif
