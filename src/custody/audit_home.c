/* SPDX-License-Identifier: Apache-2.0 */
/*
 * audit_home.c - does the log extend what this login last saw? The root is
 * computed from the bytes of the events, so that a damaged tree is not taken for
 * a log that was rolled back.
 */
#include "custody/audit_internal.h"

#include "ledger/origin.h"
#include "ledger/tree.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

static enum status
compare(struct audit *audit, const struct merkle_head *seen, struct error *err)
{
	struct digest root;
	bool lost;
	enum status st;

	audit->home_checkpoint = json_pack("{s:I,s:o}", "events", (json_int_t)seen->size, "root",
	                                   json_of_digest(&seen->root));
	if (audit->home_checkpoint == NULL)
		return fail_memory(err);
	if (audit->size < 0)
		return fail(err, STATUS_NOT_FOUND, "the log cannot be read");
	st = ledger_was_lost(audit->catalogue->ledger, seen, &lost, err);
	if (st == STATUS_OK && lost)
		snprintf(audit->home_text, sizeof audit->home_text,
		         "the log was resumed after a restore; this login had seen %llu events of it, of which the last are lost",
		         (unsigned long long)seen->size);
	if (st != STATUS_OK || lost)
		return st;
	if (seen->size > (uint64_t)audit->size) {
		audit_fault(audit, PART_HOME,
		            "the log was rolled back: this login last saw %llu events, here are %lld",
		            (unsigned long long)seen->size, (long long)audit->size);
		return STATUS_OK;
	}
	st = tree_root_of_events(audit->catalogue->ledger, (int64_t)seen->size, &root, err);
	if (st == STATUS_OK && !digest_equal(&root, &seen->root))
		audit_fault(audit, PART_HOME,
		            "the log was rolled back, replaced or altered: its first %llu events are not those that this login last saw",
		            (unsigned long long)seen->size);
	else if (st == STATUS_OK)
		snprintf(audit->home_text, sizeof audit->home_text,
		         "the log extends the %llu events that this login last saw",
		         (unsigned long long)seen->size);
	return st;
}

static enum status
check_home(struct audit *audit, struct error *err)
{
	const struct home *home = &audit->home;
	struct merkle_head seen;
	enum status st;

	if (memcmp(&home->catalogue, &audit->catalogue->uuid, sizeof home->catalogue) != 0) {
		audit_fault(audit, PART_HOME, "the home file is of another catalogue");
		return STATUS_OK;
	}
	if (home->checkpoint.n == 0)
		return fail(err, STATUS_NOT_FOUND, "this login's home file keeps no checkpoint yet");
	st = ledger_head_of_note(text_of_buffer(&home->checkpoint), &seen, err);
	return st == STATUS_OK ? compare(audit, &seen, err) : st;
}

/* Before the log: it is written after each commit, and must not be newer than what is compared with it. */
enum status
audit_read_home(struct audit *audit, struct error *err)
{
	const struct catalogue *catalogue = audit->catalogue;

	audit->home_status = home_read(catalogue->here.state_folder, &catalogue->uuid, &audit->home,
	                               &audit->home_error);
	if (audit->home_status == STATUS_NOT_FOUND)
		fail(&audit->home_error, STATUS_NOT_FOUND,
		     "this login has no home file for the catalogue, so nobody here remembers its log");
	return audit->home_status == STATUS_MEMORY ? fail_memory(err) : STATUS_OK;
}

enum status
audit_home(struct audit *audit, struct error *err)
{
	struct error why = audit->home_error;
	enum status st = audit->home_status;

	if (audit->catalogue->is_backup) {
		audit_not_checked(audit, PART_HOME, "this folder is a backup, of a state that is over");
		return STATUS_OK;
	}
	if (st == STATUS_OK)
		st = check_home(audit, &why);
	if (st == STATUS_NOT_FOUND) {
		audit_not_checked(audit, PART_HOME, "%s", why.text);
		return STATUS_OK;
	}
	return audit_ended(audit, PART_HOME, st, &why, err);
}
