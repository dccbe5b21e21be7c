/* SPDX-License-Identifier: Apache-2.0 */
/* verb_key.c - `vidimus key`: the keys of whoever runs this. */
#include "base/encoding.h"
#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/here.h"
#include "cli/key_choice.h"
#include "cli/key_new.h"
#include "cli/key_seals.h"
#include "cli/session.h"
#include "cli/shown.h"

#include <vidimus/catalogue.h>
#include <vidimus/key.h>

#include <stdlib.h>
#include <string.h>

DEFINE_SCOPED_POINTER(vidimus_key, vidimus_key_close);
DEFINE_SCOPED_POINTER(vidimus_catalogue, vidimus_catalogue_close);

static json_t *
entry_json(const char *folder, const struct vidimus_key_entry *entry)
{
	const char *public_key = entry->public_key[0] ? entry->public_key : NULL;
	const char *catalogue = entry->catalogue[0] ? entry->catalogue : NULL;

	return json_pack("{s:s, s:b, s:s?, s:s?, s:s+++, s:s+++}", "name", entry->name,
	                 "has_passphrase", entry->has_passphrase, "public_key", public_key,
	                 "catalogue", catalogue, "file", folder, "/", entry->name, ".pem",
	                 "request", folder, "/", entry->name, ".request");
}

/*
 * Which catalogue a request is for: --catalogue, which here may be its UUID as
 * well as its folder (it is often on another machine), else the one found here.
 */
static enum status
request_catalogue(struct command *command, const struct here *here, struct uuid *uuid,
                  bool *known, struct error *err)
{
	const char *said = command->settings.catalogue;
	SCOPED_POINTER(vidimus_catalogue) catalogue = NULL;
	SCOPED_FREE char *path = NULL;
	enum status status;

	*known = said != NULL && uuid_read(text_of(said), uuid);
	if (*known)
		return STATUS_OK;
	status = session_find(command, &path, NULL);
	if (status == STATUS_UNUSABLE)
		return STATUS_OK;
	if (status == STATUS_OK)
		status = vidimus_catalogue_open(&catalogue, path, VIDIMUS_READING,
		                                &here->surroundings, err);
	if (status != STATUS_OK)
		return status;
	*uuid = vidimus_catalogue_uuid(catalogue);
	*known = true;
	return STATUS_OK;
}

/* One entry of the folder, looked for by name. */
struct search {
	const char *name;
	const char *folder;
	json_t     *found; /* owned, or NULL */
};

static enum status
look_at(void *context, const struct vidimus_key_entry *entry, struct error *err)
{
	struct search *search = context;

	if (strcmp(entry->name, search->name) != 0)
		return STATUS_OK;
	json_decref(search->found);
	search->found = entry_json(search->folder, entry);
	return search->found != NULL ? STATUS_OK : fail_memory(err);
}

static enum status
print_key(struct command *command, const char *folder, const char *name, struct error *err)
{
	static const struct shown_member members[] = {
		{ .label = "Key", .name = "name" },
		{ .label = "File", .name = "file" },
		{ .label = "Passphrase", .name = "has_passphrase" },
		{ .label = "Public key", .name = "public_key", .demanded = true },
		{ .label = "Request", .name = "request" },
		{ .label = "For catalogue", .name = "catalogue" },
		{ 0 },
	};
	struct search search = { name, folder, NULL };
	enum status status = vidimus_key_list(folder, look_at, &search, err);
	SCOPED(block) block = { 0 };

	if (status != STATUS_OK || search.found == NULL) {
		json_decref(search.found);
		return status != STATUS_OK ? status
		                           : fail(err, STATUS_NOT_FOUND, "there is no key %s in %s",
		                                  name, folder);
	}
	if (command->settings.json) {
		output_json(command->output, search.found);
		return STATUS_OK;
	}
	block_begin(&block, command->output, &command->terminal);
	shown_members(&block, search.found, members);
	json_decref(search.found);
	return block_finish(&block, err);
}

static void
print_next(struct command *command, bool for_catalogue)
{
	if (command->settings.json)
		return;
	output_string(command->output,
	              for_catalogue
	                      ? "\nNext: give the request to a keeper of the catalogue, who runs "
	                        "`vidimus actor add --request FILE\n--code CODE`. The key itself is "
	                        "never given to anybody.\n"
	                      : "\nNo catalogue is named, so no keeper can use the request: `vidimus "
	                        "key request NAME\n--catalogue UUID` makes it usable.\n");
}

static enum status
run_new(struct command *command, struct error *err)
{
	const char *name = command->arguments[0];
	SCOPED(here) here = { 0 };
	struct uuid uuid;
	bool known = false;
	enum status status = here_begin(&here, err);

	if (status == STATUS_OK)
		status = request_catalogue(command, &here, &uuid, &known, err);
	if (status == STATUS_OK)
		status = key_new(command, here.keys, name, known ? &uuid : NULL, NULL, err);
	if (status == STATUS_OK)
		status = print_key(command, here.keys, name, err);
	if (status == STATUS_OK)
		print_next(command, known);
	return status;
}

