/* SPDX-License-Identifier: Apache-2.0 */
/* kept_files.c - a ustar archive of generated files, written and read strictly. */
#include "bundle/kept_files.h"

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "crypto/digest.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define BLOCK      512u
#define NAME_LIMIT  100u
#define SIZE_LIMIT (UINT64_C(1) << 33) /* eleven octal digits */

/* IEEE Std 1003.1-1988 §10.1.1; numbers are octal digits, with a NUL behind. */
struct header {
	char name[100], mode[8], uid[8], gid[8], size[12], mtime[12], checksum[8], type, link[100];
	char magic[6], version[2], user[32], group[32], major[8], minor[8], prefix[155], rest[12];
};
_Static_assert(sizeof(struct header) == BLOCK, "a header is one block");

static unsigned
checksum_of(const struct header *header)
{
	struct header blank = *header;
	const unsigned char *bytes = (const unsigned char *)&blank;
	unsigned sum = 0;

	memset(blank.checksum, ' ', sizeof blank.checksum);
	for (size_t i = 0; i < sizeof blank; i++)
		sum += bytes[i];
	return sum;
}

static enum status
write_header(int tar, const char *name, uint64_t size, struct error *err)
{
	struct header header = { .type = '0', .magic = "ustar", .version = { '0', '0' } };
	size_t n = strlen(name);

	if (n > NAME_LIMIT || size >= SIZE_LIMIT)
		return fail(err, STATUS_LIMIT, "%s is too large to be kept", name);
	memcpy(header.name, name, n);
	memcpy(header.mode, "0000444", 8);
	memcpy(header.uid, "0000000", 8);
	memcpy(header.gid, "0000000", 8);
	snprintf(header.size, sizeof header.size, "%011" PRIo64, size);
	memcpy(header.mtime, "00000000000", 12);
	snprintf(header.checksum, sizeof header.checksum, "%06o", checksum_of(&header));
	header.checksum[7] = ' ';
	return file_write_all(tar, &header, sizeof header, err);
}

static enum status
pad(int tar, uint64_t size, struct error *err)
{
	static const char zeros[BLOCK];
	size_t rest = (size_t)(size % BLOCK);

	return rest == 0 ? STATUS_OK : file_write_all(tar, zeros, BLOCK - rest, err);
}

enum status
kept_files_add(int tar, const char *name, struct text bytes, struct error *err)
{
	enum status st = write_header(tar, name, bytes.n, err);

	if (st == STATUS_OK)
		st = file_write_all(tar, bytes.p, bytes.n, err);
	return st == STATUS_OK ? pad(tar, bytes.n, err) : st;
}

static enum status
read_at(int fd, void *bytes, size_t n, uint64_t offset, struct error *err)
{
	for (size_t done = 0; done < n;) {
		ssize_t got = pread(fd, (char *)bytes + done, n - done, (off_t)(offset + done));

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return fail_os(err, "what was kept of the bundle cannot be read");
		if (got == 0)
			return fail(err, STATUS_UNUSABLE, "what was kept of the bundle is cut short");
		done += (size_t)got;
	}
	return STATUS_OK;
}

enum status
kept_files_copy(int tar, const char *name, int fd, uint64_t size, struct error *err)
{
	char room[32768];
	enum status st = write_header(tar, name, size, err);

	for (uint64_t done = 0; st == STATUS_OK && done < size;) {
		size_t n = size - done < sizeof room ? (size_t)(size - done) : sizeof room;

		st = read_at(fd, room, n, done, err);
		if (st == STATUS_OK)
			st = file_write_all(tar, room, n, err);
		done += n;
	}
	return st == STATUS_OK ? pad(tar, size, err) : st;
}

enum status
kept_files_finish(int tar, struct error *err)
{
	static const char zeros[2 * BLOCK];

	return file_write_all(tar, zeros, sizeof zeros, err);
}

void
kept_entries_end(struct kept_entries *entries)
{
	free(entries->all);
	*entries = (struct kept_entries){ 0 };
}

