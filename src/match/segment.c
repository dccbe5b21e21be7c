/* SPDX-License-Identifier: Apache-2.0 */
/* segment.c - segment files opened, checked and searched. */
#include "match/segment.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "match/segment_form.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

_Static_assert(sizeof(struct segment_header) == 144, "the header has no gaps");
_Static_assert(sizeof(struct segment_label) == 16, "a label has no gaps");
_Static_assert(sizeof(struct hash256) == 32, "a hash has no gaps");

#define SEQ_DIGITS 20

struct segment {
	void                        *map;
	size_t                       size;
	struct segment_header        header;
	const struct segment_label  *labels;
	struct hash_index            index;
};

static const char *
kind_name(enum segment_kind kind)
{
	static const char *const names[] = {
		[SEGMENT_PICTURES] = "pictures",
		[SEGMENT_FRAMES] = "frames",
		[SEGMENT_SOUNDS] = "sounds",
	};

	return names[kind];
}

void
segment_name(char out[SEGMENT_NAME_SIZE], enum segment_kind kind, uint64_t last_seq)
{
	snprintf(out, SEGMENT_NAME_SIZE, "%s-%0*llu.segment", kind_name(kind), SEQ_DIGITS,
	         (unsigned long long)last_seq);
}

bool
segment_name_read(const char *name, enum segment_kind *kind, uint64_t *last_seq)
{
	static const enum segment_kind kinds[] = { SEGMENT_PICTURES, SEGMENT_FRAMES,
	                                           SEGMENT_SOUNDS };

	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		const char *start = kind_name(kinds[i]), *digits = name + strlen(start) + 1;
		unsigned long long seq;
		char again[SEGMENT_NAME_SIZE];

		if (strncmp(name, start, strlen(start)) != 0 || name[strlen(start)] != '-')
			continue;
		errno = 0;
		seq = strtoull(digits, NULL, 10);
		segment_name(again, kinds[i], seq);
		if (errno != 0 || strcmp(again, name) != 0)
			return false;
		*kind = kinds[i];
		*last_seq = seq;
		return true;
	}
	return false;
}

void
segment_form_places(struct segment_header *header)
{
	bool tables = header->kind != SEGMENT_SOUNDS;

	header->parts = tables ? hash_index_parts(header->count) : 0;
	header->labels_at = SEGMENT_HEADER_SIZE + header->count * sizeof(struct hash256);
	header->tables_at = header->labels_at + header->count * sizeof(struct segment_label);
	header->size = header->tables_at;
	if (tables)
		header->size += hash_index_size(header->count, header->parts) * sizeof(uint32_t);
}

enum status
segment_form_digest(const struct segment_header *header, struct digest *out, struct error *err)
{
	return digest_of(header, offsetof(struct segment_header, header), out, err);
}

/* Everything in the header follows from the count but what is covered and the digests. */
static bool
is_consistent(const struct segment_header *header, uint64_t size)
{
	struct segment_header places = *header;

	if (header->count > HASH_INDEX_LIMIT || header->kind < SEGMENT_PICTURES ||
	    header->kind > SEGMENT_SOUNDS)
		return false;
	segment_form_places(&places);
	return memcmp(&places, header, sizeof places) == 0 && header->size == size &&
	       header->first_seq <= header->last_seq;
}

static enum status
check_header(const struct segment *segment, struct error *err)
{
	const struct segment_header *header = &segment->header;
	static const char magic[sizeof header->magic] = SEGMENT_MAGIC;
	struct digest digest;
	enum status st;

	if (memcmp(header->magic, magic, sizeof magic) != 0 || header->byte_order != SEGMENT_BYTE_ORDER)
		return fail(err, STATUS_FALSE, "not a segment of this version and byte order");
	st = segment_form_digest(header, &digest, err);
	if (st != STATUS_OK)
		return st;
	if (!digest_equal(&digest, &header->header) || !is_consistent(header, segment->size))
		return fail(err, STATUS_FALSE, "the segment is damaged in its header, or cut");
	return STATUS_OK;
}

