/* SPDX-License-Identifier: Apache-2.0 */
/* catalogue.c - opening a catalogue, and the turns that writers take. */
#include "casework/catalogue.h"

#include "casework/apply.h"
#include "casework/home_rules.h"
#include "casework/seal_identity.h"
#include "casework/short_id.h"
#include "ledger/replay.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum opening { OPEN_READING, OPEN_AUDITING, OPEN_WRITING, OPEN_REBUILDING, OPEN_ADOPTING, OPEN_RESUMING };

static bool
may_write(enum opening opening)
{
	return opening != OPEN_READING && opening != OPEN_AUDITING;
}

void
catalogue_close(struct catalogue *catalogue)
{
	if (catalogue == NULL)
		return;
	lock_release(catalogue->lock);
	signing_key_close(catalogue->signer);
	home_end(&catalogue->home);
	ledger_close(catalogue->ledger);
	if (catalogue->database != NULL && catalogue->writable)
		database_settle(catalogue->database);
	database_close(catalogue->database);
	vault_close(catalogue->vault);
	if (catalogue->folder >= 0)
		close(catalogue->folder);
	free(catalogue->path);
	free(catalogue);
}

/* Not a catalogue, or what is left of one. */
static enum status
refuse_folder(const struct catalogue *catalogue, const char *path, struct error *err)
{
	if (catalogue->folder >= 0 &&
	    faccessat(catalogue->folder, "originals", F_OK, AT_SYMLINK_NOFOLLOW) == 0)
		return fail(err, STATUS_UNUSABLE,
		            "%s has originals but no " CATALOGUE_DATABASE ": the database was lost; change nothing here and restore it from a backup",
		            path);
	return fail(err, STATUS_UNUSABLE, "%s is not a catalogue: make one with `vidimus init`", path);
}

