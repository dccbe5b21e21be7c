/* SPDX-License-Identifier: Apache-2.0 */
/*
 * work.h - where the work on items, footage, incidents and reports stands: no
 * evidence, and never in their own chains. And the setting that lets one
 * person decide.
 */
#ifndef VIDIMUS_CASEWORK_WORK_H
#define VIDIMUS_CASEWORK_WORK_H

#include "casework/record_edit.h"
#include "casework/view.h"

/*
 * Moves the work on each of the subjects in one change. Fields: state, priority,
 * actor (a code or K-…; "" for nobody), tag and untag (codes of one's own, with
 * commas), because. What is not said stays. *moved counts those of which
 * anything changed; of the others nothing is recorded.
 */
CHECKED enum status work_move(struct catalogue *catalogue, const struct subject *subjects,
                              size_t subject_count, const struct field_words *words, size_t count,
                              size_t *moved, struct error *err);

/* Which work is asked for; NULL: any. Texts are borrowed. */
struct queue_filter {
	const char *state;    /* NULL: whatever waits for somebody */
	const char *priority;
	const char *actor;    /* code or K-…; "nobody": who is assigned to none */
	const char *tag;
	const char *kind;     /* item, footage, incident or report */
};

/*
 * Emits the work, the most urgent first: {"id", "uuid", "state", "priority",
 * "assigned", "assigned_id", "tags", "status", "title", "since", "actor",
 * "actor_id", "because"}. STATUS_INVALID, STATUS_NOT_FOUND for a filter that
 * cannot be.
 */
CHECKED enum status work_queue(struct ledger *ledger, const struct queue_filter *filter,
                               const struct view_output *to, struct error *err);

/* Sets `work` to the same of one subject, null where it has none. */
CHECKED enum status work_add(struct ledger *ledger, const struct subject *subject, json_t *object,
                             struct error *err);

/*
 * Sets a rule of the catalogue: two-people, yes or no. Only a keeper;
 * STATUS_REFUSED. Nothing is recorded when it is so already: then *changed is false.
 */
CHECKED enum status setting_change(struct catalogue *catalogue, const char *name,
                                   const char *value, bool *changed, struct error *err);

/* Emits every setting: {"name", "value"}. */
CHECKED enum status setting_list(struct ledger *ledger, const struct view_output *to,
                                 struct error *err);

#endif
