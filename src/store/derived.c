/* SPDX-License-Identifier: Apache-2.0 */
/* derived.c - one shelf of 256 folders for files that can be made again. */
#include "store/derived.h"

#include "store/vault.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define DERIVED      "derived"
#define DERIVED_MODE 0440

/* Opens a folder, making it durably where it is missing and `make`; -1 with errno. */
static int
open_folder(int parent, const char *name, bool make)
{
	int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	int fd = openat(parent, name, flags);

	if (fd >= 0 || errno != ENOENT || !make)
		return fd;
	if ((mkdirat(parent, name, 0750) != 0 && errno != EEXIST) || fsync(parent) != 0)
		return -1;
	return openat(parent, name, flags);
}

/* The folder of a digest's shelf, and the name there. */
static int
open_shelf(int derived, const struct digest *digest, bool make, char name[DIGEST_TEXT_SIZE])
{
	char shelf[3];

	digest_write(name, digest);
	snprintf(shelf, sizeof shelf, "%.2s", name);
	return open_folder(derived, shelf, make);
}

enum status
derived_begin(struct derived *out, int catalogue_fd, struct error *err)
{
	struct derived derived = { .folder = open_folder(catalogue_fd, DERIVED, true),
		                   .file = { .fd = -1 } };
	enum status st;

	if (derived.folder < 0)
		return fail_os(err, "cannot open the catalogue's folder " DERIVED);
	st = newfile_open(&derived.file, derived.folder, DERIVED_MODE, err);
	if (st == STATUS_OK)
		st = digester_open(&derived.digester, DIGEST_SHA256_ONLY, err);
	if (st != STATUS_OK) {
		derived_end(&derived);
		return while_doing(err, st, "making a file in " DERIVED);
	}
	*out = derived;
	return STATUS_OK;
}

enum status
derived_write(struct derived *derived, const void *bytes, size_t n, struct error *err)
{
	enum status st = file_write_all(derived->file.fd, bytes, n, err);

	derived->bytes += n;
	return st == STATUS_OK ? digester_update(derived->digester, bytes, n, err) : st;
}

enum status
derived_digest(struct derived *derived, struct digest *digest, struct error *err)
{
	struct digests digests;
	enum status st = STATUS_OK;

	if (derived->digester != NULL) {
		st = digester_finish(derived->digester, &digests, err);
		if (st != STATUS_OK)
			return st;
		derived->digest = digests.sha256;
		digester_close(derived->digester);
		derived->digester = NULL;
	}
	*digest = derived->digest;
	return st;
}

enum status
derived_finish(struct derived *derived, struct digest *digest, uint64_t *bytes,
               struct error *err)
{
	char name[DIGEST_TEXT_SIZE];
	SCOPED_FD shelf = -1;
	enum status st = derived_digest(derived, digest, err);

	if (st == STATUS_OK)
		st = newfile_sync(&derived->file, err);
	if (st != STATUS_OK)
		return st;
	shelf = open_shelf(derived->folder, digest, true, name);
	if (shelf < 0)
		return fail_os(err, "cannot make a folder in " DERIVED);
	st = newfile_publish(&derived->file, shelf, name, err);
	*bytes = derived->bytes;
	return st == STATUS_EXISTS ? STATUS_OK : st;
}

void
derived_end(struct derived *derived)
{
	newfile_end(&derived->file);
	digester_close(derived->digester);
	derived->digester = NULL;
	scoped_close(&derived->folder);
	derived->folder = -1;
}

/* A link, a folder or a pipe under a file's name is damage like any other. */
static bool
is_file(int fd)
{
	struct stat there;

	return fstat(fd, &there) == 0 && S_ISREG(there.st_mode);
}

/*
 * Opens the shelf of a file that is looked for. STATUS_NOT_FOUND where there is none;
 * STATUS_FALSE where a link or a file stands under its name, which is not followed.
 */
static enum status
find_shelf(int catalogue_fd, const struct digest *digest, char name[DIGEST_TEXT_SIZE], int *out,
           struct error *err)
{
	SCOPED_FD folder = open_folder(catalogue_fd, DERIVED, false);