static enum status
open_folder(struct catalogue *catalogue, const char *path, struct error *err)
{
	catalogue->path = realpath(path, NULL);
	if (catalogue->path != NULL)
		catalogue->folder = open(catalogue->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (catalogue->folder < 0 || faccessat(catalogue->folder, CATALOGUE_DATABASE, F_OK, 0) != 0) {
		if (errno == ENOENT || errno == ENOTDIR)
			return refuse_folder(catalogue, path, err);
		if (errno == EACCES)
			return fail(err, STATUS_UNUSABLE,
			            "you may not enter the catalogue %s: ask its owner for permission, or work as its user",
			            path);
		fail_os(err, "cannot open the catalogue %s", path);
		return fail_as(err, STATUS_UNUSABLE);
	}
	return STATUS_OK;
}

/* Events that were added to a backup would be lost with the next one. */
static enum status
look_for_backup(struct catalogue *catalogue, enum opening opening, struct error *err)
{
	catalogue->is_backup = faccessat(catalogue->folder, CATALOGUE_BACKUP_MARKER, F_OK,
	                                 AT_SYMLINK_NOFOLLOW) == 0;
	if (!catalogue->is_backup || !may_write(opening))
		return STATUS_OK;
	return fail(err, STATUS_REFUSED,
	            "%s is a backup: it may be read and audited; `vidimus restore` makes a catalogue of it",
	            catalogue->path);
}

static enum status
open_vault(struct catalogue *catalogue, enum opening opening, struct error *err)
{
	struct filesystem_abilities abilities;
	SCOPED_FD staging = -1;
	enum status st;

	if (!may_write(opening))
		return vault_open(&catalogue->vault, catalogue->folder, NULL, err);
	/* there, what a kill in the midst leaves is found among the leftovers */
	staging = openat(catalogue->folder, "staging", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	st = filesystem_check(staging >= 0 ? staging : catalogue->folder, catalogue->path, &abilities,
	                      err);
	if (st == STATUS_OK)
		st = vault_open(&catalogue->vault, catalogue->folder, &abilities, err);
	return st == STATUS_IO ? fail_as(err, STATUS_UNUSABLE) : st;
}

static enum status
open_log(struct catalogue *catalogue, enum opening opening, struct error *err)
{
	SCOPED(buffer) name = { 0 };
	enum status st;

	buffer_append_format(&name, "%s/" CATALOGUE_DATABASE, catalogue->path);
	st = buffer_check(&name, err);
	if (st == STATUS_OK)
		st = database_open(&catalogue->database, buffer_string(&name),
		                   may_write(opening) ? DATABASE_WRITE : DATABASE_READ, err);
	if (st == STATUS_OK)
		st = ledger_open(&catalogue->ledger, catalogue->database, casework_projector(),
		                 catalogue->here.sources, err);
	if (st == STATUS_OK)
		st = ledger_uuid(catalogue->ledger, &catalogue->uuid, err);
	if (st == STATUS_NOT_FOUND)
		return fail(err, STATUS_UNUSABLE,
		            "the catalogue %s is empty: its `init` was not finished",
		            catalogue->path);
	return st;
}

/* What keeps a catalogue from being written. */
struct objection {
	bool         rebuilding; /* triggers of the projection go with its tables then */
	bool         found;
	struct error err;
};

/* A trigger that somebody added could lose, copy or alter what is written. */
static void
object(void *context, enum schema_finding finding, const char *text)
{
	struct objection *objection = context;

	if (objection->found || finding == SCHEMA_FOREIGN ||
	    (finding == SCHEMA_TRIGGER && objection->rebuilding))
		return;
	objection->found = true;
	fail(&objection->err, STATUS_UNUSABLE,
	     "somebody changed the database's own rules: %s: run `vidimus audit`%s", text,
	     finding == SCHEMA_TRIGGER ? ", then `vidimus rebuild`" : "");
}

static enum status
check_protection(struct catalogue *catalogue, enum opening opening, struct error *err)
{
	struct objection objection = { .rebuilding = opening == OPEN_REBUILDING };
	enum status st = database_check_schema(catalogue->database, object, &objection, err);

	if (st != STATUS_OK || !objection.found)
		return st;
	return fail(err, STATUS_UNUSABLE, "%s", objection.err.text);
}

static enum status
open_parts(struct catalogue *catalogue, const char *path, enum opening opening, struct error *err)
{
	enum status st = open_folder(catalogue, path, err);

	if (st == STATUS_OK)
		st = look_for_backup(catalogue, opening, err);
	if (st == STATUS_OK)
		st = open_log(catalogue, opening, err);
	if (st == STATUS_OK && may_write(opening))
		st = check_protection(catalogue, opening, err);
	if (st == STATUS_OK)
		st = open_vault(catalogue, opening, err);
	if (st == STATUS_OK && opening != OPEN_REBUILDING)
		st = replay_check(catalogue->ledger, err);
	if (st == STATUS_OK && opening != OPEN_AUDITING && !catalogue->is_backup)
		st = home_find(catalogue, opening == OPEN_REBUILDING, err);
	if (st == STATUS_OK && may_write(opening) && opening != OPEN_REBUILDING)
		st = home_allow_writing(catalogue, err);
	if (st == STATUS_OK && may_write(opening) && opening != OPEN_REBUILDING) {
		st = home_prepare(catalogue, err);
		home_give_up(catalogue);
	}
	return st;
}

/* A message names the catalogue, once: whoever works with several must know which. */
static enum status
naming_it(const struct catalogue *catalogue, const char *doing, enum status st, struct error *err)
{
	const char *path = catalogue->path;

	if (st == STATUS_OK || err == NULL || path == NULL || strstr(err->text, path) != NULL)
		return st;
	return while_doing(err, st, "%s the catalogue %s", doing, path);
}

static enum status
open_for(struct catalogue **out, const char *path, enum opening opening,
         const struct surroundings *here, struct error *err)
{
	struct catalogue *catalogue = calloc(1, sizeof *catalogue);
	enum status st;

	if (catalogue == NULL)
		return fail_memory(err);
	catalogue->folder = -1;
	catalogue->here = *here;
	catalogue->writable = may_write(opening);
	catalogue->moving = opening == OPEN_ADOPTING;
	catalogue->resuming = opening == OPEN_RESUMING;
	st = open_parts(catalogue, path, opening, err);
	st = naming_it(catalogue, "opening", st, err);
	if (st != STATUS_OK) {
		catalogue_close(catalogue);
		return st;
	}
	*out = catalogue;
	return STATUS_OK;
}

enum status
catalogue_open(struct catalogue **out, const char *path, bool writing,
               const struct surroundings *here, struct error *err)
{
	return open_for(out, path, writing ? OPEN_WRITING : OPEN_READING, here, err);
}

enum status
catalogue_open_for_rebuild(struct catalogue **out, const char *path,
                           const struct surroundings *here, struct error *err)
{
	return open_for(out, path, OPEN_REBUILDING, here, err);
}

enum status
catalogue_open_for_audit(struct catalogue **out, const char *path,
                         const struct surroundings *here, struct error *err)
{
	return open_for(out, path, OPEN_AUDITING, here, err);
}

enum status
catalogue_open_for_adopting(struct catalogue **out, const char *path,
                            const struct surroundings *here, struct error *err)
{
	return open_for(out, path, OPEN_ADOPTING, here, err);
}

enum status
catalogue_open_for_resuming(struct catalogue **out, const char *path,
                            const struct surroundings *here, struct error *err)
{
	return open_for(out, path, OPEN_RESUMING, here, err);
}

enum status
catalogue_sign_as(struct catalogue *catalogue, struct signing_key *key, bool key_lies_open,
                  struct error *err)
{
	signing_key_close(catalogue->signer);
	catalogue->signer = key;
	catalogue->key_lies_open = key_lies_open;
	return signer_check(catalogue, err);
}

static enum status
begin_locked(struct catalogue *catalogue, struct change **out, struct error *err)
{
	enum status st = replay_check(catalogue->ledger, err);

	if (st == STATUS_OK)
		st = home_still_extends(catalogue, err);
	if (st == STATUS_OK)
		st = signer_check(catalogue, err); /* another may have declared it compromised meanwhile */
	if (st == STATUS_OK)
		st = home_prepare(catalogue, err);
	if (st != STATUS_OK)
		return st;
	st = change_begin(out, catalogue->ledger, catalogue->signer, err);
	if (st == STATUS_OK && catalogue->needs_home) {
		st = home_add(catalogue, *out, err);
		if (st != STATUS_OK) {
			change_end(*out);
			*out = NULL;
		}
	}
	if (st != STATUS_OK)
		home_give_up(catalogue);
	return st;
}

enum status
catalogue_begin(struct catalogue *catalogue, const char *verb, struct change **out,
                struct error *err)
{
	enum status st;

	if (catalogue->signer == NULL)
		return fail(err, STATUS_FAULT, "a change without a key");
	st = lock_take(&catalogue->lock, catalogue->folder, verb, LOCK_USUAL_WAIT, err);
	if (st != STATUS_OK)
		return naming_it(catalogue, "locking", st, err);
	st = begin_locked(catalogue, out, err);
	if (st != STATUS_OK) {
		lock_release(catalogue->lock);
		catalogue->lock = NULL;
	}
	return naming_it(catalogue, "changing", st, err);
}

/* The change is done, whatever comes of remembering it. */
static void
remember(struct catalogue *catalogue)
{
	struct error why = { 0 };

	catalogue->forgetful = home_remember(catalogue, &why) != STATUS_OK;
	if (!catalogue->forgetful)
		return;
	catalogue->needs_home = false; /* it was added with this change */
	while_doing(&why, why.status,
	            "remembering this change. It is in the catalogue, whole and durable; only this login's memory of it is not, so that a roll-back to the state before would not be noticed here until the next change is remembered");
	catalogue->memory_failure = why;
	home_give_up(catalogue);
}

enum status
catalogue_commit(struct catalogue *catalogue, struct change *change, struct error *err)
{
	bool changed = change_count(change) > 0;
	enum status st = change_commit(change, err);

	change_end(change);
	if (st == STATUS_OK && changed)
		remember(catalogue);
	else
		home_give_up(catalogue);
	lock_release(catalogue->lock);
	catalogue->lock = NULL;
	return st;
}

void
catalogue_abandon(struct catalogue *catalogue, struct change *change)
{
	change_end(change);
	home_give_up(catalogue);
	lock_release(catalogue->lock);
	catalogue->lock = NULL;
}

enum status
catalogue_finish(struct catalogue *catalogue, struct change *change, enum status status,
                 struct error *err)
{
	if (status == STATUS_OK)
		return catalogue_commit(catalogue, change, err);
	catalogue_abandon(catalogue, change);
	return status;
}

/* The largest number in use, by kind; constant texts so that each is prepared once. */
static const char *
largest_number_sql(char kind)
{
	switch (kind) {
	case 'A':
		return "SELECT coalesce(max(number), 0) FROM p_claims";
	case 'B':
		return "SELECT coalesce(max(number), 0) FROM p_bundles";
	case 'C':
		return "SELECT coalesce(max(number), 0) FROM p_channels";
	case 'D':
		return "SELECT coalesce(max(number), 0) FROM p_deliveries";
	case 'E':
		return "SELECT coalesce(max(number), 0) FROM p_items";
	case 'F':
		return "SELECT coalesce(max(number), 0) FROM p_findings";
	case 'G':
		return "SELECT coalesce(max(number), 0) FROM p_searches";
	case 'L':
		return "SELECT coalesce(max(number), 0) FROM p_depictions";
	case 'X':
		return "SELECT max((SELECT coalesce(max(number), 0) FROM p_attachments),"
		       " (SELECT coalesce(max(number), 0) FROM p_derivatives))";
	case 'I':
		return "SELECT coalesce(max(number), 0) FROM p_incidents";
	case 'K':
		return "SELECT coalesce(max(number), 0) FROM p_actors";
	case 'M':
		return "SELECT coalesce(max(number), 0) FROM p_matches";
	case 'P':
		return "SELECT coalesce(max(number), 0) FROM p_postings";
	case 'Q':
		return "SELECT coalesce(max(number), 0) FROM p_acquisitions";
	case 'N':
		return "SELECT coalesce(max(number), 0) FROM p_citations";
	case 'R':
		return "SELECT coalesce(max(number), 0) FROM p_reports";
	case 'H':
		return "SELECT coalesce(max(number), 0) FROM p_holds";
	case 'S':
		return "SELECT coalesce(max(number), 0) FROM p_consents";
	case 'T':
		return "SELECT coalesce(max(number), 0) FROM p_transfers";
	case 'V':
		return "SELECT coalesce(max(number), 0) FROM p_footage";
	case 'W':
		return "SELECT coalesce(max(number), 0) FROM p_persons";
	default:
		return NULL;
	}
}

enum status
catalogue_next_number(struct catalogue *catalogue, char kind, int64_t *out, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	const char *sql = largest_number_sql(kind);
	enum status st;

	if (sql == NULL)
		return fail(err, STATUS_FAULT, "no short ids of the kind %c", kind);
	st = database_statement(catalogue->database, sql, &statement, err);
	if (st == STATUS_OK)
		st = statement_step(statement, err);
	if (st == STATUS_OK)
		*out = statement_integer(statement, 0) + 1;
	return st;
}

enum status
catalogue_next_id(struct catalogue *catalogue, char kind, json_t **open, int64_t *number,
                  struct error *err)
{
	char text[SHORT_ID_SIZE];
	enum status st = catalogue_next_number(catalogue, kind, number, err);

	if (st != STATUS_OK)
		return st;
	short_id_write(text, (struct short_id){ kind, *number });
	*open = json_pack("{s:s}", "short_id", text);
	return *open ? STATUS_OK : fail_memory(err);
}
