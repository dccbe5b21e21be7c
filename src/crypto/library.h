/* SPDX-License-Identifier: Apache-2.0 */
/* library.h - which cryptographic library computes. */
#ifndef VIDIMUS_CRYPTO_LIBRARY_H
#define VIDIMUS_CRYPTO_LIBRARY_H

/* "OpenSSL 3.0.22 7 Apr 2026", of the library that is loaded; static. */
const char *crypto_library(void);

#endif
