/* SPDX-License-Identifier: Apache-2.0 */
/* leak_forms.h - a text as bytes in which it could lie hidden, and texts that lie hidden in bytes. */
#ifndef VIDIMUS_BUNDLE_LEAK_FORMS_H
#define VIDIMUS_BUNDLE_LEAK_FORMS_H

#include "base/buffer.h"

#include <vidimus/types.h>

enum leak_form {
	LEAK_FORM_TEXT,
	LEAK_FORM_ESCAPED,   /* JSON, HTML or URL */
	LEAK_FORM_LATIN,     /* transliterated */
	LEAK_FORM_UTF16,
	LEAK_FORM_BASE64,    /* RFC 4648 §4 and §5, at each of three alignments */
	LEAK_FORM_HEX,
	LEAK_FORM_NAME,      /* in the name of a file */
	LEAK_FORMS
};

/* The word for it: "text", "escaped", "transliterated", "utf-16", "base64", "hex", "file-name". */
const char *leak_form_word(enum leak_form form);

/* Gets each byte string; any status but STATUS_OK ends the making. */
struct leak_form_output {
	enum status (*form)(void *context, enum leak_form form, struct text bytes,
	                    struct error *err);
	void *context;
};

/*
 * Makes every form of the text: UTF-8 and UTF-16 of both orders, each as it is
 * written, in small and in capital letters; as it is written, base64 and
 * base64url at three alignments, hex of both cases, percent-encoded, and with
 * JSON's escapes.
 */
CHECKED enum status leak_forms_make(struct text text, const struct leak_form_output *to,
                                    struct error *err);

/* A text that lay encoded in others. */
struct leak_hidden {
	enum leak_form form;
	struct text    text;
	size_t         at;    /* where what encodes it begins */
	bool           whole; /* all that is encoded there is text: it is none by chance */
};

struct leak_hidden_output {
	enum status (*hidden)(void *context, const struct leak_hidden *hidden, struct error *err);
	void *context;
};

/*
 * Finds runs of base64 (each alignment) and of hex digits that decode to
 * letters, and runs of UTF-16 when `wide`.
 */
CHECKED enum status leak_forms_unhide(struct text bytes, bool wide,
                                      const struct leak_hidden_output *to, struct error *err);

#endif