static enum status
run_request(struct command *command, struct error *err)
{
	const char *name = command->arguments[0];
	SCOPED_POINTER(vidimus_key) key = NULL;
	SCOPED(here) here = { 0 };
	struct uuid uuid;
	bool known = false;
	enum status status = here_begin(&here, err);

	if (status == STATUS_OK)
		status = request_catalogue(command, &here, &uuid, &known, err);
	if (status == STATUS_OK && !known)
		status = fail(err, STATUS_INVALID, "for which catalogue? give --catalogue UUID");
	if (status == STATUS_OK)
		status = key_unlock(command, here.keys, name, &key, err);
	if (status == STATUS_OK)
		status = vidimus_key_request(here.keys, name, key, &uuid, err);
	return status == STATUS_OK ? print_key(command, here.keys, name, err) : status;
}

/* The listing and the folder its files lie in. */
struct key_listing {
	struct listing listing;
	const char    *folder;
};

static enum status
list_entry(void *context, const struct vidimus_key_entry *entry, struct error *err)
{
	struct key_listing *keys = context;
	SCOPED_JSON json_t *object = entry_json(keys->folder, entry);

	return object ? listing_add(&keys->listing, object, err) : fail_memory(err);
}

static enum status
run_list(struct command *command, struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "KEY", .name = "name" },
		{ .title = "PASSPHRASE", .name = "has_passphrase" },
		{ .title = "PUBLIC KEY", .name = "public_key", .form = SHOWN_SHORT },
		{ .title = "REQUEST FOR CATALOGUE", .name = "catalogue" },
		{ 0 },
	};
	SCOPED(here) here = { 0 };
	struct key_listing keys = { 0 };
	enum status status = here_begin(&here, err);

	if (status != STATUS_OK)
		return status;
	keys.folder = here.keys;
	listing_begin(&keys.listing, command, columns);
	status = vidimus_key_list(here.keys, list_entry, &keys, err);
	status = listing_finish(&keys.listing, status,
	                        "You have no key. `vidimus init` and `vidimus key new NAME` make one.",
	                        err);
	listing_end(&keys.listing);
	return status == STATUS_OK ? seal_print_all(command, here.keys, err) : status;
}

/* The root, the leaf and the key of that name, whichever there are. */
static enum status
run_show(struct command *command, struct error *err)
{
	const char *name = command->arguments[0];
	SCOPED(here) here = { 0 };
	bool seals = false;
	enum status status = here_begin(&here, err);

	if (status == STATUS_OK)
		status = vidimus_key_name_check(name, err);
	if (status == STATUS_OK)
		status = seal_print_named(command, here.keys, name, &seals, err);
	if (status == STATUS_OK)
		status = print_key(command, here.keys, name, err);
	return status == STATUS_NOT_FOUND && seals ? STATUS_OK : status;
}

static const struct verb_option new_options[] = {
	{ .name = "no-passphrase",
	  .about = "Let the key lie open on the disk; custody reports will say so" },
	{ 0 },
};

static const struct verb verb_key_new = {
	.name = "new",
	.summary = "Make a key and a request to be let in",
	.about = "Makes NAME.pem and NAME.request in your folder of keys. A keeper of the catalogue "
	         "adds you with the request; the key never leaves you. The catalogue that the request is "
	         "for is the one found from here, or the one of --catalogue, which takes a folder or a "
	         "UUID.",
	.arguments = "NAME", .argument_kind = VALUE_TEXT, .least = 1, .most = 1,
	.options = { new_options },
	.run = run_new,
	.examples = (const struct verb_example[]){
		{ "key new ana",
		  "A new key, whose passphrase is asked for; its request is ana.request." },
		{ "key new desk --no-passphrase",
		  "Without one: custody reports say so." },
		{ 0 },
	},
};

static const struct verb verb_key_request = {
	.name = "request",
	.summary = "Write the request of a key anew, for another catalogue",
	.about = "A request is for one catalogue: the one found from here, or the one of --catalogue, "
	         "which takes a folder or a UUID.",
	.arguments = "NAME", .argument_kind = VALUE_TEXT, .least = 1, .most = 1,
	.run = run_request,
	.examples = (const struct verb_example[]){
		{ "key request ana",
		  "The request again, for whoever adds actors." },
		{ 0 },
	},
};

static const struct verb verb_key_list = {
	.name = "list", .summary = "List your keys", .run = run_list,
	.examples = (const struct verb_example[]){
		{ "key list",
		  "Your keys, and where they lie." },
		{ 0 },
	},
};

static const struct verb verb_key_show = {
	.name = "show", .summary = "Show one of your keys; nothing secret is printed",
	.arguments = "NAME", .argument_kind = VALUE_TEXT, .least = 1, .most = 1,
	.run = run_show,
	.examples = (const struct verb_example[]){
		{ "key show ana",
		  "Its public key and fingerprint." },
		{ 0 },
	},
};

static const struct verb *const verbs[] = { &verb_key_new, &verb_key_request, &verb_key_list,
	                                    &verb_key_show, &key_root, &key_seal, &key_import,
	                                    &key_compromised, NULL };

const struct verb verb_key = {
	.name = "key",
	.summary = "Your keys: make, list, show; those for seals",
	.about = "Keys are kept with the person who signs, in $XDG_CONFIG_HOME/vidimus/keys, never in "
	         "a catalogue.",
	.group = GROUP_CATALOGUE,
	.verbs = verbs,
	.fallback = &verb_key_list,
};
