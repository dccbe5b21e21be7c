/* SPDX-License-Identifier: Apache-2.0 */
/* note_sign.c - key names, key ids, verifier keys, and the making of signature lines. */
#include "crypto/note.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "crypto/note_form.h"

#include <string.h>

#define VKEY_SIZE (1 + PUBLIC_KEY_SIZE)

/* White space outside ASCII (Unicode, property White_Space), in UTF-8. */
static const char *const wide_spaces[] = {
	"\xc2\x85",     "\xc2\xa0",     "\xe1\x9a\x80", "\xe2\x80\x80", "\xe2\x80\x81",
	"\xe2\x80\x82", "\xe2\x80\x83", "\xe2\x80\x84", "\xe2\x80\x85", "\xe2\x80\x86",
	"\xe2\x80\x87", "\xe2\x80\x88", "\xe2\x80\x89", "\xe2\x80\x8a", "\xe2\x80\xa8",
	"\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80",
};

bool
note_name_is_valid(struct text name)
{
	if (name.n == 0 || !text_is_utf8(name.p, name.n))
		return false;
	for (size_t i = 0; i < name.n; i++) {
		if ((unsigned char)name.p[i] <= 0x20 || name.p[i] == '+')
			return false;
	}
	for (size_t i = 0; i < sizeof wide_spaces / sizeof wide_spaces[0]; i++) {
		if (memmem(name.p, name.n, wide_spaces[i], strlen(wide_spaces[i])) != NULL)
			return false;
	}
	return true;
}

/* The type byte and the key, as key ids and vkeys have them. */
static void
encode_key(unsigned char out[VKEY_SIZE], unsigned char type, const struct public_key *key)
{
	out[0] = type;
	memcpy(out + 1, key->bytes, PUBLIC_KEY_SIZE);
}

/* The first bytes of SHA-256(name || newline || type || key). */
static enum status
make_key_id(unsigned char out[NOTE_KEY_ID_SIZE], unsigned char type, struct text name,
            const struct public_key *key, struct error *err)
{
	unsigned char encoded[VKEY_SIZE];
	const struct text parts[] = { name, { "\n", 1 }, { (const char *)encoded, VKEY_SIZE } };
	struct digest digest;
	enum status st;

	encode_key(encoded, type, key);
	st = digest_of_parts(parts, 3, &digest, err);
	if (st == STATUS_OK)
		memcpy(out, digest.bytes, NOTE_KEY_ID_SIZE);
	return st;
}

enum status
note_verifier_of_type(struct note_verifier *out, unsigned char type, struct text name,
                      const struct public_key *key, struct error *err)
{
	struct note_verifier made = { .key = *key };
	enum status st;

	if (name.n > NOTE_NAME_LIMIT)
		return fail(err, STATUS_LIMIT, "a key name exceeds %d bytes", NOTE_NAME_LIMIT);
	if (!note_name_is_valid(name))
		return fail(err, STATUS_INVALID,
		            "a key name may not be empty or have spaces, controls or \"+\"");
	memcpy(made.name, name.p, name.n);
	st = public_key_check(key, err);
	if (st == STATUS_OK)
		st = make_key_id(made.key_id, type, name, key, err);
	if (st == STATUS_OK)
		*out = made;
	return st;
}

enum status
note_verifier_of(struct note_verifier *out, struct text name, const struct public_key *key,
                 struct error *err)
{
	return note_verifier_of_type(out, NOTE_ED25519, name, key, err);
}

/* Reads base64 of the type byte and an Ed25519 key. */
static enum status
read_key(struct text letters, unsigned char type, struct public_key *out, struct error *err)
{
	SCOPED(buffer) bytes = { 0 };
	bool read = base64_read(&bytes, letters);
	enum status st = buffer_check(&bytes, err);

	if (st != STATUS_OK)
		return st;
	if (!read || bytes.n == 0)
		return fail(err, STATUS_INVALID, "the key in the verifier key is not base64");
	if ((unsigned char)bytes.p[0] != type || bytes.n != VKEY_SIZE)
		return fail(err, STATUS_INVALID, "the verifier key is not one for Ed25519 %s",
		            type == NOTE_ED25519 ? "signatures of notes" : "cosignatures");
	memcpy(out->bytes, bytes.p + 1, PUBLIC_KEY_SIZE);
	return STATUS_OK;
}

