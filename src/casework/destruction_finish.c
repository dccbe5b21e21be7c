/* SPDX-License-Identifier: Apache-2.0 */
/*
 * destruction_finish.c - files of an approved destruction. They are written
 * down before the commit and removed after it, so that a crash leaves the list:
 * of a destruction that was not committed it is dropped, of another it is
 * worked off.
 */
#include "casework/destruction_internal.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/file.h"
#include "base/scoped.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PREFIX     "destruction-"
#define SEGMENTS   "derived/match"
#define ORIGINALS  "originals/"
#define LIST_LIMIT ((size_t)64 << 20)
#define FOLDER     (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

/* Does a table still name the digest? STATUS_NOT_FOUND when none does. */
static enum status
ask(struct ledger *ledger, const char *sql, const char *digest, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(ledger_database(ledger), sql, &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(digest));
	st = statement_step(row, err);
	return st == STATUS_DONE ? STATUS_NOT_FOUND : st;
}

/* An original that the log expects to be there: it may have been received again since. */
static enum status
is_expected(struct ledger *ledger, const char *digest, struct error *err)
{
	return ask(ledger,
	           "SELECT 1 FROM p_objects o WHERE o.sha256 = $1 AND NOT EXISTS (SELECT 1 FROM"
	           " p_destroyed_objects d WHERE d.sha256 = o.sha256 AND NOT EXISTS (SELECT 1 FROM"
	           " p_acquisitions a WHERE a.object = o.sha256 AND a.seq > d.seq))",
	           digest, err);
}

static enum status
is_derived(struct ledger *ledger, const char *digest, struct error *err)
{
	return ask(ledger,
	           "SELECT 1 FROM p_derived WHERE result = $1"
	           " UNION ALL SELECT 1 FROM p_films WHERE blob = $1"
	           " UNION ALL SELECT 1 FROM p_fingerprints WHERE sound = $1 LIMIT 1",
	           digest, err);
}

/* A path that a list may hold: in originals/ or derived/, and nothing that climbs. */
static bool
is_ours(const char *path)
{
	return (strncmp(path, ORIGINALS, strlen(ORIGINALS)) == 0 ||
	        strncmp(path, "derived/", 8) == 0) &&
	       strstr(path, "..") == NULL && strstr(path, "//") == NULL;
}

/* May it go by what the tables say now? */
static enum status
may_go(struct ledger *ledger, const char *path, bool *out, struct error *err)
{
	const char *name = strrchr(path, '/') + 1;
	struct digest digest;
	enum status st = STATUS_NOT_FOUND;

	if (digest_read(text_of(name), &digest))
		st = strncmp(path, ORIGINALS, strlen(ORIGINALS)) == 0 ? is_expected(ledger, name, err)
		                                                      : is_derived(ledger, name, err);
	*out = st == STATUS_NOT_FOUND;
	return st == STATUS_NOT_FOUND ? STATUS_OK : st;
}

/* Removes the file, and makes that durable; 0, ENOENT when it was not there, or errno. */
static int
remove_file(int catalogue, const char *path)
{
	struct text rest = text_of(path), part = text_cut(&rest, '/');
	SCOPED_FD folder = dup(catalogue);
	char name[256];

	while (folder >= 0 && rest.p != NULL) {
		int next;

		snprintf(name, sizeof name, "%.*s", (int)part.n, part.p);
		next = openat(folder, name, FOLDER);
		close(folder);
		folder = next;
		part = text_cut(&rest, '/');
	}
	if (folder < 0)
		return errno;
	snprintf(name, sizeof name, "%.*s", (int)part.n, part.p);
	if (unlinkat(folder, name, 0) != 0)
		return errno;
	return fsync(folder) == 0 ? 0 : errno;
}

/* One run over what is left. */
struct finishing {
	struct catalogue *catalogue;
	bool              dry_run;
	void (*found)(void *context, const struct destruction_leftover *left);
	void *context;
	bool  failed;
};