static bool
read_octal(const char *digits, size_t n, uint64_t *out)
{
	*out = 0;
	for (size_t i = 0; i < n; i++) {
		if (digits[i] < '0' || digits[i] > '7')
			return false;
		*out = *out * 8 + (uint64_t)(digits[i] - '0');
	}
	return true;
}

static enum status
add_entry(struct kept_entries *entries, const struct header *header, uint64_t offset,
          struct error *err)
{
	uint64_t sum;
	struct kept_entry *grown, *entry;

	grown = reallocarray(entries->all, entries->count + 1, sizeof *grown);
	if (grown == NULL)
		return fail_memory(err);
	entries->all = grown;
	entry = &grown[entries->count];
	*entry = (struct kept_entry){ .offset = offset + BLOCK };
	memcpy(entry->name, header->name, NAME_LIMIT);
	if (!read_octal(header->size, 11, &entry->size) || !read_octal(header->checksum, 6, &sum) ||
	    sum != checksum_of(header) || header->type != '0' || memcmp(header->magic, "ustar", 6) != 0)
		return fail(err, STATUS_UNUSABLE, "what was kept of the bundle is none of our archives");
	entries->count++;
	return STATUS_OK;
}

enum status
kept_entries_read(int tar, uint64_t size, struct kept_entries *out, struct error *err)
{
	enum status st = STATUS_OK;
	uint64_t at = 0;

	while (st == STATUS_OK) {
		struct header header;

		st = read_at(tar, &header, sizeof header, at, err);
		if (st != STATUS_OK || header.name[0] == '\0')
			break;
		st = add_entry(out, &header, at, err);
		if (st == STATUS_OK) {
			uint64_t bytes = out->all[out->count - 1].size;

			at += BLOCK + (bytes + BLOCK - 1) / BLOCK * BLOCK;
			if (at > size)
				st = fail(err, STATUS_UNUSABLE, "what was kept of the bundle is cut short");
		}
	}
	return st;
}

const struct kept_entry *
kept_entries_find(const struct kept_entries *entries, const char *name)
{
	for (size_t i = 0; i < entries->count; i++) {
		if (strcmp(entries->all[i].name, name) == 0)
			return &entries->all[i];
	}
	return NULL;
}

enum status
kept_entry_text(int tar, const struct kept_entries *entries, const char *name, uint64_t limit,
                struct buffer *out, struct error *err)
{
	const struct kept_entry *entry = kept_entries_find(entries, name);
	enum status st;

	if (entry == NULL)
		return fail(err, STATUS_NOT_FOUND, "%s was not kept", name);
	if (entry->size > limit)
		return fail(err, STATUS_LIMIT, "%s is larger than %" PRIu64 " bytes", name, limit);
	if (!buffer_reserve(out, (size_t)entry->size))
		return fail_memory(err);
	st = read_at(tar, out->p + out->n, (size_t)entry->size, entry->offset, err);
	if (st == STATUS_OK) {
		out->n += (size_t)entry->size;
		out->p[out->n] = '\0';
	}
	return st;
}

enum status
kept_entry_copy(int tar, const struct kept_entry *entry, int out, struct digest *digest,
                struct error *err)
{
	struct digester *digester = NULL;
	struct digests digests;
	char room[32768];
	enum status st = digester_open(&digester, DIGEST_SHA256_ONLY, err);

	for (uint64_t done = 0; st == STATUS_OK && done < entry->size;) {
		size_t n = entry->size - done < sizeof room ? (size_t)(entry->size - done) : sizeof room;

		st = read_at(tar, room, n, entry->offset + done, err);
		if (st == STATUS_OK)
			st = digester_update(digester, room, n, err);
		if (st == STATUS_OK)
			st = file_write_all(out, room, n, err);
		done += n;
	}
	if (st == STATUS_OK)
		st = digester_finish(digester, &digests, err);
	digester_close(digester);
	if (st == STATUS_OK)
		*digest = digests.sha256;
	return st;
}
