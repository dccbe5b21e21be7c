/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with one source fails it alone, in one line that says what to do; the rest is taken in. */
#include "fault/case.h"

#include "base/scoped.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <unistd.h>

#define TAKE_IN ON_CAT "intake --json in"

/* now/in with one good file in it. */
static void
make_sources(struct stage *stage)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, stage->now, "mkdir in; printf '\\377\\330\\377\\340good' >in/good.jpg");
}

static void
make_specials(struct stage *stage)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int file = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	SCOPED(run) run = { 0 };
	char path[4096];

	expect_shell(0, &run, stage->now,
	             "cd in; mkfifo pipe; ln -s good.jpg link; ln -s loop loop; ln -s . dots; ln -s gone dangling");
	snprintf(address.sun_path, sizeof address.sun_path, "%s/in/socket", stage->now);
	assert_int_equal(bind(file, (struct sockaddr *)&address, sizeof address), 0);
	close(file);
	snprintf(path, sizeof path, "%s/in/device", stage->now);
	if (mknod(path, S_IFCHR | 0666, makedev(1, 3)) != 0)
		assert_int_equal(symlink("/dev/null", path), 0); /* only root makes devices */
}

static void
what_is_no_file_is_named_and_left_out(void **state)
{
	struct stage *stage = *state;
	bool root = geteuid() == 0;
	SCOPED(run) run = { 0 };

	make_sources(stage);
	make_specials(stage);
	expect_shell(3, &run, stage->now, TAKE_IN " /dev/zero");
	case_expect_counts(&run, (struct case_counts){ .added = 1, .failed = 8 });
	case_expect_failed(&run, "in/pipe", "fifo", "save what it delivers as a file first");
	case_expect_failed(&run, "in/socket", "socket", "leave it out");
	case_expect_failed(&run, "in/device", root ? "device" : "symbolic-link", "");
	case_expect_failed(&run, "/dev/zero", "device", "make an image of it and take that in");
	case_expect_failed(&run, "in/link", "symbolic-link", "name what it points to");
	case_expect_failed(&run, "in/loop", "symbolic-link", "never followed");
	case_expect_failed(&run, "in/dots", "symbolic-link", "never followed");
	case_expect_failed(&run, "in/dangling", "symbolic-link", "never followed");
	case_expect_sound(stage, "what is no file");
	/* the same again: nothing is new, and the failures are told again */
	expect_shell(3, &run, stage->now, TAKE_IN);
	case_expect_counts(&run, (struct case_counts){ .known = 1, .failed = 7 });
}

/* Exactly these lines stand for the file in the text for people. */
static void
expect_lines(const struct run *run, const char *lines)
{
	if (strstr(buffer_string(&run->out), lines) == NULL)
		fail_msg("expected\n%sin\n%s", lines, buffer_string(&run->out));
}

static void
people_read_one_line_of_it(void **state)
{
	struct stage *stage = *state;
	SCOPED(run) run = { 0 };

	make_sources(stage);
	expect_shell(3, &run, stage->now, "mkfifo in/pipe; " ON_CAT "intake in gone.jpg");
	expect_lines(&run, "failed     -         gone.jpg\n"
	                   "           'gone.jpg' is not there; check the name, or whether it was moved or removed meanwhile\n");
	expect_lines(&run, "failed     -         in/pipe\n"
	                   "           'in/pipe' is a named pipe and not a file; save what it delivers as a file first\n");
	expect_lines(&run, "Done: 1 added, 0 known, 0 components, 2 failed;");
	assert_int_equal(run.err.n, 0);
}

static void
no_permission_fails_a_file_and_a_folder(void **state)
{
	struct stage *stage = *state;
	const char *nobody;
	SCOPED(run) run = { 0 };

	make_sources(stage);
	expect_shell(0, &run, stage->now, "echo x >in/shut.jpg; mkdir in/shut; echo y >in/shut/y.jpg; "
	             "chmod 0 in/shut.jpg in/shut");
	nobody = case_become_nobody(stage);
	expect_shell(3, &run, stage->now, "%s" TAKE_IN, nobody);
	case_expect_counts(&run, (struct case_counts){ .added = 1, .failed = 2 });
	case_expect_failed(&run, "in/shut.jpg", "no-permission", "ask its owner for permission");
	case_expect_failed(&run, "in/shut", "no-permission", "ask its owner for permission");
	expect_shell(0, &run, stage->now, "chmod 700 in/shut in/shut.jpg; %s" TAKE_IN, nobody);
	case_expect_counts(&run, (struct case_counts){ .added = 2, .known = 1 });
	expect_shell(0, &run, stage->now, "%s" ON_CAT "audit", nobody);
}

