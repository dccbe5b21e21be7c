/* SPDX-License-Identifier: Apache-2.0 */
/* verb_transfer.c - `vidimus transfer`: copies that are given to somebody else. */
#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/fields.h"
#include "cli/gathered.h"
#include "cli/record_edit.h"
#include "cli/session.h"
#include "cli/transfer_receipt.h"

#include <vidimus/consent.h>

#include <stdlib.h>

static void
answer(struct command *command, const char *id, size_t made)
{
	if (command->settings.json)
		output_json(command->output,
		            json_pack("{s:s,s:I}", "id", id, "transfers", (json_int_t)made));
	else if (made == 1)
		output_format(command->output, "The transfer is %s.\n", id);
	else
		output_format(command->output, "%zu transfers are recorded, from %s on.\n", made, id);
}

/* Words of a line of ids, which it cuts up; *count of them, owned. */
static const char **
cut_ids(struct buffer *line, size_t *count)
{
	const char **ids = calloc(line->n / 2 + 1, sizeof *ids);
	char *at = line->p;

	*count = 0;
	for (size_t i = 0; ids != NULL && i < line->n; i++) {
		if (line->p[i] != ' ')
			continue;
		line->p[i] = '\0';
		ids[(*count)++] = at;
		at = line->p + i + 1;
	}
	return ids;
}

static enum status
apply(struct command *command, const struct vidimus_field *fields, size_t count,
      struct error *err)
{
	SCOPED(buffer) line = { 0 };
	SCOPED_FREE const char **ids = NULL;
	char id[VIDIMUS_ID_SIZE];
	size_t id_count = 0, made = 0;
	enum status status = ids_gather(command, &line, err);

	if (status != STATUS_OK)
		return status;
	ids = cut_ids(&line, &id_count);
	if (ids == NULL)
		return fail_memory(err);
	status = vidimus_transfer(command->session->catalogue, ids, id_count, fields, count, id,
	                          &made, err);
	if (status == STATUS_OK)
		answer(command, id, made);
	return status;
}

static enum status
run(struct command *command, struct error *err)
{
	return record_words(command, apply, err);
}

static const char *const audiences[] = { "court", "defence", "partner", "public", NULL };
static const char *const terms[] = { "disclosable", "lead-only", NULL };

static const struct verb_option options[] = {
	{ .name = "to", .kind = VALUE_TEXT, .argument = "W-…|CODE", .about = "Who received it" },
	{ .name = "to-organisation", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .limit = 1024, .about = "Or an organisation; never a private person" },
	{ .name = "for", .kind = VALUE_CHOICE, .argument = "AUDIENCE", .choices = audiences,
	  .required = true, .about = "What kind of recipient, by which consents and restrictions are asked" },
	{ .name = "purpose", .kind = VALUE_TEXT, .argument = "TEXT", .required = true,
	  .about = "What for; it may be disclosed: no person, source or private place" },
	{ .name = "terms", .kind = VALUE_CHOICE, .argument = "TERMS", .choices = terms, .required = true,
	  .about = "May it be used as evidence, or only as a lead" },
	{ .name = "expires", .kind = VALUE_TEXT, .argument = "DATE",
	  .about = "Until when it may be kept, as EDTF" },
	{ .name = "no-onward", .is_recorded = true, .about = "It must not be passed on" },
	{ 0 },
};

static const struct verb_option way_options[] = {
	{ .name = "means", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true, .limit = 1024,
	  .about = "How it travelled" },
	{ .name = "condition", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .limit = 4096, .about = "In what condition" },
	{ .name = "handed-over", .kind = VALUE_TEXT, .argument = "DATE", .about = "When, as EDTF" },
	{ .name = "place", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .about = "Where, as in `vidimus incident add`" },
	{ .name = "receipt", .kind = VALUE_TEXT, .argument = "X-…", .about = "Attachment with the receipt" },
	{ .name = "derivative", .kind = VALUE_TEXT, .argument = "X-…",
	  .about = "Give this derivative of the only item, and not its original bytes" },
	{ .name = "because", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .limit = 16384, .about = "Why, for colleagues" },
	{ 0 },
};

static const struct verb_example examples[] = {
	{ "transfer make E-1 --to W-7 --for court --fields more.json",
	  "To a person who has a record." },
	{ "transfer make E-1..E-9 --fields transfer.json", "From a JSON object." },
	{ 0 },
};

static const struct verb verb_transfer_make = {
	.name = "make", .summary = "Record that items were given to somebody else",
	.about = "Refused, with exit code 5 and nothing done, where somebody's consent, a restriction "
	         "or a destruction stands in the way of one of them (`vidimus consent check` tells). "
	         "The chain of custody of each item tells of it.",
	.arguments = "ITEM…", .argument_kind = VALUE_ID, .least = 1, .most = ARGUMENTS_MANY,
	.options = { options, way_options, fields_options }, .examples = examples,
	.needs = NEEDS_KEY, .run = run,
};

static const struct verb *const verbs[] = { &verb_transfer_make, &verb_transfer_receipt, NULL };

const struct verb verb_transfer = {
	.name = "transfer", .summary = "Record that items were given away, and receipts of it",
	.about = "`vidimus transfer ITEM… …` records that they were given away.",
	.group = GROUP_CUSTODY, .verbs = verbs, .fallback = &verb_transfer_make,
};
