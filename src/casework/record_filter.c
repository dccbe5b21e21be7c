/* SPDX-License-Identifier: Apache-2.0 */
/* record_filter.c - filters read once, and compared with one object after the other. */
#include "casework/record_filter.h"

#include "casework/short_id.h"

#include "base/dated.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/suggestion.h"
#include "base/text.h"

#include <string.h>

#define TIME_SECONDS 19 /* 2026-03-04T05:06:07, of the times of our clock */

/* Words that people say for members of lists. */
static const struct {
	const char *said, *member;
} aliases[] = {
	{ "act", "acts" },         { "method", "methods" }, { "type", "types" },
	{ "posted", "published" }, { "role", "roles" },     { "kind", "channel_kind" },
	{ "protection", "protection_level" },
};

/* Members of free text, of which a part is asked for. */
static const char *const free_texts[] = { "title", "draft_title", "name", "url",     "caption", "handle",
	                                  "note",  "author",      "authors", "publisher", "purpose", "organisation",
	                                  "forwarded_from" };

void
record_filters_end(struct record_filters *filters)
{
	for (size_t i = 0; i < filters->count; i++)
		buffer_end(&filters->each[i].folded);
	filters->count = 0;
}

static enum status
read_ids(struct text text, struct record_filter *out, struct error *err)
{
	struct short_id first, last;

	if (!short_id_read_range(text, &first, &last))
		return fail(err, STATUS_INVALID,
		            "“%.*s” is neither an id, nor a range of ids, nor a filter KEY:VALUE",
		            (int)(text.n < 200 ? text.n : 200), text.p);
	out->kind = first.kind;
	out->first = first.number;
	out->last = last.number;
	return STATUS_OK;
}

static enum status
read_one(const char *filter, struct record_filter *out, struct error *err)
{
	struct text rest = text_of(filter);

	if (!text_is_utf8(rest.p, rest.n))
		return fail(err, STATUS_INVALID, "a filter is not UTF-8 text");
	if (strchr(filter, ':') == NULL)
		return read_ids(rest, out, err);
	out->key = text_cut(&rest, ':');
	out->value = rest;
	if (rest.n == 0 || out->key.n == 0 || out->key.n >= sizeof out->member)
		return fail(err, STATUS_INVALID, "“%.200s” is no filter: write KEY:VALUE", filter);
	for (size_t i = 0; i < out->key.n; i++)
		out->member[i] = out->key.p[i] == '-' ? '_' : out->key.p[i];
	out->is_date = edtf_read(rest, &out->date, NULL) == STATUS_OK;
	return text_fold(&out->folded, rest, err);
}

enum status
record_filters_read(struct record_filters *out, const char *const *filters, size_t count,
                    const struct view_output *to, struct error *err)
{
	enum status st = STATUS_OK;

	*out = (struct record_filters){ .to = to };
	if (count > RECORD_FILTERS_MAX)
		return fail(err, STATUS_LIMIT, "more than %d filters", RECORD_FILTERS_MAX);
	for (size_t i = 0; st == STATUS_OK && i < count; i++) {
		st = read_one(filters[i], &out->each[out->count++], err);
		out->has_ids = out->has_ids || out->each[i].key.p == NULL;
	}
	return st;
}

/* The member that a key means; NULL, with those of like name in `err`, when there is none. */
static const json_t *
find_member(struct record_filter *filter, const json_t *object, struct error *err)
{
	const json_t *value = json_object_get(object, filter->member);
	struct suggestion meant = { .word = filter->key };
	char words[SUGGESTION_TEXT_SIZE];
	const char *name;
	json_t *other;

	for (size_t i = 0; value == NULL && i < sizeof aliases / sizeof aliases[0]; i++) {
		if (strcmp(aliases[i].said, filter->member) != 0 ||
		    json_object_get(object, aliases[i].member) == NULL)
			continue;
		strcpy(filter->member, aliases[i].member);
		value = json_object_get(object, filter->member);
	}
	if (value != NULL)
		return value;
	json_object_foreach((json_t *)(uintptr_t)object, name, other)
		suggestion_consider(&meant, text_of(name));
	suggestion_write(words, &meant);
	fail(err, STATUS_INVALID, "this list has no “%.*s:”%s", (int)filter->key.n, filter->key.p,
	     *words ? words : "; its members in --json are its filters");
	return NULL;
}

