/* SPDX-License-Identifier: Apache-2.0 */
/*
 * attachment.h - files that support a record: page captures, satellite images,
 * screenshots, correspondence, signed opinions. They are originals of the
 * vault, and nothing here reads them.
 *
 * Fields: kind (material-type; demanded), title, description, url, captured
 * (EDTF), channel (C-… or code: where it was captured), http_status, tool,
 * tool_version, tool_settings, author (person), language, note, protect (yes,
 * no): whether file, name, title and description would tell of somebody. What
 * is not said of that is decided by the kind, in doubt for protection.
 *
 * URL and time are told publicly only where anyone can read the channel: the
 * one that is named, that of the posting it is attached to, or its own chain's.
 */
#ifndef VIDIMUS_CASEWORK_ATTACHMENT_H
#define VIDIMUS_CASEWORK_ATTACHMENT_H

#include "casework/kept_file.h"
#include "casework/record_edit.h"

/* Checks the words as far as it can be done before the file is kept. */
CHECKED enum status attachment_check(struct catalogue *catalogue,
                                     const struct field_words *words, size_t count,
                                     struct error *err);

/* Where it belongs: a chain, and in it a record, or the subject itself. */
struct attachment_place {
	struct subject subject;
	bool           is_part;
	struct uuid    about; /* where is_part */
};

/* Adds attachment.added in a change of its own and keeps the file; `path` is as given, bytes. */
CHECKED enum status attachment_add(struct catalogue *catalogue,
                                   const struct attachment_place *place,
                                   struct kept_file *file, struct text path,
                                   const struct field_words *words, size_t count,
                                   int64_t *number, struct error *err);

#endif
