/* SPDX-License-Identifier: Apache-2.0 */
/* creation.c - making a catalogue: folders, database, first events, home file, then its name. */
#include "casework/creation.h"

#include "casework/apply.h"
#include "casework/home_rules.h"
#include "casework/place.h"
#include "casework/vocabulary.h"
#include "crypto/key_request.h"
#include "crypto/random.h"
#include "ledger/replay.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define UNFINISHED     ".unfinished-init"
#define ACTOR_CODE_MAX 32

enum status
actor_code_check(const char *code, struct error *err)
{
	size_t n = strlen(code);
	bool right = n > 0 && n <= ACTOR_CODE_MAX && code[0] != '-';

	for (size_t i = 0; right && i < n; i++)
		right = (code[i] >= 'a' && code[i] <= 'z') || (code[i] >= '0' && code[i] <= '9') ||
		        code[i] == '-';
	if (!right)
		return fail(err, STATUS_INVALID,
		            "'%.64s' is no actor code: lower-case letters, digits and hyphens, at most %d, such as ana",
		            code, ACTOR_CODE_MAX);
	return STATUS_OK;
}

static enum status
add_first_event(struct catalogue *catalogue, const struct creation *creation,
                struct change *change, struct error *err)
{
	struct subject subject = subject_of("catalogue", &catalogue->uuid);
	SCOPED(buffer) key = { 0 };
	SCOPED_JSON json_t *open = NULL, *values = NULL;

	hex_append(&key, signing_key_public(creation->key)->bytes, PUBLIC_KEY_SIZE);
	open = json_pack("{s:i,s:s,s:s}", "format", LEDGER_FORMAT, "public_key", buffer_string(&key), "role",
	                 "keeper");
	values = json_pack("{s:s,s:s?,s:s}", "name", creation->name, "organisation",
	                   creation->organisation, "actor_code", creation->actor_code);
	if (open == NULL || values == NULL)
		return fail(err, STATUS_INVALID, "a name that is not UTF-8 text");
	return change_add(change, "catalogue.created", &subject, open, values, NULL, err);
}

static enum status
add_first_actor(struct catalogue *catalogue, const struct creation *creation,
                struct change *change, struct error *err)
{
	SCOPED(buffer) key = { 0 };
	SCOPED_JSON json_t *open = NULL, *values = NULL;
	struct signature proof;
	struct subject subject;
	struct uuid uuid;
	enum status st = actor_proof_make(creation->key, &catalogue->uuid, &proof, err);

	if (st == STATUS_OK)
		st = change_new_uuid(change, &uuid, err);
	if (st != STATUS_OK)
		return st;
	subject = subject_of("actor", &uuid);
	hex_append(&key, signing_key_public(creation->key)->bytes, PUBLIC_KEY_SIZE);
	open = json_pack("{s:s,s:s,s:s,s:o}", "short_id", "K-000001", "public_key",
	                 buffer_string(&key), "role", "keeper", "proof",
	                 json_of_base64url(proof.bytes, sizeof proof.bytes));
	values = json_pack("{s:s,s:s?}", "actor_code", creation->actor_code, "organisation",
	                   creation->organisation);
	if (open == NULL || values == NULL)
		return fail_memory(err);
	return change_add(change, "actor.added", &subject, open, values, NULL, err);
}

static enum status
add_digest_setting(struct catalogue *catalogue, const char *digests, struct change *change,
                   struct error *err)
{
	struct subject subject = subject_of("setting", &catalogue->uuid);
	SCOPED_JSON json_t *open = json_object(),
		           *values = json_pack("{s:s,s:s}", "name", "digests", "value", digests);

	if (open == NULL || values == NULL)
		return fail_memory(err);
	return change_add(change, "setting.changed", &subject, open, values, NULL, err);
}

static enum status
add_first_events(struct catalogue *catalogue, const struct creation *creation, struct error *err)
{
	SCOPED_POINTER(change) change = NULL;
	enum status st = change_begin(&change, catalogue->ledger, creation->key, err);

	if (st == STATUS_OK)
		st = add_first_event(catalogue, creation, change, err);
	if (st == STATUS_OK)
		st = add_first_actor(catalogue, creation, change, err);
	if (st == STATUS_OK)
		st = home_add(catalogue, change, err);
	if (st == STATUS_OK && creation->digests != NULL)
		st = add_digest_setting(catalogue, creation->digests, change, err);
	if (st == STATUS_OK)
		st = vocabulary_load_all(change, err);
	return st == STATUS_OK ? change_commit(change, err) : st;
}

