/* SPDX-License-Identifier: Apache-2.0 */
/*
 * comfort.h - how a person wants to see things by default, in their own file
 * $XDG_CONFIG_HOME/vidimus/viewing.json, which nobody else reads and no log
 * tells of:
 *
 *	{"grey": true, "sound": false, "side": 320}
 */
#ifndef VIDIMUS_CLI_COMFORT_H
#define VIDIMUS_CLI_COMFORT_H

#include "cli/command.h"

#include <vidimus/types.h>

struct comfort {
	bool     grey;
	bool     sound;
	unsigned side; /* longest side of the window in pixels: COMFORT_SIDE_LEAST to COMFORT_SIDE_MOST */
};

#define COMFORT_SIDE_LEAST 64
#define COMFORT_SIDE_MOST  4096

/*
 * The person's settings; the calmest, grey, silent, 320, where there is no
 * file or member. Of a file that cannot be read as one, it warns and takes
 * nothing.
 */
struct comfort comfort_read(struct command *command);

#endif
