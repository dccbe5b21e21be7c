/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derivative.h - what people, or programs under their hands, made of an item:
 * redacted, transcript, translation, subtitle, enhanced, frame … It lies in
 * the vault beside the original, names the bytes it was made from, and may
 * leave only when somebody else has reviewed it.
 *
 * Fields: kind (derivative-kind; demanded), from (X-…: made from another
 * derivative of the item), part, tool, tool_version, tool_settings, steps and
 * protected_steps (a line each), author (person, if not the actor), language,
 * machine_made (yes, no), protect (yes: it would tell of somebody; where
 * nothing is said, all but what is redacted does), note.
 */
#ifndef VIDIMUS_CASEWORK_DERIVATIVE_H
#define VIDIMUS_CASEWORK_DERIVATIVE_H

#include "casework/kept_file.h"
#include "casework/record_edit.h"

/* Checks the words, and that the item is held, before the file is kept. */
CHECKED enum status derivative_check(struct catalogue *catalogue, const struct uuid *item,
                                     const struct field_words *words, size_t count,
                                     struct error *err);

/* Adds derivative.made in a change of its own and keeps the file. STATUS_REFUSED for bytes that are the original's. */
CHECKED enum status derivative_add(struct catalogue *catalogue, const struct uuid *item,
                                   struct kept_file *file, const struct field_words *words,
                                   size_t count, int64_t *number, struct error *err);

/*
 * Adds derivative.reviewed: conclusion (passed, not-passed; demanded),
 * cleared_for (court, defence, partner, public, self), grounds,
 * protected_grounds. STATUS_REFUSED for whoever made it, with whatever key.
 * *version is that of the item.
 */
CHECKED enum status derivative_review(struct catalogue *catalogue, const struct uuid *derivative,
                                      const struct field_words *words, size_t count,
                                      int64_t based_on, int64_t *version, struct error *err);

#endif