	digest_write(name, digest);
	*out = folder >= 0 ? open_shelf(folder, digest, false, name) : -1;
	if (*out >= 0)
		return STATUS_OK;
	if (errno == ENOENT)
		return fail(err, STATUS_NOT_FOUND, "it is not in " DERIVED);
	if (errno != ENOTDIR && errno != ELOOP)
		return fail_os(err, "cannot open " DERIVED "/%.2s", name);
	return folder < 0 ? fail(err, STATUS_FALSE, "what is called " DERIVED " is no folder: move it out of the catalogue")
	                  : fail(err, STATUS_FALSE, "what is called " DERIVED "/%.2s is no folder: move it out of the catalogue", name);
}

/* Opens the file of that name; *out is owned. */
static enum status
open_file(int catalogue_fd, const struct digest *digest, int *out, struct error *err)
{
	char name[DIGEST_TEXT_SIZE];
	SCOPED_FD shelf = -1;
	int file = -1;
	enum status st = find_shelf(catalogue_fd, digest, name, &shelf, err);

	if (st != STATUS_OK)
		return st;
	file = openat(shelf, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (file < 0 && errno == ENOENT)
		return fail(err, STATUS_NOT_FOUND, "it is not in " DERIVED);
	if (file < 0 && errno != ELOOP && errno != ENXIO)
		return fail_os(err, "cannot open " DERIVED "/%.2s/%s", name, name);
	if (file < 0 || !is_file(file)) {
		scoped_close(&file);
		return fail(err, STATUS_FALSE, "what is called " DERIVED "/%.2s/%s is no file", name, name);
	}
	*out = file;
	return STATUS_OK;
}

static enum status
compare(const struct digest *found, const struct digest *wanted, struct error *err)
{
	return digest_equal(found, wanted)
	               ? STATUS_OK
	               : fail(err, STATUS_FALSE, "what is in " DERIVED " has another SHA-256");
}

enum status
derived_read(int catalogue_fd, const struct digest *digest, size_t limit, struct buffer *out,
             struct error *err)
{
	size_t before = out->n;
	SCOPED_FD file = -1;
	struct digest found;
	enum status st = open_file(catalogue_fd, digest, &file, err);

	if (st == STATUS_OK)
		st = file_read_all(file, limit, out, err);
	if (st == STATUS_LIMIT)
		return fail_as(err, STATUS_FALSE);
	if (st == STATUS_OK)
		st = digest_of(out->p ? out->p + before : "", out->n - before, &found, err);
	return st == STATUS_OK ? compare(&found, digest, err) : st;
}

enum status
derived_check(int catalogue_fd, const struct digest *digest, struct error *err)
{
	SCOPED_FD file = -1;
	struct digests found;
	uint64_t size;
	enum status st = open_file(catalogue_fd, digest, &file, err);

	if (st == STATUS_OK)
		st = vault_hash(file, NULL, &found, &size, err);
	return st == STATUS_OK ? compare(&found.sha256, digest, err) : st;
}

enum status
derived_remove(int catalogue_fd, const struct digest *digest, struct error *err)
{
	char name[DIGEST_TEXT_SIZE];
	SCOPED_FD shelf = -1;
	enum status st = find_shelf(catalogue_fd, digest, name, &shelf, err);

	if (st != STATUS_OK)
		return st == STATUS_NOT_FOUND ? STATUS_OK : st;
	if (unlinkat(shelf, name, 0) == 0 || unlinkat(shelf, name, AT_REMOVEDIR) == 0 || errno == ENOENT)
		return STATUS_OK;
	if (errno != ENOTEMPTY && errno != EEXIST)
		return fail_os(err, "cannot remove " DERIVED "/%.2s/%s", name, name);
	return fail(err, STATUS_FALSE,
	            "what is called " DERIVED "/%.2s/%s is a folder with something in it: move it out of the catalogue",
	            name, name);
}

enum status
derived_leftovers(int catalogue_fd, bool remove, newfile_found *found, void *context, struct error *err)
{
	SCOPED_FD folder = open_folder(catalogue_fd, DERIVED, false);

	if (folder < 0)
		return STATUS_OK;
	return newfile_leftovers(folder, remove, found, context, err);
}
