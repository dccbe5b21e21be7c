/* SPDX-License-Identifier: Apache-2.0 */
/* check_archive.c - files in files: names of ZIP members, streams of compound files. */
#include "intake/head.h"

#define MEMBER_LIMIT 64
#define LOCAL_HEADER 30     /* bytes before the name (APPNOTE 4.3.7) */
#define LOCAL_MAGIC  0x04034b50
#define SIZES_FOLLOW 0x0008 /* general purpose bit 3 */

#define ENTRY_SIZE  128 /* of a directory entry ([MS-CFB] 2.6.1) */
#define ENTRY_LIMIT 512

struct member {
	size_t      at;
	struct text name;
};

static bool
read_member(const struct head *head, size_t at, struct member *out)
{
	size_t n = head_le16(head, at + 26);

	if (head_le32(head, at) != LOCAL_MAGIC || !head_has(head, at, LOCAL_HEADER) ||
	    !head_has(head, at + LOCAL_HEADER, n))
		return false;
	out->at = at;
	out->name = (struct text) { (const char *)head->p + at + LOCAL_HEADER, n };
	return true;
}

/*
 * The member after this one: by its size, or, where that stands behind the
 * data, by looking for the next header.
 */
static bool
next_member(const struct head *head, struct member *member)
{
	size_t data = member->at + LOCAL_HEADER + member->name.n + head_le16(head, member->at + 28);
	uint32_t size = head_le32(head, member->at + 18);
	static const unsigned char magic[] = { 'P', 'K', 3, 4 };
	const unsigned char *found;

	if (data >= head->n)
		return false;
	if (size != 0 || (head_le16(head, member->at + 6) & SIZES_FOLLOW) == 0)
		return size < head->n - data && read_member(head, data + size, member);
	found = memmem(head->p + data, head->n - data, magic, sizeof magic);
	return found != NULL && read_member(head, (size_t)(found - head->p), member);
}

bool
check_first(const struct head *head, struct text value)
{
	struct member member;

	return read_member(head, 0, &member) && member.name.n == value.n &&
	       memcmp(member.name.p, value.p, value.n) == 0;
}

bool
check_member(const struct head *head, struct text value)
{
	struct member member;
	bool more = read_member(head, 0, &member);

	for (int i = 0; more && i < MEMBER_LIMIT; i++, more = next_member(head, &member))
		if (member.name.n >= value.n && memcmp(member.name.p, value.p, value.n) == 0)
			return true;
	return false;
}

/* The directory's first sector follows a header of one sector ([MS-CFB] 2.2). */
static uint64_t
directory_at(const struct head *head)
{
	unsigned shift = head_le16(head, 30);

	if (shift != 9 && shift != 12)
		return 0;
	return ((uint64_t)head_le32(head, 48) + 1) << shift;
}

/* Names are UTF-16; what we look for is ASCII. A leading control character is passed over. */
static bool
entry_is(const struct head *head, size_t at, struct text value)
{
	size_t n = head_le16(head, at + 64) / 2;
	size_t from = head_le16(head, at) < 0x20 ? 1 : 0;

	if (n > 32 || n < from + 1 || n - from - 1 != value.n)
		return false;
	for (size_t i = 0; i < value.n; i++)
		if (head_le16(head, at + 2 * (from + i)) != (unsigned char)value.p[i])
			return false;
	return true;
}

bool
check_stream(const struct head *head, struct text value)
{
	uint64_t directory = directory_at(head);
	size_t at;

	if (directory == 0 || directory >= head->n || !head_has(head, (size_t)directory, ENTRY_SIZE))
		return value.n == 0;
	if (value.n == 0)
		return false;
	at = (size_t)directory;
	for (int i = 0; i < ENTRY_LIMIT && head_has(head, at, ENTRY_SIZE); i++, at += ENTRY_SIZE) {
		if (head_byte(head, at + 66) > 5 || head_le16(head, at + 64) > 64)
			return false; /* no directory entry any more: the chain goes on elsewhere */
		if (entry_is(head, at, value))
			return true;
	}
	return false;
}
