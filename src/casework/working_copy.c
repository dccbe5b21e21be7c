/* SPDX-License-Identifier: Apache-2.0 */
/* working_copy.c - copies that leave the vault: staged, checked, logged, and only then named. */
#include "casework/working_copy.h"

#include "casework/item_object.h"
#include "store/newfile.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define COPY_MODE 0640

/* One copy on its way. */
struct making {
	struct catalogue                *catalogue;
	const struct working_copy_place *place;
	struct item_object               original;
	struct working_copy              copy;
	struct newfile                   bytes, label;
};

static void
making_end(struct making *making)
{
	newfile_end(&making->bytes);
	newfile_end(&making->label);
}

/* Names of ours only: what a file was called when it came may endanger somebody. */
static const char *
extension_of(const char *media_type)
{
	static const struct {
		const char *media_type, *extension;
	} known[] = {
		{ "application/pdf", "pdf" },  { "audio/flac", "flac" },    { "audio/mp4", "m4a" },
		{ "audio/mpeg", "mp3" },       { "audio/ogg", "ogg" },      { "audio/x-m4a", "m4a" },
		{ "audio/x-wav", "wav" },      { "image/avif", "avif" },    { "image/gif", "gif" },
		{ "image/heic", "heic" },      { "image/heif", "heif" },    { "image/jpeg", "jpg" },
		{ "image/jxl", "jxl" },        { "image/png", "png" },      { "image/tiff", "tif" },
		{ "image/webp", "webp" },      { "video/3gpp", "3gp" },     { "video/mp4", "mp4" },
		{ "video/quicktime", "mov" },  { "video/webm", "webm" },    { "video/x-m4v", "m4v" },
		{ "video/x-matroska", "mkv" }, { "video/x-msvideo", "avi" },
	};

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		if (strcmp(known[i].media_type, media_type) == 0)
			return known[i].extension;
	}
	return "bin";
}

