/* SPDX-License-Identifier: Apache-2.0 */
/* key_new.h - making a key, with the passphrase that a person chooses for it. */
#ifndef VIDIMUS_CLI_KEY_NEW_H
#define VIDIMUS_CLI_KEY_NEW_H

#include "cli/command.h"

#include <vidimus/key.h>
#include <vidimus/types.h>

/*
 * Makes FOLDER/NAME.pem and NAME.request (for `catalogue`, or NULL). The verb
 * has the flag --no-passphrase; without it the passphrase comes from
 * --passphrase-file, else is asked twice. The key is owned.
 */
CHECKED enum status key_new(struct command *command, const char *folder, const char *name,
                            const struct uuid *catalogue, struct vidimus_key **out,
                            struct error *err);

#endif
