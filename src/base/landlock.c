/* SPDX-License-Identifier: Apache-2.0 */
/*
 * landlock.c - by its system calls: libc has no names for them, and the
 * system's headers may be older than its kernel, so the numbers stand here.
 */
#include "base/landlock.h"

#include "base/scoped.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The same numbers on every architecture (Linux, include/uapi/asm-generic/unistd.h). */
#define CALL_CREATE_RULESET 444
#define CALL_ADD_RULE       445
#define CALL_RESTRICT_SELF  446
#define CREATE_VERSION      1U
#define RULE_BENEATH        1
#define RULE_PORT           2

/* Rights by the version that brought them (Linux, include/uapi/linux/landlock.h). */
#define FS_VERSION_1   ((UINT64_C(1) << 13) - 1)
#define FS_WRITE_FILE  (UINT64_C(1) << 1)
#define FS_READ        (UINT64_C(1) << 2 | UINT64_C(1) << 3) /* files, and what a folder holds */
#define FS_READING     (UINT64_C(1) << 0 | UINT64_C(1) << 2 | UINT64_C(1) << 3) /* running, too */
#define FS_REFER       (UINT64_C(1) << 13)
#define FS_TRUNCATE    (UINT64_C(1) << 14)
#define FS_IOCTL_DEV   (UINT64_C(1) << 15)
#define NET_TCP        (UINT64_C(3))
#define NET_CONNECT    (UINT64_C(1) << 1)
#define SCOPE_SOCKETS  (UINT64_C(1) << 0) /* abstract ones */
#define SCOPE_SIGNALS  (UINT64_C(1) << 1)

struct attributes {
	uint64_t fs;     /* from version 1 */
	uint64_t net;    /* from version 4 */
	uint64_t scoped; /* from version 6 */
};

struct beneath {
	uint64_t allowed;
	int32_t  parent;
} __attribute__((packed));

struct port {
	uint64_t allowed, number;
};

int
landlock_abi(void)
{
	long abi = syscall(CALL_CREATE_RULESET, NULL, 0, CREATE_VERSION);

	return abi > 0 ? (int)abi : 0;
}

int
landlock_begin(int abi, enum landlock_extent extent)
{
	bool all = extent == LANDLOCK_ALL;
	struct attributes handled = { .fs = all ? FS_VERSION_1 : FS_VERSION_1 & ~FS_READING };
	size_t size = abi >= 6 ? 24 : abi >= 4 ? 16 : 8;

	handled.fs |= abi >= 2 ? FS_REFER : 0;
	handled.fs |= abi >= 3 ? FS_TRUNCATE : 0;
	handled.fs |= all && abi >= 5 ? FS_IOCTL_DEV : 0;
	handled.net = abi >= 4 ? NET_TCP : 0;
	handled.scoped = abi >= 6 ? (all ? SCOPE_SOCKETS : 0) | SCOPE_SIGNALS : 0;
	return (int)syscall(CALL_CREATE_RULESET, &handled, size, 0U);
}

static void
allow_beneath(int rules, const char *path, uint64_t rights)
{
	SCOPED_FD there = open(path, O_PATH | O_CLOEXEC);
	struct beneath rule = { .allowed = rights, .parent = there };

	if (there >= 0)
		syscall(CALL_ADD_RULE, rules, RULE_BENEATH, &rule, 0U);
}

void
landlock_allow_writing(int rules, const char *path)
{
	allow_beneath(rules, path, FS_WRITE_FILE);
}

void
landlock_allow_reading(int rules, const char *path)
{
	allow_beneath(rules, path, FS_READ);
}

bool
landlock_allow_connecting(int rules, unsigned port)
{
	struct port rule = { .allowed = NET_CONNECT, .number = port };

	return syscall(CALL_ADD_RULE, rules, RULE_PORT, &rule, 0U) == 0;
}

bool
landlock_enforce(int rules)
{
	return syscall(CALL_RESTRICT_SELF, rules, 0U) == 0;
}
