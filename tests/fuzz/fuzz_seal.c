/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_seal.c - seals, certificates, requests and notes about keys of anybody are read or refused, and none is believed. */
#include "fuzz/fuzz.h"

#include "base/scoped.h"
#include "base/text.h"
#include "crypto/revocation.h"
#include "crypto/seal_key.h"

#include <stdlib.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct instant at = { INT64_C(1796000000000) };
	const struct digest nobody = { { 1 } };
	struct text bytes = { (const char *)data, size };
	SCOPED_POINTER(seal_trust) trust = NULL;
	SCOPED(buffer) der = { 0 };
	struct seal_certificate certificate;
	struct seal_verdict verdict;
	struct revocation revocation;
	char name[SEAL_NAME_SIZE];
	struct digest key;

	if (seal_trust_open(&trust, NULL) != STATUS_OK ||
	    seal_trust_add_digest(trust, &nobody, NULL) != STATUS_OK)
		abort();
	if (seal_verify(bytes, text_of("what nobody sealed"), NULL, at, &verdict, NULL) == STATUS_OK ||
	    seal_verify(bytes, bytes, trust, at, &verdict, NULL) == STATUS_OK)
		abort();
	(void)!seal_trust_add(trust, bytes, NULL);
	(void)!seal_certificate_read(bytes, &certificate, &der, NULL);
	(void)!seal_request_read(bytes, name, &key, NULL);
	(void)!revocation_read(bytes, &revocation, NULL);
	if (revocation_verify(bytes, NULL, 0, &revocation, NULL) == STATUS_OK)
		abort();
	return 0;
}
