/* SPDX-License-Identifier: Apache-2.0 */
/*
 * parser_word.h - words of a locked-in child's that may stand in a member that
 * leaves: no sentence, and no name with a space.
 */
#ifndef VIDIMUS_CASEWORK_PARSER_WORD_H
#define VIDIMUS_CASEWORK_PARSER_WORD_H

#include "base/json.h"

/* Bytes of the longest: a library's name or version, a codec. */
#define PARSER_WORD_LIMIT 28

/* Most libraries that are named: a child's words are not believed. */
#define PARSER_LIBRARY_LIMIT 16

/* ASCII letters and digits, and . - _ + / */
bool parser_word_character(char c);

/* Is this a text of 1 to PARSER_WORD_LIMIT such characters? */
bool parser_word_is(const json_t *value);

/* And does it begin with a digit? */
bool parser_word_is_version(const json_t *value);

#endif
