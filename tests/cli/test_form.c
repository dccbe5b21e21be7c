/* SPDX-License-Identifier: Apache-2.0 */
/* test_form.c - a verb's options as a form in the editor. */
#include "cli/form.h"

#include "support/support.h"

#include "base/scoped.h"
#include "cli/interrupt.h"
#include "cli/parse.h"
#include "cli/prose.h"
#include "cli/runner.h"
#include "cli/sample.h"
#include "support/person.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Prints every field it got. */
static enum status
print_fields(struct command *command, struct error *err)
{
	SCOPED(buffer) note = { 0 };
	bool given = false;
	enum status status = prose_read(&note, command, "note", &given, err);

	if (status != STATUS_OK)
		return status;
	output_format(command->output, "name=%s kind=%s tags=%zu dry=%d limit=%llu note=",
	              command_text(command, "name"),
	              command_has(command, "kind") ? command_text(command, "kind") : "none",
	              command_count(command, "tag"), command_has(command, "dry-run"),
	              (unsigned long long)command_number(command, "limit", 0));
	output_escaped(command->output, (struct text){ note.p, note.n });
	output_string(command->output, "\n");
	return STATUS_OK;
}

static const struct verb form_verb = {
	.name = "add", .summary = "Add one", .has_form = true, .run = print_fields,
	.options = { sample_required, sample_own, sample_shared },
};
static const struct verb *const form_verbs[] = { &form_verb, NULL };
static const struct program form_program = { "vidimus", "1", form_verbs };

static enum status
read_form(struct command *command, const char *written, struct error *err)
{
	SCOPED(buffer) filled = { 0 };

	*command = (struct command){ .program = &form_program, .verb = &form_verb, .name = "add" };
	buffer_append_string(&filled, written);
	return form_read(command, &filled, err);
}

static void
the_form_shows_every_option(void **state)
{
	struct command command = { .program = &form_program, .verb = &form_verb, .name = "add" };
	const struct form_value initial[] = { { "note", { "one\ntwo", 7 } }, { "tag", { "a", 1 } },
		                              { "tag", { "b", 1 } }, { 0 } };
	SCOPED(buffer) form = { 0 };

	(void)state;
	form_write(&form, &command, initial);
	assert_non_null(strstr(buffer_string(&form), "# How it is called; required\nname:\n"));
	assert_non_null(strstr(buffer_string(&form), "# Of one kind: image, video, audio\nkind:\n"));
	assert_non_null(strstr(buffer_string(&form), "\nnote: one\n two\n"));
	assert_non_null(strstr(buffer_string(&form), "\ntag: a\ntag: b\n"));
}

static void
a_written_form_is_read_back_the_same(void **state)
{
	const struct form_value initial[] = { { "name", { "n", 1 } }, { "note", { "one\ntwo", 7 } },
		                              { 0 } };
	SCOPED(command) command = { .program = &form_program, .verb = &form_verb, .name = "add" };
	SCOPED(buffer) form = { 0 };
	struct error err = { 0 };

	(void)state;
	form_write(&form, &command, initial);
	assert_ok(form_read(&command, &form, &err), &err);
	assert_int_equal(command.value_count, 2);
	assert_string_equal(command_text(&command, "note"), "one\ntwo");
	assert_null(form.p);
}

static void
fields_become_options(void **state)
{
	SCOPED(command) command = { 0 };
	struct error err = { 0 };

	(void)state;
	assert_ok(read_form(&command,
	                    "# a comment\r\nname:  Ana's \r\n\ntag: a\ntag:b\nlimit: 12\ndry-run: yes\n"
	                    "note: - first: line\n# between\n\n  second\n\tthird\nkind:\n"
	                    "title:\n below", &err), &err);
	assert_string_equal(command_text(&command, "name"), "Ana's");
	assert_int_equal(command_count(&command, "tag"), 2);
	assert_string_equal(command_nth(&command, "tag", 1), "b");
	assert_int_equal(command_number(&command, "limit", 0), 12);
	assert_true(command_has(&command, "dry-run"));
	assert_false(command_has(&command, "kind"));
	assert_string_equal(command_text(&command, "note"), "- first: line\n\nsecond\nthird");
	assert_string_equal(command_text(&command, "title"), "below");
}

