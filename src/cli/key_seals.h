/* SPDX-License-Identifier: Apache-2.0 */
/* key_seals.h - what the verbs about roots and leaves for seals share: places, passphrases, answers. */
#ifndef VIDIMUS_CLI_KEY_SEALS_H
#define VIDIMUS_CLI_KEY_SEALS_H

#include "cli/ask.h"
#include "cli/command.h"

#include <vidimus/seal.h>

/* The sub-verbs of `key` that lie in files of their own. */
extern const struct verb key_root;
extern const struct verb key_seal;
extern const struct verb key_import;
extern const struct verb key_compromised;

/*
 * What --certificate says: 64 hex digits or a file's name as they are, else
 * NAME, a leaf of the folder of keys, as its file.
 */
CHECKED enum status certificate_path(struct buffer *out, const char *keys, const char *said,
                                     struct error *err);

/* --no-passphrase, --years and --name, which making a certificate has. */
extern const struct verb_option key_making_options[];

/* A root as somebody names it: NAME in the folder of keys, or DIR/NAME elsewhere. */
struct root_place {
	char *folder; /* owned */
	char *name;   /* owned */
};
void root_place_end(struct root_place *place);

/* Reads it; an ending .root.pem or .root.crt, which a shell completes, is left out. */
CHECKED enum status root_place_read(struct root_place *out, const char *keys, const char *said,
                                    struct error *err);

/*
 * The passphrase that a new key gets: none with --no-passphrase, else from
 * --passphrase-file, else asked twice. out->n 0: none.
 */
CHECKED enum status seal_passphrase_new(struct command *command, const char *name,
                                        struct secret *out, struct error *err);

/* The passphrase that opens a root: from the file of that option if it is given, else asked; none where it needs none. */
CHECKED enum status seal_passphrase_root(struct command *command, const char *option,
                                         const struct root_place *root, struct secret *out,
                                         struct error *err);

/* As the library takes it. */
struct text seal_passphrase_text(const struct secret *secret);

/* --years, or `otherwise`. */
unsigned seal_years(const struct command *command, unsigned otherwise);

/* Milliseconds since 1970. */
int64_t seal_now(void);

/* Prints the root or leaf of that kind ("root", "seal") and name; STATUS_NOT_FOUND. */
CHECKED enum status seal_print(struct command *command, const char *folder, const char *kind,
                               const char *name, struct error *err);

/* Prints those of that name, of either kind; *printed tells whether there was one. */
CHECKED enum status seal_print_named(struct command *command, const char *folder,
                                     const char *name, bool *printed, struct error *err);

/* Prints a table of all of them; nothing where there is none. */
CHECKED enum status seal_print_all(struct command *command, const char *folder,
                                   struct error *err);

/* Appends 64 hex digits in groups of four, so that two people can compare them aloud. */
void fingerprint_append(struct buffer *out, const char *hex);

#endif
