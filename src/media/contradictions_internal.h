/* SPDX-License-Identifier: Apache-2.0 */
/* contradictions_internal.h - what the files of contradictions share. Private to media. */
#ifndef VIDIMUS_MEDIA_CONTRADICTIONS_INTERNAL_H
#define VIDIMUS_MEDIA_CONTRADICTIONS_INTERNAL_H

#include "media/contradictions.h"

struct contradiction_search {
	const struct contradiction_facts *facts;
	const struct contradiction_taker *taker;
	enum status                       status; /* of the first call that failed */
	struct error                     *err;
};

/* Tells one; does nothing after a failure. `format` NULL for no detail. */
void contradiction_tell(struct contradiction_search *search, const char *code,
                        const char *format, ...) PRINTF_LIKE(3, 4);

/* A measured text, p NULL when it was not measured. */
struct text contradiction_measured(const struct contradiction_search *search, const char *name);

/* A measured whole number; 0 when there is none. */
uint64_t contradiction_number(const struct contradiction_search *search, const char *name);

/* The media type by its parser or else by its signature; p NULL for none. */
struct text contradiction_type(const struct contradiction_search *search);

/* Does the ending of its name promise sound alone, by catalog/extensions.tsv? */
bool contradiction_is_named_sound(const struct contradiction_search *search);

/* Does the file declare a camera: a maker, a model? */
bool contradiction_names_camera(const struct contradiction_search *search);

/* Does it lack all that a camera writes, though files of its type have some? */
bool contradiction_is_stripped(const struct contradiction_search *search);

/* A declared software of that sort ("conversion", NULL for any) of catalog/programs.tsv, or NULL. */
const json_t *contradiction_program(const struct contradiction_search *search, const char *what);

/* The parts, one file each. */
void contradictions_of_dates(struct contradiction_search *search);
void contradictions_of_places(struct contradiction_search *search);
void contradictions_of_way(struct contradiction_search *search);

#endif