static void
tell(struct finishing *finishing, const char *name, int os)
{
	const struct destruction_leftover left = { name, !finishing->dry_run && os == 0, os };

	finishing->failed = finishing->failed || os != 0;
	if (finishing->found != NULL)
		finishing->found(finishing->context, &left);
}

/* Tells of a file that was there. */
static void
take_away(struct finishing *finishing, const char *path)
{
	struct stat st;
	int os;

	if (finishing->dry_run) {
		if (fstatat(finishing->catalogue->folder, path, &st, AT_SYMLINK_NOFOLLOW) == 0)
			tell(finishing, path, 0);
		return;
	}
	os = remove_file(finishing->catalogue->folder, path);
	if (os != ENOENT)
		tell(finishing, path, os);
}

static enum status
work_off(struct finishing *finishing, struct text lines, struct error *err)
{
	enum status st = STATUS_OK;

	while (st == STATUS_OK && lines.p != NULL && lines.n > 0) {
		struct text line = text_cut(&lines, '\n');
		char path[VAULT_PATH_SIZE * 2];
		bool go = false;

		if (line.n == 0 || line.n >= sizeof path)
			continue;
		snprintf(path, sizeof path, "%.*s", (int)line.n, line.p);
		if (!is_ours(path))
			continue;
		st = may_go(finishing->catalogue->ledger, path, &go, err);
		if (st == STATUS_OK && go)
			take_away(finishing, path);
	}
	return st;
}

static enum status
was_approved(struct ledger *ledger, const char *request, struct error *err)
{
	return ask(ledger, "SELECT 1 FROM p_destructions WHERE request = $1 AND approved = 1",
	           request, err);
}

/* Removes a list; one that was not wholly written is of no destruction. */
static void
drop_list(struct finishing *finishing, const char *list)
{
	SCOPED(buffer) path = { 0 };

	buffer_append_format(&path, "staging/%s", list);
	if (buffer_check(&path, NULL) == STATUS_OK)
		take_away(finishing, buffer_string(&path));
}

/* The list itself goes last; it tells nothing that its destruction did not. */
static enum status
finish_list(struct finishing *finishing, const char *list, struct error *err)
{
	SCOPED(buffer) text = { 0 };
	SCOPED(buffer) path = { 0 };
	enum status st;

	buffer_append_format(&path, "%s/staging/%s", finishing->catalogue->path, list);
	st = was_approved(finishing->catalogue->ledger, list + strlen(PREFIX), err);
	if (st == STATUS_OK)
		st = file_read(buffer_string(&path), LIST_LIMIT, &text, err);
	if (st == STATUS_OK)
		st = work_off(finishing, text_of_buffer(&text), err);
	if (st == STATUS_OK && !finishing->dry_run)
		st = database_scrub(finishing->catalogue->database, err);
	if (st == STATUS_NOT_FOUND)
		st = STATUS_OK; /* it was not committed */
	if (st == STATUS_OK && !finishing->failed)
		drop_list(finishing, list);
	return st;
}

enum status
destruction_finish(struct catalogue *catalogue, bool dry_run,
                   void (*found)(void *context, const struct destruction_leftover *left),
                   void *context, struct error *err)
{
	struct finishing finishing = { catalogue, dry_run, found, context, false };
	int fd = openat(catalogue->folder, "staging", FOLDER);
	DIR *folder = fd >= 0 ? fdopendir(fd) : NULL;
	struct dirent *entry;
	enum status st = STATUS_OK;

	if (folder == NULL) {
		if (fd >= 0)
			close(fd);
		return errno == ENOENT ? STATUS_OK : fail_os(err, "cannot look into staging/");
	}
	while (st == STATUS_OK && (entry = readdir(folder)) != NULL) {
		struct uuid request;

		if (strncmp(entry->d_name, PREFIX, strlen(PREFIX)) != 0)
			continue;
		if (uuid_read(text_of(entry->d_name + strlen(PREFIX)), &request))
			st = finish_list(&finishing, entry->d_name, err);
		else if (text_ends(text_of(entry->d_name), ".new"))
			drop_list(&finishing, entry->d_name);
	}
	closedir(folder);
	return st == STATUS_OK ? st : while_doing(err, st, "finishing a destruction");
}

