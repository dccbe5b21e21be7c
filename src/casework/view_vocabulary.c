/* SPDX-License-Identifier: Apache-2.0 */
/* view_vocabulary.c - lists of terms, and which lists there are. */
#include "casework/view_records.h"

#include "base/suggestion.h"
#include "casework/view_row.h"
#include "casework/vocabulary.h"
#include "casework/vocabulary_labels.h"

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

enum status
vocabulary_find(struct database *database, struct text vocabulary, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	struct suggestion meant = { .word = vocabulary };
	char words[SUGGESTION_TEXT_SIZE];
	enum status st = database_statement(database, lists.sql, &row, err);

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

/* Terms on their way out, with what another language calls them. */
struct translation {
	const struct view_output *to;
	struct text               labels, vocabulary;
};

static enum status
emit_translated(void *context, json_t *term, struct error *err)
{
	const struct translation *translation = context;
	struct text code = { NULL, 0 }, label = { NULL, 0 };

	if (json_member_text(term, "code", &code))
		label = vocabulary_label(translation->labels, translation->vocabulary, code);
	if (json_object_set_new(term, "translation", label.p ? json_of_text(label) : json_null()) != 0)
		return fail_memory(err);
	return translation->to->emit(translation->to->context, term, err);
}

enum status
vocabulary_terms(struct ledger *ledger, const char *vocabulary, const char *language,
                 const struct view_output *to, struct error *err)
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
	struct translation translation = { .to = to, .vocabulary = text_of(vocabulary) };
	const struct view_output translated = { emit_translated, &translation };
	enum status st = vocabulary_find(ledger_database(ledger), text_of(vocabulary), err);

	if (st == STATUS_OK && language != NULL)
		st = vocabulary_labels(language, &translation.labels, err);
	return st == STATUS_OK ? emit_rows(ledger, &terms, text_of(vocabulary),
	                                   language != NULL ? &translated : to, err)
	                       : st;
}
