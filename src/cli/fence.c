/* SPDX-License-Identifier: Apache-2.0 */
/* fence.c - rules that allow nothing but devices, and one port where the display is reached by it. */
#include "cli/fence.h"

#include "base/landlock.h"
#include "base/scoped.h"

#include <sys/prctl.h>

#define ABI_WITH_PORTS 4

bool
fence_is_there(void)
{
	return landlock_abi() >= 1;
}

static void
allow_devices(int rules)
{
	static const char *const devices[] = { "/dev/null",    "/dev/zero",       "/dev/dri",
		                               "/dev/snd",     "/dev/nvidia0",    "/dev/nvidiactl",
		                               "/dev/nvidia-modeset", "/dev/kfd" };

	for (size_t i = 0; i < sizeof devices / sizeof devices[0]; i++)
		landlock_allow_writing(rules, devices[i]);
}

bool
fence_apply(unsigned tcp_port)
{
	int abi = landlock_abi();
	SCOPED_FD rules = abi >= 1 ? landlock_begin(abi, LANDLOCK_WRITING) : -1;

	if (rules < 0)
		return false;
	allow_devices(rules);
	if (tcp_port > 0 && abi >= ABI_WITH_PORTS && !landlock_allow_connecting(rules, tcp_port))
		return false;
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && landlock_enforce(rules);
}
