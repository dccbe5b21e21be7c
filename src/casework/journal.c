/* SPDX-License-Identifier: Apache-2.0 */
/* journal.c - lines of JSON in a private file, each its own write, old ones taken out. */
#include "casework/journal.h"

#include "casework/records.h"
#include "casework/view_row.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>

#define JOURNAL_FOLDER   "journal" /* below the folder for our state */
#define JOURNAL_LIMIT    ((size_t)64 << 20)
#define JOURNAL_ATTEMPTS 100
#define DAY              INT64_C(86400000)

/* The file, locked, and what it holds. */
struct journal {
	struct buffer path;
	int           fd;   /* -1 when there is no file and none was to be made */
	struct buffer text; /* the whole of it, then only lines that are not too old */
	bool          pruned;
};

static void
journal_end(struct journal *journal)
{
	buffer_end(&journal->path);
	buffer_end(&journal->text);
	scoped_close(&journal->fd);
}

enum status
journal_days(struct catalogue *catalogue, int64_t *days, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(catalogue->database,
	                                    "SELECT days FROM p_retentions WHERE of ="
	                                    " 'access-journal' AND days IS NOT NULL"
	                                    " ORDER BY seq DESC LIMIT 1",
	                                    &row, err);

	if (st == STATUS_OK)
		st = statement_step(row, err);
	if (st == STATUS_OK)
		*days = statement_integer(row, 0);
	else if (st == STATUS_DONE)
		*days = JOURNAL_DAYS_USUAL;
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
add_setting(struct catalogue *catalogue, const char *verb, const char *type, const json_t *values,
            struct error *err)
{
	struct subject subject = subject_of("setting", &catalogue->uuid);
	SCOPED_JSON json_t *open = json_object();
	struct change *change = NULL;
	enum status st = open ? catalogue_begin(catalogue, verb, &change, err) : fail_memory(err);

	if (st != STATUS_OK)
		return st;
	st = change_add(change, type, &subject, open, values, NULL, err);
	return catalogue_finish(catalogue, change, st, err);
}

enum status
journal_keep(struct catalogue *catalogue, int64_t days, struct error *err)
{
	SCOPED_JSON json_t *values = json_pack("{s:s,s:I}", "of", "access-journal", "days",
	                                       (json_int_t)days);
	enum status st = keeper_check(catalogue, "decides how long the access journal is kept", err);

	if (st == STATUS_OK && values == NULL)
		st = fail_memory(err);
	return st == STATUS_OK ? add_setting(catalogue, "journal keep", "retention.changed", values,
	                                     err)
	                       : st;
}

static enum status
name_file(struct journal *journal, const struct catalogue *catalogue, bool making,
          struct error *err)
{
	char uuid[UUID_TEXT_SIZE];
	enum status st;

	uuid_write(uuid, &catalogue->uuid);
	buffer_append_format(&journal->path, "%s/" JOURNAL_FOLDER, catalogue->here.state_folder);
	st = buffer_check(&journal->path, err);
	if (st == STATUS_OK && making)
		st = folder_make_path(buffer_string(&journal->path), 0700, err);
	buffer_append_format(&journal->path, "/%s.jsonl", uuid);
	return st == STATUS_OK ? buffer_check(&journal->path, err) : st;
}

/* Does the path still name what is open? Pruning puts another file there. */
static bool
is_current(const struct journal *journal)
{
	struct stat held, there;

	return fstat(journal->fd, &held) == 0 && lstat(buffer_string(&journal->path), &there) == 0 &&
	       held.st_ino == there.st_ino && held.st_dev == there.st_dev;
}

/* Opens and locks it; without `making` a missing one is none. */
static enum status
open_locked(struct journal *journal, bool making, struct error *err)
{
	int flags = O_RDWR | O_APPEND | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | (making ? O_CREAT : 0);
	struct stat st;

	for (int attempt = 0; attempt < JOURNAL_ATTEMPTS; attempt++) {
		scoped_close(&journal->fd);
		journal->fd = open(buffer_string(&journal->path), flags, 0600);
		if (journal->fd < 0 && errno == ENOENT && !making)
			return STATUS_OK;
		if (journal->fd < 0)
			return fail_os(err, "cannot open the access journal %s",
			               buffer_string(&journal->path));
		while (flock(journal->fd, LOCK_EX) != 0 && errno == EINTR)
			;
		if (!is_current(journal))
			continue;
		if (fstat(journal->fd, &st) != 0 || !S_ISREG(st.st_mode) ||
		    ((st.st_mode & 077) != 0 && fchmod(journal->fd, 0600) != 0))
			return fail(err, STATUS_REFUSED, "the access journal %s is not a private file",
			            buffer_string(&journal->path));
		return STATUS_OK;
	}
	return fail(err, STATUS_BUSY, "the access journal is always busy");
}

/* The time of a line; false for one that is no line of ours, as half of one. */
static bool
line_time(struct text line, struct instant *out)
{
	SCOPED_JSON json_t *value = NULL;
	struct text time;

	return json_read(&value, line, NULL) == STATUS_OK &&
	       json_member_text(value, "time", &time) && instant_read(time, out);
}

/*
 * Keeps what is not older than `since`. A line that is none is as old as the
 * one before it.
 */
static void
drop_old(struct journal *journal, struct instant since)
{
	struct text rest = text_of_buffer(&journal->text);
	struct buffer kept = { 0 };
	bool keep = false;

	while (rest.n > 0) {
		struct text line = text_cut(&rest, '\n');
		struct instant time;

		if (line_time(line, &time))
			keep = time.milliseconds >= since.milliseconds;
		if (!keep)
			continue;
		buffer_append_text(&kept, line);
		buffer_append_byte(&kept, '\n');
	}
	journal->pruned = kept.n != journal->text.n; /* more, where half a line is given its end */
	buffer_end(&journal->text);
	journal->text = kept;
}

/* Reads it and takes out what is too old, from memory only. */
static enum status
journal_begin(struct journal *journal, struct catalogue *catalogue, bool making,
              struct instant now, int64_t *days, struct error *err)
{
	enum status st = journal_days(catalogue, days, err);

	if (st == STATUS_OK)
		st = name_file(journal, catalogue, making && *days > 0, err);
	if (st == STATUS_OK)
		st = open_locked(journal, making && *days > 0, err);
	if (st == STATUS_OK && journal->fd >= 0)
		st = file_read_all(journal->fd, JOURNAL_LIMIT, &journal->text, err);
	if (st != STATUS_OK)
		return st;
	drop_old(journal, (struct instant){ *days > 0 ? now.milliseconds - *days * DAY : INT64_MAX });
	return buffer_check(&journal->text, err);
}

static enum status
append_line(struct buffer *out, const char *person, const struct digest *object,
            struct instant now, struct error *err)
{
	char time[INSTANT_TEXT_SIZE];
	SCOPED_JSON json_t *line = NULL;
	enum status st;

	instant_write(time, now);
	line = json_pack("{s:s,s:o,s:o}", "time", time, "person", json_of_text(text_of(person)),
	                 "object", json_of_digest(object));
	st = line ? json_canonical(out, line, err) : fail_memory(err);
	buffer_append_byte(out, '\n');
	return st == STATUS_OK ? buffer_check(out, err) : st;
}

/* All of it anew where something was taken out; else only the line at its end. */
static enum status
store(struct journal *journal, struct text line, struct error *err)
{
	enum status st;

	if (journal->pruned) {
		buffer_append_text(&journal->text, line);
		st = buffer_check(&journal->text, err);
		return st == STATUS_OK ? file_replace(buffer_string(&journal->path),
		                                      text_of_buffer(&journal->text), 0600, err)
		                       : st;
	}
	st = file_write_all(journal->fd, line.p, line.n, err);
	if (st == STATUS_OK && line.n > 0 && fdatasync(journal->fd) != 0)
		st = fail_os(err, "cannot sync");
	return st;
}

enum status
journal_write(struct catalogue *catalogue, const char *person, const struct digest *object,
              struct instant now, struct error *err)
{
	SCOPED(journal) journal = { .fd = -1 };
	SCOPED(buffer) line = { 0 };
	int64_t days = 0;
	enum status st = journal_begin(&journal, catalogue, true, now, &days, err);

	if (st == STATUS_OK && days > 0)
		st = append_line(&line, person, object, now, err);
	if (st == STATUS_OK && journal.fd >= 0)
		st = store(&journal, text_of_buffer(&line), err);
	return st == STATUS_OK ? st : while_doing(err, st, "writing the access journal");
}

static enum status
add_disclosures(struct catalogue *catalogue, json_t *status, struct error *err)
{
	static const struct view_column columns[] = {
		{ "seq", VIEW_INTEGER }, { "time", VIEW_TEXT }, { "actor", VIEW_ACTOR },
		{ "order", VIEW_TEXT },  { "entries", VIEW_INTEGER },
	};
	static const struct view_select disclosed = {
		.sql = "SELECT j.seq, j.time, k.code, k.number, j.ordered, j.entries"
		       " FROM p_disclosed_journals j LEFT JOIN p_actors k ON k.fingerprint = j.actor"
		       " WHERE $1 IS NULL ORDER BY j.seq",
		VIEW_COLUMNS(columns),
	};

	return view_all(catalogue->ledger, &disclosed, (struct text){ NULL, 0 }, status, "disclosed",
	                err);
}

/* How many lines there are, and the times of the first and the last. */
static void
count_lines(const struct journal *journal, int64_t *count, char first[INSTANT_TEXT_SIZE],
            char last[INSTANT_TEXT_SIZE])
{
	struct text rest = text_of_buffer(&journal->text);
	struct instant time;

	for (*count = 0; rest.n > 0;) {
		if (!line_time(text_cut(&rest, '\n'), &time))
			continue;
		instant_write((*count)++ == 0 ? first : last, time);
	}
	if (*count == 1)
		snprintf(last, INSTANT_TEXT_SIZE, "%s", first);
}

enum status
journal_status(struct catalogue *catalogue, struct instant now, json_t **out, struct error *err)
{
	SCOPED(journal) journal = { .fd = -1 };
	char first[INSTANT_TEXT_SIZE] = "", last[INSTANT_TEXT_SIZE] = "";
	SCOPED_JSON json_t *status = NULL;
	int64_t days = 0, count;
	enum status st = journal_begin(&journal, catalogue, false, now, &days, err);

	if (st == STATUS_OK && journal.pruned)
		st = store(&journal, (struct text){ NULL, 0 }, err);
	if (st != STATUS_OK)
		return st;
	count_lines(&journal, &count, first, last);
	status = json_pack("{s:I,s:o,s:I,s:s?,s:s?}", "days", (json_int_t)days, "path",
	                   json_of_name(journal.path.p, journal.path.n), "entries",
	                   (json_int_t)count, "oldest", count ? first : NULL, "newest",
	                   count ? last : NULL);
	st = status ? add_disclosures(catalogue, status, err) : fail_memory(err);
	if (st == STATUS_OK)
		*out = json_incref(status);
	return st;
}

static enum status
log_disclosure(struct catalogue *catalogue, struct text order, int64_t entries, struct error *err)
{
	SCOPED_JSON json_t *values = json_pack("{s:o,s:I,s:s,s:s}", "order", json_of_text(order),
	                                       "entries", (json_int_t)entries, "host",
	                                       catalogue->here.host, "login",
	                                       catalogue->here.login);

	if (values == NULL)
		return fail(err, STATUS_INVALID, "the order is not UTF-8 text");
	return add_setting(catalogue, "journal show", "journal.disclosed", values, err);
}

enum status
journal_disclose(struct catalogue *catalogue, struct text order, struct instant now,
                 const struct view_output *to, struct error *err)
{
	SCOPED(journal) journal = { .fd = -1 };
	char first[INSTANT_TEXT_SIZE], last[INSTANT_TEXT_SIZE];
	struct text rest;
	int64_t days = 0, count;
	enum status st = journal_begin(&journal, catalogue, false, now, &days, err);

	if (st != STATUS_OK)
		return st;
	count_lines(&journal, &count, first, last);
	st = log_disclosure(catalogue, order, count, err);
	rest = text_of_buffer(&journal.text);
	while (st == STATUS_OK && rest.n > 0) {
		SCOPED_JSON json_t *line = NULL;

		if (json_read(&line, text_cut(&rest, '\n'), NULL) == STATUS_OK)
			st = to->emit(to->context, line, err);
	}
	return st;
}
