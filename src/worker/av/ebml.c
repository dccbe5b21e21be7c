/* SPDX-License-Identifier: Apache-2.0 */
/* ebml.c - the outermost elements of a Matroska file, and its Info element. */
#include "worker/av/ebml.h"

#include "worker/av/av_say.h"
#include "base/instant.h"

#define ELEMENT_LIMIT 256               /* elements looked at on one level */
#define INFO_LIMIT    ((uint64_t)1 << 20) /* bytes of an Info element that is read */

#define ID_EBML    0x1a45dfa3
#define ID_SEGMENT 0x18538067
#define ID_INFO    0x1549a966
#define ID_VOID    0xec
#define ID_CRC     0xbf

/* The head of an element (RFC 8794, 4-5). */
struct element {
	uint64_t id, size;
	size_t   head;    /* bytes of id and size */
	bool     unsized; /* it ends where its parent does */
};

/* A number whose first bit that is set tells its length; `marked` keeps that bit. */
static size_t
read_number(const unsigned char *p, size_t n, size_t longest, bool marked, uint64_t *out)
{
	size_t length = 1;

	if (n == 0 || p[0] == 0)
		return 0;
	while (!(p[0] & 0x80 >> (length - 1)))
		length++;
	if (length > longest || length > n)
		return 0;
	*out = marked ? p[0] : p[0] & ((0x80U >> (length - 1)) - 1);
	for (size_t i = 1; i < length; i++)
		*out = *out << 8 | p[i];
	return length;
}

static bool
read_element(const unsigned char *p, size_t n, struct element *element)
{
	size_t id = read_number(p, n, 4, true, &element->id), size;

	if (id == 0)
		return false;
	size = read_number(p + id, n - id, 8, false, &element->size);
	if (size == 0)
		return false;
	element->head = id + size;
	element->unsized = element->size == (UINT64_C(1) << 7 * size) - 1;
	return true;
}

static bool
peek_element(const struct parser_input *input, uint64_t at, struct element *element)
{
	unsigned char head[12];

	return read_element(head, part_peek(input, at, head, sizeof head), element);
}

static void
tell_date(const unsigned char *p, size_t n, struct report *report)
{
	const int64_t from_1970_to_2001 = 978307200;
	char words[INSTANT_TEXT_SIZE];
	uint64_t value = n > 0 && p[0] & 0x80 ? UINT64_MAX : 0; /* a signed integer of n bytes */
	int64_t milliseconds;

	if (n == 0 || n > 8)
		return;
	for (size_t i = 0; i < n; i++)
		value = value << 8 | p[i];
	milliseconds = (int64_t)value / 1000000 + from_1970_to_2001 * 1000;
	if (instant_write(words, (struct instant){ milliseconds }))
		say_string(report, "Matroska", "Info", "DateUTC", words);
}

static void
tell_info(const unsigned char *p, size_t n, bool all, struct report *report)
{
	struct element element;

	for (int i = 0; i < ELEMENT_LIMIT && read_element(p, n, &element); i++) {
		const unsigned char *body = p + element.head;
		size_t left = n - element.head, size;

		if (element.size > left)
			return;
		size = (size_t)element.size;
		if (element.id == 0x5741)
			say_text(report, "Matroska", "Info", "WritingApp", body, size);
		else if (element.id == 0x4d80)
			say_text(report, "Matroska", "Info", "MuxingApp", body, size);
		else if (element.id == 0x73a4)
			say_binary(report, "Matroska", "Info", "SegmentUUID", body, size);
		else if (all && element.id == 0x7ba9)
			say_text(report, "Matroska", "Info", "Title", body, size);
		else if (all && element.id == 0x4461)
			tell_date(body, size, report);
		p = body + size;
		n = left - size;
	}
}

/* Looks for Info among the first elements of a segment, before its clusters as a rule. */
static void
walk_segment(const struct parser_input *input, uint64_t at, bool all, struct report *report)
{
	struct element element;
	struct part body;

	for (int i = 0; i < ELEMENT_LIMIT && peek_element(input, at, &element); i++) {
		at += element.head;
		if (element.id == ID_INFO && element.size <= INFO_LIMIT) {
			if (part_take(input, at, element.size, &body))
				tell_info(body.p, body.n, all, report);
			part_end(&body);
			return;
		}
		if (element.unsized || at > input->size || element.size > input->size - at)
			return;
		at += element.size;
	}
}

void
ebml_tell(const struct parser_input *input, bool all, struct report *report)
{
	struct element element;
	uint64_t at = 0;

	if (!peek_element(input, 0, &element) || element.id != ID_EBML)
		return;
	for (int i = 0; i < ELEMENT_LIMIT && at < input->size; i++) {
		uint64_t left;

		if (!peek_element(input, at, &element) ||
		    (element.id != ID_EBML && element.id != ID_SEGMENT && element.id != ID_VOID &&
		     element.id != ID_CRC)) {
			say_bytes_warning(report, "trailing-data", input->size - at,
			                  "after the last segment");
			return;
		}
		left = input->size - at > element.head ? input->size - at - element.head : 0;
		if (element.id == ID_SEGMENT)
			walk_segment(input, at + element.head, all, report);
		if (element.unsized) /* a live recording: it ends anywhere */
			return;
		if (element.size > left) {
			say_bytes_warning(report, "truncated", element.size - left,
			                  "of the segment are missing");
			return;
		}
		at += element.head + element.size;
	}
}
