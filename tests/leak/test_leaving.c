/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_leaving.c - a real bundle of one of two items that came together: no
 * seed, no salt of what is withheld, no hash, size, name or id of the other
 * item is in any of its files.
 */
#include "cli/catalogue.h"

#include "base/encoding.h"
#include "ledger/event.h"

#include <sqlite3.h>

static struct buffer bundle; /* all its files, one after the other, and their names */
static size_t looked_for;

static int
begin(void **state)
{
	SCOPED(run) run = { 0 };

	begin_catalogue(state);
	expect_shell(0, &run, *state,
	             "mkdir in && echo film >in/given.pdf && head -c 48571 /dev/urandom >in/stays-here.pdf && "
	             "echo 'Hasmik Tumanyan' >n && echo 'The light falls from the west.' >g && " V
	             "intake in -q && " V "person add --code p-west --note @n -q && " V
	             "describe E-1 --title 'A square' -q && " V
	             "describe E-2 --title 'Another square' -q && " V
	             "finding add E-1 --question place --answer answered --conclusion @g --confidence high "
	             "--protected-grounds @n --by p-west -q && " V
	             "bundle export E-1 --for self --out x -q");
	run_end(&run);
	expect_shell(0, &run, *state, "find x -type f -print -exec cat {} +");
	bundle = run.out;
	run.out = (struct buffer){ 0 };
	assert_true(bundle.n > 20000);
	return 0;
}

static int
end(void **state)
{
	buffer_end(&bundle);
	return end_folder(state);
}

static bool
is_there(const void *bytes, size_t n)
{
	looked_for++;
	return memmem(bundle.p, bundle.n, bytes, n) != NULL;
}

static void
expect_absent(const char *what, const char *text)
{
	if (is_there(text, strlen(text)))
		fail_msg("%s (%s) is in the bundle\n", what, text);
}

/* As bytes, hex, base64 and base64url. */
static void
expect_absent_bytes(const char *what, const void *bytes, size_t n)
{
	SCOPED(buffer) text = { 0 };

	if (is_there(bytes, n))
		fail_msg("%s is in the bundle as bytes\n", what);
	hex_append(&text, bytes, n);
	expect_absent(what, buffer_string(&text));
	buffer_clear(&text);
	base64url_append(&text, bytes, n);
	expect_absent(what, buffer_string(&text));
	buffer_clear(&text);
	base64_append(&text, bytes, n);
	expect_absent(what, buffer_string(&text));
}

/* Is the member of the event opened there? A disclosure begins with both. */
static bool
is_opened(const char *event, const char *member)
{
	SCOPED(buffer) begin = { 0 };

	buffer_append_format(&begin, "[\"vidimus-disclosure-v1\",\"%s\",\"/%s\",", event, member);
	return memmem(bundle.p, bundle.n, begin.p, begin.n) != NULL;
}

/* Salts of every member of an event that is not opened, and its seed. */
static size_t
see_event(const char *event, const void *seed, const char *members)
{
	struct error err;
	SCOPED_JSON json_t *values = json_loads(members, 0, NULL);
	unsigned char salt[EVENT_SALT_SIZE];
	const char *name;
	json_t *value;
	size_t closed = 0;

	expect_absent_bytes(event, seed, EVENT_SEED_SIZE);
	json_object_foreach(values, name, value) {
		assert_ok(event_salt(seed, text_of(name), salt, &err), &err);
		if (is_opened(event, name))
			continue;
		expect_absent_bytes(name, salt, sizeof salt);
		closed++;
	}
	return closed;
}

static void
no_seed_and_no_salt_of_what_is_closed_leaves(void **state)
{
	SCOPED(buffer) path = { 0 };
	sqlite3 *database = NULL;
	sqlite3_stmt *row = NULL;
	size_t closed = 0;

	buffer_append_format(&path, "%s/cat/catalog.db", (const char *)*state);
	assert_int_equal(sqlite3_open_v2(buffer_string(&path), &database, SQLITE_OPEN_READONLY, NULL),
	                 SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(database,
	                                    "SELECT e.id, v.seed, v.members FROM events e"
	                                    " JOIN event_values v ON v.seq = e.seq",
	                                    -1, &row, NULL),
	                 SQLITE_OK);
	while (sqlite3_step(row) == SQLITE_ROW) {
		assert_int_equal(sqlite3_column_bytes(row, 1), EVENT_SEED_SIZE);
		closed += see_event((const char *)sqlite3_column_text(row, 0),
		                    sqlite3_column_blob(row, 1),
		                    (const char *)sqlite3_column_text(row, 2));
	}
	sqlite3_finalize(row);
	sqlite3_close(database);
	if (closed < 150 || looked_for < 700)
		fail_msg("only %zu members are closed, and %zu texts were looked for\n", closed, looked_for);
}

static void
nothing_of_the_other_item_leaves(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *other = NULL;
	struct digest digest;

	expect_shell(0, &run, *state, V "show E-2 --json");
	other = json_line(&run, 0);
	assert_int_equal(json_integer_value(json_object_get(other, "bytes")), 48571);
	assert_true(json_member_digest(other, "sha256", &digest));
	expect_absent_bytes("the hash", digest.bytes, sizeof digest.bytes);
	expect_absent("the UUID", json_string_value(json_object_get(other, "uuid")));
	expect_absent("the size", "48571");
	expect_absent("the name", "stays-here");
	expect_absent("the id", "E-000002");
	expect_absent("the delivery", "D-000001");
	expect_absent("the title", "Another square");
	expect_absent("a witness", "Hasmik");
	expect_absent("a witness's code", "p-west");
	assert_true(is_there("E-000001", 8) && is_there("The light falls from the west.", 30));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_seed_and_no_salt_of_what_is_closed_leaves),
		cmocka_unit_test(nothing_of_the_other_item_leaves),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
