/* SPDX-License-Identifier: Apache-2.0 */
/* test_help.c - help, man pages and completions say the same as the table, for every verb there is. */
#include "cli/help.h"

#include "support/support.h"

#include "base/scoped.h"
#include "base/text.h"
#include "cli/sample.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct program *const programs[] = { &vidimus_program, &sample_program };
#define PROGRAM_COUNT (sizeof programs / sizeof programs[0])

struct visit {
	const struct program *program;
	struct buffer         man, bash, zsh, fish;
	size_t                verbs;
};

static void
visit_end(struct visit *visit)
{
	buffer_end(&visit->man);
	buffer_end(&visit->bash);
	buffer_end(&visit->zsh);
	buffer_end(&visit->fish);
}

static void
holds(const struct buffer *text, const char *words, const char *where)
{
	if (strstr(buffer_string(text), words) == NULL)
		fail_msg("%s lacks \"%s\":\n%s\n", where, words, buffer_string(text));
}

/* The name as troff writes it: hyphens are \-. */
static void
man_holds(const struct buffer *man, const char *name)
{
	SCOPED(buffer) words = { 0 };

	for (; *name != '\0'; name++) {
		if (*name == '-')
			buffer_append_byte(&words, '\\');
		buffer_append_byte(&words, *name);
	}
	holds(man, buffer_string(&words), "the man page");
}

static void
no_line_is_wide(const struct buffer *text, const char *where)
{
	struct text rest = text_of_buffer(text);

	while (rest.p != NULL) {
		struct text line = text_cut(&rest, '\n');

		if (text_columns(line) > HELP_WIDTH || text_ends(line, " "))
			fail_msg("%s: wide or with blanks at its end: %.*s\n", where, (int)line.n, line.p);
	}
}

static void
option_is_everywhere(const struct visit *visit, const struct buffer *help, const char *path,
                     const struct verb_option *option)
{
	char words[160];

	snprintf(words, sizeof words, "--%s", option->name);
	holds(help, words, path);
	man_holds(&visit->man, words);
	holds(&visit->bash, words, "bash's completion");
	holds(&visit->zsh, words, "zsh's completion");
	snprintf(words, sizeof words, "__vidimus_at \"%s\"' -l %s", path, option->name);
	holds(&visit->fish, words, "fish's completion");
	if (option->kind != VALUE_NONE) {
		snprintf(words, sizeof words, "--%s %s", option->name, option->argument);
		holds(help, words, path);
	}
}

static void
visit_verb(void *context, const char *path, const struct verb *verb)
{
	static const struct terminal plain;
	struct visit *visit = context;
	SCOPED(buffer) help = { 0 };
	const struct verb_option *option;

	help_text(&help, visit->program, verb, path, &plain);
	no_line_is_wide(&help, path);
	holds(&help, verb->summary, path);
	man_holds(&visit->man, path);
	holds(&visit->bash, path, "bash's completion");
	holds(&visit->zsh, path, "zsh's completion");
	holds(&visit->fish, path, "fish's completion");
	for (size_t i = 0; (option = verb_option_at(verb, i)) != NULL; i++)
		option_is_everywhere(visit, &help, path, option);
	visit->verbs++;
}

static void
every_option_is_told_everywhere(void **state)
{
	(void)state;
	for (size_t i = 0; i < PROGRAM_COUNT; i++) {
		SCOPED(visit) visit = { .program = programs[i] };

		help_man(&visit.man, programs[i], NULL, "");
		completion_bash(&visit.bash, programs[i]);
		completion_zsh(&visit.zsh, programs[i]);
		completion_fish(&visit.fish, programs[i]);
		verb_each(programs[i]->verbs, "", visit_verb, &visit);
		assert_true(visit.verbs > 0);
	}
}

static void
the_overview_lists_every_verb(void **state)
{
	static const struct terminal plain;

	(void)state;
	for (size_t i = 0; i < PROGRAM_COUNT; i++) {
		SCOPED(buffer) help = { 0 };
		char words[64];

		help_text(&help, programs[i], NULL, "", &plain);
		no_line_is_wide(&help, "the overview");
		for (const struct verb *const *verb = programs[i]->verbs; *verb != NULL; verb++) {
			snprintf(words, sizeof words, "\n  %s ", (*verb)->name);
			if (!(*verb)->hidden)
				holds(&help, words, "the overview");
			else
				assert_null(strstr(buffer_string(&help), words));
		}
	}
}

static bool
is_name(const char *name)
{
	if (!islower((unsigned char)name[0]))
		return false;
	for (; *name != '\0'; name++)
		if (!islower((unsigned char)*name) && !isdigit((unsigned char)*name) && *name != '-')
			return false;
	return true;
}

