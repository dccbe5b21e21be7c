/* SPDX-License-Identifier: Apache-2.0 */
/*
 * work.h - where the work on items, footage, incidents and reports stands, and
 * the rules of the catalogue that a keeper may change. No evidence of anything.
 */
#ifndef VIDIMUS_WORK_H
#define VIDIMUS_WORK_H

#include <vidimus/record.h>
#include <vidimus/view.h>

/*
 * Moves the work on one record (`id`). Fields: state, priority, actor (a code or
 * K-…; nobody), tag and untag (codes with commas), because. *moved is false when
 * it stood so already, and nothing was recorded.
 */
CHECKED enum status vidimus_work_move(struct vidimus_catalogue *catalogue, const char *id,
                                      const struct vidimus_field *fields, size_t count,
                                      bool *moved, struct error *err);

/* Which work is asked for; NULL: any. Borrowed. */
struct vidimus_queue_filter {
	const char *state;    /* NULL: whatever waits for somebody */
	const char *priority;
	const char *actor;    /* code or K-…, or nobody */
	const char *tag;
	const char *kind;     /* item, footage, incident, report */
};

/* The work, the most urgent first. */
CHECKED enum status vidimus_queue(struct vidimus_catalogue *catalogue,
                                  const struct vidimus_queue_filter *filter,
                                  const struct vidimus_output *to, struct error *err);

/*
 * Sets a rule: two-people, yes or no. STATUS_REFUSED unless a keeper signs.
 * *changed is false when it is so already.
 */
CHECKED enum status vidimus_setting_change(struct vidimus_catalogue *catalogue, const char *name,
                                           const char *value, bool *changed,
                                           struct error *err);
CHECKED enum status vidimus_settings(struct vidimus_catalogue *catalogue,
                                     const struct vidimus_output *to, struct error *err);

#endif
