/* SPDX-License-Identifier: Apache-2.0 */
/* archive_parser.c - members streamed as libarchive has them, from bytes alone. */
#include "worker/archive/archive_parser.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#define READ_SIZE ((size_t)64 << 10)

/* The file, as libarchive's callbacks read it. */
struct input {
	const struct parser_input *file;
	uint64_t                   at;
	char                       room[READ_SIZE]; /* of a file that is too large to be mapped */
};

static la_ssize_t
read_some(struct archive *archive, void *context, const void **bytes)
{
	struct input *input = context;
	uint64_t left = input->file->size - input->at;
	size_t n = left < READ_SIZE ? (size_t)left : READ_SIZE;
	ssize_t got = (ssize_t)n;

	if (input->file->bytes != NULL) {
		*bytes = input->file->bytes + input->at;
	} else {
		*bytes = input->room;
		do
			got = pread(input->file->file, input->room, n, (off_t)input->at);
		while (got < 0 && errno == EINTR);
	}
	if (got < 0) {
		archive_set_error(archive, errno, "cannot be read");
		return ARCHIVE_FATAL;
	}
	input->at += (uint64_t)got;
	return got;
}

static la_int64_t
skip_some(struct archive *archive, void *context, la_int64_t wanted)
{
	struct input *input = context;
	uint64_t left = input->file->size - input->at, n = wanted > 0 ? (uint64_t)wanted : 0;

	(void)archive;
	n = n < left ? n : left;
	input->at += n;
	return (la_int64_t)n;
}

static la_int64_t
seek_to(struct archive *archive, void *context, la_int64_t offset, int whence)
{
	struct input *input = context;
	la_int64_t size = (la_int64_t)input->file->size;
	la_int64_t from = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? (la_int64_t)input->at : size;

	(void)archive;
	if (offset < -from || offset > size - from)
		return ARCHIVE_FATAL;
	input->at = (uint64_t)(from + offset);
	return from + offset;
}

/* NULL when there is no memory. `beyond`: goes on behind the end of a TAR. */
static struct archive *
open_archive(struct input *input, bool zip, bool beyond)
{
	struct archive *archive = archive_read_new();

	if (archive == NULL)
		return NULL;
	if (zip) {
		archive_read_support_format_zip_seekable(archive);
	} else {
		archive_read_support_format_tar(archive);
		archive_read_support_filter_gzip(archive);
		archive_read_support_filter_bzip2(archive);
		archive_read_support_filter_xz(archive);
	}
	if (beyond)
		archive_read_set_options(archive, "read_concatenated_archives");
	archive_read_set_callback_data(archive, input);
	archive_read_set_read_callback(archive, read_some);
	archive_read_set_skip_callback(archive, skip_some);
	archive_read_set_seek_callback(archive, seek_to);
	return archive;
}

static enum report_member_kind
kind_of(struct archive_entry *entry)
{
	if (archive_entry_hardlink(entry) != NULL || archive_entry_filetype(entry) == AE_IFLNK)
		return REPORT_LINK;
	if (archive_entry_filetype(entry) == AE_IFDIR)
		return REPORT_FOLDER;
	return archive_entry_filetype(entry) == AE_IFREG ? REPORT_FILE : REPORT_SPECIAL;
}

static void
tell_member(struct archive_entry *entry, struct report *report)
{
	const char *name = archive_entry_pathname(entry);
	la_int64_t size = archive_entry_size(entry);

	report_member(report, &(struct report_member){
				      .kind = kind_of(entry),
				      .name = { name != NULL ? name : "", name != NULL ? strlen(name) : 0 },
				      .has_size = archive_entry_size_is_set(entry) && size >= 0,
				      .size = size > 0 ? (uint64_t)size : 0 });
}

/* False when it could not be read to its end, which is told. */
static bool
tell_bytes(struct archive *archive, struct report *report)
{
	static char room[READ_SIZE];
	la_ssize_t n;

	while ((n = archive_read_data(archive, room, sizeof room)) > 0)
		report_bytes(report, room, (size_t)n);
	if (n < 0)
		report_warning(report, "damaged", archive_error_string(archive));
	return n == 0;
}

/* Every member; how many there are. */
static uint64_t
tell_all(struct archive *archive, struct report *report)
{
	struct archive_entry *entry;
	uint64_t count = 0;
	int got;

	while ((got = archive_read_next_header(archive, &entry)) == ARCHIVE_OK || got == ARCHIVE_WARN) {
		count++;
		if (archive_entry_is_encrypted(entry)) {
			report_warning(report, "encrypted", NULL);
			return count;
		}
		tell_member(entry, report);
		if (!tell_bytes(archive, report))
			return count;
	}
	if (got != ARCHIVE_EOF)
		report_warning(report, "damaged", archive_error_string(archive));
	return count;
}

/* What lies behind the end of a TAR, where some programs look and others do not. */
static void
look_beyond(struct input *input, uint64_t expected, struct report *report)
{
	struct archive *archive;
	struct archive_entry *entry;
	uint64_t count = 0;
	int got;

	input->at = 0;
	archive = open_archive(input, false, true);
	if (archive == NULL || archive_read_open1(archive) != ARCHIVE_OK) {
		report_warning(report, "damaged", "it could not be read again");
		archive_read_free(archive);
		return;
	}
	while ((got = archive_read_next_header(archive, &entry)) == ARCHIVE_OK || got == ARCHIVE_WARN)
		count++;
	if (count > expected)
		report_warning(report, "hidden-member", "members lie behind its end");
	else if (got != ARCHIVE_EOF || archive_filter_bytes(archive, -1) < (la_int64_t)input->file->size)
		report_warning(report, "trailing-bytes", "something lies behind its end");
	archive_read_free(archive);
}

static void
run(const struct parser_input *file, const struct parser_task *task, struct report *report)
{
	struct input *input = calloc(1, sizeof *input);
	bool zip = strcmp(task->media_type, "application/zip") == 0;
	struct archive *archive;

	if (input == NULL)
		return;
	input->file = file;
	archive = open_archive(input, zip, false);
	if (archive == NULL || archive_read_open1(archive) != ARCHIVE_OK) {
		report_warning(report, "unknown-format", archive != NULL ? archive_error_string(archive) : NULL);
	} else {
		uint64_t count = tell_all(archive, report);

		if (!zip)
			look_beyond(input, count, report);
	}
	archive_read_free(archive);
	free(input);
}

/* Names are taken as they stand only in a locale whose letters are UTF-8; in "C", 3.6 crashes on pax headers. */
static void
warm(void)
{
	if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
		abort();
}

const struct parser archive_parser = { "vidimus-worker-archive", warm, run };
