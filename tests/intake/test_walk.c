/* SPDX-License-Identifier: Apache-2.0 */
/* Every file below the arguments comes once, in order, whatever the folders do. */
#include "support/support.h"

#include "intake/walk.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

DEFINE_SCOPED_POINTER(walk, walk_end);

static char *root; /* the folder that each test works in, and is in */

static int
set_up(void **state)
{
	(void)state;
	root = folder_make();
	assert_int_equal(chdir(root), 0);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	assert_int_equal(chdir("/"), 0);
	folder_remove(root);
	return 0;
}

static void
make_folder(const char *path)
{
	assert_int_equal(mkdir(path, 0755), 0);
}

static void
make_file(const char *path)
{
	write_file(path, "x", 1);
}

/* A NUL, which only an invalid path can hold, as \0. */
static void
append_visible(struct buffer *out, struct text text)
{
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] == '\0')
			buffer_append_string(out, "\\0");
		else
			buffer_append_byte(out, text.p[i]);
}

/* path|relative; with !code| before it for a fault. */
static void
tell_entry(struct buffer *out, const struct walk_entry *entry)
{
	struct stat st;

	if (entry->fault != SOURCE_FAULT_NONE) {
		assert_int_equal(entry->folder, -1);
		assert_true(entry->error.text[0] != '\0');
		buffer_append_format(out, "!%s|", source_fault_code(entry->fault));
	} else {
		assert_int_equal(fstatat(entry->folder, entry->name, &st, AT_SYMLINK_NOFOLLOW), 0);
	}
	append_visible(out, entry->path);
	buffer_append_byte(out, '|');
	append_visible(out, entry->relative);
	buffer_append_byte(out, ';');
}

static void
walk_all(struct buffer *out, const struct walk_options *options)
{
	SCOPED_POINTER(walk) walk = NULL;
	const struct walk_entry *entry;
	struct error err = { 0 };
	enum status st;

	assert_ok(walk_begin(&walk, options, &err), &err);
	while ((st = walk_next(walk, &entry, &err)) == STATUS_OK)
		tell_entry(out, entry);
	assert_status(STATUS_DONE, st, &err);
}

static void
expect_walk(const struct walk_options *options, const char *expected)
{
	SCOPED(buffer) out = { 0 };

	walk_all(&out, options);
	assert_string_equal(buffer_string(&out), expected);
}

static void
folders_are_walked_in_the_order_of_bytes(void **state)
{
	const char *paths[] = { "tree" };
	struct walk_options options = { .paths = paths, .path_count = 1, .list = -1 };

	(void)state;
	make_folder("tree");
	make_folder("tree/b");
	make_folder("tree/b/.hidden");
	make_folder("tree/empty");
	make_file("tree/b/.hidden/x");
	make_file("tree/b/z");
	make_file("tree/a");
	make_file("tree/B");
	make_file("tree/b.txt");
	make_file("tree/\xff");
	make_file("tree/\xc3\xa4");
	expect_walk(&options, "tree/B|B;tree/a|a;tree/b/.hidden/x|b/.hidden/x;tree/b/z|b/z;"
	                      "tree/b.txt|b.txt;tree/\xc3\xa4|\xc3\xa4;tree/\xff|\xff;");
}

static void
arguments_of_every_spelling_are_taken(void **state)
{
	SCOPED(buffer) absolute = { 0 };
	SCOPED(buffer) expected = { 0 };
	const char *paths[] = { "t/a", "t/", "t//", "./t", "t/../t", ".", "", "absent", "t/a/below", NULL };
	struct walk_options options = { .paths = paths, .path_count = 10, .list = -1 };

	(void)state;
	make_folder("t");
	make_file("t/a");
	buffer_append_format(&absolute, "%s/t", root);
	paths[9] = buffer_string(&absolute);
	buffer_append_format(&expected, "t/a|a;t/a|a;t/a|a;./t/a|a;t/../t/a|a;./t/a|t/a;"
	                     "!invalid-path||;!not-found|absent|absent;"
	                     "!not-found|t/a/below|below;%s/t/a|a;", root);
	expect_walk(&options, buffer_string(&expected));
}

