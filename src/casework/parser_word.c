/* SPDX-License-Identifier: Apache-2.0 */
/* parser_word.c - what is a word. */
#include "casework/parser_word.h"

bool
parser_word_character(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '.' || c == '-' || c == '_' || c == '+' || c == '/';
}

bool
parser_word_is(const json_t *value)
{
	const char *text = json_string_value(value);
	size_t n = json_string_length(value);

	for (size_t i = 0; i < n; i++) {
		if (!parser_word_character(text[i]))
			return false;
	}
	return text != NULL && n > 0 && n <= PARSER_WORD_LIMIT;
}

bool
parser_word_is_version(const json_t *value)
{
	const char *text = json_string_value(value);

	return parser_word_is(value) && text[0] >= '0' && text[0] <= '9';
}
