/* SPDX-License-Identifier: Apache-2.0 */
/*
 * here.h - the surroundings of this process: its folders, machine and login.
 * The only place that reads them; the library is handed what it needs.
 */
#ifndef VIDIMUS_CLI_HERE_H
#define VIDIMUS_CLI_HERE_H

#include "cli/build_id.h"

#include <vidimus/catalogue.h>
#include <vidimus/types.h>

#define HERE_NAME_SIZE    257 /* of the machine and the login, with the NUL */
#define HERE_MACHINE_SIZE 65

struct here {
	char *keys;  /* $XDG_CONFIG_HOME/vidimus/keys, else ~/.config/vidimus/keys */
	char *working; /* the working folder, absolute; NULL where it was removed or cannot be reached */
	char *config; /* $XDG_CONFIG_HOME/vidimus, else ~/.config/vidimus */
	char *state; /* $XDG_STATE_HOME/vidimus, else ~/.local/state/vidimus */
	char  host[HERE_NAME_SIZE];
	char  login[HERE_NAME_SIZE];
	char  machine[HERE_MACHINE_SIZE];
	char  build[BUILD_ID_TEXT_SIZE];
	struct vidimus_surroundings surroundings; /* points into the above */
};

/* STATUS_INVALID when nothing says where the person's own folders are. */
CHECKED enum status here_begin(struct here *here, struct error *err);

/* Ends it; { 0 } is allowed. */
void here_end(struct here *here);

#endif
