/* SPDX-License-Identifier: Apache-2.0 */
/* bag_tags.c - the declaration of a bag and what it says of itself. */
#include "bundle/bag_check_internal.h"

#include "base/error.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define DECLARATION "bagit.txt"
#define DECLARATION_LIMIT 4096

static const struct text declaration = { DECLARATION, sizeof DECLARATION - 1 };

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The value of a line "LABEL: VALUE"; white space behind it is left off and told. */
static bool
take_label(struct text line, const char *label, struct text *value, bool *loose)
{
	struct text trimmed;
	size_t n = strlen(label);

	if (line.n <= n || strncmp(line.p, label, n) != 0 || line.p[n] != ':')
		return false;
	*value = (struct text){ line.p + n + 1, line.n - n - 1 };
	trimmed = text_trim(*value);
	*loose = value->n == 0 || !is_blank(value->p[0]) || trimmed.p + trimmed.n != value->p + value->n ||
	         trimmed.p != value->p + 1;
	*value = trimmed;
	return true;
}

static const struct {
	const char *words;
	unsigned    version;
} versions[] = { { "0.93", 93 }, { "0.94", 94 }, { "0.95", 95 }, { "0.96", 96 }, { "0.97", 97 }, { "1.0", BAG_VERSION_1 } };

static void
take_version(struct bag *bag, struct text line)
{
	struct text value;
	bool loose;

	if (!take_label(line, "BagIt-Version", &value, &loose)) {
		bag_fault(bag, "bad-declaration", declaration, "its first line is not BagIt-Version: M.N");
		return;
	}
	for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++)
		if (text_is(value, versions[i].words))
			bag->version = versions[i].version;
	if (bag->version == 0)
		bag_fault(bag, "bad-declaration", declaration,
		          "it names a version of BagIt that is none, or is not known here");
	else if (loose)
		bag_warn(bag, "bad-declaration", declaration,
		         "there is other white space in it than one blank after the colon");
}

static void
take_encoding(struct bag *bag, struct text line)
{
	static const struct {
		const char       *name;
		enum bag_encoding encoding;
	} known[] = {
		{ "UTF-8", BAG_UTF8 },        { "UTF8", BAG_UTF8 },        { "US-ASCII", BAG_UTF8 },
		{ "ASCII", BAG_UTF8 },        { "ISO-8859-1", BAG_LATIN1 }, { "latin1", BAG_LATIN1 },
		{ "UTF-16", BAG_UTF16 },      { "UTF-16BE", BAG_UTF16 },
		{ "UTF-16LE", BAG_UTF16 },
	};
	struct text value;
	bool loose;

	if (!take_label(line, "Tag-File-Character-Encoding", &value, &loose)) {
		bag_fault(bag, "bad-declaration", declaration,
		          "its second line is not Tag-File-Character-Encoding: NAME");
		return;
	}
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		if (value.n == strlen(known[i].name) && strncasecmp(value.p, known[i].name, value.n) == 0) {
			bag->encoding = known[i].encoding;
			return;
		}
	}
	bag_fault(bag, "bad-declaration", declaration,
	          "its tag files are in an encoding that is not read here: UTF-8, UTF-16 and ISO-8859-1 are");
}

static enum status
take_declaration_line(void *context, struct text line, size_t number, struct error *err)
{
	struct bag *bag = context;

	(void)err;
	if (number == 1)
		take_version(bag, line);
	else if (number == 2)
		take_encoding(bag, line);
	else if (number == 3 && bag->version == BAG_VERSION_1)
		bag_fault(bag, "bad-declaration", declaration, "it has more than two lines");
	else if (number == 3)
		bag_warn(bag, "bad-declaration", declaration, "it has more than two lines");
	return STATUS_OK;
}

static enum status
count_line(void *context, struct text line, size_t number, struct error *err)
{
	(void)line;
	(void)err;
	*(size_t *)context = number;
	return STATUS_OK;
}

