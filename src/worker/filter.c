/* SPDX-License-Identifier: Apache-2.0 */
/* filter.c - the white-list by libseccomp, and what depends on the child's own pid by hand. */
#include "worker/filter.h"

#include "base/error.h"
#include "base/file.h"
#include "base/scoped.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* BPF programs are at most that long (linux/bpf_common.h, BPF_MAXINSNS). */
#define STEPS_LIMIT ((size_t)4096 * sizeof(struct sock_filter))

#define ALLOW SCMP_ACT_ALLOW

/* One call that does not kill; every condition must hold. */
struct rule {
	uint32_t            action;
	int                 call;
	unsigned            conditions;
	struct scmp_arg_cmp condition[2];
};

static const struct rule rules[] = {
	/* the file, the report, the end */
	{ ALLOW, SCMP_SYS(read), 0, { { 0 } } },
	{ ALLOW, SCMP_SYS(pread64), 0, { { 0 } } },
	{ ALLOW, SCMP_SYS(lseek), 0, { { 0 } } },
	{ ALLOW, SCMP_SYS(fstat), 0, { { 0 } } },
	{ ALLOW, SCMP_SYS(write), 0, { { 0 } } },
	{ ALLOW, SCMP_SYS(close), 0, { { 0 } } },
	{ ALLOW, SCMP_SYS(exit), 0, { { 0 } } },
	{ ALLOW, SCMP_SYS(exit_group), 0, { { 0 } } },

	/* memory: private, of no file, never to be run as code */
	{ ALLOW,
	  SCMP_SYS(mmap),
	  2,
	  { { 2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0 },
	    { 3, SCMP_CMP_MASKED_EQ, MAP_TYPE | MAP_ANONYMOUS, MAP_PRIVATE | MAP_ANONYMOUS } } },
	{ ALLOW, SCMP_SYS(mprotect), 1, { { 2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0 } } },
	{ ALLOW, SCMP_SYS(munmap), 0, { { 0 } } },
	{ ALLOW, SCMP_SYS(mremap), 0, { { 0 } } },
	{ ALLOW, SCMP_SYS(madvise), 0, { { 0 } } },
	{ ALLOW, SCMP_SYS(brk), 0, { { 0 } } },

	/* threads of this process, and waiting for them */
	{ ALLOW, SCMP_SYS(clone), 1, { { 0, SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD } } },
	{ ALLOW, SCMP_SYS(futex), 0, { { 0 } } },
	{ ALLOW, SCMP_SYS(set_robust_list), 0, { { 0 } } },
	{ ALLOW, SCMP_SYS(rseq), 0, { { 0 } } },
	{ ALLOW, SCMP_SYS(rt_sigaction), 0, { { 0 } } },
	{ ALLOW, SCMP_SYS(rt_sigprocmask), 0, { { 0 } } },
	{ ALLOW, SCMP_SYS(rt_sigreturn), 0, { { 0 } } },
	{ ALLOW, SCMP_SYS(sigaltstack), 0, { { 0 } } },
	{ ALLOW, SCMP_SYS(sched_yield), 0, { { 0 } } },
	{ ALLOW, SCMP_SYS(sched_getaffinity), 0, { { 0 } } },
	{ ALLOW, SCMP_SYS(prctl), 1, { { 0, SCMP_CMP_EQ, PR_SET_NAME, 0 } } },

	/* abort(); which process, pid_guard() says */
	{ ALLOW, SCMP_SYS(getpid), 0, { { 0 } } },
	{ ALLOW, SCMP_SYS(gettid), 0, { { 0 } } },
	{ ALLOW, SCMP_SYS(tgkill), 1, { { 2, SCMP_CMP_EQ, SIGABRT, 0 } } },

	/* clocks, where the kernel gives them no other way, and chance */
	{ ALLOW, SCMP_SYS(clock_gettime), 0, { { 0 } } },
	{ ALLOW, SCMP_SYS(clock_getres), 0, { { 0 } } },
	{ ALLOW, SCMP_SYS(gettimeofday), 0, { { 0 } } },
	{ ALLOW, SCMP_SYS(time), 0, { { 0 } } },
	{ ALLOW, SCMP_SYS(getrandom), 0, { { 0 } } },

	/* what libraries try, and do well without */
	{ SCMP_ACT_ERRNO(EACCES), SCMP_SYS(open), 0, { { 0 } } },
	{ SCMP_ACT_ERRNO(EACCES), SCMP_SYS(openat2), 0, { { 0 } } },
	{ SCMP_ACT_ERRNO(EACCES), SCMP_SYS(faccessat), 0, { { 0 } } },
	{ SCMP_ACT_ERRNO(EACCES), SCMP_SYS(faccessat2), 0, { { 0 } } },
	{ SCMP_ACT_ERRNO(EACCES), SCMP_SYS(readlink), 0, { { 0 } } },
	{ SCMP_ACT_ERRNO(EACCES), SCMP_SYS(readlinkat), 0, { { 0 } } },
	{ SCMP_ACT_ERRNO(EACCES), SCMP_SYS(stat), 0, { { 0 } } },
	{ SCMP_ACT_ERRNO(EACCES), SCMP_SYS(lstat), 0, { { 0 } } },
	{ SCMP_ACT_ERRNO(EACCES), SCMP_SYS(statx), 0, { { 0 } } },
	{ SCMP_ACT_ERRNO(EACCES), SCMP_SYS(getcwd), 0, { { 0 } } },
	{ SCMP_ACT_ERRNO(ENOTTY), SCMP_SYS(ioctl), 0, { { 0 } } },
	{ SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0, { { 0 } } },
	{ SCMP_ACT_ERRNO(EPERM), SCMP_SYS(sysinfo), 0, { { 0 } } },
	{ SCMP_ACT_ERRNO(EPERM), SCMP_SYS(uname), 0, { { 0 } } },
	{ SCMP_ACT_ERRNO(EPERM), SCMP_SYS(prlimit64), 0, { { 0 } } },
	{ SCMP_ACT_ERRNO(EPERM), SCMP_SYS(getrlimit), 0, { { 0 } } },
};