/* A bad sector: the system says EIO to whoever reads this file. */
static void
an_unreadable_file_fails_alone(void **state)
{
	struct stage *stage = *state;
	SCOPED(run) run = { 0 };

	make_sources(stage);
	expect_shell(0, &run, stage->now, "head -c 9000000 /dev/zero >in/bad.mp4");
	expect_shell(3, &run, stage->now,
	             "strace -f -qq -o ../trace -P \"$PWD/in/bad.mp4\" -e trace=read,pread64"
	             " -e inject=read,pread64:error=EIO:when=2+ " TAKE_IN);
	case_expect_counts(&run, (struct case_counts){ .added = 1, .failed = 1 });
	case_expect_failed(&run, "in/bad.mp4", "unreadable", "Input/output error");
	case_expect_failed(&run, "in/bad.mp4", "unreadable", "check the medium that it lies on");
	case_expect_sound(stage, "a file that cannot be read");
	expect_shell(0, &run, stage->now, TAKE_IN);
	case_expect_counts(&run, (struct case_counts){ .added = 1, .known = 1 });
}

#define MANY 3000 /* files: more than are under way at once, so that the walk waits for the lines to be read */

static void
a_folder_that_vanishes_fails_alone(void **state)
{
	struct stage *stage = *state;
	SCOPED(run) run = { 0 };

	make_sources(stage);
	expect_shell(0, &run, stage->now, "mkdir in/many in/z in/z/deep; echo z >in/z/deep/z.jpg");
	for (unsigned i = 0; i < MANY; i++) {
		char path[4096];

		snprintf(path, sizeof path, "%s/in/many/%04u.txt", stage->now, i);
		write_file(path, path, strlen(path));
	}
	/* nobody reads on before the folder is gone */
	expect_shell(0, &run, stage->now,
	             "{ " TAKE_IN "; echo $? >code; } | { read -r first; rm -r in/z; echo \"$first\"; cat; }");
	case_expect_counts(&run, (struct case_counts){ .added = 1, .components = MANY, .failed = 1 });
	case_expect_failed(&run, "in/z", "not-found", "moved or removed meanwhile");
	expect_shell(0, &run, stage->now, "test \"$(cat code)\" = 3");
	case_expect_sound(stage, "a folder that vanished");
}

/* Somebody writes to it all the time: `change` is shell that changes in/busy.mp4 once. */
static void
expect_changed(struct stage *stage, const char *change)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, stage->now, "rm -rf stop; truncate -s 1G in/busy.mp4");
	expect_shell(3, &run, stage->now,
	             "while [ ! -e stop ]; do %s; done >/dev/null 2>&1 & " TAKE_IN "; code=$?; "
	             ">stop; wait; exit $code", change);
	case_expect_failed(&run, "in/busy.mp4", "changed", "try again when nothing writes to it");
	case_expect_outcome(&run, "in/good.jpg", "added");
	case_expect_sound(stage, change);
	expect_shell(0, &run, stage->now, "test $(find cat/originals -type f | wc -l) = 1");
	expect_shell(0, &run, stage->now, TAKE_IN);
	case_expect_outcome(&run, "in/busy.mp4", "added");
	case_expect_counts(&run, (struct case_counts){ .added = 1, .known = 1 });
}

static void
a_file_that_changes_while_it_is_read_is_failed(void **state)
{
	make_sources(*state);
	expect_changed(*state, "printf x | dd of=in/busy.mp4 bs=1 seek=7 conv=notrunc");
}

static void
a_file_that_shrinks_while_it_is_read_is_failed(void **state)
{
	make_sources(*state);
	expect_changed(*state, "truncate -s 100M in/busy.mp4; truncate -s 1G in/busy.mp4");
}

