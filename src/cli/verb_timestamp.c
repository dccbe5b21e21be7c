/* SPDX-License-Identifier: Apache-2.0 */
/* verb_timestamp.c - `vidimus timestamp`: time-stamps of authorities, asked for and taken in by files. */
#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/given_bytes.h"
#include "cli/session.h"
#include "cli/shown.h"

#include <vidimus/outside.h>

#define STAMP_LIMIT (1u << 20)   /* bytes of a request, reply or certificate */
#define STAMPED_LIMIT (64u << 20) /* bytes of a file that is stamped: a seal, a checkpoint, a report */

static bool
is_of_file(const struct command *command)
{
	return command->argument_count > 0;
}

/* One thing alone: a file, the checkpoint, or an earlier stamp. */
static enum status
read_wish(struct command *command, struct buffer *bytes, struct vidimus_stamp_wish *wish,
          struct error *err)
{
	bool again = command_has(command, "again"), seal = command_has(command, "seal");
	enum status status;

	if (is_of_file(command) + command_has(command, "checkpoint") + again + seal > 1)
		return fail(err, STATUS_INVALID, "give one of a file, --checkpoint, --seal and --again");
	if (command_has(command, "number") && !again)
		return fail(err, STATUS_INVALID, "--number goes with --again");
	wish->what = is_of_file(command) ? VIDIMUS_STAMP_BYTES
	             : again             ? VIDIMUS_STAMP_AGAIN
	             : seal              ? VIDIMUS_STAMP_SEAL
	                                 : VIDIMUS_STAMP_CHECKPOINT;
	wish->number = (int64_t)command_number(command, "number", 0);
	wish->bundle = command_text(command, "seal");
	if (!is_of_file(command))
		return STATUS_OK;
	status = given_bytes(command->arguments[0], STAMPED_LIMIT, bytes, err);
	wish->bytes = (struct text){ buffer_string(bytes), bytes->n };
	return status;
}

static enum status
run_request(struct command *command, struct error *err)
{
	struct vidimus_stamp_wish wish = { 0 };
	SCOPED(buffer) bytes = { 0 };
	SCOPED(here) here = { 0 };
	SCOPED_FREE char *request = NULL;
	size_t size = 0;
	enum status status = here_begin(&here, err);

	wish.state_folder = here.state;
	if (status == STATUS_OK)
		status = read_wish(command, &bytes, &wish, err);
	if (status == STATUS_OK)
		status = vidimus_timestamp_request(command->session ? command->session->catalogue : NULL,
		                                   &wish, &request, &size, err);
	if (status == STATUS_OK)
		status = write_given(command, "out", (struct text){ request, size }, err);
	if (status != STATUS_OK)
		return status;
	if (command->settings.json)
		output_json(command->output,
		            json_pack("{s:s,s:I}", "request", command_text(command, "out"), "bytes",
		                      (json_int_t)size));
	else
		output_string(command->output,
		              "Written. Send the file to a time-stamping authority (RFC 3161), such as with\n"
		              "`curl -H 'Content-Type: application/timestamp-query' --data-binary @FILE URL`,\n"
		              "on whichever machine may reach one. It holds one hash and a random number.\n");
	return STATUS_OK;
}

/* What a reply is held against, as options say. */
struct held {
	struct here   here;
	struct buffer reply, of, request, trust;
};

static void
held_end(struct held *held)
{
	here_end(&held->here);
	buffer_end(&held->reply);
	buffer_end(&held->of);
	buffer_end(&held->request);
	buffer_end(&held->trust);
}

/* Certificates in PEM may lie in several files. */
static enum status
read_trust(struct command *command, struct held *held, struct text *trust, struct error *err)
{
	size_t count = command_count(command, "trust-tsa");

	for (size_t i = 0; i < count; i++) {
		enum status status = given_bytes(command_nth(command, "trust-tsa", i), STAMP_LIMIT,
		                                 &held->trust, err);

		if (status != STATUS_OK)
			return status;
		if (count > 1)
			buffer_append_byte(&held->trust, '\n');
	}
	if (count > 0)
		*trust = (struct text){ buffer_string(&held->trust), held->trust.n };
	return buffer_check(&held->trust, err);
}

static enum status
read_held(struct command *command, struct held *held, struct vidimus_stamp *stamp,
          struct error *err)
{
	enum status status = here_begin(&held->here, err);

	stamp->state_folder = held->here.state;
	if (status == STATUS_OK)
		status = given_bytes(command->arguments[0], STAMP_LIMIT, &held->reply, err);
	if (status == STATUS_OK)
		status = given_option(command, "of", STAMPED_LIMIT, &held->of, &stamp->of, err);
	if (status == STATUS_OK)
		status = given_option(command, "request", STAMP_LIMIT, &held->request, &stamp->request,
		                      err);
	if (status == STATUS_OK)
		status = read_trust(command, held, &stamp->trust, err);
	stamp->reply = text_of_buffer(&held->reply);
	return status;
}

