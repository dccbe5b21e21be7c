/* SPDX-License-Identifier: Apache-2.0 */
/* source.c - what kind of source it is, its list of files, and their bytes. */
#include "bundle/source_internal.h"

#include "base/error.h"
#include "base/text.h"
#include "bundle/member_name.h"
#include "bundle/source_archive.h"
#include "bundle/zip_format.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum status
source_refuse(struct error *err, const char *trick, struct text name, const char *words)
{
	SCOPED(buffer) shown = { 0 };

	text_append_lossy(&shown, name.p, name.n < 300 ? name.n : 300);
	return fail(err, STATUS_FALSE, "%s: %s: %s", trick, buffer_string(&shown), words);
}

enum status
source_check_name(struct text name, struct error *err)
{
	static const char *const words[][2] = {
		{ "zip-slip", "its name leads out of the bag" },
		{ "absolute-name", "its name begins at the root of a disk" },
		{ "drive-name", "its name begins with a drive of Windows" },
		{ "control-name", "its name holds control characters" },
		{ "bidi-name", "its name holds characters that turn around what is shown" },
		{ "reserved-name", "its name is a device of Windows" },
		{ "bad-utf8", "its name is not UTF-8" },
	};
	const char *trick = member_name_trick(name);

	if (trick == NULL)
		return STATUS_OK;
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strcmp(trick, words[i][0]) == 0)
			return source_refuse(err, trick, name, words[i][1]);
	return source_refuse(err, trick, name, "its name is not the same on every system");
}

static enum status
grow(struct bundle_source *source, struct error *err)
{
	size_t room = source->room == 0 ? 64 : 2 * source->room;
	struct source_member *grown;

	if (source->count < source->room)
		return STATUS_OK;
	grown = realloc(source->members, room * sizeof *grown);
	if (grown == NULL)
		return fail_memory(err);
	source->members = grown;
	source->room = room;
	return STATUS_OK;
}

enum status
source_add(struct bundle_source *source, struct text name, const struct source_member *member,
           struct error *err)
{
	enum status st = grow(source, err);
	struct source_member *added;
	char *copy;

	if (st != STATUS_OK)
		return st;
	source->names += name.n + 1;
	if (source->count >= SOURCE_MEMBERS_LIMIT || source->names > SOURCE_NAMES_LIMIT)
		return source_refuse(err, "too-many", name, "there are more files than can be read");
	copy = strndup(name.p, name.n);
	if (copy == NULL)
		return fail_memory(err);
	added = &source->members[source->count++];
	*added = *member;
	added->member.name = copy;
	return STATUS_OK;
}

enum status
source_take_top(struct bundle_source *source, struct error *err)
{
	const char *first = source->count > 0 ? source->members[0].member.name : "";
	const char *slash = strchr(first, '/');
	size_t n = slash != NULL ? (size_t)(slash - first) + 1 : 0;

	if (source->count == 0)
		return source_refuse(err, "empty", text_of("the archive"), "it holds no file");
	source->top = strndup(first, n);
	if (source->top == NULL)
		return fail_memory(err);
	for (size_t i = 0; i < source->count; i++) {
		const char *name = source->members[i].member.name;

		if (strchr(name, '/') == NULL)
			return source_refuse(err, "no-top-folder", text_of(name),
			                     "it lies beside the bag's own folder, or there is none");
		if (strncmp(name, source->top, n) != 0)
			return source_refuse(err, "several-tops", text_of(name),
			                     "an archive holds one folder, the bag");
	}
	for (size_t i = 0; i < source->count; i++) {
		char *name = (char *)(uintptr_t)source->members[i].member.name;

		memmove(name, name + n, strlen(name + n) + 1);
		source->has_data = source->has_data || strncmp(name, "data/", 5) == 0;
	}
	return STATUS_OK;
}

static int
by_name(const void *a, const void *b)
{
	const struct source_member *x = a, *y = b;

	return strcmp(x->member.name, y->member.name);
}

