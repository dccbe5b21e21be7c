/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source_zip.c - the strict reader of a ZIP. Readers disagree about what a ZIP
 * holds where its two lists disagree, where something lies between, before or
 * behind the members, or where members share bytes; here all of that is
 * refused, so that what was checked is what anybody unpacks.
 */
#include "bundle/source_internal.h"

#include "base/error.h"
#include "base/text.h"
#include "bundle/zip_format.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define DIRECTORY_LIMIT (UINT64_C(256) << 20)
#define DEFLATED        8
#define SYSTEM_UNIX     3

/* More bytes than that, and that many times the size of the archive, are a bomb. */
#define BOMB_FREE  (UINT64_C(16) << 20)
#define BOMB_RATIO 100

/* An entry of the central directory. */
struct entry {
	struct text name;
	unsigned    system, flags, method;
	uint32_t    crc, attributes;
	uint64_t    packed, size, offset;
	struct text extra;
};

struct zip {
	struct bundle_source *source;
	uint64_t              size;      /* of the file */
	uint64_t              directory; /* where the central directory begins */
	uint64_t              directory_size;
	uint64_t              count;
	unsigned char        *bytes;     /* of the directory, owned */
	struct entry         *entries;   /* owned, by offset */
	bool                  compressed;
};

static const struct text archive = { "the archive", 11 };

/* Whether an extra field gives the member another name than its header. */
static bool
has_other_name(struct text extra, struct text name)
{
	const unsigned char *p = (const unsigned char *)extra.p;
	size_t left = extra.n;

	while (left >= 4) {
		unsigned id = zip_get_16(p), n = zip_get_16(p + 2);

		p += 4;
		left -= 4;
		if (n > left)
			return false;
		if (id == ZIP_EXTRA_NAME && n > 5 && !text_equal((struct text){ (const char *)p + 5, n - 5 }, name))
			return true;
		p += n;
		left -= n;
	}
	return false;
}

/* Sizes and offset that the Zip64 field holds, in the order of §4.5.3; false when one is not there. */
static bool
take_zip64(struct text extra, uint64_t *const wanted[], size_t count)
{
	const unsigned char *p = (const unsigned char *)extra.p;
	size_t left = extra.n;

	while (left >= 4) {
		unsigned id = zip_get_16(p), n = zip_get_16(p + 2);

		p += 4;
		left -= 4;
		if (n > left)
			return false;
		if (id == ZIP_EXTRA_64) {
			if (n < 8 * count)
				return false;
			for (size_t i = 0; i < count; i++)
				*wanted[i] = zip_get_64(p + 8 * i);
			return true;
		}
		p += n;
		left -= n;
	}
	return count == 0;
}

static bool
resolve_entry(struct entry *entry)
{
	uint64_t *wanted[3];
	size_t count = 0;

	if (entry->size == ZIP_MAX_32)
		wanted[count++] = &entry->size;
	if (entry->packed == ZIP_MAX_32)
		wanted[count++] = &entry->packed;
	if (entry->offset == ZIP_MAX_32)
		wanted[count++] = &entry->offset;
	return count == 0 || take_zip64(entry->extra, wanted, count);
}

static enum status
broken_directory(struct error *err)
{
	return source_refuse(err, "truncated", archive, "its central directory is not whole");
}

/* Reads the entry at *at of the directory. */
static enum status
read_entry(const struct zip *zip, size_t *at, struct entry *out, struct error *err)
{
	const unsigned char *p = zip->bytes + *at;
	size_t left = (size_t)zip->directory_size - *at, name, extra, comment;

	if (left < ZIP_CENTRAL_SIZE || zip_get_32(p) != ZIP_CENTRAL)
		return broken_directory(err);
	name = zip_get_16(p + 28);
	extra = zip_get_16(p + 30);
	comment = zip_get_16(p + 32);
	if (left - ZIP_CENTRAL_SIZE < name + extra + comment)
		return broken_directory(err);
	*out = (struct entry){
		.name = { (const char *)p + ZIP_CENTRAL_SIZE, name },
		.system = p[5],
		.flags = zip_get_16(p + 8),
		.method = zip_get_16(p + 10),
		.crc = zip_get_32(p + 16),
		.packed = zip_get_32(p + 20),
		.size = zip_get_32(p + 24),
		.attributes = zip_get_32(p + 38),
		.offset = zip_get_32(p + 42),
		.extra = { (const char *)p + ZIP_CENTRAL_SIZE + name, extra },
	};
	*at += ZIP_CENTRAL_SIZE + name + extra + comment;
	if (zip_get_16(p + 34) != 0)
		return source_refuse(err, "several-disks", out->name, "the archive is one of several volumes");
	if (!resolve_entry(out))
		return source_refuse(err, "header-mismatch", out->name,
		                     "its Zip64 field does not hold what is said to be in it");
	return STATUS_OK;
}

