/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hostile.c - a family of parsers that attacks: the file names the attack,
 * after the signature of a PNG where it has one.
 * Where an attack is refused and the process lives on, it reports the measure
 * "result": "refused", "empty", "ok"; where it succeeds, "SUCCEEDED".
 */
#include "worker/parser.h"

#include "wire/frame.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/* Where a child has its report. */
#define REPORT_FD 4

extern char **environ;

static pid_t server;
static int   runs; /* a child that is fresh finds 0 */

struct attacked {
	const struct parser_input *input;
	struct report             *report;
};

static void
result(const struct attacked *at, const char *words)
{
	report_measured(at->report, "result", words);
}

static void
refused_if(const struct attacked *at, bool refused)
{
	result(at, refused ? "refused" : "SUCCEEDED");
}

static void
say_ok(const struct attacked *at)
{
	runs++;
	result(at, runs == 1 && at->input->size > 0 ? "ok" : "SUCCEEDED");
}

static void
open_file(const struct attacked *at)
{
	refused_if(at, open("/etc/passwd", O_RDONLY) < 0 && errno == EACCES);
}

static void
open_itself(const struct attacked *at)
{
	refused_if(at, open("/proc/self/fd/3", O_RDWR) < 0 && errno == EACCES);
}

static void
create_file(const struct attacked *at)
{
	refused_if(at, open("/tmp/vidimus-hostile", O_WRONLY | O_CREAT, 0600) < 0 &&
	                       errno == EACCES);
}

static void
make_folder(const struct attacked *at)
{
	refused_if(at, mkdir("/tmp/vidimus-hostile", 0700) != 0);
}

static void
remove_file(const struct attacked *at)
{
	refused_if(at, unlink("/tmp/vidimus-hostile") != 0);
}

static void
look_at_path(const struct attacked *at)
{
	struct stat st;

	refused_if(at, stat("/etc/passwd", &st) != 0 && errno == EACCES);
}

static void
reach(const struct attacked *at, int domain, int type, const void *address, socklen_t size)
{
	int reached = socket(domain, type | SOCK_CLOEXEC, 0);

	refused_if(at, reached < 0 || (type == SOCK_DGRAM
	                                       ? sendto(reached, "x", 1, 0, address, size) < 0
	                                       : connect(reached, address, size) != 0));
}

static void
connect_tcp(const struct attacked *at)
{
	const struct sockaddr_in there = { .sin_family = AF_INET,
		                           .sin_port = htons(9),
		                           .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };

	reach(at, AF_INET, SOCK_STREAM, &there, sizeof there);
}

static void
connect_udp(const struct attacked *at)
{
	const struct sockaddr_in there = { .sin_family = AF_INET,
		                           .sin_port = htons(9),
		                           .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };

	reach(at, AF_INET, SOCK_DGRAM, &there, sizeof there);
}

static void
connect_unix(const struct attacked *at)
{
	const struct sockaddr_un there = { .sun_family = AF_UNIX, .sun_path = "/run/x" };

	reach(at, AF_UNIX, SOCK_STREAM, &there, sizeof there);
}

static void
fork_off(const struct attacked *at)
{
	pid_t child = fork();

	if (child == 0)
		_exit(0);
	refused_if(at, child < 0);
}

static void
fork_by_clone3(const struct attacked *at)
{
	uint64_t arguments[8] = { 0 };

	arguments[4] = SIGCHLD;
	refused_if(at, syscall(SYS_clone3, arguments, sizeof arguments) < 0 && errno == ENOSYS);
}

static void
execute(const struct attacked *at)
{
	char *const none[] = { NULL };

	refused_if(at, execve("/bin/true", none, none) != 0);
}

static void
trace_parent(const struct attacked *at)
{
	refused_if(at, ptrace(PTRACE_ATTACH, server, NULL, NULL) != 0);
}

static void
read_parents_memory(const struct attacked *at)
{
	refused_if(at, syscall(SYS_process_vm_readv, server, NULL, 0, NULL, 0, 0) < 0);
}

static void
signal_parent(const struct attacked *at)
{
	refused_if(at, kill(server, SIGKILL) != 0);
}

static void
abort_parent(const struct attacked *at)
{
	refused_if(at, syscall(SYS_tgkill, server, server, SIGABRT) != 0);
}

static void
signal_all(const struct attacked *at)
{
	refused_if(at, kill(-1, SIGKILL) != 0);
}

