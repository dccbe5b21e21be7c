/* SPDX-License-Identifier: Apache-2.0 */
/* Where a catalogue lies: file systems that lack something, full or failing disks, read-only media. */
#include "fault/case.h"

#include "base/scoped.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TAKE_IN ON_CAT "intake --json in"
#define MAKE    "$VIDIMUS init new --name New --actor eva --no-passphrase"

/* Says that every file system is this one: its number, in the bytes that statfs(2) gives. */
#define FILE_SYSTEM_IS(magic) \
	"strace -f -qq -o ../trace -e trace=fstatfs -e inject=fstatfs:poke_exit=@arg2=" magic " "

#define REFUSING(calls) "strace -f -qq -o ../trace -e trace=" calls " -e inject=" calls ":error=EPERM "

static void
make_sources(struct stage *stage)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, stage->now,
	             "mkdir in; printf '\\377\\330\\377\\340one' >in/a.jpg; printf '\\377\\330\\377\\340two' >in/b.jpg; "
	             "echo text >in/c.txt");
}

static void
expect_hit(struct stage *stage, const char *words)
{
	SCOPED(buffer) trace = { 0 };
	char path[4096];

	snprintf(path, sizeof path, "%s/trace", stage->root);
	read_file(&trace, path);
	if (strstr(buffer_string(&trace), words) == NULL)
		fail_msg("\"%s\" did not happen:\n%s", words, buffer_string(&trace));
}

/* Neither a catalogue nor a draft of one. */
static void
expect_nothing_made(struct stage *stage)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, stage->now, "ls -A");
	assert_null(strstr(buffer_string(&run.out), "new"));
}

static void
a_network_file_system_is_refused(void **state)
{
	static const struct {
		const char *command, *name;
	} systems[] = {
		{ FILE_SYSTEM_IS("6969000000000000"), "(NFS)" },
		{ FILE_SYSTEM_IS("424d53ff00000000"), "(CIFS)" },
		{ FILE_SYSTEM_IS("0064c30000000000"), "(Ceph)" },
	};
	struct stage *stage = *state;
	SCOPED(run) run = { 0 };
	char *before;

	make_sources(stage);
	for (size_t i = 0; i < sizeof systems / sizeof systems[0]; i++) {
		before = case_bytes(stage, "cat");
		expect_shell(4, &run, stage->now, "%s" TAKE_IN "", systems[i].command);
		case_expect_refused(stage, &run, "cat", "keep it on a disk of this machine");
		assert_non_null(strstr(buffer_string(&run.err), systems[i].name));
		case_expect_bytes(stage, "cat", before);
		expect_shell(0, &run, stage->now, "%s" ON_CAT "list", systems[i].command);
	}
}

static void
no_catalogue_is_made_on_a_network_file_system(void **state)
{
	struct stage *stage = *state;
	SCOPED(run) run = { 0 };

	expect_shell(4, &run, stage->now, FILE_SYSTEM_IS("6969000000000000") MAKE);
	assert_non_null(strstr(buffer_string(&run.err), "lies on a network file system (NFS)"));
	assert_non_null(strstr(buffer_string(&run.err), "keep it on a disk of this machine"));
	expect_nothing_made(stage);
	expect_shell(0, &run, stage->now, MAKE);
}

/* Files may be taken from anywhere: only the catalogue's own place is asked about. */
static void
sources_may_lie_on_any_file_system(void **state)
{
	struct stage *stage = *state;
	SCOPED(run) run = { 0 };

	make_sources(stage);
	expect_shell(0, &run, stage->now, "strace -f -qq -y -o ../trace -e trace=statfs,fstatfs " TAKE_IN);
	case_expect_counts(&run, (struct case_counts){ .added = 2, .components = 1 });
	expect_hit(stage, "/cat");
	expect_shell(1, &run, stage->now, "grep /now/in ../trace");
}