static enum status
check_name_free(const struct making *making, const char *name, struct error *err)
{
	struct stat st;

	if (fstatat(making->place->folder, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return STATUS_OK; /* what else may be wrong, making the file will tell */
	return fail(err, STATUS_EXISTS, "%s is in %s already, and nothing is replaced", name,
	            making->place->path);
}

static enum status
choose_names(struct making *making, struct error *err)
{
	struct working_copy *copy = &making->copy;
	enum status st;

	snprintf(copy->name, sizeof copy->name, "%s-WORKING-COPY.%s", making->original.id,
	         extension_of(making->original.media_type));
	snprintf(copy->label, sizeof copy->label, "%s-WORKING-COPY.txt", making->original.id);
	st = check_name_free(making, copy->name, err);
	return st == STATUS_OK ? check_name_free(making, copy->label, err) : st;
}

/* Reads the copy back from the disk, as far as the kernel lets us, not from memory. */
static enum status
check_copy(struct making *making, struct error *err)
{
	struct digests digests;
	char self[64];
	SCOPED_FD fd = -1;
	enum status st;

	posix_fadvise(making->bytes.fd, 0, 0, POSIX_FADV_DONTNEED);
	snprintf(self, sizeof self, "/proc/self/fd/%d", making->bytes.fd);
	fd = open(self, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fail_os(err, "cannot read the copy");
	st = vault_hash(fd, NULL, &digests, &making->copy.bytes, err);
	if (st != STATUS_OK)
		return while_doing(err, st, "reading the copy");
	if (!digest_equal(&digests.sha256, &making->original.object))
		return fail(err, STATUS_FALSE, "the copy, read back, is not what was written: do not trust this disk");
	making->copy.sha256 = digests.sha256;
	return STATUS_OK;
}

static enum status
stage_bytes(struct making *making, struct error *err)
{
	enum status st = newfile_open(&making->bytes, making->place->folder, COPY_MODE, err);

	if (st == STATUS_IO)
		return fail_as(err, STATUS_INVALID); /* the folder is not one to write in; the catalogue is well */
	if (st == STATUS_OK)
		st = vault_copy(making->catalogue->vault, &making->original.object, making->bytes.fd,
		                making->place->options, err);
	if (st == STATUS_OK)
		st = newfile_sync(&making->bytes, err);
	making->copy.mode_kept = making->bytes.mode_kept;
	if (st == STATUS_OK)
		st = check_copy(making, err);
	return st == STATUS_OK ? st : while_doing(err, st, "writing it in %s", making->place->path);
}

/* No flag of somebody at risk, no title, no source: the label leaves with the copy. */
static void
write_words(struct buffer *out, const struct making *making, struct text actor,
            struct instant time)
{
	const struct item_object *original = &making->original;
	char hex[DIGEST_TEXT_SIZE], when[INSTANT_HUMAN_SIZE];

	digest_write(hex, &original->object);
	instant_write_human(when, time);
	buffer_append_format(out,
	                     "WORKING COPY - NOT THE ORIGINAL\n\n"
	                     "Exhibit   %s\nFile      %s\nSHA-256   %s\nBytes     %llu\n"
	                     "Made      %s\nBy        %.*s\nPicture   %s\nSound     %s\n\n",
	                     original->id, making->copy.name, hex,
	                     (unsigned long long)making->copy.bytes, when, (int)actor.n,
	                     actor.p ? actor.p : "unknown",
	                     original->level[0] ? original->level : "unassessed: treat it as graphic",
	                     original->sound[0] ? original->sound : "unassessed");
	buffer_append_string(out,
	                     "Byte for byte what the catalogue keeps; that it was made is in the log.\n"
	                     "Whoever changes, crops or re-encodes it has something else, which proves\n"
	                     "nothing. It may show people who are in danger, and it may be dangerous to\n"
	                     "open: keep it on an encrypted disk, off any cloud, and destroy it after\n"
	                     "use. Before looking: small, grey, without sound, and not alone.\n");
}

static enum status
stage_label(struct making *making, const struct change *change, struct error *err)
{
	SCOPED(buffer) words = { 0 };
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(making->catalogue->database,
	                                    "SELECT code FROM p_actors WHERE fingerprint = $1",
	                                    &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(change_actor(change)));
	st = statement_step(row, err);
	if (st != STATUS_OK && st != STATUS_DONE)
		return st;
	write_words(&words, making,
	            st == STATUS_OK ? statement_text(row, 0) : (struct text){ NULL, 0 },
	            change_time(change));
	st = newfile_open(&making->label, making->place->folder, COPY_MODE, err);
	if (st == STATUS_OK)
		st = buffer_check(&words, err);
	if (st == STATUS_OK)
		st = file_write_all(making->label.fd, words.p, words.n, err);
	return st == STATUS_OK ? newfile_sync(&making->label, err) : st;
}

static enum status
add_event(struct making *making, const struct uuid *item, struct change *change,
          struct error *err)
{
	const struct catalogue *catalogue = making->catalogue;
	const struct working_copy_place *place = making->place;
	struct subject subject = subject_of("item", item);
	char bytes[24];
	SCOPED_JSON json_t *open = json_object(), *values = NULL;

	snprintf(bytes, sizeof bytes, "%llu", (unsigned long long)making->copy.bytes);
	values = json_pack("{s:o,s:s,s:s,s:s,s:o,s:s,s:s}", "object",
	                   json_of_digest(&making->copy.sha256), "bytes", bytes, "form",
	                   "byte-exact", "label", making->copy.name, "folder",
	                   json_of_name(place->path, strlen(place->path)), "host",
	                   catalogue->here.host, "login", catalogue->here.login);
	if (open == NULL || values == NULL)
		return fail_memory(err);
	return change_add(change, "copy.made", &subject, open, values, NULL, err);
}

static enum status
log_copy(struct making *making, const struct uuid *item, struct error *err)
{
	struct change *change = NULL;
	enum status st = catalogue_begin(making->catalogue, "working-copy", &change, err);

	if (st != STATUS_OK)
		return st;
	st = stage_label(making, change, err);
	if (st == STATUS_OK)
		st = add_event(making, item, change, err);
	return catalogue_finish(making->catalogue, change, st, err);
}

/* Both are complete and in the log; what goes wrong here the log has told in advance. */
static enum status
publish(struct making *making, struct error *err)
{
	enum status st = newfile_publish(&making->bytes, making->place->folder, making->copy.name, err);

	if (st == STATUS_OK)
		st = newfile_publish(&making->label, making->place->folder, making->copy.label, err);
	return st == STATUS_OK
	               ? st
	               : while_doing(err, st,
	                             "placing a copy of %s that the log already says was made",
	                             making->original.id);
}

enum status
working_copy_make(struct catalogue *catalogue, const struct uuid *item,
                  const struct working_copy_place *place, struct working_copy *out,
                  struct error *err)
{
	SCOPED(making) making = { .catalogue = catalogue,
		                  .place = place,
		                  .bytes = { .fd = -1 },
		                  .label = { .fd = -1 } };
	enum status st = item_object_read(catalogue, item, &making.original, err);

	if (st == STATUS_OK)
		st = choose_names(&making, err);
	if (st == STATUS_OK)
		st = stage_bytes(&making, err);
	if (st == STATUS_OK)
		st = log_copy(&making, item, err);
	if (st == STATUS_OK)
		st = publish(&making, err);
	if (st == STATUS_OK)
		*out = making.copy;
	return st;
}