static enum status
gather(struct ledger *ledger, const char *sql, const char *key, const char *folder,
       json_t *digests, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(ledger_database(ledger), sql, &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(key));
	while ((st = statement_step(row, err)) == STATUS_OK) {
		if (json_object_set_new(digests, statement_text(row, 0).p, json_string(folder)) != 0)
			return fail_memory(err);
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

enum status
destruction_derived(struct ledger *ledger, const json_t *items, json_t *digests,
                    struct error *err)
{
	enum status st = STATUS_OK;
	const char *item;
	json_t *unused;

	json_object_foreach(json_iterable(items), item, unused) {
		if (st == STATUS_OK)
			st = gather(ledger,
			            "SELECT result FROM p_derived WHERE item = $1 AND result IS NOT NULL"
			            " UNION SELECT blob FROM p_films WHERE item = $1 AND blob IS NOT NULL"
			            " UNION SELECT sound FROM p_fingerprints WHERE item = $1"
			            " AND sound IS NOT NULL",
			            item, "derived", digests, err);
	}
	return st;
}

enum status
destruction_note_damaged(struct ledger *ledger, const json_t *objects, json_t *digests,
                         struct error *err)
{
	enum status st = STATUS_OK;
	const char *hash;
	json_t *unused;

	json_object_foreach(json_iterable(objects), hash, unused) {
		if (st == STATUS_OK)
			st = gather(ledger,
			            "SELECT kept_as FROM p_repairs WHERE object = $1 AND kept_as IS NOT NULL",
			            hash, "", digests, err);
	}
	return st;
}

/* The matching's segments hold fingerprints of all; they are made again from what is left. */
static void
list_segments(struct catalogue *catalogue, struct buffer *out)
{
	int fd = openat(catalogue->folder, SEGMENTS, FOLDER);
	DIR *folder = fd >= 0 ? fdopendir(fd) : NULL;
	struct dirent *entry;

	while (folder != NULL && (entry = readdir(folder)) != NULL) {
		if (entry->d_name[0] != '.' && strcmp(entry->d_name, "lock") != 0 &&
		    strcmp(entry->d_name, "state.json") != 0)
			buffer_append_format(out, SEGMENTS "/%s\n", entry->d_name);
	}
	if (folder != NULL)
		closedir(folder);
	else if (fd >= 0)
		close(fd);
}

/* As the vault and derived/ name their files. */
static void
list_files(const json_t *objects, const json_t *digests, struct buffer *out)
{
	const char *name;
	json_t *folder;

	json_object_foreach(json_iterable(objects), name, folder)
		buffer_append_format(out, ORIGINALS "%.2s/%.2s/%s\n", name, name + 2, name);
	json_object_foreach(json_iterable(digests), name, folder) {
		if (strcmp(json_string_value(folder), "originals") == 0)
			buffer_append_format(out, ORIGINALS "%.2s/%.2s/%s\n", name, name + 2, name);
		else if (json_string_length(folder) > 0)
			buffer_append_format(out, "derived/%.2s/%s\n", name, name);
		else
			buffer_append_format(out, "%s\n", name);
	}
}

enum status
destruction_list(struct catalogue *catalogue, const char *request, const json_t *objects,
                 const json_t *digests, bool segments, struct error *err)
{
	SCOPED(buffer) text = { 0 };
	SCOPED(buffer) path = { 0 };
	enum status st;

	list_files(objects, digests, &text);
	if (segments)
		list_segments(catalogue, &text);
	buffer_append_format(&path, "%s/staging/" PREFIX "%s", catalogue->path, request);
	st = buffer_check(&text, err);
	if (st == STATUS_OK)
		st = buffer_check(&path, err);
	return st == STATUS_OK ? file_replace(buffer_string(&path), text_of_buffer(&text), 0600, err)
	                       : st;
}