/* Links are given as what they are, for source_open to refuse; none is followed. */
static void
links_are_never_followed(void **state)
{
	const char *paths[] = { "tree", "way", "way/" };
	struct walk_options options = { .paths = paths, .path_count = 3, .list = -1 };
	struct source source = { .file = -1 };
	struct source_place place = { AT_FDCWD, "way", text_of("way"), NULL };
	enum source_fault fault;

	(void)state;
	make_folder("tree");
	assert_int_equal(symlink(".", "tree/here"), 0);
	assert_int_equal(symlink("..", "tree/up"), 0);
	assert_int_equal(symlink("loop", "tree/loop"), 0);
	assert_int_equal(symlink("tree", "way"), 0);
	expect_walk(&options, "tree/here|here;tree/loop|loop;tree/up|up;way|way;way|way;");
	assert_int_not_equal(source_open(&source, &place, &fault, NULL), STATUS_OK);
	assert_int_equal(fault, SOURCE_FAULT_SYMBOLIC_LINK);
}

static void
names_are_bytes(void **state)
{
	const char *paths[] = { "-t", "--" };
	struct walk_options options = { .paths = paths, .path_count = 2, .list = -1 };
	SCOPED(buffer) longest = { 0 };
	SCOPED(buffer) expected = { 0 };
	SCOPED(buffer) path = { 0 };

	(void)state;
	make_folder("-t");
	make_folder("--");
	make_file("-t/a\nb");
	make_file("-t/\x1b[2J");
	make_file("-t/-");
	for (int i = 0; i < 255; i++)
		buffer_append_byte(&longest, 'n');
	buffer_append_format(&path, "-t/%s", buffer_string(&longest));
	make_file(buffer_string(&path));
	buffer_append_format(&expected, "-t/\x1b[2J|\x1b[2J;-t/-|-;-t/a\nb|a\nb;%s|%s;",
	                     buffer_string(&path), buffer_string(&longest));
	expect_walk(&options, buffer_string(&expected));
}

static void
the_same_file_comes_once_for_each_path(void **state)
{
	const char *paths[] = { "t", "t/a", "./t/a" };
	struct walk_options options = { .paths = paths, .path_count = 3, .list = -1 };

	(void)state;
	make_folder("t");
	make_file("t/a");
	expect_walk(&options, "t/a|a;t/a|a;./t/a|a;");
}

static void
expect_list(const char *bytes, size_t n, char separator, const char *expected)
{
	struct walk_options options = { .separator = separator };

	write_file("list", bytes, n);
	options.list = open("list", O_RDONLY | O_CLOEXEC);
	assert_true(options.list >= 0);
	expect_walk(&options, expected);
	close(options.list);
}

static void
paths_come_from_a_list(void **state)
{
	static const char lines[] = "t/a\n\nt\nabsent\nt/b\r\nt/a", nuls[] = "t/a\0\0t/n\nl\0t";

	(void)state;
	make_folder("t");
	make_file("t/a");
	expect_list(lines, sizeof lines - 1, '\n',
	            "t/a|a;t/a|a;!not-found|absent|absent;!not-found|t/b\r|b\r;t/a|a;");
	make_file("t/n\nl");
	expect_list(nuls, sizeof nuls - 1, '\0', "t/a|a;t/n\nl|n\nl;t/a|a;t/n\nl|n\nl;");
	expect_list("", 0, '\n', "");
	expect_list("t\0x\nt/a\n", 8, '\n', "!invalid-path|t\\0x|t\\0x;t/a|a;");
}

static void
a_list_of_any_length_is_read_piece_by_piece(void **state)
{
	SCOPED(buffer) list = { 0 };
	SCOPED(buffer) expected = { 0 };

	(void)state;
	make_file("f");
	for (int i = 0; i < 20000; i++) {
		buffer_append_string(&list, "./f\n");
		buffer_append_string(&expected, "./f|f;");
	}
	expect_list(list.p, list.n, '\n', buffer_string(&expected));
}