static bool
is_folder_entry(const struct entry *entry)
{
	return entry->name.n > 0 && entry->name.p[entry->name.n - 1] == '/';
}

/* Links and devices, by the mode that Unix programs keep. */
static enum status
check_kind(const struct entry *entry, struct error *err)
{
	unsigned mode = entry->system == SYSTEM_UNIX ? entry->attributes >> 16 : 0;

	if (S_ISLNK(mode))
		return source_refuse(err, "symlink", entry->name, "a link is no file of a bag");
	if ((mode & S_IFMT) != 0 && !S_ISREG(mode) && !S_ISDIR(mode))
		return source_refuse(err, "special-file", entry->name, "it is neither a file nor a folder");
	if (is_folder_entry(entry) && (entry->size != 0 || entry->packed > 2))
		return source_refuse(err, "hidden-member", entry->name, "a folder holds bytes");
	return STATUS_OK;
}

static enum status
check_entry(struct zip *zip, const struct entry *entry, struct error *err)
{
	enum status st;

	if ((entry->flags & ZIP_ENCRYPTED) != 0 || entry->method == 99)
		return source_refuse(err, "encrypted", entry->name,
		                     "it cannot be read without a password; have it sent open");
	st = source_check_name(entry->name, err);
	if (st == STATUS_OK)
		st = check_kind(entry, err);
	if (st != STATUS_OK)
		return st;
	if (has_other_name(entry->extra, entry->name))
		return source_refuse(err, "header-mismatch", entry->name,
		                     "an extra field gives it another name");
	if (entry->method != ZIP_STORED && entry->method != DEFLATED)
		return source_refuse(err, "unknown-method", entry->name,
		                     "it is compressed in a way that is not read");
	if (entry->method == ZIP_STORED && entry->packed != entry->size)
		return source_refuse(err, "header-mismatch", entry->name, "a stored member has two sizes");
	if (entry->packed > zip->size || entry->offset > zip->size || entry->size > UINT64_MAX / 4)
		return source_refuse(err, "truncated", entry->name, "it would end behind the archive");
	zip->compressed = zip->compressed || entry->method != ZIP_STORED;
	return STATUS_OK;
}

static int
by_offset(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return (x->offset > y->offset) - (x->offset < y->offset);
}

static enum status
read_directory(struct zip *zip, struct error *err)
{
	enum status st = STATUS_OK;
	size_t at = 0;

	zip->bytes = malloc((size_t)zip->directory_size + 1);
	zip->entries = calloc((size_t)zip->count + 1, sizeof *zip->entries);
	if (zip->bytes == NULL || zip->entries == NULL)
		return fail_memory(err);
	st = member_read(zip->source->fd, zip->bytes, (size_t)zip->directory_size, zip->directory, err);
	for (uint64_t i = 0; i < zip->count && st == STATUS_OK; i++) {
		st = read_entry(zip, &at, &zip->entries[i], err);
		if (st == STATUS_OK)
			st = check_entry(zip, &zip->entries[i], err);
	}
	if (st == STATUS_OK && at != zip->directory_size)
		return source_refuse(err, "hidden-member", archive,
		                     "its central directory is longer than its number of members");
	if (st == STATUS_OK)
		qsort(zip->entries, (size_t)zip->count, sizeof *zip->entries, by_offset);
	return st;
}

/* The local header; a descriptor behind the data may hold what it leaves open. */
struct local {
	unsigned    flags, method;
	uint32_t    crc;
	uint64_t    packed, size, end; /* of the header: where the data begin */
	struct text name;
	unsigned char bytes[ZIP_LOCAL_SIZE];
	char       *rest; /* name and extra field, owned */
};

