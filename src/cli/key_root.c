/* SPDX-License-Identifier: Apache-2.0 */
/* key_root.c - `vidimus key root`: an organisation's root, which is kept apart. */
#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "cli/here.h"
#include "cli/key_seals.h"
#include "cli/shown.h"

#include <string.h>

#define ROOT_YEARS 20
#define LEAF_YEARS 3

static enum status
run_new(struct command *command, struct error *err)
{
	const char *said = command_text(command, "name"), *out = command_text(command, "out");
	const struct vidimus_seal_words words = { .name = said ? said : "Root for seals",
		                                  .organisation = command_text(command, "organisation"),
		                                  .from = seal_now(),
		                                  .years = seal_years(command, ROOT_YEARS) };
	struct vidimus_seal_place at = { .name = command->arguments[0] };
	SCOPED(secret) passphrase = { .n = 0 };
	SCOPED(here) here = { 0 };
	enum status status = here_begin(&here, err);

	at.folder = out != NULL ? out : here.keys;
	if (status == STATUS_OK)
		status = seal_passphrase_new(command, at.name, &passphrase, err);
	at.passphrase = seal_passphrase_text(&passphrase);
	if (status == STATUS_OK)
		status = vidimus_seal_root_new(&at, &words, err);
	if (status == STATUS_OK)
		status = seal_print(command, at.folder, "root", at.name, err);
	if (status == STATUS_OK && !command->settings.json)
		output_string(command->output,
		              "\nNext: keep the key off line. Give the certificate, or its fingerprint read "
		              "aloud, to whoever\nshall check bundles: by another road than the bundles.\n");
	return status;
}

/* What the request asks for; a person compares it before the root signs. */
static enum status
print_signed(struct command *command, json_t *request, const char *file, struct error *err)
{
	static const struct shown_member members[] = {
		{ .label = "Certified", .name = "subject" },
		{ .label = "Its public key (SHA-256)", .name = "groups" },
		{ .label = "Certificate", .name = "certificate" },
		{ 0 },
	};
	SCOPED(buffer) groups = { 0 };

	if (json_object_set_new(request, "certificate", json_string(file)) != 0)
		return fail_memory(err);
	if (command->settings.json) {
		output_json(command->output, json_incref(request));
		return STATUS_OK;
	}
	fingerprint_append(&groups, shown_string(request, "key_sha256"));
	if (json_object_set_new(request, "groups", json_string(buffer_string(&groups))) != 0)
		return fail_memory(err);
	return shown_block(command, request, members, err);
}

static enum status
run_sign(struct command *command, struct error *err)
{
	const char *file = command_text(command, "request"), *out = command_text(command, "out");
	const struct vidimus_seal_words life = { .from = seal_now(),
		                                 .years = seal_years(command, LEAF_YEARS) };
	SCOPED(secret) passphrase = { .n = 0 };
	SCOPED(root_place) root = { 0 };
	SCOPED(here) here = { 0 };
	SCOPED_JSON json_t *request = NULL;
	enum status status = here_begin(&here, err);

	if (status == STATUS_OK)
		status = root_place_read(&root, here.keys, command->arguments[0], err);
	if (status == STATUS_OK)
		status = vidimus_seal_request_read(file, &request, err);
	if (status == STATUS_OK)
		status = seal_passphrase_root(command, NULL, &root, &passphrase, err);
	if (status == STATUS_OK)
		status = vidimus_seal_certify(&(struct vidimus_seal_place){ root.folder, root.name,
		                                                            seal_passphrase_text(&passphrase) },
		                              file, &life, out, err);
	return status == STATUS_OK ? print_signed(command, request, out, err) : status;
}

static const struct verb_option new_options[] = {
	{ .name = "organisation", .kind = VALUE_TEXT, .argument = "NAME", .required = true,
	  .about = "The organisation, as every certificate will say" },
	{ .name = "name", .kind = VALUE_TEXT, .argument = "NAME",
	  .about = "What the root is called in its certificate (Root for seals)" },
	{ .name = "out", .kind = VALUE_PATH, .argument = "DIR",
	  .about = "Write it there, as on a memory stick, and not into your folder of keys" },
	{ 0 },
};

static const struct verb verb_root_new = {
	.name = "new", .summary = "Make a root, which certifies those who seal",
	.about = "Makes NAME.root.pem, a P-256 key, and NAME.root.crt, its certificate (path length 0), "
	         "for 20 years unless --years says otherwise. Whoever has the key can seal in your "
	         "organisation's name: it belongs on a medium that lies in a safe.",
	.arguments = "NAME", .argument_kind = VALUE_TEXT, .least = 1, .most = 1,
	.options = { new_options, key_making_options }, .run = run_new,
	.examples = (const struct verb_example[]){
		{ "key root new archive --organisation 'Example Archive' --out /media/usb",
		  "A root on a memory stick; its passphrase is asked for." },
		{ 0 },
	},
};

static const struct verb_option sign_options[] = {
	{ .name = "request", .kind = VALUE_PATH, .argument = "FILE", .required = true,
	  .about = "The NAME.seal.csr of who shall seal" },
	{ .name = "out", .kind = VALUE_PATH, .argument = "FILE", .required = true,
	  .about = "Where the certificate is written, with the root's" },
	{ .name = "years", .kind = VALUE_NUMBER, .argument = "N", .limit = 30,
	  .about = "How long it is valid (3)" },
	{ 0 },
};

static const struct verb verb_root_sign = {
	.name = "sign", .summary = "Certify a request, where the root lies",
	.about = "ROOT is a name, or DIR/NAME where the root lies elsewhere. Compare the fingerprint of "
	         "the request's key with who asks, by another road. The answer goes back and into "
	         "`vidimus key import`.",
	.arguments = "ROOT", .argument_kind = VALUE_PATH, .least = 1, .most = 1,
	.options = { sign_options }, .run = run_sign,
	.examples = (const struct verb_example[]){
		{ "key root sign /media/usb/org --request office.seal.csr --out a.crt",
		  "On the machine that has no network." },
		{ 0 },
	},
};

static const struct verb *const verbs[] = { &verb_root_new, &verb_root_sign, NULL };

const struct verb key_root = {
	.name = "root", .summary = "The root for seals: make one, certify requests",
	.about = "A root certifies the office and persons who seal bundles. Courts know it by its "
	         "fingerprint.",
	.verbs = verbs,
};
