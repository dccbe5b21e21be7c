/* SPDX-License-Identifier: Apache-2.0 */
/* small_bag.h - a small bag by bag_writer, for tests that link bundle. */
#ifndef VIDIMUS_TESTS_SUPPORT_SMALL_BAG_H
#define VIDIMUS_TESTS_SUPPORT_SMALL_BAG_H

#include "bundle/bag_writer.h"

#include "base/text.h"
#include "support/support.h"

#include <fcntl.h>
#include <stdio.h>

#define SMALL_BAG_DECLARATION "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"

/* Opens a writer and gives it what comes before data/. */
static inline struct bag_writer *
small_bag_begin(const char *path, bool zip)
{
	const struct bag_options options = { .path = path, .top = "ABC-B1", .zip = zip };
	struct bag_writer *writer = NULL;
	struct error err;

	assert_ok(bag_writer_open(&writer, &options, &err), &err);
	assert_ok(bag_writer_text(writer, "VERIFY.txt", text_of("how to check\n"), &err), &err);
	assert_ok(bag_writer_text(writer, "bag-info.txt", text_of("External-Identifier: ABC-B1\n"), &err), &err);
	assert_ok(bag_writer_text(writer, "bagit.txt", text_of(SMALL_BAG_DECLARATION), &err), &err);
	assert_ok(bag_writer_text(writer, "catalogue/items.json", text_of("{}\n"), &err), &err);
	assert_ok(bag_writer_text(writer, "custody/checkpoints/1.txt", text_of("one\n"), &err), &err);
	assert_ok(bag_writer_text(writer, "custody/events.jsonl", text_of(""), &err), &err);
	return writer;
}

/* Copies the file `source` to data/ABC-0001/NAME; gives what bag_writer_object gives. */
static inline enum status
small_bag_object(struct bag_writer *writer, const char *name, const char *source, uint64_t size,
                 const struct digest *expected, struct error *err)
{
	SCOPED_FD fd = open(source, O_RDONLY | O_CLOEXEC);
	char path[200];

	assert_true(fd >= 0);
	snprintf(path, sizeof path, "data/ABC-0001/%s", name);
	return bag_writer_object(writer, path, fd, size, expected, err);
}

/* The rest of the bag, which then has its name; the writer stays. */
static inline void
small_bag_complete(struct bag_writer *writer)
{
	struct buffer manifest = { 0 };
	struct error err;

	assert_ok(bag_writer_text(writer, "data/report.html", text_of("<p>\n"), &err), &err);
	assert_ok(bag_writer_manifest(writer, &err), &err);
	assert_ok(bag_writer_tag_manifest(writer, text_of("exit 0\n"), &manifest, &err), &err);
	assert_true(manifest.n > 0);
	assert_ok(bag_writer_finish(writer, text_of("seal"), text_of("stamp"), &err), &err);
	buffer_end(&manifest);
}

static inline void
small_bag_finish(struct bag_writer *writer)
{
	small_bag_complete(writer);
	bag_writer_close(writer);
}

/* A bag with one exhibit of `n` bytes, which is written to FOLDER/original first. */
static inline void
small_bag_write(const char *folder, const char *path, bool zip, const void *bytes, size_t n)
{
	struct bag_writer *writer = small_bag_begin(path, zip);
	struct digest digest;
	char source[600];
	struct error err;

	snprintf(source, sizeof source, "%s/original", folder);
	write_file(source, bytes, n);
	assert_ok(digest_of(bytes, n, &digest, &err), &err);
	assert_ok(small_bag_object(writer, "original.bin", source, n, &digest, &err), &err);
	small_bag_finish(writer);
}

#endif
