/* SPDX-License-Identifier: Apache-2.0 */
/* consent_text.c - persons, consents, restrictions, holds and transfers as tables. */
#include "cli/consent_text.h"

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/shown.h"

static const struct shown_column person_columns[] = {
	{ .title = "PERSON", .name = "person" },
	{ .title = "CODE", .name = "person_code" },
	{ .title = "ROLE", .name = "role" },
	{ .title = "PART", .name = "part_words" },
	{ .title = "NOTE", .name = "note", .shrinks = true },
	{ 0 },
};

static const struct shown_column link_columns[] = {
	{ .title = "RECORD", .name = "about" },
	{ .title = "ROLE", .name = "role" },
	{ .title = "PART", .name = "part_words" },
	{ .title = "LINKED", .name = "time", .form = SHOWN_TIME },
	{ .title = "NOTE", .name = "note", .shrinks = true },
	{ 0 },
};

static const struct shown_column consent_columns[] = {
	{ .title = "CONSENT", .name = "id" },
	{ .title = "BASIS", .name = "basis" },
	{ .title = "PURPOSES", .name = "purposes", .shrinks = true },
	{ .title = "EXPIRES", .name = "expires" },
	{ .title = "STATE", .name = "state" },
	{ 0 },
};

static const struct shown_column withdrawal_columns[] = {
	{ .title = "EVENT", .name = "seq", .right = true },
	{ .title = "TIME", .name = "time", .form = SHOWN_TIME },
	{ .title = "BY", .name = "actor" },
	{ .title = "PURPOSES", .name = "purposes" },
	{ .title = "WISHES", .name = "wishes", .shrinks = true },
	{ 0 },
};

static const struct shown_column restriction_columns[] = {
	{ .title = "USES", .name = "uses" },
	{ .title = "SINCE", .name = "placed", .form = SHOWN_TIME },
	{ .title = "UNTIL", .name = "until" },
	{ .title = "THROUGH", .name = "through" },
	{ .title = "BECAUSE", .name = "because", .shrinks = true },
	{ 0 },
};

static const struct shown_column hold_columns[] = {
	{ .title = "HOLD", .name = "id" },
	{ .title = "KIND", .name = "kind" },
	{ .title = "SINCE", .name = "placed", .form = SHOWN_TIME },
	{ .title = "UNTIL", .name = "until" },
	{ .title = "THROUGH", .name = "through" },
	{ 0 },
};

static const struct shown_column lifting_columns[] = {
	{ .title = "EVENT", .name = "seq", .right = true },
	{ .title = "TIME", .name = "time", .form = SHOWN_TIME },
	{ .title = "BY", .name = "actor" },
	{ .title = "BECAUSE", .name = "because", .shrinks = true },
	{ 0 },
};

static const struct shown_column transfer_columns[] = {
	{ .title = "TRANSFER", .name = "id" },
	{ .title = "TIME", .name = "time", .form = SHOWN_TIME },
	{ .title = "BY", .name = "actor" },
	{ .title = "ORGANISATION", .name = "to_organisation", .shrinks = true },
	{ .title = "PERSON", .name = "to_person_code" },
	{ .title = "FOR", .name = "audience" },
	{ .title = "TERMS", .name = "terms" },
	{ .title = "ONLY TO THEM", .name = "no_onward" },
	{ .title = "UNTIL", .name = "expires" },
	{ 0 },
};

static const struct shown_column holder_columns[] = {
	{ .title = "WHAT", .name = "kind" },
	{ .title = "ID", .name = "id" },
	{ .title = "ITEM", .name = "item" },
	{ .title = "WHERE", .name = "to", .shrinks = true },
	{ .title = "TIME", .name = "time", .form = SHOWN_TIME },
	{ .title = "TERMS", .name = "terms" },
	{ 0 },
};

enum status
limits_print(struct command *command, const json_t *record, struct error *err)
{
	static const struct {
		const char                *heading, *name;
		const struct shown_column *columns;
	} tables[] = {
		{ "Persons", "persons", person_columns },
		{ "Linked with", "links", link_columns },
		{ "Consents", "consents", consent_columns },
		{ "Withdrawn", "withdrawals", withdrawal_columns },
		{ "Restricted", "restrictions", restriction_columns },
		{ "Held", "holds", hold_columns },
		{ "Lifted", "lifting", lifting_columns },
		{ "Transfers", "transfers", transfer_columns },
		{ "Who has it", "holders", holder_columns },
	};
	enum status status = STATUS_OK;

	for (size_t i = 0; status == STATUS_OK && i < sizeof tables / sizeof tables[0]; i++)
		status = shown_table(command, tables[i].heading, record, tables[i].name,
		                     tables[i].columns, err);
	return status;
}

enum status
transfers_print(struct command *command, const json_t *record, struct error *err)
{
	json_t *list = json_object_get(record, "transfers"), *transfer;
	enum status status = STATUS_OK;
	struct listing listing;
	size_t i;

	if (json_array_size(list) == 0)
		return STATUS_OK;
	listing_begin(&listing, command, transfer_columns);
	json_array_foreach(list, i, transfer) {
		if (status == STATUS_OK)
			status = listing_add(&listing, transfer, err);
	}
	status = listing_finish(&listing, status, NULL, err);
	listing_end(&listing);
	return status;
}

void
notices_print(struct command *command, const json_t *consent)
{
	json_t *list = json_object_get(consent, "holders"), *holder;
	size_t i;

	json_array_foreach(list, i, holder) {
		const char *notice = shown_string(holder, "notice"), *id = shown_string(holder, "id");
		struct text rest = text_of(notice ? notice : ""), line;

		if (notice == NULL)
			continue;
		output_format(command->output, "\nDraft of a notice about %s:\n\n", id ? id : "a copy");
		while (rest.p != NULL && rest.n > 0) {
			line = text_cut(&rest, '\n');
			output_string(command->output, "    ");
			output_escaped(command->output, line);
			output_string(command->output, "\n");
		}
	}
}
