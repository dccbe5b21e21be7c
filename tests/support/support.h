/* SPDX-License-Identifier: Apache-2.0 */
/*
 * support.h - what tests share: cmocka with its includes, temporary folders,
 * running programs, and the test data that lies beside the project.
 */
#ifndef VIDIMUS_TESTS_SUPPORT_H
#define VIDIMUS_TESTS_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
/* fail() is ours, of base/error.h; tests use fail_msg. */
#undef fail
#undef fail_msg
#define fail_msg(...) (print_error("ERROR: " __VA_ARGS__), _fail(__FILE__, __LINE__))

#include "base/buffer.h"

#include <vidimus/types.h>

/* Exit code by which ctest counts a program as skipped. */
#define SKIPPED_EXIT 77

/* What a finished program left. */
struct run {
	int           code; /* exit code, or 128 + signal */
	struct buffer out;  /* its standard output */
	struct buffer err;  /* its standard error */
};
void run_end(struct run *run);

/*
 * Runs a formatted command by /bin/sh -c with standard input from /dev/null
 * and collects what it prints. Fails the test when it cannot be started. In
 * the command's environment, $VIDIMUS is the built program, $SHARED the test
 * data beside the project, and HOME and XDG_* point into `folder`'s home/.
 */
void run_shell(struct run *run, const char *folder, const char *format, ...) PRINTF_LIKE(3, 4);

/* As run_shell, and fails the test, printing all output, when the exit code is not `code`. */
void expect_shell(int code, struct run *run, const char *folder, const char *format, ...)
	PRINTF_LIKE(4, 5);

/* In a child: becomes that shell, with the same environment and whatever standard streams it has. */
void become_shell(const char *folder, const char *command) __attribute__((noreturn));

/* A new empty folder below $TMPDIR or /tmp; freed and removed by folder_remove. */
char *folder_make(void);
void folder_remove(char *folder);

/* The path of test data beside the project, or NULL when it is not there. Freed by the caller. */
char *shared_path(const char *relative);

/*
 * For main() of a program that needs shared data: when `relative` is missing,
 * says so loudly and exits with SKIPPED_EXIT.
 */
void need_shared(const char *relative);

/* Whole file in a buffer; fails the test when it cannot be read. */
void read_file(struct buffer *out, const char *path);
void write_file(const char *path, const void *bytes, size_t n);

/* Fails the test with the error's words unless status is STATUS_OK. */
#define assert_ok(status, err) assert_status_is(STATUS_OK, status, err, __FILE__, __LINE__)
#define assert_status(expected, status, err) \
	assert_status_is(expected, status, err, __FILE__, __LINE__)
void assert_status_is(enum status expected, enum status got, const struct error *err,
                      const char *file, int line);

#endif
