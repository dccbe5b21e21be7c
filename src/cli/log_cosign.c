/* SPDX-License-Identifier: Apache-2.0 */
/* log_cosign.c - `vidimus log cosign`: a witness outside cosigns a checkpoint; the catalogue asks and takes in. */
#include "cli/log_show.h"

#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/given_bytes.h"
#include "cli/key_choice.h"
#include "cli/session.h"
#include "cli/shown.h"

#include <vidimus/key.h>
#include <vidimus/outside.h>

#include <stdio.h>
#include <string.h>

#define NOTE_LIMIT (2u << 20) /* bytes of a checkpoint or a request */

DEFINE_SCOPED_POINTER(vidimus_key, vidimus_key_close);

/* The catalogue's side needs the catalogue; the outsider has none. */
static bool
is_outsider(const struct command *command)
{
	return !command_has(command, "request") && !command_has(command, "attach");
}

/* Looks for the only key there is. */
struct only_key {
	char   name[KEY_NAME_SIZE];
	size_t count;
};

static enum status
count_key(void *context, const struct vidimus_key_entry *entry, struct error *err)
{
	struct only_key *only = context;

	(void)err;
	if (only->count++ == 0)
		snprintf(only->name, sizeof only->name, "%s", entry->name);
	return STATUS_OK;
}

static enum status
choose_key(struct command *command, const char *folder, struct only_key *out, struct error *err)
{
	enum status status;

	*out = (struct only_key){ 0 };
	if (command->settings.key != NULL) {
		snprintf(out->name, sizeof out->name, "%s", command->settings.key);
		return vidimus_key_name_check(command->settings.key, err);
	}
	status = vidimus_key_list(folder, count_key, out, err);
	if (status == STATUS_OK && out->count != 1)
		status = fail(err, STATUS_REFUSED,
		              out->count == 0
		                      ? "there is no key in %s: make one with `vidimus key new NAME`"
		                      : "several keys lie in %s: choose one with --key NAME",
		              folder);
	return status;
}

/* As --name says, else witness/ and the name of the key. */
static void
name_witness(const struct command *command, const struct only_key *key, char out[256])
{
	const char *said = command_text(command, "name");

	if (said != NULL)
		snprintf(out, 256, "%s", said);
	else
		snprintf(out, 256, "witness/%s", key->name);
}

static enum status
print_witness_key(struct command *command, const struct vidimus_key *key, const char *name,
                  struct error *err)
{
	SCOPED_FREE char *vkey = NULL;
	enum status status = vidimus_witness_key(key, name, &vkey, err);

	if (status != STATUS_OK)
		return status;
	if (command->settings.json)
		output_json(command->output, json_pack("{s:s}", "witness", vkey));
	else
		output_format(command->output, "%s\n", vkey);
	return STATUS_OK;
}

static void
print_answer(struct command *command, const json_t *answer)
{
	json_t *extends = json_object_get(answer, "extends");

	output_format(command->output, "Cosigned: %lld events of ",
	              (long long)json_integer_value(json_object_get(answer, "events")));
	output_escaped(command->output, text_of(shown_string(answer, "origin")));
	if (json_is_integer(extends))
		output_format(command->output, ",\nwhich extend the %lld that were seen last.\n",
		              (long long)json_integer_value(extends));
	else
		output_string(command->output,
		              ".\nIt is the first of this log that this key sees: nothing older was there to compare with.\n");
	output_format(command->output, "Your verifier key, which the catalogue's people must have by another road:\n%s\n",
	              shown_string(answer, "witness"));
}

/* To the file, with what was done on the screen; without a file the note itself. */
static enum status
give_answer(struct command *command, json_t *answer, struct error *err)
{
	struct text note = text_of(shown_string(answer, "checkpoint"));
	enum status status = command_has(command, "out") ? write_given(command, "out", note, err)
	                                                 : STATUS_OK;

	if (status != STATUS_OK)
		return status;
	if (command->settings.json)
		output_json(command->output, json_incref(answer));
	else if (command_has(command, "out"))
		print_answer(command, answer);
	else
		output_document(command->output, note);
	return STATUS_OK;
}