static enum status
run_attach(struct command *command, struct error *err)
{
	static const struct shown_member members[] = {
		{ .label = "Time-stamp", .name = "number" },
		{ .label = "Of", .name = "of" },
		{ .label = "Events", .name = "events" },
		{ .label = "Renews", .name = "renews" },
		{ .label = "Bundle", .name = "bundle" },
		{ .label = "Time", .name = "time", .form = SHOWN_TIME },
		{ .label = "Certificate ends", .name = "ends", .form = SHOWN_TIME },
		{ .label = "Nonce", .name = "nonce" },
		{ 0 },
	};
	struct vidimus_stamp stamp = { 0 };
	SCOPED_JSON json_t *taken = NULL;
	SCOPED(held) held = { 0 };
	enum status status = read_held(command, &held, &stamp, err);

	if (status == STATUS_OK)
		status = vidimus_timestamp_attach(command->session->catalogue, &stamp, &taken, err);
	if (status != STATUS_OK)
		return status;
	if (!command->settings.json) {
		status = shown_block(command, taken, members, err);
		if (status == STATUS_OK && shown_string(taken, "bundle") != NULL)
			command_note(command, "`vidimus bundle export --again %s --out …` writes the bundle with it, beside its seal",
			             shown_string(taken, "bundle"));
		return status;
	}
	output_json(command->output, json_incref(taken));
	return STATUS_OK;
}

static enum status
run_verify(struct command *command, struct error *err)
{
	static const struct shown_member members[] = {
		{ .label = "Existed by", .name = "time", .form = SHOWN_TIME },
		{ .label = "Says", .name = "authority" },
		{ .label = "Certificate", .name = "authority_sha256" },
		{ .label = "Ends", .name = "ends", .form = SHOWN_TIME },
		{ .label = "Trusted", .name = "identified" },
		{ .label = "Nonce", .name = "nonce" },
		{ 0 },
	};
	struct vidimus_stamp stamp = { 0 };
	SCOPED_JSON json_t *verdict = NULL;
	SCOPED(held) held = { 0 };
	enum status status = read_held(command, &held, &stamp, err);

	if (status == STATUS_OK)
		status = vidimus_timestamp_verify(&stamp, &verdict, err);
	if (status == STATUS_OK && !command->settings.json)
		status = shown_block(command, verdict, members, err);
	else if (status == STATUS_OK)
		output_json(command->output, json_incref(verdict));
	if (status == STATUS_OK && !json_is_true(json_object_get(verdict, "identified")))
		status = fail(err, STATUS_FALSE,
		              "the time-stamp holds, but nobody vouches for its authority: name its root, which came by another road, with --trust-tsa");
	return status;
}

static enum status
run_list(struct command *command, struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "NUMBER", .name = "number", .right = true },
		{ .title = "OF", .name = "of" },
		{ .title = "EVENTS", .name = "events", .right = true },
		{ .title = "BUNDLE", .name = "bundle" },
		{ .title = "TIME", .name = "time", .form = SHOWN_TIME },
		{ .title = "DAYS LEFT", .name = "days_left", .right = true },
		{ .title = "RENEWED BY", .name = "renewed", .right = true },
		{ .title = "AUTHORITY", .name = "authority", .shrinks = true },
		{ .title = "WARNING", .name = "warning", .shrinks = true },
		{ 0 },
	};
	struct vidimus_output to;
	struct listing listing;
	enum status status;

	listing_begin(&listing, command, columns);
	to = listing_output(&listing);
	status = vidimus_timestamp_list(command->session->catalogue, &to, err);
	status = listing_finish(&listing, status,
	                        "No time-stamp was taken in: `vidimus timestamp request --out FILE` asks for one.",
	                        err);
	listing_end(&listing);
	return status;
}

static const struct verb_option request_options[] = {
	{ .name = "checkpoint", .about = "Of the log's last checkpoint; so it is if nothing is named" },
	{ .name = "seal", .argument = "B-…", .kind = VALUE_TEXT, .about = "Of the seal of a bundle that was made here" },
	{ .name = "again", .about = "Of an earlier time-stamp, before its authority's certificate ends" },
	{ .name = "number", .argument = "N", .kind = VALUE_NUMBER,
	  .about = "Which one; else the one whose certificate ends first" },
	{ .name = "out", .argument = "FILE", .kind = VALUE_PATH, .required = true,
	  .about = "Where to write the request; it must not exist yet" },
	{ 0 },
};