static void
wrong_forms_name_the_line(void **state)
{
	static const char *const cases[][2] = {
		{ "name: x\nnmae: y\n", "line 2: no field \"nmae\"; did you mean name?" },
		{ "name: x\nfree words\n",
		  "line 2: no field \"free words\" (a line that goes on begins with a blank)" },
		{ " x\n", "line 1 continues nothing" },
		{ "name: x\nname: y\n", "--name is given twice" },
		{ "name: x\nlimit: many\n", "--limit needs a number from 0 to 1000, not \"many\"" },
		{ "name: x\ndry-run: maybe\n", "dry-run: yes or nothing" },
		{ "name: x\nkind: vide\n", "--kind cannot be \"vide\"; did you mean video?" },
		{ "tag: x\n", "--name NAME is missing" },
		{ "name: \xff\n", "the form is not UTF-8 text" },
		{ "", "--name NAME is missing" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		SCOPED(command) command = { 0 };
		struct error err = { 0 };

		assert_status(STATUS_INVALID, read_form(&command, cases[i][0], &err), &err);
		assert_string_equal(err.text, cases[i][1]);
		assert_int_equal(command.value_count, 0);
	}
}

/* Each byte of a form taken away: either it is refused, or its values lie within it. */
static void
no_form_reads_outside_itself(void **state)
{
	static const char whole[] = "name:x\n#\n tag\ntag: a\n\n\n b\n:\n\t\nnote:\n\n\n c\n";

	(void)state;
	for (size_t from = 0; from < sizeof whole; from++)
		for (size_t n = 0; n < sizeof whole - from; n++) {
			SCOPED(command) command = { 0 };
			char part[sizeof whole] = "";
			struct error err = { 0 };
			size_t values = 0;

			memcpy(part, whole + from, n);
			if (read_form(&command, part, &err) == STATUS_OK)
				for (size_t i = 0; i < command.value_count; i++)
					values += strlen(command.values[i].text) + 1;
			assert_true(values <= n + 1);
		}
}

/* The whole program with that one verb, at a terminal. */
static int
add_at_terminal(void *words)
{
	char name[] = "vidimus", verb[] = "add";
	char *argv[] = { name, verb, words, NULL };

	interrupt_install();
	return run_command_line(&form_program, NULL, words ? 3 : 2, argv);
}

static void
use_editor(const char *folder, const char *script)
{
	char path[512], command[600];

	snprintf(path, sizeof path, "%s/editor", folder);
	write_file(path, script, strlen(script));
	snprintf(command, sizeof command, "FOLDER=%s sh %s", folder, path);
	setenv("EDITOR", command, 1);
	unsetenv("VISUAL");
}

static void
a_wrong_form_opens_again_with_what_was_written(void **state)
{
	char *folder = folder_make();
	struct person person;

	(void)state;
	use_editor(folder, "if grep -q 'NOT YET: line 2' \"$1\"; then\n"
	                   "sed -i 's/^nmae/name/' \"$1\"; cp \"$1\" $FOLDER/second\n"
	                   "else printf 'tag: t\\nnmae: Ana\\nnote: private\\n' > \"$1\"; fi\n");
	person_begin(&person, add_at_terminal, NULL);
	person_expect(&person, "name=Ana kind=none tags=1 dry=0 limit=0 note=private\r\n");
	assert_int_equal(person_end(&person), 0);
	person_free(&person);
	folder_remove(folder);
}

static void
a_form_left_alone_does_nothing(void **state)
{
	char *folder = folder_make();
	struct person person;

	(void)state;
	use_editor(folder, "true");
	person_begin(&person, add_at_terminal, NULL);
	person_expect(&person, "vidimus: add: the form was left as it was; nothing is done");
	assert_int_equal(person_end(&person), 2);
	person_free(&person);
	/* wrong first, then left: what was wrong is what is told */
	use_editor(folder, "grep -q 'NOT YET' \"$1\" || echo 'nmae: x' > \"$1\"");
	person_begin(&person, add_at_terminal, NULL);
	person_expect(&person, "vidimus: add: line 1: no field");
	assert_int_equal(person_end(&person), 2);
	person_free(&person);
	folder_remove(folder);
}

static void
an_option_given_needs_no_form(void **state)
{
	char words[] = "--name=x";
	struct person person;

	(void)state;
	setenv("EDITOR", "false", 1);
	person_begin(&person, add_at_terminal, words);
	person_expect(&person, "name=x kind=none");
	assert_int_equal(person_end(&person), 0);
	person_free(&person);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_form_shows_every_option),
		cmocka_unit_test(a_written_form_is_read_back_the_same),
		cmocka_unit_test(fields_become_options),
		cmocka_unit_test(wrong_forms_name_the_line),
		cmocka_unit_test(no_form_reads_outside_itself),
		cmocka_unit_test(a_wrong_form_opens_again_with_what_was_written),
		cmocka_unit_test(a_form_left_alone_does_nothing),
		cmocka_unit_test(an_option_given_needs_no_form),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
