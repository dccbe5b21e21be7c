/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_note.c - what the readers of notes, checkpoints, verifier keys and key
 * requests accept has exactly one form: written again it is the same bytes.
 */
#include "fuzz/fuzz.h"

#include "base/scoped.h"
#include "base/text.h"
#include "crypto/checkpoint.h"
#include "crypto/key_request.h"
#include "crypto/note.h"

#include <stdlib.h>

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static void
try_note(struct text bytes)
{
	SCOPED(buffer) again = { 0 };
	struct note note;

	if (note_read(bytes, &note, NULL) != STATUS_OK)
		return;
	require(note.count > 0 && note.count <= NOTE_SIGNATURES_LIMIT);
	buffer_append_text(&again, note.text);
	buffer_append_byte(&again, '\n');
	for (size_t i = 0; i < note.count; i++) {
		buffer_append_string(&again, "\xe2\x80\x94 ");
		buffer_append_text(&again, note.signatures[i].name);
		buffer_append_byte(&again, ' ');
		buffer_append_text(&again, note.signatures[i].letters);
		buffer_append_byte(&again, '\n');
	}
	require(text_equal(bytes, text_of_buffer(&again)));
}

static void
try_checkpoint(struct text bytes)
{
	SCOPED(buffer) again = { 0 };
	struct checkpoint checkpoint;

	if (checkpoint_read(bytes, &checkpoint, NULL) != STATUS_OK)
		return;
	require(checkpoint_write(&again, &checkpoint, NULL) == STATUS_OK);
	require(text_equal(bytes, text_of_buffer(&again)));
}

static void
try_vkey(struct text bytes)
{
	SCOPED(buffer) again = { 0 };
	struct note_verifier verifier;

	if (vkey_read(bytes, &verifier, NULL) != STATUS_OK)
		return;
	vkey_write(&again, &verifier);
	require(text_equal(bytes, text_of_buffer(&again)));
}

static void
try_key_request(struct text bytes)
{
	SCOPED(buffer) again = { 0 };
	struct key_request request;

	if (key_request_read(bytes, &request, NULL) != STATUS_OK)
		return;
	key_request_write(&again, &request);
	require(text_equal(text_trim(bytes), text_trim(text_of_buffer(&again))));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text bytes = { (const char *)data, size };

	try_note(bytes);
	try_checkpoint(bytes);
	try_vkey(bytes);
	try_key_request(bytes);
	return 0;
}
