/* SPDX-License-Identifier: Apache-2.0 */
/* vocabulary_labels.c - the files of labels, looked through line by line. */
#include "casework/vocabulary_labels.h"

#include "base/buffer.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

#define LABELS VOCABULARY_FOLDER "labels."

bool
vocabulary_is_labels(const struct embedded_file *file)
{
	return text_begins(text_of(file->path), LABELS);
}

/* Appends "hy, ru": the XX of every file. */
static void
append_languages(struct buffer *out)
{
	for (const struct embedded_file *file = embedded_next(NULL, LABELS); file != NULL;
	     file = embedded_next(file, LABELS)) {
		struct text rest = text_of(file->path + strlen(LABELS));

		buffer_append_string(out, out->n > 0 ? ", " : "");
		buffer_append_text(out, text_cut(&rest, '.'));
	}
}

enum status
vocabulary_labels(const char *language, struct text *out, struct error *err)
{
	SCOPED(buffer) path = { 0 };
	SCOPED(buffer) languages = { 0 };
	const struct embedded_file *file;
	enum status st;

	buffer_append_format(&path, LABELS "%s.tsv", language);
	st = buffer_check(&path, err);
	if (st != STATUS_OK)
		return st;
	file = embedded_find(buffer_string(&path));
	if (file != NULL) {
		*out = embedded_text(file);
		return STATUS_OK;
	}
	append_languages(&languages);
	st = buffer_check(&languages, err);
	return st == STATUS_OK ? fail(err, STATUS_NOT_FOUND,
	                              "there are no labels in the language '%.32s', only %s", language,
	                              buffer_string(&languages))
	                       : st;
}

struct text
vocabulary_label(struct text labels, struct text vocabulary, struct text code)
{
	while (labels.n > 0) {
		struct text line = text_cut(&labels, '\n');

		if (text_equal(text_cut(&line, '\t'), vocabulary) &&
		    text_equal(text_cut(&line, '\t'), code))
			return line;
	}
	return (struct text){ NULL, 0 };
}
