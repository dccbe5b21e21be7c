/* SPDX-License-Identifier: Apache-2.0 */
/* custody_told.c - values of a report's JSON in words. */
#include "custody/custody_internal.h"

#include "base/text.h"

#include <string.h>

struct text
told_text(const json_t *object, const char *name)
{
	const json_t *value = json_object_get(object, name);

	return json_is_string(value) ? (struct text){ json_string_value(value),
		                                      json_string_length(value) }
	                             : (struct text){ 0 };
}

const char *
told_string(const json_t *object, const char *name)
{
	const char *string = json_string_value(json_object_get(object, name));

	return string ? string : "";
}

bool
told_nothing(const json_t *value)
{
	return value == NULL || json_is_null(value) ||
	       (json_is_string(value) && (json_string_length(value) == 0 ||
	                                  strcmp(json_string_value(value), "unknown") == 0)) ||
	       (json_is_array(value) && json_array_size(value) == 0);
}

static bool
told_list(struct buffer *out, const json_t *list)
{
	json_t *each;
	size_t i;

	json_array_foreach(list, i, each) {
		SCOPED(buffer) one = { 0 };

		if (!told_value(&one, each))
			continue;
		buffer_append_string(out, i > 0 ? ", " : "");
		buffer_append_text(out, text_of_buffer(&one));
	}
	return json_array_size(list) > 0;
}

/* A date as it is known: EDTF, and the words it was given in where they say more. */
static bool
told_date(struct buffer *out, const json_t *date)
{
	struct text edtf = told_text(date, "edtf"), raw = told_text(date, "raw");
	struct text zone = told_text(date, "zone");

	if (edtf.p == NULL && raw.p == NULL)
		return false;
	buffer_append_text(out, edtf.p ? edtf : raw);
	if (raw.p != NULL && edtf.p != NULL && !text_equal(raw, edtf))
		buffer_append_format(out, " (“%.*s”)", (int)raw.n, raw.p);
	if (zone.p != NULL && text_is(zone, "unknown"))
		buffer_append_string(out, ", zone not known");
	return true;
}

static bool
told_program(struct buffer *out, const json_t *tool)
{
	buffer_append_format(out, "vidimus %s", told_string(tool, "version"));
	if (json_is_string(json_object_get(tool, "build")))
		buffer_append_format(out, ", build %s", told_string(tool, "build"));
	if (json_array_size(json_object_get(tool, "libraries")) > 0) {
		buffer_append_string(out, "; ");
		return told_list(out, json_object_get(tool, "libraries"));
	}
	return true;
}

/* A program that is not ours, as somebody named it: "NAME VERSION (SETTINGS)". */
static bool
told_tool(struct buffer *out, const json_t *tool)
{
	const char *version = told_string(tool, "version"), *settings = told_string(tool, "settings");
	const char *name = told_string(tool, "name");

	if (name[0] == '\0' && version[0] == '\0' && settings[0] == '\0')
		return false;
	buffer_append_string(out, name[0] ? name : "not named");
	if (version[0])
		buffer_append_format(out, " %s", version);
	if (settings[0])
		buffer_append_format(out, " (%s)", settings);
	return true;
}

/* What has no form of its own: "name: value" by semicolons. */
static bool
told_members(struct buffer *out, const json_t *object)
{
	bool any = false;
	const char *name;
	json_t *value;

	json_object_foreach(json_iterable(object), name, value) {
		SCOPED(buffer) one = { 0 };

		if (!told_value(&one, value))
			continue;
		buffer_append_format(out, "%s%s: ", any ? "; " : "", name);
		buffer_append_text(out, text_of_buffer(&one));
		any = true;
	}
	return any;
}

bool
told_value(struct buffer *out, const json_t *value)
{
	if (told_nothing(value))
		return false;
	if (json_is_string(value))
		buffer_append(out, json_string_value(value), json_string_length(value));
	else if (json_is_integer(value))
		buffer_append_format(out, "%lld", (long long)json_integer_value(value));
	else if (json_is_boolean(value))
		buffer_append_string(out, json_is_true(value) ? "yes" : "no");
	else if (json_is_real(value))
		buffer_append_format(out, "%g", json_real_value(value));
	else if (json_is_array(value))
		return told_list(out, value);
	else if (json_object_get(value, WITHHELD) != NULL)
		buffer_append_format(out, "withheld (class: %s)", told_string(value, WITHHELD));
	else if (json_object_get(value, "edtf") != NULL)
		return told_date(out, value);
	else if (json_object_get(value, "version") != NULL && json_object_get(value, "name") != NULL)
		return told_tool(out, value);
	else if (json_object_get(value, "version") != NULL)
		return told_program(out, value);
	else
		return told_members(out, value);
	return true;
}