static enum status
cosign(struct command *command, const char *state, const struct vidimus_key *key, const char *name,
       struct error *err)
{
	SCOPED(buffer) request = { 0 };
	SCOPED(buffer) keys = { 0 };
	SCOPED(buffer) since = { 0 };
	SCOPED(buffer) proof = { 0 };
	SCOPED_JSON json_t *answer = NULL;
	struct vidimus_cosigning cosigning = { .state_folder = state, .name = name };
	enum status status = given_bytes(command->arguments[0], NOTE_LIMIT, &request, err);

	if (status == STATUS_OK)
		status = given_keys(command, "log-keys", &keys, err);
	if (status == STATUS_OK)
		status = given_option(command, "since", NOTE_LIMIT, &since, &cosigning.since, err);
	if (status == STATUS_OK)
		status = given_option(command, "proof", NOTE_LIMIT, &proof, &cosigning.proof, err);
	if (status != STATUS_OK)
		return status;
	cosigning.request = text_of_buffer(&request);
	cosigning.log_keys = text_of_buffer(&keys);
	status = vidimus_cosign(&cosigning, key, &answer, err);
	return status == STATUS_OK ? give_answer(command, answer, err) : status;
}

static enum status
run_outsider(struct command *command, struct error *err)
{
	SCOPED_POINTER(vidimus_key) key = NULL;
	SCOPED(here) here = { 0 };
	struct only_key only;
	char name[256];
	bool only_key = command_has(command, "vkey");
	enum status status;

	if (command->argument_count != (only_key ? 0 : 1))
		return fail(err, STATUS_INVALID,
		            "name one checkpoint to cosign, or --request, --attach or --vkey");
	if (command_has(command, "witness"))
		return fail(err, STATUS_INVALID, "--witness goes with --request or --attach");
	status = here_begin(&here, err);
	if (status == STATUS_OK)
		status = choose_key(command, here.keys, &only, err);
	if (status == STATUS_OK)
		status = key_unlock(command, here.keys, only.name, &key, err);
	if (status != STATUS_OK)
		return status;
	name_witness(command, &only, name);
	return only_key ? print_witness_key(command, key, name, err)
	                : cosign(command, here.state, key, name, err);
}

static enum status
run_request(struct command *command, struct text witnesses, struct error *err)
{
	SCOPED(buffer) since = { 0 };
	SCOPED_FREE char *request = NULL;
	struct text held;
	enum status status = given_option(command, "since", NOTE_LIMIT, &since, &held, err);

	if (status == STATUS_OK)
		status = vidimus_cosign_request(command->session->catalogue, held, witnesses, &request,
		                                err);
	if (status == STATUS_OK)
		status = write_given(command, "request", text_of(request), err);
	if (status != STATUS_OK)
		return status;
	if (command->settings.json)
		output_json(command->output, json_pack("{s:s}", "request", request));
	else
		output_string(command->output,
		              "Written. Whoever witnesses runs `vidimus log cosign FILE --out COSIGNED` and\n"
		              "sends COSIGNED back. At the first time they need the log's keys too, by\n"
		              "another road: `vidimus log checkpoint --keys`.\n");
	return STATUS_OK;
}

static enum status
run_attach(struct command *command, struct text witnesses, struct error *err)
{
	SCOPED(buffer) note = { 0 };
	SCOPED_JSON json_t *taken = NULL;
	struct text cosigned;
	json_int_t added;
	enum status status = given_option(command, "attach", NOTE_LIMIT, &note, &cosigned, err);

	if (status == STATUS_OK && witnesses.n == 0)
		status = fail(err, STATUS_INVALID,
		              "--witness is missing: the verifier key of whoever cosigned it, which came by another road");
	if (status == STATUS_OK)
		status = vidimus_cosign_attach(command->session->catalogue, cosigned, witnesses, &taken,
		                               err);
	if (status != STATUS_OK)
		return status;
	added = json_integer_value(json_object_get(taken, "added"));
	if (command->settings.json)
		output_json(command->output, json_incref(taken));
	else if (added == 0)
		output_string(command->output, "It was taken in before.\n");
	else
		output_format(command->output, "%lld %s taken in.\n", (long long)added,
		              added == 1 ? "cosignature was" : "cosignatures were");
	return STATUS_OK;
}

