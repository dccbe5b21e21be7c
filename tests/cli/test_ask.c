/* SPDX-License-Identifier: Apache-2.0 */
/* test_ask.c - passphrases at a real terminal and from files. */
#include "cli/ask.h"

#include "support/support.h"

#include "base/scoped.h"
#include "cli/interrupt.h"
#include "support/person.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Asks, and ends with the status; prints what it got so that the test can compare. */
static int
ask(bool is_new)
{
	struct secret secret;
	struct error err = { 0 };
	enum status status;

	interrupt_install();
	status = ask_passphrase(&secret, "key \x1b" "ana", "passphrase-file", is_new, &err);
	if (status == STATUS_OK)
		printf("got <%s>\n", secret.bytes);
	else
		printf("failed: %s\n", err.text);
	fflush(stdout);
	return (int)status;
}

static int
ask_new(void *context)
{
	(void)context;
	return ask(true);
}

static int
ask_old(void *context)
{
	(void)context;
	return ask(false);
}

/* The prompt is out after the echo was turned off; wait for the terminal all the same. */
static void
answer(struct person *person, const char *question, const char *typed)
{
	person_expect(person, question);
	assert_false(person_sees_typing(person));
	person_type(person, typed);
}

static void
a_known_passphrase_is_asked_once_unseen(void **state)
{
	struct person person;

	(void)state;
	person_begin(&person, ask_old, NULL);
	answer(&person, "Passphrase of key \\x1bana: ", "horse staple\r");
	person_expect(&person, "got <horse staple>");
	assert_int_equal(person_end(&person), STATUS_OK);
	assert_ptr_equal(strstr(buffer_string(&person.seen), "horse"),
	                 strstr(buffer_string(&person.seen), "got <horse") + strlen("got <"));
	person_free(&person);
}

static void
a_new_passphrase_is_asked_twice_until_both_agree(void **state)
{
	struct person person;

	(void)state;
	person_begin(&person, ask_new, NULL);
	answer(&person, "New passphrase of key", "\r");
	person_expect(&person, "protects nothing");
	answer(&person, "New passphrase of key", "one\r");
	answer(&person, "The same again: ", "two\r");
	person_expect(&person, "They differ.");
	answer(&person, "New passphrase of key", "three\r");
	answer(&person, "The same again: ", "three\r");
	person_expect(&person, "got <three>");
	assert_int_equal(person_end(&person), STATUS_OK);
	assert_null(strstr(buffer_string(&person.seen), "one\r"));
	person_free(&person);
}

static void
three_rounds_are_enough(void **state)
{
	struct person person;

	(void)state;
	person_begin(&person, ask_new, NULL);
	for (int round = 0; round < 3; round++) {
		answer(&person, "New passphrase of key", "one\r");
		answer(&person, "The same again: ", "two\r");
	}
	person_expect(&person, "failed: no passphrase was chosen");
	assert_int_equal(person_end(&person), STATUS_INVALID);
	person_free(&person);
}

static void
endless_input_is_refused(void **state)
{
	struct person person;
	char typed[1100];

	(void)state;
	memset(typed, 'x', sizeof typed);
	memcpy(typed + sizeof typed - 2, "\r", 2);
	person_begin(&person, ask_old, NULL);
	answer(&person, "Passphrase of key", typed);
	person_expect(&person, "failed: a passphrase has at most 1024 bytes");
	assert_int_equal(person_end(&person), STATUS_LIMIT);
	person_free(&person);
}

static void
an_interrupt_gives_the_echo_back(void **state)
{
	struct person person;

	(void)state;
	person_begin(&person, ask_old, NULL);
	answer(&person, "Passphrase of key", "hal");
	person_type(&person, "\003");
	person_expect(&person, "failed: stopped while");
	assert_true(person_sees_typing(&person));
	assert_int_equal(person_end(&person), STATUS_INTERRUPTED);
	person_free(&person);
}

static void
a_signal_from_elsewhere_gives_the_echo_back(void **state)
{
	struct person person;

	(void)state;
	person_begin(&person, ask_old, NULL);
	person_expect(&person, "Passphrase of key");
	assert_int_equal(kill(person.child, SIGTERM), 0);
	person_expect(&person, "failed: stopped while");
	assert_true(person_sees_typing(&person));
	assert_int_equal(person_end(&person), STATUS_INTERRUPTED);
	person_free(&person);
}

/* A shell in small: the question is a foreground job that is stopped and brought back. */
static int
ask_in_a_job(void *context)
{
	pid_t job;
	int code;

	(void)context;
	signal(SIGTTOU, SIG_IGN);
	job = fork();
	if (job == 0) {
		setpgid(0, 0);
		tcsetpgrp(STDIN_FILENO, getpid());
		signal(SIGTTOU, SIG_DFL);
		_exit(ask(false));
	}
	if (waitpid(job, &code, WUNTRACED) != job || !WIFSTOPPED(code))
		return 99;
	tcsetpgrp(STDIN_FILENO, getpgrp());
	printf("stopped\n");
	fflush(stdout);
	getchar();
	tcsetpgrp(STDIN_FILENO, job);
	kill(job, SIGCONT);
	waitpid(job, &code, 0);
	return WIFEXITED(code) ? WEXITSTATUS(code) : 98;
}

