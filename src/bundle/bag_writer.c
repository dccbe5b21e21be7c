/* SPDX-License-Identifier: Apache-2.0 */
/* bag_writer.c - the files of a bag in their order, into a folder or a ZIP, and the two manifests of them. */
#include "bundle/bag_writer.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "bundle/folder_writer.h"
#include "bundle/newfolder.h"
#include "bundle/zip_writer.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MANIFEST     "manifest-sha256.txt"
#define TAG_MANIFEST "tagmanifest-sha256.txt"
#define SCRIPT       "verify.sh"
#define NAME_LIMIT   120
#define FILE_MODE    0640 /* others on this machine have no business in it */
#define PAGE         4096

enum stage { OPEN, PAYLOAD_DONE, TAGS_DONE, FINISHED };

struct bag_writer {
	char                 *name;   /* the last part of the path */
	char                 *top;    /* of a ZIP */
	int                   parent; /* the folder in which it is made */
	bool                  zip;
	struct newfile        file;   /* a ZIP */
	struct newfolder      folder; /* or a folder */
	struct zip_writer    *zip_writer;
	struct folder_writer *folder_writer;
	struct member_watch   watch;
	char                 *scratch;
	struct buffer         script;
	struct buffer         payload, tags; /* the lines of the two manifests */
	char                  last[NAME_LIMIT + 1];
	enum stage            stage;
};

