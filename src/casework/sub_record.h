/* SPDX-License-Identifier: Apache-2.0 */
/* sub_record.h - records that stand in the chain of what they are about: depictions, searches, attachments. */
#ifndef VIDIMUS_CASEWORK_SUB_RECORD_H
#define VIDIMUS_CASEWORK_SUB_RECORD_H

#include "casework/catalogue.h"
#include "casework/record_edit.h"
#include "casework/resolve.h"

#include "base/json.h"

/* Adds one with a short id of that letter to a chain, in a change; *number is that of the id. */
CHECKED enum status sub_record_add(struct catalogue *catalogue, struct change *change,
                                   const char *type, char letter, const struct subject *subject,
                                   const json_t *values, int64_t *number, struct error *err);

/* STATUS_REFUSED when the record with that chain was retracted: nothing is added to it. */
CHECKED enum status subject_check_stands(struct catalogue *catalogue,
                                         const struct subject *subject, struct error *err);

/*
 * The chain in which a record stands, and the record in it: its own, with
 * *about zero, or that of its event. STATUS_INVALID when it is none of `kinds`.
 */
CHECKED enum status sub_record_chain(struct catalogue *catalogue, const char *id,
                                     const char *kinds, struct subject *subject,
                                     struct uuid *about, bool *is_part, struct error *err);

/* A tool as events have it, of the fields tool, tool_version and tool_settings; null when none was given. */
CHECKED enum status tool_of_words(const struct field_words *words, size_t count, json_t **out,
                                  struct error *err);

/* Sets `name` to KIND/UUID of the person (code or W-…) that the field names; nothing when it is empty. */
CHECKED enum status person_member_set(struct catalogue *catalogue, json_t *values,
                                      const char *name, const char *person, struct error *err);

#endif
