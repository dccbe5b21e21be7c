/* SPDX-License-Identifier: Apache-2.0 */
/*
 * document.h - a document for people as what it says and not how it looks:
 * headings, paragraphs, labelled values, tables, gaps, pictures. One document
 * gives text, HTML and, through vidimus-render, PDF, which all say the same.
 *
 * Whatever is given may be foreign. Control characters, bidirectional controls
 * among them, and what is no UTF-8 become visible escapes when it is added
 * (text_append_escaped); only a line end stays one.
 */
#ifndef VIDIMUS_RENDER_DOCUMENT_H
#define VIDIMUS_RENDER_DOCUMENT_H

#include "base/buffer.h"
#include "base/json.h"
#include "base/scoped.h"

struct document;

/* As many columns as a table may have. */
#define DOCUMENT_COLUMN_LIMIT 12

/* `language` is BCP 47, of the words made here; foreign text may be of any script. All text is copied. */
CHECKED enum status document_open(struct document **out, const char *title, const char *language,
                                  struct error *err);
void document_close(struct document *document);
DEFINE_SCOPED_POINTER(document, document_close);

/* Words that stand on every page beside the title, and when it was prepared (RFC 3339), which a PDF tells as its date. */
void document_running(struct document *document, struct text words);
void document_prepared(struct document *document, struct text time);

/* Parts follow one another; failed memory shows when the document is written. */
void document_heading(struct document *document, int level, struct text words); /* 1 to 3 */
void document_paragraph(struct document *document, struct text words);
void document_gap(struct document *document, struct text words); /* what is not known or not done */
void document_value(struct document *document, struct text label, struct text value); /* without p: "not known" */
void document_hash(struct document *document, struct text label, struct text hex); /* in groups that can be read aloud */
void document_table_begin(struct document *document, const char *const *headings, size_t count);
void document_table_row(struct document *document, const struct text *cells); /* as many as headings */
void document_table_end(struct document *document);
void document_picture(struct document *document, struct text png, struct text caption); /* bytes of a PNG of ours */
void document_signature(struct document *document, struct text label); /* a line to sign on */

/* Appends the document as plain text of that many columns (at least 40; 0: nothing is broken), as HTML without scripts, links or
 * anything fetched from elsewhere, and as the JSON that vidimus-render reads. */
CHECKED enum status document_text(const struct document *document, unsigned columns,
                                  struct buffer *out, struct error *err);
CHECKED enum status document_html(const struct document *document, struct buffer *out,
                                  struct error *err);
CHECKED enum status document_json(const struct document *document, struct buffer *out,
                                  struct error *err);

#endif
