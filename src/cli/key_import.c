/* SPDX-License-Identifier: Apache-2.0 */
/* key_import.c - `vidimus key import`: a certificate of another authority, with its key or for ours. */
#include "base/error.h"
#include "base/scoped.h"
#include "cli/here.h"
#include "cli/key_seals.h"

#include <stdio.h>

static enum status
ask(struct command *command, const char *subject, struct secret *out, struct error *err)
{
	if (command->settings.passphrase_file != NULL)
		return ask_passphrase_file(out, command->settings.passphrase_file, err);
	return ask_passphrase(out, subject, "passphrase-file", false, err);
}

/* The passphrase that opens what is imported, or a new one for a key that lay open. */
static enum status
read_passphrase(struct command *command, const char *folder,
                const struct vidimus_seal_files *files, struct secret *out, struct error *err)
{
	const char *name = command->arguments[0];
	bool needs = true;
	char subject[96];
	enum status status = STATUS_OK;

	if (files->pkcs12 != NULL)
		return command_has(command, "no-passphrase")
		               ? STATUS_OK
		               : ask(command, "the PKCS #12 file", out, err);
	if (files->key != NULL)
		status = vidimus_seal_file_needs_passphrase(files->key, &needs, err);
	else
		status = vidimus_seal_needs_passphrase(folder, name, VIDIMUS_SEAL_LEAF, &needs, err);
	if (status == STATUS_NOT_FOUND && files->key == NULL)
		return fail(err, status, "there is no key %s that seals: give --private-key, or `vidimus key "
		            "seal request %s`", name, name);
	if (status != STATUS_OK)
		return status;
	if (!needs)
		return files->key != NULL ? seal_passphrase_new(command, name, out, err) : STATUS_OK;
	snprintf(subject, sizeof subject, "key %.64s", name);
	return ask(command, subject, out, err);
}

static enum status
run(struct command *command, struct error *err)
{
	const struct vidimus_seal_files files = { command_text(command, "certificate"),
		                                  command_text(command, "private-key"),
		                                  command_text(command, "pkcs12") };
	struct vidimus_seal_place at = { .name = command->arguments[0] };
	SCOPED(secret) passphrase = { .n = 0 };
	SCOPED(here) here = { 0 };
	enum status status = here_begin(&here, err);

	at.folder = here.keys;
	if (status == STATUS_OK &&
	    ((files.certificate == NULL) == (files.pkcs12 == NULL) || (files.pkcs12 && files.key)))
		status = fail(err, STATUS_INVALID,
		              "give --certificate, with --private-key if the key is not here, or --pkcs12");
	if (status == STATUS_OK)
		status = read_passphrase(command, here.keys, &files, &passphrase, err);
	at.passphrase = seal_passphrase_text(&passphrase);
	if (status == STATUS_OK)
		status = vidimus_seal_import(&at, &files, seal_now(), err);
	return status == STATUS_OK ? seal_print(command, here.keys, "seal", at.name, err) : status;
}

static const struct verb_option options[] = {
	{ .name = "certificate", .kind = VALUE_PATH, .argument = "FILE",
	  .about = "The certificate and those above it, PEM or DER" },
	{ .name = "private-key", .kind = VALUE_PATH, .argument = "FILE",
	  .about = "Its key (PKCS #8, PEM); without it, the one that NAME has here" },
	{ .name = "pkcs12", .kind = VALUE_PATH, .argument = "FILE",
	  .about = "Key and certificates in one file (.p12, .pfx)" },
	{ .name = "no-passphrase",
	  .about = "Let the key lie open on the disk; custody reports will say so" },
	{ 0 },
};

const struct verb key_import = {
	.name = "import", .summary = "Take in a certificate for seals from an authority",
	.about = "Writes NAME.seal.pem and NAME.seal.crt into your folder of keys: from a public "
	         "authority's files, or the answer of a root to `vidimus key seal request`. It is tried "
	         "first: one with which no seal would be accepted is refused. The passphrase of the file "
	         "protects our copy too.",
	.arguments = "NAME", .argument_kind = VALUE_TEXT, .least = 1, .most = 1,
	.options = { options }, .run = run,
	.examples = (const struct verb_example[]){
		{ "key import office --certificate office.crt", "The root's answer to a request." },
		{ "key import office --pkcs12 seal.p12", "A public authority's." },
		{ 0 },
	},
};
