/* SPDX-License-Identifier: Apache-2.0 */
/* turn.c - beginning a change while other processes may be writing. */
#include "intake/intake.h"

#include "base/error.h"

/* How often a turn is waited for, each time as long as lock.h waits: some minutes in all. */
#define TURNS 36

enum status
intake_begin_change(struct intake *intake, struct change **out, struct error *err)
{
	const char *verb = intake->options->verb ? intake->options->verb : "intake";
	enum status st = STATUS_BUSY;

	for (unsigned i = 0; st == STATUS_BUSY && i < TURNS; i++) {
		if (i > 0 && intake_stopped(intake))
			return fail(err, STATUS_INTERRUPTED, "interrupted while another process was writing");
		intake_tell_progress(intake, false);
		st = catalogue_begin(intake->catalogue, verb, out, err);
	}
	return st;
}
