/* SPDX-License-Identifier: Apache-2.0 */
/* record_edit.c - options and forms as fields of a record. */
#include "cli/record_edit.h"

#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/fields.h"
#include "cli/form.h"
#include "cli/prose.h"
#include "cli/records.h"
#include "cli/session.h"

#include <vidimus/record.h>

#include <stdlib.h>
#include <string.h>

#define MOST_FIELDS 64

static enum status
check_version(struct text value, struct error *err)
{
	return text_is(value, "0") ? fail(err, STATUS_INVALID, "the first version is 1") : STATUS_OK;
}

const struct verb_option based_on_options[] = {
	{ .name = "based-on", .kind = VALUE_NUMBER, .argument = "N", .check = check_version,
	  .about = "Version that was before your eyes; refused when another came after it" },
	{ 0 },
};

/* A record that is being edited. */
struct editing {
	const struct shown_as *shown;
	json_t                *record; /* as it is shown; owned */
	json_t                *texts;  /* field name to what was written; owned */
	bool                   form;   /* a field that was not written was emptied */
};

static void
editing_end(struct editing *editing)
{
	json_decref(editing->record);
	json_decref(editing->texts);
}

/* Is it an option of the record, and not of the command? */
static bool
is_field(const struct verb_option *option)
{
	return option != fields_options && option != query_options && option != based_on_options &&
	       (option->kind != VALUE_NONE || option->is_recorded);
}

/* native-id is native_id */
static void
field_name(char out[64], const char *option)
{
	size_t n = 0;

	for (; n + 1 < 64 && option[n] != '\0'; n++)
		out[n] = option[n] == '-' ? '_' : option[n];
	out[n] = '\0';
}

static const char *
member_of(const struct editing *editing, const char *option, char name[64])
{
	for (const struct shown_as *shown = editing->shown; shown && shown->option; shown++) {
		if (strcmp(shown->option, option) == 0)
			return shown->member;
	}
	field_name(name, option);
	return name;
}

/* What the option's field holds now, as the option would be written. */
static void
append_present(struct buffer *out, const struct editing *editing, const char *option)
{
	char name[64];
	json_t *value = json_object_get(editing->record, member_of(editing, option, name)), *entry;
	size_t i;

	if (json_is_string(value))
		buffer_append_string(out, json_string_value(value));
	if (json_is_boolean(value))
		buffer_append_string(out, json_is_true(value) ? "yes" : "no");
	json_array_foreach(json_is_array(value) ? value : NULL, i, entry) {
		if (json_is_string(entry))
			buffer_append_format(out, "%s%s", out->n ? "," : "", json_string_value(entry));
	}
	if (json_is_object(value) && json_is_string(json_object_get(value, "edtf")))
		buffer_append_string(out, json_string_value(json_object_get(value, "edtf")));
}

/* What was written of one option; of a form, only where it differs from what is there. */
static enum status
take_text(struct command *command, struct editing *editing, const struct verb_option *option,
          struct error *err)
{
	SCOPED(buffer) text = { 0 };
	SCOPED(buffer) present = { 0 };
	char name[64];
	bool given = command_has(command, option->name);
	enum status status = STATUS_OK;

	if (given && option->kind == VALUE_PROSE)
		status = prose_read(&text, command, option->name, &given, err);
	else if (given)
		buffer_append_string(&text, option->kind == VALUE_NONE
		                                    ? "yes"
		                                    : command_text(command, option->name));
	if (status != STATUS_OK || (!given && !editing->form))
		return status;
	append_present(&present, editing, option->name);
	status = buffer_check(&text, err);
	if (status == STATUS_OK)
		status = buffer_check(&present, err);
	if (status != STATUS_OK ||
	    (editing->form && text_equal(text_of_buffer(&text), text_of_buffer(&present))))
		return status;
	field_name(name, option->name);
	return json_object_set_new(editing->texts, name, json_of_text(text_of_buffer(&text))) == 0
	               ? STATUS_OK
	               : fail(err, STATUS_INVALID, "--%s is not UTF-8 text", option->name);
}

/* Every field that was written; their texts live in `editing`. */
static enum status
gather(struct command *command, struct editing *editing, struct vidimus_field *fields,
       size_t *count, struct error *err)
{
	const struct verb_option *option;
	enum status status = STATUS_OK;
	const char *name;
	json_t *text;

	*count = 0;
	json_object_clear(editing->texts);
	for (size_t i = 0; status == STATUS_OK &&
	                   (option = verb_option_at(command->verb, i)) != NULL; i++) {
		if (is_field(option))
			status = take_text(command, editing, option, err);
	}
	json_object_foreach(editing->texts, name, text) {
		if (*count < MOST_FIELDS)
			fields[(*count)++] = (struct vidimus_field){ name, json_string_value(text) };
	}
	return status;
}

static enum status
gather_new(struct command *command, struct editing *editing, struct vidimus_field *fields,
           size_t *count, struct error *err)
{
	editing->texts = json_object();
	return editing->texts ? gather(command, editing, fields, count, err)
	                      : fail(err, STATUS_MEMORY, "out of memory");
}

enum status
record_words_take(struct command *command, struct record_words *out, struct error *err)
{
	struct editing editing = { 0 };
	enum status status = gather_new(command, &editing, out->fields, &out->count, err);

	out->texts = editing.texts;
	return status;
}

void
record_words_end(struct record_words *words)
{
	json_decref(words->texts);
}

