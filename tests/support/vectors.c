/* SPDX-License-Identifier: Apache-2.0 */
/* vectors.c - reads published test cases. */
#include "support/vectors.h"

#include "base/encoding.h"
#include "base/scoped.h"
#include "base/text.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Whole numbers are read as doubles, because some cases exceed 63 bits. */
#define FLAGS (JSON_DECODE_INT_AS_REAL | JSON_DECODE_ANY)

static json_t *
parse(struct text text, const char *where)
{
	json_error_t error;
	json_t *vector = json_loadb(text.p, text.n, FLAGS, &error);

	if (vector == NULL)
		fail_msg("%s: %s", where, error.text);
	return vector;
}

static json_t *
parse_file(const char *path)
{
	SCOPED(buffer) bytes = { 0 };

	read_file(&bytes, path);
	return parse(text_of_buffer(&bytes), path);
}

json_t *
vector_file(const char *relative)
{
	SCOPED_FREE char *path = shared_path(relative);

	if (path == NULL)
		fail_msg("%s is not there", relative);
	return parse_file(path);
}

size_t
vector_lines(const char *relative, vector_judge *judge)
{
	SCOPED_FREE char *path = shared_path(relative);
	SCOPED(buffer) bytes = { 0 };
	size_t count = 0, number = 0;
	struct text rest;

	if (path == NULL)
		fail_msg("%s is not there", relative);
	read_file(&bytes, path);
	for (rest = text_of_buffer(&bytes); rest.p != NULL;) {
		struct text line = text_trim(text_cut(&rest, '\n'));
		char where[512];
		json_t *vector;

		number++;
		if (line.n == 0)
			continue;
		snprintf(where, sizeof where, "%s:%zu", relative, number);
		vector = parse(line, where);
		judge(vector, where);
		json_decref(vector);
		count++;
	}
	if (count == 0)
		fail_msg("%s has no line", relative);
	return count;
}

/* What the walk of a folder needs; nftw hands nothing through. */
static vector_judge *walk_judge;
static size_t walk_count;

static int
judge_entry(const char *path, const struct stat *st, int kind, struct FTW *walk)
{
	json_t *vector;

	(void)st;
	(void)walk;
	if (kind != FTW_F || !text_ends(text_of(path), ".json"))
		return 0;
	vector = parse_file(path);
	walk_judge(vector, path);
	json_decref(vector);
	walk_count++;
	return 0;
}

size_t
vector_folder(const char *relative, vector_judge *judge)
{
	SCOPED_FREE char *path = shared_path(relative);

	walk_judge = judge;
	walk_count = 0;
	if (path == NULL || nftw(path, judge_entry, 32, FTW_PHYS) != 0 || walk_count == 0)
		fail_msg("%s has no case", relative);
	return walk_count;
}

const char *
vector_text(const json_t *vector, const char *member)
{
	const char *text = json_string_value(json_object_get(vector, member));

	if (text == NULL)
		fail_msg("a case has no text \"%s\"", member);
	return text;
}

bool
vector_flag(const json_t *vector, const char *member)
{
	const json_t *value = json_object_get(vector, member);

	if (!json_is_boolean(value))
		fail_msg("a case has no truth value \"%s\"", member);
	return json_is_true(value);
}

uint64_t
vector_number(const json_t *vector, const char *member)
{
	const json_t *value = json_object_get(vector, member);
	double number = json_real_value(value);

	if (!json_is_real(value) || number < 0)
		fail_msg("a case has no number \"%s\"", member);
	return number >= 18446744073709551616.0 ? UINT64_MAX : (uint64_t)number;
}

void
vector_base64(struct buffer *out, const json_t *text)
{
	if (json_is_null(text))
		return;
	if (!json_is_string(text) || !base64_read(out, text_of(json_string_value(text))))
		fail_msg("a case has no base64 where it should");
}

void
vector_hex(struct buffer *out, const json_t *text)
{
	size_t n = json_string_length(text) / 2;

	if (!json_is_string(text) || !buffer_reserve(out, n) ||
	    !hex_read(text_of(json_string_value(text)), out->p + out->n, n))
		fail_msg("a case has no hex where it should");
	out->n += n;
}
