/* SPDX-License-Identifier: Apache-2.0 */
/* bag_manifest.c - which files the manifests list, by which paths, with which digests; and fetch.txt. */
#include "bundle/bag_check_internal.h"

#include "base/error.h"
#include "base/text.h"
#include "bundle/member_name.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct {
	const char *name;
	size_t      size;
} algorithms[BAG_ALGORITHMS] = {
	[BAG_MD5] = { "md5", MD5_SIZE },
	[BAG_SHA1] = { "sha1", SHA1_SIZE },
	[BAG_SHA256] = { "sha256", DIGEST_SIZE },
	[BAG_SHA512] = { "sha512", SHA512_SIZE },
};

size_t
bag_algorithm_size(enum bag_algorithm algorithm)
{
	return algorithms[algorithm].size;
}

const char *
bag_algorithm_name(enum bag_algorithm algorithm)
{
	return algorithms[algorithm].name;
}

/* --- paths --- */

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Only CR, LF and % are ever encoded (RFC 8493 §2.1.3). False when nothing was. */
static bool
decode(struct buffer *out, struct text path)
{
	bool any = false;

	for (size_t i = 0; i < path.n; i++) {
		int code = path.p[i] == '%' && path.n - i >= 3 && hex_digit(path.p[i + 1]) >= 0 && hex_digit(path.p[i + 2]) >= 0
		                   ? hex_digit(path.p[i + 1]) * 16 + hex_digit(path.p[i + 2])
		                   : -1;

		if (code == '\r' || code == '\n' || code == '%') {
			buffer_append_byte(out, (char)code);
			any = true;
			i += 2;
		} else {
			buffer_append_byte(out, path.p[i]);
		}
	}
	return any;
}

/* A file whose name has the same letters, encoded otherwise; the first of them. */
static enum status
find_normalised(struct bag *bag, struct text path, enum bag_listing *found, size_t *index,
                struct error *err)
{
	enum status st = STATUS_OK;
	bool ascii = true;

	for (size_t i = 0; i < path.n; i++)
		ascii = ascii && (unsigned char)path.p[i] < 0x80;
	if (ascii || ++bag->missing > 100) /* a bag that is all missing is not searched for each of its files */
		return STATUS_OK;
	for (size_t i = 0; i < bag->source->count && st == STATUS_OK && *found == BAG_NOT_LISTED; i++) {
		enum member_collision how;

		st = member_name_compare(path, text_of(bag->source->members[i].member.name), &how, err);
		if (st == STATUS_OK && how == MEMBER_SAME_LETTERS) {
			*found = BAG_LISTED_OTHERWISE;
			*index = i;
		}
	}
	return st;
}

/* As it stands, or decoded, in the order that the version of the bag asks for. */
static bool
find_written(struct bag *bag, struct text path, size_t *index)
{
	SCOPED(buffer) decoded = { 0 };
	bool any = decode(&decoded, path), first = bag->version == BAG_VERSION_1;

	if (decoded.failed)
		return false;
	if (first && bundle_source_find(bag->source, text_of_buffer(&decoded), index))
		return true;
	if (bundle_source_find(bag->source, path, index))
		return true;
	return !first && any && bundle_source_find(bag->source, text_of_buffer(&decoded), index);
}

/* Whether the path, or what it stands for, leads out of the bag; told as a fault. */
static bool
is_unsafe(struct bag *bag, const char *where, struct text path)
{
	SCOPED(buffer) decoded = { 0 };
	const char *trick = member_name_escape(path);

	if (trick == NULL && decode(&decoded, path))
		trick = member_name_escape(text_of_buffer(&decoded));
	if (trick != NULL)
		bag_fault(bag, "unsafe-name", path,
		          "%s lists a path that leads out of the bag, or is a device (%s)", where, trick);
	return trick != NULL;
}

