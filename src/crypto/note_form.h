/* SPDX-License-Identifier: Apache-2.0 */
/* note_form.h - parts of the note format that reading, signing, vkeys and cosignatures share. */
#ifndef VIDIMUS_CRYPTO_NOTE_FORM_H
#define VIDIMUS_CRYPTO_NOTE_FORM_H

#include "crypto/note.h"

#define NOTE_DASH "\xe2\x80\x94 " /* em dash and space */
#define NOTE_ED25519 0x01         /* signature type bytes */
#define NOTE_COSIGNATURE 0x04

/* Whether it may be a key name: not empty, UTF-8, no Unicode white space, control or "+". */
bool note_name_is_valid(struct text name);

/* As note_verifier_of, vkey_read and vkey_write, of an Ed25519 key under that type byte. */
CHECKED enum status note_verifier_of_type(struct note_verifier *out, unsigned char type,
                                          struct text name, const struct public_key *key,
                                          struct error *err);
CHECKED enum status vkey_read_type(struct text vkey, unsigned char type,
                                   struct note_verifier *out, struct error *err);
void vkey_write_type(struct buffer *out, unsigned char type, const struct note_verifier *verifier);

/* Appends "— NAME BASE64" and the line end for `n` bytes of key id and signature. */
void note_append_line(struct buffer *out, const char *name, const void *blob, size_t n);

#endif
