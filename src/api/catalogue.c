/* SPDX-License-Identifier: Apache-2.0 */
/* catalogue.c - the public handle of a catalogue. */
#include "api/api_internal.h"

#include "casework/creation.h"

#include "base/error.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct surroundings
api_surroundings(const struct vidimus_surroundings *surroundings)
{
	return (struct surroundings){ .state_folder = surroundings->state_folder,
		                      .keys_folder = surroundings->keys_folder,
		                      .working_folder = surroundings->working_folder,
		                      .host = surroundings->host,
		                      .login = surroundings->login,
		                      .machine = surroundings->machine,
		                      .build = surroundings->build,
		                      .sources = &ledger_true_sources };
}

enum status
vidimus_actor_code_check(const char *code, struct error *err)
{
	return actor_code_check(code, err);
}

enum status
vidimus_catalogue_create(const struct vidimus_creation *creation,
                         const struct vidimus_surroundings *surroundings,
                         const struct vidimus_key *key, struct error *err)
{
	struct surroundings here = api_surroundings(surroundings);

	return catalogue_create(&(struct creation){ .path = creation->path,
	                                            .name = creation->name,
	                                            .organisation = creation->organisation,
	                                            .actor_code = creation->actor_code,
	                                            .digests = creation->digests,
	                                            .key = key->signing },
	                        &here, err);
}

static bool
holds_catalogue(const char *folder)
{
	SCOPED(buffer) name = { 0 };
	struct stat st;

	buffer_append_format(&name, "%s/" CATALOGUE_DATABASE, folder);
	return stat(buffer_string(&name), &st) == 0 && S_ISREG(st.st_mode);
}

enum status
vidimus_catalogue_find(const char *start, char **path, struct error *err)
{
	char *folder = realpath(start, NULL), *slash;

	if (folder == NULL)
		return fail_os(err, "cannot look for a catalogue from %s", start);
	while (!holds_catalogue(*folder ? folder : "/")) {
		slash = strrchr(folder, '/');
		if (slash == NULL || *folder == '\0') {
			free(folder);
			return fail(err, STATUS_NOT_FOUND,
			            "there is no catalogue in %s or above it: name one with -C, or make one with `vidimus init`",
			            start);
		}
		*slash = '\0';
	}
	*path = folder;
	return STATUS_OK;
}

enum status
vidimus_catalogue_open(struct vidimus_catalogue **out, const char *path,
                       enum vidimus_access access,
                       const struct vidimus_surroundings *surroundings, struct error *err)
{
	struct vidimus_catalogue *catalogue = calloc(1, sizeof *catalogue);
	struct surroundings here = api_surroundings(surroundings);
	enum status st;

	if (catalogue == NULL)
		return fail_memory(err);
	if (access == VIDIMUS_REBUILDING)
		st = catalogue_open_for_rebuild(&catalogue->inner, path, &here, err);
	else if (access == VIDIMUS_AUDITING)
		st = catalogue_open_for_audit(&catalogue->inner, path, &here, err);
	else if (access == VIDIMUS_ADOPTING)
		st = catalogue_open_for_adopting(&catalogue->inner, path, &here, err);
	else if (access == VIDIMUS_RESUMING)
		st = catalogue_open_for_resuming(&catalogue->inner, path, &here, err);
	else
		st = catalogue_open(&catalogue->inner, path, access == VIDIMUS_WRITING, &here, err);
	if (st != STATUS_OK) {
		free(catalogue);
		return st;
	}
	*out = catalogue;
	return STATUS_OK;
}

const char *
vidimus_catalogue_forgot(const struct vidimus_catalogue *catalogue)
{
	return catalogue->inner->forgetful ? catalogue->inner->memory_failure.text : NULL;
}

bool
vidimus_catalogue_is_backup(const struct vidimus_catalogue *catalogue)
{
	return catalogue->inner->is_backup;
}

void
vidimus_catalogue_close(struct vidimus_catalogue *catalogue)
{
	if (catalogue == NULL)
		return;
	catalogue_close(catalogue->inner);
	free(catalogue);
}

const char *
vidimus_catalogue_path(const struct vidimus_catalogue *catalogue)
{
	return catalogue->inner->path;
}

struct uuid
vidimus_catalogue_uuid(const struct vidimus_catalogue *catalogue)
{
	return catalogue->inner->uuid;
}

enum status
vidimus_catalogue_sign_as(struct vidimus_catalogue *catalogue, struct vidimus_key *key,
                          struct error *err)
{
	struct signing_key *signing = key->signing;
	bool lies_open = key->lies_open;

	key->signing = NULL;
	vidimus_key_close(key);
	return catalogue_sign_as(catalogue->inner, signing, lies_open, err);
}

enum status
vidimus_catalogue_knows(struct vidimus_catalogue *catalogue, struct text public_key, bool *known,
                        struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	enum status st = database_statement(catalogue->inner->database,
	                                    "SELECT 1 FROM p_actors WHERE public_key = $1",
	                                    &statement, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(statement, 1, public_key);
	st = statement_step(statement, err);
	*known = st == STATUS_OK;
	return st == STATUS_DONE ? STATUS_OK : st;
}
