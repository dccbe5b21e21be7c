/* SPDX-License-Identifier: Apache-2.0 */
/* sandbox.c - the parts of the lock-in, one after the other, each checked. */
#include "worker/sandbox.h"

#include "base/error.h"
#include "base/landlock.h"
#include "base/scoped.h"

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Descriptors that a child may have at all. */
#define DESCRIPTORS_LIMIT 16

/* Under AddressSanitizer the address space is 20 TB of shadow, which no limit can hold. */
#if defined(__SANITIZE_ADDRESS__)
#define ADDRESS_SPACE_UNLIMITED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ADDRESS_SPACE_UNLIMITED 1
#endif
#endif
#ifndef ADDRESS_SPACE_UNLIMITED
#define ADDRESS_SPACE_UNLIMITED 0
#endif

static enum status
refused(struct error *err, const char *part)
{
	enum status status = fail_os(err, "%s", part);

	return fail_as(err, status == STATUS_MEMORY ? STATUS_MEMORY : STATUS_REFUSED);
}

static bool
limit(int resource, uint64_t soft, uint64_t hard)
{
	const struct rlimit both = { soft, hard };

	return setrlimit((__rlimit_resource_t)resource, &both) == 0;
}

static bool
limit_memory(const struct parser_limits *limits)
{
	if (ADDRESS_SPACE_UNLIMITED)
		return true;
	if (limits->address_space > 0 &&
	    !limit(RLIMIT_AS, limits->address_space, limits->address_space))
		return false;
	return limits->data == 0 || limit(RLIMIT_DATA, limits->data, limits->data);
}

enum status
sandbox_limit(const struct parser_limits *limits, struct error *err)
{
	if (!limit(RLIMIT_CORE, 0, 0) || !limit(RLIMIT_FSIZE, 0, 0) ||
	    !limit(RLIMIT_NOFILE, DESCRIPTORS_LIMIT, DESCRIPTORS_LIMIT) ||
	    !limit(RLIMIT_MEMLOCK, 0, 0) || !limit(RLIMIT_MSGQUEUE, 0, 0))
		return refused(err, "files and descriptors could not be limited");
	if (limits->cpu_seconds > 0 &&
	    !limit(RLIMIT_CPU, limits->cpu_seconds, limits->cpu_seconds + 1))
		return refused(err, "processor time could not be limited");
	return limit_memory(limits) ? STATUS_OK : refused(err, "memory could not be limited");
}

/* Root's child is root's still, but may do nothing that only root may. */
static bool
drop_capabilities(void)
{
	struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = { { 0 } };

	return syscall(SYS_capset, &head, none) == 0;
}

static enum status
give_up_privileges(struct error *err)
{
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
		return refused(err, "the process could not be hidden from others");
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return refused(err, "new privileges could not be given up");
	return drop_capabilities() ? STATUS_OK
	                           : refused(err, "capabilities could not be given up");
}

bool
sandbox_give_up_files(const struct sandbox *sandbox)
{
	SCOPED_FD rules = landlock_begin(sandbox->landlock_abi, LANDLOCK_ALL);

	if (rules < 0)
		return false;
	for (size_t i = 0; sandbox->readable != NULL && sandbox->readable[i] != NULL; i++)
		landlock_allow_reading(rules, sandbox->readable[i]);
	return landlock_enforce(rules);
}

enum status
sandbox_lock_in(const struct sandbox *sandbox, struct error *err)
{
	enum status status = give_up_privileges(err);

	if (status != STATUS_OK)
		return status;
	if (sandbox->landlock_abi == 0)
		return fail(err, STATUS_REFUSED, "this kernel has no Landlock, or it is switched off");
	if (!sandbox_give_up_files(sandbox))
		return refused(err, "Landlock could not be set up");
	if (!filter_install(&sandbox->filter))
		return refused(err, "seccomp could not be set up");
	return STATUS_OK;
}

void
sandbox_lock_in_partly(const struct sandbox *sandbox)
{
	bool held = give_up_privileges(NULL) == STATUS_OK;

	if (sandbox->landlock_abi > 0)
		held = sandbox_give_up_files(sandbox) && held;
	if (sandbox->filter.count > 0)
		held = filter_install(&sandbox->filter) && held;
	(void)held; /* that it is not complete has been told already */
}
