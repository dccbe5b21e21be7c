/* SPDX-License-Identifier: Apache-2.0 */
/*
 * landlock.c - by its system calls: libc has no names for them, and the
 * system's headers may be older than its kernel, so the numbers stand here.
 */
#include "worker/landlock.h"

#include <sys/syscall.h>
#include <unistd.h>

/* The same numbers on every architecture (Linux, include/uapi/asm-generic/unistd.h). */
#define CALL_CREATE_RULESET 444
#define CALL_RESTRICT_SELF  446
#define CREATE_VERSION      1U

/* Rights by the version that brought them (Linux, include/uapi/linux/landlock.h). */
#define FS_VERSION_1  ((UINT64_C(1) << 13) - 1)
#define FS_REFER      (UINT64_C(1) << 13)
#define FS_TRUNCATE   (UINT64_C(1) << 14)
#define FS_IOCTL_DEV  (UINT64_C(1) << 15)
#define NET_TCP       (UINT64_C(3))
#define SCOPE_OUTSIDE (UINT64_C(3)) /* abstract sockets, signals */

struct attributes {
	uint64_t fs;     /* from version 1 */
	uint64_t net;    /* from version 4 */
	uint64_t scoped; /* from version 6 */
};

int
landlock_abi(void)
{
	long abi = syscall(CALL_CREATE_RULESET, NULL, 0, CREATE_VERSION);

	return abi > 0 ? (int)abi : 0;
}

bool
landlock_give_up(int abi)
{
	struct attributes handled = { .fs = FS_VERSION_1 };
	size_t size = abi >= 6 ? 24 : abi >= 4 ? 16 : 8;
	bool given_up;
	int rules;

	handled.fs |= abi >= 2 ? FS_REFER : 0;
	handled.fs |= abi >= 3 ? FS_TRUNCATE : 0;
	handled.fs |= abi >= 5 ? FS_IOCTL_DEV : 0;
	handled.net = abi >= 4 ? NET_TCP : 0;
	handled.scoped = abi >= 6 ? SCOPE_OUTSIDE : 0;
	rules = (int)syscall(CALL_CREATE_RULESET, &handled, size, 0U);
	if (rules < 0)
		return false;
	given_up = syscall(CALL_RESTRICT_SELF, rules, 0U) == 0;
	close(rules);
	return given_up;
}
