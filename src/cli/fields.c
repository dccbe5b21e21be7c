/* SPDX-License-Identifier: Apache-2.0 */
/* fields.c - members of a JSON object as a verb's options. */
#include "cli/fields.h"

#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/suggestion.h"
#include "base/text.h"
#include "cli/parse.h"
#include "cli/prose.h"

#include <string.h>
#include <unistd.h>

const struct verb_option fields_options[] = {
	{ .name = "fields", .kind = VALUE_PATH, .argument = "FILE",
	  .about = "Take the options from a JSON object in FILE, - for standard input" },
	{ 0 },
};

bool
fields_are_given(const struct command *command)
{
	return command->verb != NULL && verb_option_find(command->verb, "fields") != NULL &&
	       command_has(command, "fields");
}

bool
fields_are_a_list(const struct command *command)
{
	const json_t *each;
	size_t i;

	if (!command->verb->takes_list || json_array_size(command->fields) == 0)
		return false;
	json_array_foreach(command->fields, i, each) {
		if (!json_is_object(each))
			return false;
	}
	return true;
}

static enum status
read_object(struct command *command, struct error *err)
{
	const char *path = command_text(command, "fields");
	SCOPED(buffer) text = { 0 };
	size_t limit = command->verb->takes_list ? FIELDS_LIST_LIMIT : FIELDS_LIMIT;
	enum status status = strcmp(path, "-") == 0 ? read_bounded(&text, STDIN_FILENO, limit, err)
	                                            : read_named(&text, path, limit, err);

	if (status == STATUS_OK)
		status = json_read(&command->fields, text_of_buffer(&text), err);
	if (status == STATUS_OK && !json_is_object(command->fields) && !fields_are_a_list(command))
		status = fail(err, STATUS_INVALID, "it is no JSON object%s",
		              command->verb->takes_list ? ", and no list of some" : "");
	return status;
}

/* The option of that name; hyphens and underscores are the same. */
static const struct verb_option *
find_option(const struct command *command, const char *name)
{
	char hyphens[64];
	size_t n = strlen(name);

	if (n >= sizeof hyphens)
		return NULL;
	for (size_t i = 0; i <= n; i++)
		hyphens[i] = name[i] == '_' ? '-' : name[i];
	return strcmp(hyphens, "fields") == 0 ? NULL : verb_option_find(command->verb, hyphens);
}

static enum status
refuse_unknown(const struct command *command, const char *name, struct error *err)
{
	SCOPED(buffer) safe = { 0 };
	struct suggestion meant = { .word = text_of(name) };
	char words[SUGGESTION_TEXT_SIZE];
	const struct verb_option *option;

	for (size_t i = 0; (option = verb_option_at(command->verb, i)) != NULL; i++)
		if (option != fields_options)
			suggestion_consider(&meant, text_of(option->name));
	suggestion_write(words, &meant);
	text_append_escaped(&safe, name, strlen(name) < 64 ? strlen(name) : 64);
	return fail(err, STATUS_INVALID, "there is no field '%s'%s", buffer_string(&safe), words);
}

/* Texts of options end at a U+0000: what stands behind one would be lost. */
static bool
holds_nul(const json_t *value)
{
	const json_t *entry;
	size_t i;

	if (json_is_string(value))
		return strlen(json_string_value(value)) != json_string_length(value);
	json_array_foreach(value, i, entry)
		if (json_is_string(entry) && holds_nul(entry))
			return true;
	return false;
}

/*
 * A string that lives as long as the object: the value itself, or one that
 * takes its place. NULL for what can be no option's value.
 */
const char *
fields_text(json_t *object, const char *name, json_t *value, const char *between)
{
	SCOPED(buffer) text = { 0 };
	json_t *entry, *fresh;
	size_t i;

	if (holds_nul(value))
		return NULL;
	if (json_is_string(value))
		return json_string_value(value);
	if (json_is_integer(value))
		buffer_append_format(&text, "%lld", (long long)json_integer_value(value));
	else if (json_is_boolean(value))
		buffer_append_string(&text, json_is_true(value) ? "yes" : "no");
	else if (!json_is_array(value))
		return NULL;
	json_array_foreach(value, i, entry) {
		if (!json_is_string(entry))
			return NULL;
		buffer_append_format(&text, "%s%s", i > 0 ? between : "", json_string_value(entry));
	}
	fresh = text.failed ? NULL : json_of_text(text_of_buffer(&text));
	return json_object_set_new(object, name, fresh) == 0 ? json_string_value(fresh) : NULL;
}

/* Each text of a list, for an option that may be given several times. */
static enum status
add_each(struct command *command, const struct verb_option *option, const json_t *list,
         struct error *err)
{
	enum status status = STATUS_OK;
	json_t *entry;
	size_t i;

	json_array_foreach(list, i, entry) {
		if (!json_is_string(entry))
			return fail(err, STATUS_INVALID, "the field '%s' is no list of texts",
			            option->name);
		if (status == STATUS_OK)
			status = command_add_literal(command, option, json_string_value(entry), err);
	}
	return status;
}

static enum status
add_member(struct command *command, const char *name, json_t *value, struct error *err)
{
	const struct verb_option *option = find_option(command, name);
	const char *text;

	if (option == NULL)
		return refuse_unknown(command, name, err);
	if (json_is_null(value) || (json_is_false(value) && option->kind == VALUE_NONE))
		return STATUS_OK;
	if (holds_nul(value))
		return fail(err, STATUS_INVALID, "the field '%s' holds a U+0000", option->name);
	if (!option->repeatable && command_has(command, option->name))
		return fail(err, STATUS_INVALID, "--%s is given twice", option->name);
	if (option->kind == VALUE_NONE)
		return json_is_true(value) ? command_add_literal(command, option, NULL, err)
		                           : fail(err, STATUS_INVALID,
		                                  "the field '%s' is true or false", option->name);
	if (json_is_boolean(value) && option->kind != VALUE_CHOICE)
		return fail(err, STATUS_INVALID, "the field '%s' is neither true nor false",
		            option->name);
	if (option->repeatable && json_is_array(value))
		return add_each(command, option, value, err);
	/* free text may hold commas itself: a list of such is one a line */
	text = fields_text(command->fields, name, value, option->kind == VALUE_PROSE ? "\n" : ",");
	if (text == NULL)
		return fail(err, STATUS_INVALID, "the field '%s' is no text, number or list of texts",
		            option->name);
	return command_add_literal(command, option, text, err);
}

enum status
fields_take(struct command *command, struct error *err)
{
	enum status status = read_object(command, err);
	const char *name;
	json_t *value;
	void *next;

	if (status == STATUS_OK && fields_are_a_list(command))
		return status;
	if (status == STATUS_OK) {
		json_object_foreach_safe(command->fields, next, name, value) {
			if (status == STATUS_OK)
				status = add_member(command, name, value, err);
		}
	}
	if (status == STATUS_OK)
		status = command_check_required(command, err);
	return status == STATUS_OK ? status : while_doing(err, status, "reading --fields");
}