static void
option_is_sound(const char *path, const struct verb *verb, const struct verb_option *option,
                size_t index)
{
	const struct verb_option *other;

	if (!is_name(option->name) || option->about == NULL ||
	    (option->kind == VALUE_NONE) != (option->argument == NULL) ||
	    (option->kind == VALUE_CHOICE) != (option->choices != NULL) ||
	    (option->is_private && option->kind != VALUE_PROSE) || option->kind == VALUE_VERB ||
	    text_ends(text_of(option->about), "."))
		fail_msg("%s --%s is not described soundly\n", path, option->name);
	for (size_t i = 0; i < index; i++) {
		other = verb_option_at(verb, i);
		if (strcmp(other->name, option->name) == 0 ||
		    (option->letter != 0 && other->letter == option->letter))
			fail_msg("%s has --%s twice, or its letter\n", path, option->name);
	}
	for (other = global_options; other->name != NULL; other++)
		if (strcmp(other->name, option->name) == 0 ||
		    (option->letter != 0 && other->letter == option->letter))
			fail_msg("%s --%s hides a global option\n", path, option->name);
}

static void
verb_is_sound(void *context, const char *path, const struct verb *verb)
{
	const struct verb_option *option;

	(void)context;
	if (!is_name(verb->name) || strlen(path) + 1 >= COMMAND_NAME_SIZE || verb->summary == NULL ||
	    text_columns(text_of(verb->summary)) > 56 || text_ends(text_of(verb->summary), ".") ||
	    (verb->run == NULL) != (verb->verbs != NULL) || verb->least > verb->most ||
	    (verb->most > 0) != (verb->arguments != NULL) ||
	    (verb->fallback != NULL && verb_find(verb->verbs, verb->fallback->name) == NULL) ||
	    (verb->argument_kind == VALUE_CHOICE) != (verb->choices != NULL))
		fail_msg("the verb %s is not described soundly\n", path);
	for (size_t i = 0; (option = verb_option_at(verb, i)) != NULL; i++)
		option_is_sound(path, verb, option, i);
	for (const struct verb_example *example = verb->examples;
	     example != NULL && example->command != NULL; example++)
		if (!text_begins(text_of(example->command), path) || example->about == NULL)
			fail_msg("an example of %s is of something else: %s\n", path, example->command);
}

static void
the_table_is_sound(void **state)
{
	(void)state;
	for (size_t i = 0; i < PROGRAM_COUNT; i++)
		verb_each(programs[i]->verbs, "", verb_is_sound, NULL);
}

/* What bash offers for an empty word after the line. */
static void
bash_completes(const char *script, const char *line, const char *expected)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, NULL,
	             "bash -c '. %s; COMP_WORDS=(%s \"\"); "
	             "COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _vidimus; "
	             "echo \"${COMPREPLY[*]}\"'", script, line);
	if (strcmp(buffer_string(&run.out), expected) != 0)
		fail_msg("%s: got %s want %s\n", line, buffer_string(&run.out), expected);
}

static void
bash_completes_verbs_and_values(void **state)
{
	SCOPED(buffer) script = { 0 };
	char *folder = folder_make(), path[512];

	(void)state;
	completion_bash(&script, &sample_program);
	snprintf(path, sizeof path, "%s/bash", folder);
	write_file(path, script.p, script.n);
	bash_completes(path, "vidimus", "list log channel\n");
	bash_completes(path, "vidimus log", "show verify\n");
	bash_completes(path, "vidimus -C log log", "show verify\n");
	bash_completes(path, "vidimus --key = log channel", "add edit\n");
	bash_completes(path, "vidimus list --kind", "image video audio\n");
	bash_completes(path, "vidimus list --limit", "\n");
	bash_completes(path, "vidimus log --kind", "image video audio\n");
	bash_completes(path, "vidimus list --progress =", "auto always never\n");
	folder_remove(folder);
}

/* Other shells' parsers read the scripts where the shells are there. */
static void
other_shells_read_their_scripts(void **state)
{
	char *folder = folder_make();
	SCOPED(run) run = { 0 };

	(void)state;
	for (size_t i = 0; i < PROGRAM_COUNT; i++) {
		SCOPED(buffer) zsh = { 0 };
		SCOPED(buffer) fish = { 0 };
		SCOPED(buffer) bash = { 0 };
		char path[512];

		completion_zsh(&zsh, programs[i]);
		completion_fish(&fish, programs[i]);
		completion_bash(&bash, programs[i]);
		snprintf(path, sizeof path, "%s/zsh", folder);
		write_file(path, zsh.p, zsh.n);
		snprintf(path, sizeof path, "%s/fish", folder);
		write_file(path, fish.p, fish.n);
		snprintf(path, sizeof path, "%s/bash", folder);
		write_file(path, bash.p, bash.n);
		expect_shell(0, &run, folder, "for shell in bash zsh fish; do "
		             "if command -v $shell >/dev/null; then $shell -n ./$shell || exit 1; "
		             "else echo SKIPPED: $shell is not installed; fi; done");
		print_message("%s", buffer_string(&run.out));
	}
	folder_remove(folder);
}