static void
read_environment(const struct attacked *at)
{
	result(at, environ == NULL || environ[0] == NULL ? "empty" : "SUCCEEDED");
}

/* Standard streams are the null device; beyond file and report there is nothing. */
static void
read_descriptors(const struct attacked *at)
{
	bool found = false;
	struct stat st;

	for (int i = 0; i < 3; i++)
		found = found || syscall(SYS_fstat, i, &st) != 0 || !S_ISCHR(st.st_mode);
	for (int i = REPORT_FD + 1; i < 4096; i++)
		found = found || syscall(SYS_fstat, i, &st) == 0;
	result(at, found ? "SUCCEEDED" : "empty");
}

static void
map_shared(const struct attacked *at)
{
	refused_if(at, mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, at->input->file, 0) ==
	                       MAP_FAILED);
}

static void
map_shared_nameless(const struct attacked *at)
{
	refused_if(at, mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
	                    0) == MAP_FAILED);
}

static void
write_to_file(const struct attacked *at)
{
	refused_if(at, write(at->input->file, "x", 1) < 0);
}

static void
write_in_file(const struct attacked *at)
{
	refused_if(at, pwrite(at->input->file, "x", 1, 0) < 0);
}

static void
truncate_file(const struct attacked *at)
{
	refused_if(at, ftruncate(at->input->file, 0) != 0);
}

static void
allocate_in_file(const struct attacked *at)
{
	refused_if(at, syscall(SYS_fallocate, at->input->file, 0, 0, 1 << 20) != 0);
}

static void
change_mode(const struct attacked *at)
{
	refused_if(at, fchmod(at->input->file, 0777) != 0);
}

static void
map_code(const struct attacked *at)
{
	refused_if(at, mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
	                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED);
}

static void
make_code(const struct attacked *at)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	refused_if(at, page == MAP_FAILED || mprotect(page, 4096, PROT_READ | PROT_EXEC) != 0);
}

static void
take_address_space(const struct attacked *at)
{
	refused_if(at, mmap(NULL, (size_t)8 << 30, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
	                    0) == MAP_FAILED);
}

/* A gibibyte in small parts, each of them used. */
static void
take_memory(const struct attacked *at)
{
	for (int i = 0; i < 1024; i++) {
		volatile char *part = malloc((size_t)1 << 20);

		if (part == NULL) {
			result(at, "refused");
			return;
		}
		for (size_t k = 0; k < (size_t)1 << 20; k += 4096)
			part[k] = 1;
	}
	result(at, "SUCCEEDED");
}

static void
raise_limits(const struct attacked *at)
{
	const struct rlimit all = { RLIM_INFINITY, RLIM_INFINITY };

	refused_if(at, setrlimit(RLIMIT_AS, &all) != 0);
}

static void
become_dumpable(const struct attacked *at)
{
	refused_if(at, prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) != 0);
}

static void
make_ring(const struct attacked *at)
{
	refused_if(at, syscall(SYS_io_uring_setup, 4, NULL) < 0);
}

static void
unshare_users(const struct attacked *at)
{
	refused_if(at, syscall(SYS_unshare, 0x10000000) != 0);
}

_Noreturn static void
spin(const struct attacked *at)
{
	(void)at;
	for (volatile unsigned n = 0;; n++)
		;
}

static void
ignore_signal(int number)
{
	(void)number;
}

_Noreturn static void
spin_on(const struct attacked *at)
{
	signal(SIGXCPU, ignore_signal);
	spin(at);
}

_Noreturn static void
hang(const struct attacked *at)
{
	pthread_mutex_t locked = PTHREAD_MUTEX_INITIALIZER;

	(void)at;
	pthread_mutex_lock(&locked);
	for (;;)
		pthread_mutex_lock(&locked);
}

static void *
run_thread(void *context)
{
	*(bool *)context = true;
	return NULL;
}

static void
start_thread(const struct attacked *at)
{
	pthread_t thread;
	bool ran = false;

	if (pthread_create(&thread, NULL, run_thread, &ran) == 0)
		pthread_join(thread, NULL);
	result(at, ran ? "ok" : "SUCCEEDED");
}

static int
sleep_for_ever(void *word)
{
	for (;;)
		syscall(SYS_futex, word, FUTEX_WAIT, 0, NULL, NULL, 0);
	return 0;
}

