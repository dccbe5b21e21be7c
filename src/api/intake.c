/* SPDX-License-Identifier: Apache-2.0 */
/* intake.c - runs of intake through the public library. */
#include "api/api_internal.h"
#include "api/taking_words.h"

#include "casework/resolve.h"
#include "intake/pipeline.h"

#include "base/error.h"
#include "base/text.h"

#include <vidimus/intake.h>

#include <sys/stat.h>

/* After what was taken in is durable; the same lines of options as the files have. */
static void
match_new(struct vidimus_catalogue *catalogue, const struct vidimus_intake_options *options,
          const char *verb, struct vidimus_matching *out)
{
	api_match(catalogue,
	          &(struct matching_settings){ .verb = verb,
	                                       .matches = options->matches,
	                                       .progress = options->progress,
	                                       .context = options->context,
	                                       .stop = options->stop },
	          out);
}

/* The exhibit that the run's file joins; *out stays NULL where none is named. */
static enum status
read_filling(struct vidimus_catalogue *catalogue, const struct vidimus_intake_options *options,
             struct filling *room, const struct filling **out, struct error *err)
{
	struct resolved resolved;
	enum status st;

	if (options->as == NULL && (options->grounds != NULL || options->protected_grounds != NULL))
		return fail(err, STATUS_INVALID, "grounds are of a file that joins an exhibit, which is not named");
	if (options->as == NULL)
		return STATUS_OK;
	st = resolve(catalogue->inner->ledger, text_of(options->as), "E", &resolved, err);
	*room = (struct filling){ resolved.uuid, options->grounds, options->protected_grounds };
	*out = room;
	return st;
}

/* One file and nothing else becomes that of an exhibit. */
static enum status
check_single(const struct vidimus_intake_options *options, struct error *err)
{
	struct stat st;

	if (options->as == NULL)
		return STATUS_OK;
	if (!options->accession || options->path_count != 1 || options->list >= 0)
		return fail(err, STATUS_INVALID, "one file joins %s: name it, and nothing else",
		            options->as);
	if (lstat(options->paths[0], &st) == 0 && !S_ISREG(st.st_mode))
		return fail(err, STATUS_INVALID, "%s is no file that could join %s",
		            options->paths[0], options->as);
	return STATUS_OK;
}

enum status
vidimus_intake(struct vidimus_catalogue *catalogue, const struct vidimus_intake_options *options,
               struct vidimus_intake_summary *out, struct error *err)
{
	struct provenance_words words = taking_provenance(options->provenance);
	struct taking_callbacks passing = { .line = options->line,
		                            .progress = options->progress,
		                            .context = options->context };
	struct intake_summary summary = { 0 };
	struct filling filling;
	struct intake_options inner = { .paths = options->paths,
		                        .path_count = options->path_count,
		                        .list = options->list,
		                        .separator = options->separator,
		                        .words = &words,
		                        .mode = options->accession ? DELIVERY_INTAKE
		                                                   : DELIVERY_RECEIVE,
		                        .all_items = options->all_items || options->as != NULL,
		                        .dry_run = options->dry_run,
		                        .verify_known = options->verify_known,
		                        .allow_unsandboxed = options->allow_unsandboxed,
		                        .verb = options->accession ? "intake" : "receive",
		                        .callbacks = taking_callbacks_of(&passing, options->stop) };
	enum status st = check_single(options, err);

	*out = (struct vidimus_intake_summary){ 0 };
	if (st == STATUS_OK)
		st = read_filling(catalogue, options, &filling, &inner.filling, err);
	if (st != STATUS_OK)
		return st;
	st = intake_run(catalogue->inner, &inner, &summary, err);
	*out = (struct vidimus_intake_summary){ .added = summary.added,
		                                .known = summary.known,
		                                .components = summary.components,
		                                .failed = summary.failed,
		                                .unexamined = summary.unexamined,
		                                .not_kept = summary.not_kept,
		                                .recorded = passing.recorded,
		                                .repaired = passing.repaired,
		                                .bytes = summary.bytes,
		                                .seconds = summary.seconds,
		                                .interrupted = summary.interrupted };
	taking_name_id(out->delivery, 'D', summary.delivery);
	if (summary.receipt.n > 0)
		out->receipt = buffer_take(&summary.receipt);
	intake_summary_end(&summary);
	if (st == STATUS_OK && options->accession && !options->dry_run)
		match_new(catalogue, options, "intake", &out->matching);
	return st;
}

/* The one acquisition that is meant; `resolved` becomes its delivery. */
static enum status
choose_acquisition(struct catalogue *catalogue, struct accession_options *options,
                   struct resolved *resolved, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(catalogue->database,
	                                    "SELECT d.uuid, d.number, i.number FROM p_acquisitions a"
	                                    " JOIN p_deliveries d ON d.uuid = a.delivery"
	                                    " LEFT JOIN p_items i ON i.uuid = a.item"
	                                    " WHERE a.number = $1",
	                                    &row, err);

	if (st != STATUS_OK)
		return st;
	options->acquisition = resolved->number;
	options->all_items = true;
	statement_bind_integer(row, 1, resolved->number);
	st = statement_step(row, err);
	if (st == STATUS_OK && !statement_is_null(row, 2))
		return fail(err, STATUS_REFUSED, "Q-%06lld is of exhibit E-%06lld already",
		            (long long)resolved->number, (long long)statement_integer(row, 2));
	if (st != STATUS_OK || !uuid_read(statement_text(row, 0), &resolved->uuid))
		return fail(err, STATUS_UNUSABLE, "Q-%06lld has no delivery", (long long)resolved->number);
	resolved->number = statement_integer(row, 1);
	return STATUS_OK;
}

enum status
vidimus_accession(struct vidimus_catalogue *catalogue, const char *delivery,
                  const struct vidimus_intake_options *options,
                  struct vidimus_intake_summary *out, struct error *err)
{
	struct taking_callbacks passing = { .line = options->line,
		                            .progress = options->progress,
		                            .context = options->context };
	struct accession_options inner = { .all_items = options->all_items,
		                           .allow_unsandboxed = options->allow_unsandboxed,
		                           .callbacks = taking_callbacks_of(&passing, options->stop) };
	struct accession_summary summary = { 0 };
	struct filling filling;
	struct resolved resolved;
	enum status st = read_filling(catalogue, options, &filling, &inner.filling, err);

	*out = (struct vidimus_intake_summary){ 0 };
	if (st == STATUS_OK)
		st = resolve(catalogue->inner->ledger, text_of(delivery), options->as ? "Q" : "D",
		             &resolved, err);
	if (st == STATUS_OK && options->as != NULL)
		st = choose_acquisition(catalogue->inner, &inner, &resolved, err);
	if (st != STATUS_OK)
		return st;
	inner.delivery = resolved.uuid;
	st = intake_accession(catalogue->inner, &inner, &summary, err);
	out->added = summary.made;
	out->unexamined = summary.unexamined;
	out->seconds = summary.seconds;
	out->interrupted = summary.interrupted;
	taking_name_id(out->delivery, 'D', resolved.number);
	if (st == STATUS_OK)
		match_new(catalogue, options, "accession", &out->matching);
	return st;
}
