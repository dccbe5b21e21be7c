/* SPDX-License-Identifier: Apache-2.0 */
/* reliance.h - what rests on a record, and who was told that something changed. */
#ifndef VIDIMUS_RELIANCE_H
#define VIDIMUS_RELIANCE_H

#include <vidimus/record.h>
#include <vidimus/view.h>

/*
 * What rests on an item, footage, claim, report, incident or finding (`id`),
 * with its status then and now, and who was told or is still to be told
 * (docs/views.md). *out is owned.
 */
CHECKED enum status vidimus_reliance(struct vidimus_catalogue *catalogue, const char *id,
                                     json_t **out, struct error *err);

/*
 * Records that somebody was told, in the chain of an item, footage, incident or
 * report. Fields: kind, about, person or recipient, means, words, sent, evidence.
 */
CHECKED enum status vidimus_notify(struct vidimus_catalogue *catalogue, const char *id,
                                   const struct vidimus_field *fields, size_t count,
                                   struct error *err);

#endif
