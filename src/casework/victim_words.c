/* SPDX-License-Identifier: Apache-2.0 */
/* victim_words.c - groups of people who suffered something, nobody by name. */
#include "casework/place_words.h"

#include "casework/vocabulary.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#define VICTIMS_MAX 10000000 /* of one group */

/* How many: 3, 1-3 or 2- (at least two). */
struct count {
	uint64_t least, most;
	bool     is_open; /* there is no most */
};

static bool
read_count(struct text word, struct count *out)
{
	struct text rest = word, first = text_cut(&rest, '-');

	if (!text_number(first, VICTIMS_MAX, &out->least))
		return false;
	out->most = out->least;
	out->is_open = rest.p != NULL && rest.n == 0;
	return rest.n == 0 || (text_number(rest, VICTIMS_MAX, &out->most) && out->most >= out->least);
}

static enum status
take_count(json_t *group, const struct count *count, struct error *err)
{
	if (!json_is_null(json_object_get(group, "least")))
		return fail(err, STATUS_INVALID,
		            "a group of victims has one number, from-to when it is not certain: civilian dead 2-30");
	if (json_object_set_new(group, "least", json_integer((json_int_t)count->least)) != 0 ||
	    (!count->is_open &&
	     json_object_set_new(group, "most", json_integer((json_int_t)count->most)) != 0))
		return fail_memory(err);
	return STATUS_OK;
}

static enum status
take_code(struct database *database, json_t *group, struct text word, struct error *err)
{
	bool first = json_is_null(json_object_get(group, "category"));
	const char *member = first ? "category" : "status";
	enum status st = vocabulary_check(database, first ? "victim-category" : "victim-status", word,
	                                  err);

	if (st == STATUS_OK && !json_is_null(json_object_get(group, member)))
		st = fail(err, STATUS_INVALID,
		          "a group of victims is a category, a status and a number: civilian dead 2");
	if (st == STATUS_OK && json_object_set_new(group, member, json_of_text(word)) != 0)
		st = fail_memory(err);
	return st;
}

static enum status
take_group(struct database *database, struct text words, json_t *groups, struct error *err)
{
	SCOPED_JSON json_t *group = json_pack("{s:n,s:n,s:n,s:n}", "category", "status", "least",
	                                      "most");
	enum status st = group ? STATUS_OK : fail_memory(err);

	while (st == STATUS_OK && words.n > 0) {
		struct text word = text_cut(&words, ' ');
		struct count count;

		if (word.n > 0)
			st = read_count(word, &count) ? take_count(group, &count, err)
			                              : take_code(database, group, word, err);
	}
	if (st == STATUS_OK && json_array_append(groups, group) != 0)
		st = fail_memory(err);
	return st;
}

enum status
victims_of_words(struct database *database, struct text words, json_t **out, struct error *err)
{
	SCOPED_JSON json_t *groups = json_array();
	enum status st = groups ? STATUS_OK : fail_memory(err);

	while (st == STATUS_OK && words.p != NULL) {
		struct text group = text_trim(text_cut(&words, ';'));

		if (group.n > 0)
			st = take_group(database, group, groups, err);
	}
	if (st == STATUS_OK)
		*out = json_array_size(groups) > 0 ? json_incref(groups) : json_null();
	return st;
}

void
victims_to_words(struct buffer *out, const json_t *victims)
{
	json_t *group;
	size_t i;

	json_array_foreach(victims, i, group) {
		const char *category = json_string_value(json_object_get(group, "category"));
		const char *status = json_string_value(json_object_get(group, "status"));
		json_t *least = json_object_get(group, "least"), *most = json_object_get(group, "most");

		buffer_append_format(out, "%s%s%s%s", i > 0 ? "; " : "", category ? category : "unknown",
		                     status ? " " : "", status ? status : "");
		if (json_is_integer(least))
			buffer_append_format(out, " %lld", (long long)json_integer_value(least));
		if (json_is_integer(least) && !json_equal(least, most))
			buffer_append_string(out, "-");
		if (json_is_integer(most) && !json_equal(least, most))
			buffer_append_format(out, "%lld", (long long)json_integer_value(most));
	}
}
