/* SPDX-License-Identifier: Apache-2.0 */
/* fence.c - a Landlock ruleset without rights, but for devices. */
#include "cli/fence.h"

#include "base/scoped.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Later than the headers of Debian 12 (linux/landlock.h of Linux 6.12). */
#define FS_REFER       (1ull << 13) /* ABI 2 */
#define FS_TRUNCATE    (1ull << 14) /* ABI 3 */
#define NET_BIND_TCP   (1ull << 0)  /* ABI 4 */
#define NET_CONNECT    (1ull << 1)
#define SCOPE_SIGNAL   (1ull << 1)  /* ABI 6 */
#define RULE_NET_PORT  2

#define FS_WRITING                                                                                 \
	(LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |                           \
	 LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR |                           \
	 LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK | \
	 LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM)

struct rules {
	uint64_t fs, net, scoped;
};

struct port_rule {
	uint64_t allowed, port;
};

static int
landlock_abi(void)
{
	return (int)syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

bool
fence_is_there(void)
{
	return landlock_abi() >= 1;
}

/* What is forbidden unless a rule allows it, and the size of the struct that this kernel knows. */
static size_t
rules_of(struct rules *rules, int abi)
{
	*rules = (struct rules){ .fs = FS_WRITING };
	if (abi >= 2)
		rules->fs |= FS_REFER;
	if (abi >= 3)
		rules->fs |= FS_TRUNCATE;
	if (abi >= 4)
		rules->net = NET_BIND_TCP | NET_CONNECT;
	if (abi >= 6)
		rules->scoped = SCOPE_SIGNAL;
	return abi >= 6 ? sizeof *rules : abi >= 4 ? offsetof(struct rules, scoped)
	                                           : offsetof(struct rules, net);
}

/* One that is not there needs no rule. */
static void
allow_devices(int ruleset)
{
	static const char *const devices[] = { "/dev/null",    "/dev/zero",       "/dev/dri",
		                               "/dev/snd",     "/dev/nvidia0",    "/dev/nvidiactl",
		                               "/dev/nvidia-modeset", "/dev/kfd" };

	for (size_t i = 0; i < sizeof devices / sizeof devices[0]; i++) {
		SCOPED_FD device = open(devices[i], O_PATH | O_CLOEXEC);
		struct landlock_path_beneath_attr rule = {
			.allowed_access = LANDLOCK_ACCESS_FS_WRITE_FILE, .parent_fd = device };

		if (device >= 0)
			syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
	}
}

bool
fence_apply(unsigned tcp_port)
{
	int abi = landlock_abi();
	struct rules rules;
	size_t size = rules_of(&rules, abi);
	SCOPED_FD ruleset = -1;
	struct port_rule port = { .allowed = NET_CONNECT, .port = tcp_port };

	if (abi < 1)
		return false;
	ruleset = (int)syscall(SYS_landlock_create_ruleset, &rules, size, 0);
	if (ruleset < 0)
		return false;
	allow_devices(ruleset);
	if (tcp_port > 0 && rules.net != 0 &&
	    syscall(SYS_landlock_add_rule, ruleset, RULE_NET_PORT, &port, 0) != 0)
		return false;
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
}
