/* SPDX-License-Identifier: Apache-2.0 */
/*
 * types.h - the few types that every layer and every caller share.
 *
 * Every function that can fail returns an enum status and fills a caller's
 * struct error (last parameter, may be NULL). On any other value than
 * STATUS_OK (or STATUS_DONE where a function says so) outputs are untouched.
 */
#ifndef VIDIMUS_TYPES_H
#define VIDIMUS_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CHECKED __attribute__((warn_unused_result))
#define PRINTF_LIKE(words, first) __attribute__((__format__(__printf__, words, first)))

enum status {
	STATUS_OK = 0,
	STATUS_DONE,        /* an iteration has no further row */
	STATUS_NOT_FOUND,   /* nothing of that name or id */
	STATUS_FALSE,       /* the answer is no: does not verify, damage found */
	STATUS_INVALID,     /* the input is malformed, or the words of a command are */
	STATUS_LIMIT,       /* a stated limit was exceeded */
	STATUS_CHANGED,     /* a source changed while it was read */
	STATUS_EXISTS,      /* it is there already */
	STATUS_STALE,       /* based on an older version than the current one */
	STATUS_REFUSED,     /* refused by policy */
	STATUS_UNUSABLE,    /* the catalogue cannot be used: not one, newer, damaged, rolled back */
	STATUS_BUSY,        /* another process holds it */
	STATUS_IO,          /* the operating system refused or failed; error.os says how */
	STATUS_INTERRUPTED, /* the caller asked to stop */
	STATUS_MEMORY,      /* no memory */
	STATUS_FAULT        /* a fault of ours */
};

#define ERROR_TEXT_SIZE 1024

/* What failed: the cause first, then what was being done, outermost last. */
struct error {
	enum status status;
	int         os; /* errno of the cause, or 0 */
	char        text[ERROR_TEXT_SIZE]; /* UTF-8, no line end, control characters escaped */
};

/* A view of bytes that somebody else owns; UTF-8 unless said otherwise. */
struct text {
	const char *p;
	size_t      n; /* bytes */
};

/* SHA-256 of something. */
#define DIGEST_SIZE 32
struct digest {
	unsigned char bytes[DIGEST_SIZE];
};

/* What a file looks and sounds like, in a line; { 0 } is nothing. */
struct fingerprint_summary {
	char     pdq[65];             /* of the whole picture, 64 hex digits; "" when it is no still picture */
	unsigned pdq_quality;         /* 0 to 100 */
	uint64_t frames;              /* of a film whose hashes are kept; 0 when it is none */
	double   sound_seconds;       /* that the sound's fingerprint covers; 0 for none */
};

/* RFC 9562 UUID. */
#define UUID_TEXT_SIZE 37
struct uuid {
	unsigned char bytes[16];
};

#endif