static void
groff_formats_the_man_page(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED(buffer) man = { 0 };
	char *folder = folder_make(), path[512];

	(void)state;
	help_man(&man, &sample_program, NULL, "");
	snprintf(path, sizeof path, "%s/man", folder);
	write_file(path, man.p, man.n);
	run_shell(&run, NULL, "command -v groff");
	if (run.code == 0) {
		expect_shell(0, &run, NULL, "groff -man -Tutf8 -ww -P-cbou %s", path);
		assert_string_equal(buffer_string(&run.err), "");
		holds(&run.out, "--dry-run", "groff's page");
		holds(&run.out, ".with a dot", "groff's page");
		holds(&run.out, "And more: \\back.", "groff's page");
	} else {
		print_message("SKIPPED: groff is not installed\n");
	}
	folder_remove(folder);
}

static void
the_program_prints_them(void **state)
{
	SCOPED(run) run = { 0 };

	(void)state;
	expect_shell(0, &run, NULL, "\"$VIDIMUS\" help help | grep -q -- --completion");
	expect_shell(0, &run, NULL, "\"$VIDIMUS\" help --help | grep -q -- --completion");
	expect_shell(0, &run, NULL, "\"$VIDIMUS\" help --man | grep -q '^.TH \"VIDIMUS\"'");
	expect_shell(0, &run, NULL, "\"$VIDIMUS\" help --man help | grep -q '^.TH \"VIDIMUS-HELP\"'");
	expect_shell(0, &run, NULL, "for s in bash zsh fish; do "
	             "\"$VIDIMUS\" help --completion $s | grep -q vidimus || exit 1; done");
	expect_shell(2, &run, NULL, "\"$VIDIMUS\" help hepl");
	assert_non_null(strstr(buffer_string(&run.err), "did you mean help?"));
	expect_shell(2, &run, NULL, "\"$VIDIMUS\" help help x");
	expect_shell(0, &run, NULL, "LC_ALL=POSIX \"$VIDIMUS\" help | grep -q 'OPTION\u2026'");
}

/* How many verbs below, this one among them, show no example of how they are used. */
static size_t
without_examples(const struct verb *verb, const char *path)
{
	size_t count = 0;
	char name[160];

	for (const struct verb *const *below = verb->verbs; below && *below; below++) {
		snprintf(name, sizeof name, "%s %s", path, (*below)->name);
		count += without_examples(*below, name);
	}
	if (verb->run == NULL || verb->hidden)
		return count;
	if (verb->examples == NULL || verb->examples->command == NULL) {
		print_error("%s has no example\n", path);
		count++;
	}
	for (const struct verb_example *example = verb->examples; example && example->command; example++) {
		if (strstr(example->command, path) == NULL || example->about == NULL) {
			print_error("an example of %s is \"%s\"\n", path, example->command);
			count++;
		}
	}
	return count;
}

static void
every_verb_shows_how_it_is_used(void **state)
{
	size_t count = 0;

	(void)state;
	for (const struct verb *const *verb = vidimus_program.verbs; *verb; verb++)
		count += without_examples(*verb, (*verb)->name);
	assert_int_equal(count, 0);
}

/* Every verb that takes many ids takes a query in their place, and no other does by itself. */
static void
what_takes_many_ids_takes_a_query(void **state)
{
	static const struct verb many = { .name = "a", .argument_kind = VALUE_ID, .most = ARGUMENTS_MANY,
		                          .arguments = "ITEM\u2026" };
	static const struct verb one = { .name = "b", .argument_kind = VALUE_ID, .most = 1,
		                         .arguments = "C-\u2026" };

	(void)state;
	assert_ptr_equal(verb_option_find(&many, "query"), query_options);
	assert_null(verb_option_find(&one, "query"));
	assert_int_equal(verb_query_kind(&many), 'E');
	assert_int_equal(verb_query_kind(&one), 'C');
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_option_is_told_everywhere),
		cmocka_unit_test(every_verb_shows_how_it_is_used),
		cmocka_unit_test(what_takes_many_ids_takes_a_query),
		cmocka_unit_test(the_overview_lists_every_verb),
		cmocka_unit_test(the_table_is_sound),
		cmocka_unit_test(bash_completes_verbs_and_values),
		cmocka_unit_test(other_shells_read_their_scripts),
		cmocka_unit_test(groff_formats_the_man_page),
		cmocka_unit_test(the_program_prints_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