/* Bytes of names, and how the text for people shows them. */
static const struct {
	const char *bytes, *shown;
} names[] = {
	{ "\xff\xfe-no-utf8.jpg", "\\xff\\xfe-no-utf8.jpg" },
	{ "line\nend.jpg", "line\\nend.jpg" },
	{ "\x1b[31mred\x1b]0;title\x07.jpg", "\\x1b[31mred\\x1b]0;title\\x07.jpg" },
	{ "\xe2\x80\xae" "gpj.exe\xe2\x80\xac\xe2\x81\xa6.jpg", NULL },
	{ "-rf.jpg", "-rf.jpg" },
	{ "--help", "--help" },
	{ " ", NULL },
	{ "a\\b.jpg", NULL },
	{ "%s%n.jpg", "%s%n.jpg" },
	{ "c1-\xc2\x9b" "31m.jpg", NULL },
};
#define NAMES (sizeof names / sizeof names[0])

static void
write_named(struct stage *stage, const char *folder, const char *name)
{
	char *path = NULL;

	if (asprintf(&path, "%s/%s/%s", stage->now, folder, name) < 0)
		abort();
	write_file(path, name, strlen(name));
	free(path);
}

/* Nothing but printable text, whatever the names: no control character and none that turns the direction. */
static void
expect_harmless(const struct run *run)
{
	static const char *const turning[] = { "\xe2\x80\xaa", "\xe2\x80\xae", "\xe2\x80\xac",
		                               "\xe2\x81\xa6", "\xe2\x81\xa9", "\xc2\x9b" };

	for (size_t i = 0; i < run->out.n; i++) {
		unsigned char byte = (unsigned char)run->out.p[i];

		if ((byte < 0x20 && byte != '\n') || byte == 0x7f)
			fail_msg("byte %02x is printed raw", byte);
	}
	for (size_t i = 0; i < sizeof turning / sizeof turning[0]; i++)
		assert_null(strstr(buffer_string(&run->out), turning[i]));
}

static void
any_name_is_taken_in_and_none_reaches_the_terminal(void **state)
{
	struct stage *stage = *state;
	SCOPED(run) run = { 0 };
	char longest[256];

	expect_shell(0, &run, stage->now, "mkdir in");
	for (size_t i = 0; i < NAMES; i++)
		write_named(stage, "in", names[i].bytes);
	memset(longest, 'n', 251);
	memcpy(longest + 251, ".jpg", 5);
	write_named(stage, "in", longest);
	expect_shell(0, &run, stage->now, ON_CAT "intake --all in");
	expect_lines(&run, "Done: 11 added, 0 known, 0 components, 0 failed;");
	expect_lines(&run, longest);
	for (size_t i = 0; i < NAMES; i++)
		if (names[i].shown != NULL)
			expect_lines(&run, names[i].shown);
	expect_harmless(&run);
	expect_shell(0, &run, stage->now, ON_CAT "list; " ON_CAT "show E-1..E-11; " ON_CAT "custody E-1; "
	             ON_CAT "delivery show D-1 --files; " ON_CAT "delivery show D-1; " ON_CAT "log");
	expect_harmless(&run);
	case_expect_sound(stage, "names of any bytes");
	/* and the bytes are there: the manifest checks against the files */
	expect_shell(0, &run, stage->now, ON_CAT "delivery show D-1 --manifest >list; sha256sum --strict -c list");
}

static void
names_that_look_like_options_are_files(void **state)
{
	struct stage *stage = *state;
	SCOPED(run) run = { 0 };

	write_named(stage, ".", "-rf.jpg");
	write_named(stage, ".", "--json");
	expect_shell(0, &run, stage->now, ON_CAT "intake --json -- -rf.jpg --json");
	case_expect_outcome(&run, "-rf.jpg", "added");
	case_expect_outcome(&run, "--json", "component");
	expect_shell(0, &run, stage->now, "printf '%%s\\0' -rf.jpg --json | " ON_CAT "intake --json --null --files-from -");
	case_expect_counts(&run, (struct case_counts){ .known = 2 });
}

static void
an_empty_file_is_kept_with_a_warning(void **state)
{
	struct stage *stage = *state;
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, stage->now, "mkdir in; : >in/empty.mp4; " TAKE_IN);
	case_expect_counts(&run, (struct case_counts){ .added = 1 });
	expect_lines(&run, "\"bytes\":0,");
	expect_lines(&run, "\"code\":\"zero-bytes\"");
	expect_lines(&run, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	case_expect_sound(stage, "an empty file");
}

