/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_vault_faults.c - a failure or a kill at any system call leaves every
 * object whole, and what was reported as durable there.
 *
 * The program runs itself under strace, which fails the Kth call of a kind or
 * kills at it, and looks at the vault afterwards. VIDIMUS_TEST_FULL takes
 * every K, the everyday suite every 7th.
 */
#include "store/vault_list.h"

#include "store/vault_fixture.h"

#include "base/error.h"

#define FILES     6 /* enough to be synced together; the last is large */
#define LARGE     ((size_t)9 << 20)
#define MOST_CALLS 400
#define KILLED     (128 + 9)
#define BAD       "damaged bytes"

/* The part that is run under strace. */

struct drive {
	int           folder;
	struct vault *vault;
	const char   *sources;
};

static void
say(int file, enum status st, const struct error *err)
{
	printf("%d %s\n", file, st == STATUS_OK ? "durable" : err->text);
}

/* What the intake does with a group; says of each file what became of it. */
static void
keep_group(struct drive *drive)
{
	struct staged *staged[FILES] = { 0 };
	enum status results[FILES];
	struct error err = { 0 };

	for (int i = 0; i < FILES; i++) {
		char path[PATH_ROOM];
		SCOPED_FD source = -1;

		snprintf(path, sizeof path, "%s/%d", drive->sources, i);
		source = open(path, O_RDONLY | O_CLOEXEC);
		results[i] = source < 0 ? fail_os(&err, "no source")
		                        : vault_stage(drive->vault, source, NULL, &staged[i], &err);
	}
	for (int i = 0, n = 0; i < FILES; i += n + 1) {
		for (n = 0; i + n < FILES && results[i + n] == STATUS_OK;)
			n++;
		if (vault_sync_staged(drive->vault, staged + i, (size_t)n, results + i, &err) != STATUS_OK)
			printf("not all are synced: %s\n", err.text);
	}
	for (int i = 0; i < FILES; i++)
		if (results[i] == STATUS_OK)
			results[i] = staged_publish(staged[i], NULL, &err);
	if (vault_sync_shelves(drive->vault, &err) != STATUS_OK)
		for (int i = 0; i < FILES; i++)
			results[i] = results[i] == STATUS_OK ? STATUS_IO : results[i];
	for (int i = 0; i < FILES; i++) {
		say(i, results[i], &err);
		staged_discard(staged[i]);
	}
}

static void
repair_first(struct drive *drive)
{
	SCOPED_POINTER(staged) staged = NULL;
	struct vault_finding damaged;
	char path[PATH_ROOM], kept_as[VAULT_PATH_SIZE];
	SCOPED_FD source = -1;
	struct error err = { 0 };
	enum status st;

	snprintf(path, sizeof path, "%s/0", drive->sources);
	source = open(path, O_RDONLY | O_CLOEXEC);
	st = source < 0 ? fail_os(&err, "no source")
	                : vault_stage(drive->vault, source, NULL, &staged, &err);
	if (st == STATUS_OK)
		st = staged_sync(staged, &err);
	if (st == STATUS_OK)
		st = vault_replace_damaged(drive->vault, staged, kept_as, &damaged, &err);
	say(0, st, &err);
}

