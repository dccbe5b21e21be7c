/* SPDX-License-Identifier: Apache-2.0 */
/* comfort.c - reads the person's own viewing.json. */
#include "cli/comfort.h"

#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/session.h"

#include <string.h>

#define COMFORT_FILE  "viewing.json"
#define COMFORT_LIMIT 4096

static const struct comfort calmest = { .grey = true, .sound = false, .side = 320 };

static enum status
take_member(struct comfort *comfort, const char *name, const json_t *value, struct error *err)
{
	json_int_t side = json_integer_value(value);

	if (strcmp(name, "grey") == 0 && json_is_boolean(value))
		comfort->grey = json_is_true(value);
	else if (strcmp(name, "sound") == 0 && json_is_boolean(value))
		comfort->sound = json_is_true(value);
	else if (strcmp(name, "side") == 0 && side >= COMFORT_SIDE_LEAST && side <= COMFORT_SIDE_MOST)
		comfort->side = (unsigned)side;
	else
		return fail(err, STATUS_INVALID,
		            "\"%.32s\" is not one of \"grey\" and \"sound\", true or false, and "
		            "\"side\", %d to %d", name, COMFORT_SIDE_LEAST, COMFORT_SIDE_MOST);
	return STATUS_OK;
}

static enum status
read_settings(struct comfort *comfort, const char *path, struct error *err)
{
	SCOPED(buffer) text = { 0 };
	SCOPED_JSON json_t *whole = NULL;
	const char *name;
	json_t *value;
	enum status status = file_read(path, COMFORT_LIMIT, &text, err);

	if (status == STATUS_OK)
		status = json_read(&whole, text_of_buffer(&text), err);
	if (status == STATUS_OK && !json_is_object(whole))
		status = fail(err, STATUS_INVALID, "it is no JSON object");
	json_object_foreach(whole, name, value) {
		if (status == STATUS_OK)
			status = take_member(comfort, name, value, err);
	}
	return status;
}

struct comfort
comfort_read(struct command *command)
{
	struct comfort comfort = calmest;
	SCOPED(buffer) path = { 0 };
	struct error err = { 0 };
	enum status status;

	buffer_append_format(&path, "%s/" COMFORT_FILE, command->session->here.config);
	status = read_settings(&comfort, buffer_string(&path), &err);
	if (status == STATUS_OK || status == STATUS_NOT_FOUND)
		return comfort;
	command_warn(command, "%s counts for nothing: %s", buffer_string(&path), err.text);
	return calmest;
}
