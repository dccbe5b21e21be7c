/* SPDX-License-Identifier: Apache-2.0 */
/* fingerprint_remake.c - series and sounds that derived/ lost, made again by the parser. */
#include "casework/fingerprint_record.h"

#include "casework/item_object.h"
#include "store/derived.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdio.h>
#include <sys/stat.h>

/*
 * Are all files of an item's fingerprints there? STATUS_FALSE, with *lost the
 * first that is not, or has other bytes; STATUS_NOT_FOUND when it has none.
 */
static enum status
check_files(struct catalogue *catalogue, struct text item, struct digest *lost, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(catalogue->database,
	                                    "SELECT blob FROM p_films WHERE item = $1 AND blob IS"
	                                    " NOT NULL UNION ALL SELECT sound FROM p_fingerprints"
	                                    " WHERE item = $1 AND sound IS NOT NULL",
	                                    &row, err);
	size_t count = 0;

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, item);
	while ((st = statement_step(row, err)) == STATUS_OK) {
		count++;
		if (!digest_read(statement_text(row, 0), lost))
			return fail(err, STATUS_FAULT, "a table names a fingerprint by no hash");
		st = derived_check(catalogue->folder, lost, err);
		if (st != STATUS_OK)
			return st == STATUS_NOT_FOUND ? fail_as(err, STATUS_FALSE) : st;
	}
	if (st != STATUS_DONE)
		return st;
	return count ? STATUS_OK : STATUS_NOT_FOUND;
}

/* Writes the files of its fingerprints, whichever these are now. */
static enum status
make_files(struct catalogue *catalogue, struct worker *worker, const struct uuid *item,
           struct error *err)
{
	struct parser_task task = { .work = PARSER_FINGERPRINT };
	SCOPED(fingerprints) fingerprints = { 0 };
	SCOPED(examination) examination = { 0 };
	SCOPED_JSON json_t *values = NULL;
	struct item_object source;
	SCOPED_FD file = -1;
	struct stat held;
	enum status st = item_object_open(catalogue, item, &source, &file, err);

	if (st != STATUS_OK)
		return st;
	if (fstat(file, &held) != 0)
		return fail_os(err, "cannot look at the held file");
	snprintf(task.media_type, sizeof task.media_type, "%s", source.media_type);
	st = worker_fingerprint(worker, file, (uint64_t)held.st_size, &task, NULL, &fingerprints,
	                        &examination, err);
	return st == STATUS_OK ? fingerprint_values(catalogue, &fingerprints, &examination,
	                                            &source.object, &values, err)
	                       : st;
}

/* Another build, or a hurried film on a machine of another speed, hashes otherwise. */
static enum status
check_made(struct catalogue *catalogue, struct text item, struct digest *lost, const char *id,
           struct error *err)
{
	struct error why = { 0 };
	enum status st = check_files(catalogue, item, lost, &why);

	if (st == STATUS_FALSE)
		return fail(err, STATUS_FALSE,
		            "its file gives another fingerprint now than the one recorded; `vidimus examine %s` records it",
		            id);
	return st == STATUS_OK ? st : fail(err, st, "%s", why.text);
}

/* What became of one, unless that ends it all: no worker, no memory, asked to stop. */
static enum status
remake_if_lost(struct catalogue *catalogue, struct worker *worker, struct text uuid,
               const struct uuid *item, struct derivation_remade *out, struct error *why)
{
	enum status st = check_files(catalogue, uuid, &out->digest, why);

	out->state = DERIVATION_THERE;
	if (st != STATUS_FALSE)
		return st;
	st = make_files(catalogue, worker, item, why);
	if (st == STATUS_OK)
		st = check_made(catalogue, uuid, &out->digest, out->id, why);
	if (st == STATUS_OK) {
		out->state = DERIVATION_REMADE;
	} else if (st == STATUS_FALSE || st == STATUS_NOT_FOUND) {
		out->state = DERIVATION_FAILED;
		out->why = why->text;
		st = STATUS_OK;
	}
	return st;
}

static enum status
remake_one(struct catalogue *catalogue, struct worker *worker, struct text uuid, remade_taker *tell,
           void *context, struct error *err)
{
	struct derivation_remade remade = { .kind = "fingerprint" };
	struct item_object source = { .id = "" };
	struct error why = { 0 };
	struct uuid item;
	enum status st;

	if (!uuid_read(uuid, &item))
		return fail(err, STATUS_FAULT, "a table names an item by no UUID");
	st = item_object_read(catalogue, &item, &source, &why);
	snprintf(remade.id, sizeof remade.id, "%s", source.id);
	if (st == STATUS_OK || st == STATUS_NOT_FOUND)
		st = remake_if_lost(catalogue, worker, uuid, &item, &remade, &why);
	if (st == STATUS_NOT_FOUND) /* pictures alone have no files */
		return STATUS_OK;
	return st == STATUS_OK ? tell(context, &remade, err) : fail(err, st, "%s", why.text);
}

enum status
fingerprint_remake(struct catalogue *catalogue, struct worker *worker, remade_taker *tell,
                   void *context, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(catalogue->database,
	                                    "SELECT item FROM p_fingerprints ORDER BY seq", &row,
	                                    err);

	if (st != STATUS_OK)
		return st;
	while ((st = statement_step(row, err)) == STATUS_OK) {
		st = remake_one(catalogue, worker, statement_text(row, 0), tell, context, err);
		if (st != STATUS_OK)
			return st;
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}
