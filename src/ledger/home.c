/* SPDX-License-Identifier: Apache-2.0 */
/* home.c - reading, writing and believing the home file. */
#include "ledger/home.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "crypto/checkpoint.h"
#include "crypto/note.h"

#include <errno.h>
#include <stdio.h>

#define HOME_FILE_MAX (64u << 10)

void
home_end(struct home *home)
{
	buffer_end(&home->path);
	buffer_end(&home->checkpoint);
	*home = (struct home){ 0 };
}

static enum status
name_file(struct buffer *out, const char *folder, const struct uuid *catalogue, struct error *err)
{
	char uuid[UUID_TEXT_SIZE];

	uuid_write(uuid, catalogue);
	buffer_append_format(out, "%s/" HOME_FILES_FOLDER "/%s.json", folder, uuid);
	return buffer_check(out, err);
}

static enum status
read_members(const json_t *whole, struct home *home, struct error *err)
{
	struct text checkpoint;

	if (!json_member_uuid(whole, "catalogue", &home->catalogue) ||
	    !json_member_uuid(whole, "home", &home->home) ||
	    !json_member_text(whole, "checkpoint", &checkpoint) ||
	    json_name_bytes(json_object_get(whole, "path"), &home->path, NULL) != STATUS_OK)
		return fail(err, STATUS_UNUSABLE, "it is not a home file");
	buffer_append_text(&home->checkpoint, checkpoint);
	return buffer_check(&home->checkpoint, err);
}

enum status
home_read(const char *folder, const struct uuid *catalogue, struct home *out, struct error *err)
{
	SCOPED(buffer) name = { 0 };
	SCOPED(buffer) text = { 0 };
	SCOPED_JSON json_t *whole = NULL;
	struct home home = { 0 };
	enum status st = name_file(&name, folder, catalogue, err);

	if (st == STATUS_OK)
		st = file_read(buffer_string(&name), HOME_FILE_MAX, &text, err);
	if (st == STATUS_NOT_FOUND)
		return st;
	if (st == STATUS_OK)
		st = json_read(&whole, text_of_buffer(&text), err);
	if (st == STATUS_OK)
		st = read_members(whole, &home, err);
	if (st != STATUS_OK) {
		home_end(&home);
		fail_as(err, STATUS_UNUSABLE);
		return while_doing(err, STATUS_UNUSABLE, "reading the home file %s",
		                   buffer_string(&name));
	}
	home_end(out);
	*out = home;
	return STATUS_OK;
}

static enum status
make_folder(const char *folder, struct error *err)
{
	SCOPED(buffer) name = { 0 };
	enum status st;

	buffer_append_format(&name, "%s/" HOME_FILES_FOLDER, folder);
	st = buffer_check(&name, err);
	return st == STATUS_OK ? folder_make_path(buffer_string(&name), 0700, err) : st;
}

enum status
home_write(const char *folder, const struct home *home, struct error *err)
{
	SCOPED(buffer) name = { 0 };
	SCOPED(buffer) text = { 0 };
	SCOPED_JSON json_t *whole = json_pack(
		"{s:o,s:o,s:o,s:o}", "catalogue", json_of_uuid(&home->catalogue), "home",
		json_of_uuid(&home->home), "path", json_of_name(home->path.p, home->path.n),
		"checkpoint", json_of_text(text_of(buffer_string(&home->checkpoint))));
	enum status st = whole ? name_file(&name, folder, &home->catalogue, err) : fail_memory(err);

	if (st == STATUS_OK)
		st = json_canonical(&text, whole, err);
	if (st == STATUS_OK) {
		buffer_append_byte(&text, '\n');
		st = buffer_check(&text, err);
	}
	if (st == STATUS_OK)
		st = make_folder(folder, err);
	if (st == STATUS_OK)
		st = file_replace(buffer_string(&name), text_of_buffer(&text), 0600, err);
	return st == STATUS_OK ? st : while_doing(err, st, "writing the home file");
}

enum status
home_check(const struct home *home, struct ledger *ledger, struct error *err)
{
	struct checkpoint kept;
	struct note *note = NULL;
	struct digest root;
	int64_t size = 0;
	enum status st;

	if (home->checkpoint.n == 0)
		return STATUS_OK;
	note = calloc(1, sizeof *note);
	if (note == NULL)
		return fail_memory(err);
	st = note_read(text_of_buffer(&home->checkpoint), note, err);
	if (st == STATUS_OK)
		st = checkpoint_read(note->text, &kept, err);
	free(note);
	if (st != STATUS_OK)
		return fail(err, STATUS_UNUSABLE, "the checkpoint in the home file is malformed");
	st = ledger_size(ledger, &size, err);
	if (st != STATUS_OK)
		return st;
	if ((uint64_t)size >= kept.head.size)
		st = ledger_root(ledger, (int64_t)kept.head.size, &root, err);
	if (st != STATUS_OK)
		return st;
	if ((uint64_t)size < kept.head.size || !digest_equal(&root, &kept.head.root))
		return fail(err, STATUS_UNUSABLE,
		            "the catalogue was rolled back: this machine last saw a log of %llu events that the one here, of %lld, does not extend; if it was restored from a backup, keep both and see SECURITY.md",
		            (unsigned long long)kept.head.size, (long long)size);
	return STATUS_OK;
}