/* A few thousand threads, each with a page of stack; then it waits for what comes. */
_Noreturn static void
start_threads(const struct attacked *at)
{
	enum { MANY = 4000, STACK = 4096 };
	static int word;
	char *stacks = malloc((size_t)STACK * (MANY + 1));

	for (int i = 1; stacks != NULL && i <= MANY; i++)
		clone(sleep_for_ever, stacks + (size_t)STACK * (size_t)i,
		      CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM,
		      &word);
	hang(at);
}

static void
crash(const struct attacked *at)
{
	(void)at;
	raise(SIGSEGV); /* a forbidden signal number for tgkill: ends all the same */
}

static void
dereference(const struct attacked *at)
{
	/* Read back from memory, so that no compiler sees that nothing lies there. */
	volatile char *volatile nowhere = (volatile char *)(uintptr_t)8;

	(void)at;
	*nowhere = 1;
}

static void
abort_itself(const struct attacked *at)
{
	(void)at;
	abort();
}

static void
exit_quietly(const struct attacked *at)
{
	(void)at;
	_exit(0);
}

/* The code of a child that could not be locked in: nobody may believe it now. */
static void
exit_as_if_not_locked_in(const struct attacked *at)
{
	(void)at;
	_exit(4);
}

static void
end_then_fail(const struct attacked *at)
{
	report_end(at->report);
	_exit(7);
}

static void
put(const void *bytes, size_t n)
{
	if (write(REPORT_FD, bytes, n) != (ssize_t)n)
		_exit(9);
}

static void
put_frame(enum frame_kind kind, const void *payload, size_t n)
{
	unsigned char head[FRAME_HEAD_SIZE];

	frame_head_write(head, kind, n);
	put(head, sizeof head);
	put(payload, n);
}

static void
put_begin(void)
{
	put_frame(FRAME_BEGIN, "\1", 1);
}

_Noreturn static void
write_zeros(const struct attacked *at)
{
	static const char zeros[65536];

	(void)at;
	for (;;)
		put(zeros, sizeof zeros);
}

/* Frames that are all well formed, without end. */
_Noreturn static void
write_endless_frames(const struct attacked *at)
{
	(void)at;
	put_begin();
	for (;;)
		put_frame(FRAME_WARNING, "\1\0\0\0x\0\0\0\0\0", 10);
}

static void
write_noise(const struct attacked *at)
{
	(void)at;
	put("this is no report at all", 24);
	_exit(0);
}

static void
write_oversized(const struct attacked *at)
{
	(void)at;
	put_begin();
	put("T\xff\xff\xff\x7f", 5);
	_exit(0);
}

static void
write_half(const struct attacked *at)
{
	(void)at;
	put_begin();
	put("T\x40\0\0\0abc", 8);
	_exit(0);
}

static void *
write_one_letter(void *letter)
{
	unsigned char head[FRAME_HEAD_SIZE];

	frame_head_write(head, FRAME_MEDIA_TYPE, 14);
	for (size_t i = 0; i < sizeof head; i++) {
		put(&head[i], 1);
		sched_yield();
	}
	for (int i = 0; i < 14; i++)
		put(letter, 1);
	return NULL;
}

/* Two threads write frames into each other. */
static void
write_interleaved(const struct attacked *at)
{
	pthread_t other;

	(void)at;
	put_begin();
	if (pthread_create(&other, NULL, write_one_letter, (void *)(uintptr_t) "a") == 0) {
		write_one_letter((void *)(uintptr_t) "b");
		pthread_join(other, NULL);
	}
	_exit(0);
}

static void
write_bad_text(const struct attacked *at)
{
	(void)at;
	put_begin();
	put_frame(FRAME_MEASURED, "\5\0\0\0width\2\0\0\0\xc3\x28", 15);
	put_frame(FRAME_END, "\0\0\0\0\0\0\0\0", 8);
	_exit(0);
}

static void
write_picture_too_large(const struct attacked *at)
{
	static const unsigned char samples[200];

	report_picture(at->report, &(struct report_picture){ 1, 200, 1, 0, samples });
}

/* A sharp frame in a picture that is as large as the one that will be shown. */
static void
write_sharp_thumbnail(const struct attacked *at)
{
	static unsigned char samples[160 * 90];

	for (size_t i = 0; i < sizeof samples; i++)
		samples[i] = (unsigned char)(i % 2 * 255);
	report_picture(at->report, &(struct report_picture){ 160, 90, 1, 0, samples });
}

static void
write_picture_of_no_time(const struct attacked *at)
{
	const unsigned char sample = 7;

	report_picture(at->report, &(struct report_picture){ 1, 1, 1, INT64_MAX, &sample });
}