/* Who reads no file does well without these. */
static const struct rule blind_rules[] = {
	{ SCMP_ACT_ERRNO(EACCES), SCMP_SYS(access), 0, { { 0 } } },
	{ SCMP_ACT_ERRNO(EACCES), SCMP_SYS(openat), 0, { { 0 } } },
	{ SCMP_ACT_ERRNO(EACCES), SCMP_SYS(newfstatat), 0, { { 0 } } },
};

/* Who reads files opens them for nothing else, and maps them as a copy of its own. */
static const struct rule reading_rules[] = {
	{ ALLOW,
	  SCMP_SYS(openat),
	  1,
	  { { 2, SCMP_CMP_MASKED_EQ, O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND, O_RDONLY } } },
	{ ALLOW, SCMP_SYS(newfstatat), 0, { { 0 } } },
	{ ALLOW, SCMP_SYS(access), 0, { { 0 } } },
	{ ALLOW, SCMP_SYS(fcntl), 1, { { 1, SCMP_CMP_EQ, F_SETFD, 0 } } },
	{ ALLOW,
	  SCMP_SYS(mmap),
	  2,
	  { { 2, SCMP_CMP_EQ, PROT_READ, 0 }, { 3, SCMP_CMP_MASKED_EQ, MAP_TYPE, MAP_PRIVATE } } },
	{ ALLOW, SCMP_SYS(getdents64), 0, { { 0 } } },
};

static int
add_rules(scmp_filter_ctx context, const struct rule *list, size_t count)
{
	int failure = 0;

	for (size_t i = 0; i < count && failure == 0; i++)
		failure = seccomp_rule_add_array(context, list[i].action, list[i].call,
		                                 list[i].conditions, list[i].condition);
	return failure;
}

/* Writes the program of the rules to `file`; 0 or a negative errno. */
static int
export_rules(int file, bool reading)
{
	scmp_filter_ctx context = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int failure;

	if (context == NULL)
		return -ENOMEM;
	failure = seccomp_attr_set(context, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	/* a binary tree: parsers allocate and wait far more often than all else together */
	if (failure == 0)
		failure = seccomp_attr_set(context, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	if (failure == 0)
		failure = add_rules(context, rules, sizeof rules / sizeof rules[0]);
	if (failure == 0 && reading)
		failure = add_rules(context, reading_rules, sizeof reading_rules / sizeof reading_rules[0]);
	else if (failure == 0)
		failure = add_rules(context, blind_rules, sizeof blind_rules / sizeof blind_rules[0]);
	if (failure == 0)
		failure = seccomp_export_bpf(context, file);
	seccomp_release(context);
	return failure;
}

enum status
filter_make(struct filter *out, bool reading, struct error *err)
{
	SCOPED_FD file = memfd_create("filter", MFD_CLOEXEC);
	struct buffer steps = { 0 };
	enum status status;
	int failure;

	if (file < 0)
		return fail_os(err, "cannot make a file in memory");
	failure = export_rules(file, reading);
	if (failure != 0)
		return fail(err, STATUS_REFUSED, "seccomp: cannot make the filter of system calls: %s",
		            strerror(-failure));
	if (lseek(file, 0, SEEK_SET) != 0)
		return fail_os(err, "cannot read the filter of system calls");
	status = file_read_all(file, STEPS_LIMIT, &steps, err);
	if (status != STATUS_OK) {
		buffer_end(&steps);
		return status;
	}
	out->count = (unsigned short)(steps.n / sizeof(struct sock_filter));
	out->steps = (struct sock_filter *)(void *)buffer_take(&steps);
	return out->steps ? STATUS_OK : fail_memory(err);
}

void
filter_end(struct filter *filter)
{
	free(filter->steps);
	*filter = (struct filter){ 0 };
}

static bool
install(struct sock_filter *steps, unsigned short count)
{
	struct sock_fprog program = { count, steps };

	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0;
}

/* Kills whoever signals another process than itself: its pid is known in the child only. */
static bool
install_pid_guard(void)
{
	uint32_t low = (uint32_t)offsetof(struct seccomp_data, args);
	struct sock_filter steps[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_tgkill, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, low),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)getpid(), 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	steps[2].k += 4;
#endif
	return install(steps, sizeof steps / sizeof steps[0]);
}

bool
filter_install(const struct filter *filter)
{
	return install_pid_guard() && install(filter->steps, filter->count);
}
