/* SPDX-License-Identifier: Apache-2.0 */
/* Only regular files outside the catalogue are opened, undisturbed, and what happens to them meanwhile is seen. */
#include "support/support.h"

#include "intake/source.h"

#include "base/scoped.h"
#include "base/text.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

struct stage {
	char *folder;
	int   file; /* of the folder */
};

static int
set_up(void **state)
{
	struct stage *stage = calloc(1, sizeof *stage);

	assert_non_null(stage);
	stage->folder = folder_make();
	stage->file = open(stage->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_true(stage->file >= 0);
	*state = stage;
	return 0;
}

static int
tear_down(void **state)
{
	struct stage *stage = *state;

	close(stage->file);
	folder_remove(stage->folder);
	free(stage);
	return 0;
}

static void
put(const struct stage *stage, const char *name, const char *content)
{
	SCOPED_FD file = openat(stage->file, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	assert_true(file >= 0);
	assert_int_equal(write(file, content, strlen(content)), (ssize_t)strlen(content));
}

static enum status
open_in(const struct stage *stage, const char *name, struct source *out,
        enum source_fault *fault, struct error *err)
{
	struct source_place place = { stage->file, name, text_of(name), NULL };

	*out = (struct source) { .file = -1 };
	return source_open(out, &place, fault, err);
}

static void
refused(const struct stage *stage, const char *name, enum source_fault expected,
        const char *code)
{
	enum source_fault fault = SOURCE_FAULT_NONE;
	struct error err = { 0 };
	struct source source;

	assert_int_not_equal(open_in(stage, name, &source, &fault, &err), STATUS_OK);
	assert_int_equal(source.file, -1);
	assert_int_equal(fault, expected);
	assert_string_equal(source_fault_code(fault), code);
	assert_null(strchr(err.text, '\n'));
	if (strlen(name) < 100)
		assert_non_null(strstr(err.text, name));
}

static void
what_is_no_regular_file_is_refused_by_name(void **state)
{
	struct stage *stage = *state;
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	put(stage, "file", "x");
	assert_int_equal(symlinkat("file", stage->file, "link"), 0);
	assert_int_equal(symlinkat("loop", stage->file, "loop"), 0);
	assert_int_equal(symlinkat("nowhere", stage->file, "dangling"), 0);
	assert_int_equal(mkfifoat(stage->file, "pipe", 0600), 0);
	assert_int_equal(mkdirat(stage->file, "folder", 0700), 0);
	snprintf(address.sun_path, sizeof address.sun_path, "%s/socket", stage->folder);
	SCOPED_FD listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(listening, (struct sockaddr *)&address, sizeof address), 0);

	refused(stage, "link", SOURCE_FAULT_SYMBOLIC_LINK, "symbolic-link");
	refused(stage, "loop", SOURCE_FAULT_SYMBOLIC_LINK, "symbolic-link");
	refused(stage, "dangling", SOURCE_FAULT_SYMBOLIC_LINK, "symbolic-link");
	refused(stage, "pipe", SOURCE_FAULT_FIFO, "fifo");
	refused(stage, "socket", SOURCE_FAULT_SOCKET, "socket");
	refused(stage, "folder", SOURCE_FAULT_FOLDER, "folder");
	refused(stage, "/dev/null", SOURCE_FAULT_DEVICE, "device");
	refused(stage, "absent", SOURCE_FAULT_NOT_FOUND, "not-found");
	refused(stage, "file/below", SOURCE_FAULT_NOT_FOUND, "not-found");
}

/* root may read everything: another user's eyes are borrowed for the one call. */
static void
a_file_without_read_permission_is_refused(void **state)
{
	struct stage *stage = *state;
	bool root = geteuid() == 0;

	put(stage, "secret", "x");
	assert_int_equal(fchmodat(stage->file, "secret", 0, 0), 0);
	if (root) {
		assert_int_equal(fchmod(stage->file, 0755), 0);
		assert_int_equal(seteuid(65534), 0);
	}
	refused(stage, "secret", SOURCE_FAULT_NO_PERMISSION, "no-permission");
	if (root)
		assert_int_equal(seteuid(0), 0);
}

static void
facts_are_those_of_the_file(void **state)
{
	struct stage *stage = *state;
	struct timespec times[2] = { { 1000000000, 5 }, { 1234567890, 123456789 } };
	struct source_owner owner = { 0 };
	struct source source;
	struct stat st;
	struct error err = { 0 };

	put(stage, "file", "12345");
	assert_int_equal(linkat(stage->file, "file", stage->file, "again", 0), 0);
	assert_int_equal(utimensat(stage->file, "file", times, 0), 0);
	assert_int_equal(fstatat(stage->file, "file", &st, 0), 0);
	assert_ok(open_in(stage, "file", &source, NULL, &err), &err);
	assert_int_equal(source.facts.size, 5);
	assert_int_equal(source.facts.allocated, (uint64_t)st.st_blocks * 512);
	assert_int_equal(source.facts.modified.seconds, 1234567890);
	assert_int_equal(source.facts.modified.nanoseconds, 123456789);
	assert_int_equal(source.facts.accessed.seconds, 1000000000);
	assert_int_equal(source.facts.changed.seconds, st.st_ctim.tv_sec);
	assert_int_equal(source.facts.owner, st.st_uid);
	assert_int_equal(source.facts.group, st.st_gid);
	assert_int_equal(source.facts.mode, st.st_mode);
	assert_int_equal(source.facts.links, 2);
	assert_true(source_identity_equal(source.facts.identity, source_identity_of(&st)));
	source_owner_tell(&owner, &source.facts);
	if (st.st_uid == 0)
		assert_string_equal(owner.owner, "root");
	source.facts.owner = 4000000000u;
	source_owner_tell(&owner, &source.facts);
	assert_string_equal(owner.owner, "");
	assert_int_equal(owner.owner_id, 4000000000u);
	source_end(&source);
	source_end(&source);
}

static void
reading_does_not_move_the_access_time(void **state)
{
	struct stage *stage = *state;
	struct timespec times[2] = { { 1000000000, 5 }, { 1234567890, 1 } };
	struct source source;
	struct stat st;
	struct error err = { 0 };
	char byte;

	put(stage, "file", "12345");
	assert_int_equal(utimensat(stage->file, "file", times, 0), 0);
	assert_ok(open_in(stage, "file", &source, NULL, &err), &err);
	assert_int_equal(read(source.file, &byte, 1), 1);
	source_end(&source);
	assert_int_equal(fstatat(stage->file, "file", &st, 0), 0);
	assert_int_equal(st.st_atim.tv_sec, 1000000000);
}

/* O_NOATIME belongs to the owner; somebody else reads all the same. */
static void
a_file_of_another_owner_is_read_too(void **state)
{
	struct stage *stage = *state;
	struct error err = { 0 };
	struct source source;

	if (geteuid() != 0) {
		print_message("SKIPPED: only root can become somebody else\n");
		skip();
	}
	put(stage, "file", "x");
	assert_int_equal(fchmod(stage->file, 0755), 0);
	assert_int_equal(seteuid(65534), 0);
	enum status st = open_in(stage, "file", &source, NULL, &err);
	assert_int_equal(seteuid(0), 0);
	assert_ok(st, &err);
	source_end(&source);
}

static void
a_change_while_reading_is_seen(void **state)
{
	struct stage *stage = *state;
	struct timespec old[2] = { { 1000000000, 0 }, { 1000000000, 0 } };
	const char *const changes[] = { "12345 and more", "12", "54321" };
	struct error err = { 0 };
	struct source source;

	for (size_t i = 0; i < 3; i++) {
		put(stage, "file", "12345");
		assert_int_equal(utimensat(stage->file, "file", old, 0), 0);
		assert_ok(open_in(stage, "file", &source, NULL, &err), &err);
		assert_ok(source_unchanged(&source, 5, text_of("file"), &err), &err);
		usleep(20000); /* the kernel's clock of files ticks */
		put(stage, "file", changes[i]);
		/* a hidden change: same size, same modification time */
		assert_int_equal(utimensat(stage->file, "file", old, 0), 0);
		assert_status(STATUS_CHANGED, source_unchanged(&source, 5, text_of("file"), &err), &err);
		assert_non_null(strstr(err.text, "'file'"));
		source_end(&source);
	}
	put(stage, "file", "12345");
	assert_ok(open_in(stage, "file", &source, NULL, &err), &err);
	assert_status(STATUS_CHANGED, source_unchanged(&source, 4, text_of("file"), &err), &err);
	source_end(&source);
}

static void
any_bytes_may_be_a_name(void **state)
{
	static const char *const names[] = {
		"-rf", "--help", " ", "a\nb", "\x1b[31m", "\xff\xfe", ("\xe2\x80\xae" "gpj.exe"), "...", "*", "%s%n",
	};
	struct stage *stage = *state;
	char longest[256];
	struct source source;
	struct error err = { 0 };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		put(stage, names[i], "x");
		assert_ok(open_in(stage, names[i], &source, NULL, &err), &err);
		source_end(&source);
	}
	memset(longest, 'n', 255);
	longest[255] = '\0';
	put(stage, longest, "x");
	assert_ok(open_in(stage, longest, &source, NULL, &err), &err);
	source_end(&source);
}

