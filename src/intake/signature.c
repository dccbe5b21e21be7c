/* SPDX-License-Identifier: Apache-2.0 */
/* signature.c - the first row of a table that fits, and what follows from two tables together. */
#include "intake/signature.h"

#include "intake/head.h"
#include "intake/pattern.h"

#include "base/embedded.h"
#include "base/error.h"
#include "base/text.h"

#define SIGNATURES "catalog/signatures.tsv"
#define EXTENSIONS "catalog/extensions.tsv"
#define COLUMNS 4 /* the most of the two tables */
#define EXTENSION_LIMIT 16

static const char *const kinds[] = {
	[SIGNATURE_UNKNOWN] = "unknown", [SIGNATURE_IMAGE] = "image",
	[SIGNATURE_VIDEO] = "video",     [SIGNATURE_AUDIO] = "audio",
	[SIGNATURE_DOCUMENT] = "document", [SIGNATURE_OTHER] = "other",
};

const char *
signature_kind_name(enum signature_kind kind)
{
	return kinds[kind];
}

static enum signature_kind
kind_of(struct text name)
{
	for (size_t i = SIGNATURE_IMAGE; i < sizeof kinds / sizeof *kinds; i++)
		if (text_is(name, kinds[i]))
			return (enum signature_kind)i;
	return SIGNATURE_UNKNOWN;
}

/* Rows of an embedded table, without comments and the line of column names. */
struct rows {
	struct text rest;
	size_t      line;
	bool        named; /* the column names are behind us */
};

static struct rows
rows_of(const char *path)
{
	const struct embedded_file *file = embedded_find(path);

	return (struct rows) { .rest = file == NULL ? (struct text) { 0 } : embedded_text(file) };
}

/* Fills the cells of the next row and returns their number, or 0 at the end. */
static size_t
next_row(struct rows *rows, struct text cells[COLUMNS + 1])
{
	while (rows->rest.n > 0) {
		struct text line = text_cut(&rows->rest, '\n');
		size_t n = 0;

		rows->line++;
		if (line.n == 0 || line.p[0] == '#')
			continue;
		if (!rows->named) {
			rows->named = true;
			continue;
		}
		while (line.p != NULL && n <= COLUMNS)
			cells[n++] = text_cut(&line, '\t');
		return n;
	}
	return 0;
}

/* The extension in lower case, or an empty text: letters and digits after the last dot. */
static struct text
extension_of(struct text name, char room[EXTENSION_LIMIT])
{
	size_t n = 0;

	while (n < name.n && n < EXTENSION_LIMIT && name.p[name.n - 1 - n] != '.')
		n++;
	if (n == name.n || n >= EXTENSION_LIMIT)
		return (struct text) { room, 0 };
	for (size_t i = 0; i < n; i++) {
		char c = name.p[name.n - n + i];

		room[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
	}
	return (struct text) { room, n };
}

static void
tell_by_content(const struct head *head, struct told *out)
{
	struct rows rows = rows_of(SIGNATURES);
	struct text cells[COLUMNS + 1];

	while (next_row(&rows, cells) >= 3)
		if (pattern_matches(cells[2], head)) {
			out->content = kind_of(cells[0]);
			out->media_type = cells[1];
			return;
		}
}

/* Looks the extension up; `types` are the media types that it may have. */
static void
tell_by_name(struct text name, struct told *out, struct text *types)
{
	struct rows rows = rows_of(EXTENSIONS);
	struct text cells[COLUMNS + 1];
	char room[EXTENSION_LIMIT];
	struct text extension = extension_of(name, room);

	while (next_row(&rows, cells) >= 3)
		if (text_equal(cells[0], extension)) {
			out->named = kind_of(cells[1]);
			*types = cells[2];
			return;
		}
}

static bool
lists(struct text types, struct text media_type)
{
	while (types.p != NULL && types.n > 0)
		if (text_equal(text_cut(&types, ','), media_type))
			return true;
	return false;
}

static bool
is_evidence(enum signature_kind kind)
{
	return kind != SIGNATURE_UNKNOWN && kind != SIGNATURE_OTHER;
}

/* Sound with junk before it, where the name says that it is some. */
static void
tell_late_audio(const struct head *head, struct text types, struct told *out)
{
	struct text audio = text_of("audio/mpeg");

	if (out->content == SIGNATURE_UNKNOWN && lists(types, audio) &&
	    check_late_frames(head)) {
		out->content = SIGNATURE_AUDIO;
		out->media_type = audio;
	}
}

void
signature_tell(const unsigned char *head, size_t n, uint64_t size, struct text name,
               struct told *out)
{
	struct head bytes = { head, n < SIGNATURE_HEAD ? n : SIGNATURE_HEAD, size };
	struct text types = { 0 };

	*out = (struct told) { .media_type = text_of("application/octet-stream") };
	if (bytes.n > 0)
		tell_by_content(&bytes, out);
	tell_by_name(name, out, &types);
	tell_late_audio(&bytes, types, out);
	out->item = is_evidence(out->content) || is_evidence(out->named);
	if (!out->item)
		return;
	if (out->content == SIGNATURE_UNKNOWN)
		out->warning = "unknown-content";
	else if (out->named != SIGNATURE_UNKNOWN && !lists(types, out->media_type))
		out->warning = "extension-unlike-content";
}

/* --- the tables themselves --- */

static enum status
bad_row(const char *path, const struct rows *rows, struct error *err)
{
	return fail(err, STATUS_FAULT, "%s, line %zu: not a row that can be used", path, rows->line);
}

static enum status
check_signatures(struct error *err)
{
	struct rows rows = rows_of(SIGNATURES);
	struct text cells[COLUMNS + 1];
	size_t n, count = 0;

	for (; (n = next_row(&rows, cells)) > 0; count++)
		if (n != 4 || kind_of(cells[0]) == SIGNATURE_UNKNOWN || cells[1].n == 0 ||
		    !pattern_is_valid(cells[2]))
			return bad_row(SIGNATURES, &rows, err);
	return count > 0 ? STATUS_OK : fail(err, STATUS_FAULT, "%s is missing", SIGNATURES);
}

static enum status
check_extensions(struct error *err)
{
	struct rows rows = rows_of(EXTENSIONS);
	struct text cells[COLUMNS + 1];
	size_t n, count = 0;

	for (; (n = next_row(&rows, cells)) > 0; count++)
		if (n != 3 || kind_of(cells[1]) == SIGNATURE_UNKNOWN || cells[2].n == 0 ||
		    cells[0].n == 0 || cells[0].n >= EXTENSION_LIMIT ||
		    memchr(cells[0].p, '.', cells[0].n) != NULL)
			return bad_row(EXTENSIONS, &rows, err);
	return count > 0 ? STATUS_OK : fail(err, STATUS_FAULT, "%s is missing", EXTENSIONS);
}

enum status
signature_check_tables(struct error *err)
{
	enum status st = check_signatures(err);

	return st == STATUS_OK ? check_extensions(err) : st;
}