static enum status
read_local(const struct zip *zip, const struct entry *entry, struct local *out, struct error *err)
{
	size_t name, extra;
	enum status st;

	if (zip->directory - entry->offset < ZIP_LOCAL_SIZE)
		return source_refuse(err, "overlap", entry->name, "its header lies in the central directory");
	st = member_read(zip->source->fd, out->bytes, sizeof out->bytes, entry->offset, err);
	if (st != STATUS_OK)
		return st;
	if (zip_get_32(out->bytes) != ZIP_LOCAL)
		return source_refuse(err, "header-mismatch", entry->name,
		                     "there is no header where its own should be");
	out->flags = zip_get_16(out->bytes + 6);
	out->method = zip_get_16(out->bytes + 8);
	out->crc = zip_get_32(out->bytes + 14);
	out->packed = zip_get_32(out->bytes + 18);
	out->size = zip_get_32(out->bytes + 22);
	name = zip_get_16(out->bytes + 26);
	extra = zip_get_16(out->bytes + 28);
	out->end = entry->offset + ZIP_LOCAL_SIZE + name + extra;
	if (out->end > zip->directory)
		return source_refuse(err, "overlap", entry->name, "its header lies in the central directory");
	out->rest = malloc(name + extra + 1);
	if (out->rest == NULL)
		return fail_memory(err);
	st = member_read(zip->source->fd, out->rest, name + extra, entry->offset + ZIP_LOCAL_SIZE, err);
	out->name = (struct text){ out->rest, name };
	if (st == STATUS_OK && has_other_name((struct text){ out->rest + name, extra }, out->name))
		return source_refuse(err, "header-mismatch", entry->name,
		                     "an extra field gives it another name");
	if (st == STATUS_OK && out->size == ZIP_MAX_32 && out->packed == ZIP_MAX_32 &&
	    !take_zip64((struct text){ out->rest + name, extra }, (uint64_t *const[]){ &out->size, &out->packed }, 2))
		st = source_refuse(err, "header-mismatch", entry->name,
		                   "its Zip64 field does not hold what is said to be in it");
	return st;
}

/* Bytes of a data descriptor (§4.3.9) that says the same as the directory; 0 when there is none. */
static size_t
descriptor_size(const struct zip *zip, const struct entry *entry, uint64_t at)
{
	unsigned char bytes[24];
	size_t most = zip->directory - at < sizeof bytes ? (size_t)(zip->directory - at) : sizeof bytes;

	memset(bytes, 0, sizeof bytes);
	if (member_read(zip->source->fd, bytes, most, at, NULL) != STATUS_OK)
		return 0;
	for (int marked = 1; marked >= 0; marked--) {
		const unsigned char *p = bytes + 4 * marked;
		size_t head = 4 * (size_t)marked;

		if ((marked && zip_get_32(bytes) != UINT32_C(0x08074b50)) || zip_get_32(p) != entry->crc)
			continue;
		if (head + 20 <= most && zip_get_64(p + 4) == entry->packed && zip_get_64(p + 12) == entry->size)
			return head + 20;
		if (head + 12 <= most && zip_get_32(p + 4) == (uint32_t)entry->packed &&
		    zip_get_32(p + 8) == (uint32_t)entry->size && entry->size <= ZIP_MAX_32)
			return head + 12;
	}
	return 0;
}

static bool
agrees(const struct local *local, const struct entry *entry)
{
	bool open = (local->flags & ZIP_DESCRIPTOR) != 0 && local->crc == 0;

	if (!text_equal(local->name, entry->name) || local->method != entry->method ||
	    ((local->flags ^ entry->flags) & (ZIP_DESCRIPTOR | ZIP_ENCRYPTED | ZIP_UTF8)) != 0)
		return false;
	if (open)
		return (local->packed == 0 || local->packed == entry->packed) &&
		       (local->size == 0 || local->size == entry->size);
	return local->crc == entry->crc && local->packed == entry->packed && local->size == entry->size;
}

