/* SPDX-License-Identifier: Apache-2.0 */
/* passphrase.h - a passphrase in memory that is wiped. */
#ifndef VIDIMUS_CRYPTO_PASSPHRASE_H
#define VIDIMUS_CRYPTO_PASSPHRASE_H

#include <vidimus/types.h>

#define PASSPHRASE_LIMIT 1023 /* bytes; what the openssl command reads at most */

/* Starts as { 0 }, "none"; never copied. SCOPED(passphrase) wipes it at the block's end. */
struct passphrase {
	size_t n;
	char   bytes[PASSPHRASE_LIMIT + 1]; /* NUL-ended, as typed: no normalisation */
};

/* Wipes it so that no compiler leaves it out; it is then "none". */
void passphrase_end(struct passphrase *passphrase);

/*
 * Takes the bytes (copied; the caller wipes theirs). STATUS_INVALID when there
 * are none, or a NUL, line feed or carriage return; STATUS_LIMIT when too long.
 */
CHECKED enum status passphrase_set(struct passphrase *out, struct text bytes, struct error *err);

/*
 * Takes the first line of what `fd` (borrowed) gives, without its newline; it
 * may read beyond that line. STATUS_INVALID, STATUS_LIMIT, STATUS_IO.
 */
CHECKED enum status passphrase_read(struct passphrase *out, int fd, struct error *err);

/* Whether two are equal, as when it is asked twice; takes the same time for any two of one length. */
bool passphrase_equal(const struct passphrase *a, const struct passphrase *b);

#endif
