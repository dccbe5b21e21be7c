/* SPDX-License-Identifier: Apache-2.0 */
/* test_landlock.c - what each extent takes away and leaves, each in a process of its own. */
#include "support/support.h"

#include "base/landlock.h"
#include "base/scoped.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define SKIPPED 77

static char folder[4096];

static bool
opens(const char *name, int flags)
{
	char path[5000];
	int file;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	file = open(path, flags | O_CLOEXEC, 0600);
	if (file >= 0)
		close(file);
	return file >= 0;
}

/* True when the port is refused by what listens there, not by Landlock. */
static bool
reaches_port(unsigned port)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port),
		                  .sin_addr = { htonl(INADDR_LOOPBACK) } };
	SCOPED_FD joined = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	return joined >= 0 && (connect(joined, (const struct sockaddr *)&to, sizeof to) == 0 || errno != EACCES);
}

static bool
takes_all(int abi)
{
	SCOPED_FD rules = landlock_begin(abi, LANDLOCK_ALL);

	return rules >= 0 && landlock_enforce(rules) && !opens("held", O_RDONLY) && !opens("held", O_WRONLY)
	       && !opens("new", O_WRONLY | O_CREAT) && (abi < 4 || !reaches_port(9));
}

static bool
takes_writing(int abi)
{
	SCOPED_FD rules = landlock_begin(abi, LANDLOCK_WRITING);
	char allowed[5000];

	snprintf(allowed, sizeof allowed, "%s/allowed", folder);
	if (rules < 0)
		return false;
	landlock_allow_writing(rules, allowed);
	landlock_allow_writing(rules, "/no/such/file");
	if (abi >= 4 && !landlock_allow_connecting(rules, 9))
		return false;
	return landlock_enforce(rules) && opens("held", O_RDONLY) && !opens("held", O_WRONLY)
	       && !opens("new", O_WRONLY | O_CREAT) && opens("allowed", O_WRONLY)
	       && (abi < 4 || (reaches_port(9) && !reaches_port(10)));
}

static int
exit_of(bool (*takes)(int abi))
{
	int state = 0;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		if (landlock_abi() == 0)
			_exit(SKIPPED);
		_exit(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && takes(landlock_abi()) ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &state, 0), child);
	assert_true(WIFEXITED(state));
	return WEXITSTATUS(state);
}

static void
test_extents(void **state)
{
	char *made = folder_make();
	int all, writing;

	(void)state;
	snprintf(folder, sizeof folder, "%s", made);
	assert_true(opens("held", O_WRONLY | O_CREAT) && opens("allowed", O_WRONLY | O_CREAT));
	all = exit_of(takes_all);
	writing = exit_of(takes_writing);
	folder_remove(made);
	if (all == SKIPPED) {
		print_message("SKIPPED: this kernel has no Landlock\n");
		skip();
	}
	assert_int_equal(all, 0);
	assert_int_equal(writing, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_extents),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
