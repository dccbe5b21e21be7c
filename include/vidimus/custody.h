/* SPDX-License-Identifier: Apache-2.0 */
/* custody.h - custody reports for people and programs, and affidavits (docs/custody-reports.md). */
#ifndef VIDIMUS_CUSTODY_H
#define VIDIMUS_CUSTODY_H

#include <vidimus/catalogue.h>

#include <jansson.h>

enum vidimus_form { VIDIMUS_TEXT, VIDIMUS_HTML, VIDIMUS_PDF };

/* Strings are borrowed; NULL where nothing was said. */
struct vidimus_custody_settings {
	const char *audience;    /* "court" or "defence": for handing over; NULL: the organisation's own eyes */
	bool        questions;   /* those that a defence would ask, answered or printed as gaps */
	bool        captions;    /* also of what is graphic or was not assessed */
	bool        pictures;    /* blurred thumbnails that were made of it */
	enum vidimus_form form;    /* of a document */
	unsigned    columns;     /* of a text; 0: no line is broken */
	const char *case_number; /* or situation */
	const char *prepared_by;
};

/* What was made: bytes, NUL-ended besides, owned by whoever has it (free). */
struct vidimus_document {
	char  *bytes;
	size_t size;
};

/* A template of the program by its name, or, where `text` is not NULL, one's own. Borrowed. */
struct vidimus_template {
	const char *name, *text;
};

/* The report on one item. *out is owned. STATUS_NOT_FOUND: no such item. */
CHECKED enum status vidimus_custody_report(struct vidimus_catalogue *catalogue, const char *item,
                                           const struct vidimus_custody_settings *settings,
                                           json_t **out, struct error *err);

/* Reports on several items as one document. STATUS_UNUSABLE where a PDF cannot be made. */
CHECKED enum status vidimus_custody_document(struct vidimus_catalogue *catalogue, const json_t *reports,
                                             const struct vidimus_custody_settings *settings,
                                             struct vidimus_document *out, struct error *err);

/*
 * An affidavit on one item from a template with {{names}}. What is not known
 * becomes a blank, marked by "(to be filled in by hand: ". STATUS_INVALID for
 * a name that there is not, of template or field; STATUS_REFUSED where no file is held.
 */
CHECKED enum status vidimus_certificate(struct vidimus_catalogue *catalogue, const char *item,
                                        const struct vidimus_custody_settings *settings,
                                        const struct vidimus_template *template,
                                        struct vidimus_document *out, struct error *err);

/* Writes a new file, whole or not at all. STATUS_EXISTS: the name is taken; nothing is replaced. */
CHECKED enum status vidimus_document_save(const char *path, const char *bytes, size_t size,
                                          struct error *err);

#endif
