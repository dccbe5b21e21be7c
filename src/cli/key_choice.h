/* SPDX-License-Identifier: Apache-2.0 */
/* key_choice.h - which key acts, and how it is opened. */
#ifndef VIDIMUS_CLI_KEY_CHOICE_H
#define VIDIMUS_CLI_KEY_CHOICE_H

#include "cli/command.h"

#include <vidimus/catalogue.h>
#include <vidimus/types.h>

/* Longest name of a key, with its NUL. */
#define KEY_NAME_SIZE 65

/* Longest code of a person or name of a login, with its NUL. */
#define KEY_PERSON_SIZE 257

/*
 * Opens FOLDER/NAME.pem. A passphrase is read from --passphrase-file, else
 * asked at the terminal, three times where it was wrong. The key is owned.
 */
CHECKED enum status key_unlock(struct command *command, const char *folder, const char *name,
                               struct vidimus_key **out, struct error *err);

/*
 * The name of the key that acts in this catalogue: --key or VIDIMUS_KEY, else
 * the only one of the folder that belongs to an actor. STATUS_REFUSED names
 * the choices, or says how to become an actor.
 */
CHECKED enum status key_choose(struct command *command, const char *folder,
                               struct vidimus_catalogue *catalogue, char name[KEY_NAME_SIZE],
                               struct error *err);

/*
 * The key to act with if it can be had without asking anybody: named by --key,
 * or the only one that belongs to an actor and needs no passphrase (or
 * --passphrase-file gives it). *out is owned, NULL when there is none; it is a
 * failure only when --key names one that cannot be opened.
 */
CHECKED enum status key_at_hand(struct command *command, const char *folder,
                                struct vidimus_catalogue *catalogue, struct vidimus_key **out,
                                struct error *err);

/*
 * Must a key be named so that an audit is recorded? name is "" where
 * key_at_hand has one without being told or where --key names it already; the
 * only key that belongs to an actor where that has a passphrase; else "NAME",
 * for the person to choose.
 */
CHECKED enum status key_to_name(const struct command *command, const char *folder,
                                struct vidimus_catalogue *catalogue, char name[KEY_NAME_SIZE],
                                struct error *err);

/*
 * Who sits here, without opening a key: the code of the actor whose key --key
 * names or is the only one here; else `login`.
 */
CHECKED enum status key_person(struct command *command, const char *folder,
                               struct vidimus_catalogue *catalogue, const char *login,
                               char out[KEY_PERSON_SIZE], struct error *err);

#endif