/* Checks a member's header, and where it ends: *end. */
static enum status
check_local(struct zip *zip, const struct entry *entry, uint64_t *end, struct error *err)
{
	struct local local = { 0 };
	enum status st = read_local(zip, entry, &local, err);
	bool same = st == STATUS_OK && agrees(&local, entry);
	size_t descriptor = 0;

	free(local.rest);
	if (st != STATUS_OK)
		return st;
	if (!same)
		return source_refuse(err, "header-mismatch", entry->name,
		                     "its own header says something else than the central directory");
	if (entry->packed > zip->directory - local.end)
		return source_refuse(err, "overlap", entry->name, "it reaches into the central directory");
	*end = local.end + entry->packed;
	if ((entry->flags & ZIP_DESCRIPTOR) != 0) {
		descriptor = descriptor_size(zip, entry, *end);
		if (descriptor == 0)
			return source_refuse(err, "header-mismatch", entry->name,
			                     "what follows it says something else than the central directory");
		*end += descriptor;
	}
	if (is_folder_entry(entry))
		return STATUS_OK;
	return source_add(zip->source, entry->name,
	                  &(struct source_member){ .member.size = entry->size,
	                                           .placed = entry->method == ZIP_STORED,
	                                           .offset = local.end,
	                                           .has_crc = true,
	                                           .crc = entry->crc },
	                  err);
}

/* What lies between two members, or before the first: something that a reader which streams may see. */
static enum status
refuse_gap(const struct zip *zip, uint64_t at, struct text next, struct error *err)
{
	unsigned char bytes[4] = { 0 };

	if (member_read(zip->source->fd, bytes, sizeof bytes, at, NULL) == STATUS_OK &&
	    zip_get_32(bytes) == ZIP_LOCAL)
		return source_refuse(err, "hidden-member", next,
		                     "before it lies a member that the central directory does not list");
	return source_refuse(err, at == 0 ? "leading-bytes" : "hidden-bytes", next,
	                     "before it lies something that no member is");
}

/* By what the directory alone says: no member begins before the one ahead of it can have ended. */
static enum status
check_overlap(const struct zip *zip, struct error *err)
{
	for (uint64_t i = 1; i < zip->count; i++) {
		const struct entry *before = &zip->entries[i - 1], *entry = &zip->entries[i];

		if (entry->offset - before->offset < ZIP_LOCAL_SIZE + before->name.n + before->packed)
			return source_refuse(err, "overlap", entry->name, "it shares bytes with another member");
	}
	return STATUS_OK;
}

/* Far more than the archive can hold must not even be begun. */
static enum status
check_bomb(const struct zip *zip, struct error *err)
{
	uint64_t limit = BOMB_FREE + BOMB_RATIO * zip->size, unpacked = 0;

	for (uint64_t i = 0; i < zip->count; i++) {
		unpacked += zip->entries[i].size;
		if (unpacked > limit)
			return source_refuse(err, "bomb", zip->entries[i].name,
			                     "far more comes out than the archive holds");
	}
	return STATUS_OK;
}

/* Members follow each other from byte 0 to the central directory. */
static enum status
check_members(struct zip *zip, struct error *err)
{
	enum status st = check_overlap(zip, err);
	uint64_t at = 0;

	if (st == STATUS_OK)
		st = check_bomb(zip, err);
	for (uint64_t i = 0; i < zip->count && st == STATUS_OK; i++) {
		const struct entry *entry = &zip->entries[i];

		if (entry->offset < at || entry->offset > zip->directory)
			return source_refuse(err, "overlap", entry->name,
			                     "it shares bytes with another member");
		if (entry->offset > at)
			return refuse_gap(zip, at, entry->name, err);
		st = check_local(zip, entry, &at, err);
	}
	if (st == STATUS_OK && at != zip->directory)
		return refuse_gap(zip, at, archive, err);
	return st;
}

/* The Zip64 end record, when the plain one points to it by what it leaves open. */
static enum status
read_end_64(struct zip *zip, uint64_t *end, struct error *err)
{
	unsigned char locator[ZIP_LOCATOR_SIZE], record[ZIP_END_64_SIZE];
	uint64_t at;
	enum status st;

	if (*end < ZIP_LOCATOR_SIZE + ZIP_END_64_SIZE)
		return broken_directory(err);
	at = *end - ZIP_LOCATOR_SIZE - ZIP_END_64_SIZE;
	st = member_read(zip->source->fd, locator, sizeof locator, *end - ZIP_LOCATOR_SIZE, err);
	if (st == STATUS_OK)
		st = member_read(zip->source->fd, record, sizeof record, at, err);
	if (st != STATUS_OK)
		return st;
	if (zip_get_32(locator) != ZIP_LOCATOR || zip_get_64(locator + 8) != at ||
	    zip_get_32(record) != ZIP_END_64 || zip_get_64(record + 4) != ZIP_END_64_SIZE - 12 ||
	    zip_get_64(record + 24) != zip_get_64(record + 32))
		return source_refuse(err, "header-mismatch", archive,
		                     "its Zip64 end record is not where and what it should be");
	zip->count = zip_get_64(record + 32);
	zip->directory_size = zip_get_64(record + 40);
	zip->directory = zip_get_64(record + 48);
	*end = at;
	return STATUS_OK;
}

