/* SPDX-License-Identifier: Apache-2.0 */
/* child.c - waiting for an end, and passing on that we are asked to stop. */
#include "cli/child.h"

#include "base/scoped.h"
#include "cli/interrupt.h"

#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/pidfd.h>
#include <sys/wait.h>

#define LOOK_AGAIN 500 /* milliseconds: for a signal that came just before we waited */

int
child_wait(pid_t child, unsigned patience)
{
	SCOPED_FD handle = pidfd_open(child, 0);
	struct pollfd end = { .fd = handle, .events = POLLIN };
	int each = patience > 0 && patience < LOOK_AGAIN ? (int)patience : LOOK_AGAIN;
	unsigned waited = 0;
	bool told = false;
	int state = 0;

	while (waitpid(child, &state, handle < 0 ? 0 : WNOHANG) <= 0) {
		if (interrupt_asked(NULL) && !told) {
			kill(child, SIGTERM);
			told = true;
		}
		if (poll(&end, handle < 0 ? 0 : 1, handle < 0 ? 0 : each) == 0 && told &&
		    patience > 0 && (waited += (unsigned)each) >= patience)
			kill(child, SIGKILL);
	}
	return state;
}
