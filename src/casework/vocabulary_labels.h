/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vocabulary_labels.h - labels of terms in other languages, as the program
 * brings them: catalog/vocabularies/labels.XX.tsv, a line a term with
 * vocabulary, code and label. They are for reading; no event holds them.
 */
#ifndef VIDIMUS_CASEWORK_VOCABULARY_LABELS_H
#define VIDIMUS_CASEWORK_VOCABULARY_LABELS_H

#include "base/embedded.h"

#include <vidimus/types.h>

#define VOCABULARY_FOLDER "catalog/vocabularies/"

/* Is this a file of labels, and no list of terms? */
bool vocabulary_is_labels(const struct embedded_file *file);

/*
 * The whole text of a language's labels, for vocabulary_label. `language` is a
 * BCP 47 code. STATUS_NOT_FOUND names the languages that there are.
 */
CHECKED enum status vocabulary_labels(const char *language, struct text *out, struct error *err);

/* The label of a term, a view of `labels`; p NULL where there is none. */
struct text vocabulary_label(struct text labels, struct text vocabulary, struct text code);

#endif
