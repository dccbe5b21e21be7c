/* SPDX-License-Identifier: Apache-2.0 */
/* session.c - finds and opens the catalogue, and the key where one is needed. */
#include "cli/session.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/key_choice.h"

#include <vidimus/key.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum status
session_find(const struct command *command, char **path, struct error *err)
{
	enum status status;

	if (command->settings.catalogue != NULL) {
		*path = strdup(command->settings.catalogue);
		return *path != NULL ? STATUS_OK : fail_memory(err);
	}
	status = vidimus_catalogue_find(".", path, err);
	if (status != STATUS_NOT_FOUND)
		return status;
	return fail(err, STATUS_UNUSABLE,
	            "there is no catalogue here or in a folder above: go into one, name it with -C DIR "
	            "or VIDIMUS_CATALOG, or make one with `vidimus init`");
}

static enum status
sign_as(struct command *command, struct error *err)
{
	struct session *session = command->session;
	struct vidimus_key *key = NULL;
	char name[KEY_NAME_SIZE];
	enum status status = key_choose(command, session->here.keys, session->catalogue, name, err);

	if (status == STATUS_OK)
		status = key_unlock(command, session->here.keys, name, &key, err);
	if (status == STATUS_OK)
		status = vidimus_catalogue_sign_as(session->catalogue, key, err);
	if (status == STATUS_OK)
		session->has_key = true;
	return status;
}

/* Goes over from reading to writing with `key`, which is taken over. */
static enum status
begin_recording(struct session *session, struct vidimus_key *key, struct error *err)
{
	const char *path = vidimus_catalogue_path(session->catalogue);
	struct vidimus_catalogue *writable = NULL;
	enum status status = vidimus_catalogue_open(&writable, path, VIDIMUS_WRITING,
	                                            &session->here.surroundings, err);

	if (status != STATUS_OK) {
		vidimus_key_close(key);
		return status;
	}
	status = vidimus_catalogue_sign_as(writable, key, err);
	if (status != STATUS_OK) {
		vidimus_catalogue_close(writable);
		return status;
	}
	vidimus_catalogue_close(session->catalogue);
	session->catalogue = writable;
	session->has_key = true;
	return STATUS_OK;
}

static void
keep_reason(struct session *session, const char *words)
{
	snprintf(session->not_recorded, sizeof session->not_recorded, "%s", words);
}

/* No key was at hand: which would have to be named? */
static void
say_which_key(struct command *command)
{
	struct session *session = command->session;
	char name[KEY_NAME_SIZE];

	if (key_to_name(command, session->here.keys, session->catalogue, name, NULL) != STATUS_OK ||
	    name[0] == '\0')
		keep_reason(session, "no key is at hand");
	else if (strcmp(name, "NAME") == 0)
		keep_reason(session, "no key is at hand without asking; --key NAME takes one");
	else
		snprintf(session->not_recorded, sizeof session->not_recorded,
		         "the key %s has a passphrase; --key %s asks for it", name, name);
}

/* Records if that takes no question; what stands in the way matters only to who said --key. */
static enum status
record_if_at_hand(struct command *command, struct error *err)
{
	struct session *session = command->session;
	struct vidimus_key *key = NULL;
	struct error why = { 0 };
	enum status status;

	if (vidimus_catalogue_is_backup(session->catalogue)) {
		keep_reason(session, "this folder is a backup, and nothing is written there");
		return STATUS_OK;
	}
	status = key_at_hand(command, session->here.keys, session->catalogue, &key, &why);
	if (status == STATUS_OK && key != NULL)
		status = begin_recording(session, key, &why);
	else if (status == STATUS_OK)
		say_which_key(command);
	if (status == STATUS_OK)
		return status;
	if (command->settings.key == NULL) {
		keep_reason(session, why.text);
		return STATUS_OK;
	}
	return fail(err, status, "%s", why.text);
}

/* A dry run writes nothing, so it needs nothing writable and no key; nor does what only reads this time or who cannot be asked. */
static enum verb_needs
needs_of(const struct command *command)
{
	if (verb_option_find(command->verb, "dry-run") != NULL && command_has(command, "dry-run"))
		return NEEDS_READING;
	if (command->verb->only_reads != NULL && command->verb->only_reads(command))
		return NEEDS_READING;
	if (command->verb->attended && !command_attended(command))
		return NEEDS_READING;
	return command->verb->needs;
}

static enum vidimus_access
access_of(enum verb_needs needs)
{
	if (needs == NEEDS_REBUILDING)
		return VIDIMUS_REBUILDING;
	if (needs == NEEDS_RESUMING)
		return VIDIMUS_RESUMING;
	if (needs == NEEDS_RECORDING || needs == NEEDS_VERIFYING)
		return VIDIMUS_AUDITING;
	return needs == NEEDS_WRITING || needs == NEEDS_KEY ? VIDIMUS_WRITING : VIDIMUS_READING;
}

/* What is done is done, but an incomplete end is never silent. */
static void
tell_forgotten(struct command *command)
{
	const char *words = command->session->catalogue
	                            ? vidimus_catalogue_forgot(command->session->catalogue)
	                            : NULL;

	if (words == NULL)
		return;
	command_warn(command, "%s", words);
	command_partial(command);
}

static void
session_end(struct command *command)
{
	if (command->session == NULL)
		return;
	tell_forgotten(command);
	vidimus_catalogue_close(command->session->catalogue);
	here_end(&command->session->here);
	free(command->session);
	command->session = NULL;
}

static enum status
open_catalogue(struct command *command, enum verb_needs needs, struct error *err)
{
	struct session *session = command->session;
	SCOPED_FREE char *path = NULL;
	enum status status = session_find(command, &path, err);

	if (status == STATUS_OK)
		status = vidimus_catalogue_open(&session->catalogue, path, access_of(needs),
		                                &session->here.surroundings, err);
	if (status == STATUS_OK && (needs == NEEDS_KEY || needs == NEEDS_RESUMING))
		status = sign_as(command, err);
	if (status == STATUS_OK && needs == NEEDS_RECORDING)
		status = record_if_at_hand(command, err);
	return status;
}

static enum status
session_begin(struct command *command, struct error *err)
{
	enum status status;

	command->session = calloc(1, sizeof *command->session);
	if (command->session == NULL)
		return fail_memory(err);
	status = here_begin(&command->session->here, err);
	if (status == STATUS_OK)
		status = open_catalogue(command, needs_of(command), err);
	if (status != STATUS_OK)
		session_end(command);
	return status;
}

const struct session_ways session_ways = { session_begin, session_end };