static enum status
run_cosign(struct command *command, struct error *err)
{
	static const char *const outsiders[] = { "log-keys", "proof", "name", "out", "vkey" };
	bool attach = command_has(command, "attach");
	SCOPED(buffer) witnesses = { 0 };
	enum status status;

	if (is_outsider(command))
		return run_outsider(command, err);
	if (command->argument_count > 0 || (attach && command_has(command, "request")))
		return fail(err, STATUS_INVALID,
		            "one thing at a time: --request, --attach, or a checkpoint to cosign");
	for (size_t i = 0; i < sizeof outsiders / sizeof outsiders[0]; i++) {
		if (command_has(command, outsiders[i]))
			return fail(err, STATUS_INVALID, "--%s is for whoever cosigns", outsiders[i]);
	}
	if (attach && command_has(command, "since"))
		return fail(err, STATUS_INVALID, "--since is for --request, and for whoever cosigns");
	status = given_keys(command, "witness", &witnesses, err);
	if (status != STATUS_OK)
		return status;
	return attach ? run_attach(command, text_of_buffer(&witnesses), err)
	              : run_request(command, text_of_buffer(&witnesses), err);
}

static const struct verb_option outsider_options[] = {
	{ .name = "log-keys", .argument = "FILE", .kind = VALUE_PATH, .repeatable = true,
	  .about = "The log's verifier keys; needed the first time, then remembered" },
	{ .name = "since", .argument = "FILE", .kind = VALUE_PATH,
	  .about = "The checkpoint that the witness saw last, where that is not remembered" },
	{ .name = "proof", .argument = "FILE", .kind = VALUE_PATH,
	  .about = "A request whose proof is taken, beside a bare checkpoint" },
	{ .name = "name", .argument = "NAME", .kind = VALUE_TEXT,
	  .about = "What the witness signs as, such as witness.example.org" },
	{ .name = "out", .argument = "FILE", .kind = VALUE_PATH,
	  .about = "Write the cosigned checkpoint there, to be sent back" },
	{ .name = "vkey", .about = "Only print the witness's verifier key" },
	{ 0 },
};

static const struct verb_option inside_options[] = {
	{ .name = "request", .argument = "FILE", .kind = VALUE_PATH,
	  .about = "In the catalogue: write what a witness is given" },
	{ .name = "attach", .argument = "FILE", .kind = VALUE_PATH,
	  .about = "In the catalogue: take in what a witness gave back" },
	{ .name = "witness", .argument = "VKEY", .kind = VALUE_TEXT, .repeatable = true,
	  .about = "The witness's verifier key, or a file with some" },
	{ 0 },
};

const struct verb verb_log_cosign = {
	.name = "cosign",
	.summary = "Let somebody outside witness the log",
	.about = "The witness needs a key and no catalogue: the checkpoint's signature is verified, and "
	         "that it extends what this key saw last of the log, which is remembered; then it is "
	         "cosigned (C2SP tlog-cosignature). A checkpoint that does not extend it is never "
	         "cosigned: exit code 1.\n\n"
	         "In the catalogue --request writes what the witness is given, and --attach takes in "
	         "what came back. Keys of the catalogue's own actors do not count as outside.",
	.arguments = "[CHECKPOINT]",
	.argument_kind = VALUE_PATH,
	.least = 0,
	.most = 1,
	.options = { outsider_options, inside_options },
	.needs = NEEDS_WRITING,
	.alone = is_outsider,
	.run = run_cosign,
	.examples = (const struct verb_example[]){
		{ "log cosign --request for-the-partner.txt", "In the catalogue: what the partner is sent." },
		{ "log cosign for-the-partner.txt --log-keys keys.txt --out cosigned.txt",
		  "The partner, on another machine: verified, remembered, cosigned." },
		{ "log cosign --attach cosigned.txt --witness partner.vkey", "In the catalogue again: taken in." },
		{ 0 },
	},
};
