/* SPDX-License-Identifier: Apache-2.0 */
/* verb_actor.c - `vidimus actor`: who may sign. */
#include "base/error.h"
#include "base/scoped.h"
#include "cli/key_seals.h"
#include "cli/records.h"
#include "cli/session.h"

#include <vidimus/record.h>
#include <vidimus/seal.h>

static enum status
run_add(struct command *command, struct error *err)
{
	const struct vidimus_actor_words words = {
		.request = command_text(command, "request"),
		.code = command_text(command, "code"),
		.role = command_text(command, "role") ? command_text(command, "role") : "member",
		.name = command_text(command, "name"),
		.organisation = command_text(command, "organisation"),
	};
	char id[VIDIMUS_ID_SIZE];
	enum status status = vidimus_actor_code_check(words.code, err);

	if (status == STATUS_OK)
		status = vidimus_actor_add(command->session->catalogue, &words, id, err);
	if (status == STATUS_OK)
		record_added(command, "The actor", id);
	return status;
}

static enum status
run_list(struct command *command, struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "ID", .name = "id" },
		{ .title = "CODE", .name = "code" },
		{ .title = "ROLE", .name = "role" },
		{ .title = "ORGANISATION", .name = "organisation", .shrinks = true },
		{ .title = "KEY", .name = "public_key", .form = SHOWN_SHORT },
		{ .title = "ADDED", .name = "added", .form = SHOWN_TIME },
		{ 0 },
	};

	return record_list(command, "actor", columns, NULL, err);
}

static enum status
run_show(struct command *command, struct error *err)
{
	return record_show(command, "actor", err);
}

static void
certified(struct command *command, const char *id, const char *sha256)
{
	SCOPED(buffer) groups = { 0 };

	fingerprint_append(&groups, sha256);
	if (command->settings.json)
		output_json(command->output, json_pack("{s:s,s:s}", "actor", id, "sha256", sha256));
	else
		output_format(command->output, "%s seals with the certificate\n%s\n", id,
		              buffer_string(&groups));
}

static enum status
run_certify(struct command *command, struct error *err)
{
	const char *id = command->arguments[0];
	SCOPED(buffer) path = { 0 };
	char sha256[65];
	enum status status;

	if (command_has(command, "office") && command_has(command, "person"))
		return fail(err, STATUS_INVALID, "--office or --person, one of the two");
	status = certificate_path(&path, command->session->here.keys,
	                          command_text(command, "certificate"), err);
	if (status == STATUS_OK)
		status = vidimus_actor_certify(
			command->session->catalogue, id,
			&(struct vidimus_certify_words){ buffer_string(&path),
			                                 command_has(command, "person") ? "person" : "office" },
			sha256, err);
	if (status == STATUS_OK)
		certified(command, id, sha256);
	return status;
}

static const struct verb_option options[] = {
	{ .name = "request", .kind = VALUE_PATH, .argument = "FILE", .required = true,
	  .about = "The NAME.request that the new actor made for this catalogue" },
	{ .name = "code", .kind = VALUE_TEXT, .argument = "CODE", .required = true,
	  .about = "Code of the person; a second key of one person repeats it" },
	{ .name = "role", .kind = VALUE_TEXT, .argument = "ROLE",
	  .about = "member, who signs events only (the default), or keeper, who also adds actors" },
	{ .name = "name", .kind = VALUE_TEXT, .argument = "NAME",
	  .about = "Name, only if it must be held here" },
	{ .name = "organisation", .kind = VALUE_TEXT, .argument = "NAME",
	  .about = "Organisation of the actor" },
	{ 0 },
};

static const struct verb_example examples[] = {
	{ "actor add --request /media/usb/ben.request --code ben",
	  "Let Ben's key sign from here on." },
	{ 0 },
};

static const struct verb verb_actor_add = {
	.name = "add",
	.summary = "Let somebody's key sign from here on",
	.about = "Only keepers add actors. Compare the public key with its owner by another way than "
	         "the one the request came by: `vidimus key show` prints it there, `vidimus actor "
	         "show` here.",
	.options = { options }, .examples = examples, .needs = NEEDS_KEY, .has_form = true,
	.run = run_add,
};

static const struct verb verb_actor_list = {
	.name = "list", .summary = "List who may sign", LIST_FILTERS, .needs = NEEDS_READING, .run = run_list,
	.examples = (const struct verb_example[]){
		{ "actor list",
		  "Who may sign here, and with which key." },
		{ 0 },
	},
};

static const struct verb verb_actor_show = {
	.name = "show", .summary = "Show one actor, with key and history",
	.arguments = "K-…", .argument_kind = VALUE_ID, .least = 1, .most = ARGUMENTS_MANY,
	.needs = NEEDS_READING, .run = run_show,
	.examples = (const struct verb_example[]){
		{ "actor show ana",
		  "By the code." },
		{ 0 },
	},
};

static const struct verb_option certify_options[] = {
	{ .name = "certificate", .kind = VALUE_PATH, .argument = "NAME|FILE", .required = true,
	  .about = "A leaf of your folder of keys, or a file in PEM or DER" },
	{ .name = "office", .about = "The office seals with it (the default)" },
	{ .name = "person", .about = "The person alone seals with it" },
	{ 0 },
};

static const struct verb verb_actor_certify = {
	.name = "certify", .summary = "Record with which certificate an actor seals",
	.about = "Only keepers do. Whoever gets a bundle sees the certificate's SHA-256, subject, validity "
	         "and whether it is the office's or a person's. `vidimus key seal new` makes one.",
	.arguments = "K-…", .argument_kind = VALUE_ID, .least = 1, .most = 1,
	.options = { certify_options }, .needs = NEEDS_KEY, .run = run_certify,
	.examples = (const struct verb_example[]){
		{ "actor certify K-1 --certificate office", "The office's leaf, which lies here." },
		{ 0 },
	},
};

static const struct verb *const verbs[] = { &verb_actor_add, &verb_actor_certify, &verb_actor_list,
	                                    &verb_actor_show, NULL };

const struct verb verb_actor = {
	.name = "actor", .summary = "Who may sign, and seal: add, certify, list, show", .group = GROUP_RECORDS,
	.about = "An actor is a key of a person who works in this catalogue.",
	.verbs = verbs, .fallback = &verb_actor_list,
};