/* What it does there is as good as elsewhere. */
static void
expect_works(struct stage *stage, const char *with, const char *what)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, stage->now, "%s" MAKE, with);
	expect_shell(0, &run, stage->now, "$VIDIMUS -C new audit");
	expect_shell(0, &run, stage->now, "%s" TAKE_IN, with);
	case_expect_counts(&run, (struct case_counts){ .added = 2, .components = 1 });
	case_expect_sound(stage, what);
	expect_shell(0, &run, stage->now,
	             "for f in in/*; do h=$(sha256sum <$f | cut -c1-64); "
	             "cmp $f cat/originals/$(echo $h | cut -c1-2)/$(echo $h | cut -c3-4)/$h || exit 1; done; "
	             "test -z \"$(find cat/originals -type f ! -perm 0440)\"");
	expect_shell(0, &run, stage->now, "%s" TAKE_IN, with);
	case_expect_counts(&run, (struct case_counts){ .known = 3 });
	/* a damaged copy is replaced and kept there too */
	expect_shell(0, &run, stage->now,
	             "f=$(find cat/originals -type f | head -1); chmod 640 $f; truncate -s 2 $f; %s" TAKE_IN
	             " >lines; grep -c '\"repaired\":true' lines; ls cat/originals/damaged", with);
	assert_memory_equal(buffer_string(&run.out), "1\n", 2);
	case_expect_sound(stage, what);
}

static void
without_hard_links_files_are_renamed(void **state)
{
	struct stage *stage = *state;

	make_sources(stage);
	expect_works(stage, REFUSING("linkat"), "no hard links");
	expect_hit(stage, "(INJECTED)");
}

/* The second file that is opened in staging/ is the trial of one without a name. */
static void
without_unnamed_files_staging_has_names(void **state)
{
	struct stage *stage = *state;
	SCOPED(run) run = { 0 };

	make_sources(stage);
	/* calls are counted a thread; of one file no thread but the first opens two */
	expect_shell(0, &run, stage->now,
	             "strace -f -qq -y -o ../trace -P \"$PWD/cat/staging\" -e trace=openat"
	             " -e inject=openat:error=EOPNOTSUPP:when=2 " ON_CAT "intake --json in/a.jpg");
	case_expect_counts(&run, (struct case_counts){ .added = 1 });
	expect_shell(0, &run, stage->now, "grep O_TMPFILE ../trace | grep -c INJECTED; grep -c O_TMPFILE ../trace");
	assert_string_equal(buffer_string(&run.out), "1\n1\n"); /* refused once, not asked for again */
	expect_hit(stage, "\"staged-");
	case_expect_sound(stage, "no unnamed files");
	expect_shell(0, &run, stage->now, TAKE_IN);
	case_expect_counts(&run, (struct case_counts){ .added = 1, .known = 1, .components = 1 });
}

static void
without_both_it_is_refused(void **state)
{
	struct stage *stage = *state;
	SCOPED(run) run = { 0 };
	char *before;

	make_sources(stage);
	before = case_bytes(stage, "cat");
	case_refuse(stage, 4, "cat", "keep the catalogue on another disk",
	            REFUSING("linkat,renameat2") TAKE_IN " >lines");
	case_expect_bytes(stage, "cat", before);
	/* the folder of keys may be elsewhere; here it is not, so the key is made first */
	expect_shell(0, &run, stage->now, "$VIDIMUS key new eva --no-passphrase");
	expect_shell(4, &run, stage->now, REFUSING("linkat,renameat2") "$VIDIMUS init new --name New --actor eva --key eva");
	assert_non_null(strstr(buffer_string(&run.err), "neither hard links nor renaming without replacing"));
	expect_nothing_made(stage);
}

/* A disk of 6 MiB of its own, on which the catalogue `small/cat` lies. */
#define ON_SMALL_DISK                                                                        \
	IN_MOUNTS "mkdir small; mount -t tmpfs -o size=6m x small; "                         \
	"$VIDIMUS init small/cat --name S --actor ana >/dev/null; S=\"$VIDIMUS -C small/cat\"; "

