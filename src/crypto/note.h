/* SPDX-License-Identifier: Apache-2.0 */
/*
 * note.h - signed notes and verifier keys, as https://c2sp.org/signed-note.
 *
 * A note is UTF-8 text that ends with a newline, an empty line, and signature
 * lines "— NAME BASE64", where the base64 holds four bytes of key id and the
 * signature of the text. Only Ed25519 signatures (type byte 0x01) are made and
 * verified; others are read, and ignored like those of unknown keys.
 */
#ifndef VIDIMUS_CRYPTO_NOTE_H
#define VIDIMUS_CRYPTO_NOTE_H

#include "base/buffer.h"
#include "crypto/signature.h"

#include <vidimus/types.h>

#define NOTE_TEXT_LIMIT (1u << 20)      /* bytes of the text */
#define NOTE_SIGNATURES_LIMIT 100       /* signature lines */
#define NOTE_LINE_LIMIT (8u << 10)      /* bytes of one of them */
#define NOTE_NAME_LIMIT 255             /* bytes of a key name that we keep */
#define NOTE_KEY_ID_SIZE 4

/* A key whose signatures count, and the name it signs under. */
struct note_verifier {
	char              name[NOTE_NAME_LIMIT + 1]; /* NUL-ended */
	unsigned char     key_id[NOTE_KEY_ID_SIZE];
	struct public_key key;
};

/* One signature line; views into the note. */
struct note_signature {
	struct text   name;
	unsigned char key_id[NOTE_KEY_ID_SIZE];
	struct text   letters; /* base64 of key id and signature */
};

/* A note in its parts; views into the bytes it was read from. */
struct note {
	struct text           text; /* with its last newline, without the empty line */
	size_t                count;
	struct note_signature signatures[NOTE_SIGNATURES_LIMIT];
};

/*
 * Makes the verifier of a name and a public key. STATUS_INVALID for a name
 * that is empty, has spaces or "+", or is no UTF-8; STATUS_LIMIT for one over
 * NOTE_NAME_LIMIT; and what public_key_check says of the key.
 */
CHECKED enum status note_verifier_of(struct note_verifier *out, struct text name,
                                     const struct public_key *key, struct error *err);

/*
 * Reads a verifier key, NAME+KEYID+BASE64(0x01 || key), without a line end.
 * The key id must be 8 lower-case hex digits and that of this name and key.
 * STATUS_INVALID, STATUS_LIMIT, or as public_key_check.
 */
CHECKED enum status vkey_read(struct text vkey, struct note_verifier *out, struct error *err);

/* Appends the verifier key, without a line end. Failed memory shows in `out`. */
void vkey_write(struct buffer *out, const struct note_verifier *verifier);

/*
 * Reads a note. STATUS_INVALID when it breaks any rule of the format,
 * STATUS_LIMIT when it exceeds a limit above. `out` borrows `bytes`. Nothing
 * of it may be believed before note_verify.
 */
CHECKED enum status note_read(struct text bytes, struct note *out, struct error *err);

/*
 * Verifies every signature by one of the `count` known keys. STATUS_OK when
 * there is at least one and all of them verify; `signed_by` (NULL, or `count`
 * places) then tells which keys signed. STATUS_FALSE when a known key's
 * signature does not verify or none of them signed, STATUS_INVALID when two of
 * the known keys have the name and key id of one signature.
 */
CHECKED enum status note_verify(const struct note *note, const struct note_verifier *known,
                                size_t count, bool *signed_by, struct error *err);

/*
 * Appends the text, the empty line and one signature by `key` under `name`.
 * STATUS_INVALID or STATUS_LIMIT when the text or the name may not stand in a
 * note; a text must end with a newline. On failure `out` is as it was.
 */
CHECKED enum status note_sign(struct buffer *out, struct text text, struct text name,
                              const struct signing_key *key, struct error *err);

/* Appends one signature line only, for a note that has the text already. */
CHECKED enum status note_sign_again(struct buffer *out, struct text text, struct text name,
                                    const struct signing_key *key, struct error *err);

/* STATUS_OK when the text may be a note's: UTF-8, no controls but newline, ends with one, in bounds. */
CHECKED enum status note_text_check(struct text text, struct error *err);

#endif
