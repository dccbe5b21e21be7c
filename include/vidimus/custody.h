/* SPDX-License-Identifier: Apache-2.0 */
/* custody.h - custody reports for people and programs, and affidavits (docs/custody-reports.md). */
#ifndef VIDIMUS_CUSTODY_H
#define VIDIMUS_CUSTODY_H

#include <vidimus/catalogue.h>

#include <jansson.h>

/* Strings are borrowed; NULL where nothing was said. */
struct vidimus_custody_settings {
	const char *audience;    /* "court" or "defence": for handing over; NULL: the organisation's own eyes */
	bool        questions;   /* those that a defence would ask, answered or printed as gaps */
	bool        captions;    /* also of what is graphic or was not assessed */
	bool        pictures;    /* blurred thumbnails that were made of it */
	const char *case_number; /* or situation */
	const char *prepared_by;
};

enum vidimus_form { VIDIMUS_TEXT, VIDIMUS_HTML, VIDIMUS_PDF };

/* The report on one item. *out is owned. STATUS_NOT_FOUND: no such item. */
CHECKED enum status vidimus_custody_report(struct vidimus_catalogue *catalogue, const char *item,
                                           const struct vidimus_custody_settings *settings,
                                           json_t **out, struct error *err);

/*
 * Reports on several items as one document, in *out, owned (free), of *size
 * bytes. `columns` of a text; 0: no line is broken. STATUS_UNUSABLE where a PDF cannot be made.
 */
CHECKED enum status vidimus_custody_document(struct vidimus_catalogue *catalogue, const json_t *reports,
                                             const struct vidimus_custody_settings *settings,
                                             enum vidimus_form form, unsigned columns, char **out,
                                             size_t *size, struct error *err);

/*
 * An affidavit on one item from a template with {{names}} (NULL: that of the
 * program, by its name): owned text (free). What is not known becomes a marked
 * blank, of which *blanks counts. STATUS_INVALID for a name that there is not,
 * in form or template.
 */
CHECKED enum status vidimus_certificate(struct vidimus_catalogue *catalogue, const char *item,
                                        const struct vidimus_custody_settings *settings,
                                        const char *form, const char *given_template, char **out,
                                        size_t *blanks, struct error *err);

/* Writes a new file, whole or not at all. STATUS_EXISTS: the name is taken; nothing is replaced. */
CHECKED enum status vidimus_document_save(const char *path, const char *bytes, size_t size,
                                          struct error *err);

#endif