static const struct verb_option reply_options[] = {
	{ .name = "request", .argument = "FILE", .kind = VALUE_PATH,
	  .about = "The request; else the one that this login made and keeps" },
	{ 0 },
};

static const struct verb_option attach_options[] = {
	{ .name = "of", .argument = "FILE", .kind = VALUE_PATH,
	  .about = "What is stamped, where it is no checkpoint and no time-stamp" },
	{ .name = "trust-tsa", .argument = "FILE", .kind = VALUE_PATH, .repeatable = true, .required = true,
	  .about = "The authority's root certificate (PEM, or one in DER), from elsewhere" },
	{ 0 },
};

static const struct verb_option verify_options[] = {
	{ .name = "of", .argument = "FILE", .kind = VALUE_PATH, .required = true,
	  .about = "What is stamped" },
	{ .name = "trust-tsa", .argument = "FILE", .kind = VALUE_PATH, .repeatable = true,
	  .about = "The authority's root certificate (PEM, or one in DER), from elsewhere" },
	{ 0 },
};

static const struct verb verb_timestamp_request = {
	.name = "request",
	.summary = "Write what a time-stamping authority is asked",
	.about = "The request holds a SHA-256, a random number and nothing else. It is kept for this "
	         "login until its reply comes, and given again for the same thing, so that several "
	         "authorities may stamp it. Nothing is sent anywhere: the file goes as you carry it.",
	.arguments = "[FILE]",
	.argument_kind = VALUE_PATH,
	.least = 0,
	.most = 1,
	.options = { request_options },
	.needs = NEEDS_READING,
	.alone = is_of_file,
	.run = run_request,
	.examples = (const struct verb_example[]){
		{ "timestamp request --out checkpoint.tsq", "Of the log as it is now." },
		{ "timestamp request --seal B-3 --out seal.tsq", "Of a bundle's seal." },
		{ "timestamp request tagmanifest-sha256.txt.p7s --out seal.tsq", "The same by its file, anywhere." },
		{ "timestamp request --again --out again.tsq", "Of the one that runs out first." },
		{ 0 },
	},
};

static const struct verb verb_timestamp_attach = {
	.name = "attach",
	.summary = "Take in the reply of a time-stamping authority",
	.about = "It is verified first, at its own time: what it is over, its nonce, its signature, its "
	         "certificate. A reply that says no is an error. What it is of is found by its hash: a "
	         "checkpoint, an earlier time-stamp, the seal of a bundle made here, or the file of --of.",
	.arguments = "REPLY",
	.argument_kind = VALUE_PATH,
	.least = 1,
	.most = 1,
	.options = { attach_options, reply_options },
	.needs = NEEDS_WRITING,
	.run = run_attach,
	.examples = (const struct verb_example[]){
		{ "timestamp attach checkpoint.tsr --trust-tsa authority-root.pem", "Of a checkpoint." },
		{ 0 },
	},
};

static const struct verb verb_timestamp_verify = {
	.name = "verify",
	.summary = "Verify a time-stamp at its own time",
	.about = "It holds after its authority's certificate has expired, if that was valid when it "
	         "stamped. No catalogue is needed. Exit code 1: it does not hold, or nobody named its "
	         "authority.",
	.arguments = "TOKEN",
	.argument_kind = VALUE_PATH,
	.least = 1,
	.most = 1,
	.options = { verify_options, reply_options },
	.needs = NEEDS_NOTHING,
	.run = run_verify,
	.examples = (const struct verb_example[]){
		{ "timestamp verify seal.p7s.tsr --of seal.p7s --trust-tsa root.pem",
		  "A token, or a whole reply, over a file." },
		{ 0 },
	},
};

static const struct verb verb_timestamp_list = {
	.name = "list",
	.summary = "Time-stamps, and when each runs out",
	.about = "A time-stamp is stamped again before its authority's certificate ends; 90 days before, "
	         "a warning stands beside it.",
	.needs = NEEDS_READING,
	.run = run_list,
	.examples = (const struct verb_example[]){
		{ "timestamp list", "Every one, with the days that are left." },
		{ 0 },
	},
};

static const struct verb *const verbs[] = { &verb_timestamp_request, &verb_timestamp_attach,
	                                    &verb_timestamp_verify, &verb_timestamp_list, NULL };

const struct verb verb_timestamp = {
	.name = "timestamp",
	.summary = "Time-stamps: ask for, take in, verify, list",
	.about = "An authority's time-stamp (RFC 3161) proves by what moment something was there. Nothing "
	         "here uses the network: requests and replies are files.",
	.group = GROUP_CUSTODY,
	.verbs = verbs,
};
