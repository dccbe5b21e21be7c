/* SPDX-License-Identifier: Apache-2.0 */
/* filesystem.c - network file systems refused, abilities tried. */
#include "store/filesystem.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/file.h"
#include "base/scoped.h"
#include "base/text.h"
#include "crypto/random.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/vfs.h>

#define MOUNTINFO_LIMIT (4u << 20)
#define FUSE_MAGIC      0x65735546
#define PROBE_NAME_SIZE 64

/* statfs(2) and linux/magic.h */
static const struct {
	uint64_t    magic;
	const char *name;
} network_magics[] = {
	{ 0x6969, "NFS" },         { 0xff534d42, "CIFS" },   { 0xfe534d42, "SMB" },
	{ 0x517b, "SMB" },         { 0x01021997, "9P" },     { 0x5346414f, "AFS" },
	{ 0x6b414653, "AFS" },     { 0x00c36400, "Ceph" },   { 0x73757245, "Coda" },
	{ 0x0bd00bd0, "Lustre" },  { 0x47504653, "GPFS" },   { 0x7461636f, "OCFS2" },
	{ 0x01161970, "GFS2" },    { 0x786f4256, "a folder shared by VirtualBox" },
	{ 0xbacbacbc, "a folder shared by VMware" },
};

/* FUSE programs that reach over a network, as their types in mountinfo. */
static const char *const network_fuse_types[] = {
	"fuse.sshfs",      "fuse.rclone",    "fuse.davfs",     "fuse.curlftpfs", "fuse.s3fs",
	"fuse.goofys",     "fuse.gcsfuse",   "fuse.glusterfs", "fuse.ceph",      "fuse.ceph-fuse",
	"fuse.juicefs",    "fuse.smbnetfs",  "fuse.gvfsd-fuse", "fuse.mount-s3", "fuse.mountpoint-s3",
	"fuse.moosefs",    "fuse.mfs",       "fuse.seaweedfs", "fuse.afpfs",     "fuse.hdfs",
	"fuse.httpdirfs",  "fuse.geesefs",   "fuse.tigrisfs",  "fuse.blobfuse2", "fuse.kio-fuse",
	"fuse.google-drive-ocamlfuse",
};

/* The name of the program behind FUSE, NULL for one that lies on this machine. */
static const char *
fuse_network_name(struct text type)
{
	if (type.n == 0 || text_is(type, "fuse"))
		return "FUSE of an unknown kind";
	for (size_t i = 0; i < sizeof network_fuse_types / sizeof network_fuse_types[0]; i++)
		if (text_is(type, network_fuse_types[i]))
			return network_fuse_types[i] + strlen("fuse.");
	return NULL;
}

const char *
filesystem_network_name(uint64_t magic, struct text type)
{
	for (size_t i = 0; i < sizeof network_magics / sizeof network_magics[0]; i++) {
		if (network_magics[i].magic == magic)
			return network_magics[i].name;
	}
	return magic == FUSE_MAGIC ? fuse_network_name(type) : NULL;
}

/* "ID PARENT MAJOR:MINOR ROOT MOUNT OPTIONS [TAGS…] - TYPE SOURCE SUPER", proc(5). */
struct text
filesystem_mount_type(struct text mountinfo, uint64_t mount_id)
{
	while (mountinfo.n > 0) {
		struct text line = text_cut(&mountinfo, '\n'), field = text_cut(&line, ' ');
		uint64_t id;

		if (!text_number(field, UINT64_MAX, &id) || id != mount_id)
			continue;
		while (line.p != NULL && !text_is(field, "-"))
			field = text_cut(&line, ' ');
		return line.p != NULL ? text_cut(&line, ' ') : (struct text){ 0 };
	}
	return (struct text){ 0 };
}

/* Appends the type of the mount that holds the descriptor; nothing when it cannot be told. */
static void
append_mount_type(int fd, struct buffer *out)
{
	SCOPED(buffer) mountinfo = { 0 };
	struct statx st;

	if (statx(fd, "", AT_EMPTY_PATH, STATX_MNT_ID, &st) != 0 || !(st.stx_mask & STATX_MNT_ID) ||
	    file_read("/proc/self/mountinfo", MOUNTINFO_LIMIT, &mountinfo, NULL) != STATUS_OK)
		return;
	buffer_append_text(out, filesystem_mount_type(text_of_buffer(&mountinfo), st.stx_mnt_id));
}

