/* SPDX-License-Identifier: Apache-2.0 */
/* witness_request.c - requests for a cosignature, read strictly and written. */
#include "crypto/witness_request.h"

#include "base/error.h"
#include "base/text.h"
#include "crypto/proof.h"

#include <inttypes.h>
#include <string.h>

#define FIRST_WORD "old "

/* The lines up to the empty one, which is cut off too. */
static enum status
read_proof(struct text *rest, struct witness_request *out, struct error *err)
{
	struct text line = text_cut(rest, '\n');
	enum status st = STATUS_OK;

	line.p += strlen(FIRST_WORD);
	line.n -= strlen(FIRST_WORD);
	if (!text_number(line, CHECKPOINT_SIZE_LIMIT, &out->older))
		return fail(err, STATUS_INVALID, "malformed request: its first line names no size");
	out->has_proof = true;
	while (st == STATUS_OK) {
		if (rest->p == NULL)
			return fail(err, STATUS_INVALID, "malformed request: it has no checkpoint");
		line = text_cut(rest, '\n');
		if (line.n == 0)
			return STATUS_OK;
		st = merkle_proof_read_line(&out->path, line, err);
	}
	return st;
}

enum status
witness_request_read(struct text bytes, struct witness_request *out, struct error *err)
{
	struct witness_request made = { 0 };
	struct checkpoint checkpoint;
	struct text rest = bytes;
	struct note note;
	enum status st = STATUS_OK;

	if (text_begins(bytes, FIRST_WORD))
		st = read_proof(&rest, &made, err);
	if (st == STATUS_OK && rest.p == NULL)
		st = fail(err, STATUS_INVALID, "malformed request: it has no checkpoint");
	if (st == STATUS_OK)
		st = note_read(rest, &note, err);
	if (st == STATUS_OK)
		st = checkpoint_read(note.text, &checkpoint, err);
	if (st != STATUS_OK)
		return st;
	made.checkpoint = rest;
	*out = made;
	return STATUS_OK;
}

enum status
witness_request_write(struct buffer *out, const struct witness_request *request, struct error *err)
{
	buffer_append_format(out, FIRST_WORD "%" PRIu64 "\n", request->older);
	merkle_proof_write_lines(out, &request->path);
	buffer_append_byte(out, '\n');
	buffer_append_text(out, request->checkpoint);
	return buffer_check(out, err);
}
