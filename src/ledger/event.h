/* SPDX-License-Identifier: Apache-2.0 */
/*
 * event.h - one event to the bit: its envelope as canonical JSON (RFC 8785),
 * the salts and commitments of its sealed members, its leaf (RFC 6962 §2.1).
 * docs/event-log.md describes every byte.
 */
#ifndef VIDIMUS_LEDGER_EVENT_H
#define VIDIMUS_LEDGER_EVENT_H

#include "base/instant.h"
#include "base/json.h"

#include <vidimus/types.h>

#define EVENT_ENVELOPE_VERSION 1
#define EVENT_SEED_SIZE        32
#define EVENT_SALT_SIZE        32

/* Longest event line; a line of this size still fits in memory with ease. */
#define EVENT_BYTES_MAX (2u << 20)

/* "item/5c1d…": a kind of subject and its name (a UUID, a vocabulary's code). */
#define SUBJECT_SIZE 104
struct subject {
	char text[SUBJECT_SIZE];
};

/* Makes KIND/UUID. */
struct subject subject_of(const char *kind, const struct uuid *uuid);

/* Makes KIND/CODE; the code is at most 64 bytes. */
struct subject subject_of_code(const char *kind, const char *code);

/* Reads a subject that stands in an event: KIND/UUID, or vocabulary/CODE. */
CHECKED bool subject_read(struct text text, struct subject *out);

/* The part before and after the slash; views into the subject. */
struct text subject_kind(const struct subject *subject);
struct text subject_name(const struct subject *subject);

/* The envelope without open and sealed members. */
struct event_header {
	int64_t        seq;      /* index of the leaf, from 0 */
	struct uuid    id;
	const char    *type;     /* borrowed */
	int64_t        tv;
	struct instant time;
	struct digest  actor;    /* SHA-256 of the signer's public key */
	struct subject subject;
	int64_t        n;        /* from 1, within the subject */
	bool           has_previous;
	struct digest  previous; /* leaf of the subject's event n - 1 */
};

/* Salt of a member: HMAC-SHA-256(seed, "vidimus-salt-v1\n/member"). */
CHECKED enum status event_salt(const unsigned char seed[EVENT_SEED_SIZE], struct text member,
                               unsigned char salt[EVENT_SALT_SIZE], struct error *err);

/*
 * Appends the disclosure D of a member: canonical JSON of
 * ["vidimus-disclosure-v1", event id, "/member", base64url(salt), value].
 * `value` is the canonical JSON of the value, "null" for a missing one.
 */
CHECKED enum status event_disclosure(struct buffer *out, const struct uuid *id, struct text member,
                                     const unsigned char salt[EVENT_SALT_SIZE],
                                     struct text value, struct error *err);

/* Commitment of a member: SHA-256 of its disclosure. */
CHECKED enum status event_commitment(const struct uuid *id, struct text member,
                                     const unsigned char salt[EVENT_SALT_SIZE],
                                     struct text value, struct digest *out, struct error *err);

/*
 * Appends the canonical bytes of an event whose type and subject need no
 * escapes. `open` is the object of open members; `members` is the canonical
 * JSON of the object that names every sealed member with its plain value, null
 * for a missing one; `seed` gives the salts.
 */
CHECKED enum status event_write(struct buffer *out, const struct event_header *header,
                                const json_t *open, struct text members,
                                const unsigned char seed[EVENT_SEED_SIZE], struct error *err);

/* The leaf: SHA-256(0x00 ‖ bytes). */
CHECKED enum status event_leaf(struct text bytes, struct digest *out, struct error *err);

/*
 * Reads an event of the log. *whole is owned by the caller; *open,
 * *commitments (member to base64url) and header->type are borrowed from it.
 * Any deviation from the canonical form is STATUS_INVALID.
 */
CHECKED enum status event_read(struct text bytes, struct event_header *header, json_t **whole,
                               json_t **open, json_t **commitments, struct error *err);

#endif
