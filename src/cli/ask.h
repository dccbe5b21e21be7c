/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ask.h - passphrases: from a person at a terminal, or from a file that only
 * its owner reads. Never from an argument or the environment, which others on
 * the machine can see.
 */
#ifndef VIDIMUS_CLI_ASK_H
#define VIDIMUS_CLI_ASK_H

#include <vidimus/types.h>

/* Longest passphrase in bytes. */
#define SECRET_LIMIT 1024

/* Bytes that are overwritten when they are no longer needed: SCOPED(secret). */
struct secret {
	char   bytes[SECRET_LIMIT + 1]; /* NUL-ended, for callees that want a string */
	size_t n;
};
void secret_end(struct secret *secret);

/*
 * Asks at the controlling terminal with echo off; a new passphrase twice,
 * until both agree (three rounds). The terminal is as before on every way out,
 * signals and Ctrl-Z included. `subject` says for what: "key ana"; `option`
 * which option names a file of it: "passphrase-file".
 *
 * STATUS_INVALID when there is no person to ask, naming that option (and
 * --no-passphrase for a new one); when a new one is empty or never agrees.
 * STATUS_LIMIT when it is too long, STATUS_INTERRUPTED when a signal ended it.
 */
CHECKED enum status ask_passphrase(struct secret *out, const char *subject, const char *option,
                                   bool is_new, struct error *err);

/*
 * The first line of a file, without its line end. Refuses (STATUS_REFUSED)
 * what is neither a file nor a pipe, and what others than its owner may read
 * or write; STATUS_INVALID when it cannot be opened or the line is empty.
 */
CHECKED enum status ask_passphrase_file(struct secret *out, const char *path, struct error *err);

#endif