static void
ctrl_z_gives_the_echo_back_and_asks_again(void **state)
{
	struct person person;

	(void)state;
	person_begin(&person, ask_in_a_job, NULL);
	answer(&person, "Passphrase of key", "forgott");
	person_type(&person, "\032");
	person_expect(&person, "stopped");
	assert_true(person_sees_typing(&person));
	person_type(&person, "\r");
	answer(&person, "Passphrase of key", "found\r");
	person_expect(&person, "got <found>");
	assert_int_equal(person_end(&person), STATUS_OK);
	person_free(&person);
}

static void
without_a_terminal_the_options_are_named(void **state)
{
	pid_t child = fork();
	int code;

	(void)state;
	if (child == 0) {
		struct secret secret;
		struct error err = { 0 };
		enum status status;

		setsid(); /* no controlling terminal */
		status = ask_passphrase(&secret, "key ana", "passphrase-file", true, &err);
		_exit(status == STATUS_INVALID && strstr(err.text, "--passphrase-file") != NULL &&
		      strstr(err.text, "--no-passphrase") != NULL ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &code, 0), child);
	assert_int_equal(code, 0);
}

struct file_case {
	const char *bytes;
	size_t      n;
	mode_t      mode;
	enum status expected;
	const char *got;
};

static void
files_give_their_first_line(void **state)
{
	static const struct file_case cases[] = {
		{ "correct horse\nsecond\n", 21, 0600, STATUS_OK, "correct horse" },
		{ "windows\r\n", 9, 0400, STATUS_OK, "windows" },
		{ "no line end", 11, 0600, STATUS_OK, "no line end" },
		{ " spaces stay ", 13, 0600, STATUS_OK, " spaces stay " },
		{ "", 0, 0600, STATUS_INVALID, NULL },
		{ "\nsecond", 7, 0600, STATUS_INVALID, NULL },
		{ "a\0b\n", 4, 0600, STATUS_INVALID, NULL },
		{ "open", 4, 0640, STATUS_REFUSED, NULL },
		{ "open", 4, 0604, STATUS_REFUSED, NULL },
		{ "open", 4, 0622, STATUS_REFUSED, NULL },
	};
	char *folder = folder_make(), path[512];

	(void)state;
	snprintf(path, sizeof path, "%s/passphrase", folder);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		SCOPED(secret) secret = { .n = 0 };
		struct error err = { 0 };

		write_file(path, cases[i].bytes, cases[i].n);
		assert_int_equal(chmod(path, cases[i].mode), 0);
		assert_status(cases[i].expected, ask_passphrase_file(&secret, path, &err), &err);
		if (cases[i].got != NULL)
			assert_string_equal(secret.bytes, cases[i].got);
		else
			assert_int_equal(secret.n, 0);
		unlink(path);
	}
	folder_remove(folder);
}

static void
odd_files_are_refused(void **state)
{
	SCOPED(secret) secret = { .n = 0 };
	struct error err = { 0 };
	char *folder = folder_make(), path[512], large[4096];

	(void)state;
	assert_status(STATUS_REFUSED, ask_passphrase_file(&secret, folder, &err), &err);
	assert_status(STATUS_REFUSED, ask_passphrase_file(&secret, "/dev/zero", &err), &err);
	assert_status(STATUS_INVALID, ask_passphrase_file(&secret, "/nowhere/at/all", &err), &err);
	snprintf(path, sizeof path, "%s/large", folder);
	memset(large, 'x', sizeof large);
	write_file(path, large, sizeof large);
	assert_int_equal(chmod(path, 0600), 0);
	assert_status(STATUS_LIMIT, ask_passphrase_file(&secret, path, &err), &err);
	folder_remove(folder);
}

static void
a_pipe_from_a_password_manager_is_taken(void **state)
{
	SCOPED(secret) secret = { .n = 0 };
	struct error err = { 0 };
	char path[64];
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "piped\n", 6), 6);
	close(ends[1]);
	snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
	assert_ok(ask_passphrase_file(&secret, path, &err), &err);
	assert_string_equal(secret.bytes, "piped");
	close(ends[0]);
}

static void
the_end_wipes_it(void **state)
{
	struct secret secret = { .bytes = "horse", .n = 5 };

	(void)state;
	secret_end(&secret);
	for (size_t i = 0; i < sizeof secret.bytes; i++)
		assert_int_equal(secret.bytes[i], 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_known_passphrase_is_asked_once_unseen),
		cmocka_unit_test(a_new_passphrase_is_asked_twice_until_both_agree),
		cmocka_unit_test(three_rounds_are_enough),
		cmocka_unit_test(endless_input_is_refused),
		cmocka_unit_test(an_interrupt_gives_the_echo_back),
		cmocka_unit_test(a_signal_from_elsewhere_gives_the_echo_back),
		cmocka_unit_test(ctrl_z_gives_the_echo_back_and_asks_again),
		cmocka_unit_test(without_a_terminal_the_options_are_named),
		cmocka_unit_test(files_give_their_first_line),
		cmocka_unit_test(odd_files_are_refused),
		cmocka_unit_test(a_pipe_from_a_password_manager_is_taken),
		cmocka_unit_test(the_end_wipes_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