static void
a_full_disk_fails_the_file_that_does_not_fit(void **state)
{
	struct stage *stage = *state;
	SCOPED(run) run = { 0 };

	if (!case_can_mount("a full disk"))
		skip();
	make_sources(stage);
	expect_shell(0, &run, stage->now, "head -c 8000000 /dev/urandom >in/big.jpg");
	expect_shell(0, &run, stage->now, ON_SMALL_DISK
	             "code=0; $S intake --json in || code=$?; test $code = 3; test -z \"$(ls -A small/cat/staging)\"; "
	             "$S audit >&2; mount -o remount,size=64m small; $S intake --json in >again; "
	             "grep -c known again >&2; grep \"big.*added\" again >&2; $S audit >&2'");
	case_expect_counts(&run, (struct case_counts){ .added = 2, .components = 1, .failed = 1 });
	case_expect_failed(&run, "in/big.jpg", "no-space", "make room on the catalogue's disk, then run the same command again");
	assert_non_null(strstr(buffer_string(&run.err), "big.jpg"));
}

static void
a_full_disk_leaves_the_catalogue_as_it_was(void **state)
{
	struct stage *stage = *state;
	SCOPED(run) run = { 0 };

	if (!case_can_mount("a full disk"))
		skip();
	make_sources(stage);
	expect_shell(0, &run, stage->now, ON_SMALL_DISK
	             "$S intake in >/dev/null; $S log checkpoint >before; dd if=/dev/zero of=small/rest bs=4k 2>/dev/null || :; "
	             "code=0; $S describe E-1 --title New 2>words || code=$?; test $code = 4; "
	             "code=0; $S intake /etc/hostname 2>>words || code=$?; test $code = 4; "
	             "$S list | grep -q E-000001; $S show E-1 >/dev/null; $S custody E-1 >/dev/null; "
	             "rm small/rest; $S log checkpoint | cmp - before; $S audit >/dev/null; "
	             "$S describe E-1 --title New >/dev/null; cat words'");
	assert_non_null(strstr(buffer_string(&run.out), "/small/cat/catalog.db"));
	for (const char *line = buffer_string(&run.out); *line != '\0'; line = strchr(line, '\n') + 1)
		if (strncmp(line, "vidimus: ", 9) != 0 || strstr(line, "make room on its disk, then try again") == NULL)
			fail_msg("a full disk is told as: %s", line);
}

/* A disk that loses what it was given says so once: the file is failed, and never synced again. */
static void
a_failed_sync_fails_the_file(void **state)
{
	struct stage *stage = *state;
	SCOPED(run) run = { 0 };

	make_sources(stage);
	expect_shell(3, &run, stage->now,
	             "strace -f -qq -y -o ../trace -e trace=fsync,syncfs -P /dev/null -P \"$PWD/cat/staging\" "
	             "-e inject=fsync,syncfs:error=EIO:when=1 true; "
	             "strace -f -qq -y -o ../trace -e trace=fsync,syncfs -e inject=fsync,syncfs:error=EIO " TAKE_IN);
	case_expect_counts(&run, (struct case_counts){ .failed = 3 });
	case_expect_failed(&run, "in/a.jpg", "not-durable", "could not be made durable: Input/output error");
	case_expect_failed(&run, "in/b.jpg", "not-durable", "check the catalogue's disk, then run the same command again");
	expect_shell(0, &run, stage->now,
	             "grep -o 'staging/#[0-9]*' ../trace | sort | uniq -d; find cat/originals -type f");
	assert_int_equal(run.out.n, 0); /* none was tried twice, none is kept */
	case_expect_sound(stage, "failed syncs");
	expect_shell(0, &run, stage->now, TAKE_IN);
	case_expect_counts(&run, (struct case_counts){ .added = 2, .components = 1 });
}

#define READ_ONLY IN_MOUNTS "mount --bind cat cat; mount -o remount,ro,bind cat; "

