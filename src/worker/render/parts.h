/* SPDX-License-Identifier: Apache-2.0 */
/* parts.h - the parts of a document (render/document_internal.h has their form) on pages. */
#ifndef VIDIMUS_WORKER_RENDER_PARTS_H
#define VIDIMUS_WORKER_RENDER_PARTS_H

#include "worker/render/sheet.h"

#include "base/json.h"

/* A member's string, borrowed; "" when there is none. */
struct text member_text(const json_t *object, const char *name);

/* Puts all of the document's parts, in order. What has not the form of a part is passed over. */
void parts_put(struct sheet *sheet, const json_t *document);

/* A table; its headings stand again on each page. */
void grid_put(struct sheet *sheet, const json_t *table);

#endif
