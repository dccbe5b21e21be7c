/* SPDX-License-Identifier: Apache-2.0 */
/* receipt_text.h - the text of the note by which the receiver of a bundle confirms it (docs/bundle-format.md §14). */
#ifndef VIDIMUS_CASEWORK_RECEIPT_TEXT_H
#define VIDIMUS_CASEWORK_RECEIPT_TEXT_H

#include "crypto/digest.h"

#include "base/buffer.h"
#include "base/text.h"

/* The lines after the first, each a word, a space, a value. */
enum receipt_line { RECEIPT_RECEIVER, RECEIPT_AS, RECEIPT_ORIGIN, RECEIPT_BUNDLE, RECEIPT_SEAL, RECEIPT_SIZE,
	            RECEIPT_ROOT, RECEIPT_RECEIVED, RECEIPT_LINES };

/* A receipt that was read: views into its text. */
struct receipt {
	struct text   values[RECEIPT_LINES];
	struct digest tag_manifest;
};

/* Appends the text. STATUS_REFUSED when a value is absent or empty. */
CHECKED enum status receipt_text_write(struct buffer *out, const struct text values[RECEIPT_LINES],
                                       struct error *err);

/* Reads it. STATUS_INVALID names the line: every line is there, in order, and no other. */
CHECKED enum status receipt_text_read(struct text text, struct receipt *out, struct error *err);

#endif
