/* SPDX-License-Identifier: Apache-2.0 */
/* key_choice.c - finds the keys of the folder that the catalogue knows; asks for passphrases. */
#include "cli/key_choice.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/ask.h"

#include <vidimus/key.h>
#include <vidimus/looking.h>

#include <stdio.h>
#include <string.h>

#define PASSPHRASE_ROUNDS 3

static struct text
text_of_secret(const struct secret *secret)
{
	return (struct text){ secret->bytes, secret->n };
}

static enum status
unlock_by_file(struct command *command, const char *folder, const char *name,
               struct vidimus_key **out, struct error *err)
{
	SCOPED(secret) passphrase = { .n = 0 };
	enum status status = ask_passphrase_file(&passphrase, command->settings.passphrase_file, err);

	if (status == STATUS_OK)
		status = vidimus_key_open(folder, name, text_of_secret(&passphrase), out, err);
	return status;
}

static enum status
unlock_by_asking(struct command *command, const char *folder, const char *name,
                 struct vidimus_key **out, struct error *err)
{
	enum status status = STATUS_REFUSED;
	char subject[KEY_NAME_SIZE + 8];

	snprintf(subject, sizeof subject, "key %s", name);
	for (int round = 1; status == STATUS_REFUSED && round <= PASSPHRASE_ROUNDS; round++) {
		SCOPED(secret) passphrase = { .n = 0 };

		if (round > 1)
			command_tell(command, err);
		status = ask_passphrase(&passphrase, subject, "passphrase-file", false, err);
		if (status != STATUS_OK)
			return status;
		status = vidimus_key_open(folder, name, text_of_secret(&passphrase), out, err);
	}
	return status;
}

enum status
key_unlock(struct command *command, const char *folder, const char *name,
           struct vidimus_key **out, struct error *err)
{
	bool needs = false;
	enum status status = vidimus_key_needs_passphrase(folder, name, &needs, err);

	if (status == STATUS_NOT_FOUND)
		return fail(err, status, "there is no key %s in %s; `vidimus key list` shows yours",
		            name, folder);
	if (status != STATUS_OK)
		return status;
	if (!needs)
		status = vidimus_key_open(folder, name, (struct text){ NULL, 0 }, out, err);
	else if (command->settings.passphrase_file != NULL)
		status = unlock_by_file(command, folder, name, out, err);
	else
		status = unlock_by_asking(command, folder, name, out, err);
	return status == STATUS_OK ? status
	                           : while_doing(err, status, "opening the key %s", name);
}

/* What a walk over the folder of keys found. */
struct candidates {
	struct vidimus_catalogue *catalogue;
	char          first[KEY_NAME_SIZE]; /* the first that the catalogue knows */
	bool          first_has_passphrase;
	size_t        count;                /* of those */
	struct buffer names;                /* of those, "a, b" */
	char          unread[KEY_NAME_SIZE]; /* one whose public half could not be read */
	size_t        unread_count;
};

static void
candidates_end(struct candidates *candidates)
{
	buffer_end(&candidates->names);
}

static void
keep_name(char out[KEY_NAME_SIZE], const char *name)
{
	snprintf(out, KEY_NAME_SIZE, "%s", name);
}

static enum status
consider(void *context, const struct vidimus_key_entry *entry, struct error *err)
{
	struct candidates *candidates = context;
	bool known = false;
	enum status status;

	if (entry->public_key[0] == '\0') {
		keep_name(candidates->unread, entry->name);
		candidates->unread_count++;
		return STATUS_OK;
	}
	status = vidimus_catalogue_knows(candidates->catalogue, text_of(entry->public_key), &known,
	                                 err);
	if (status != STATUS_OK || !known)
		return status;
	if (candidates->count++ == 0) {
		keep_name(candidates->first, entry->name);
		candidates->first_has_passphrase = entry->has_passphrase;
	}
	buffer_append_format(&candidates->names, "%s%s", candidates->count > 1 ? ", " : "",
	                     entry->name);
	return buffer_check(&candidates->names, err);
}