/* How a record is added: by itself, or to another; one of the two is NULL. */
struct adding {
	enum status (*alone)(struct vidimus_catalogue *catalogue, const struct vidimus_field *fields,
	                     size_t count, char id[VIDIMUS_ID_SIZE], struct error *err);
	enum status (*to)(struct vidimus_catalogue *catalogue, const char *of,
	                  const struct vidimus_field *fields, size_t count, char id[VIDIMUS_ID_SIZE],
	                  struct error *err);
};

static enum status
add_by(struct command *command, const char *what, const struct adding *add, struct error *err)
{
	struct vidimus_catalogue *catalogue = command->session->catalogue;
	SCOPED(editing) editing = { 0 };
	struct vidimus_field fields[MOST_FIELDS];
	char id[VIDIMUS_ID_SIZE];
	size_t count = 0;
	enum status status = gather_new(command, &editing, fields, &count, err);

	if (status == STATUS_OK)
		status = add->to ? add->to(catalogue, command->arguments[0], fields, count, id, err)
		                 : add->alone(catalogue, fields, count, id, err);
	if (status == STATUS_OK)
		record_added(command, what, id);
	return status;
}

enum status
record_add(struct command *command, const char *what,
           enum status (*add)(struct vidimus_catalogue *catalogue,
                              const struct vidimus_field *fields, size_t count,
                              char id[VIDIMUS_ID_SIZE], struct error *err),
           struct error *err)
{
	return add_by(command, what, &(struct adding){ .alone = add }, err);
}

enum status
record_add_to(struct command *command, const char *what,
              enum status (*add)(struct vidimus_catalogue *catalogue, const char *of,
                                 const struct vidimus_field *fields, size_t count,
                                 char id[VIDIMUS_ID_SIZE], struct error *err),
              struct error *err)
{
	return add_by(command, what, &(struct adding){ .to = add }, err);
}

void
record_edited(struct command *command, const char *id, const char *done, int64_t before,
              int64_t version)
{
	if (command->settings.json)
		output_json(command->output,
		            json_pack("{s:s,s:I}", "id", id, "version", (json_int_t)version));
	else if (version == before)
		output_format(command->output, "%s is as it was, version %lld: nothing is recorded.\n",
		              id, (long long)version);
	else
		output_format(command->output, "%s is %s, version %lld.\n", id, done,
		              (long long)version);
}

enum status
record_words(struct command *command,
             enum status (*take)(struct command *command, const struct vidimus_field *fields,
                                 size_t count, struct error *err),
             struct error *err)
{
	SCOPED(editing) editing = { 0 };
	struct vidimus_field fields[MOST_FIELDS];
	size_t count = 0;
	enum status status = gather_new(command, &editing, fields, &count, err);

	return status == STATUS_OK ? take(command, fields, count, err) : status;
}

static enum status
apply(struct command *command, struct error *err)
{
	struct editing *editing = command->own;
	struct vidimus_field fields[MOST_FIELDS];
	const char *id = shown_string(editing->record, "id");
	int64_t present = 0, version = 0, based_on;
	size_t count = 0;
	enum status status = gather(command, editing, fields, &count, err);

	if (status != STATUS_OK)
		return status;
	if (!json_member_integer(editing->record, "version", &present))
		present = 0;
	based_on = (int64_t)command_number(command, "based-on", editing->form ? (uint64_t)present : 0);
	status = vidimus_record_edit(command->session->catalogue, id, fields, count, based_on,
	                             &version, err);
	if (status == STATUS_OK)
		record_edited(command, id, "edited", present, version);
	return status;
}

/* The form with what is there; texts live until it was filled in. */
static enum status
edit_by_form(struct command *command, struct editing *editing, struct error *err)
{
	struct form_value initial[MOST_FIELDS + 1] = { 0 };
	struct buffer texts[MOST_FIELDS] = { 0 };
	const struct verb_option *option;
	int64_t version = 0;
	enum status status;
	size_t count = 0;

	editing->form = true;
	for (size_t i = 0; (option = verb_option_at(command->verb, i)) != NULL && count < MOST_FIELDS;
	     i++) {
		if (is_field(option))
			append_present(&texts[count], editing, option->name);
		else if (option == based_on_options &&
		         json_member_integer(editing->record, "version", &version))
			buffer_append_format(&texts[count], "%lld", (long long)version);
		initial[count].option = option->name;
		initial[count].text = text_of_buffer(&texts[count]);
		count++;
	}
	status = form_run(command, initial, apply, err);
	for (size_t i = 0; i < count; i++)
		buffer_end(&texts[i]);
	return status;
}

static bool
any_option_is_given(const struct command *command)
{
	const struct verb_option *option;

	for (size_t i = 0; (option = verb_option_at(command->verb, i)) != NULL; i++) {
		if (command_has(command, option->name))
			return true;
	}
	return false;
}

enum status
record_edit(struct command *command, const char *kind, const struct shown_as *shown,
            struct error *err)
{
	SCOPED(editing) editing = { .shown = shown, .texts = json_object() };
	enum status status = editing.texts
	                             ? record_read(command, kind, command->arguments[0],
	                                           &editing.record, err)
	                             : fail(err, STATUS_MEMORY, "out of memory");

	if (status != STATUS_OK)
		return status;
	command->own = &editing;
	status = any_option_is_given(command) ? apply(command, err)
	                                      : edit_by_form(command, &editing, err);
	command->own = NULL;
	return status;
}
