/* SPDX-License-Identifier: Apache-2.0 */
/* pdf.h - a document as PDF, made by vidimus-render: a locked-in process that sees the document and no catalogue. */
#ifndef VIDIMUS_RENDER_PDF_H
#define VIDIMUS_RENDER_PDF_H

#include "render/document.h"

/*
 * Appends the PDF: A4, embedded fonts, page x of y, the same bytes for the
 * same document. STATUS_UNUSABLE when vidimus-render is not there or cannot be
 * locked in; STATUS_LIMIT when it took too long or said too much; STATUS_FAULT
 * with what it said. On failure `out` is as it was.
 */
CHECKED enum status document_pdf(const struct document *document, struct buffer *out,
                                 struct error *err);

/* The same by the vidimus-render in a folder; NULL: beside the running program, else the installed one. */
CHECKED enum status document_pdf_by(const char *folder, const struct document *document,
                                    struct buffer *out, struct error *err);

#endif
