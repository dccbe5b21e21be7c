/* SPDX-License-Identifier: Apache-2.0 */
/* view_vocabulary.c - lists of terms, and which lists there are. */
#include "casework/view_records.h"

#include "base/suggestion.h"
#include "casework/view_row.h"

#include "base/error.h"
#include "base/text.h"

static enum status
emit_row(const struct view_select *select, struct statement *row, const struct view_output *to,
         struct error *err)
{
	SCOPED_JSON json_t *object = json_object();
	enum status st = object ? view_fill(object, select, row, err) : fail_memory(err);

	return st == STATUS_OK ? to->emit(to->context, object, err) : st;
}

/* Lists of terms are short: tens of rows, a few hundred in all. */
static enum status
emit_rows(struct ledger *ledger, const struct view_select *select, struct text key,
          const struct view_output *to, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = view_query(ledger, select->sql, key, &row, err);

	while (st == STATUS_OK && (st = statement_step(row, err)) == STATUS_OK)
		st = emit_row(select, row, to, err);
	return st == STATUS_DONE ? STATUS_OK : st;
}

static const struct view_column list_columns[] = {
	{ "vocabulary", VIEW_TEXT },
	{ "terms", VIEW_INTEGER },
	{ "deprecated", VIEW_INTEGER },
};

static const struct view_select lists = {
	.sql = "SELECT vocabulary, count(*), sum(deprecated <> '') FROM p_terms"
	       " GROUP BY vocabulary ORDER BY vocabulary",
	VIEW_COLUMNS(list_columns),
};

enum status
vocabulary_list(struct ledger *ledger, const struct view_output *to, struct error *err)
{
	return emit_rows(ledger, &lists, (struct text){ NULL, 0 }, to, err);
}

/* STATUS_OK when there is such a list, else STATUS_NOT_FOUND with those of like name. */
static enum status
find_list(struct ledger *ledger, struct text vocabulary, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	struct suggestion meant = { .word = vocabulary };
	char words[SUGGESTION_TEXT_SIZE];
	enum status st = database_statement(ledger_database(ledger), lists.sql, &row, err);

	while (st == STATUS_OK && (st = statement_step(row, err)) == STATUS_OK) {
		if (text_equal(statement_text(row, 0), vocabulary))
			return STATUS_OK;
		suggestion_consider(&meant, statement_text(row, 0));
	}
	if (st != STATUS_DONE)
		return st;
	suggestion_write(words, &meant);
	return fail(err, STATUS_NOT_FOUND, "there is no vocabulary “%.*s”%s",
	            (int)(vocabulary.n < 100 ? vocabulary.n : 100), vocabulary.p, words);
}

enum status
vocabulary_terms(struct ledger *ledger, const char *vocabulary, const struct view_output *to,
                 struct error *err)
{
	static const struct view_column columns[] = {
		{ "vocabulary", VIEW_TEXT }, { "code", VIEW_TEXT },    { "label", VIEW_TEXT },
		{ "definition", VIEW_TEXT }, { "broader", VIEW_TEXT }, { "source", VIEW_TEXT },
		{ "deprecated", VIEW_TEXT },
	};
	static const struct view_select terms = {
		.sql = "SELECT vocabulary, code, label, definition, nullif(broader, ''),"
		       " nullif(source, ''), nullif(deprecated, '') FROM p_terms"
		       " WHERE vocabulary = $1 ORDER BY position",
		VIEW_COLUMNS(columns),
	};
	enum status st = find_list(ledger, text_of(vocabulary), err);

	return st == STATUS_OK ? emit_rows(ledger, &terms, text_of(vocabulary), to, err) : st;
}