/* Folded texts alike, or the one in the other. */
static enum status
compare_text(const struct record_filter *filter, struct text text, bool part, bool *out,
             struct error *err)
{
	SCOPED(buffer) folded = { 0 };
	enum status st = text_fold(&folded, text, err);

	if (st == STATUS_OK)
		*out = part ? memmem(buffer_string(&folded), folded.n, filter->folded.p,
		                     filter->folded.n) != NULL
		            : text_equal(text_of_buffer(&folded), text_of_buffer(&filter->folded));
	return st;
}

static bool
is_free_text(const char *member)
{
	for (size_t i = 0; i < sizeof free_texts / sizeof free_texts[0]; i++) {
		if (strcmp(free_texts[i], member) == 0)
			return true;
	}
	return false;
}

/* A time of our clock; the filter's date is one of UTC, in which such times are shown. */
static bool
is_at(const struct record_filter *filter, struct text time)
{
	struct edtf asked = filter->date, when;
	char text[TIME_SECONDS + 2];

	memcpy(text, time.p, TIME_SECONDS);
	memcpy(text + TIME_SECONDS, "Z", 2);
	if (edtf_read(text_of(text), &when, NULL) != STATUS_OK)
		return false;
	if (asked.zone == ZONE_UNKNOWN)
		asked.zone = ZONE_UTC;
	return edtf_compare(&asked, &when) == DATES_UNORDERED;
}

static bool
is_time(struct text text)
{
	return text.n == TIME_SECONDS + 5 && text.p[4] == '-' && text.p[10] == 'T' &&
	       text.p[text.n - 1] == 'Z';
}

static enum status
no_date(const struct record_filter *filter, struct error *err)
{
	return fail(err, STATUS_INVALID, "%.*s:%.*s is no date as EDTF has it: write 2020-11",
	            (int)filter->key.n, filter->key.p, (int)filter->value.n, filter->value.p);
}

static enum status
match_string(const struct record_filter *filter, struct text text, bool *out, struct error *err)
{
	struct short_id asked, there;

	if (is_time(text)) {
		*out = filter->is_date && is_at(filter, text);
		return filter->is_date ? STATUS_OK : no_date(filter, err);
	}
	if (short_id_read(filter->value, &asked) && short_id_read(text, &there) &&
	    asked.kind == there.kind) {
		*out = asked.number == there.number;
		return STATUS_OK;
	}
	return compare_text(filter, text, is_free_text(filter->member), out, err);
}

/* Names of a place or region. */
static enum status
match_names(const struct record_filter *filter, const json_t *names, bool *out, struct error *err)
{
	enum status st = STATUS_OK;
	json_t *entry;
	size_t i;

	json_array_foreach(names, i, entry) {
		json_t *name = json_object_get(entry, "name");

		if (st == STATUS_OK && !*out && json_is_string(name))
			st = compare_text(filter, text_of(json_string_value(name)), true, out, err);
	}
	return st;
}

static enum status
match_object(const struct record_filter *filter, const json_t *value, bool *out,
             struct error *err)
{
	struct dated dated;
	struct edtf when;

	if (json_object_get(value, "edtf") == NULL)
		return match_names(filter, json_object_get(value, "names"), out, err);
	if (!filter->is_date)
		return no_date(filter, err);
	*out = dated_of_json(value, &dated, NULL) == STATUS_OK &&
	       dated_read(&dated, &when, NULL) == STATUS_OK &&
	       edtf_compare(&filter->date, &when) == DATES_UNORDERED;
	return STATUS_OK;
}

static enum status
match_list(const struct record_filter *filter, const json_t *list, bool *out, struct error *err)
{
	enum status st = STATUS_OK;
	json_t *entry;
	size_t i;

	json_array_foreach(list, i, entry) {
		if (st == STATUS_OK && !*out && json_is_string(entry))
			st = match_string(filter, text_of(json_string_value(entry)), out, err);
	}
	return st;
}

