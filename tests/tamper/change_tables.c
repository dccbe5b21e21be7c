/* SPDX-License-Identifier: Apache-2.0 */
/* change_tables.c - the tables that the commands show, their indexes, and SQLite's own pages. */
#include "tamper/change.h"

#include "base/scoped.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* SQLite writes no index that it does not know of: an entry goes, the row stays. */
static void
lose_index_entry(struct tampering *t)
{
	int64_t root;

	tamper_open(t);
	root = tamper_integer(t, "SELECT rootpage FROM sqlite_schema WHERE name = 'p_items_object'");
	tamper_sql(t, "CREATE TEMP TABLE kept AS SELECT * FROM p_items WHERE number = 1;"
	              "CREATE TEMP TABLE entry AS SELECT * FROM sqlite_schema WHERE name ="
	              " 'p_items_object';"
	              "DELETE FROM p_items WHERE number = 1; PRAGMA writable_schema = ON;"
	              "DELETE FROM sqlite_schema WHERE name = 'p_items_object';"
	              "PRAGMA writable_schema = RESET");
	tamper_sql(t, "INSERT INTO p_items SELECT * FROM kept");
	tamper_sql(t, "PRAGMA writable_schema = ON;"
	              "INSERT INTO sqlite_schema SELECT * FROM entry;"
	              "PRAGMA writable_schema = RESET");
	assert_int_equal(root, tamper_integer(t, "SELECT rootpage FROM sqlite_schema WHERE name ="
	                                         " 'p_items_object'"));
	tamper_close(t);
}

/* Dropped for good: closing puts the others back. */
static void
forget_trigger(struct tampering *t, const char *begins)
{
	char *at = strstr(t->triggers.p, begins);

	assert_non_null(at);
	memset(at, ' ', (size_t)(strstr(at, "END;") + strlen("END;") - at));
}

static void
drop_trigger(struct tampering *t)
{
	tamper_open(t);
	forget_trigger(t, "CREATE TRIGGER events_stay");
	tamper_close(t);
}

static void
drop_triggers(struct tampering *t)
{
	tamper_open(t);
	forget_trigger(t, "CREATE TRIGGER events_remain");
	forget_trigger(t, "CREATE TRIGGER checkpoints_stay");
	tamper_close(t);
}

static void
drop_outside_triggers(struct tampering *t)
{
	tamper_open(t);
	forget_trigger(t, "CREATE TRIGGER stamps_stay");
	forget_trigger(t, "CREATE TRIGGER cosignatures_remain");
	tamper_close(t);
}

static void
add_trigger(struct tampering *t)
{
	tamper_open(t);
	buffer_append_string(&t->triggers,
	                     "CREATE TRIGGER rewrite AFTER INSERT ON events BEGIN"
	                     " UPDATE p_items SET title = 'another'; END;");
	tamper_close(t);
}

/* Overwrites a page of the file with zeros. */
static void
clear_page(struct tampering *t, int64_t page, int64_t size)
{
	SCOPED_FREE char *zeros = calloc(1, (size_t)size), *path = NULL;
	int file;

	assert_true(asprintf(&path, "%s/catalog.db", t->path) > 0);
	file = open(path, O_WRONLY | O_CLOEXEC);
	assert_int_equal(pwrite(file, zeros, (size_t)size, (page - 1) * size), size);
	close(file);
}

/* The last leaf page of a table. */
static void
clear_leaf_of(struct tampering *t, const char *table)
{
	int64_t page, size;

	tamper_open(t);
	size = tamper_integer(t, "PRAGMA page_size");
	page = tamper_integer(t,
	                      "SELECT pageno FROM dbstat WHERE name = '%s' AND pagetype = 'leaf'"
	                      " ORDER BY path DESC LIMIT 1",
	                      table);
	tamper_close(t);
	clear_page(t, page, size);
}

static void
clear_events(struct tampering *t)
{
	clear_leaf_of(t, "events");
}

