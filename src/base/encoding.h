/* SPDX-License-Identifier: Apache-2.0 */
/*
 * encoding.h - bytes as letters: lower-case hex, base64 (RFC 4648 §4) and
 * base64url without padding (§5), all read strictly, and UUIDs (RFC 9562 §4).
 */
#ifndef VIDIMUS_BASE_ENCODING_H
#define VIDIMUS_BASE_ENCODING_H

#include "base/buffer.h"

#include <vidimus/types.h>

void hex_append(struct buffer *out, const void *bytes, size_t n);

/* Writes 2 * n digits and a NUL into `out`. */
void hex_write(char *out, const void *bytes, size_t n);

/* Reads exactly 2 * n lower-case digits. */
CHECKED bool hex_read(struct text hex, void *out, size_t n);

#define DIGEST_TEXT_SIZE 65

/* 64 hex digits and a NUL. */
void digest_write(char out[DIGEST_TEXT_SIZE], const struct digest *digest);
CHECKED bool digest_read(struct text hex, struct digest *out);
bool digest_equal(const struct digest *a, const struct digest *b);

void base64_append(struct buffer *out, const void *bytes, size_t n);
void base64url_append(struct buffer *out, const void *bytes, size_t n);

/*
 * Appends the decoded bytes. Strict: the right alphabet, full padding for
 * base64 and none for base64url, unused bits zero. False otherwise.
 */
CHECKED bool base64_read(struct buffer *out, struct text text);
CHECKED bool base64url_read(struct buffer *out, struct text text);

/* Letters of n bytes in base64url without padding. */
#define BASE64URL_LENGTH(n) (((n) * 4 + 2) / 3)

/* Writes BASE64URL_LENGTH(n) letters and a NUL into `out`. */
void base64url_write(char *out, const void *bytes, size_t n);

void uuid_write(char out[UUID_TEXT_SIZE], const struct uuid *uuid);

/* Reads the lower-case form with hyphens. */
CHECKED bool uuid_read(struct text text, struct uuid *out);
bool uuid_equal(const struct uuid *a, const struct uuid *b);

#endif
