/* SPDX-License-Identifier: Apache-2.0 */
/* audit_outside.c - does what witnesses and time-stamping authorities gave still hold? */
#include "custody/audit_internal.h"

#include "base/error.h"

static void
take_fault(void *context, const char *text)
{
	audit_fault(context, PART_OUTSIDE, "%s", text);
}

enum status
audit_outside(struct audit *audit, struct error *err)
{
	struct error why = { 0 };
	enum status st;

	audit_tell(audit, &(struct audit_progress){ .doing = "checking what outsiders saw" });
	st = outside_check(audit->catalogue->ledger, take_fault, audit, &audit->outside, &why);
	if (st == STATUS_OK && audit->outside.cosignatures + audit->outside.stamps == 0)
		audit_not_checked(audit, PART_OUTSIDE,
		                  "nobody outside has cosigned or stamped a checkpoint");
	return audit_ended(audit, PART_OUTSIDE, st, &why, err);
}
