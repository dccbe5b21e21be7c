/* SPDX-License-Identifier: Apache-2.0 */
/* witness_memory.c - the files in which a witness remembers what it saw. */
#include "ledger/witness_memory.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "ledger/witness.h"

#include <fcntl.h>

#define MEMORY_LIMIT (2u << 20) /* bytes of a file; a note has a limit of its own */

void
witness_memory_end(struct witness_memory *memory)
{
	buffer_end(&memory->keys);
	buffer_end(&memory->checkpoint);
}

/* FOLDER/witnessed/HEX.json, by origin and key: an origin is what somebody else says. */
static enum status
name_file(struct buffer *out, const char *folder, struct text origin,
          const struct cosigner *witness, struct error *err)
{
	const struct text parts[] = { origin, { "\n", 1 },
		                      { (const char *)witness->as.key.bytes, PUBLIC_KEY_SIZE } };
	char hex[DIGEST_TEXT_SIZE];
	struct digest digest;
	enum status st = digest_of_parts(parts, 3, &digest, err);

	if (st != STATUS_OK)
		return st;
	digest_write(hex, &digest);
	buffer_append_format(out, "%s/" WITNESS_FOLDER "/%s.json", folder, hex);
	return buffer_check(out, err);
}

enum status
witness_memory_lock(const char *folder, struct lock **out, struct error *err)
{
	SCOPED(buffer) path = { 0 };
	enum status st;
	SCOPED_FD fd = -1;

	buffer_append_format(&path, "%s/" WITNESS_FOLDER, folder);
	st = buffer_check(&path, err);
	if (st == STATUS_OK)
		st = folder_make_path(buffer_string(&path), 0700, err);
	if (st != STATUS_OK)
		return st;
	fd = open(buffer_string(&path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return fail_os(err, "cannot open the folder %s", buffer_string(&path));
	return lock_take(out, fd, "log cosign", LOCK_USUAL_WAIT, err);
}

static enum status
read_members(const json_t *whole, struct text origin, struct witness_memory *out,
             struct error *err)
{
	struct text keys, checkpoint, stated;

	if (!json_member_text(whole, "keys", &keys) ||
	    !json_member_text(whole, "checkpoint", &checkpoint) ||
	    !json_member_text(whole, "origin", &stated) || !text_equal(stated, origin))
		return fail(err, STATUS_UNUSABLE, "it is not what a witness remembers of this log");
	buffer_append_text(&out->keys, keys);
	buffer_append_text(&out->checkpoint, checkpoint);
	return buffer_check(&out->keys, err) == STATUS_OK ? buffer_check(&out->checkpoint, err)
	                                                  : STATUS_MEMORY;
}

enum status
witness_memory_read(const char *folder, struct text origin, const struct cosigner *witness,
                    struct witness_memory *out, struct error *err)
{
	SCOPED(buffer) path = { 0 };
	SCOPED(buffer) text = { 0 };
	SCOPED_JSON json_t *whole = NULL;
	enum status st = name_file(&path, folder, origin, witness, err);

	if (st != STATUS_OK)
		return st;
	st = file_read(buffer_string(&path), MEMORY_LIMIT, &text, err);
	if (st == STATUS_NOT_FOUND)
		return STATUS_OK;
	if (st == STATUS_OK)
		st = json_read(&whole, text_of_buffer(&text), err);
	if (st == STATUS_OK)
		st = read_members(whole, origin, out, err);
	if (st == STATUS_OK || st == STATUS_MEMORY)
		return st;
	fail_as(err, STATUS_UNUSABLE);
	return while_doing(err, STATUS_UNUSABLE, "reading what was seen of the log, %s",
	                   buffer_string(&path));
}

enum status
witness_memory_write(const char *folder, struct text origin, const struct cosigner *witness,
                     const struct witness_memory *memory, struct error *err)
{
	SCOPED(buffer) path = { 0 };
	SCOPED(buffer) text = { 0 };
	SCOPED(buffer) vkey = { 0 };
	SCOPED_JSON json_t *whole = NULL;
	enum status st = name_file(&path, folder, origin, witness, err);

	cosigner_write(&vkey, witness);
	whole = json_pack("{s:o,s:o,s:o,s:o}", "origin", json_of_text(origin), "witness",
	                  json_of_text(text_of_buffer(&vkey)), "keys",
	                  json_of_text(text_of_buffer(&memory->keys)), "checkpoint",
	                  json_of_text(text_of_buffer(&memory->checkpoint)));
	if (st == STATUS_OK && whole == NULL)
		st = fail_memory(err);
	if (st == STATUS_OK)
		st = json_canonical(&text, whole, err);
	buffer_append_byte(&text, '\n');
	if (st == STATUS_OK)
		st = buffer_check(&text, err);
	return st == STATUS_OK ? file_replace(buffer_string(&path), text_of_buffer(&text), 0600, err)
	                       : st;
}