enum status
vkey_read_type(struct text vkey, unsigned char type, struct note_verifier *out, struct error *err)
{
	struct text rest = vkey, name = text_cut(&rest, '+'), hex = { 0 };
	unsigned char key_id[NOTE_KEY_ID_SIZE];
	struct note_verifier made;
	struct public_key key;
	enum status st;

	if (rest.p != NULL)
		hex = text_cut(&rest, '+');
	if (rest.p == NULL || !hex_read(hex, key_id, sizeof key_id))
		return fail(err, STATUS_INVALID, "a verifier key is NAME+KEYID+BASE64");
	if (rest.n > NOTE_LINE_LIMIT)
		return fail(err, STATUS_LIMIT, "a verifier key is too long");
	st = read_key(rest, type, &key, err);
	if (st == STATUS_OK)
		st = note_verifier_of_type(&made, type, name, &key, err);
	if (st != STATUS_OK)
		return st;
	if (memcmp(made.key_id, key_id, sizeof key_id) != 0)
		return fail(err, STATUS_INVALID,
		            "the verifier key's id is not that of its name and key");
	*out = made;
	return STATUS_OK;
}

enum status
vkey_read(struct text vkey, struct note_verifier *out, struct error *err)
{
	return vkey_read_type(vkey, NOTE_ED25519, out, err);
}

void
vkey_write_type(struct buffer *out, unsigned char type, const struct note_verifier *verifier)
{
	unsigned char encoded[VKEY_SIZE];

	encode_key(encoded, type, &verifier->key);
	buffer_append_string(out, verifier->name);
	buffer_append_byte(out, '+');
	hex_append(out, verifier->key_id, sizeof verifier->key_id);
	buffer_append_byte(out, '+');
	base64_append(out, encoded, sizeof encoded);
}

void
vkey_write(struct buffer *out, const struct note_verifier *verifier)
{
	vkey_write_type(out, NOTE_ED25519, verifier);
}

void
note_append_line(struct buffer *out, const char *name, const void *blob, size_t n)
{
	buffer_append_string(out, NOTE_DASH);
	buffer_append_string(out, name);
	buffer_append_byte(out, ' ');
	base64_append(out, blob, n);
	buffer_append_byte(out, '\n');
}

enum status
note_sign_again(struct buffer *out, struct text text, struct text name,
                const struct signing_key *key, struct error *err)
{
	unsigned char blob[NOTE_KEY_ID_SIZE + SIGNATURE_SIZE];
	struct note_verifier verifier;
	struct signature signature;
	enum status st = note_text_check(text, err);

	if (st == STATUS_OK)
		st = note_verifier_of(&verifier, name, signing_key_public(key), err);
	if (st == STATUS_OK)
		st = signature_make(key, text, &signature, err);
	if (st != STATUS_OK)
		return while_doing(err, st, "signing a note");
	memcpy(blob, verifier.key_id, NOTE_KEY_ID_SIZE);
	memcpy(blob + NOTE_KEY_ID_SIZE, signature.bytes, SIGNATURE_SIZE);
	note_append_line(out, verifier.name, blob, sizeof blob);
	return buffer_check(out, err);
}

enum status
note_sign(struct buffer *out, struct text text, struct text name, const struct signing_key *key,
          struct error *err)
{
	SCOPED(buffer) line = { 0 };
	enum status st = note_sign_again(&line, text, name, key, err);

	if (st != STATUS_OK)
		return st;
	buffer_append_text(out, text);
	buffer_append_byte(out, '\n');
	buffer_append_text(out, text_of_buffer(&line));
	return buffer_check(out, err);
}