static void
write_unwanted_picture(const struct attacked *at)
{
	const unsigned char sample = 7;

	report_picture(at->report, &(struct report_picture){ 1, 1, 1, 0, &sample });
	result(at, "ok");
}

static void
give_odd_code(const struct attacked *at)
{
	report_warning(at->report, "of-no-vocabulary", "what it is about");
}

/* Where nothing forbids it: leaves a process behind that holds the report open. */
static void
leave_report_open(const struct attacked *at)
{
	pid_t left = fork();

	if (left == 0) {
		alarm(60);
		pause();
		_exit(0);
	}
	result(at, left > 0 ? "ok" : "refused");
}

static void
tell_hashes(const struct attacked *at)
{
	report_hashes(at->report, &(struct report_hashes){ .quality = 100 });
	result(at, "ok");
}

static const struct {
	const char *name;
	void (*attack)(const struct attacked *at);
} attacks[] = {
	{ "ok", say_ok },
	{ "hashes", tell_hashes },
	{ "leave-open", leave_report_open },
	{ "open", open_file },
	{ "open-itself", open_itself },
	{ "create", create_file },
	{ "mkdir", make_folder },
	{ "unlink", remove_file },
	{ "stat", look_at_path },
	{ "tcp", connect_tcp },
	{ "udp", connect_udp },
	{ "unix", connect_unix },
	{ "fork", fork_off },
	{ "clone3", fork_by_clone3 },
	{ "exec", execute },
	{ "ptrace", trace_parent },
	{ "vm-read", read_parents_memory },
	{ "kill-parent", signal_parent },
	{ "abort-parent", abort_parent },
	{ "kill-all", signal_all },
	{ "environment", read_environment },
	{ "descriptors", read_descriptors },
	{ "map-shared", map_shared },
	{ "map-shared-nameless", map_shared_nameless },
	{ "write", write_to_file },
	{ "pwrite", write_in_file },
	{ "ftruncate", truncate_file },
	{ "fallocate", allocate_in_file },
	{ "fchmod", change_mode },
	{ "map-code", map_code },
	{ "make-code", make_code },
	{ "address-space", take_address_space },
	{ "memory", take_memory },
	{ "setrlimit", raise_limits },
	{ "dumpable", become_dumpable },
	{ "io-uring", make_ring },
	{ "unshare", unshare_users },
	{ "spin", spin },
	{ "spin-on", spin_on },
	{ "hang", hang },
	{ "thread", start_thread },
	{ "threads", start_threads },
	{ "raise", crash },
	{ "segv", dereference },
	{ "abort", abort_itself },
	{ "exit-0", exit_quietly },
	{ "exit-4", exit_as_if_not_locked_in },
	{ "end-then-exit-7", end_then_fail },
	{ "zeros", write_zeros },
	{ "endless-frames", write_endless_frames },
	{ "noise", write_noise },
	{ "oversized", write_oversized },
	{ "half", write_half },
	{ "interleaved", write_interleaved },
	{ "bad-text", write_bad_text },
	{ "picture", write_unwanted_picture },
	{ "picture-too-large", write_picture_too_large },
	{ "sharp-thumbnail", write_sharp_thumbnail },
	{ "picture-of-no-time", write_picture_of_no_time },
	{ "odd-code", give_odd_code },
};

static void
warm(void)
{
	server = getpid();
}

static void
run(const struct parser_input *input, const struct parser_task *task, struct report *report)
{
	static const char signature[] = "\x89PNG\r\n\x1a\n";
	const struct attacked at = { input, report };
	const char *name = (const char *)input->bytes;
	size_t n = (size_t)input->size;

	if (n > 8 && memcmp(name, signature, 8) == 0) {
		name += 8;
		n -= 8;
	}
	report_parser(report, "hostile", "1");
	if (n > 5 && memcmp(name, "then-", 5) == 0) { /* harmless until it comes to fingerprints */
		if (task->work != PARSER_FINGERPRINT) {
			say_ok(&at);
			return;
		}
		name += 5;
		n -= 5;
	}
	for (size_t i = 0; i < sizeof attacks / sizeof attacks[0]; i++)
		if (strlen(attacks[i].name) == n && memcmp(attacks[i].name, name, n) == 0)
			attacks[i].attack(&at);
}

int
main(int argc, char **argv)
{
	static const struct parser hostile = { "hostile", warm, run };

	return worker_main(argc, argv, &hostile);
}
