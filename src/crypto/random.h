/* SPDX-License-Identifier: Apache-2.0 */
/* random.h - bytes that nobody can guess, from OpenSSL's generator (NIST SP 800-90A). */
#ifndef VIDIMUS_CRYPTO_RANDOM_H
#define VIDIMUS_CRYPTO_RANDOM_H

#include <vidimus/types.h>

/* Fills `n` bytes. STATUS_FAULT when the generator fails; `out` is then zero bytes. */
CHECKED enum status random_bytes(void *out, size_t n, struct error *err);

/* A random UUID: version 4 of RFC 9562 §5.4, which tells nothing of when or where. */
CHECKED enum status random_uuid(struct uuid *out, struct error *err);

#endif
