/* SPDX-License-Identifier: Apache-2.0 */
/* proof.c - the text form of a log proof written, read strictly and verified. */
#include "crypto/proof.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <inttypes.h>
#include <string.h>

#define FIRST_LINE "c2sp.org/tlog-proof@v1"

static enum status
malformed(struct error *err, const char *why)
{
	return fail(err, STATUS_INVALID, "malformed log proof: %s", why);
}

/* Cuts `prefix` off the line; false when it does not begin with it. */
static bool
cut_prefix(struct text *line, const char *prefix)
{
	if (!text_begins(*line, prefix))
		return false;
	line->p += strlen(prefix);
	line->n -= strlen(prefix);
	return true;
}

static enum status
check_extra(struct text letters, struct error *err)
{
	SCOPED(buffer) bytes = { 0 };
	bool read;
	enum status st;

	if (letters.n > LOG_PROOF_EXTRA_LIMIT)
		return fail(err, STATUS_LIMIT, "the extra data of a log proof exceeds %u letters",
		            LOG_PROOF_EXTRA_LIMIT);
	read = base64_read(&bytes, letters);
	st = buffer_check(&bytes, err);
	if (st != STATUS_OK)
		return st;
	return read && bytes.n > 0 ? STATUS_OK : malformed(err, "the extra data is not base64");
}

enum status
merkle_proof_read_line(struct merkle_proof *path, struct text line, struct error *err)
{
	SCOPED(buffer) bytes = { 0 };
	bool read;
	enum status st;

	if (path->count == MERKLE_PROOF_LIMIT)
		return fail(err, STATUS_LIMIT, "a log proof has more than %d hashes",
		            MERKLE_PROOF_LIMIT);
	read = base64_read(&bytes, line);
	st = buffer_check(&bytes, err);
	if (st != STATUS_OK)
		return st;
	if (!read || bytes.n != DIGEST_SIZE)
		return malformed(err, "a hash is not base64 of 32 bytes");
	memcpy(path->hashes[path->count++].bytes, bytes.p, DIGEST_SIZE);
	return STATUS_OK;
}

void
merkle_proof_write_lines(struct buffer *out, const struct merkle_proof *path)
{
	for (size_t i = 0; i < path->count; i++) {
		base64_append(out, path->hashes[i].bytes, DIGEST_SIZE);
		buffer_append_byte(out, '\n');
	}
}

/* The lines before the hashes: version, extra data if any, index. */
static enum status
read_head(struct text *rest, struct log_proof *proof, struct error *err)
{
	struct text line = text_cut(rest, '\n');

	if (!text_is(line, FIRST_LINE))
		return malformed(err, "the first line is not " FIRST_LINE);
	line = text_cut(rest, '\n');
	if (cut_prefix(&line, "extra ")) {
		enum status st = check_extra(line, err);

		if (st != STATUS_OK)
			return st;
		proof->extra = line;
		line = text_cut(rest, '\n');
	}
	if (!cut_prefix(&line, "index ") ||
	    !text_number(line, CHECKPOINT_SIZE_LIMIT - 1, &proof->index))
		return malformed(err, "it has no proper index line");
	return STATUS_OK;
}

static enum status
check_checkpoint(const struct log_proof *proof, struct error *err)
{
	struct checkpoint checkpoint;
	struct note note;
	enum status st = note_read(proof->checkpoint, &note, err);

	if (st == STATUS_OK)
		st = checkpoint_read(note.text, &checkpoint, err);
	if (st != STATUS_OK)
		return while_doing(err, st, "reading a log proof");
	if (proof->index >= checkpoint.head.size)
		return malformed(err, "the index is not below the checkpoint's size");
	return STATUS_OK;
}

enum status
log_proof_read(struct text bytes, struct log_proof *out, struct error *err)
{
	struct log_proof made = { 0 };
	struct text rest = bytes, line;
	enum status st = read_head(&rest, &made, err);

	while (st == STATUS_OK) {
		if (rest.p == NULL)
			return malformed(err, "it has no checkpoint");
		line = text_cut(&rest, '\n');
		if (line.n == 0)
			break;
		st = merkle_proof_read_line(&made.path, line, err);
	}
	if (st == STATUS_OK && rest.p == NULL)
		return malformed(err, "it has no checkpoint");
	made.checkpoint = rest;
	if (st == STATUS_OK)
		st = check_checkpoint(&made, err);
	if (st == STATUS_OK)
		*out = made;
	return st;
}

enum status
log_proof_write(struct buffer *out, const struct log_proof *proof, struct error *err)
{
	enum status st = STATUS_OK;

	if (proof->path.count > MERKLE_PROOF_LIMIT)
		return malformed(err, "it has too many hashes");
	if (proof->extra.p != NULL)
		st = check_extra(proof->extra, err);
	if (st == STATUS_OK)
		st = check_checkpoint(proof, err);
	if (st != STATUS_OK)
		return st;
	buffer_append_string(out, FIRST_LINE "\n");
	if (proof->extra.p != NULL)
		buffer_append_format(out, "extra %.*s\n", (int)proof->extra.n, proof->extra.p);
	buffer_append_format(out, "index %" PRIu64 "\n", proof->index);
	merkle_proof_write_lines(out, &proof->path);
	buffer_append_byte(out, '\n');
	buffer_append_text(out, proof->checkpoint);
	return buffer_check(out, err);
}

enum status
log_proof_verify(const struct log_proof *proof, const struct digest *leaf,
                 const struct note_verifier *known, size_t count, struct checkpoint *checkpoint,
                 struct error *err)
{
	struct checkpoint verified;
	enum status st = checkpoint_verify(proof->checkpoint, known, count, NULL, &verified, err);

	if (st == STATUS_OK)
		st = merkle_inclusion_check(&proof->path, proof->index, leaf, &verified.head, err);
	if (st != STATUS_OK)
		return while_doing(err, st, "verifying a log proof");
	if (checkpoint != NULL)
		*checkpoint = verified;
	return STATUS_OK;
}
