/* SPDX-License-Identifier: Apache-2.0 */
/* hash_line.c - hashes in the lines of others' lists. */
#include "exchange/hash_line.h"

#include "exchange/hash_fault.h"

#include "base/error.h"
#include "base/text.h"

#include <string.h>

#define MD5_DIGITS 32
#define LONG_DIGITS 64
#define SECONDS_LIMIT 100000000 /* three years */
#define MICROSECONDS 1000000

static const char *const kind_names[] = { "unknown", "sha256", "md5", "pdq", "vpdq" };

const char *
hash_kind_name(enum hash_kind kind)
{
	return kind_names[kind];
}

enum hash_kind
hash_kind_of(const char *name)
{
	for (enum hash_kind kind = HASHES_SHA256; name != NULL && kind <= HASHES_VPDQ; kind++) {
		if (strcmp(name, kind_names[kind]) == 0)
			return kind;
	}
	return HASHES_UNKNOWN;
}

size_t
hash_kind_digits(enum hash_kind kind)
{
	return kind == HASHES_MD5 ? MD5_DIGITS : LONG_DIGITS;
}

struct fields {
	struct text at[HASH_COLUMNS];
	size_t      n;
};

static bool
is_separator(char c)
{
	return c == ',' || c == ';' || c == '\t';
}

static struct text
without_quotes(struct text field)
{
	if (field.n >= 2 && field.p[0] == '"' && field.p[field.n - 1] == '"')
		return (struct text){ field.p + 1, field.n - 2 };
	return field;
}

/* What lies between quotes divides nothing. */
static void
split(struct text line, struct fields *out)
{
	size_t from = 0;
	bool quoted = false;

	out->n = 0;
	for (size_t i = 0; i <= line.n && out->n < HASH_COLUMNS; i++) {
		if (i < line.n && line.p[i] == '"')
			quoted = !quoted;
		if (i < line.n && (quoted || !is_separator(line.p[i])))
			continue;
		out->at[out->n++] = without_quotes(
			text_trim((struct text){ line.p + from, i - from }));
		from = i + 1;
	}
}