static enum status
no_key(const char *folder, struct vidimus_catalogue *catalogue, struct error *err)
{
	struct uuid uuid = vidimus_catalogue_uuid(catalogue);
	char text[UUID_TEXT_SIZE];

	uuid_write(text, &uuid);
	return fail(err, STATUS_REFUSED,
	            "no key in %s belongs to an actor of this catalogue: make one with `vidimus key "
	            "new NAME --catalogue %s` and give NAME.request to a keeper (`vidimus actor add`), "
	            "or name another with --key", folder, text);
}

enum status
key_choose(struct command *command, const char *folder, struct vidimus_catalogue *catalogue,
           char name[KEY_NAME_SIZE], struct error *err)
{
	SCOPED(candidates) found = { .catalogue = catalogue };
	enum status status;

	if (command->settings.key != NULL) {
		status = vidimus_key_name_check(command->settings.key, err);
		if (status == STATUS_OK)
			keep_name(name, command->settings.key);
		return status;
	}
	status = vidimus_key_list(folder, consider, &found, err);
	if (status != STATUS_OK)
		return status;
	if (found.count > 1)
		return fail(err, STATUS_REFUSED,
		            "several of your keys may act here (%s): choose one with --key NAME or "
		            "VIDIMUS_KEY", buffer_string(&found.names));
	if (found.count == 0 && found.unread_count != 1)
		return no_key(folder, catalogue, err);
	keep_name(name, found.count == 1 ? found.first : found.unread);
	return STATUS_OK;
}

enum status
key_at_hand(struct command *command, const char *folder, struct vidimus_catalogue *catalogue,
            struct vidimus_key **out, struct error *err)
{
	SCOPED(candidates) found = { .catalogue = catalogue };
	enum status status;

	*out = NULL;
	if (command->settings.key != NULL)
		return key_unlock(command, folder, command->settings.key, out, err);
	status = vidimus_key_list(folder, consider, &found, err);
	if (status != STATUS_OK || found.count != 1)
		return status;
	if (found.first_has_passphrase && command->settings.passphrase_file == NULL)
		return STATUS_OK;
	return key_unlock(command, folder, found.first, out, err);
}

enum status
key_to_name(const struct command *command, const char *folder,
            struct vidimus_catalogue *catalogue, char name[KEY_NAME_SIZE], struct error *err)
{
	SCOPED(candidates) found = { .catalogue = catalogue };
	enum status status;

	name[0] = '\0';
	if (command->settings.key != NULL)
		return STATUS_OK;
	status = vidimus_key_list(folder, consider, &found, err);
	if (status != STATUS_OK)
		return status;
	if (found.count != 1)
		keep_name(name, "NAME");
	else if (found.first_has_passphrase && command->settings.passphrase_file == NULL)
		keep_name(name, found.first);
	return STATUS_OK;
}

/* What a walk over the folder finds of one key. */
struct owner {
	struct vidimus_catalogue *catalogue;
	const char *name; /* of the key */
	char        code[VIDIMUS_ACTOR_CODE_SIZE]; /* "" while it is not known */
};

static enum status
find_owner(void *context, const struct vidimus_key_entry *entry, struct error *err)
{
	struct owner *owner = context;
	enum status status;

	if (strcmp(entry->name, owner->name) != 0 || entry->public_key[0] == '\0')
		return STATUS_OK;
	status = vidimus_actor_code(owner->catalogue, text_of(entry->public_key), owner->code, err);
	return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
key_person(struct command *command, const char *folder, struct vidimus_catalogue *catalogue,
           const char *login, char out[KEY_PERSON_SIZE], struct error *err)
{
	char name[KEY_NAME_SIZE];
	struct owner owner = { .catalogue = catalogue, .name = name };
	enum status status = key_choose(command, folder, catalogue, name, err);

	if (status == STATUS_OK)
		status = vidimus_key_list(folder, find_owner, &owner, err);
	if (status == STATUS_REFUSED && command->settings.key == NULL)
		status = STATUS_OK; /* no key here, or several: the login it is */
	snprintf(out, KEY_PERSON_SIZE, "%s", owner.code[0] ? owner.code : login);
	return status;
}