static void
a_path_beyond_the_limit_is_a_fault_and_no_end(void **state)
{
	SCOPED(buffer) list = { 0 };
	SCOPED(buffer) out = { 0 };
	struct walk_options options = { .separator = '\n', .path_limit = 5000 };

	(void)state;
	make_file("f");
	for (int i = 0; i < 100000; i++)
		buffer_append_byte(&list, 'x');
	buffer_append_string(&list, "\nf\n");
	write_file("list", list.p, list.n);
	options.list = open("list", O_RDONLY | O_CLOEXEC);
	walk_all(&out, &options);
	close(options.list);
	assert_true(text_begins(text_of_buffer(&out), "!invalid-path|xxx"));
	assert_true(text_ends(text_of_buffer(&out), ";f|f;"));
	assert_true(out.n < 11000);
}

static void
a_list_that_cannot_be_read_ends_the_walk(void **state)
{
	struct walk_options options = { .separator = '\n' };
	SCOPED_FD folder = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	SCOPED_POINTER(walk) walk = NULL;
	const struct walk_entry *entry;
	struct error err = { 0 };

	(void)state;
	options.list = folder;
	assert_ok(walk_begin(&walk, &options, &err), &err);
	assert_status(STATUS_IO, walk_next(walk, &entry, &err), &err);
}

/* More names than memory: the folder is read in parts and nothing is lost or doubled. */
static void
a_wide_folder_is_read_in_parts(void **state)
{
	const char *paths[] = { "wide" };
	struct walk_options options = { .paths = paths, .path_count = 1, .list = -1, .memory = 4096 };
	SCOPED(buffer) expected = { 0 };
	char name[64];

	(void)state;
	make_folder("wide");
	for (int i = 0; i < 3000; i++) {
		int mixed = i * 1237 % 3000;

		snprintf(name, sizeof name, "wide/%05d", mixed);
		if (mixed % 100 == 0) { /* folders between: the parts must survive a descent */
			make_folder(name);
			snprintf(name, sizeof name, "wide/%05d/in", mixed);
		}
		make_file(name);
	}
	for (int i = 0; i < 3000; i++) {
		const char *in = i % 100 == 0 ? "/in" : "";

		buffer_append_format(&expected, "wide/%05d%s|%05d%s;", i, in, i, in);
	}
	expect_walk(&options, buffer_string(&expected));
}

/* mkdir and chdir, because the whole path is longer than the system takes at once. */
static void
make_chain(int levels, const char *name)
{
	for (int i = 0; i < levels; i++) {
		assert_int_equal(mkdir(name, 0755), 0);
		assert_int_equal(chdir(name), 0);
		if (i % 100 == 0)
			make_file("file");
	}
	make_file("bottom");
	make_file("zz");
	assert_int_equal(chdir(root), 0);
}

static int
open_descriptors(void)
{
	DIR *all = opendir("/proc/self/fd");
	int n = 0;

	assert_non_null(all);
	while (readdir(all) != NULL)
		n++;
	closedir(all);
	return n;
}

static void
a_deep_folder_needs_no_more_descriptors_than_a_flat_one(void **state)
{
	const char *paths[] = { "deep" };
	struct walk_options options = { .paths = paths, .path_count = 1, .list = -1, .memory = 8192 };
	SCOPED_POINTER(walk) walk = NULL;
	const struct walk_entry *entry;
	struct error err = { 0 };
	int before = open_descriptors(), most = before, files = 0, last_seen = 0;

	(void)state;
	make_folder("deep");
	make_file("deep/~last");
	assert_int_equal(chdir("deep"), 0);
	make_chain(3000, "d");
	assert_ok(walk_begin(&walk, &options, &err), &err);
	while (walk_next(walk, &entry, &err) == STATUS_OK) {
		int now = open_descriptors();

		assert_int_equal(entry->fault, SOURCE_FAULT_NONE);
		most = now > most ? now : most;
		files++;
		last_seen += text_is(entry->path, "deep/~last");
	}
	assert_int_equal(files, 30 + 2 + 1);
	assert_int_equal(last_seen, 1);
	assert_true(most - before <= 4);
	expect_shell(0, &(struct run) { 0 }, root, "rm -rf '%s/deep'", root);
}

