/* SPDX-License-Identifier: Apache-2.0 */
/* key_seal.c - `vidimus key seal`: keys that seal bundles, for the office and for persons. */
#include "base/error.h"
#include "base/scoped.h"
#include "cli/here.h"
#include "cli/key_seals.h"

#define LEAF_YEARS 3

/* The name in the certificate: the office's has one, a person's must be told. */
static enum status
read_words(struct command *command, struct vidimus_seal_words *out, struct error *err)
{
	const char *name = command_text(command, "name");
	bool person = command_has(command, "person");

	if (person && command_has(command, "office"))
		return fail(err, STATUS_INVALID, "--office or --person, one of the two");
	if (person && name == NULL)
		return fail(err, STATUS_INVALID, "whose is it? give --name, as it shall stand in the certificate");
	*out = (struct vidimus_seal_words){ .name = name != NULL ? name : "Office",
		                            .from = seal_now(),
		                            .years = LEAF_YEARS };
	return STATUS_OK;
}

static enum status
make(struct command *command, const struct here *here, const struct vidimus_seal_words *words,
     struct error *err)
{
	SCOPED(secret) passphrase = { .n = 0 };
	SCOPED(secret) above = { .n = 0 };
	SCOPED(root_place) root = { 0 };
	struct vidimus_seal_place at = { here->keys, command->arguments[0], { NULL, 0 } };
	enum status status = root_place_read(&root, here->keys, command_text(command, "root"), err);

	if (status == STATUS_OK)
		status = seal_passphrase_root(command, "root-passphrase-file", &root, &above, err);
	if (status == STATUS_OK)
		status = seal_passphrase_new(command, at.name, &passphrase, err);
	at.passphrase = seal_passphrase_text(&passphrase);
	if (status == STATUS_OK)
		status = vidimus_seal_new(&at,
		                          &(struct vidimus_seal_place){ root.folder, root.name,
		                                                        seal_passphrase_text(&above) },
		                          words, err);
	return status;
}

static enum status
run_new(struct command *command, struct error *err)
{
	struct vidimus_seal_words words;
	SCOPED(here) here = { 0 };
	enum status status = here_begin(&here, err);

	if (status == STATUS_OK)
		status = read_words(command, &words, err);
	if (status == STATUS_OK) {
		words.years = seal_years(command, LEAF_YEARS);
		status = make(command, &here, &words, err);
	}
	if (status == STATUS_OK)
		status = seal_print(command, here.keys, "seal", command->arguments[0], err);
	if (status == STATUS_OK && !command->settings.json)
		output_string(command->output,
		              "\nNext: a keeper records whose it is: `vidimus actor certify K-… --certificate "
		              "NAME`.\n");
	return status;
}

static enum status
run_request(struct command *command, struct error *err)
{
	struct vidimus_seal_place at = { .name = command->arguments[0] };
	struct vidimus_seal_words words;
	SCOPED(secret) passphrase = { .n = 0 };
	SCOPED(here) here = { 0 };
	enum status status = here_begin(&here, err);

	at.folder = here.keys;
	if (status == STATUS_OK)
		status = read_words(command, &words, err);
	if (status == STATUS_OK)
		status = seal_passphrase_new(command, at.name, &passphrase, err);
	at.passphrase = seal_passphrase_text(&passphrase);
	if (status == STATUS_OK) {
		words.organisation = command_text(command, "organisation");
		status = vidimus_seal_request(&at, &words, err);
	}
	if (status == STATUS_OK)
		status = seal_print(command, here.keys, "seal", at.name, err);
	if (status == STATUS_OK && !command->settings.json)
		output_format(command->output,
		              "\nNext: take %s/%s.seal.csr to the root: `vidimus key root sign`. What it gives "
		              "goes into\n`vidimus key import %s --certificate FILE`.\n",
		              here.keys, at.name, at.name);
	return status;
}

static const struct verb_option whose_options[] = {
	{ .name = "office", .about = "It is the office's (the default)" },
	{ .name = "person", .about = "It is one person's, whom --name names" },
	{ .name = "name", .kind = VALUE_TEXT, .argument = "NAME",
	  .about = "Who seals, as the certificate says (Office)" },
	{ 0 },
};

static const struct verb_option new_options[] = {
	{ .name = "root", .kind = VALUE_PATH, .argument = "ROOT", .required = true,
	  .about = "The root that certifies it: a name, or DIR/NAME" },
	{ .name = "root-passphrase-file", .kind = VALUE_PATH, .argument = "FILE",
	  .about = "Read the root's passphrase from the first line of FILE" },
	{ 0 },
};

static const struct verb verb_seal_new = {
	.name = "new", .summary = "Make a key that seals, certified by a root at hand",
	.about = "Makes NAME.seal.pem, a P-256 key, and NAME.seal.crt, its certificate and the root's, in "
	         "your folder of keys; valid for 3 years unless --years says otherwise, and never longer "
	         "than the root.",
	.arguments = "NAME", .argument_kind = VALUE_TEXT, .least = 1, .most = 1,
	.options = { new_options, whose_options, key_making_options }, .run = run_new,
	.examples = (const struct verb_example[]){
		{ "key seal new office --root /media/usb/archive", "The office's." },
		{ "key seal new ana --root archive --person --name 'Ana Petrosyan'", "A person's." },
		{ 0 },
	},
};

static const struct verb_option request_options[] = {
	{ .name = "organisation", .kind = VALUE_TEXT, .argument = "NAME", .required = true,
	  .about = "The organisation that is asked to certify it" },
	{ .name = "no-passphrase",
	  .about = "Let the key lie open on the disk; custody reports will say so" },
	{ 0 },
};

static const struct verb verb_seal_request = {
	.name = "request", .summary = "Make a key that seals; ask a far root for its word",
	.about = "Makes NAME.seal.pem and NAME.seal.csr (PKCS #10). The key never leaves you.",
	.arguments = "NAME", .argument_kind = VALUE_TEXT, .least = 1, .most = 1,
	.options = { request_options, whose_options }, .run = run_request,
	.examples = (const struct verb_example[]){
		{ "key seal request office --organisation 'Example Archive'",
		  "The request goes to where the root lies." },
		{ 0 },
	},
};

static const struct verb *const verbs[] = { &verb_seal_new, &verb_seal_request, NULL };

const struct verb key_seal = {
	.name = "seal", .summary = "Keys that seal bundles: make, ask for a certificate",
	.about = "Each is certified by the organisation's root, so that a court which knows the root "
	         "knows who sealed.",
	.verbs = verbs,
};