/* Splits the path into the folder, opened, and the name in it. */
static enum status
open_parent(struct bag_writer *writer, const char *path, struct error *err)
{
	SCOPED_FREE char *copy = strdup(path);
	char *slash;

	if (copy == NULL)
		return fail_memory(err);
	while (copy[0] != '\0' && copy[1] != '\0' && copy[strlen(copy) - 1] == '/')
		copy[strlen(copy) - 1] = '\0';
	slash = strrchr(copy, '/');
	writer->name = strdup(slash != NULL ? slash + 1 : copy);
	if (writer->name == NULL)
		return fail_memory(err);
	if (writer->name[0] == '\0' || strcmp(writer->name, ".") == 0 || strcmp(writer->name, "..") == 0)
		return fail(err, STATUS_INVALID, "%s is no name for a new bundle", path);
	if (slash != NULL)
		slash[slash == copy] = '\0';
	writer->parent = open(slash != NULL ? copy : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (writer->parent < 0)
		return fail_os(err, "cannot open the folder %s", slash != NULL ? copy : ".");
	return STATUS_OK;
}

static enum status
check_free(const struct bag_writer *writer, const char *path, struct error *err)
{
	struct stat there;

	if (fstatat(writer->parent, writer->name, &there, AT_SYMLINK_NOFOLLOW) == 0)
		return fail(err, STATUS_EXISTS, "%s is there already", path);
	return errno == ENOENT ? STATUS_OK : fail_os(err, "cannot look at %s", path);
}

enum status
bag_writer_check(const char *path, struct buffer *folder, struct error *err)
{
	struct bag_writer writer = { .parent = -1 };
	char own[32], resolved[PATH_MAX];
	enum status st = open_parent(&writer, path, err);

	if (st == STATUS_OK)
		st = check_free(&writer, path, err);
	if (st == STATUS_OK) {
		ssize_t n;

		snprintf(own, sizeof own, "/proc/self/fd/%d", writer.parent);
		n = readlink(own, resolved, sizeof resolved);
		if (n < 0)
			st = fail_os(err, "cannot tell where %s lies", path);
		else
			buffer_append(folder, resolved, (size_t)n);
	}
	free(writer.name);
	if (writer.parent >= 0)
		close(writer.parent);
	return st == STATUS_OK ? buffer_check(folder, err) : st;
}

/* What earlier runs that were killed have left there is removed first. */
static enum status
open_container(struct bag_writer *writer, struct error *err)
{
	enum status st = newfile_leftovers(writer->parent, true, NULL, NULL, err);

	newfolder_leftovers(writer->parent);
	if (st != STATUS_OK)
		return st;
	if (writer->zip) {
		st = newfile_open(&writer->file, writer->parent, FILE_MODE, err);
		return st == STATUS_OK ? zip_writer_open(&writer->zip_writer, writer->file.fd, &writer->watch,
		                                               writer->scratch, err) : st;
	}
	st = newfolder_open(&writer->folder, writer->parent, err);
	return st == STATUS_OK ? folder_writer_open(&writer->folder_writer, writer->folder.fd,
	                                                  &writer->watch, writer->scratch, err) : st;
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '.' || c == '-' || c == '_';
}

/* No empty part, none that begins or ends with a dot, no other letters. */
static bool
is_name(const char *name)
{
	struct text rest = text_of(name);

	if (rest.n == 0 || rest.n > NAME_LIMIT)
		return false;
	while (rest.p != NULL) {
		struct text part = text_cut(&rest, '/');

		if (part.n == 0 || part.p[0] == '.' || part.p[part.n - 1] == '.')
			return false;
		for (size_t i = 0; i < part.n; i++)
			if (!is_letter(part.p[i]))
				return false;
	}
	return true;
}

static enum status
open_writer(struct bag_writer *writer, const struct bag_options *options, struct error *err)
{
	enum status st;

	writer->parent = writer->file.fd = writer->folder.fd = -1;
	writer->zip = options->zip;
	writer->watch = (struct member_watch){ options->stop, options->progress, options->context };
	writer->top = strdup(options->top);
	writer->scratch = aligned_alloc(PAGE, MEMBER_SCRATCH);
	if (writer->top == NULL || writer->scratch == NULL)
		return fail_memory(err);
	if (!is_name(writer->top) || strchr(writer->top, '/') != NULL)
		return fail(err, STATUS_INVALID,
		            "%s cannot be the name of a bundle: letters A to Z, digits, . - _ can",
		            writer->top);
	st = open_parent(writer, options->path, err);
	if (st == STATUS_OK)
		st = check_free(writer, options->path, err);
	return st == STATUS_OK ? open_container(writer, err) : st;
}

enum status
bag_writer_open(struct bag_writer **out, const struct bag_options *options, struct error *err)
{
	struct bag_writer *writer = calloc(1, sizeof *writer);
	enum status st;

	if (writer == NULL)
		return fail_memory(err);
	st = open_writer(writer, options, err);
	if (st != STATUS_OK) {
		bag_writer_close(writer);
		return st;
	}
	*out = writer;
	return STATUS_OK;
}

void
bag_writer_close(struct bag_writer *writer)
{
	if (writer == NULL)
		return;
	zip_writer_close(writer->zip_writer);
	folder_writer_close(writer->folder_writer);
	newfile_end(&writer->file);
	newfolder_end(&writer->folder);
	scoped_close(&writer->parent);
	buffer_end(&writer->payload);
	buffer_end(&writer->tags);
	buffer_end(&writer->script);
	free(writer->scratch);
	free(writer->top);
	free(writer->name);
	free(writer);
}

static enum status
check_turn(const struct bag_writer *writer, const char *name, struct error *err)
{
	bool payload = text_begins(text_of(name), "data/");

	if (!is_name(name))
		return fail(err, STATUS_FAULT, "%s is no name for a file of a bundle", name);
	if (strcmp(name, writer->last) <= 0)
		return fail(err, STATUS_FAULT, "%s comes after %s in a bundle", name, writer->last);
	if (payload && writer->stage != OPEN)
		return fail(err, STATUS_FAULT, "%s comes after the manifest", name);
	return STATUS_OK;
}

static enum status
add(struct bag_writer *writer, const char *name, const struct member_bytes *bytes,
    struct member_sums *out, struct error *err)
{
	char path[2 * NAME_LIMIT + 2];
	enum status st = check_turn(writer, name, err);

	if (st != STATUS_OK)
		return st;
	snprintf(path, sizeof path, "%s/%s", writer->top, name);
	st = writer->zip ? zip_writer_add(writer->zip_writer, text_of(path), bytes, out, err)
	                 : folder_writer_add(writer->folder_writer, name, bytes, out, err);
	snprintf(writer->last, sizeof writer->last, "%s", name);
	return st;
}

static void
list(struct bag_writer *writer, const char *name, const struct digest *digest)
{
	struct buffer *lines = text_begins(text_of(name), "data/") ? &writer->payload : &writer->tags;
	char hex[DIGEST_TEXT_SIZE];

	digest_write(hex, digest);
	buffer_append_format(lines, "%s  %s\n", hex, name);
}

static enum status
add_text(struct bag_writer *writer, const char *name, struct text bytes, bool listed, struct error *err)
{
	const struct member_bytes held = { .memory = bytes.n > 0 ? bytes.p : "", .size = bytes.n };
	struct member_sums sums;
	enum status st = add(writer, name, &held, &sums, err);

	if (st == STATUS_OK && listed)
		list(writer, name, &sums.digests.sha256);
	return st == STATUS_OK ? st : while_doing(err, st, "writing %s", name);
}

static enum status
check_stage(const struct bag_writer *writer, enum stage stage, struct error *err)
{
	if (writer->stage != stage)
		return fail(err, STATUS_FAULT, "the parts of a bundle are written out of turn");
	return STATUS_OK;
}

enum status
bag_writer_text(struct bag_writer *writer, const char *name, struct text bytes, struct error *err)
{
	if (writer->stage > PAYLOAD_DONE)
		return fail(err, STATUS_FAULT, "%s comes after the tag manifest", name);
	return add_text(writer, name, bytes, true, err);
}

/* Whether the source goes on behind the size that it should have. */
static bool
is_longer(int fd, uint64_t size)
{
	char byte;

	return pread(fd, &byte, 1, (off_t)size) > 0;
}

enum status
bag_writer_object(struct bag_writer *writer, const char *name, int fd, uint64_t size,
                  const struct digest *expected, struct error *err)
{
	const struct member_bytes bytes = { .fd = fd, .size = size };
	char hex[DIGEST_TEXT_SIZE];
	struct member_sums sums;
	enum status st;

	if (writer->stage != OPEN)
		return fail(err, STATUS_FAULT, "%s comes after the manifest", name);
	st = add(writer, name, &bytes, &sums, err);
	digest_write(hex, expected);
	if (st == STATUS_CHANGED ||
	    (st == STATUS_OK && (is_longer(fd, size) || !digest_equal(&sums.digests.sha256, expected))))
		return fail(err, STATUS_FALSE,
		            "the original %s is damaged: what is held of it has other bytes (for %s)",
		            hex, name);
	if (st != STATUS_OK)
		return while_doing(err, st, "writing %s", name);
	list(writer, name, expected);
	return STATUS_OK;
}

enum status
bag_writer_manifest(struct bag_writer *writer, struct error *err)
{
	enum status st = check_stage(writer, OPEN, err);

	if (st == STATUS_OK)
		st = buffer_check(&writer->payload, err);
	if (st == STATUS_OK)
		st = add_text(writer, MANIFEST, text_of_buffer(&writer->payload), true, err);
	writer->stage = PAYLOAD_DONE;
	return st;
}

enum status
bag_writer_tag_manifest(struct bag_writer *writer, struct text verify_script,
                        struct buffer *tag_manifest, struct error *err)
{
	enum status st = check_stage(writer, PAYLOAD_DONE, err);
	struct digest digest;

	if (st == STATUS_OK)
		st = digest_of(verify_script.p, verify_script.n, &digest, err);
	if (st != STATUS_OK)
		return st;
	list(writer, SCRIPT, &digest);
	buffer_append_text(&writer->script, verify_script);
	st = buffer_check(&writer->script, err);
	if (st == STATUS_OK)
		st = buffer_check(&writer->tags, err);
	if (st == STATUS_OK)
		st = add_text(writer, TAG_MANIFEST, text_of_buffer(&writer->tags), false, err);
	if (st != STATUS_OK)
		return st;
	writer->stage = TAGS_DONE;
	buffer_append_text(tag_manifest, text_of_buffer(&writer->tags));
	return buffer_check(tag_manifest, err);
}

/* Durable, then named. */
static enum status
publish(struct bag_writer *writer, struct error *err)
{
	enum status st;

	if (!writer->zip) {
		st = folder_writer_finish(writer->folder_writer, err);
		return st == STATUS_OK ? newfolder_publish(&writer->folder, writer->name, err) : st;
	}
	st = zip_writer_finish(writer->zip_writer, err);
	if (st == STATUS_OK)
		st = newfile_sync(&writer->file, err);
	return st == STATUS_OK ? newfile_publish(&writer->file, writer->parent, writer->name, err) : st;
}

enum status
bag_writer_finish(struct bag_writer *writer, struct text seal, struct text stamp, struct error *err)
{
	enum status st = check_stage(writer, TAGS_DONE, err);

	if (st == STATUS_OK && seal.p != NULL)
		st = add_text(writer, TAG_MANIFEST ".p7s", seal, false, err);
	if (st == STATUS_OK && stamp.p != NULL)
		st = add_text(writer, TAG_MANIFEST ".p7s.tsr", stamp, false, err);
	if (st == STATUS_OK)
		st = add_text(writer, SCRIPT, text_of_buffer(&writer->script), false, err);
	if (st == STATUS_OK)
		st = member_watch_check(&writer->watch, err);
	if (st == STATUS_OK)
		st = publish(writer, err);
	if (st == STATUS_OK)
		writer->stage = FINISHED;
	return st;
}

void
bag_writer_withdraw(struct bag_writer *writer)
{
	struct stat ours, there;

	if (!writer->zip) {
		newfolder_withdraw(&writer->folder, writer->name);
		return;
	}
	if (fstat(writer->file.fd, &ours) != 0 ||
	    fstatat(writer->parent, writer->name, &there, AT_SYMLINK_NOFOLLOW) != 0 ||
	    ours.st_dev != there.st_dev || ours.st_ino != there.st_ino)
		return;
	unlinkat(writer->parent, writer->name, 0);
	fsync(writer->parent);
}
