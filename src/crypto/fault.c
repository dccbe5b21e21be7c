/* SPDX-License-Identifier: Apache-2.0 */
/* fault.c - takes the cause of a failure from OpenSSL's queue. */
#include "crypto/fault.h"

#include "base/error.h"

#include <openssl/err.h>

enum status
fail_crypto(struct error *err, const char *what)
{
	unsigned long code = ERR_peek_last_error();
	const char *reason = code != 0 ? ERR_reason_error_string(code) : NULL;

	ERR_clear_error();
	if (code != 0 && ERR_GET_REASON(code) == ERR_R_MALLOC_FAILURE)
		return fail_memory(err);
	return fail(err, STATUS_FAULT, "%s: %s", what,
	            reason != NULL ? reason : "OpenSSL gives no cause");
}
