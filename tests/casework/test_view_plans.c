/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_view_plans.c - every statement of the views, as it stands in the source,
 * is prepared on a fresh schema and its plan read: where a key is given, no
 * large table may be read from end to end.
 */
#include "casework/view_sample.h"

#include <dirent.h>

/* Tables that grow with the catalogue. */
static const char *const large[] = { "p_items", "p_acquisitions", "p_objects", "p_postings",
	                             "p_notes", "p_failures", "events", "event_values",
	                             "p_examinations", "p_measured", "p_declared",
	                             "p_depictions", "p_relations", "p_searches",
	                             "p_attachments", "p_derivatives", "p_transfers",
	                             "p_person_links", "p_consents", "p_covers", "p_citations", "p_pins",
	                             "p_report_versions", "p_report_origins",
	                             "p_findings", "p_reviews", "p_statuses", "p_status_findings",
	                             "p_finding_bases", "p_dissents_decided", "p_defects_decided",
	                             "p_values_assessed", "p_work", "p_work_tags", "p_notices",
	                             "p_claims", "p_claim_sources", "p_provisions", "p_assessments" };

static size_t statements;

/* Strings defined by #define NAME, and those that stand beside each other, become one statement. */
struct source {
	struct buffer text;
	json_t       *macros; /* name to its replacement's text */
};

static void
append_literal(struct buffer *out, const char **at)
{
	for (++*at; **at != '"' && **at != '\0'; ++*at) {
		if (**at == '\\')
			++*at;
		buffer_append_byte(out, **at);
	}
	if (**at == '"')
		++*at;
}

static void
append_word(struct buffer *word, const char **at)
{
	while ((**at >= 'A' && **at <= 'Z') || **at == '_' || (**at >= '0' && **at <= '9')) {
		buffer_append_byte(word, **at);
		++*at;
	}
}

static void append_expression(struct buffer *out, const char **at, const json_t *macros);

/* A macro's text; BY_PROVENANCE("column") puts its argument where `column` stands. */
static bool
append_macro(struct buffer *out, const char **at, const json_t *macros)
{
	SCOPED(buffer) word = { 0 };
	SCOPED(buffer) argument = { 0 };
	const char *text, *start = *at;

	append_word(&word, at);
	text = json_string_value(json_object_get(macros, buffer_string(&word)));
	if (text == NULL || word.n < 2) {
		*at = start;
		return false;
	}
	if (**at == '(') {
		while (**at == '(' || **at == ' ')
			++*at;
		append_literal(&argument, at);
		++*at;
	}
	for (const char *name; (name = strstr(text, "column")) != NULL && argument.n > 0;
	     text = name + strlen("column")) {
		buffer_append(out, text, (size_t)(name - text));
		buffer_append_string(out, buffer_string(&argument));
	}
	buffer_append_string(out, text);
	return true;
}

/* Literals and macros in a row, white space between them. */
static void
append_expression(struct buffer *out, const char **at, const json_t *macros)
{
	for (;;) {
		while (**at == ' ' || **at == '\t' || **at == '\n')
			++*at;
		if (**at == '"')
			append_literal(out, at);
		else if (!append_macro(out, at, macros))
			return;
	}
}

/* Joins lines that end with a backslash. */
static void
read_source(struct source *source, const char *path)
{
	read_file(&source->text, path);
	for (size_t i = 0; i + 1 < source->text.n; i++) {
		if (source->text.p[i] == '\\' && source->text.p[i + 1] == '\n')
			source->text.p[i] = source->text.p[i + 1] = ' ';
	}
}

/* `#define NAME "…"`; with a parameter its name is left in the text as a bare word. */
static void
read_macros(struct source *source)
{
	const char *at = buffer_string(&source->text);

	while ((at = strstr(at, "\n#define ")) != NULL) {
		SCOPED(buffer) word = { 0 };
		SCOPED(buffer) text = { 0 };

		at += strlen("\n#define ");
		append_word(&word, &at);
		if (strncmp(at, "(column)", 8) == 0)
			at += 8;
		while (*at != '\n' && *at != '\0') {
			if (*at == '"')
				append_literal(&text, &at);
			else if (strncmp(at, "column", 6) == 0)
				buffer_append_string(&text, "column"), at += 6;
			else
				at++;
		}
		if (text.n > 0)
			json_object_set_new(source->macros, buffer_string(&word),
			                    json_string(buffer_string(&text)));
	}
}

static bool
is_large(struct text detail)
{
	for (size_t i = 0; i < sizeof large / sizeof large[0]; i++) {
		size_t n = strlen(large[i]);

		if (detail.n >= n && memcmp(detail.p, large[i], n) == 0 &&
		    (detail.n == n || detail.p[n] == ' '))
			return true;
	}
	return false;
}