/* The first file whose name is not below these bytes. */
static size_t
lower_bound(const struct bundle_source *source, const char *name, size_t n)
{
	size_t low = 0, high = source->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strncmp(source->members[middle].member.name, name, n) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* A name as it looks to a system that knows no case; which file it is. */
struct folded {
	char  *key; /* owned */
	size_t index;
};

static int
by_key(const void *a, const void *b)
{
	const struct folded *x = a, *y = b;

	return strcmp(x->key, y->key);
}

static enum status
refuse_pair(void *context, const struct bundle_source *source, size_t a, size_t b, struct error *err)
{
	struct text x = text_of(source->members[a].member.name), y = text_of(source->members[b].member.name);
	enum member_collision how;
	enum status st = member_name_compare(x, y, &how, err);

	(void)context;
	if (st != STATUS_OK)
		return st;
	if (how == MEMBER_SAME_BYTES)
		return source_refuse(err, "duplicate-name", x, "two members have this name");
	if (how == MEMBER_SAME_LETTERS)
		return source_refuse(err, "normalisation-collision", x,
		                     "another member's name has the same letters, encoded otherwise");
	return source_refuse(err, "case-collision", x,
	                     "another member's name is the same but for upper and lower case");
}

static enum status
fold_all(const struct bundle_source *source, struct folded *folded, struct error *err)
{
	for (size_t i = 0; i < source->count; i++) {
		SCOPED(buffer) key = { 0 };
		enum status st = text_fold(&key, text_of(source->members[i].member.name), err);

		if (st != STATUS_OK)
			return st;
		folded[i] = (struct folded){ buffer_take(&key), i };
		if (folded[i].key == NULL)
			return fail_memory(err);
	}
	return STATUS_OK;
}

enum status
source_collisions(const struct bundle_source *source, source_collision *found, void *context,
                  struct error *err)
{
	struct folded *folded = calloc(source->count + 1, sizeof *folded);
	enum status st = folded != NULL ? fold_all(source, folded, err) : fail_memory(err);

	if (st == STATUS_OK)
		qsort(folded, source->count, sizeof *folded, by_key);
	for (size_t i = 1; i < source->count && st == STATUS_OK; i++)
		if (strcmp(folded[i - 1].key, folded[i].key) == 0)
			st = found(context, source, folded[i - 1].index, folded[i].index, err);
	for (size_t i = 0; i < source->count && folded != NULL; i++)
		free(folded[i].key);
	free(folded);
	return st;
}

/* A member that is a file in one place and a folder in another. */
static enum status
check_folders(const struct bundle_source *source, struct error *err)
{
	for (size_t i = 0; i < source->count; i++) {
		SCOPED(buffer) below = { 0 };
		size_t at;

		buffer_append_format(&below, "%s/", source->members[i].member.name);
		if (below.failed)
			return fail_memory(err);
		at = lower_bound(source, below.p, below.n);
		if (at < source->count && strncmp(source->members[at].member.name, below.p, below.n) == 0)
			return source_refuse(err, "file-as-folder", text_of(source->members[i].member.name),
			                     "it is a file, and other members lie below it");
	}
	return STATUS_OK;
}

enum status
source_settle(struct bundle_source *source, struct error *err)
{
	enum status st = STATUS_OK;

	if (source->count > 0)
		qsort(source->members, source->count, sizeof *source->members, by_name);
	if (source->is_folder)
		return STATUS_OK;
	st = source_collisions(source, refuse_pair, NULL, err);
	return st == STATUS_OK ? check_folders(source, err) : st;
}

/* By the first bytes or the last record: what only ends as a ZIP is one to some readers. */
static enum status
looks_like_zip(int fd, uint64_t size, bool *out, struct error *err)
{
	unsigned char head[4] = { 0 }, end[4] = { 0 };
	enum status st = STATUS_OK;

	*out = false;
	if (size < ZIP_END_SIZE)
		return STATUS_OK;
	st = member_read(fd, head, sizeof head, 0, err);
	if (st == STATUS_OK)
		st = member_read(fd, end, sizeof end, size - ZIP_END_SIZE, err);
	*out = zip_get_32(head) == ZIP_LOCAL || zip_get_32(head) == ZIP_END || zip_get_32(end) == ZIP_END;
	return st;
}

static enum status
read_archive(struct bundle_source *source, uint64_t size, struct error *err)
{
	bool zip, streamed = true;
	enum status st = looks_like_zip(source->fd, size, &zip, err);

	if (st == STATUS_OK && zip)
		st = source_read_zip(source, size, &streamed, err);
	if (st == STATUS_OK && streamed)
		st = source_read_archive(source, size, zip, err);
	return st == STATUS_OK ? source_take_top(source, err) : st;
}

static enum status
read_source(struct bundle_source *source, const char *path, struct error *err)
{
	struct stat there;
	enum status st;

	source->fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (source->fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return fail(err, STATUS_NOT_FOUND, "there is no %s", path);
	if (source->fd < 0 || fstat(source->fd, &there) != 0)
		return fail_os(err, "cannot open %s", path);
	if (S_ISDIR(there.st_mode))
		st = source_read_folder(source, err);
	else if (S_ISREG(there.st_mode))
		st = read_archive(source, (uint64_t)there.st_size, err);
	else
		return source_refuse(err, "special-file", text_of(path),
		                     "it is neither a folder nor an archive");
	return st == STATUS_OK ? source_settle(source, err) : st;
}

enum status
bundle_source_open(struct bundle_source **out, const char *path,
                   const struct bundle_source_options *options, struct error *err)
{
	struct bundle_source *source = calloc(1, sizeof *source);
	enum status st;

	if (source == NULL)
		return fail_memory(err);
	source->fd = -1;
	if (options != NULL)
		source->workers = options->workers;
	if (options != NULL)
		source->watch = (struct member_watch){ options->stop, options->progress, options->context };
	st = read_source(source, path, err);
	if (st != STATUS_OK) {
		bundle_source_close(source);
		return st;
	}
	*out = source;
	return STATUS_OK;
}

void
bundle_source_close(struct bundle_source *source)
{
	if (source == NULL)
		return;
	for (size_t i = 0; i < source->count; i++) {
		free((char *)(uintptr_t)source->members[i].member.name);
		free(source->members[i].digests);
	}
	free(source->members);
	free(source->top);
	scoped_close(&source->fd);
	free(source);
}

size_t
bundle_source_count(const struct bundle_source *source)
{
	return source->count;
}

const struct bundle_member *
bundle_source_member(const struct bundle_source *source, size_t index)
{
	return &source->members[index].member;
}

bool
bundle_source_find(const struct bundle_source *source, struct text name, size_t *index)
{
	size_t low = 0, high = source->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const char *there = source->members[middle].member.name;
		size_t n = strlen(there);
		int order = memcmp(there, name.p, n < name.n ? n : name.n);

		if (order == 0 && n == name.n) {
			*index = middle;
			return true;
		}
		if (order < 0 || (order == 0 && n < name.n))
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

static enum status
check_crc(const struct source_member *member, uint32_t crc, struct error *err)
{
	if (!member->has_crc || crc == member->crc)
		return STATUS_OK;
	return source_refuse(err, "checksum", text_of(member->member.name),
	                     "its bytes are not those that its CRC-32 is of");
}

enum status
source_hash(const struct bundle_source *source, size_t index, const struct source_hashing *how,
            struct digests *out, struct error *err)
{
	const struct source_member *member = &source->members[index];
	struct member_bytes bytes = { .fd = source->fd, .offset = member->offset, .size = member->member.size };
	const struct member_work work = { .digests = how->set, .crc = member->has_crc, .alone = how->alone,
		                          .scratch = how->scratch };
	struct member_sums sums;
	SCOPED_FD fd = -1;
	enum status st = STATUS_OK;

	if (member->digests != NULL) {
		*out = *member->digests;
		return STATUS_OK;
	}
	if (source->is_folder)
		st = source_open_file(source, member, &fd, err);
	if (source->is_folder)
		bytes.fd = fd;
	if (st == STATUS_OK)
		st = member_pass(&bytes, &work, how->watch, &sums, err);
	if (st == STATUS_OK)
		st = check_crc(member, sums.crc, err);
	if (st != STATUS_OK)
		return while_doing(err, st, "reading %s", member->member.name);
	*out = sums.digests;
	return STATUS_OK;
}

enum status
bundle_source_hash(struct bundle_source *source, size_t index, unsigned set, struct digests *out,
                   struct error *err)
{
	return source_hash(source, index, &(struct source_hashing){ .set = set, .watch = &source->watch }, out,
	                   err);
}