enum status
filesystem_refuse_network(int fd, const char *path, struct error *err)
{
	SCOPED(buffer) type = { 0 };
	struct statfs st;
	const char *name;

	if (fstatfs(fd, &st) != 0)
		return fail_os(err, "cannot tell the file system of %s", path);
	if ((uint64_t)(uint32_t)st.f_type == FUSE_MAGIC)
		append_mount_type(fd, &type);
	name = filesystem_network_name((uint64_t)(uint32_t)st.f_type, text_of_buffer(&type));
	if (name == NULL)
		return STATUS_OK;
	return fail(err, STATUS_UNUSABLE,
	            "%s lies on a network file system (%s), on which a catalogue cannot be kept safely: keep it on a disk of this machine, and files to take in may stay where they are",
	            path, name);
}

/* Two names that nobody has, and whether the file system refuses to replace one by the other. */
struct probe {
	int  folder;
	char first[PROBE_NAME_SIZE], second[PROBE_NAME_SIZE];
};

static enum status
name_probe(struct probe *probe, struct error *err)
{
	unsigned char random[8];
	char digits[2 * sizeof random + 1];
	enum status st = random_bytes(random, sizeof random, err);

	hex_write(digits, random, sizeof random);
	snprintf(probe->first, sizeof probe->first, FILESYSTEM_PROBE_PREFIX "%s-a", digits);
	snprintf(probe->second, sizeof probe->second, FILESYSTEM_PROBE_PREFIX "%s-b", digits);
	return st;
}

static void
remove_probe(struct probe *probe)
{
	unlinkat(probe->folder, probe->first, 0);
	unlinkat(probe->folder, probe->second, 0);
}

static bool
try_unnamed(const struct probe *probe)
{
	SCOPED_FD fd = openat(probe->folder, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	char self[64];

	if (fd < 0)
		return false;
	snprintf(self, sizeof self, "/proc/self/fd/%d", fd);
	return linkat(AT_FDCWD, self, probe->folder, probe->second, AT_SYMLINK_FOLLOW) == 0 &&
	       unlinkat(probe->folder, probe->second, 0) == 0;
}

/* Moves the first to the second, which must be refused as long as that is there. */
static bool
try_rename(const struct probe *probe)
{
	SCOPED_FD other = openat(probe->folder, probe->second,
	                         O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0600);

	return other >= 0 &&
	       renameat2(probe->folder, probe->first, probe->folder, probe->second,
	                 RENAME_NOREPLACE) != 0 &&
	       errno == EEXIST && unlinkat(probe->folder, probe->second, 0) == 0 &&
	       renameat2(probe->folder, probe->first, probe->folder, probe->second,
	                 RENAME_NOREPLACE) == 0;
}

static enum status
try_all(const struct probe *probe, const char *path, struct filesystem_abilities *out,
        struct error *err)
{
	SCOPED_FD fd = openat(probe->folder, probe->first,
	                      O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0)
		return fail_os(err, "cannot write in %s", path);
	out->hard_links =
		linkat(probe->folder, probe->first, probe->folder, probe->second, 0) == 0 &&
		unlinkat(probe->folder, probe->second, 0) == 0;
	out->unnamed_files = out->hard_links && try_unnamed(probe);
	out->exclusive_rename = try_rename(probe);
	return STATUS_OK;
}

enum status
filesystem_check(int folder_fd, const char *path, struct filesystem_abilities *out,
                 struct error *err)
{
	struct filesystem_abilities abilities = { 0 };
	struct probe probe = { .folder = folder_fd };
	enum status st = filesystem_refuse_network(folder_fd, path, err);

	if (st == STATUS_OK)
		st = name_probe(&probe, err);
	if (st != STATUS_OK)
		return st;
	st = try_all(&probe, path, &abilities, err);
	remove_probe(&probe);
	if (st != STATUS_OK)
		return st;
	if (!abilities.hard_links && !abilities.exclusive_rename)
		return fail(err, STATUS_UNUSABLE,
		            "the file system of %s has neither hard links nor renaming without replacing: keep the catalogue on another disk",
		            path);
	*out = abilities;
	return STATUS_OK;
}

/* statfs(2): ext2 to ext4, XFS, Btrfs, F2FS. */
static const uint32_t trusted_file_systems[] = { 0xef53, 0x58465342, 0x9123683e, 0xf2f52010 };

bool
filesystem_syncs_together(int fd)
{
	unsigned long major, minor = 0;
	struct utsname name;
	struct statfs st;
	char *end;

	if (uname(&name) != 0 || fstatfs(fd, &st) != 0)
		return false;
	major = strtoul(name.release, &end, 10);
	if (*end == '.')
		minor = strtoul(end + 1, NULL, 10);
	if (major < 5 || (major == 5 && minor < 8))
		return false;
	for (size_t i = 0; i < sizeof trusted_file_systems / sizeof trusted_file_systems[0]; i++)
		if (trusted_file_systems[i] == (uint32_t)st.f_type)
			return true;
	return false;
}
