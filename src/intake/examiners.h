/* SPDX-License-Identifier: Apache-2.0 */
/*
 * examiners.h - held files examined and fingerprinted several at a time, each
 * by a worker of its own, and what they told made into the values of
 * item.examined and item.fingerprinted, which wait until they are recorded.
 */
#ifndef VIDIMUS_INTAKE_EXAMINERS_H
#define VIDIMUS_INTAKE_EXAMINERS_H

#include "intake/kept.h"

#include "casework/catalogue.h"

#include "base/instant.h"
#include "base/json.h"

#include <vidimus/types.h>

#include <stdatomic.h>

#define EXAMINERS_LIMIT 16

/* One held file. Borrowed but for the results. */
struct examinee {
	struct digest object;
	uint64_t      bytes;
	const char   *media_type; /* that its signature told */
	struct text   name;       /* it was received under; bytes, p NULL for none */
	struct instant now;
	bool          held_before; /* it is hashed first: its bytes may be others than those received */
	bool          examined_before; /* only its fingerprints are wanted */
	/* Results. */
	bool          done;          /* all that was wanted was tried */
	bool          examined, fingerprinted; /* what has no parser has no fingerprints */
	enum status   failure;       /* why the vault did not give it, STATUS_FALSE if altered; then neither */
	struct error  error;
	struct kept   values;        /* of item.examined */
	struct kept   fingerprints;  /* of item.fingerprinted; its series and sound are in derived/ */
	struct fingerprint_summary summary; /* of the fingerprints */
	json_t       *warnings;      /* codes of both, of all classes, as strings, some twice */
};

/* Ends the results; { 0 } and one that was not examined are allowed. */
void examinee_end(struct examinee *file);

/* Is there anything to record? */
bool examinee_has_news(const struct examinee *file);

/*
 * Adds item.examined and item.fingerprinted of what was told to the exhibit.
 * STATUS_INVALID and STATUS_LIMIT when no event can hold it.
 */
CHECKED enum status examinee_add(const struct examinee *file, struct catalogue *catalogue,
                                 struct change *change, const struct uuid *item,
                                 struct error *err);

struct examiners;

struct examiners_options {
	bool               allow_unsandboxed;
	unsigned           threads; /* 0: one a processor */
	const atomic_bool *stop;    /* NULL: never */
};

/*
 * Starts the first worker. STATUS_REFUSED when a worker is missing or cannot
 * be locked in. *out is owned; `catalogue` is borrowed; its vault and derived/ are used.
 */
CHECKED enum status examiners_open(struct examiners **out, const struct catalogue *catalogue,
                                   const struct examiners_options *options, struct error *err);

/* Ends all workers. NULL is allowed. */
void examiners_close(struct examiners *examiners);

/* False when nothing keeps the parsers from harm, as was allowed. */
bool examiners_are_sandboxed(const struct examiners *examiners);

/*
 * Examines and fingerprints all of them and waits. After `stop`, what is begun has a few
 * seconds more, and what is not begun is left out; so is a file that cannot be
 * opened, as a later look at the vault will tell of it. An error is one of
 * workers, never of a file: STATUS_REFUSED, STATUS_MEMORY, STATUS_IO.
 */
CHECKED enum status examiners_run(struct examiners *examiners, struct examinee *const *files,
                                  size_t count, struct error *err);

#endif
