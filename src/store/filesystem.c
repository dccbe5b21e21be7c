/* SPDX-License-Identifier: Apache-2.0 */
/* filesystem.c - network file systems refused, abilities tried. */
#include "store/filesystem.h"

#include "base/error.h"
#include "base/file.h"
#include "base/scoped.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#define MOUNTINFO_LIMIT (4u << 20)
#define FUSE_MAGIC      0x65735546

/* statfs(2) and linux/magic.h */
static const struct {
	uint64_t    magic;
	const char *name;
} network_magics[] = {
	{ 0x6969, "NFS" },         { 0xff534d42, "CIFS" },   { 0xfe534d42, "SMB" },
	{ 0x517b, "SMB" },         { 0x01021997, "9P" },     { 0x5346414f, "AFS" },
	{ 0x6b414653, "AFS" },     { 0x00c36400, "Ceph" },   { 0x73757245, "Coda" },
	{ 0x0bd00bd0, "Lustre" },  { 0x47504653, "GPFS" },   { 0x7461636f, "OCFS2" },
	{ 0x01161970, "GFS2" },
};

/* FUSE types that lie on this machine; any other is taken for a network one. */
static const char *const local_fuse_types[] = { "fuseblk", "fuse.ntfs", "fuse.ntfs-3g", "fuse.exfat",
	                                        "fuse.ext2", "fuse.veracrypt", "fuse.gocryptfs",
	                                        "fuse.encfs", "fuse.bindfs", "fuse.cryfs",
	                                        "fuse.fuse-overlayfs" };

const char *
filesystem_network_name(uint64_t magic, struct text type)
{
	for (size_t i = 0; i < sizeof network_magics / sizeof network_magics[0]; i++) {
		if (network_magics[i].magic == magic)
			return network_magics[i].name;
	}
	if (magic != FUSE_MAGIC)
		return NULL;
	for (size_t i = 0; i < sizeof local_fuse_types / sizeof local_fuse_types[0]; i++) {
		if (text_is(type, local_fuse_types[i]))
			return NULL;
	}
	if (text_is(type, "fuse.sshfs"))
		return "sshfs";
	return text_is(type, "fuse.rclone") ? "rclone" : "FUSE";
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
	            "%s lies on a network file system (%s), on which a catalogue cannot be kept safely: use a disk of this machine",
	            path, name);
}

/* Names of the two probe files of this process. */
struct probe {
	int  folder;
	char first[64], second[64];
};

static bool
try_unnamed(const struct probe *probe)
{
	SCOPED_FD fd = openat(probe->folder, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	char self[64];
	bool linked;

	if (fd < 0)
		return false;
	snprintf(self, sizeof self, "/proc/self/fd/%d", fd);
	linked = linkat(AT_FDCWD, self, probe->folder, probe->first, AT_SYMLINK_FOLLOW) == 0;
	if (linked)
		unlinkat(probe->folder, probe->first, 0);
	return linked;
}

static enum status
try_named(const struct probe *probe, const char *path, struct filesystem_abilities *out,
          struct error *err)
{
	SCOPED_FD fd = openat(probe->folder, probe->first,
	                      O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0)
		return fail_os(err, "cannot write in %s", path);
	out->hard_links = linkat(probe->folder, probe->first, probe->folder, probe->second, 0) == 0;
	if (out->hard_links)
		unlinkat(probe->folder, probe->second, 0);
	out->exclusive_rename = renameat2(probe->folder, probe->first, probe->folder, probe->second,
	                                  RENAME_NOREPLACE) == 0;
	unlinkat(probe->folder, out->exclusive_rename ? probe->second : probe->first, 0);
	return STATUS_OK;
}

enum status
filesystem_check(int folder_fd, const char *path, struct filesystem_abilities *out,
                 struct error *err)
{
	struct filesystem_abilities abilities = { 0 };
	struct probe probe = { .folder = folder_fd };
	enum status st = filesystem_refuse_network(folder_fd, path, err);

	if (st != STATUS_OK)
		return st;
	snprintf(probe.first, sizeof probe.first, FILESYSTEM_PROBE_PREFIX "%ld-a", (long)getpid());
	snprintf(probe.second, sizeof probe.second, FILESYSTEM_PROBE_PREFIX "%ld-b", (long)getpid());
	/* leftovers of a killed process that had our number */
	unlinkat(folder_fd, probe.first, 0);
	unlinkat(folder_fd, probe.second, 0);
	st = try_named(&probe, path, &abilities, err);
	if (st != STATUS_OK)
		return st;
	abilities.unnamed_files = abilities.hard_links && try_unnamed(&probe);
	if (!abilities.hard_links && !abilities.exclusive_rename)
		return fail(err, STATUS_UNUSABLE,
		            "the file system of %s has neither hard links nor renaming without replacing: a catalogue cannot be kept safely on it",
		            path);
	*out = abilities;
	return STATUS_OK;
}
