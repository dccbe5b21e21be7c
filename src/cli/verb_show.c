/* SPDX-License-Identifier: Apache-2.0 */
/* verb_show.c - `vidimus show`: one record, or what is held of a file. */
#include "base/error.h"
#include "base/json.h"
#include "cli/ids.h"
#include "cli/interrupt.h"
#include "cli/record_text.h"
#include "cli/session.h"

#include <vidimus/view.h>

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A device or a pipe would never end. */
static enum status
check_file(const char *path, struct error *err)
{
	struct stat st;

	if (stat(path, &st) != 0 && (errno == ENOENT || errno == ENOTDIR))
		return fail(err, STATUS_NOT_FOUND,
		            "\"%s\" is no id or hash, and there is no file of that name", path);
	if (stat(path, &st) != 0) {
		fail_os(err, "cannot look at %s", path);
		return fail_as(err, STATUS_INVALID);
	}
	if (!S_ISREG(st.st_mode))
		return fail(err, STATUS_INVALID, "%s is no file", path);
	return STATUS_OK;
}

/* An id, a UUID or a hash is no path; what holds a slash is nothing else. */
static enum status
look_up(struct command *command, const char *word, json_t **out, struct error *err)
{
	struct vidimus_catalogue *catalogue = command->session->catalogue;
	enum status status = STATUS_INVALID;

	if (strchr(word, '/') == NULL)
		status = vidimus_show(catalogue, word, out, err);
	if (status != STATUS_INVALID)
		return status;
	if (strchr(word, '@') != NULL && strchr(word, '/') == NULL && access(word, F_OK) != 0)
		return status; /* what others call something, and no file */
	status = check_file(word, err);
	if (status != STATUS_OK)
		return status;
	return vidimus_show_file(catalogue, word, interrupt_flag(), out, err);
}

static enum status
show_one(struct command *command, const char *word, struct error *err)
{
	SCOPED_JSON json_t *record = NULL;
	enum status status = look_up(command, word, &record, err);

	if (status == STATUS_OK)
		status = record_print(command, record, err);
	if (status == STATUS_OK && json_object_get(record, "id") == NULL &&
	    json_is_false(json_object_get(record, "held")))
		return fail(err, STATUS_FALSE, "%s is not held in this catalogue", word);
	return status;
}

static enum status
run(struct command *command, struct error *err)
{
	return ids_each(command, show_one, err);
}

static const struct verb_option options[] = {
	{ .name = "captions", .about = "Show captions even of what is most graphic or not assessed" },
	{ .name = "metadata", .about = "List every statement that the file makes of itself" },
	{ 0 },
};

static const struct verb_example examples[] = {
	{ "show E-1", "An item: sensitivity first, then what is known of it." },
	{ "show ~/Downloads/video.mp4", "Do we hold this file? It is hashed, nothing is kept." },
	{ "show --json E-1..E-22", "A line each, for another program." },
	{ 0 },
};

const struct verb verb_show = {
	.name = "show",
	.summary = "Show records, or whether a file is held",
	.about = "Takes ids (E-1, D-1, C-1, W-1, K-1) and ranges, UUIDs, SHA-256 hashes and files; a "
	         "file whose name looks like an id is written ./E-1. What others call something is an id "
	         "too: E-1@B-2 is E-1 of the log that bundle B-2 came from. Pictures and sound are never "
	         "shown. When something is not held the exit code is 1.",
	.arguments = "ID|HASH|FILE…",
	.argument_kind = VALUE_PATH,
	.least = 1,
	.most = ARGUMENTS_MANY,
	.group = GROUP_LOOKING,
	.options = { options, query_options },
	.examples = examples,
	.needs = NEEDS_READING,
	.run = run,
};
