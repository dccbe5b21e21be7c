/* SPDX-License-Identifier: Apache-2.0 */
/* home.c - reading, writing and believing the home file. */
#include "ledger/home.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "ledger/origin.h"
#include "ledger/tree.h"
#include "ledger/verify.h"

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
	return st == STATUS_OK
	               ? st
	               : while_doing(err, st, "writing the home file %s", buffer_string(&name));
}

enum status
home_reserve(const char *folder, const struct uuid *catalogue, struct error *err)
{
	SCOPED(buffer) name = { 0 };
	enum status st = name_file(&name, folder, catalogue, err);

	if (st == STATUS_OK)
		st = make_folder(folder, err);
	return st == STATUS_OK ? file_reserve(buffer_string(&name), HOME_FILE_MAX, 0600, err) : st;
}

void
home_release(const char *folder, const struct uuid *catalogue)
{
	SCOPED(buffer) name = { 0 };

	if (name_file(&name, folder, catalogue, NULL) == STATUS_OK)
		file_release(buffer_string(&name));
}

/* Neither size nor root tells; only the events themselves can. */
static enum status
judge_by_events(struct ledger *ledger, const struct merkle_head *kept, enum home_verdict *out,
                struct error *err)
{
	struct digest root;
	enum status st = tree_root_of_events(ledger, (int64_t)kept->size, &root, err);

	if (st == STATUS_OK)
		*out = digest_equal(&root, &kept->root) ? HOME_TREE_DAMAGED : HOME_NOT_EXTENDED;
	return st;
}

/* Was it lost, and does the log say so? Whoever only holds the disk could write that: the whole log must hold. */
static enum status
judge_by_resumption(struct ledger *ledger, const struct merkle_head *kept, bool *lost,
                    struct error *err)
{
	struct log_report report;
	enum status st = ledger_was_lost(ledger, kept, lost, err);

	if (st != STATUS_OK || !*lost)
		return st;
	st = log_verify(ledger, NULL, NULL, NULL, &report, err);
	*lost = st == STATUS_OK && report.faults == 0;
	return st;
}

static enum status
judge(struct ledger *ledger, int64_t size, const struct merkle_head *kept, enum home_verdict *out,
      struct error *err)
{
	struct digest root;
	enum status st;
	bool lost;

	*out = HOME_NOT_EXTENDED;
	st = judge_by_resumption(ledger, kept, &lost, err);
	if (st == STATUS_OK && lost)
		*out = HOME_EXTENDED;
	if (st != STATUS_OK || lost || (uint64_t)size < kept->size)
		return st;
	st = ledger_root(ledger, (int64_t)kept->size, &root, err);
	if (st != STATUS_OK && st != STATUS_UNUSABLE)
		return st;
	if (st != STATUS_OK || !digest_equal(&root, &kept->root))
		return judge_by_events(ledger, kept, out, err);
	*out = HOME_EXTENDED;
	return STATUS_OK;
}

/* In words, for those that are not content with the log. */
static void
explain(enum home_verdict verdict, int64_t size, const struct merkle_head *kept, struct error *err)
{
	if (verdict == HOME_TREE_DAMAGED)
		fail(err, STATUS_UNUSABLE,
		     "the stored hash tree is damaged, though the events that this login last saw are all there: run `vidimus rebuild`, which makes it again from them");
	else if (verdict == HOME_NOT_EXTENDED)
		fail(err, STATUS_UNUSABLE,
		     "the catalogue was rolled back, or its events were altered: this machine last saw a log of %llu events that the one here, of %lld, does not extend; see what `vidimus audit` says; if it was restored from a backup and the rest is lost, `vidimus log resume` goes on from here",
		     (unsigned long long)kept->size, (long long)size);
}

enum status
home_judge(const struct home *home, struct ledger *ledger, enum home_verdict *out,
           struct error *err)
{
	struct merkle_head kept;
	int64_t size = 0;
	enum status st;

	*out = HOME_EXTENDED;
	if (home->checkpoint.n == 0)
		return STATUS_OK;
	st = ledger_head_of_note(text_of_buffer(&home->checkpoint), &kept, err);
	if (st == STATUS_INVALID)
		return fail(err, STATUS_UNUSABLE, "the checkpoint in the home file is malformed");
	if (st == STATUS_OK)
		st = ledger_size(ledger, &size, err);
	if (st == STATUS_OK)
		st = judge(ledger, size, &kept, out, err);
	if (st == STATUS_OK)
		explain(*out, size, &kept, err);
	return st;
}