static void
too_deep_is_a_fault_of_that_path_only(void **state)
{
	const char *paths[] = { "deep" };
	struct walk_options options = { .paths = paths, .path_count = 1, .list = -1, .path_limit = 9 };

	(void)state;
	make_folder("deep");
	make_folder("deep/d");
	make_folder("deep/d/dd");
	make_file("deep/d/dd/f");
	make_file("deep/d/f");
	make_file("deep/f");
	expect_walk(&options, "!invalid-path|deep/d/dd/f|d/dd/f;deep/d/f|d/f;deep/f|f;");
}

static void
folders_that_may_not_be_read_are_faults(void **state)
{
	const char *paths[] = { "t" };
	struct walk_options options = { .paths = paths, .path_count = 1, .list = -1 };
	bool as_root = geteuid() == 0;

	(void)state;
	make_folder("t");
	make_folder("t/closed");
	make_file("t/closed/in");
	make_file("t/open");
	assert_int_equal(chmod("t/closed", 0), 0);
	if (as_root) {
		assert_int_equal(chmod(".", 0755), 0);
		assert_int_equal(seteuid(65534), 0);
	}
	expect_walk(&options, "!no-permission|t/closed|closed;t/open|open;");
	if (as_root)
		assert_int_equal(seteuid(0), 0);
	assert_int_equal(chmod("t/closed", 0755), 0);
}

static void
step_to(struct walk *walk, const char *path)
{
	const struct walk_entry *entry;
	struct error err = { 0 };

	do
		assert_ok(walk_next(walk, &entry, &err), &err);
	while (!text_is(entry->path, path));
}

static void
begin_tree(struct walk **walk)
{
	static const char *const paths[] = { "t", "after" };
	struct walk_options options = { .paths = paths, .path_count = 2, .list = -1 };
	struct error err = { 0 };

	make_folder("t");
	make_folder("t/a");
	make_folder("t/a/b");
	make_file("t/a/b/1");
	make_file("t/a/b/2");
	make_file("t/a/z");
	make_folder("t/c");
	make_file("t/c/3");
	make_file("t/d");
	make_file("after");
	assert_ok(walk_begin(walk, &options, &err), &err);
	step_to(*walk, "t/a/b/1");
}

static void
expect_rest(struct walk *walk, const char *expected)
{
	SCOPED(buffer) out = { 0 };
	const struct walk_entry *entry;
	struct error err = { 0 };

	while (walk_next(walk, &entry, &err) == STATUS_OK) {
		if (entry->fault != SOURCE_FAULT_NONE)
			buffer_append_format(&out, "!%s|", source_fault_code(entry->fault));
		buffer_append_text(&out, entry->path);
		buffer_append_byte(&out, ';');
	}
	assert_string_equal(buffer_string(&out), expected);
}

static void
a_folder_that_vanishes_is_a_fault_and_the_walk_goes_on(void **state)
{
	SCOPED_POINTER(walk) walk = NULL;

	(void)state;
	begin_tree(&walk);
	assert_int_equal(unlink("t/c/3"), 0);
	assert_int_equal(rmdir("t/c"), 0);
	expect_rest(walk, "t/a/b/2;t/a/z;!not-found|t/c;t/d;after;");
}

static void
a_folder_that_is_replaced_by_a_link_is_not_followed(void **state)
{
	SCOPED_POINTER(walk) walk = NULL;

	(void)state;
	begin_tree(&walk);
	assert_int_equal(rename("t/c", "t/e"), 0);
	assert_int_equal(symlink("/", "t/c"), 0);
	expect_rest(walk, "t/a/b/2;t/a/z;t/c;t/d;after;");
}

/* The way up from a moved folder leads elsewhere: what lies there is never walked. */
static void
a_folder_that_is_moved_while_we_are_in_it_leads_nowhere_else(void **state)
{
	SCOPED_POINTER(walk) walk = NULL;

	(void)state;
	begin_tree(&walk);
	make_folder("elsewhere");
	make_file("elsewhere/secret");
	assert_int_equal(rename("t/a/b", "elsewhere/b"), 0);
	expect_rest(walk, "t/a/b/2;t/a/z;t/c/3;t/d;after;");
}