static bool
is_nothing(const json_t *value)
{
	return json_is_null(value) || (json_is_array(value) && json_array_size(value) == 0);
}

static enum status
match_value(const struct record_filter *filter, const json_t *value, bool *out, struct error *err)
{
	uint64_t number;

	*out = false;
	if (text_is(filter->value, "none") || text_is(filter->value, "any")) {
		*out = is_nothing(value) == text_is(filter->value, "none");
		return STATUS_OK;
	}
	if (json_is_string(value))
		return match_string(filter, text_of(json_string_value(value)), out, err);
	if (json_is_object(value))
		return match_object(filter, value, out, err);
	if (json_is_array(value))
		return match_list(filter, value, out, err);
	if (json_is_boolean(value))
		*out = text_is(filter->value, json_is_true(value) ? "yes" : "no");
	else if (json_is_integer(value))
		*out = text_number(filter->value, INT64_MAX, &number) &&
		       (json_int_t)number == json_integer_value(value);
	return STATUS_OK;
}

/* What stands beside a reference counts as well: its code, or the id beside a code. */
static enum status
match_beside(const struct record_filter *filter, const json_t *object, bool *out,
             struct error *err)
{
	static const char *const beside[] = { "code", "id" };
	enum status st = STATUS_OK;

	for (size_t i = 0; st == STATUS_OK && !*out && i < 2; i++) {
		char name[sizeof filter->member + 8];
		json_t *value;

		snprintf(name, sizeof name, "%s_%s", filter->member, beside[i]);
		value = json_object_get(object, name);
		if (json_is_string(value))
			st = match_string(filter, text_of(json_string_value(value)), out, err);
	}
	return st;
}

static bool
is_in_range(const struct record_filter *filter, const json_t *object)
{
	const char *text = json_string_value(json_object_get(object, "id"));
	struct short_id id;

	return text != NULL && short_id_read(text_of(text), &id) && id.kind == filter->kind &&
	       id.number >= filter->first && id.number <= filter->last;
}

/* place-concluded:no of footage: the question is open of it and of every member. */
static bool
asks_for_conclusion(const struct record_filter *filter, const json_t *object, bool *out)
{
	const json_t *open = json_object_get(object, "open_with_members");
	struct text rest = filter->key, question = text_cut(&rest, '-');
	bool is_open = false;
	json_t *entry;
	size_t i;

	if (open == NULL || !text_is(rest, "concluded"))
		return false;
	json_array_foreach(open, i, entry)
		is_open = is_open || text_is(question, json_string_value(entry));
	*out = is_open == text_is(filter->value, "no");
	return true;
}

static enum status
match(struct record_filters *filters, const json_t *object, bool *out, struct error *err)
{
	bool in_ids = !filters->has_ids, matches = true;
	enum status st = STATUS_OK;

	for (size_t i = 0; st == STATUS_OK && matches && i < filters->count; i++) {
		struct record_filter *filter = &filters->each[i];
		const json_t *value;

		if (filter->key.p == NULL) {
			in_ids = in_ids || is_in_range(filter, object);
			continue;
		}
		if (asks_for_conclusion(filter, object, &matches))
			continue;
		value = find_member(filter, object, err);
		st = value ? match_value(filter, value, &matches, err) : STATUS_INVALID;
		if (st == STATUS_OK && !matches && !text_is(filter->value, "none"))
			st = match_beside(filter, object, &matches, err);
	}
	*out = matches && in_ids;
	return st;
}

static enum status
emit(void *context, json_t *object, struct error *err)
{
	struct record_filters *filters = context;
	bool matches = false;
	enum status st = match(filters, object, &matches, err);

	return st == STATUS_OK && matches ? filters->to->emit(filters->to->context, object, err) : st;
}

struct view_output
record_filters_output(struct record_filters *filters)
{
	return (struct view_output){ .emit = emit, .context = filters };
}