/* The table behind a plan's alias: "FROM p_items i" or "JOIN p_items i". */
static struct text
table_of(const char *sql, struct text alias)
{
	static const char *const before[] = { "FROM ", "JOIN " };

	for (size_t i = 0; i < 2; i++) {
		for (const char *at = sql; (at = strstr(at, before[i])) != NULL;) {
			struct text rest = text_of(at += 5), table, name;

			table = text_cut(&rest, ' ');
			name = text_cut(&rest, ' ');
			if (text_equal(name, alias))
				return table;
		}
	}
	return alias;
}

static void
check_plan(const char *path, const char *sql)
{
	SCOPED(buffer) explain = { 0 };
	struct statement *plan = NULL;
	struct error err;

	buffer_append_format(&explain, "EXPLAIN QUERY PLAN %s", sql);
	if (database_prepare(sample.database, buffer_string(&explain), &plan, &err) != STATUS_OK)
		fail_msg("%s: %s\n%s\n", path, sql, err.text);
	while (statement_step(plan, &err) == STATUS_OK) {
		struct text detail = statement_text(plan, 3), alias;

		if (!text_begins(detail, "SCAN ") || strchr(sql, '$') == NULL)
			continue;
		alias = (struct text){ detail.p + 5, detail.n - 5 };
		alias = text_cut(&alias, ' ');
		if (is_large(table_of(sql, alias)))
			fail_msg("%s: %s\n%.*s\n", path, sql, (int)detail.n, detail.p);
	}
	statement_release(plan);
	statements++;
}

/* The macros that several views share. */
static void
read_header(struct source *source)
{
	static const char *const headers[] = {
		VIDIMUS_SOURCE "/src/casework/view_metadata.h",
		VIDIMUS_SOURCE "/src/casework/view_claim_parts.h",
		VIDIMUS_SOURCE "/src/casework/reliance_internal.h",
	};

	source->macros = json_object();
	for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
		read_source(source, headers[i]);
		read_macros(source);
		buffer_clear(&source->text);
	}
}

/* A statement begins at a literal or macro whose text begins with SELECT. */
static void
check_source(const char *path)
{
	struct source source = { 0 };
	const char *at;

	read_header(&source);
	read_source(&source, path);
	read_macros(&source);
	for (at = buffer_string(&source.text); *at != '\0';) {
		SCOPED(buffer) sql = { 0 };

		if (*at == '#') { /* a directive is no statement */
			while (*at != '\n' && *at != '\0')
				at++;
		} else if (*at == '\'') {
			at += at[1] == '\\' ? 4 : 3;
		} else if (strncmp(at, "/*", 2) == 0) {
			at = strstr(at, "*/") ? strstr(at, "*/") + 2 : at + 2;
		} else if (*at == '"' || (at[-1] < 'A' && *at >= 'A' && *at <= 'Z')) {
			const char *before = at;

			append_expression(&sql, &at, source.macros);
			if (text_begins(text_of_buffer(&sql), "SELECT ") ||
			    text_begins(text_of_buffer(&sql), "WITH "))
				check_plan(path, buffer_string(&sql));
			at += at == before;
		} else {
			at++;
		}
	}
	buffer_end(&source.text);
	json_decref(source.macros);
}

/* Views, and what else asks on behalf of commands that read or judge. */
static bool
is_read(struct text name)
{
	static const char *const begins[] = {
		"view_", "resolve", "gate", "scope", "report", "cit", "claim", "questions", "verification",
		"status", "dissent", "review", "judged", "decisions",
	};

	for (size_t i = 0; i < sizeof begins / sizeof begins[0]; i++) {
		if (text_begins(name, begins[i]))
			return true;
	}
	return false;
}

static void
no_statement_with_a_key_reads_a_large_table_whole(void **state)
{
	DIR *folder = opendir(VIDIMUS_SOURCE "/src/casework");
	struct dirent *entry;
	char path[1024];

	(void)state;
	assert_non_null(folder);
	while ((entry = readdir(folder)) != NULL) {
		struct text name = text_of(entry->d_name);

		if (!text_ends(name, ".c") || !is_read(name))
			continue;
		snprintf(path, sizeof path, VIDIMUS_SOURCE "/src/casework/%s", entry->d_name);
		check_source(path);
	}
	closedir(folder);
	print_message("%zu statements\n", statements);
	assert_true(statements >= 75);
}

/* The reading of plans itself: this one must be found out. */
static void
a_scan_is_recognised(void **state)
{
	struct statement *plan = NULL;
	struct text detail;
	struct error err;

	(void)state;
	assert_ok(database_prepare(sample.database,
	                           "EXPLAIN QUERY PLAN SELECT a.uuid FROM p_acquisitions a"
	                           " WHERE a.name = $1",
	                           &plan, &err),
	          &err);
	assert_ok(statement_step(plan, &err), &err);
	detail = statement_text(plan, 3);
	assert_true(text_is(detail, "SCAN a"));
	assert_true(is_large(table_of("SELECT a.uuid FROM p_acquisitions a WHERE", text_of("a"))));
	statement_release(plan);
}

int
main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, sample_open, sample_close)
	const struct CMUnitTest tests[] = {
		CASE(no_statement_with_a_key_reads_a_large_table_whole),
		CASE(a_scan_is_recognised),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
