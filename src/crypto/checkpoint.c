/* SPDX-License-Identifier: Apache-2.0 */
/* checkpoint.c - checkpoints written, read strictly, signed and verified. */
#include "crypto/checkpoint.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <inttypes.h>
#include <string.h>

static enum status
malformed(struct error *err, const char *why)
{
	return fail(err, STATUS_INVALID, "malformed checkpoint: %s", why);
}

static enum status
read_root(struct text line, struct digest *out, struct error *err)
{
	SCOPED(buffer) bytes = { 0 };
	bool read = base64_read(&bytes, line);
	enum status st = buffer_check(&bytes, err);

	if (st != STATUS_OK)
		return st;
	if (!read || bytes.n != DIGEST_SIZE)
		return malformed(err, "the root is not base64 of 32 bytes");
	memcpy(out->bytes, bytes.p, DIGEST_SIZE);
	return STATUS_OK;
}

/* Whether the text is lines that are not empty, each with its newline. No line at all is fine. */
static bool
is_lines(struct text text)
{
	bool at_start = true;

	for (size_t i = 0; i < text.n; i++) {
		if (at_start && text.p[i] == '\n')
			return false;
		at_start = text.p[i] == '\n';
	}
	return at_start;
}

enum status
checkpoint_read(struct text body, struct checkpoint *out, struct error *err)
{
	struct checkpoint made = { 0 };
	struct text rest = body, size, root;
	enum status st = note_text_check(body, err);

	if (st != STATUS_OK)
		return st;
	if (!is_lines(body))
		return malformed(err, "it has an empty line");
	made.origin = text_cut(&rest, '\n');
	size = text_cut(&rest, '\n');
	if (!text_number(size, CHECKPOINT_SIZE_LIMIT, &made.head.size))
		return malformed(err, "the size is not a number in its one form, or too large");
	if (rest.n == 0)
		return malformed(err, "it has no root");
	root = text_cut(&rest, '\n');
	made.extension = rest;
	st = read_root(root, &made.head.root, err);
	if (st == STATUS_OK)
		*out = made;
	return st;
}

enum status
checkpoint_write(struct buffer *out, const struct checkpoint *checkpoint, struct error *err)
{
	SCOPED(buffer) text = { 0 };
	struct text origin = checkpoint->origin;
	enum status st;

	if (origin.n == 0 || memchr(origin.p, '\n', origin.n) != NULL)
		return malformed(err, "the origin is not one line");
	if (!is_lines(checkpoint->extension))
		return malformed(err, "an extension line is empty or has no end");
	if (checkpoint->head.size > CHECKPOINT_SIZE_LIMIT)
		return malformed(err, "the size is too large");
	buffer_append_text(&text, origin);
	buffer_append_format(&text, "\n%" PRIu64 "\n", checkpoint->head.size);
	base64_append(&text, checkpoint->head.root.bytes, DIGEST_SIZE);
	buffer_append_byte(&text, '\n');
	buffer_append_text(&text, checkpoint->extension);
	st = buffer_check(&text, err);
	if (st == STATUS_OK)
		st = note_text_check(text_of_buffer(&text), err);
	if (st != STATUS_OK)
		return st;
	buffer_append_text(out, text_of_buffer(&text));
	return buffer_check(out, err);
}

enum status
checkpoint_sign(struct buffer *out, const struct checkpoint *checkpoint,
                const struct signing_key *key, struct error *err)
{
	SCOPED(buffer) text = { 0 };
	enum status st = checkpoint_write(&text, checkpoint, err);

	if (st == STATUS_OK)
		st = note_sign(out, text_of_buffer(&text), checkpoint->origin, key, err);
	return st == STATUS_OK ? st : while_doing(err, st, "signing a checkpoint");
}

/* Whether a signature of the note is by a known key that is named after the origin. */
static bool
is_by_log(const struct note *note, struct text origin, const struct note_verifier *known,
          size_t count)
{
	for (size_t i = 0; i < note->count; i++) {
		const struct note_signature *signature = &note->signatures[i];

		if (!text_equal(signature->name, origin))
			continue;
		for (size_t k = 0; k < count; k++) {
			if (text_is(origin, known[k].name) &&
			    memcmp(signature->key_id, known[k].key_id, NOTE_KEY_ID_SIZE) == 0)
				return true;
		}
	}
	return false;
}

enum status
checkpoint_verify(struct text bytes, const struct note_verifier *known, size_t count,
                  bool *signed_by, struct checkpoint *out, struct error *err)
{
	struct checkpoint made;
	struct note note;
	enum status st = note_read(bytes, &note, err);

	if (st == STATUS_OK)
		st = checkpoint_read(note.text, &made, err);
	if (st == STATUS_OK)
		st = note_verify(&note, known, count, signed_by, err);
	if (st != STATUS_OK)
		return st;
	if (!is_by_log(&note, made.origin, known, count))
		return fail(err, STATUS_FALSE, "no known key of that name signed the checkpoint of %.*s",
		            (int)made.origin.n, made.origin.p);
	*out = made;
	return STATUS_OK;
}