static void
clear_terms(struct tampering *t)
{
	clear_leaf_of(t, "p_terms");
}

static void
clear_first(struct tampering *t)
{
	clear_page(t, 1, 4096);
}

static void
cut_file(struct tampering *t)
{
	SCOPED_FREE char *path = NULL;
	int64_t pages, size;

	tamper_open(t);
	size = tamper_integer(t, "PRAGMA page_size");
	pages = tamper_integer(t, "PRAGMA page_count");
	tamper_close(t);
	assert_true(asprintf(&path, "%s/catalog.db", t->path) > 0);
	assert_int_equal(truncate(path, pages / 2 * size), 0);
}

/* An object that the audit would leave for later is damaged. */
static void
postpone_object(struct tampering *t)
{
	SCOPED_FREE char *hash = NULL, *path = NULL;

	tamper_open(t);
	hash = tamper_text(t, "SELECT object FROM p_items WHERE number = 2");
	tamper_sql(t, "UPDATE p_objects SET seq = 1000000 WHERE sha256 = '%s'", hash);
	tamper_close(t);
	snprintf(t->object, sizeof t->object, "%s", hash);
	path = sample_object_path(t->path, hash);
	assert_int_equal(chmod(path, 0640), 0);
	write_file(path, "damaged", 7);
}

#define CHANGED(table, column) \
	NULL, "UPDATE " table " SET " column " = 'forged' WHERE rowid = (SELECT min(rowid) FROM " table ")"

/* Of nobody, with a signature of zero bytes; and the line it would be. */
#define WITNESS "witness.example.org+ac94e85e+BNdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea"
#define COSIGNATURE                                                                      \
	"'\xe2\x80\x94 witness.example.org rJToXgAAAABlU/EAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==' || char(10)"
#define STAMP(size, token)                                                                  \
	"INSERT INTO stamps (digest, size, time, ends, authority, name, token) SELECT zeroblob(32), " \
	size ", 1, 2, zeroblob(32), 'CN=Authority', " token " FROM checkpoints LIMIT 1"

