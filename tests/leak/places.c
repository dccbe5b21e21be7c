/* SPDX-License-Identifier: Apache-2.0 */
/* places.c - sealed values read past our own code, and everything they must not be in. */
#include "leak/places.h"

#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static sqlite3 *
open_database(const char *folder)
{
	sqlite3 *database = NULL;
	char path[4096];

	snprintf(path, sizeof path, "%s/cat/catalog.db", folder);
	if (sqlite3_open_v2(path, &database, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
		fail_msg("cannot open %s: %s", path, sqlite3_errmsg(database));
	return database;
}

static sqlite3_stmt *
query(sqlite3 *database, const char *sql)
{
	sqlite3_stmt *row = NULL;

	if (sqlite3_prepare_v2(database, sql, -1, &row, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(database));
	return row;
}

static struct text
column(sqlite3_stmt *row, int i)
{
	const char *p = (const char *)sqlite3_column_text(row, i);

	return (struct text){ p ? p : "", (size_t)sqlite3_column_bytes(row, i) };
}

/* The first column of all rows, a line each. */
static void
append_rows(struct buffer *out, sqlite3 *database, const char *sql)
{
	sqlite3_stmt *row = query(database, sql);

	while (sqlite3_step(row) == SQLITE_ROW) {
		buffer_append_text(out, column(row, 0));
		buffer_append_byte(out, '\n');
	}
	sqlite3_finalize(row);
}

static bool
has_line(const struct buffer *lines, const char *line)
{
	struct text rest = text_of_buffer(lines);

	while (rest.n > 0)
		if (text_is(text_cut(&rest, '\n'), line))
			return true;
	return false;
}

bool
sealed_has(const struct sealed *sealed, const char *value)
{
	for (size_t i = 0; i < sealed->count; i++)
		if (text_is(text_of_buffer(&sealed->needles[i].value), value))
			return true;
	return false;
}

static bool
is_kept(const struct sealed *sealed, const char *name, const char *value)
{
	for (size_t i = 0; i < sealed->count; i++)
		if (text_is(text_of_buffer(&sealed->needles[i].value), value) &&
		    text_is(text_of_buffer(&sealed->needles[i].name), name))
			return true;
	return false;
}

/* What is open by its nature, a line each: ids of records may be those of events. */
struct open_words {
	struct buffer subjects, ids, words;
};

/* Its own name, by which the program calls its readers, is no secret and stands everywhere. */
static bool
is_our_name(const char *value)
{
	return strcmp(value, "vidimus") == 0;
}

static void
keep(struct sealed *sealed, const struct open_words *open, const char *name, const char *value)
{
	struct needle *needle;

	if (strlen(value) < NEEDLE_LEAST || is_our_name(value) || has_line(&open->ids, value) || is_kept(sealed, name, value))
		return;
	if (sealed->count == sealed->room) {
		sealed->room = sealed->room ? 2 * sealed->room : 64;
		sealed->needles = realloc(sealed->needles, sealed->room * sizeof *sealed->needles);
		if (sealed->needles == NULL)
			abort();
	}
	needle = &sealed->needles[sealed->count++];
	needle_make(needle, name, text_of(value), has_line(&open->words, value));
	needle->subject = has_line(&open->subjects, value);
}

/* Every text inside a value; numbers and truths are too short to be told from chance. */
static void
keep_texts(struct sealed *sealed, const struct open_words *open, const char *name, json_t *value)
{
	const char *member;
	json_t *inner;
	size_t i;

	if (json_is_string(value))
		keep(sealed, open, name, json_string_value(value));
	json_array_foreach(value, i, inner)
		keep_texts(sealed, open, name, inner);
	json_object_foreach(value, member, inner)
		keep_texts(sealed, open, name, inner);
}

static void
read_members(struct sealed *sealed, const struct open_words *open, struct text type,
             struct text members)
{
	SCOPED_JSON json_t *values = NULL;
	struct error err = { 0 };
	const char *member;
	json_t *value;

	if (json_read(&values, members, &err) != STATUS_OK)
		fail_msg("values that are no JSON: %s", err.text);
	json_object_foreach(values, member, value) {
		SCOPED(buffer) name = { 0 };

		buffer_append_format(&name, "%.*s/%s", (int)type.n, type.p, member);
		if (!json_is_null(value) && !(json_is_array(value) && json_array_size(value) == 0) &&
		    !has_line(&sealed->present, buffer_string(&name)))
			buffer_append_format(&sealed->present, "%s\n", buffer_string(&name));
		keep_texts(sealed, open, buffer_string(&name), value);
	}
}

/* Every name and every string of a schema. */
static void
append_words(struct buffer *out, json_t *value)
{
	const char *name;
	json_t *inner;
	size_t i;

	if (json_is_string(value))
		buffer_append_format(out, "%s\n", json_string_value(value));
	json_array_foreach(value, i, inner)
		append_words(out, inner);
	json_object_foreach(value, name, inner) {
		buffer_append_format(out, "%s\n", name);
		append_words(out, inner);
	}
}

static void
append_schemas(struct buffer *out)
{
	SCOPED(run) run = { 0 };
	struct text rest;

	expect_shell(0, &run, NULL, "ls \"$SOURCE\"/catalog/events/*.json");
	rest = text_of_buffer(&run.out);
	while (rest.n > 0) {
		struct text path = text_cut(&rest, '\n');
		SCOPED_JSON json_t *schema = NULL;
		SCOPED(buffer) text = { 0 };
		SCOPED(buffer) name = { 0 };
		struct error err = { 0 };

		buffer_append_text(&name, path);
		read_file(&text, buffer_string(&name));
		if (json_read(&schema, text_of_buffer(&text), &err) != STATUS_OK)
			fail_msg("%s: %s", buffer_string(&name), err.text);
		append_words(out, schema);
	}
}

void
sealed_read(struct sealed *out, const char *folder)
{
	sqlite3 *database = open_database(folder);
	struct open_words open = { 0 };
	sqlite3_stmt *row;

	append_rows(&open.subjects, database, "SELECT DISTINCT subject FROM events");
	append_rows(&open.ids, database, "SELECT id FROM events");
	buffer_append_string(&open.ids, "vidimus\n"); /* our own name, as a parser's: it stands everywhere */
	append_rows(&open.words, database, "SELECT code FROM p_terms");
	append_schemas(&open.words);
	append_rows(&out->table, database, "SELECT members FROM event_values");
	row = query(database, "SELECT e.type, v.members FROM events e JOIN event_values v USING (seq)");
	while (sqlite3_step(row) == SQLITE_ROW)
		read_members(out, &open, column(row, 0), column(row, 1));
	sqlite3_finalize(row);
	sqlite3_close(database);
	buffer_end(&open.subjects);
	buffer_end(&open.ids);
	buffer_end(&open.words);
}

void
sealed_end(struct sealed *sealed)
{
	for (size_t i = 0; i < sealed->count; i++)
		needle_end(&sealed->needles[i]);
	free(sealed->needles);
	buffer_end(&sealed->table);
	buffer_end(&sealed->present);
}

static bool
is_listed(const char *const *list, const char *name)
{
	for (; *list != NULL; list++)
		if (strcmp(*list, name) == 0)
			return true;
	return false;
}

unsigned
sealed_check_all(const struct sealed *sealed, const char *type, const char *const *unset)
{
	SCOPED_JSON json_t *schema = NULL;
	SCOPED(buffer) text = { 0 };
	struct error err = { 0 };
	unsigned wrong = 0;
	char path[4096];
	const char *member;
	json_t *rule;

	snprintf(path, sizeof path, VIDIMUS_SOURCE "/catalog/events/%s.json", type);
	read_file(&text, path);
	if (json_read(&schema, text_of_buffer(&text), &err) != STATUS_OK)
		fail_msg("%s: %s", path, err.text);
	assert_true(json_object_size(json_object_get(schema, "sealed")) > 0);
	json_object_foreach(json_object_get(schema, "sealed"), member, rule) {
		SCOPED(buffer) name = { 0 };

		buffer_append_format(&name, "%s/%s", type, member);
		if (has_line(&sealed->present, buffer_string(&name)) != is_listed(unset, buffer_string(&name)))
			continue;
		wrong++;
		print_error("%s has %s value\n", buffer_string(&name),
		            is_listed(unset, buffer_string(&name)) ? "a" : "no");
	}
	return wrong;
}

static struct buffer *
add_place(struct places *places, const char *name)
{
	assert_true(places->count < PLACES);
	places->all[places->count].name = name;
	return &places->all[places->count++].bytes;
}

/* What a command of the shell prints on standard output. */
static void
add_printed(struct places *places, const char *name, const char *folder, const char *command)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, folder, "%s", command);
	buffer_append_text(add_place(places, name), text_of_buffer(&run.out));
}

void
places_collect(struct places *out, const char *folder, struct text said)
{
	sqlite3 *database = open_database(folder);

	append_rows(add_place(out, "events"), database, "SELECT bytes FROM events WHERE type <> 'vocabulary.loaded'");
	append_rows(add_place(out, "events with the public lists"), database,
	            "SELECT bytes FROM events WHERE type = 'vocabulary.loaded'");
	out->all[out->count - 1].lists = true;
	append_rows(add_place(out, "checkpoints"), database, "SELECT note FROM checkpoints");
	sqlite3_close(database);
	add_printed(out, "the home file", folder, "cat home/state/vidimus/homes/*.json");
	add_printed(out, "the lock file", folder, "cat cat/lock");
	out->all[out->count - 1].may_be_empty = true;
	add_printed(out, "README.txt and other files of the catalogue's folder", folder,
	            "find cat -maxdepth 1 -type f ! -name 'catalog.db*' -exec cat {} +");
	out->readme = &out->all[out->count - 1];
	add_printed(out, "the folder of keys", folder, "cat home/config/vidimus/keys/*");
	add_printed(out, "receipts", folder, "cat receipt-1 receipt-2");
	add_printed(out, "the log, raw", folder,
	            "\"$VIDIMUS\" -C cat log checkpoint; \"$VIDIMUS\" -C cat log prove 5; \"$VIDIMUS\" -C cat log verify");
	add_printed(out, "the log as it is listed", folder, "\"$VIDIMUS\" -C cat log");
	out->all[out->count - 1].names_subjects = true;
	buffer_append_text(add_place(out, "standard error"), said);
	out->all[out->count - 1].may_be_empty = true;
}

void
places_end(struct places *places)
{
	for (size_t i = 0; i < places->count; i++)
		buffer_end(&places->all[i].bytes);
}

/* Where a value stands because it is meant to. */
static bool
is_meant(const struct place *place, const char *name)
{
	static const struct {
		const char *place, *member;
	} meant[] = {
		{ "the home file", "home.added/home" },    /* it repeats the id */
		{ "checkpoints", "audit.completed/root" }, /* of the log that was audited */
		{ "the log, raw", "audit.completed/root" },
		{ "receipts", "delivery.closed/manifest" }, /* which is what it is signed for */
		{ "receipts", "delivery.closed/receipt" },
		{ "the log as it is listed", "catalogue.created/actor_code" }, /* who signed, for colleagues */
		{ "the log as it is listed", "actor.added/actor_code" },
	};

	for (size_t i = 0; i < sizeof meant / sizeof meant[0]; i++)
		if (strcmp(place->name, meant[i].place) == 0 && strcmp(name, meant[i].member) == 0)
			return true;
	return false;
}

/* The lines of a place that are no events of this subject. */
static void
leave_out_chain(struct buffer *out, struct text rest, const struct needle *subject)
{
	SCOPED(buffer) own = { 0 };

	buffer_append_format(&own, "\"subject\":\"%.*s\"", (int)subject->value.n, subject->value.p);
	while (rest.n > 0) {
		struct text line = text_cut(&rest, '\n');

		if (memmem(line.p, line.n, own.p, own.n) != NULL)
			continue;
		buffer_append_text(out, line);
		buffer_append_byte(out, '\n');
	}
}

static const char *
find(const struct place *place, const struct needle *needle)
{
	SCOPED(buffer) others = { 0 };

	if (!needle->subject)
		return needle_find(needle, text_of_buffer(&place->bytes));
	leave_out_chain(&others, text_of_buffer(&place->bytes), needle);
	return needle_find(needle, text_of_buffer(&others));
}

unsigned
places_search(const struct place *place, const struct sealed *sealed)
{
	unsigned finds = 0;

	for (size_t i = 0; i < sealed->count; i++) {
		struct needle *needle = &sealed->needles[i];
		const char *form;

		if ((place->lists && needle->word) || (place->names_subjects && needle->subject) ||
		    is_meant(place, buffer_string(&needle->name)))
			continue;
		form = find(place, needle);
		if (form == NULL)
			continue;
		finds++;
		print_error("%s, \"%s\", stands as %s in %s\n", buffer_string(&needle->name),
		            buffer_string(&needle->value), form, place->name);
	}
	return finds;
}
