/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_view_plans.c - every statement of every layer, as it stands in the
 * source, is prepared on a fresh schema and its plan read: no table that grows
 * with the catalogue may be read from end to end, but for the walks that are
 * named below with the reason.
 */
#include "casework/view_sample.h"

#include <dirent.h>

/* Tables that stay small, whatever the catalogue holds: persons at work, machines, lists, what went wrong. */
static const char *const small[] = {
	"p_catalogue", "p_homes", "p_moves", "p_resumptions", "p_backups", "p_actors", "p_terms", "p_settings", "p_persons", "p_channels",
	"p_deliveries", "p_continuations", "p_failures", "p_repairs", "p_audits", "p_retentions",
	"p_disclosed_journals", "p_lists_made", "p_reports", "p_incidents", "p_retractions", "p_holds",
	"p_holds_lifted", "p_restrictions", "p_restrictions_lifted", "p_withdrawals",
	"p_contradictions", "p_destruction_requests", "p_destructions", "p_member_decisions", "p_destroyed_objects", "p_counters",
};

/* Walks of whole tables that are meant: how the statement begins, and why. */
static struct {
	const char *begins, *why;
	bool        met;
} walks[] = {
	{ "SELECT 1 FROM p_derived WHERE result", "a destruction asks whether a derived file is shared", false },
	{ "SELECT seq FROM event_values WHERE instr(members", "a destruction looks for a value everywhere", false },
	{ "SELECT bytes, members FROM events JOIN event_values", "an audit learns first what was destroyed", false },
	{ "SELECT item FROM p_fingerprints ORDER BY seq", "what is derived of everything is made again", false },
	{ "SELECT bytes FROM p_objects ORDER BY bytes", "an intake learns all sizes once", false },
	{ "SELECT count(*) FROM tree_nodes", "audit and mending compare the whole tree", false },
	{ "SELECT i.number, i.uuid, EXISTS (SELECT 1 FROM p_films", "a list is compared with all films", false },
	{ "SELECT number, object FROM p_items ORDER BY number", "a list is made of all items", false },
	{ "SELECT i.number, h.hash, h.turned, h.quality", "a list is made of all pictures", false },
	{ "SELECT seq, id, subject, n, type, leaf, bytes FROM events", "the whole log is verified", false },
	{ "SELECT seq, leaf, bytes FROM events ORDER BY seq", "the whole tree is made again", false },
	{ "SELECT seq FROM event_values WHERE seq NOT IN", "an audit looks for values of no event", false },
	{ "SELECT seq, bytes, members, seed, subject, salts FROM events", "an audit opens all commitments", false },
	{ "SELECT subject, min(seq), min(json_extract(bytes", "verifying the log asks for compromised keys", false },
};

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
		bool has_text = false;

		at += strlen("\n#define ");
		append_word(&word, &at);
		if (strncmp(at, "(column)", 8) == 0)
			at += 8;
		while (*at != '\n' && *at != '\0') {
			if (*at == '"')
				append_literal(&text, &at), has_text = true;
			else if (strncmp(at, "column", 6) == 0)
				buffer_append_string(&text, "column"), at += 6;
			else if (*at < 'A' || *at > 'Z' || !append_macro(&text, &at, source->macros))
				at++;
			else
				has_text = true;
		}
		if (has_text)
			json_object_set_new(source->macros, buffer_string(&word),
			                    json_string(buffer_string(&text)));
	}
}

static bool
is_one_of(const char *const *names, size_t count, struct text table)
{
	for (size_t i = 0; i < count; i++) {
		if (text_is(table, names[i]))
			return true;
	}
	return false;
}

/* What a statement makes for itself, as a common table expression, is no table. */
static bool
grows(struct text table)
{
	static const char *const primary[] = { "events", "event_values", "tree_nodes" };

	return text_begins(table, "p_") ? !is_one_of(small, sizeof small / sizeof small[0], table)
	                                : is_one_of(primary, sizeof primary / sizeof primary[0], table);
}

static bool
is_walk(const char *sql)
{
	for (size_t i = 0; i < sizeof walks / sizeof walks[0]; i++) {
		if (text_begins(text_of(sql), walks[i].begins))
			return walks[i].met = true;
	}
	return false;
}