static enum status
check_body(const struct segment *segment, struct error *err)
{
	const unsigned char *bytes = segment->map;
	struct digest digest;
	enum status st = digest_of(bytes + SEGMENT_HEADER_SIZE, segment->size - SEGMENT_HEADER_SIZE,
	                           &digest, err);

	if (st == STATUS_OK && !digest_equal(&digest, &segment->header.body))
		st = fail(err, STATUS_FALSE, "the segment is damaged");
	return st;
}

static enum status
map_file(struct segment *segment, const char *path, struct error *err)
{
	SCOPED_FD fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat st;

	if (fd < 0 && errno == ENOENT)
		return fail(err, STATUS_NOT_FOUND, "there is no segment %s", path);
	if (fd < 0 || fstat(fd, &st) != 0)
		return fail_os(err, "cannot open");
	if (!S_ISREG(st.st_mode) || st.st_size < SEGMENT_HEADER_SIZE)
		return fail(err, STATUS_FALSE, "too short for a segment");
	segment->size = (size_t)st.st_size;
	segment->map = mmap(NULL, segment->size, PROT_READ, MAP_SHARED, fd, 0);
	if (segment->map == MAP_FAILED)
		return fail_os(err, "cannot map");
	return STATUS_OK;
}

DEFINE_SCOPED_POINTER(segment, segment_close);

static enum status
load(struct segment *segment, const char *path, enum segment_check check, struct error *err)
{
	const unsigned char *bytes;
	enum status st = map_file(segment, path, err);

	if (st != STATUS_OK)
		return st;
	bytes = segment->map;
	memcpy(&segment->header, bytes, sizeof segment->header);
	st = check_header(segment, err);
	if (st == STATUS_OK && check == SEGMENT_CHECK_ALL)
		st = check_body(segment, err);
	if (st != STATUS_OK)
		return st;
	segment->labels = (const void *)(bytes + segment->header.labels_at);
	segment->index = (struct hash_index){
		.hashes = (const void *)(bytes + SEGMENT_HEADER_SIZE),
		.n = (uint32_t)segment->header.count,
		.parts = segment->header.parts,
		.tables = (const void *)(bytes + segment->header.tables_at),
	};
	return STATUS_OK;
}

enum status
segment_open(struct segment **out, const char *path, enum segment_check check, struct error *err)
{
	SCOPED_POINTER(segment) segment = calloc(1, sizeof *segment);
	enum status st;

	if (segment == NULL)
		return fail_memory(err);
	segment->map = MAP_FAILED;
	st = load(segment, path, check, err);
	if (st != STATUS_OK)
		return while_doing(err, st, "opening the segment %s", path);
	*out = segment;
	segment = NULL;
	return STATUS_OK;
}

void
segment_close(struct segment *segment)
{
	if (segment == NULL)
		return;
	if (segment->map != MAP_FAILED)
		munmap(segment->map, segment->size);
	free(segment);
}

struct segment_cover
segment_cover(const struct segment *segment)
{
	return (struct segment_cover){ (enum segment_kind)segment->header.kind,
		                       segment->header.first_seq, segment->header.last_seq };
}

struct digest
segment_digest(const struct segment *segment)
{
	return segment->header.header;
}

size_t
segment_count(const struct segment *segment)
{
	return segment->index.n;
}

const struct hash256 *
segment_hash(const struct segment *segment, size_t index)
{
	return &segment->index.hashes[index];
}

const struct segment_label *
segment_label(const struct segment *segment, size_t index)
{
	return &segment->labels[index];
}

enum status
segment_search(const struct segment *segment, const struct hash256 *query, hash_taker *take,
               void *context, struct error *err)
{
	enum status st;

	if (segment->header.kind == SEGMENT_SOUNDS)
		return STATUS_OK;
	st = hash_index_search(&segment->index, query, HASH_SAME, take, context);

	return st == STATUS_FALSE ? fail(err, st, "the tables of a segment are damaged") : st;
}

bool
segment_scan(const struct segment *segment, size_t from, size_t n, const struct hash256 *queries,
             unsigned count, unsigned threshold, hash_taker *take, void *context)
{
	return hash_scan(CPU_PATH_BEST, segment->index.hashes + from, n, queries, count, threshold,
	                 take, context);
}
