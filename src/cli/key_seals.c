/* SPDX-License-Identifier: Apache-2.0 */
/* key_seals.c - places and passphrases of roots and leaves, and how they are shown. */
#include "cli/key_seals.h"

#include "base/error.h"
#include "base/instant.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/shown.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

const struct verb_option key_making_options[] = {
	{ .name = "years", .kind = VALUE_NUMBER, .argument = "N", .limit = 30,
	  .about = "How long the certificate is valid" },
	{ .name = "no-passphrase",
	  .about = "Let the key lie open on the disk; custody reports will say so" },
	{ 0 },
};

void
root_place_end(struct root_place *place)
{
	free(place->folder);
	free(place->name);
	*place = (struct root_place){ 0 };
}

enum status
root_place_read(struct root_place *out, const char *keys, const char *said, struct error *err)
{
	const char *slash = strrchr(said, '/');
	const char *name = slash != NULL ? slash + 1 : said;
	size_t n = strlen(name);

	if (text_ends(text_of(name), ".root.pem") || text_ends(text_of(name), ".root.crt"))
		n -= strlen(".root.pem");
	out->name = strndup(name, n);
	out->folder = slash == NULL  ? strdup(keys)
	              : slash == said ? strdup("/")
	                              : strndup(said, (size_t)(slash - said));
	return out->name != NULL && out->folder != NULL ? STATUS_OK : fail_memory(err);
}

enum status
certificate_path(struct buffer *out, const char *keys, const char *said, struct error *err)
{
	struct stat there;

	buffer_append_format(out, "%s/%s.seal.crt", keys, said);
	if (strchr(said, '/') != NULL || stat(buffer_string(out), &there) != 0) {
		buffer_clear(out);
		buffer_append_string(out, said);
	}
	return buffer_check(out, err);
}

enum status
seal_passphrase_new(struct command *command, const char *name, struct secret *out,
                    struct error *err)
{
	char subject[96];

	if (command_has(command, "no-passphrase"))
		return command->settings.passphrase_file == NULL
		               ? STATUS_OK
		               : fail(err, STATUS_INVALID,
		                      "--no-passphrase and --passphrase-file contradict each other");
	if (command->settings.passphrase_file != NULL)
		return ask_passphrase_file(out, command->settings.passphrase_file, err);
	snprintf(subject, sizeof subject, "key %.64s", name);
	return ask_passphrase(out, subject, "passphrase-file", true, err);
}

enum status
seal_passphrase_root(struct command *command, const char *option, const struct root_place *root,
                     struct secret *out, struct error *err)
{
	const char *file = option != NULL ? command_text(command, option)
	                                  : command->settings.passphrase_file;
	bool needs = true;
	char subject[96];
	enum status status = vidimus_seal_needs_passphrase(root->folder, root->name,
	                                                   VIDIMUS_SEAL_ROOT, &needs, err);

	if (status == STATUS_NOT_FOUND)
		return fail(err, status, "there is no root %s in %s: `vidimus key root new` makes one",
		            root->name, root->folder);
	if (status != STATUS_OK || !needs)
		return status;
	if (file != NULL)
		return ask_passphrase_file(out, file, err);
	snprintf(subject, sizeof subject, "root %.64s", root->name);
	return ask_passphrase(out, subject, option != NULL ? option : "passphrase-file", false, err);
}

struct text
seal_passphrase_text(const struct secret *secret)
{
	return (struct text){ secret->n > 0 ? secret->bytes : NULL, secret->n };
}

unsigned
seal_years(const struct command *command, unsigned otherwise)
{
	return (unsigned)command_number(command, "years", otherwise);
}

int64_t
seal_now(void)
{
	return instant_now().milliseconds;
}

void
fingerprint_append(struct buffer *out, const char *hex)
{
	for (size_t i = 0; hex[i] != '\0'; i++) {
		if (i > 0 && i % 4 == 0)
			buffer_append_byte(out, ' ');
		buffer_append_byte(out, hex[i]);
	}
}

/* For people the fingerprint stands beside the digits, in groups. */
static enum status
print_one(struct command *command, json_t *entry, struct error *err)
{
	static const struct shown_member members[] = {
		{ .label = "Key", .name = "name" },
		{ .label = "Kind", .name = "kind_words" },
		{ .label = "File", .name = "file" },
		{ .label = "Passphrase", .name = "has_passphrase" },
		{ .label = "Certificate", .name = "certificate", .demanded = true },
		{ .label = "For", .name = "subject" },
		{ .label = "By", .name = "issuer" },
		{ .label = "Valid from", .name = "not_before", .form = SHOWN_TIME },
		{ .label = "Valid until", .name = "not_after", .form = SHOWN_TIME },
		{ .label = "Fingerprint (SHA-256)", .name = "fingerprint" },
		{ 0 },
	};
	const char *sha256 = shown_string(entry, "sha256"), *kind = shown_string(entry, "kind");
	SCOPED(buffer) groups = { 0 };

	if (command->settings.json) {
		output_json(command->output, json_incref(entry));
		return STATUS_OK;
	}
	fingerprint_append(&groups, sha256 ? sha256 : "");
	if (json_object_set_new(entry, "kind_words",
	                        json_string(kind && strcmp(kind, "root") == 0
	                                            ? "root: certifies those who seal"
	                                            : "seal: signs bundles")) != 0 ||
	    (sha256 != NULL && json_object_set_new(entry, "fingerprint",
	                                           json_string(buffer_string(&groups))) != 0))
		return fail_memory(err);
	return shown_block(command, entry, members, err);
}

struct search {
	struct command *command;
	const char     *kind, *name; /* kind NULL: either */
	bool            found;
};

static enum status
look_at(void *context, json_t *entry, struct error *err)
{
	struct search *search = context;
	const char *name = shown_string(entry, "name"), *kind = shown_string(entry, "kind");

	if (strcmp(name, search->name) != 0 ||
	    (search->kind != NULL && strcmp(kind, search->kind) != 0))
		return STATUS_OK;
	search->found = true;
	return print_one(search->command, entry, err);
}

enum status
seal_print(struct command *command, const char *folder, const char *kind, const char *name,
           struct error *err)
{
	struct search search = { command, kind, name, false };
	enum status status = vidimus_seal_list(folder, &(struct vidimus_output){ look_at, &search }, err);

	if (status == STATUS_OK && !search.found)
		status = fail(err, STATUS_NOT_FOUND, "there is no %s %s in %s", kind, name, folder);
	return status;
}

enum status
seal_print_named(struct command *command, const char *folder, const char *name, bool *printed,
                 struct error *err)
{
	struct search search = { command, NULL, name, false };
	enum status status = vidimus_seal_list(folder, &(struct vidimus_output){ look_at, &search }, err);

	*printed = search.found;
	return status;
}

enum status
seal_print_all(struct command *command, const char *folder, struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "SEAL", .name = "name" },
		{ .title = "KIND", .name = "kind" },
		{ .title = "PASSPHRASE", .name = "has_passphrase" },
		{ .title = "FINGERPRINT", .name = "sha256", .form = SHOWN_SHORT },
		{ .title = "VALID UNTIL", .name = "not_after", .form = SHOWN_TIME },
		{ .title = "FOR", .name = "subject", .shrinks = true },
		{ 0 },
	};
	struct listing listing;
	struct vidimus_output to;
	enum status status;

	listing_begin(&listing, command, columns);
	to = listing_output(&listing);
	status = vidimus_seal_list(folder, &to, err);
	status = listing_finish(&listing, status, NULL, err);
	listing_end(&listing);
	return status;
}
