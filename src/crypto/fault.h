/* SPDX-License-Identifier: Apache-2.0 */
/* fault.h - a failure of OpenSSL as one of ours. */
#ifndef VIDIMUS_CRYPTO_FAULT_H
#define VIDIMUS_CRYPTO_FAULT_H

#include <vidimus/types.h>

/*
 * Records that `what` failed, with the last cause OpenSSL gives, and empties
 * its queue of causes. Returns STATUS_FAULT, or STATUS_MEMORY when memory ran
 * out.
 */
enum status fail_crypto(struct error *err, const char *what);

#endif