/* The first page of an index costs what is printed. */
static bool
is_first_page(struct text detail, const char *sql)
{
	return memmem(detail.p, detail.n, "COVERING INDEX", 14) != NULL && strstr(sql, "LIMIT") != NULL;
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

/* Statements over other databases, made of parts, or that only mending and shredding may run. */
static bool
is_elsewhere(const char *path)
{
	static const char *const files[] = { "/src/intake/dry_run.c", "/src/ledger/compare.c",
		                             "/src/ledger/tree_mend.c", "/src/ledger/destroy.c" };

	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		if (text_ends(text_of(path), files[i]))
			return true;
	}
	return false;
}

static void
check_plan(const char *path, const char *sql)
{
	SCOPED(buffer) explain = { 0 };
	struct statement *plan = NULL;
	struct error err;

	buffer_append_format(&explain, "EXPLAIN QUERY PLAN %s", sql);
	if (database_prepare(sample.database, buffer_string(&explain), &plan, &err) != STATUS_OK) {
		if (!is_elsewhere(path))
			fail_msg("%s: %s\n%s\n", path, sql, err.text);
		return;
	}
	while (statement_step(plan, &err) == STATUS_OK) {
		struct text detail = statement_text(plan, 3), alias;

		if (!text_begins(detail, "SCAN "))
			continue;
		alias = (struct text){ detail.p + 5, detail.n - 5 };
		alias = text_cut(&alias, ' ');
		if (grows(table_of(sql, alias)) && !is_first_page(detail, sql) && !is_walk(sql))
			fail_msg("%s: %s\n%.*s\n", path, sql, (int)detail.n, detail.p);
	}
	statement_release(plan);
	statements++;
}

/* Calls `use` for each file of a layer whose name ends so. */
static void
each_source(const char *layer, const char *ends, void (*use)(const char *path, json_t *macros),
            json_t *macros)
{
	char path[1024];
	struct dirent *entry;
	DIR *folder;

	snprintf(path, sizeof path, VIDIMUS_SOURCE "/src/%s", layer);
	folder = opendir(path);
	assert_non_null(folder);
	while ((entry = readdir(folder)) != NULL) {
		if (!text_ends(text_of(entry->d_name), ends))
			continue;
		snprintf(path, sizeof path, VIDIMUS_SOURCE "/src/%s/%s", layer, entry->d_name);
		use(path, macros);
	}
	closedir(folder);
}

/* The macros that several files share. */
static void
read_header(const char *path, json_t *macros)
{
	struct source source = { .macros = macros };

	read_source(&source, path);
	read_macros(&source);
	buffer_end(&source.text);
}

static bool
is_statement(struct text sql)
{
	static const char *const begins[] = { "SELECT ", "WITH ", "INSERT ", "UPDATE ", "DELETE " };

	for (size_t i = 0; i < sizeof begins / sizeof begins[0]; i++) {
		if (text_begins(sql, begins[i]))
			return true;
	}
	return false;
}

/* A statement begins at a literal or macro whose text begins with SELECT. */
static void
check_source(const char *path, json_t *macros)
{
	struct source source = { .macros = json_deep_copy(macros) };
	const char *at;

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
			if (is_statement(text_of_buffer(&sql)))
				check_plan(path, buffer_string(&sql));
			at += at == before;
		} else {
			at++;
		}
	}
	buffer_end(&source.text);
	json_decref(source.macros);
}

static void
no_statement_reads_a_large_table_whole(void **state)
{
	static const char *const layers[] = { "casework", "match", "intake", "custody", "exchange", "api",
		                              "ledger" };

	(void)state;
	for (size_t i = 0; i < sizeof layers / sizeof layers[0]; i++) {
		SCOPED_JSON json_t *macros = json_object();

		each_source(layers[i], ".h", read_header, macros);
		each_source(layers[i], ".c", check_source, macros);
	}
	for (size_t i = 0; i < sizeof walks / sizeof walks[0]; i++) {
		if (!walks[i].met)
			fail_msg("no statement begins with %s any more", walks[i].begins);
		print_message("%s\n", walks[i].why);
	}
	print_message("%zu statements\n", statements);
	assert_true(statements >= 700);
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
	assert_true(grows(table_of("SELECT a.uuid FROM p_acquisitions a WHERE", text_of("a"))));
	statement_release(plan);
}

int
main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, sample_open, sample_close)
	const struct CMUnitTest tests[] = {
		CASE(no_statement_reads_a_large_table_whole),
		CASE(a_scan_is_recognised),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
