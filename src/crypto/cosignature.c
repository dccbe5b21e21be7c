/* SPDX-License-Identifier: Apache-2.0 */
/* cosignature.c - witnesses' signatures with a time, made and verified. */
#include "crypto/cosignature.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "crypto/note_form.h"

#include <inttypes.h>
#include <string.h>

#define TIME_SIZE 8
#define BLOB_SIZE (NOTE_KEY_ID_SIZE + TIME_SIZE + SIGNATURE_SIZE)

/* The last second that our texts can tell: 9999-12-31T23:59:59Z. */
#define TIME_LIMIT UINT64_C(253402300799)

enum status
cosigner_of(struct cosigner *out, struct text name, const struct public_key *key,
            struct error *err)
{
	return note_verifier_of_type(&out->as, NOTE_COSIGNATURE, name, key, err);
}

enum status
cosigner_read(struct text vkey, struct cosigner *out, struct error *err)
{
	return vkey_read_type(vkey, NOTE_COSIGNATURE, &out->as, err);
}

void
cosigner_write(struct buffer *out, const struct cosigner *cosigner)
{
	vkey_write_type(out, NOTE_COSIGNATURE, &cosigner->as);
}

/* What is signed: two lines of its own, then the text of the checkpoint's note. */
static enum status
append_message(struct buffer *out, uint64_t seconds, struct text text, struct error *err)
{
	buffer_append_format(out, "cosignature/v1\ntime %" PRIu64 "\n", seconds);
	buffer_append_text(out, text);
	return buffer_check(out, err);
}

enum status
cosignature_make(struct buffer *out, struct text text, struct text name,
                 const struct signing_key *key, struct instant time, struct error *err)
{
	unsigned char blob[BLOB_SIZE];
	SCOPED(buffer) message = { 0 };
	SCOPED(buffer) line = { 0 };
	uint64_t seconds = (uint64_t)(time.milliseconds / 1000);
	struct cosigner cosigner;
	struct signature signature;
	enum status st = note_text_check(text, err);

	if (st == STATUS_OK && time.milliseconds < 1000)
		st = fail(err, STATUS_INVALID, "the clock stands before 1970");
	if (st == STATUS_OK)
		st = cosigner_of(&cosigner, name, signing_key_public(key), err);
	if (st == STATUS_OK)
		st = append_message(&message, seconds, text, err);
	if (st == STATUS_OK)
		st = signature_make(key, text_of_buffer(&message), &signature, err);
	if (st != STATUS_OK)
		return while_doing(err, st, "cosigning a checkpoint");
	memcpy(blob, cosigner.as.key_id, NOTE_KEY_ID_SIZE);
	for (size_t i = 0; i < TIME_SIZE; i++)
		blob[NOTE_KEY_ID_SIZE + i] = (unsigned char)(seconds >> (8 * (TIME_SIZE - 1 - i)));
	memcpy(blob + NOTE_KEY_ID_SIZE + TIME_SIZE, signature.bytes, SIGNATURE_SIZE);
	note_append_line(&line, cosigner.as.name, blob, sizeof blob);
	st = buffer_check(&line, err);
	if (st == STATUS_OK)
		buffer_append_text(out, text_of_buffer(&line));
	return st == STATUS_OK ? buffer_check(out, err) : st;
}

static enum status
verify_blob(const struct note *note, const unsigned char blob[BLOB_SIZE],
            const struct cosigner *cosigner, struct instant *time, struct error *err)
{
	SCOPED(buffer) message = { 0 };
	struct signature signature;
	uint64_t seconds = 0;
	enum status st;

	for (size_t i = 0; i < TIME_SIZE; i++)
		seconds = seconds << 8 | blob[NOTE_KEY_ID_SIZE + i];
	if (seconds == 0 || seconds > TIME_LIMIT)
		return fail(err, STATUS_FALSE, "the cosignature of %s states no time that can be",
		            cosigner->as.name);
	memcpy(signature.bytes, blob + NOTE_KEY_ID_SIZE + TIME_SIZE, SIGNATURE_SIZE);
	st = append_message(&message, seconds, note->text, err);
	if (st == STATUS_OK)
		st = signature_verify(&cosigner->as.key, text_of_buffer(&message), &signature, err);
	if (st == STATUS_OK)
		*time = (struct instant){ (int64_t)seconds * 1000 };
	return st == STATUS_OK ? st : while_doing(err, st, "verifying the cosignature of %s",
	                                          cosigner->as.name);
}

enum status
cosignature_verify(const struct note *note, const struct note_signature *signature,
                   const struct cosigner *cosigner, struct instant *time, struct error *err)
{
	SCOPED(buffer) blob = { 0 };
	bool read;
	enum status st;

	if (!text_is(signature->name, cosigner->as.name) ||
	    memcmp(signature->key_id, cosigner->as.key_id, NOTE_KEY_ID_SIZE) != 0)
		return STATUS_NOT_FOUND;
	read = base64_read(&blob, signature->letters);
	st = buffer_check(&blob, err);
	if (st != STATUS_OK)
		return st;
	if (!read || blob.n != BLOB_SIZE)
		return fail(err, STATUS_FALSE, "the cosignature of %s is not an Ed25519 one with a time",
		            cosigner->as.name);
	return verify_blob(note, (const unsigned char *)blob.p, cosigner, time, err);
}