/* Everything that reads, and what of it says that the title is the last one that was committed. */
#define READ_ALL                                                                             \
	"V=\"$VIDIMUS -C cat\"; $V list; $V show E-1; $V show --json E-1; $V custody E-1; $V stats; $V; " \
	"$V delivery show D-1 --manifest; $V log; $V log verify; $V log prove 3; $V vocabulary; $V audit --json; "

static void
read_only_media_are_read(void **state)
{
	struct stage *stage = *state;
	SCOPED(run) run = { 0 };
	char *before;

	make_sources(stage);
	expect_shell(0, &run, stage->now, TAKE_IN " && " ON_CAT "describe E-1 --title Committed");
	if (!case_can_mount("read-only media"))
		skip();
	before = case_bytes(stage, "cat");
	expect_shell(0, &run, stage->now, READ_ONLY READ_ALL "ls -A \"${TMPDIR:-/tmp}\" >after'");
	assert_non_null(strstr(buffer_string(&run.out), "Committed"));
	assert_non_null(strstr(buffer_string(&run.out), "\"ok\":true"));
	case_expect_bytes(stage, "cat", before);
}

/* A writer was killed after its commit, and the medium became read-only: its rows lie in the -wal. */
static void
what_a_killed_writer_committed_is_read_from_read_only_media(void **state)
{
	struct stage *stage = *state;
	SCOPED(run) run = { 0 };
	char *before;

	make_sources(stage);
	expect_shell(0, &run, stage->now, TAKE_IN);
	/* the last thing it does is to fold its log into the database */
	expect_shell(137, &run, stage->now,
	             "strace -f -qq -o ../trace -P \"$PWD/cat/catalog.db\" -e trace=pwrite64 "
	             "-e inject=pwrite64:signal=KILL " ON_CAT "describe E-1 --title Committed");
	expect_shell(0, &run, stage->now, "test -s cat/catalog.db-wal");
	if (!case_can_mount("read-only media with a -wal"))
		skip();
	before = case_bytes(stage, "cat");
	expect_shell(0, &run, stage->now, "mkdir tmp; export TMPDIR=\"$PWD/tmp\"; " READ_ONLY READ_ALL "ls -A tmp >left'");
	assert_non_null(strstr(buffer_string(&run.out), "Committed"));
	assert_non_null(strstr(buffer_string(&run.out), "\"ok\":true"));
	case_expect_bytes(stage, "cat", before);
	expect_shell(0, &run, stage->now, "cat left");
	assert_int_equal(run.out.n, 0); /* the private copy is gone */
	case_expect_sound(stage, "a killed writer");
}

static void
read_only_media_refuse_to_be_written(void **state)
{
	static const char *const verbs[] = { "intake --json in",      "receive in",  "describe E-1 --title x",
		                             "channel add --code c1", "tidy",        "rebuild",
		                             "accession D-1" };
	struct stage *stage = *state;
	SCOPED(run) run = { 0 };
	char *before;

	make_sources(stage);
	expect_shell(0, &run, stage->now, TAKE_IN);
	if (!case_can_mount("read-only media"))
		skip();
	before = case_bytes(stage, "cat");
	for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
		expect_shell(4, &run, stage->now, READ_ONLY ON_CAT "%s >out'", verbs[i]);
		case_expect_refused(stage, &run, "cat", "check that you may write there and that its disk is mounted for writing");
	}
	case_expect_bytes(stage, "cat", before);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_network_file_system_is_refused),
		CASE(no_catalogue_is_made_on_a_network_file_system),
		CASE(sources_may_lie_on_any_file_system),
		CASE(without_hard_links_files_are_renamed),
		CASE(without_unnamed_files_staging_has_names),
		CASE(without_both_it_is_refused),
		CASE(a_full_disk_fails_the_file_that_does_not_fit),
		CASE(a_full_disk_leaves_the_catalogue_as_it_was),
		CASE(a_failed_sync_fails_the_file),
		CASE(read_only_media_are_read),
		CASE(what_a_killed_writer_committed_is_read_from_read_only_media),
		CASE(read_only_media_refuse_to_be_written),
	};

	stage_need_strace();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