static enum status
make_database(struct catalogue *catalogue, struct error *err)
{
	SCOPED(buffer) name = { 0 };
	enum status st;

	buffer_append_format(&name, "%s/" CATALOGUE_DATABASE, catalogue->path);
	st = database_open(&catalogue->database, buffer_string(&name), DATABASE_CREATE, err);
	if (st == STATUS_OK)
		st = ledger_open(&catalogue->ledger, catalogue->database, casework_projector(),
		                 catalogue->here.sources, err);
	return st == STATUS_OK ? replay_rebuild(catalogue->ledger, NULL, err) : st;
}

/* The whole of it in the unfinished folder. */
static enum status
fill(struct catalogue *catalogue, const struct creation *creation, struct error *err)
{
	struct filesystem_abilities abilities;
	SCOPED(buffer) derived = { 0 };
	enum status st;

	if (mkdir(catalogue->path, 0700) != 0)
		return fail_os(err, "cannot make the folder %s", catalogue->path);
	catalogue->folder = open(catalogue->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (catalogue->folder < 0)
		return fail_os(err, "cannot open the folder %s", catalogue->path);
	buffer_append_format(&derived, "%s/derived", catalogue->path);
	if (mkdir(buffer_string(&derived), 0700) != 0)
		return fail_os(err, "cannot make the folder %s", buffer_string(&derived));
	st = filesystem_check(catalogue->folder, catalogue->path, &abilities, err);
	if (st == STATUS_OK)
		st = vault_create(catalogue->folder, err);
	if (st == STATUS_OK)
		st = place_add_small_files(catalogue->path, err);
	if (st == STATUS_OK)
		st = make_database(catalogue, err);
	if (st == STATUS_OK)
		st = random_uuid(&catalogue->uuid, err);
	if (st == STATUS_OK)
		st = add_first_events(catalogue, creation, err);
	if (st == STATUS_OK)
		database_settle(catalogue->database);
	return st;
}

/* Home file first: one of a catalogue that never was harms nobody, a catalogue without one would. */
static enum status
give_name(struct catalogue *catalogue, const char *path, struct error *err)
{
	SCOPED_FREE char *unfinished = catalogue->path;
	SCOPED(buffer) parent = { 0 };
	const char *slash = strrchr(path, '/');
	enum status st;

	catalogue->path = strdup(path);
	st = catalogue->path ? home_remember(catalogue, err) : fail_memory(err);
	if (st == STATUS_OK)
		st = folder_sync(unfinished, err);
	if (st != STATUS_OK)
		return st;
	if (rename(unfinished, path) != 0)
		return fail_os(err, "cannot give %s its name", path);
	if (slash == NULL)
		buffer_append_string(&parent, ".");
	else
		buffer_append(&parent, path, slash == path ? 1 : (size_t)(slash - path));
	return folder_sync(buffer_string(&parent), err);
}

enum status
catalogue_create(const struct creation *creation, const struct surroundings *here,
                 struct error *err)
{
	struct catalogue *catalogue = NULL;
	SCOPED(buffer) path = { 0 };
	SCOPED(buffer) unfinished = { 0 };
	enum status st = actor_code_check(creation->actor_code, err);

	if (st == STATUS_OK)
		st = place_make_parent(creation->path, err);
	if (st == STATUS_OK)
		st = place_absolute(creation->path, &path, err);
	if (st == STATUS_OK)
		st = place_check(buffer_string(&path), err);
	if (st != STATUS_OK)
		return st;
	buffer_append_format(&unfinished, "%s" UNFINISHED, buffer_string(&path));
	place_remove(buffer_string(&unfinished));
	catalogue = calloc(1, sizeof *catalogue);
	if (catalogue == NULL)
		return fail_memory(err);
	catalogue->folder = -1;
	catalogue->here = *here;
	catalogue->path = strdup(buffer_string(&unfinished));
	st = catalogue->path ? fill(catalogue, creation, err) : fail_memory(err);
	if (st == STATUS_OK)
		st = give_name(catalogue, buffer_string(&path), err);
	catalogue_close(catalogue);
	if (st != STATUS_OK) {
		place_remove(buffer_string(&unfinished));
		return while_doing(err, st, "making the catalogue %s", creation->path);
	}
	return STATUS_OK;
}
