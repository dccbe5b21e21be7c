/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vectors.h - published test cases in JSON, all of a file or folder, so that
 * cases added beside the project are judged too.
 */
#ifndef VIDIMUS_TESTS_VECTORS_H
#define VIDIMUS_TESTS_VECTORS_H

#include "support/support.h"

#include <jansson.h>

/* Judges one case, failing the test with `where` (a file's name, or file and line) in the words. */
typedef void vector_judge(const json_t *vector, const char *where);

/* The JSON document of `relative` below the shared data; the caller decrefs it. */
json_t *vector_file(const char *relative);

/* Judges every line of a .jsonl file; fails the test when there is none. Returns how many. */
size_t vector_lines(const char *relative, vector_judge *judge);

/* Judges every .json file below a folder; fails the test when there is none. Returns how many. */
size_t vector_folder(const char *relative, vector_judge *judge);

/* A member that must be there: text, boolean, whole number (one beyond 64 bits gives the largest). */
const char *vector_text(const json_t *vector, const char *member);
bool vector_flag(const json_t *vector, const char *member);
uint64_t vector_number(const json_t *vector, const char *member);

/* Appends the bytes of a base64 or hex text; null is no bytes. */
void vector_base64(struct buffer *out, const json_t *text);
void vector_hex(struct buffer *out, const json_t *text);

#endif
