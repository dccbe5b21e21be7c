/* SPDX-License-Identifier: Apache-2.0 */
/* custody_document_parts.h - parts of a report in a document. Private to custody. */
#ifndef VIDIMUS_CUSTODY_CUSTODY_DOCUMENT_PARTS_H
#define VIDIMUS_CUSTODY_CUSTODY_DOCUMENT_PARTS_H

#include "base/json.h"
#include "render/document.h"

/* A member of a record and what it is called; a list ends with a NULL label. */
struct label {
	const char *label, *member;
};

/* `words` may be NULL: not known. */
void part_text(struct document *document, const char *label, const char *words);
void part_heading(struct document *document, int level, const char *words);
void part_paragraph(struct document *document, const char *words);

/* A member's value in words, or that it is not known. */
void part_member(struct document *document, const char *label, const json_t *record, const char *member);
void part_members(struct document *document, const json_t *record, const struct label *labels);

/* A hash to be read aloud; that it is withheld, where it is. */
void part_hash(struct document *document, const char *label, const json_t *record, const char *member);

/* Says of a record that was taken back that it was; nothing of any other. */
void part_retracted(struct document *document, const json_t *record);

/* "code (K-000001)" of who acted. */
void part_append_actor(struct buffer *out, const json_t *record);
void part_actor(struct document *document, const char *label, const json_t *record);

/* The records of a list, one by one; how many are left out is said. */
void part_records(struct document *document, const json_t *report, const char *list,
                  void (*put)(struct document *document, const json_t *record));

/* Derivatives, working copies, pictures, changes of the original. `folder` of the catalogue, or -1, for thumbnails. */
CHECKED enum status part_copies(struct document *document, const json_t *report, int folder,
                                struct error *err);

/* What bundles of other logs brought: named as theirs, log by log; nothing where none did. */
void part_theirs(struct document *document, const json_t *report);

/* Storage, protection, final disposition. */
void part_keeping(struct document *document, const json_t *report);

#endif
