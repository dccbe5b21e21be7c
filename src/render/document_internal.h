/* SPDX-License-Identifier: Apache-2.0 */
/*
 * document_internal.h - a document as JSON, which its forms are made from:
 * {"v":1,"title","language","running","prepared","parts":[…]}, each part with
 * its "kind": heading (level, text), paragraph and gap (text), value (label,
 * text or null), hash (label, text, groups), table (headings, rows), picture
 * (png in base64, text), signature (label).
 */
#ifndef VIDIMUS_RENDER_DOCUMENT_INTERNAL_H
#define VIDIMUS_RENDER_DOCUMENT_INTERNAL_H

#include "render/document.h"

/* What stands where a value is not known. */
#define NOT_KNOWN "not known"

struct document {
	json_t *root;    /* owned */
	json_t *parts;   /* borrowed from it */
	json_t *rows;    /* of the table being filled, borrowed; else NULL */
	size_t  columns; /* of that table */
	bool    failed;  /* no memory */
};

/* STATUS_MEMORY when something could not be added. */
CHECKED enum status document_check(const struct document *document, struct error *err);

/* A member's string, borrowed; "" when there is none. */
struct text document_part_text(const json_t *part, const char *name);

#endif
