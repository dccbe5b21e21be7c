/* SPDX-License-Identifier: Apache-2.0 */
/* main.c - vidimus: sets the one locale, the signals, and runs the command line. */
#include "cli/interrupt.h"
#include "cli/runner.h"
#include "cli/session.h"

#include <locale.h>
#include <malloc.h>
#include <stdio.h>

#define EXIT_CODE_FAULT 70

/*
 * Taking in many files frees and wants the same few hundred KiB for each. Given
 * back to the system every time, they would cost a page fault for every 4 KiB.
 */
static void
keep_freed_memory(void)
{
#ifdef __GLIBC__
	mallopt(M_MMAP_THRESHOLD, 1 << 20);
	mallopt(M_TRIM_THRESHOLD, 4 << 20);
#endif
}

int
main(int argc, char **argv)
{
	/* Characters are UTF-8 whatever the machine says; numbers and dates stay those of C. */
	if (setlocale(LC_CTYPE, "C.UTF-8") == NULL) {
		fputs("vidimus: this system has no locale C.UTF-8; install it and try again\n",
		      stderr);
		return EXIT_CODE_FAULT;
	}
	keep_freed_memory();
	interrupt_install();
	return run_command_line(&vidimus_program, &session_ways, argc, argv);
}