/* WHAT FOLDER SOURCES WAY */
static int
drive_main(char **arguments)
{
	struct drive drive = { .sources = arguments[2] };
	struct error err;
	enum status st;

	drive.folder = open(arguments[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	st = drive.folder < 0 ? fail_os(&err, "no folder")
	                      : vault_open(&drive.vault, drive.folder, &ways[atoi(arguments[3])], &err);
	if (st != STATUS_OK) {
		printf("closed: %s\n", err.text);
		return 0;
	}
	if (strcmp(arguments[0], "keep") == 0)
		keep_group(&drive);
	else
		repair_first(&drive);
	vault_close(drive.vault);
	return 0;
}

/* The part that runs it and looks at what is left. */

static const char *program;

struct faults {
	struct fixture *f;
	const char     *what;
	size_t          way;
	char            sources[PATH_ROOM];
	struct digest   digests[FILES];
};

static void
make_sources(struct faults *faults, struct fixture *f)
{
	char *large = malloc(LARGE);

	faults->f = f;
	snprintf(faults->sources, sizeof faults->sources, "%s/sources", f->folder);
	assert_int_equal(mkdir(faults->sources, 0700), 0);
	memset(large, 'L', LARGE);
	for (int i = 0; i < FILES; i++) {
		char path[PATH_ROOM + 8], text[32];
		size_t n = (size_t)snprintf(text, sizeof text, "the bytes of file %d", i);

		snprintf(path, sizeof path, "%s/%d", faults->sources, i);
		write_file(path, i == FILES - 1 ? large : text, i == FILES - 1 ? LARGE : n);
		assert_ok(digest_of(i == FILES - 1 ? large : text, i == FILES - 1 ? LARGE : n,
		                    &faults->digests[i], NULL),
		          NULL);
	}
	free(large);
}

/* Runs it with a fault; false when the fault came too late to happen. */
static bool
run_with(const struct faults *faults, const char *calls, const char *fault, int k, struct run *run)
{
	struct run marks = { 0 };
	bool happened;

	run_shell(run, NULL,
	          "export ASAN_OPTIONS=detect_leaks=0; cd '%s' && rm -f trace && strace -f -qq -o trace -e trace=%s "
	          "-e signal=none -e inject=%s:%s:when=%d '%s' %s '%s' '%s' %zu",
	          faults->f->folder, calls, calls, fault, k, program, faults->what,
	          faults->f->folder, faults->sources, faults->way);
	run_shell(&marks, NULL, "grep -q INJECTED '%s/trace'", faults->f->folder);
	happened = marks.code == 0 || run->code == KILLED;
	run_end(&marks);
	return happened;
}

/* Whatever has a place is what its name says. */
static void
expect_whole_objects(const struct faults *faults, const char *fault, int k)
{
	SCOPED_POINTER(vault_list) list = NULL;
	struct vault_entry entry;
	struct error err;
	enum status st;

	assert_ok(vault_list_open(&list, faults->f->vault, &err), &err);
	while ((st = vault_list_next(list, &entry, &err)) == STATUS_OK) {
		struct vault_finding finding;

		if (entry.kind != VAULT_OBJECT ||
		    vault_check(faults->f->vault, &entry.digest, NULL, &finding, &err) != STATUS_OK)
			fail_msg("%s at %d left %s", fault, k, entry.path);
	}
	assert_status(STATUS_DONE, st, &err);
}

static bool
is_reported(const struct run *run, int file)
{
	char line[32];

	snprintf(line, sizeof line, "%d durable\n", file);
	return run->out.n > 0 && strstr(buffer_string(&run->out), line) != NULL;
}

static void
expect_reported_objects(const struct faults *faults, const struct run *run, const char *fault, int k)
{
	for (int i = 0; i < FILES; i++) {
		uint64_t size;

		if (is_reported(run, i) &&
		    vault_find(faults->f->vault, &faults->digests[i], &size, NULL) != STATUS_OK)
			fail_msg("%s at %d lost file %d", fault, k, i);
	}
}

static void
ignore_leftover(void *context, const struct vault_leftover *leftover)
{
	assert_true(leftover->ours && leftover->removed);
	++*(int *)context;
}

/* A failure cleans up after itself; a kill leaves what can be told to be ours. */
static void
expect_no_leftovers(const struct faults *faults, bool killed, const char *fault, int k)
{
	int count = 0;

	assert_ok(vault_leftovers(faults->f->vault, true, ignore_leftover, &count, NULL), NULL);
	if (count > 0 && !killed)
		fail_msg("%s at %d left %d files in staging", fault, k, count);
	assert_int_equal(count_names(faults->f, "staging"), 0);
}

static void
empty_vault(const struct faults *faults)
{
	struct run run = { 0 };

	expect_shell(0, &run, NULL, "cd '%s' && rm -rf originals/[0-9a-f][0-9a-f] originals/damaged/*",
	             faults->f->folder);
	run_end(&run);
}

static void
look_after_keeping(const struct faults *faults, const struct run *run, const char *fault, int k)
{
	bool killed = run->code == KILLED;
	struct run again = { 0 };

	if (!killed && run->code != 0 && run->out.n > 0)
		fail_msg("%s at %d: exit %d: %s", fault, k, run->code, buffer_string(&run->err));
	expect_whole_objects(faults, fault, k);
	expect_reported_objects(faults, run, fault, k);
	expect_no_leftovers(faults, killed, fault, k);
	expect_shell(0, &again, NULL, "'%s' keep '%s' '%s' %zu", program, faults->f->folder,
	             faults->sources, faults->way);
	for (int i = 0; i < FILES; i++)
		assert_true(is_reported(&again, i));
	expect_whole_objects(faults, fault, k);
	run_end(&again);
	empty_vault(faults);
}

/* The damaged bytes are never lost, and nothing else is taken for the object. */
static void
look_after_repair(const struct faults *faults, const struct run *run, const char *fault, int k)
{
	char path[PATH_ROOM];
	struct run kept = { 0 };
	SCOPED(buffer) there = { 0 };
	bool fresh;

	path_of(faults->f, &faults->digests[0], path);
	if (access(path, F_OK) == 0)
		read_file(&there, path);
	fresh = strcmp(buffer_string(&there), "the bytes of file 0") == 0;
	if (!fresh && there.p != NULL && strcmp(buffer_string(&there), BAD) != 0)
		fail_msg("%s at %d left something else", fault, k);
	if (is_reported(run, 0) && !fresh)
		fail_msg("%s at %d: reported, not done", fault, k);
	run_shell(&kept, NULL, "cat '%s'/originals/damaged/* '%s' 2>/dev/null | grep -q '" BAD "'",
	          faults->f->folder, path);
	if (kept.code != 0)
		fail_msg("%s at %d lost the damaged copy", fault, k);
	run_end(&kept);
	expect_no_leftovers(faults, run->code == KILLED, fault, k);
}

static void
damage_first(const struct faults *faults)
{
	char path[PATH_ROOM];

	empty_vault(faults);
	put(faults->f, "the bytes of file 0");
	assert_int_equal(chmod(path_of(faults->f, &faults->digests[0], path), 0600), 0);
	write_file(path, BAD, strlen(BAD));
}

static void
sweep(struct faults *faults, const char *calls, const char *fault, int start)
{
	int step = getenv("VIDIMUS_TEST_FULL") != NULL ? 1 : 7;
	bool repair = strcmp(faults->what, "repair") == 0, happened = true;

	for (int k = step == 1 ? 1 : start % step + 1; happened && k < MOST_CALLS; k += step) {
		struct run run = { 0 };

		if (repair)
			damage_first(faults);
		happened = run_with(faults, calls, fault, k, &run);
		if (repair)
			look_after_repair(faults, &run, fault, k);
		else
			look_after_keeping(faults, &run, fault, k);
		run_end(&run);
	}
	assert_false(happened);
}

static void
sweep_all(struct fixture *f, const char *what)
{
	static const struct {
		const char *calls, *fault;
	} rows[] = {
		{ "pread64", "error=EIO" },       { "pwrite64", "error=ENOSPC" },
		{ "fsync", "error=EIO" },         { "syncfs", "error=EIO" },
		{ "sync_file_range", "error=EIO" }, { "linkat", "error=ENOSPC" },
		{ "renameat2", "error=EIO" },     { "renameat", "error=EIO" },
		{ "mkdirat", "error=ENOSPC" },    { "openat", "error=EMFILE" },
		{ "ftruncate", "error=EIO" },     { "fchmod", "error=EIO" },
		{ "newfstatat", "error=EIO" },    { "unlinkat", "signal=KILL" },
		{ "pwrite64", "signal=KILL" },    { "fsync", "signal=KILL" },
		{ "syncfs", "signal=KILL" },      { "linkat", "signal=KILL" },
		{ "renameat2", "signal=KILL" },   { "renameat", "signal=KILL" },
		{ "mkdirat", "signal=KILL" },     { "openat", "signal=KILL" },
	};
	struct faults faults = { .what = what };

	make_sources(&faults, f);
	for (faults.way = 0; faults.way < WAYS; faults.way++)
		for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
			sweep(&faults, rows[i].calls, rows[i].fault, (int)(i + faults.way * 2));
}

static void
a_fault_at_any_call_leaves_whole_objects(void **state)
{
	sweep_all(*state, "keep");
}

static void
a_fault_at_any_call_of_a_repair_loses_nothing(void **state)
{
	sweep_all(*state, "repair");
}

static void
a_read_error_names_the_byte(void **state)
{
	struct faults faults = { .what = "keep" };
	bool found = false;

	make_sources(&faults, *state);
	for (int k = 1; k < MOST_CALLS && !found; k++) {
		struct run run = { 0 };
		bool happened = run_with(&faults, "pread64", "error=EIO", k, &run);

		found = run.out.n > 0 && strstr(buffer_string(&run.out),
		                                "5 cannot read at byte 3145728: Input/output error\n");
		run_end(&run);
		if (!happened)
			break;
	}
	assert_true(found);
}

int
main(int count, char **arguments)
{
	const struct CMUnitTest tests[] = {
		VAULT_TEST(a_read_error_names_the_byte),
		VAULT_TEST(a_fault_at_any_call_leaves_whole_objects),
		VAULT_TEST(a_fault_at_any_call_of_a_repair_loses_nothing),
	};

	if (count == 5)
		return drive_main(arguments + 1);
	if (system("strace -qq -o /dev/null true") != 0) {
		fprintf(stderr, "SKIPPED: strace cannot trace here\n");
		return SKIPPED_EXIT;
	}
	program = realpath(arguments[0], NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