static void
a_parent_that_is_moved_loses_its_rest_and_says_so(void **state)
{
	SCOPED_POINTER(walk) walk = NULL;

	(void)state;
	begin_tree(&walk);
	make_folder("elsewhere");
	assert_int_equal(rename("t/a/b", "elsewhere/b"), 0);
	assert_int_equal(rename("t/a", "elsewhere/a"), 0);
	expect_rest(walk, "t/a/b/2;!changed|t/a;t/c/3;t/d;after;");
}

static void
the_catalogue_is_not_entered(void **state)
{
	struct source_guard guard;
	const char *paths[] = { ".", "t/cat", "t/cat/originals/ab", "t/cat/catalog.db", "t/x" };
	struct walk_options options = { .paths = paths, .path_count = 5, .list = -1, .guard = &guard };
	struct error err = { 0 };

	(void)state;
	make_folder("t");
	make_folder("t/cat");
	make_folder("t/cat/originals");
	make_folder("t/cat/originals/ab");
	make_file("t/cat/catalog.db");
	make_file("t/cat/originals/ab/o");
	make_file("t/x");
	SCOPED_FD catalogue = open("t/cat", O_PATH | O_CLOEXEC);
	assert_ok(source_guard_set(&guard, catalogue, &err), &err);
	expect_walk(&options, "!inside-catalogue|./t/cat|t/cat;./t/x|t/x;!inside-catalogue|t/cat|cat;"
	                      "!inside-catalogue|t/cat/originals/ab|ab;"
	                      "!inside-catalogue|t/cat/catalog.db|catalog.db;t/x|x;");
}

static void
count_all(const struct walk_options *options, struct walk_totals *totals)
{
	SCOPED_POINTER(walk) walk = NULL;
	struct error err = { 0 };
	enum status st;

	assert_ok(walk_begin(&walk, options, &err), &err);
	do
		st = walk_count(walk, totals, &err);
	while (st == STATUS_OK);
	assert_status(STATUS_DONE, st, &err);
}

static void
looking_ahead_counts_what_the_walk_gives(void **state)
{
	const char *paths[] = { "t", "t/f", "absent" };
	struct walk_options options = { .paths = paths, .path_count = 3, .list = -1 };
	struct walk_totals totals = { 0 };
	char name[64];

	(void)state;
	make_folder("t");
	write_file("t/f", "12345", 5);
	assert_int_equal(symlink("f", "t/link"), 0);
	assert_int_equal(mkfifo("t/pipe", 0600), 0);
	for (int i = 0; i < 500; i++) {
		snprintf(name, sizeof name, "t/%03d", i);
		make_folder(name);
		snprintf(name, sizeof name, "t/%03d/f", i);
		make_file(name);
	}
	count_all(&options, &totals);
	assert_int_equal(totals.files, 502);
	assert_int_equal(totals.bytes, 510);
	/* when the folders' names do not fit, files are still counted once */
	totals = (struct walk_totals) { 0 };
	options.memory = 1024;
	count_all(&options, &totals);
	assert_int_equal(totals.files, 502);
	assert_int_equal(totals.bytes, 510);
}

#define STAGED(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STAGED(folders_are_walked_in_the_order_of_bytes),
		STAGED(arguments_of_every_spelling_are_taken),
		STAGED(links_are_never_followed),
		STAGED(names_are_bytes),
		STAGED(the_same_file_comes_once_for_each_path),
		STAGED(paths_come_from_a_list),
		STAGED(a_list_of_any_length_is_read_piece_by_piece),
		STAGED(a_path_beyond_the_limit_is_a_fault_and_no_end),
		STAGED(a_list_that_cannot_be_read_ends_the_walk),
		STAGED(a_wide_folder_is_read_in_parts),
		STAGED(a_deep_folder_needs_no_more_descriptors_than_a_flat_one),
		STAGED(too_deep_is_a_fault_of_that_path_only),
		STAGED(folders_that_may_not_be_read_are_faults),
		STAGED(a_folder_that_vanishes_is_a_fault_and_the_walk_goes_on),
		STAGED(a_folder_that_is_replaced_by_a_link_is_not_followed),
		STAGED(a_folder_that_is_moved_while_we_are_in_it_leads_nowhere_else),
		STAGED(a_parent_that_is_moved_loses_its_rest_and_says_so),
		STAGED(the_catalogue_is_not_entered),
		STAGED(looking_ahead_counts_what_the_walk_gives),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