const struct change changes_of_tables[] = {
	{ "cosignature-forged", NULL,
	  "INSERT INTO cosignatures SELECT max(size), '" WITNESS "', 1700000000, " COSIGNATURE " FROM checkpoints" },
	{ "cosignature-of-nobody", NULL,
	  "INSERT INTO cosignatures SELECT max(size), 'nobody', 1700000000, " COSIGNATURE " FROM checkpoints" },
	{ "stamp-forged", NULL, STAMP("size", "x'3003020100'") },
	{ "stamp-of-a-file-forged", NULL, STAMP("NULL", "x'3003020100'") },
	{ "schema-stamps-unprotected", drop_outside_triggers, NULL },
	{ "hold-lifted", NULL,
	  "INSERT INTO p_holds_lifted (seq, hold, time, actor) SELECT 9999, uuid, time, actor FROM"
	  " (SELECT 'a' AS uuid, time, actor FROM p_audits LIMIT 1)" },
	{ "p-objects-postponed", postpone_object, NULL },
	{ "p-objects-huge", NULL,
	  "UPDATE p_objects SET bytes = 9223372036854775807 WHERE rowid IN (SELECT rowid FROM"
	  " p_objects LIMIT 2)" },
	{ "catalogue-migration", NULL, "UPDATE migrations SET sha256 = 'another'" },
	{ "catalogue-version", NULL, "PRAGMA user_version = 4711" },
	{ "table-foreign", NULL, "CREATE TABLE shadow (a TEXT)" },
	{ "schema-foreign-many", NULL,
	  "CREATE TABLE stash (a TEXT UNIQUE); CREATE INDEX stash_by ON stash (a DESC);"
	  "CREATE TRIGGER stash_all AFTER INSERT ON stash BEGIN DELETE FROM stash; END;"
	  "CREATE VIEW peek AS SELECT members FROM event_values" },
	{ "schema-two-triggers", drop_triggers, NULL },
	{ "p-catalogue-changed", CHANGED("p_catalogue", "name") },
	{ "p-homes-changed", CHANGED("p_homes", "host") },
	{ "p-actors-changed", CHANGED("p_actors", "role") },
	{ "p-terms-changed", NULL,
	  "UPDATE p_terms SET definition = 'forged' WHERE vocabulary = 'sound' AND code = 'calm'" },
	{ "p-settings-changed", CHANGED("p_settings", "value") },
	{ "p-persons-changed", CHANGED("p_persons", "protection_level") },
	{ "p-channels-changed", CHANGED("p_channels", "handle") },
	{ "p-deliveries-changed", CHANGED("p_deliveries", "from_person") },
	{ "p-continuations-changed", CHANGED("p_continuations", "host") },
	{ "p-failures-changed", CHANGED("p_failures", "path") },
	{ "p-objects-changed", CHANGED("p_objects", "media_type") },
	{ "p-acquisitions-changed", CHANGED("p_acquisitions", "name") },
	{ "p-items-changed", CHANGED("p_items", "title") },
	{ "p-postings-changed", CHANGED("p_postings", "caption") },
	{ "p-notes-changed", CHANGED("p_notes", "text") },
	{ "p-repairs-changed", CHANGED("p_repairs", "kept_as") },
	{ "p-audits-changed", NULL, "UPDATE p_audits SET altered_count = 1" },
	{ "p-items-removed", NULL, "DELETE FROM p_items WHERE number = 2" },
	{ "p-items-added", NULL,
	  "CREATE TEMP TABLE forged AS SELECT * FROM p_items WHERE number = 1;"
	  " UPDATE forged SET number = 99, uuid = '0b4d5a52-6a7e-4b0e-9c41-8f3f0d6f2a11',"
	  " title = 'forged'; INSERT INTO p_items SELECT * FROM forged; DROP TABLE forged" },
	{ "p-objects-removed", NULL, "DELETE FROM p_objects WHERE media_type = 'video/mp4'" },
	{ "p-objects-added", NULL,
	  "INSERT INTO p_objects (sha256, seq, bytes) VALUES"
	  " ('9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08', 3, 4)" },
	{ "p-notes-removed", NULL, "DELETE FROM p_notes" },
	{ "p-audits-added", NULL,
	  "INSERT INTO p_audits (seq, time, actor, scope, complete) SELECT 9999, time, actor, scope,"
	  " complete FROM p_audits" },
	{ "actor-row-key", CHANGED("p_actors", "public_key") },
	{ "actor-row-added", NULL,
	  "INSERT INTO p_actors (uuid, number, fingerprint, public_key, role, added) VALUES"
	  " ('0b4d5a52-6a7e-4b0e-9c41-8f3f0d6f2a11', 3, 'aa', 'bb', 'keeper', '2026')" },
	{ "table-dropped", NULL, "DROP TABLE p_notes" },
	{ "table-added", NULL, "CREATE TABLE p_shadow (a TEXT)" },
	{ "table-column-added", NULL, "ALTER TABLE p_items ADD COLUMN more TEXT" },
	{ "table-index-dropped", NULL, "DROP INDEX p_items_delivery" },
	{ "table-trigger-added", NULL,
	  "CREATE TRIGGER p_items_forge AFTER INSERT ON p_items BEGIN"
	  " UPDATE p_items SET title = 'forged'; END" },
	{ "projection-marker", NULL, "UPDATE projection SET version = 'another'" },
	{ "index-row-removed", lose_index_entry, NULL },
	{ "trigger-dropped", drop_trigger, NULL },
	{ "trigger-added", add_trigger, NULL },
	{ "page-of-events", clear_events, NULL },
	{ "page-of-table", clear_terms, NULL },
	{ "page-first", clear_first, NULL },
	{ "file-cut", cut_file, NULL },
	{ NULL, NULL, NULL },
};
