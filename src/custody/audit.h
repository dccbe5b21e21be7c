/* SPDX-License-Identifier: Apache-2.0 */
/*
 * audit.h - is everything as it was? Originals, log, signatures, sealed values
 * and tables are checked each by itself, and each says OK, FAILED or NOT
 * CHECKED and why. Nothing is changed but for one event that tells of it.
 *
 * The audit works on damaged catalogues: what cannot be read is a finding of
 * its layer, and the other layers go on.
 */
#ifndef VIDIMUS_CUSTODY_AUDIT_H
#define VIDIMUS_CUSTODY_AUDIT_H

#include "casework/catalogue.h"

#include "base/json.h"

#include <stdatomic.h>

/* How many entries a list of the report holds; its count goes on beyond. */
#define AUDIT_LIST_LIMIT 10000

enum audit_scope {
	AUDIT_FULL,  /* every object is hashed */
	AUDIT_QUICK, /* every object is there and has its size */
	AUDIT_SAMPLE /* as quick, and a share of the objects is hashed */
};

/* How far it is. Called in the caller's thread alone, about ten times a second. */
struct audit_progress {
	const char *doing;              /* a few words, such as "checking originals"; static */
	uint64_t    done, total;        /* objects, or events of the log */
	uint64_t    bytes, bytes_total; /* hashed, and to be; 0 where nothing is hashed */
};

struct audit_options {
	enum audit_scope scope;
	unsigned         sample_percent; /* 1 to 99, of a sample */
	unsigned         threads;        /* that hash; 0 is one a core that we may use */
	void (*progress)(void *context, const struct audit_progress *progress); /* or NULL */
	void *context;
	const atomic_bool *stop;         /* when it becomes true, the audit ends soon; or NULL */
	const char *not_recorded;        /* what the report gives as reason if there is no key; or NULL */
};

/*
 * Audits the state in which the log is when the audit begins; objects that are
 * received later are not counted. *report is owned:
 *
 *	ok           no layer FAILED
 *	objects      checked, bytes (hashed), missing, altered (hashes; what cannot be
 *	             read is altered), unread (hashes of those that could not be looked
 *	             at for want of descriptors, permission or memory; no damage),
 *	             unreferenced (hashes of uncatalogued objects,
 *	             paths of other files; no damage), leftovers (names in staging/,
 *	             no damage), faults (a sentence each), and *_count of each list
 *	log          events, root, broken (a sentence each), broken_count,
 *	             checkpoints, clock_warnings, suspect (a sentence each: events by keys in
 *	             other hands, no damage), suspect_events
 *	signatures   checked, bad (a sentence each), bad_count
 *	commitments  checked, bad (a sentence each), bad_count
 *	projection   tables, different (names), rows ({table, only_here,
 *	             only_in_log}), faults
 *	deliveries   checked: closed ones whose manifest and receipt were compared with
 *	             the log and its keys (faults stand under log and signatures);
 *	             incomplete: of which something is not known any more
 *	home         text, checkpoint ({events, root} that this login last saw, or null)
 *	unseen       events and days that no one outside has seen
 *	outside      cosignatures and stamps verified again, bad (a sentence each),
 *	             bad_count, newest ({events, time, by, how} or null)
 *	layers       objects, log, signatures, commitments, projection, home, outside:
 *	             "OK", "FAILED" or "NOT CHECKED: why"
 *	scope        "full", "quick", "sample"; sample {percent, seed} or null
 *	complete     it was not stopped, and lacked no means
 *	recorded     id of the event audit.completed, or null and not_recorded says why
 *	seconds
 *
 * With catalogue->signer, on a catalogue open for writing, the outcome is
 * recorded. STATUS_OK also when damage was found or when it was stopped; only
 * lack of memory, a wrong option (STATUS_INVALID) or a fault of ours end it
 * without a report.
 */
CHECKED enum status audit_run(struct catalogue *catalogue, const struct audit_options *options,
                              json_t **report, struct error *err);

#endif
