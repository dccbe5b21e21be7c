/* SPDX-License-Identifier: Apache-2.0 */
/* note.c - signed notes taken apart and verified. */
#include "crypto/note.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "crypto/note_form.h"

#include <string.h>

#define BLOB_SIZE (NOTE_KEY_ID_SIZE + SIGNATURE_SIZE)
/* Everything that a note within the limits can be. */
#define NOTE_LIMIT (NOTE_TEXT_LIMIT + 1 + NOTE_SIGNATURES_LIMIT * (size_t)NOTE_LINE_LIMIT)

static enum status
malformed(struct error *err, const char *why)
{
	return fail(err, STATUS_INVALID, "malformed note: %s", why);
}

/* Whether the bytes are UTF-8 without controls below space but newline. */
static enum status
check_characters(struct text text, struct error *err)
{
	for (size_t i = 0; i < text.n; i++) {
		if ((unsigned char)text.p[i] < 0x20 && text.p[i] != '\n')
			return malformed(err, "it has a control character");
	}
	if (!text_is_utf8(text.p, text.n))
		return malformed(err, "it is not UTF-8");
	return STATUS_OK;
}

enum status
note_text_check(struct text text, struct error *err)
{
	if (text.n > NOTE_TEXT_LIMIT)
		return fail(err, STATUS_LIMIT, "the text of a note exceeds %u bytes",
		            NOTE_TEXT_LIMIT);
	if (text.n == 0 || text.p[text.n - 1] != '\n')
		return malformed(err, "the text does not end with a newline");
	return check_characters(text, err);
}

/* Cuts the note at its last empty line. False when it has none. */
static bool
split(struct text bytes, struct text *text, struct text *lines)
{
	for (size_t i = bytes.n; i >= 2; i--) {
		if (bytes.p[i - 1] != '\n' || bytes.p[i - 2] != '\n')
			continue;
		*text = (struct text){ bytes.p, i - 1 };
		*lines = (struct text){ bytes.p + i, bytes.n - i };
		return true;
	}
	return false;
}

static enum status
read_signature(struct text line, struct note_signature *out, struct error *err)
{
	SCOPED(buffer) blob = { 0 };
	enum status st;

	if (line.n > NOTE_LINE_LIMIT)
		return fail(err, STATUS_LIMIT, "a signature line of a note exceeds %u bytes",
		            NOTE_LINE_LIMIT);
	if (!text_begins(line, NOTE_DASH))
		return malformed(err, "a signature line does not begin with a dash");
	line.p += strlen(NOTE_DASH);
	line.n -= strlen(NOTE_DASH);
	out->name = text_cut(&line, ' ');
	out->letters = line;
	if (!note_name_is_valid(out->name))
		return malformed(err, "a signature line has no proper key name");
	if (line.p == NULL || !base64_read(&blob, line) || blob.n <= NOTE_KEY_ID_SIZE)
		return malformed(err, "a signature is not base64 of a key id and more");
	st = buffer_check(&blob, err);
	if (st != STATUS_OK)
		return st;
	memcpy(out->key_id, blob.p, NOTE_KEY_ID_SIZE);
	return STATUS_OK;
}

static enum status
read_signatures(struct text lines, struct note *note, struct error *err)
{
	if (lines.n == 0 || lines.p[lines.n - 1] != '\n')
		return malformed(err, "it does not end with a signature line");
	lines.n--;
	while (lines.p != NULL) {
		enum status st;

		if (note->count == NOTE_SIGNATURES_LIMIT)
			return fail(err, STATUS_LIMIT, "a note has more than %d signatures",
			            NOTE_SIGNATURES_LIMIT);
		st = read_signature(text_cut(&lines, '\n'), &note->signatures[note->count], err);
		if (st != STATUS_OK)
			return st;
		note->count++;
	}
	return STATUS_OK;
}

enum status
note_read(struct text bytes, struct note *out, struct error *err)
{
	struct note note = { 0 };
	struct text lines;
	enum status st;

	if (bytes.n > NOTE_LIMIT)
		return fail(err, STATUS_LIMIT, "a note exceeds %zu bytes", NOTE_LIMIT);
	if (!split(bytes, &note.text, &lines))
		return malformed(err, "no empty line divides text and signatures");
	st = note_text_check(note.text, err);
	if (st == STATUS_OK)
		st = check_characters(lines, err);
	if (st == STATUS_OK)
		st = read_signatures(lines, &note, err);
	if (st == STATUS_OK)
		*out = note;
	return st;
}

/* Finds the known key of a signature: its place, or `count` when there is none. */
static enum status
find_known(const struct note_signature *signature, const struct note_verifier *known,
           size_t count, size_t *place, struct error *err)
{
	*place = count;
	for (size_t i = 0; i < count; i++) {
		if (!text_is(signature->name, known[i].name) ||
		    memcmp(signature->key_id, known[i].key_id, NOTE_KEY_ID_SIZE) != 0)
			continue;
		if (*place != count)
			return fail(err, STATUS_INVALID, "two known keys are named %s+%02x%02x%02x%02x",
			            known[i].name, known[i].key_id[0], known[i].key_id[1],
			            known[i].key_id[2], known[i].key_id[3]);
		*place = i;
	}
	return STATUS_OK;
}

static enum status
verify_one(const struct note *note, const struct note_signature *signature,
           const struct note_verifier *verifier, struct error *err)
{
	SCOPED(buffer) blob = { 0 };
	struct signature bytes;
	enum status st;

	if (!base64_read(&blob, signature->letters) || blob.n != BLOB_SIZE) {
		st = buffer_check(&blob, err);
		return st != STATUS_OK ? st : fail(err, STATUS_FALSE,
		                                   "the signature of %s is not an Ed25519 one",
		                                   verifier->name);
	}
	st = buffer_check(&blob, err);
	if (st != STATUS_OK)
		return st;
	memcpy(bytes.bytes, blob.p + NOTE_KEY_ID_SIZE, sizeof bytes.bytes);
	st = signature_verify(&verifier->key, note->text, &bytes, err);
	return st == STATUS_OK ? st : while_doing(err, st, "verifying %s", verifier->name);
}

enum status
note_verify(const struct note *note, const struct note_verifier *known, size_t count,
            bool *signed_by, struct error *err)
{
	bool found = false;

	for (size_t i = 0; signed_by != NULL && i < count; i++)
		signed_by[i] = false;
	for (size_t i = 0; i < note->count; i++) {
		size_t place;
		enum status st = find_known(&note->signatures[i], known, count, &place, err);

		if (st == STATUS_OK && place == count)
			continue;
		if (st == STATUS_OK)
			st = verify_one(note, &note->signatures[i], &known[place], err);
		if (st != STATUS_OK)
			return st;
		found = true;
		if (signed_by != NULL)
			signed_by[place] = true;
	}
	if (!found)
		return fail(err, STATUS_FALSE, "the note has no signature by a known key");
	return STATUS_OK;
}
