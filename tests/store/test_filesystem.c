/* SPDX-License-Identifier: Apache-2.0 */
/* test_filesystem.c - network file systems are known by number and by type, abilities by trying. */
#include "store/filesystem.h"

#include "support/support.h"

#include "base/scoped.h"
#include "base/text.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FUSE 0x65735546

static void
network_file_systems_are_known_by_number(void **state)
{
	static const struct {
		uint64_t    magic;
		const char *name;
	} rows[] = {
		{ 0x6969, "NFS" },      { 0xff534d42, "CIFS" }, { 0xfe534d42, "SMB" },
		{ 0x01021997, "9P" },   { 0x5346414f, "AFS" },  { 0x6b414653, "AFS" },
		{ 0x00c36400, "Ceph" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		assert_string_equal(filesystem_network_name(rows[i].magic, text_of("")),
		                    rows[i].name);
}

/* ext4, XFS, Btrfs, F2FS, tmpfs, vfat, exFAT, overlayfs, ZFS */
static void
file_systems_of_this_machine_are_let_through(void **state)
{
	static const uint64_t magics[] = { 0xef53,     0x58465342, 0x9123683e, 0xf2f52010, 0x01021994,
		                           0x4d44,     0x2011bab0, 0x794c7630, 0x2fc12fc1 };

	(void)state;
	for (size_t i = 0; i < sizeof magics / sizeof magics[0]; i++)
		assert_null(filesystem_network_name(magics[i], text_of("")));
}

static void
fuse_is_told_by_its_type(void **state)
{
	(void)state;
	assert_string_equal(filesystem_network_name(FUSE, text_of("fuse.sshfs")), "sshfs");
	assert_string_equal(filesystem_network_name(FUSE, text_of("fuse.rclone")), "rclone");
	assert_null(filesystem_network_name(FUSE, text_of("fuseblk")));
	assert_null(filesystem_network_name(FUSE, text_of("fuse.gocryptfs")));
	assert_null(filesystem_network_name(FUSE, text_of("fuse.sshf")));
	assert_non_null(filesystem_network_name(FUSE, text_of("fuse")));
	assert_non_null(filesystem_network_name(FUSE, text_of("")));
}

static const char mounts[] =
	"22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw\n"
	"36 35 98:0 /mnt1 /mnt2 rw,noatime - ext3 /dev/root rw,errors=continue\n"
	"40 22 0:50 / /home/u/far\\040away rw,nosuid shared:2 master:7 - fuse.sshfs u@h: rw,user_id=0\n"
	"41 22 0:51 / /short rw\n"
	"42 22 0:52 / /end rw -\n"
	"nonsense\n"
	"\n"
	"400 22 0:53 / /last rw - fuse.rclone remote: rw";

static void
the_type_of_a_mount_is_found(void **state)
{
	(void)state;
	assert_true(text_is(filesystem_mount_type(text_of(mounts), 22), "ext4"));
	assert_true(text_is(filesystem_mount_type(text_of(mounts), 36), "ext3"));
	assert_true(text_is(filesystem_mount_type(text_of(mounts), 40), "fuse.sshfs"));
	assert_true(text_is(filesystem_mount_type(text_of(mounts), 400), "fuse.rclone"));
}

static void
no_type_is_made_up(void **state)
{
	(void)state;
	assert_int_equal(filesystem_mount_type(text_of(mounts), 4).n, 0);
	assert_int_equal(filesystem_mount_type(text_of(mounts), 41).n, 0);
	assert_int_equal(filesystem_mount_type(text_of(mounts), 42).n, 0);
	assert_int_equal(filesystem_mount_type(text_of(""), 22).n, 0);
}

/* Cut anywhere, and with any one byte changed, it is read within its bounds. */
static void
a_broken_mountinfo_is_survived(void **state)
{
	(void)state;
	for (size_t n = 0; n < sizeof mounts; n++) {
		SCOPED_FREE char *copy = malloc(n + 1);

		memcpy(copy, mounts, n);
		for (uint64_t id = 22; id < 43; id++) {
			struct text type = filesystem_mount_type((struct text){ copy, n }, id);

			assert_true(type.n <= n);
		}
		if (n > 0) {
			copy[n / 2] = (char)(n & 1 ? '\n' : ' ');
			assert_true(filesystem_mount_type((struct text){ copy, n }, 40).n <= n);
		}
	}
}

static void
a_check_leaves_nothing_behind(void **state)
{
	char *folder = folder_make();
	SCOPED_FD fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct filesystem_abilities abilities = { 0 };
	struct run run = { 0 };
	struct error err;

	(void)state;
	assert_ok(filesystem_check(fd, folder, &abilities, &err), &err);
	assert_true(abilities.hard_links || abilities.exclusive_rename);
	assert_true(!abilities.unnamed_files || abilities.hard_links);
	expect_shell(0, &run, NULL, "ls -A '%s'", folder);
	assert_string_equal(buffer_string(&run.out), "home\n"); /* the test's own */
	run_end(&run);
	folder_remove(folder);
}

/* /proc takes no files from anybody. */
static void
a_folder_that_takes_no_files_is_told(void **state)
{
	SCOPED_FD fd = open("/proc/self", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct filesystem_abilities abilities;
	struct error err;

	(void)state;
	assert_status(STATUS_IO, filesystem_check(fd, "/proc/self", &abilities, &err), &err);
	assert_non_null(strstr(err.text, "/proc/self"));
}

static void
this_disk_is_no_network(void **state)
{
	SCOPED_FD fd = open("/tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct error err;

	(void)state;
	assert_ok(filesystem_refuse_network(fd, "/tmp", &err), &err);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(network_file_systems_are_known_by_number),
		cmocka_unit_test(file_systems_of_this_machine_are_let_through),
		cmocka_unit_test(fuse_is_told_by_its_type),
		cmocka_unit_test(the_type_of_a_mount_is_found),
		cmocka_unit_test(no_type_is_made_up),
		cmocka_unit_test(a_broken_mountinfo_is_survived),
		cmocka_unit_test(a_check_leaves_nothing_behind),
		cmocka_unit_test(a_folder_that_takes_no_files_is_told),
		cmocka_unit_test(this_disk_is_no_network),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