enum status
bag_find_file(struct bag *bag, const char *where, struct text path, enum bag_listing *found,
              size_t *index, struct error *err)
{
	enum status st;

	*found = BAG_NOT_LISTED;
	while (text_begins(path, "./")) {
		path = (struct text){ path.p + 2, path.n - 2 };
		bag_warn(bag, "relative-path", path, "%s lists it with ./ before it", where);
	}
	if (is_unsafe(bag, where, path))
		return STATUS_DONE;
	if (find_written(bag, path, index)) {
		*found = BAG_LISTED;
		return STATUS_OK;
	}
	st = find_normalised(bag, path, found, index, err);
	if (st == STATUS_OK && *found != BAG_NOT_LISTED)
		bag_warn(bag, "normalisation", path,
		         "%s writes its name with other code points than the file has", where);
	return st;
}

/* --- manifests --- */

struct reading {
	struct bag          *bag;
	struct bag_manifest *manifest;
	size_t               lines;
};

/* Cuts "DIGEST  PATH"; false when it is no such line. */
static bool
cut_line(const struct bag_manifest *manifest, struct text line, unsigned char *digest, struct text *path)
{
	size_t size = bag_algorithm_size(manifest->algorithm), at = 2 * size;

	if (line.n < at + 2 || (line.p[at] != ' ' && line.p[at] != '\t'))
		return false;
	for (size_t i = 0; i < size; i++) {
		int high = hex_digit(line.p[2 * i]), low = hex_digit(line.p[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		digest[i] = (unsigned char)(high << 4 | low);
	}
	while (at < line.n && (line.p[at] == ' ' || line.p[at] == '\t'))
		at++;
	*path = (struct text){ line.p + at, line.n - at };
	return path->n > 0;
}

/* md5sum and its like mark a file that was read as binary by a star. */
static enum status
find_listed(struct reading *reading, struct text *path, enum bag_listing *found, size_t *index,
            struct error *err)
{
	const char *name = reading->manifest->name;

	if (path->p[0] == '*' && path->n > 1 && !find_written(reading->bag, *path, index)) {
		*path = (struct text){ path->p + 1, path->n - 1 };
		bag_warn(reading->bag, "md5sum-mark", *path,
		         "%s lists it with a star before it, as checksum programs do", name);
	}
	return bag_find_file(reading->bag, name, *path, found, index, err);
}

/* The same file again in the same manifest. */
static void
take_again(struct reading *reading, struct text path, bool same)
{
	struct bag *bag = reading->bag;

	if (!same)
		bag_fault(bag, "duplicate-entry", path,
		          "%s lists it twice, with different digests", reading->manifest->name);
	else if (bag->version == BAG_VERSION_1)
		bag_fault(bag, "duplicate-entry", path, "%s lists it twice", reading->manifest->name);
	else
		bag_warn(bag, "duplicate-entry", path,
		         "%s lists it twice, with the same digest", reading->manifest->name);
}

/* A file that is not there, but one that is the same on a system without case. */
static void
tell_missing(struct reading *reading, struct text path)
{
	struct bag *bag = reading->bag;

	bag_fault(bag, "missing", path, "%s lists it, and it is not there", reading->manifest->name);
	if (++bag->missing > 100)
		return;
	for (size_t i = 0; i < bag->source->count; i++) {
		const char *name = bag->source->members[i].member.name;

		if (strlen(name) == path.n && strncasecmp(name, path.p, path.n) == 0)
			bag_warn(bag, "case-collision", path,
			         "there is %s, which differs in upper and lower case only", name);
	}
}

static void
take_digest(struct reading *reading, struct text path, enum bag_listing how, size_t index,
            const unsigned char *digest)
{
	struct bag_manifest *manifest = reading->manifest;
	size_t size = bag_algorithm_size(manifest->algorithm);
	unsigned char *expected = manifest->expected + index * size;

	if (manifest->listed[index] != BAG_NOT_LISTED && manifest->listed[index] != how) {
		bag_fault(reading->bag, "missing", path,
		          "%s lists two names of the same letters, and there is one file",
		          manifest->name);
		return;
	}
	if (manifest->listed[index] != BAG_NOT_LISTED) {
		take_again(reading, path, memcmp(expected, digest, size) == 0);
		return;
	}
	manifest->listed[index] = (unsigned char)how;
	memcpy(expected, digest, size);
}

static enum status
take_manifest_line(void *context, struct text line, size_t number, struct error *err)
{
	struct reading *reading = context;
	struct bag_manifest *manifest = reading->manifest;
	unsigned char digest[SHA512_SIZE];
	struct text path, bare;
	size_t index = 0;
	enum bag_listing found;
	enum status st;

	if (text_trim(line).n == 0) {
		bag_warn(reading->bag, "bad-manifest", text_of(manifest->name), "line %zu is empty", number);
		return STATUS_OK;
	}
	if (!cut_line(manifest, line, digest, &path)) {
		bag_fault(reading->bag, "bad-manifest", text_of(manifest->name),
		          "line %zu is not a digest and a path", number);
		return STATUS_OK;
	}
	st = find_listed(reading, &path, &found, &index, err);
	if (st != STATUS_OK)
		return st == STATUS_DONE ? STATUS_OK : st;
	for (bare = path; text_begins(bare, "./");)
		bare = (struct text){ bare.p + 2, bare.n - 2 };
	if (!manifest->of_tags && !text_begins(bare, "data/"))
		bag_fault(reading->bag, "bad-manifest", path,
		          "%s lists it, and it is not below data/", manifest->name);
	if (found != BAG_NOT_LISTED)
		take_digest(reading, path, found, index, digest);
	else
		tell_missing(reading, path);
	return STATUS_OK;
}

/* "manifest-ALG.txt" or "tagmanifest-ALG.txt"; *algorithm is BAG_ALGORITHMS for one that is not known. */
static bool
is_manifest(struct text name, bool *of_tags, enum bag_algorithm *algorithm)
{
	*of_tags = text_begins(name, "tagmanifest-");
	if ((!*of_tags && !text_begins(name, "manifest-")) || !text_ends(name, ".txt") || memchr(name.p, '/', name.n) != NULL)
		return false;
	name.p += *of_tags ? strlen("tagmanifest-") : strlen("manifest-");
	name.n -= (*of_tags ? strlen("tagmanifest-") : strlen("manifest-")) + strlen(".txt");
	for (*algorithm = 0; *algorithm < BAG_ALGORITHMS; (*algorithm)++)
		if (name.n == strlen(algorithms[*algorithm].name) &&
		    strncasecmp(name.p, algorithms[*algorithm].name, name.n) == 0)
			break;
	return true;
}

static enum status
read_manifest(struct bag *bag, const struct bag_manifest *head, struct error *err)
{
	struct bag_manifest *manifest = &bag->manifests[bag->manifest_count];
	struct reading reading = { .bag = bag, .manifest = manifest };

	if (bag->manifest_count == BAG_MANIFESTS)
		return fail(err, STATUS_LIMIT, "the bag has more than %d manifests", BAG_MANIFESTS);
	*manifest = *head;
	bag->manifest_count++;
	manifest->expected = calloc(bag->source->count + 1, bag_algorithm_size(head->algorithm));
	manifest->listed = calloc(bag->source->count + 1, sizeof *manifest->listed);
	if (manifest->expected == NULL || manifest->listed == NULL)
		return fail_memory(err);
	return bag_lines(bag, manifest->name, bag->encoding, take_manifest_line, &reading, err);
}

/* What kinds of manifests there are. */
static void
judge_kinds(struct bag *bag, size_t unknown)
{
	size_t payload = 0, strong = 0, tags = 0;

	for (size_t i = 0; i < bag->manifest_count; i++) {
		payload += !bag->manifests[i].of_tags;
		tags += bag->manifests[i].of_tags;
		strong += !bag->manifests[i].of_tags && bag->manifests[i].algorithm >= BAG_SHA256;
	}
	if (tags == 0)
		bag_warn(bag, "no-tag-manifest", text_of("tagmanifest"),
		         "nothing protects the files that are no payload");
	if (payload == 0)
		bag_fault(bag, "incomplete-manifest", text_of("manifest"),
		          unknown > 0 ? "there is no manifest by MD5, SHA-1, SHA-256 or SHA-512, which are read here"
		                      : "there is no manifest of the payload");
	else if (strong == 0)
		bag_warn(bag, "weak-digest", text_of("manifest"),
		         "only MD5 or SHA-1 protect the payload: both can be forged");
}

enum status
bag_read_manifests(struct bag *bag, struct error *err)
{
	enum status st = STATUS_OK;
	size_t unknown = 0;

	for (size_t i = 0; i < bag->source->count && st == STATUS_OK; i++) {
		struct bag_manifest head = { .name = bag->source->members[i].member.name };

		if (!is_manifest(text_of(head.name), &head.of_tags, &head.algorithm))
			continue;
		if (head.algorithm == BAG_ALGORITHMS) {
			unknown++;
			bag_warn(bag, "not-checked", text_of(head.name),
			         "its kind of digest is not known here");
			continue;
		}
		st = read_manifest(bag, &head, err);
	}
	if (st == STATUS_OK)
		judge_kinds(bag, unknown);
	return st;
}

/* --- fetch.txt --- */

static bool
is_listed(const struct bag *bag, size_t index)
{
	for (size_t i = 0; i < bag->manifest_count; i++)
		if (!bag->manifests[i].of_tags && bag->manifests[i].listed[index] != BAG_NOT_LISTED)
			return true;
	return false;
}

/* Cuts "URL LENGTH PATH". */
static bool
cut_fetch(struct text line, struct text *length, struct text *path)
{
	struct text parts[2];

	for (size_t i = 0; i < 2; i++) {
		size_t n = 0;

		while (n < line.n && line.p[n] != ' ' && line.p[n] != '\t')
			n++;
		parts[i] = (struct text){ line.p, n };
		while (n < line.n && (line.p[n] == ' ' || line.p[n] == '\t'))
			n++;
		line = (struct text){ line.p + n, line.n - n };
	}
	*length = parts[1];
	*path = line;
	return parts[0].n > 0 && parts[1].n > 0 && path->n > 0;
}

static enum status
take_fetch_line(void *context, struct text line, size_t number, struct error *err)
{
	struct bag *bag = context;
	struct text length, path, file = text_of("fetch.txt");
	uint64_t bytes = 0;
	size_t index = 0;
	enum bag_listing found;
	enum status st;

	if (text_trim(line).n == 0)
		return STATUS_OK;
	if (!cut_fetch(line, &length, &path) || (!text_is(length, "-") && !text_number(length, UINT64_MAX, &bytes))) {
		bag_fault(bag, "fetch", file, "line %zu is not an address, a length and a path", number);
		return STATUS_OK;
	}
	st = bag_find_file(bag, "fetch.txt", path, &found, &index, err);
	if (st != STATUS_OK)
		return st == STATUS_DONE ? STATUS_OK : st;
	if (!text_begins(path, "data/") && !text_begins(path, "./data/"))
		bag_fault(bag, "fetch", path, "fetch.txt lists it, and it is not below data/");
	if (found == BAG_NOT_LISTED)
		bag_fault(bag, "missing", path,
		          "it is to be fetched from elsewhere, which is never done: the bag is incomplete");
	else if (!is_listed(bag, index) && bag->version == BAG_VERSION_1)
		bag_fault(bag, "fetch", path, "fetch.txt lists it, and no manifest does");
	return STATUS_OK;
}

enum status
bag_read_fetch(struct bag *bag, struct error *err)
{
	enum status st = bag_lines(bag, "fetch.txt", bag->encoding, take_fetch_line, bag, err);

	if (st == STATUS_NOT_FOUND)
		return STATUS_OK;
	if (st == STATUS_OK)
		bag_warn(bag, "fetch", text_of("fetch.txt"),
		         "it names addresses from which files were, or are, to be fetched; nothing was");
	return st;
}