static void
messages_are_one_safe_line_that_keeps_the_name(void **state)
{
	SCOPED(buffer) path = { 0 };
	struct error err = { 0 };

	(void)state;
	for (int i = 0; i < 500; i++)
		buffer_append_string(&path, "folder\xc3\xa4/");
	buffer_append_string(&path, "na\nme\x1b");
	source_fail(SOURCE_FAULT_SYMBOLIC_LINK, 0, text_of_buffer(&path), &err);
	assert_non_null(strstr(err.text, "/na\\nme\\x1b' is a symbolic link"));
	assert_true(text_is_utf8(err.text, strlen(err.text)));
	assert_true(strlen(err.text) < ERROR_TEXT_SIZE - 100); /* room for what was being done */
	source_fail(SOURCE_FAULT_UNREADABLE, 5, text_of("x"), &err);
	assert_int_equal(err.os, 5);
	assert_non_null(strstr(err.text, "Input/output error"));
}

static int
make_catalogue(struct stage *stage, struct source_guard *guard)
{
	struct error err = { 0 };
	int catalogue;

	assert_int_equal(mkdirat(stage->file, "catalogue", 0700), 0);
	assert_int_equal(mkdirat(stage->file, "catalogue/originals", 0700), 0);
	assert_int_equal(mkdirat(stage->file, "catalogue/originals/ab", 0700), 0);
	assert_int_equal(mkdirat(stage->file, "beside", 0700), 0);
	put(stage, "catalogue/originals/ab/object", "x");
	put(stage, "beside/file", "x");
	catalogue = openat(stage->file, "catalogue", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_true(catalogue >= 0);
	assert_ok(source_guard_set(guard, catalogue, &err), &err);
	return catalogue;
}

static enum source_fault
guarded_open(int folder, const char *name, const struct source_guard *guard)
{
	struct source_place place = { folder, name, text_of(name), guard };
	struct source source = { .file = -1 };
	enum source_fault fault;
	struct error err = { 0 };

	if (source_open(&source, &place, &fault, &err) == STATUS_OK)
		source_end(&source);
	return fault;
}

static void
files_inside_the_catalogue_are_refused_however_they_are_named(void **state)
{
	struct stage *stage = *state;
	struct source_guard guard;
	SCOPED_FD catalogue = make_catalogue(stage, &guard);
	SCOPED_FD deep = openat(catalogue, "originals/ab", O_PATH | O_CLOEXEC);

	assert_int_equal(symlinkat("catalogue/originals", stage->file, "way"), 0);
	assert_int_equal(guarded_open(stage->file, "catalogue/originals/ab/object", &guard),
	                 SOURCE_FAULT_INSIDE_CATALOGUE);
	assert_int_equal(guarded_open(stage->file, "beside/../catalogue/originals/ab/object", &guard),
	                 SOURCE_FAULT_INSIDE_CATALOGUE);
	assert_int_equal(guarded_open(stage->file, "way/ab/object", &guard),
	                 SOURCE_FAULT_INSIDE_CATALOGUE);
	assert_int_equal(guarded_open(deep, "object", &guard), SOURCE_FAULT_INSIDE_CATALOGUE);
	assert_int_equal(guarded_open(stage->file, "beside/file", &guard), SOURCE_FAULT_NONE);
	assert_int_equal(guarded_open(stage->file, "catalogue/../beside/file", &guard),
	                 SOURCE_FAULT_NONE);
	assert_int_equal(guarded_open(stage->file, "catalogue/originals/ab/object", NULL),
	                 SOURCE_FAULT_NONE);
}

/* A folder whose upper ones may not be entered may lie in the catalogue: root borrows another's eyes. */
static void
a_folder_above_which_nobody_can_look_is_refused(void **state)
{
	struct stage *stage = *state;
	bool root = geteuid() == 0;
	struct source_guard guard;
	SCOPED_FD catalogue = make_catalogue(stage, &guard);
	enum source_fault covered, opened;

	assert_int_equal(fchmodat(stage->file, "catalogue/originals/ab", 0755, 0), 0);
	SCOPED_FD deep = openat(catalogue, "originals/ab", O_RDONLY | O_CLOEXEC);
	assert_true(deep >= 0);
	guard.n = 1; /* the catalogue's own folder only, which is two above */
	assert_int_equal(fchmodat(stage->file, "catalogue/originals", 0, 0), 0);
	if (root)
		assert_int_equal(seteuid(65534), 0);
	covered = source_guard_covers(&guard, deep);
	opened = guarded_open(deep, "object", &guard);
	if (root)
		assert_int_equal(seteuid(0), 0);
	assert_int_equal(fchmodat(stage->file, "catalogue/originals", 0700, 0), 0);
	assert_int_equal(covered, SOURCE_FAULT_NO_PERMISSION);
	assert_int_equal(opened, SOURCE_FAULT_NO_PERMISSION);
}

static void
ones_own_keys_are_refused_however_they_are_named(void **state)
{
	struct stage *stage = *state;
	static const char *const folders[] = { "real", "real/homes", "real/homes/old", "beside" };
	struct source_guard guard = { .n = 0 };
	struct error err = { 0 };
	char path[4096];

	for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
		assert_int_equal(mkdirat(stage->file, folders[i], 0700), 0);
	put(stage, "real/ana.pem", "x");
	put(stage, "real/homes/old/a.json", "x");
	put(stage, "beside/file", "x");
	assert_int_equal(symlinkat("real", stage->file, "keys"), 0);
	snprintf(path, sizeof path, "%s/keys", stage->folder);
	assert_ok(source_guard_keys(&guard, path, &err), &err);
	assert_int_equal(guard.n, 2);
	assert_ok(source_guard_keys(&guard, NULL, &err), &err);
	snprintf(path, sizeof path, "%s/absent/keys", stage->folder);
	assert_ok(source_guard_keys(&guard, path, &err), &err);
	assert_int_equal(guard.n, 2);
	SCOPED_FD homes = openat(stage->file, "real/homes/old", O_PATH | O_CLOEXEC);
	assert_int_equal(guarded_open(stage->file, "real/ana.pem", &guard), SOURCE_FAULT_OWN_KEYS);
	assert_int_equal(guarded_open(stage->file, "keys/ana.pem", &guard), SOURCE_FAULT_OWN_KEYS);
	assert_int_equal(guarded_open(homes, "a.json", &guard), SOURCE_FAULT_OWN_KEYS);
	assert_int_equal(guarded_open(stage->file, "beside/file", &guard), SOURCE_FAULT_NONE);
	assert_string_equal(source_fault_code(SOURCE_FAULT_OWN_KEYS), "own-keys");
	if (geteuid() == 0)
		return;
	/* what cannot be looked at cannot be guarded either */
	assert_int_equal(mkdirat(stage->file, "shut", 0), 0);
	snprintf(path, sizeof path, "%s/shut/keys", stage->folder);
	assert_status(STATUS_IO, source_guard_keys(&guard, path, &err), &err);
}

/* In a mount name space of its own; 77 says that none could be made. */
static int
open_through_mounts(struct stage *stage, const struct source_guard *guard)
{
	char from[4096], to[4096];

	if (unshare(CLONE_NEWNS) != 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
		return 77;
	snprintf(to, sizeof to, "%s/beside", stage->folder);
	snprintf(from, sizeof from, "%s/catalogue", stage->folder);
	if (mount(from, to, NULL, MS_BIND, NULL) != 0)
		return 77;
	SCOPED_FD whole = open(to, O_PATH | O_CLOEXEC);
	if (guarded_open(whole, "originals/ab/object", guard) != SOURCE_FAULT_INSIDE_CATALOGUE)
		return 1;
	snprintf(from, sizeof from, "%s/catalogue/originals", stage->folder);
	if (mount(from, to, NULL, MS_BIND, NULL) != 0)
		return 77;
	SCOPED_FD part = open(to, O_PATH | O_CLOEXEC);
	if (guarded_open(part, "ab/object", guard) != SOURCE_FAULT_INSIDE_CATALOGUE)
		return 2;
	return 0;
}

static void
a_bind_mount_of_the_catalogue_hides_nothing(void **state)
{
	struct stage *stage = *state;
	struct source_guard guard;
	int ended;
	pid_t child;

	close(make_catalogue(stage, &guard));
	child = fork();

	assert_true(child >= 0);
	if (child == 0)
		_exit(open_through_mounts(stage, &guard));
	assert_int_equal(waitpid(child, &ended, 0), child);
	assert_true(WIFEXITED(ended));
	if (WEXITSTATUS(ended) == 77) {
		print_message("SKIPPED: no mount can be made here\n");
		skip();
	}
	assert_int_equal(WEXITSTATUS(ended), 0);
}

static const struct source_facts plain = {
	.size = 1, .allocated = 4096, .links = 1, .modified = { 1600000000, 0 },
};

static void
warned(const struct source_facts *facts, const char *name, int64_t now, const char *expected)
{
	const char *codes[SOURCE_WARNINGS];
	size_t n = source_warnings(facts, text_of(name), now, codes);
	SCOPED(buffer) all = { 0 };

	for (size_t i = 0; i < n; i++)
		buffer_append_format(&all, "%s;", codes[i]);
	assert_string_equal(buffer_string(&all), expected);
}

static void
a_time_ahead_of_the_clock_is_worth_a_warning(void **state)
{
	struct source_facts facts = plain;
	int64_t now = facts.modified.seconds;

	(void)state;
	warned(&facts, "a", now, "");
	warned(&facts, "a", now - SOURCE_CLOCK_SLACK, "");
	warned(&facts, "a", now - SOURCE_CLOCK_SLACK - 1, "future-date;");
	facts.born.seconds = now + 100000; /* not known: says nothing */
	warned(&facts, "a", now, "");
	facts.born_known = true;
	warned(&facts, "a", now, "future-date;");
}

static void
names_sizes_and_links_are_worth_warnings(void **state)
{
	struct source_facts facts = plain;

	(void)state;
	warned(&facts, "\xc3\xa4 \xd8\xb5\xd9\x88\xd8\xb1\xd8\xa9.jpg", 1700000000, "");
	warned(&facts, "\xff.jpg", 1700000000, "name-not-utf8;");
	warned(&facts, "a\nb", 1700000000, "name-with-control-characters;");
	warned(&facts, "\xe2\x80\xae" "gpj", 1700000000, "name-with-control-characters;");
	warned(&facts, "\x1b\xff", 1700000000, "name-not-utf8;name-with-control-characters;");
	facts = (struct source_facts) { .links = 2, .sparse = true };
	warned(&facts, "a", 1700000000, "zero-bytes;implausible-date;several-links;sparse-file;");
}

/* Only a hole makes a file sparse; and looking for one leaves the offset at the start. */
static void
a_file_with_holes_is_known_as_sparse(void **state)
{
	struct stage *stage = *state;
	struct source source;
	struct error err = { 0 };

	put(stage, "sparse", "x");
	put(stage, "dense", "x");
	SCOPED_FD file = openat(stage->file, "sparse", O_WRONLY | O_CLOEXEC);
	assert_int_equal(ftruncate(file, (off_t)100 << 30), 0);
	assert_ok(open_in(stage, "sparse", &source, NULL, &err), &err);
	assert_true(source.facts.sparse);
	assert_int_equal(source.facts.size, (uint64_t)100 << 30);
	assert_int_equal(lseek(source.file, 0, SEEK_CUR), 0);
	source_end(&source);
	assert_ok(open_in(stage, "dense", &source, NULL, &err), &err);
	assert_false(source.facts.sparse);
	source_end(&source);
}

#define STAGED(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STAGED(what_is_no_regular_file_is_refused_by_name),
		STAGED(a_file_without_read_permission_is_refused),
		STAGED(facts_are_those_of_the_file),
		STAGED(reading_does_not_move_the_access_time),
		STAGED(a_file_of_another_owner_is_read_too),
		STAGED(a_change_while_reading_is_seen),
		STAGED(any_bytes_may_be_a_name),
		STAGED(messages_are_one_safe_line_that_keeps_the_name),
		STAGED(files_inside_the_catalogue_are_refused_however_they_are_named),
		STAGED(a_folder_above_which_nobody_can_look_is_refused),
		STAGED(ones_own_keys_are_refused_however_they_are_named),
		STAGED(a_bind_mount_of_the_catalogue_hides_nothing),
		STAGED(a_time_ahead_of_the_clock_is_worth_a_warning),
		STAGED(names_sizes_and_links_are_worth_warnings),
		STAGED(a_file_with_holes_is_known_as_sparse),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
