/* SPDX-License-Identifier: Apache-2.0 */
/* pdf.h - a document as PDF, made by vidimus-render: a locked-in process that sees the document and no catalogue. */
#ifndef VIDIMUS_RENDER_PDF_H
#define VIDIMUS_RENDER_PDF_H

#include "render/document.h"

/*
 * Appends the PDF: A4, embedded fonts, page x of y, the same bytes for the
 * same document. STATUS_UNUSABLE when vidimus-render is not there or cannot be
 * locked in; STATUS_LIMIT, STATUS_FAULT with what it said.
 */
CHECKED enum status document_pdf(const struct document *document, struct buffer *out,
                                 struct error *err);

#endif
