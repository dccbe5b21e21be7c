/* SPDX-License-Identifier: Apache-2.0 */
/* claim_fields.c - objects of a list as claims. */
#include "cli/claim_fields.h"

#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/fields.h"
#include "cli/records.h"
#include "cli/session.h"

#include <vidimus/claim.h>

#include <stdlib.h>
#include <string.h>

#define FIELDS_MAX 64 /* as many as the library takes */
#define NAME_SIZE  32

/* One object's fields, whose texts the object lends. */
struct claim_object {
	char                 names[FIELDS_MAX][NAME_SIZE];
	struct vidimus_field fields[FIELDS_MAX];
	size_t               count;
	const char          *of;
};

static enum status
take_member(struct claim_object *out, json_t *object, const char *name, json_t *value,
            struct error *err)
{
	size_t n = strlen(name);
	const char *text;

	if (json_is_null(value))
		return STATUS_OK;
	/* a number's text takes its place in the object: the value is gone then */
	text = json_is_boolean(value) ? (json_is_true(value) ? "yes" : "no")
	                              : fields_text(object, name, value, ",");
	if (text == NULL)
		return fail(err, STATUS_INVALID, "the field '%.40s' is no text, number or list of texts",
		            name);
	if (strcmp(name, "of") == 0) {
		out->of = text;
		return STATUS_OK;
	}
	if (n >= NAME_SIZE || out->count == FIELDS_MAX)
		return fail(err, STATUS_INVALID, "there is no field '%.40s' of a claim", name);
	for (size_t i = 0; i <= n; i++)
		out->names[out->count][i] = name[i] == '-' ? '_' : name[i];
	out->fields[out->count] = (struct vidimus_field){ out->names[out->count], text };
	out->count++;
	return STATUS_OK;
}

static enum status
take_object(struct claim_object *out, json_t *object, struct error *err)
{
	enum status status = STATUS_OK;
	const char *name;
	json_t *value;
	void *next;

	json_object_foreach_safe(object, next, name, value) {
		if (status == STATUS_OK)
			status = take_member(out, object, name, value, err);
	}
	if (status == STATUS_OK && out->of == NULL)
		status = fail(err, STATUS_INVALID, "which record is it about? \"of\" names it");
	return status;
}

static enum status
tell(void *context, const char *id, struct error *err)
{
	(void)err;
	record_added(context, "The claim", id);
	return STATUS_OK;
}

enum status
claims_take(struct command *command, struct error *err)
{
	size_t count = json_array_size(command->fields);
	SCOPED_FREE struct claim_object *objects = calloc(count, sizeof *objects);
	SCOPED_FREE struct vidimus_new_claim *claims = calloc(count, sizeof *claims);
	enum status status = objects && claims ? STATUS_OK : fail(err, STATUS_MEMORY, "out of memory");

	if (status == STATUS_OK && command->argument_count > 0)
		return fail(err, STATUS_INVALID, "in a list each object names its record: \"of\"");
	for (size_t i = 0; status == STATUS_OK && i < count; i++) {
		status = take_object(&objects[i], json_array_get(command->fields, i), err);
		if (status != STATUS_OK)
			return while_doing(err, status, "reading claim %zu of %zu; none was made", i + 1,
			                   count);
		claims[i] = (struct vidimus_new_claim){ objects[i].of, objects[i].fields,
			                                objects[i].count };
	}
	if (status != STATUS_OK)
		return status;
	return vidimus_claims_make(command->session->catalogue, claims, count, tell, command, err);
}

/* Places, and what tells of somebody; texts of persons and channels, whoever they are. */
static bool
is_private(const char *property, const char *by)
{
	static const char *const always[] = { "place", "event-place", "recorder",
		                              "identity-of-channel", "device" };
	static const char *const texts[] = { "other", "cause-of-death", "published-in", "place-name" };

	for (size_t i = 0; i < sizeof always / sizeof always[0]; i++) {
		if (strcmp(property, always[i]) == 0)
			return true;
	}
	if (by == NULL || strcmp(by, "me") == 0 || strcmp(by, "file") == 0 || (*by & ~0x20) == 'R')
		return false;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		if (strcmp(property, texts[i]) == 0)
			return true;
	}
	return strncmp(property, "x-", 2) == 0;
}

enum status
claim_arguments_check(const struct command *command, struct error *err)
{
	const struct option_value *value = command_value(command, "value");
	const char *property = command_text(command, "property");

	if (value == NULL || value->literal || value->text[0] == '@' || strcmp(value->text, "-") == 0 ||
	    property == NULL || !is_private(property, command_text(command, "by")))
		return STATUS_OK;
	return fail(err, STATUS_INVALID,
	            "a value of %.40s never stands in an argument: give --value @FILE, or - for standard input",
	            property);
}