/* One more than the value of a hex digit, 0 for others: a table, because which digit comes cannot be foreseen. */
static const unsigned char digits[256] = {
	['0'] = 1,  ['1'] = 2,  ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,
	['6'] = 7,  ['7'] = 8,  ['8'] = 9,  ['9'] = 10, ['a'] = 11, ['b'] = 12,
	['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16, ['A'] = 11, ['B'] = 12,
	['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16,
};

/* -1 for what is none. */
static int
digit_value(char c)
{
	return digits[(unsigned char)c] - 1;
}

/* Hex digits at the beginning. */
static size_t
leading_digits(struct text text)
{
	size_t n = 0;

	while (n < text.n && digit_value(text.p[n]) >= 0)
		n++;
	return n;
}

static bool
is_hash(struct text text)
{
	return (text.n == MD5_DIGITS || text.n == LONG_DIGITS) && leading_digits(text) == text.n;
}

/* Takes a hash whose digits were counted; the rest of an entry is as if nothing was said. */
static void
take_hash(struct text hash, struct hash_entry *out)
{
	*out = (struct hash_entry){ .quality = 100 };
	for (size_t i = 0; i + 1 < hash.n; i += 2)
		out->bytes[i / 2] = (unsigned char)(digit_value(hash.p[i]) << 4 |
		                                    digit_value(hash.p[i + 1]));
}

static bool
read_quality(struct text text, unsigned *out)
{
	uint64_t number;

	if (!text_number(text, 100, &number))
		return false;
	*out = (unsigned)number;
	return true;
}

static bool
looks_like_number(struct text text)
{
	for (size_t i = 0; i < text.n; i++)
		if (memchr("0123456789+-.eE", text.p[i], 15) == NULL)
			return false;
	return text.n > 0;
}

static bool
read_frame(struct text text, uint32_t *out)
{
	uint64_t number;

	if (!text_number(text, UINT32_MAX, &number))
		return false;
	*out = (uint32_t)number;
	return true;
}

/* Digits, and a fraction of which six digits count. */
static bool
read_seconds(struct text text, int64_t *microseconds)
{
	uint64_t whole;
	int64_t unit = MICROSECONDS / 10;

	if (!text_number(text_cut(&text, '.'), SECONDS_LIMIT, &whole))
		return false;
	*microseconds = (int64_t)whole * MICROSECONDS;
	for (size_t i = 0; text.p != NULL && i < text.n; i++, unit /= 10) {
		if (text.p[i] < '0' || text.p[i] > '9')
			return false;
		*microseconds += (text.p[i] - '0') * unit;
	}
	return true;
}

/* The list is of this kind, unless it was said or found to be of another. */
static enum status
settle_kind(struct hash_form *form, enum hash_kind kind, struct error *err)
{
	if (form->kind == HASHES_UNKNOWN)
		form->kind = kind;
	if (form->kind != kind)
		return hash_fault_kind(form, kind, err);
	form->begun = true;
	return STATUS_OK;
}

static enum status
check_digits(const struct hash_form *form, struct text hash, struct error *err)
{
	if (is_hash(hash) && hash.n == hash_kind_digits(form->kind))
		return STATUS_OK;
	return hash_fault_digits(form, hash, err);
}

/* Lower case, without marks: SHA-256, sha_256 and sha256 are one name. */
static void
plain_name(struct text field, char out[32])
{
	size_t n = 0;

	for (size_t i = 0; i < field.n && n < 31; i++) {
		char c = field.p[i];

		if (c == '-' || c == '_' || c == ' ')
			continue;
		out[n++] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
	}
	out[n] = '\0';
}

/* The first column with one of these names, which end with NULL; -1. */
static int
find_column(const struct fields *fields, const char *const *names)
{
	char name[32];

	for (; *names != NULL; names++) {
		for (size_t i = 0; i < fields->n; i++) {
			plain_name(fields->at[i], name);
			if (strcmp(name, *names) == 0)
				return (int)i;
		}
	}
	return -1;
}

/* Names of the column with the hash, by kind; which kind a heading speaks of is asked in this order. */
static const char *const hash_columns[][6] = {
	[HASHES_VPDQ] = { "vpdq", "vpdqhash", "hash", "pdqhash", "pdq", NULL },
	[HASHES_SHA256] = { "sha256", "sha256hash", "hashsha256", NULL },
	[HASHES_PDQ] = { "pdq", "pdqhash", "hashpdq", NULL },
	[HASHES_MD5] = { "md5", "md5hash", "hashmd5", NULL },
};
static const char *const any_hash[] = { "hash", "value", "indicator", NULL };
static const char *const quality_columns[] = { "quality", "pdqquality", NULL };
static const char *const frame_columns[] = { "frame", "framenumber", NULL };
static const char *const second_columns[] = { "seconds", "timestamp", "time", NULL };

static int
hash_column_of(const struct fields *fields, enum hash_kind kind)
{
	int column = find_column(fields, hash_columns[kind]);

	return column >= 0 ? column : find_column(fields, any_hash);
}

/* Which kind the names speak of, where nobody said it. */
static enum hash_kind
kind_of_heading(const struct fields *fields)
{
	static const enum hash_kind order[] = { HASHES_SHA256, HASHES_MD5, HASHES_PDQ };

	if (find_column(fields, frame_columns) >= 0 && find_column(fields, second_columns) >= 0 &&
	    hash_column_of(fields, HASHES_VPDQ) >= 0)
		return HASHES_VPDQ;
	for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
		if (find_column(fields, hash_columns[order[i]]) >= 0)
			return order[i];
	}
	return HASHES_UNKNOWN;
}

/* "hash" is of a kind that the first hash tells. */
static int
heading_column(const struct fields *fields, enum hash_kind kind)
{
	return kind == HASHES_UNKNOWN ? find_column(fields, any_hash) : hash_column_of(fields, kind);
}

static enum status
read_heading(struct hash_form *form, struct text line, const struct fields *fields,
             struct error *err)
{
	enum hash_kind kind = form->kind ? form->kind : kind_of_heading(fields);
	int column = heading_column(fields, kind);

	if (column < 0)
		return hash_fault_first(form, line, err);
	form->kind = kind;
	form->begun = form->columned = true;
	form->hash = column;
	form->quality = find_column(fields, quality_columns);
	form->frame = find_column(fields, frame_columns);
	form->seconds = find_column(fields, second_columns);
	if (kind == HASHES_VPDQ && form->seconds < 0)
		return fail(err, STATUS_INVALID,
		            "a list of frames needs a column of seconds; these columns have none");
	return STATUS_DONE;
}

/* The field in that column; empty when there is none. */
static struct text
field_at(const struct fields *fields, int column)
{
	return column >= 0 && (size_t)column < fields->n ? fields->at[column]
	                                                 : (struct text){ "", 0 };
}

static enum status
fail_unclear(struct error *err)
{
	return fail(err, STATUS_INVALID, "64 hex digits may be SHA-256 or PDQ: say which with --kind");
}

/* Of a table whose heading only says "hash". */
static enum status
find_kind(struct hash_form *form, struct text hash, struct error *err)
{
	if (form->kind != HASHES_UNKNOWN)
		return STATUS_OK;
	if (!is_hash(hash))
		return hash_fault_first(form, hash, err);
	if (hash.n == MD5_DIGITS)
		form->kind = HASHES_MD5;
	else if (form->quality >= 0)
		form->kind = HASHES_PDQ;
	return form->kind == HASHES_UNKNOWN ? fail_unclear(err) : STATUS_OK;
}

static enum status
fail_quality(struct error *err)
{
	return fail(err, STATUS_INVALID, "a quality is a number from 0 to 100; here is another");
}

static enum status
read_columns(struct hash_form *form, const struct fields *fields, struct hash_entry *out,
             struct error *err)
{
	struct text hash = field_at(fields, form->hash);
	enum status st = find_kind(form, hash, err);

	if (st == STATUS_OK)
		st = check_digits(form, hash, err);
	if (st != STATUS_OK)
		return st;
	take_hash(hash, out);
	if (form->kind != HASHES_PDQ && form->kind != HASHES_VPDQ)
		return STATUS_OK;
	if (form->quality >= 0 && !read_quality(field_at(fields, form->quality), &out->quality))
		return fail_quality(err);
	if (form->kind == HASHES_PDQ)
		return STATUS_OK;
	if (form->frame >= 0 && !read_frame(field_at(fields, form->frame), &out->frame))
		return fail(err, STATUS_INVALID, "a frame is a whole number; here is none");
	if (!read_seconds(field_at(fields, form->seconds), &out->microseconds))
		return fail(err, STATUS_INVALID, "a time is a number of seconds; here is none");
	return STATUS_OK;
}

/* FRAME,QUALITY,HEX,SECONDS and HEX,QUALITY,SECONDS. */
static enum status
read_feature(const struct fields *fields, struct hash_entry *out, struct error *err)
{
	struct hash_form form = { .kind = HASHES_VPDQ };
	bool whole = fields->n == 4;

	if (!whole && fields->n != 3)
		return fail(err, STATUS_INVALID, "FRAME,QUALITY,HASH,SECONDS is expected of a frame (vPDQ); here are %zu fields", fields->n);
	form.frame = whole ? 0 : -1;
	form.quality = 1;
	form.hash = whole ? 2 : 0;
	form.seconds = whole ? 3 : 2;
	return read_columns(&form, fields, out, err);
}

/* Is this what vpdq-hash-video prints? */
static bool
is_feature(const struct fields *fields)
{
	struct hash_entry entry;

	return fields->n == 4 && read_feature(fields, &entry, NULL) == STATUS_OK;
}

/* SHA256 (NAME) = HEX: the digits, or nothing when it is no such line. */
static struct text
tagged(struct text line, const char *tag)
{
	size_t at = line.n;

	if (!text_begins(line, tag))
		return (struct text){ NULL, 0 };
	while (at > 0 && digit_value(line.p[at - 1]) >= 0)
		at--;
	if (!text_ends((struct text){ line.p, at }, ") = "))
		return (struct text){ NULL, 0 };
	return (struct text){ line.p + at, line.n - at };
}

static enum status
read_tagged(struct hash_form *form, enum hash_kind kind, struct text hash, struct hash_entry *out,
            struct error *err)
{
	enum status st = settle_kind(form, kind, err);

	if (st == STATUS_OK)
		st = check_digits(form, hash, err);
	if (st == STATUS_OK)
		take_hash(hash, out);
	return st;
}

/* The hash with which a line begins, past what tools put before it; n is 0 where there is none. */
static struct text
leading_hash(struct text line, struct text *rest)
{
	struct text hash;

	if (text_begins(line, "hash="))
		line = (struct text){ line.p + 5, line.n - 5 };
	else if (line.p[0] == '\\' || line.p[0] == '"')
		line = (struct text){ line.p + 1, line.n - 1 };
	hash = (struct text){ line.p, leading_digits(line) };
	*rest = (struct text){ line.p + hash.n, line.n - hash.n };
	if (text_begins(*rest, "\""))
		*rest = (struct text){ rest->p + 1, rest->n - 1 };
	if (!is_hash(hash) || (rest->n > 0 && rest->p[0] != ' ' && !is_separator(rest->p[0])))
		hash.n = 0;
	return hash;
}

/* 64 digits may be bytes' or a picture's: what stands beside them tells. */
static enum hash_kind
kind_of_line(struct text hash, struct text rest, const struct fields *fields)
{
	unsigned quality;

	if (hash.n == MD5_DIGITS)
		return HASHES_MD5;
	if (rest.n > 2 && rest.p[0] == ' ' && (rest.p[1] == ' ' || rest.p[1] == '*'))
		return HASHES_SHA256;
	return fields->n >= 2 && read_quality(fields->at[1], &quality) ? HASHES_PDQ : HASHES_UNKNOWN;
}

static enum status
read_leading(struct hash_form *form, struct text hash, struct text rest,
             const struct fields *fields, struct hash_entry *out, struct error *err)
{
	unsigned quality;
	enum status st;

	if (form->kind == HASHES_UNKNOWN)
		form->kind = kind_of_line(hash, rest, fields);
	if (form->kind == HASHES_UNKNOWN)
		return fail_unclear(err);
	form->begun = true;
	if (form->kind == HASHES_VPDQ)
		return read_feature(fields, out, err);
	st = check_digits(form, hash, err);
	if (st != STATUS_OK)
		return st;
	take_hash(hash, out);
	if (form->kind == HASHES_SHA256 && fields->n >= 2 && read_quality(fields->at[1], &quality))
		return fail(err, STATUS_INVALID,
		            "HASH,QUALITY, as lists of PDQ have it, where SHA-256 is expected, %s; if these are SHA-256, name the columns in a first line, such as sha256,other",
		            form->said ? "as --kind says" : "as the list began");
	if (form->kind != HASHES_PDQ || fields->n < 2 || read_quality(fields->at[1], &out->quality))
		return STATUS_OK;
	if (looks_like_number(fields->at[1]))
		return fail_quality(err);
	/* what stands there else, such as a name, is the hasher's own business */
	out->quality = 100;
	return STATUS_OK;
}

/* hashdeep's two first lines. */
static enum status
read_hashdeep(struct hash_form *form, struct text line, struct error *err)
{
	struct text words = text_trim((struct text){ line.p + 4, line.n - 4 });
	struct fields fields;

	if (text_begins(words, "HASHDEEP-"))
		return STATUS_DONE;
	split(words, &fields);
	return read_heading(form, line, &fields, err);
}

static enum status
read_words(struct hash_form *form, struct text line, struct hash_entry *out, struct error *err)
{
	struct text hash, rest, sha256 = tagged(line, "SHA256 ("), md5 = tagged(line, "MD5 (");
	struct fields fields;

	if (sha256.p != NULL)
		return read_tagged(form, HASHES_SHA256, sha256, out, err);
	if (md5.p != NULL)
		return read_tagged(form, HASHES_MD5, md5, out, err);
	split(line, &fields);
	if (form->columned)
		return read_columns(form, &fields, out, err);
	if ((form->kind == HASHES_UNKNOWN && is_feature(&fields)) ||
	    (form->kind == HASHES_VPDQ && (form->begun || is_feature(&fields)))) {
		form->kind = HASHES_VPDQ;
		form->begun = true;
		return read_feature(&fields, out, err);
	}
	hash = leading_hash(line, &rest);
	if (hash.n > 0)
		return read_leading(form, hash, rest, &fields, out, err);
	return form->begun ? hash_fault_digits(form, line, err)
	                   : read_heading(form, line, &fields, err);
}

enum status
hash_line_read(struct hash_form *form, struct text line, struct hash_entry *out,
               struct error *err)
{
	if (line.n > 0 && memchr(line.p, '\0', line.n) != NULL)
		return hash_fault_zero(line, err);
	line = text_trim(line);
	if (line.n == 0 || line.p[0] == '#')
		return STATUS_DONE;
	if (text_begins(line, "%%%%"))
		return read_hashdeep(form, line, err);
	return read_words(form, line, out, err);
}
