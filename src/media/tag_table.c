/* SPDX-License-Identifier: Apache-2.0 */
/* tag_table.c - the embedded table of tags, read once, and the first row that matches. */
#include "media/tag_table.h"

#include "base/embedded.h"
#include "base/error.h"
#include "base/text.h"

#include <pthread.h>
#include <string.h>

#define TABLE      "catalog/metadata-tags.tsv"
#define ROW_LIMIT  1024
#define CELLS      8

/* No tag has it: lengths take seven bits. */
#define ANY_KEY 0xffff

static const struct {
	const char *member, *export_class;
} classes[TAG_CLASSES] = {
	[TAG_TECHNICAL] = { "technical", "plain" },
	[TAG_DATES] = { "dates", "source" },
	[TAG_PLACES] = { "places", "safety-place" },
	[TAG_DEVICES] = { "devices", "device" },
	[TAG_DESCRIPTIVE] = { "descriptive", "person" },
};

static const char *const kinds[] = { "taken", "digitized", "modified", "container-created",
	                             "place", "make",      "model",    "software" };

static struct {
	struct tag_rule rules[ROW_LIMIT];
	unsigned short  key[ROW_LIMIT]; /* of a rule's tag; ANY_KEY where characters of it are left open */
	size_t          count;
	size_t          bad_line; /* the first that cannot be used, or 0 */
} table;

const char *
tag_class_member(enum tag_class tag_class)
{
	return classes[tag_class].member;
}

static bool
read_class(struct text name, enum tag_class *out)
{
	for (size_t i = 0; i < TAG_CLASSES; i++) {
		if (text_is(name, classes[i].export_class)) {
			*out = (enum tag_class)i;
			return true;
		}
	}
	return false;
}

static bool
is_kind(struct text name)
{
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if (text_is(name, kinds[i]))
			return true;
	}
	return name.n == 0;
}

static bool
has_star(struct text pattern)
{
	return memchr(pattern.p, '*', pattern.n) != NULL;
}

/* Whether no words of a file can come into a class that leaves by this row. */
static bool
keeps_words_in(const struct tag_rule *rule)
{
	bool leaves = rule->tag_class == TAG_TECHNICAL || rule->tag_class == TAG_DATES;

	if (!leaves)
		return true;
	return !has_star(rule->source) && !has_star(rule->tag) && shape_is_strict(rule->shape) &&
	       (!has_star(rule->group) || text_is(rule->source, "container"));
}

static bool
read_row(struct text line, struct tag_rule *out)
{
	struct text cells[CELLS] = { 0 };
	size_t n = 0;

	while (line.p != NULL && n < CELLS)
		cells[n++] = text_cut(&line, '\t');
	if (n != CELLS || line.p != NULL || cells[0].n == 0 || cells[2].n == 0)
		return false;
	*out = (struct tag_rule){ .source = cells[0], .group = cells[1], .tag = cells[2],
		                  .kind = cells[5], .with = cells[6] };
	return read_class(cells[3], &out->tag_class) && shape_read(cells[4], &out->shape) &&
	       is_kind(out->kind) && keeps_words_in(out);
}

static void
read_table(void)
{
	const struct embedded_file *file = embedded_find(TABLE);
	struct text rest = file ? embedded_text(file) : (struct text){ 0 };
	bool named = false; /* the line of column names is behind us */

	for (size_t line = 1; rest.n > 0; line++) {
		struct text row = text_cut(&rest, '\n');

		if (row.n == 0 || row.p[0] == '#')
			continue;
		if (!named)
			named = true;
		else if (table.count < ROW_LIMIT && read_row(row, &table.rules[table.count]))
			table.count++;
		else if (table.bad_line == 0)
			table.bad_line = line;
	}
}

/* Equal of equal tags: first character and length. */
static unsigned short
key_of(struct text tag)
{
	return (unsigned short)((tag.n & 127) << 8 | (tag.n ? (unsigned char)tag.p[0] : 0));
}

/* Most rules are passed over by that alone. */
static void
read_keys(void)
{
	for (size_t i = 0; i < table.count; i++) {
		struct text tag = table.rules[i].tag;
		bool open = has_star(tag) || memchr(tag.p, '#', tag.n) != NULL;

		table.key[i] = open ? ANY_KEY : key_of(tag);
	}
}

static void
table_read(void)
{
	read_table();
	read_keys();
}

static void
table_once(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, table_read);
}

/* Digits at the start of the text. */
static size_t
digits(struct text text)
{
	size_t n = 0;

	while (n < text.n && text.p[n] >= '0' && text.p[n] <= '9')
		n++;
	return n;
}

/*
 * * stands for any characters, # for digits, one at least. The usual walk with
 * one place to come back to: at most pattern times text steps.
 */
static bool
matches(struct text pattern, struct text text)
{
	size_t p = 0, t = 0, star = SIZE_MAX, from = 0;

	for (;;) {
		size_t step = 0;

		if (p < pattern.n && pattern.p[p] == '*') {
			star = p++;
			from = t;
			if (p == pattern.n)
				return true;
			continue;
		}
		if (p == pattern.n && t == text.n)
			return true;
		if (p < pattern.n && pattern.p[p] == '#')
			step = digits((struct text){ text.p + t, text.n - t });
		else if (p < pattern.n && t < text.n && pattern.p[p] == text.p[t])
			step = 1;
		if (step > 0) {
			p++;
			t += step;
		} else if (star != SIZE_MAX && from < text.n) {
			p = star + 1;
			t = ++from;
		} else {
			return false;
		}
	}
}

const struct tag_rule *
tag_rule_find(struct text source, struct text group, struct text tag)
{
	unsigned short key = key_of(tag);

	table_once();
	for (size_t i = 0; i < table.count; i++) {
		const struct tag_rule *rule = &table.rules[i];

		if (table.key[i] != ANY_KEY && table.key[i] != key)
			continue;
		if (matches(rule->tag, tag) && matches(rule->source, source) &&
		    matches(rule->group, group))
			return rule;
	}
	return NULL;
}

struct text
tag_rule_with(const struct tag_rule *rule, const char *word)
{
	struct text rest = rule->with;

	while (rest.p != NULL && rest.n > 0) {
		struct text part = text_cut(&rest, ' ');
		struct text name = text_cut(&part, '=');

		if (text_is(name, word))
			return part;
	}
	return (struct text){ 0 };
}

enum status
tag_table_check(struct error *err)
{
	table_once();
	if (table.count == 0)
		return fail(err, STATUS_FAULT, "%s is missing", TABLE);
	if (table.bad_line != 0)
		return fail(err, STATUS_FAULT, "%s, line %zu: not a row that can be used", TABLE,
		            table.bad_line);
	return STATUS_OK;
}
