/* SPDX-License-Identifier: Apache-2.0 */
/* backup.c - making a backup, and bringing an older one up to date. */
#include "custody/backup.h"

#include "casework/apply.h"
#include "casework/place.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* It holds the catalogue's UUID, from before the first original is copied. */
#define MARKER_MAX 4096

/* Does the older backup's log begin ours? */
static enum status
check_extends(struct catalogue *catalogue, const char *path, struct ledger *older,
              struct error *err)
{
	struct digest theirs, ours;
	int64_t size = 0, own_size = 0;
	struct uuid uuid;
	enum status st = ledger_uuid(older, &uuid, err);

	if (st == STATUS_OK && memcmp(&uuid, &catalogue->uuid, sizeof uuid) != 0)
		return fail(err, STATUS_REFUSED, "%s is a backup of another catalogue", path);
	if (st == STATUS_OK)
		st = ledger_size(older, &size, err);
	if (st == STATUS_OK)
		st = ledger_root(older, size, &theirs, err);
	if (st == STATUS_OK)
		st = ledger_size(catalogue->ledger, &own_size, err);
	if (st != STATUS_OK)
		return st;
	if (size <= own_size && ledger_root(catalogue->ledger, size, &ours, NULL) == STATUS_OK &&
	    digest_equal(&ours, &theirs))
		return STATUS_OK;
	return fail(err, STATUS_REFUSED,
	            "the backup in %s has events that this catalogue does not have: one of the two was rolled back; keep both, and make this backup in another folder",
	            path);
}

static enum status
check_older(struct catalogue *catalogue, const char *path, struct error *err)
{
	SCOPED_POINTER(database) database = NULL;
	SCOPED_POINTER(ledger) older = NULL;
	SCOPED(buffer) name = { 0 };
	enum status st;

	buffer_append_format(&name, "%s/" CATALOGUE_DATABASE, path);
	st = buffer_check(&name, err);
	if (st == STATUS_OK && access(buffer_string(&name), F_OK) != 0)
		return STATUS_OK; /* the first one was not finished */
	if (st == STATUS_OK)
		st = database_open(&database, buffer_string(&name), DATABASE_READ, err);
	if (st == STATUS_OK)
		st = ledger_open(&older, database, casework_projector(), catalogue->here.sources, err);
	return st == STATUS_OK ? check_extends(catalogue, path, older, err) : st;
}

static void
append_marker(struct buffer *out, const struct catalogue *catalogue)
{
	char uuid[UUID_TEXT_SIZE];

	uuid_write(uuid, &catalogue->uuid);
	buffer_append_format(out,
	                     "A backup of the vidimus catalogue %s.\n\n"
	                     "`vidimus -C THIS-FOLDER audit` checks it, `vidimus restore THIS-FOLDER NEW-FOLDER`\n"
	                     "goes back to it. It holds everything the catalogue holds: keep it as safe.\n",
	                     uuid);
}

/* A folder of ours, and of this catalogue. */
static enum status
check_marker(struct catalogue *catalogue, const char *path, struct error *err)
{
	SCOPED(buffer) name = { 0 };
	SCOPED(buffer) expected = { 0 };
	SCOPED(buffer) found = { 0 };
	enum status st;

	buffer_append_format(&name, "%s/" CATALOGUE_BACKUP_MARKER, path);
	append_marker(&expected, catalogue);
	st = buffer_check(&expected, err);
	if (st == STATUS_OK)
		st = file_read(buffer_string(&name), MARKER_MAX, &found, err);
	if (st == STATUS_NOT_FOUND ||
	    (st == STATUS_OK && !text_equal(text_of_buffer(&found), text_of_buffer(&expected))))
		return fail(err, STATUS_REFUSED,
		            "%s is neither empty nor a backup of this catalogue: a backup needs a folder of its own",
		            path);
	return st;
}

