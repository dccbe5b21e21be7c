/* SPDX-License-Identifier: Apache-2.0 */
/* random.c - random bytes and version 4 UUIDs. */
#include "crypto/random.h"

#include "crypto/fault.h"

#include <limits.h>
#include <openssl/rand.h>
#include <string.h>

enum status
random_bytes(void *out, size_t n, struct error *err)
{
	unsigned char *p = out;
	size_t done = 0;

	while (done < n) {
		size_t part = n - done < INT_MAX ? n - done : INT_MAX;

		if (RAND_bytes(p + done, (int)part) != 1) {
			memset(out, 0, n);
			return fail_crypto(err, "cannot make random bytes");
		}
		done += part;
	}
	return STATUS_OK;
}

enum status
random_uuid(struct uuid *out, struct error *err)
{
	struct uuid made;
	enum status st = random_bytes(made.bytes, sizeof made.bytes, err);

	if (st != STATUS_OK)
		return st;
	made.bytes[6] = (unsigned char)((made.bytes[6] & 0x0f) | 0x40);
	made.bytes[8] = (unsigned char)((made.bytes[8] & 0x3f) | 0x80);
	*out = made;
	return STATUS_OK;
}