static void
a_file_inside_the_catalogue_is_refused(void **state)
{
	struct stage *stage = *state;
	SCOPED(run) run = { 0 };

	make_sources(stage);
	expect_shell(0, &run, stage->now, TAKE_IN "; ln -s ../cat in/way");
	expect_shell(3, &run, stage->now, ON_CAT "intake --json . in/way/catalog.db cat/originals cat/lock");
	case_expect_failed(&run, "./cat", "inside-catalogue", "keep sources elsewhere");
	case_expect_failed(&run, "in/way/catalog.db", "inside-catalogue", "keep sources elsewhere");
	case_expect_failed(&run, "cat/originals", "inside-catalogue", "keep sources elsewhere");
	case_expect_failed(&run, "cat/lock", "inside-catalogue", "keep sources elsewhere");
	expect_shell(0, &run, stage->now, "test $(find cat/originals -type f | wc -l) = 1");
	case_expect_sound(stage, "a file inside the catalogue");
}

static void
mounts_hide_neither_catalogue_nor_keys(void **state)
{
	struct stage *stage = *state;
	SCOPED(run) run = { 0 };

	make_sources(stage);
	if (!case_can_mount("a mount of one's own keys"))
		skip();
	expect_shell(3, &run, stage->now, "mkdir in/keys in/homes in/vault; " IN_MOUNTS
	             "mount --bind home/config/vidimus/keys in/keys; mount --bind home/state/vidimus/homes in/homes; "
	             "mount --bind cat/originals in/vault; " TAKE_IN "'");
	case_expect_counts(&run, (struct case_counts){ .added = 1, .failed = 3 });
	case_expect_failed(&run, "in/keys", "own-keys", "name what is evidence");
	case_expect_failed(&run, "in/homes", "own-keys", "name what is evidence");
	case_expect_failed(&run, "in/vault", "inside-catalogue", "keep sources elsewhere");
	case_expect_sound(stage, "mounts");
}

/* Everyday 4 GiB; all of it only where there is time. */
static void
a_sparse_file_is_copied_with_its_holes(void **state)
{
	struct stage *stage = *state;
	unsigned gibibytes = getenv("VIDIMUS_TEST_FULL") != NULL ? 100 : 4;
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, stage->now,
	             "mkdir in; printf begin >in/disk.mp4; truncate -s %uG in/disk.mp4; "
	             "printf end >>in/disk.mp4; printf middle | dd of=in/disk.mp4 bs=1M seek=1500 conv=notrunc 2>/dev/null",
	             gibibytes);
	expect_shell(0, &run, stage->now, TAKE_IN);
	case_expect_counts(&run, (struct case_counts){ .added = 1 });
	expect_lines(&run, "\"code\":\"sparse-file\"");
	expect_shell(0, &run, stage->now,
	             "copy=$(find cat/originals -type f); cmp -s in/disk.mp4 \"$copy\" || exit 9; "
	             "test $(stat -c %%s \"$copy\") = %llu && test $(stat -c %%b \"$copy\") -lt 20000",
	             ((unsigned long long)gibibytes << 30) + 3);
	if (gibibytes < 100) /* which would be hashed once more */
		case_expect_sound(stage, "a sparse file");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(what_is_no_file_is_named_and_left_out),
		CASE(people_read_one_line_of_it),
		CASE(no_permission_fails_a_file_and_a_folder),
		CASE(an_unreadable_file_fails_alone),
		CASE(a_folder_that_vanishes_fails_alone),
		CASE(a_file_that_changes_while_it_is_read_is_failed),
		CASE(a_file_that_shrinks_while_it_is_read_is_failed),
		CASE(any_name_is_taken_in_and_none_reaches_the_terminal),
		CASE(names_that_look_like_options_are_files),
		CASE(an_empty_file_is_kept_with_a_warning),
		CASE(a_file_inside_the_catalogue_is_refused),
		CASE(mounts_hide_neither_catalogue_nor_keys),
		CASE(a_sparse_file_is_copied_with_its_holes),
	};

	stage_need_strace();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