/* Looks for an end record that something follows: the trick has a name of its own. */
static enum status
refuse_end(const struct zip *zip, struct error *err)
{
	unsigned char tail[4096];
	size_t n = zip->size < sizeof tail ? (size_t)zip->size : sizeof tail;

	if (member_read(zip->source->fd, tail, n, zip->size - n, err) != STATUS_OK)
		return STATUS_IO;
	for (size_t i = n; i >= ZIP_END_SIZE; i--)
		if (zip_get_32(tail + i - ZIP_END_SIZE) == ZIP_END)
			return source_refuse(err, "trailing-bytes", archive, "something lies behind its end");
	return source_refuse(err, "truncated", archive, "it has no end: a part of it is missing");
}

static enum status
read_end(struct zip *zip, struct error *err)
{
	unsigned char end[ZIP_END_SIZE] = { 0 };
	uint64_t before = zip->size - ZIP_END_SIZE;
	enum status st = STATUS_OK;

	if (zip->size < ZIP_END_SIZE)
		return source_refuse(err, "truncated", archive, "it has no end: a part of it is missing");
	st = member_read(zip->source->fd, end, sizeof end, before, err);
	if (st != STATUS_OK)
		return st;
	if (zip_get_32(end) != ZIP_END || zip_get_16(end + 20) != 0)
		return refuse_end(zip, err);
	if (zip_get_16(end + 4) != 0 || zip_get_16(end + 6) != 0)
		return source_refuse(err, "several-disks", archive, "it is one of several volumes");
	zip->count = zip_get_16(end + 10);
	zip->directory_size = zip_get_32(end + 12);
	zip->directory = zip_get_32(end + 16);
	if (zip_get_16(end + 8) != zip->count)
		return source_refuse(err, "header-mismatch", archive,
		                     "it counts its members twice, differently");
	if (zip->count == ZIP_MAX_16 || zip->directory_size == ZIP_MAX_32 || zip->directory == ZIP_MAX_32)
		st = read_end_64(zip, &before, err);
	if (st != STATUS_OK)
		return st;
	if (zip->directory_size > DIRECTORY_LIMIT || zip->count > SOURCE_MEMBERS_LIMIT)
		return source_refuse(err, "too-many", archive, "it has more members than can be read");
	if (zip->count > zip->directory_size / ZIP_CENTRAL_SIZE)
		return broken_directory(err);
	if (zip->directory > before || zip->directory_size != before - zip->directory)
		return source_refuse(err, "hidden-bytes", archive,
		                     "its central directory does not reach to its end record");
	return STATUS_OK;
}

/* An archive whose directory is encrypted too is told by its first member. */
static bool
begins_encrypted(const struct zip *zip)
{
	unsigned char head[8] = { 0 };

	return member_read(zip->source->fd, head, sizeof head, 0, NULL) == STATUS_OK &&
	       zip_get_32(head) == ZIP_LOCAL && (zip_get_16(head + 6) & ZIP_ENCRYPTED) != 0;
}

enum status
source_read_zip(struct bundle_source *source, uint64_t size, bool *compressed, struct error *err)
{
	struct zip zip = { .source = source, .size = size };
	enum status st = read_end(&zip, err);

	if (st == STATUS_OK)
		st = read_directory(&zip, err);
	if (st == STATUS_FALSE && begins_encrypted(&zip))
		st = source_refuse(err, "encrypted", archive, "it cannot be read without a password; have it sent open");
	if (st == STATUS_OK)
		st = check_members(&zip, err);
	free(zip.bytes);
	free(zip.entries);
	*compressed = zip.compressed;
	return st == STATUS_CHANGED ? source_refuse(err, "truncated", archive, "it ends too early") : st;
}
