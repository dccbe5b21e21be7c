/* SPDX-License-Identifier: Apache-2.0 */
/* value.c - checks of single values, at the border, with the option's name in the words. */
#include "cli/value.h"

#include "base/error.h"
#include "base/text.h"
#include "cli/nearest.h"

#include <string.h>

static enum status
check_number(const struct verb_option *option, const char *value, uint64_t *number,
             struct error *err)
{
	uint64_t limit = option->limit ? option->limit : NUMBER_LIMIT;

	if (!text_number(text_of(value), limit, number))
		return fail(err, STATUS_INVALID, "--%s needs a number from 0 to %llu, not \"%s\"",
		            option->name, (unsigned long long)limit, value);
	return STATUS_OK;
}

/* `what` names the option or argument in the words of the error. */
static enum status
check_choice(const char *what, const char *const *choices, const char *value, struct error *err)
{
	struct nearest nearest;
	char list[256] = "";

	nearest_begin(&nearest, value);
	for (size_t i = 0; choices[i] != NULL; i++) {
		size_t used = strlen(list);

		if (strcmp(choices[i], value) == 0)
			return STATUS_OK;
		nearest_try(&nearest, choices[i]);
		text_escape_into(list + used, sizeof list - used, i ? ", " : "", i ? 2 : 0);
		used = strlen(list);
		text_escape_into(list + used, sizeof list - used, choices[i], strlen(choices[i]));
	}
	if (nearest.found != NULL)
		return fail(err, STATUS_INVALID, "%s cannot be \"%s\"; did you mean %s?", what,
		            value, nearest.found);
	return fail(err, STATUS_INVALID, "%s cannot be \"%s\"; it is one of: %s", what, value, list);
}

static enum status
check_prose(const struct verb_option *option, const char *value, struct error *err)
{
	if (!option->is_private || strcmp(value, "-") == 0 || value[0] == '@')
		return STATUS_OK;
	/* The text itself is not repeated: errors end up in logs. */
	return fail(err, STATUS_INVALID,
	            "--%s is private text, which never stands in an argument (others on this "
	            "machine and the shell's history would see it): give - for standard input, "
	            "@FILE, or @ for the editor", option->name);
}

static enum status
check_kind(const struct verb_option *option, const char *value, uint64_t *number,
           struct error *err)
{
	char what[64];

	switch (option->kind) {
	case VALUE_NUMBER:
		return check_number(option, value, number, err);
	case VALUE_CHOICE:
		text_escape_into(what, sizeof what, "--", 2);
		text_escape_into(what + 2, sizeof what - 2, option->name, strlen(option->name));
		return check_choice(what, option->choices, value, err);
	case VALUE_PROSE:
		return check_prose(option, value, err);
	case VALUE_DATE:
	case VALUE_ID:
	case VALUE_PATH:
		if (value[0] == '\0')
			return fail(err, STATUS_INVALID, "--%s must not be empty", option->name);
		return STATUS_OK;
	case VALUE_TEXT:
	case VALUE_VERB:
	case VALUE_NONE:
		break;
	}
	return STATUS_OK;
}

enum status
value_check(const struct verb_option *option, const char *value, uint64_t *number,
            struct error *err)
{
	enum status status;

	/* A private text that is not UTF-8 must not come back in the words either. */
	if (option->kind != VALUE_PATH && !text_is_utf8(value, strlen(value)))
		return fail(err, STATUS_INVALID, "--%s is not UTF-8 text", option->name);
	status = check_kind(option, value, number, err);
	if (status == STATUS_OK && option->check != NULL) {
		status = option->check(text_of(value), err);
		if (status != STATUS_OK)
			return while_doing(err, status, "reading --%s", option->name);
	}
	return status;
}

enum status
argument_check(const struct verb *verb, const char *value, struct error *err)
{
	if (verb->argument_kind == VALUE_PATH && value[0] == '\0')
		return fail(err, STATUS_INVALID, "an empty argument names no file");
	if (strcmp(value, "-") == 0 || verb->argument_kind == VALUE_PATH)
		return STATUS_OK;
	if (!text_is_utf8(value, strlen(value)))
		return fail(err, STATUS_INVALID, "the argument \"%s\" is not UTF-8 text", value);
	if (verb->argument_kind == VALUE_CHOICE)
		return check_choice("the argument", verb->choices, value, err);
	if (verb->argument_kind == VALUE_ID && value[0] == '\0')
		return fail(err, STATUS_INVALID, "an empty argument names nothing");
	return STATUS_OK;
}
