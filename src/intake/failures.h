/* SPDX-License-Identifier: Apache-2.0 */
/*
 * failures.h - files that could not be taken in, kept until the delivery has
 * begun: a run in which no file is new writes nothing, and then they count for
 * nothing either.
 */
#ifndef VIDIMUS_INTAKE_FAILURES_H
#define VIDIMUS_INTAKE_FAILURES_H

#include "intake/window.h"

/* { 0 } is empty. */
struct failures {
	struct buffer kept;  /* code, text and path, each with a NUL behind it */
	size_t        count;
};
void failures_end(struct failures *failures);

/* Keeps one. A path that is longer than an event holds is cut. */
CHECKED enum status failures_keep(struct failures *failures, const struct job *job,
                                  struct error *err);

/* So many that the delivery should begin for their sake. */
bool failures_are_many(const struct failures *failures);

/* Adds all to the delivery, which has begun. They are still kept: the change may fail. */
CHECKED enum status failures_add(const struct failures *failures, struct catalogue *catalogue,
                                 struct change *change, const struct delivery_plan *plan,
                                 struct error *err);

/* Forgets them, after the commit. */
void failures_clear(struct failures *failures);

#endif
