/* SPDX-License-Identifier: Apache-2.0 */
/* passphrase.c - taking, comparing and wiping passphrases. */
#include "crypto/passphrase.h"

#include "base/error.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <string.h>
#include <unistd.h>


void
passphrase_end(struct passphrase *passphrase)
{
	OPENSSL_cleanse(passphrase, sizeof *passphrase);
	passphrase->n = 0;
	passphrase->bytes[0] = '\0';
}

/* Judges what is held; wipes it when it cannot be a passphrase. */
static enum status
settle(struct passphrase *held, struct error *err)
{
	enum status st = STATUS_OK;

	if (held->n == 0)
		st = fail(err, STATUS_INVALID, "the passphrase is empty");
	else if (held->n > PASSPHRASE_LIMIT)
		st = fail(err, STATUS_LIMIT, "the passphrase exceeds %d bytes", PASSPHRASE_LIMIT);
	else if (memchr(held->bytes, '\0', held->n) != NULL ||
	         memchr(held->bytes, '\n', held->n) != NULL ||
	         memchr(held->bytes, '\r', held->n) != NULL)
		st = fail(err, STATUS_INVALID, "the passphrase has a line end or NUL in it");
	if (st != STATUS_OK)
		passphrase_end(held);
	else
		held->bytes[held->n] = '\0';
	return st;
}

enum status
passphrase_set(struct passphrase *out, struct text bytes, struct error *err)
{
	size_t n = bytes.n < sizeof out->bytes ? bytes.n : sizeof out->bytes;

	if (n > 0)
		memcpy(out->bytes, bytes.p, n);
	out->n = n;
	return settle(out, err);
}

enum status
passphrase_read(struct passphrase *out, int fd, struct error *err)
{
	const char *end;

	out->n = 0;
	do {
		ssize_t n = read(fd, out->bytes + out->n, sizeof out->bytes - out->n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			passphrase_end(out);
			return fail_os(err, "cannot read the passphrase");
		}
		if (n == 0)
			break;
		out->n += (size_t)n;
	} while (out->n < sizeof out->bytes && memchr(out->bytes, '\n', out->n) == NULL);
	end = memchr(out->bytes, '\n', out->n);
	if (end != NULL)
		out->n = (size_t)(end - out->bytes);
	return settle(out, err);
}

bool
passphrase_equal(const struct passphrase *a, const struct passphrase *b)
{
	return a->n == b->n && CRYPTO_memcmp(a->bytes, b->bytes, a->n) == 0;
}
