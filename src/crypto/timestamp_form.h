/* SPDX-License-Identifier: Apache-2.0 */
/* timestamp_form.h - a token of RFC 3161 taken apart, for the files that read and verify it. */
#ifndef VIDIMUS_CRYPTO_TIMESTAMP_FORM_H
#define VIDIMUS_CRYPTO_TIMESTAMP_FORM_H

#include "crypto/timestamp.h"

#include <openssl/ts.h>

/* A token, parsed; nothing of it was verified. */
struct parsed_token {
	PKCS7       *signed_data;
	TS_TST_INFO *info;
};
void parsed_token_end(struct parsed_token *parsed);

/*
 * The token in the bytes of a granted reply, or the bytes themselves when they
 * are a token; a view into them. As timestamp_token.
 */
CHECKED enum status token_in(struct text reply, struct text *token, struct error *err);

/* Parses a token, or that of a reply. STATUS_INVALID, STATUS_LIMIT, or as token_in. */
CHECKED enum status token_parse(struct text bytes, struct parsed_token *out, struct error *err);

/* As timestamp_verify, but what the token is over is not looked at. */
CHECKED enum status token_judge(struct parsed_token *parsed, const struct seal_trust *trust,
                                struct timestamp_verdict *verdict, struct error *err);

#endif
