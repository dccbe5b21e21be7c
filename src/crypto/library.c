/* SPDX-License-Identifier: Apache-2.0 */
/* library.c - the name and version of the loaded OpenSSL. */
#include "crypto/library.h"

#include <openssl/crypto.h>

const char *
crypto_library(void)
{
	return OpenSSL_version(OPENSSL_VERSION);
}