enum status
bag_read_declaration(struct bag *bag, struct error *err)
{
	SCOPED(buffer) bytes = { 0 };
	size_t lines = 0;
	enum status st = bundle_source_read(bag->source, DECLARATION, DECLARATION_LIMIT, &bytes, err);

	if (st == STATUS_NOT_FOUND) {
		bag_fault(bag, "bad-declaration", declaration, "it is missing: this is no bag");
		return STATUS_OK;
	}
	if (st == STATUS_LIMIT) {
		bag_fault(bag, "bad-declaration", declaration, "it has more than two lines");
		return STATUS_OK;
	}
	if (st != STATUS_OK)
		return st;
	if (text_begins(text_of_buffer(&bytes), "\xef\xbb\xbf"))
		bag_fault(bag, "bad-declaration", declaration, "it begins with a byte order mark");
	st = bag_lines(bag, DECLARATION, BAG_UTF8, count_line, &lines, err);
	if (st == STATUS_OK)
		st = bag_lines(bag, DECLARATION, BAG_UTF8, take_declaration_line, bag, err);
	if (st == STATUS_OK && lines < 2)
		bag_fault(bag, "bad-declaration", declaration, "it has fewer than two lines");
	return st;
}

/* --- bag-info.txt --- */

struct info {
	struct bag *bag;
	const char *name;
	uint64_t    bytes, files; /* of the payload */
	size_t      oxums;
};

static void
check_oxum(struct info *info, struct text value)
{
	struct text file = text_of(info->name), rest = value, bytes = text_cut(&rest, '.');
	uint64_t n, count;

	info->oxums++;
	if (rest.p == NULL || !text_number(bytes, UINT64_MAX, &n) || !text_number(rest, UINT64_MAX, &count)) {
		bag_fault(info->bag, "payload-oxum", file, "its Payload-Oxum is not BYTES.FILES");
		return;
	}
	if (n != info->bytes || count != info->files)
		bag_fault(info->bag, "payload-oxum", file,
		          "its Payload-Oxum says %llu bytes in %llu files, and there are %llu in %llu",
		          (unsigned long long)n, (unsigned long long)count, (unsigned long long)info->bytes,
		          (unsigned long long)info->files);
}

static enum status
take_info_line(void *context, struct text line, size_t number, struct error *err)
{
	struct info *info = context;
	struct text file = text_of(info->name), rest = line, label;

	(void)err;
	if (text_trim(line).n == 0 || (is_blank(line.p[0]) && number > 1))
		return STATUS_OK;
	label = text_cut(&rest, ':');
	if (rest.p == NULL || label.n == 0) {
		bag_fault(info->bag, "bad-tag-file", file, "line %zu is not LABEL: VALUE", number);
		return STATUS_OK;
	}
	if (text_trim(label).n != label.n) {
		if (info->bag->version == BAG_VERSION_1)
			bag_fault(info->bag, "bad-tag-file", file,
			          "line %zu has white space before its colon", number);
		else
			bag_warn(info->bag, "bad-tag-file", file,
			         "line %zu has white space before its colon", number);
		label = text_trim(label);
	}
	if (label.n == strlen("Payload-Oxum") && strncasecmp(label.p, "Payload-Oxum", label.n) == 0)
		check_oxum(info, text_trim(rest));
	return STATUS_OK;
}

enum status
bag_read_info(struct bag *bag, struct error *err)
{
	struct info info = { .bag = bag, .name = bag->version > 0 && bag->version <= 95 ? "package-info.txt" : "bag-info.txt" };
	enum status st;

	for (size_t i = 0; i < bag->source->count; i++) {
		const struct bundle_member *member = &bag->source->members[i].member;

		if (strncmp(member->name, "data/", 5) == 0) {
			info.bytes += member->size;
			info.files++;
		}
	}
	st = bag_lines(bag, info.name, bag->encoding, take_info_line, &info, err);
	if (st == STATUS_OK && info.oxums > 1)
		bag_warn(bag, "payload-oxum", text_of(info.name), "it has more than one Payload-Oxum");
	return st == STATUS_NOT_FOUND ? STATUS_OK : st;
}
