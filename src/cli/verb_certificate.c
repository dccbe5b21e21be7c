/* SPDX-License-Identifier: Apache-2.0 */
/* verb_certificate.c - `vidimus certificate`: an affidavit drafted from the log, to be completed and signed by a person. */
#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/scoped.h"
#include "cli/custody_options.h"
#include "cli/ids.h"
#include "cli/session.h"

#include <vidimus/custody.h>

#include <stdlib.h>
#include <string.h>

/* Bytes of a template that somebody gives. */
#define TEMPLATE_LIMIT ((size_t)256 << 10)

/* As the library marks them. */
static size_t
count_blanks(const char *words)
{
	size_t count = 0;

	for (; (words = strstr(words, "(to be filled in by hand: ")) != NULL; words++)
		count++;
	return count;
}

static enum status
deliver(struct command *command, const char *item, const struct vidimus_document *made, struct error *err)
{
	const char *path = command_text(command, "out");
	size_t blanks = count_blanks(made->bytes);
	enum status status = path ? vidimus_document_save(path, made->bytes, made->size, err) : STATUS_OK;

	if (status != STATUS_OK)
		return status;
	if (command->settings.json)
		output_json(command->output,
		            json_pack("{s:s,s:o,s:I}", "item", item, "text",
		                      path ? json_null() : json_string(made->bytes), "blanks", (json_int_t)blanks));
	else if (path == NULL)
		output_bytes(command->output, made->bytes, made->size);
	command_note(command, "a draft, to be read and signed by a person: %zu blanks are to be filled in by hand", blanks);
	return STATUS_OK;
}

static enum status
certify(struct command *command, const char *item, struct error *err)
{
	struct vidimus_custody_settings settings = { 0 };
	const char *path = command_text(command, "template");
	struct vidimus_template template = { .name = command_text(command, "form") };
	struct vidimus_document made = { 0 };
	SCOPED(buffer) given = { 0 };
	enum status status = path ? file_read(path, TEMPLATE_LIMIT, &given, err) : STATUS_OK;

	if (status != STATUS_OK)
		return status == STATUS_MEMORY ? status : fail_as(err, STATUS_INVALID);
	template.text = path ? buffer_string(&given) : NULL;
	custody_options_read(command, &settings);
	status = vidimus_certificate(command->session->catalogue, item, &settings, &template, &made, err);
	if (status == STATUS_OK)
		status = deliver(command, item, &made, err);
	free(made.bytes);
	return status;
}

static enum status
run(struct command *command, struct error *err)
{
	if (command_has(command, "form") == command_has(command, "template"))
		return fail(err, STATUS_INVALID, "give one of --form and --template");
	return ids_each(command, certify, err);
}

static const struct verb_option options[] = {
	{ .name = "form", .kind = VALUE_TEXT, .argument = "NAME", .about = "A template of the program: custodian" },
	{ .name = "template", .kind = VALUE_PATH, .argument = "FILE", .about = "A template of one's own, in plain text" },
	{ .name = "out", .kind = VALUE_PATH, .argument = "FILE", .about = "Write it to a new file; none is replaced" },
	{ 0 },
};

static const struct verb_example examples[] = {
	{ "certificate E-1 --form custodian --for court --out statement.txt",
	  "A draft with marked blanks where something is not known." },
	{ "certificate E-1 --template our-form.txt", "From a template of one's own." },
	{ 0 },
};

const struct verb verb_certificate = {
	.name = "certificate",
	.summary = "Draft an affidavit on an item from the log",
	.about = "Names process, program, hashes, times and gaps as the log has them. What is not known "
	         "is never invented: a marked blank stands there. It is a draft in plain text, to be "
	         "changed as the court wants it; nobody has signed it.",
	.arguments = "ITEM",
	.argument_kind = VALUE_ID,
	.least = 1,
	.most = 1,
	.group = GROUP_CUSTODY,
	.options = { options, custody_options },
	.examples = examples,
	.needs = NEEDS_READING,
	.run = run,
};