static enum status
make_folder(struct catalogue *catalogue, const char *path, struct error *err)
{
	SCOPED(buffer) name = { 0 };
	SCOPED(buffer) marker = { 0 };
	enum status st;

	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		return fail_os(err, "cannot make the folder %s", path);
	buffer_append_format(&name, "%s/" CATALOGUE_BACKUP_MARKER, path);
	append_marker(&marker, catalogue);
	st = buffer_check(&marker, err);
	if (st == STATUS_OK)
		st = file_create(buffer_string(&name), text_of_buffer(&marker), 0600, err);
	return st == STATUS_OK ? place_add_small_files(path, err) : st;
}

/* A backup on the catalogue's own disk helps against mistakes alone; within it, against nothing. */
static enum status
check_outside(const struct catalogue *catalogue, const char *path, struct error *err)
{
	size_t n = strlen(catalogue->path);

	if (strncmp(path, catalogue->path, n) != 0 || (path[n] != '/' && path[n] != '\0'))
		return STATUS_OK;
	return fail(err, STATUS_REFUSED, "%s lies in the catalogue itself: what loses one loses both",
	            path);
}

static enum status
prepare(struct catalogue *catalogue, const char *given, struct buffer *path, struct error *err)
{
	enum status st = place_make_parent(given, err);

	if (st == STATUS_OK)
		st = place_absolute(given, path, err);
	if (st == STATUS_OK)
		st = check_outside(catalogue, buffer_string(path), err);
	if (st != STATUS_OK)
		return st;
	st = place_check(buffer_string(path), err);
	if (st == STATUS_OK)
		return make_folder(catalogue, buffer_string(path), err);
	if (st != STATUS_EXISTS)
		return st;
	st = check_marker(catalogue, buffer_string(path), err);
	return st == STATUS_OK ? check_older(catalogue, buffer_string(path), err) : st;
}

static enum status
copy(struct catalogue *catalogue, const char *path, const struct copying_options *options,
     struct copying_report *report, struct error *err)
{
	SCOPED_FD folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct lock *lock = NULL;
	enum status st;

	if (folder < 0)
		return fail_os(err, "cannot open the folder %s", path);
	st = lock_take(&lock, folder, "backup", LOCK_USUAL_WAIT, err);
	if (st == STATUS_OK)
		st = copying_run(&(struct copying_ends){ .database = catalogue->database,
		                                         .vault = catalogue->vault,
		                                         .path = path,
		                                         .folder = folder },
		                 options, report, err);
	lock_release(lock);
	return st;
}

static enum status
add_event(struct catalogue *catalogue, const char *path, const struct copying_report *report,
          struct change *change, struct error *err)
{
	struct subject subject = subject_of("setting", &catalogue->uuid);
	char bytes[24];
	SCOPED_JSON json_t *open = json_object(), *values = NULL;

	snprintf(bytes, sizeof bytes, "%" PRIu64, report->bytes);
	values = json_pack("{s:I,s:I,s:s,s:I,s:o,s:s,s:s}", "events", (json_int_t)report->events,
	                   "objects", (json_int_t)(report->copied + report->held), "bytes", bytes,
	                   "damaged",
	                   (json_int_t)(report->missing_count + report->altered_count), "path",
	                   json_of_name(path, strlen(path)), "host", catalogue->here.host,
	                   "login", catalogue->here.login);
	if (open == NULL || values == NULL)
		return fail_memory(err);
	return change_add(change, "backup.made", &subject, open, values, NULL, err);
}

enum status
backup_make(struct catalogue *catalogue, const char *given, const struct copying_options *options,
            struct copying_report *report, struct error *err)
{
	struct change *change = NULL;
	SCOPED(buffer) path = { 0 };
	enum status st;

	*report = (struct copying_report){ 0 };
	st = prepare(catalogue, given, &path, err);
	if (st == STATUS_OK)
		st = copy(catalogue, buffer_string(&path), options, report, err);
	if (st != STATUS_OK)
		return while_doing(err, st, "making a backup in %s", given);
	st = catalogue_begin(catalogue, "backup", &change, err);
	if (st == STATUS_OK)
		st = catalogue_finish(catalogue, change,
		                      add_event(catalogue, buffer_string(&path), report, change, err),
		                      err);
	return st == STATUS_OK
	               ? st
	               : while_doing(err, st, "recording the backup, which is made and whole");
}
