/* SPDX-License-Identifier: Apache-2.0 */
/*
 * digest.h - SHA-256 of bytes at once or as they come, together with the older
 * and longer digests that other people's lists use, and HMAC-SHA-256.
 *
 * SHA-256 and SHA-512 are FIPS 180-4, SHA-1 the same, MD5 RFC 1321, HMAC
 * RFC 2104. All functions may be called from several threads at once; one
 * struct digester belongs to one thread at a time. Algorithms are looked up
 * once a process and contexts are kept a thread, so that a small hash costs
 * the hashing and little else. A failure of OpenSSL is STATUS_FAULT, or
 * STATUS_MEMORY.
 */
#ifndef VIDIMUS_CRYPTO_DIGEST_H
#define VIDIMUS_CRYPTO_DIGEST_H

#include <vidimus/types.h>

/* What a digester makes beside SHA-256, which it always makes; combined by |. */
enum digest_set {
	DIGEST_SHA256_ONLY = 0,
	DIGEST_MD5 = 1,
	DIGEST_SHA1 = 2,
	DIGEST_SHA512 = 4,
	DIGEST_ALL = 7
};

#define MD5_SIZE 16
#define SHA1_SIZE 20
#define SHA512_SIZE 64

/* Digests of the same bytes; those that `set` does not name are zero bytes. */
struct digests {
	unsigned      set; /* of enum digest_set */
	struct digest sha256;
	unsigned char md5[MD5_SIZE];
	unsigned char sha1[SHA1_SIZE];
	unsigned char sha512[SHA512_SIZE];
};

struct digester;

/*
 * A digester for SHA-256 and those of `set`, ready for the first byte; owned
 * by the caller. STATUS_INVALID for a set with unknown bits, STATUS_FAULT when
 * this OpenSSL does not offer one of them (MD5 under a FIPS policy).
 */
CHECKED enum status digester_open(struct digester **out, unsigned set, struct error *err);

/* Ends it; NULL is allowed. */
void digester_close(struct digester *digester);

/* Takes `n` further bytes. After a failure only digester_close may follow. */
CHECKED enum status digester_update(struct digester *digester, const void *bytes, size_t n,
                                    struct error *err);

/* Gives the digests of all bytes since the start; it is then ready for new bytes. */
CHECKED enum status digester_finish(struct digester *digester, struct digests *out,
                                    struct error *err);

/* SHA-256 of `n` bytes. */
CHECKED enum status digest_of(const void *bytes, size_t n, struct digest *out, struct error *err);

/* SHA-256 of `count` views one after the other. */
CHECKED enum status digest_of_parts(const struct text *parts, size_t count, struct digest *out,
                                    struct error *err);

/* HMAC-SHA-256 of `message` under the `key_size` bytes of `key` (at least one). */
CHECKED enum status digest_hmac(const void *key, size_t key_size, struct text message,
                                struct digest *out, struct error *err);

#endif
