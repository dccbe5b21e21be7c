/* SPDX-License-Identifier: Apache-2.0 */
/* test_parse.c - command lines, right and wrong, against a table of verbs. */
#include "cli/parse.h"

#include "support/support.h"

#include "base/scoped.h"
#include "cli/sample.h"

#include <stdlib.h>

#define WORDS_LIMIT 32

/* Splits at spaces; "%" stands for a space inside a word. */
static enum status
parse_line(struct command *command, char *line, struct error *err)
{
	static char *words[WORDS_LIMIT];
	int count = 0;

	for (char *word = strtok(line, " "); word != NULL && count + 1 < WORDS_LIMIT;
	     word = strtok(NULL, " "))
		words[count++] = word;
	words[count] = NULL;
	for (int i = 0; i < count; i++)
		for (char *p = words[i]; *p != '\0'; p++)
			*p = *p == '%' ? ' ' : *p;
	*command = (struct command){ .program = &sample_program };
	return command_parse(command, count, words, err);
}

#define LINE(name, words) char name[] = "vidimus " words

static void
refused(const char *words, const char *expected)
{
	SCOPED(command) command = { 0 };
	struct error err = { 0 };
	char line[512];

	snprintf(line, sizeof line, "vidimus %s", words);
	assert_status(STATUS_INVALID, parse_line(&command, line, &err), &err);
	if (strcmp(err.text, expected) != 0)
		fail_msg("%s:\n got: %s\nwant: %s\n", words, err.text, expected);
}

static void
options_stand_anywhere(void **state)
{
	LINE(line, "-C dir --json list a --dry-run b --limit=7 -q --tag x --tag y%z c");
	SCOPED(command) command = { 0 };
	struct error err = { 0 };

	(void)state;
	assert_ok(parse_line(&command, line, &err), &err);
	assert_string_equal(command.name, "list");
	assert_string_equal(command.settings.catalogue, "dir");
	assert_true(command.settings.json && command.settings.quiet);
	assert_int_equal(command.settings.progress, WHEN_NEVER);
	assert_true(command_has(&command, "dry-run"));
	assert_int_equal(command_number(&command, "limit", 3), 7);
	assert_int_equal(command_count(&command, "tag"), 2);
	assert_string_equal(command_nth(&command, "tag", 1), "y z");
	assert_null(command_text(&command, "kind"));
	assert_int_equal(command.argument_count, 3);
	assert_string_equal(command.arguments[2], "c");
}

static void
names_with_hyphens_come_after_two(void **state)
{
	LINE(line, "list -n -- -x --json");
	LINE(other, "list ./-x - -l5");
	SCOPED(command) command = { 0 };
	SCOPED(command) second = { 0 };
	struct error err = { 0 };

	(void)state;
	assert_ok(parse_line(&command, line, &err), &err);
	assert_int_equal(command.argument_count, 2);
	assert_string_equal(command.arguments[0], "-x");
	assert_false(command.settings.json);
	assert_ok(parse_line(&second, other, &err), &err);
	assert_string_equal(second.arguments[1], "-");
	assert_int_equal(command_number(&second, "limit", 0), 5);
}

static void
sub_verbs_and_their_fallback_are_found(void **state)
{
	LINE(named, "log --json verify E-1");
	LINE(fallback, "log --limit 4");
	LINE(bare, "--json");
	struct error err = { 0 };

	(void)state;
	{
		SCOPED(command) command = { 0 };
		assert_ok(parse_line(&command, named, &err), &err);
		assert_string_equal(command.name, "log verify");
		assert_ptr_equal(command.verb, &sample_log_verify);
	}
	{
		SCOPED(command) command = { 0 };
		assert_ok(parse_line(&command, fallback, &err), &err);
		assert_string_equal(command.name, "log show");
		assert_int_equal(command_number(&command, "limit", 0), 4);
	}
	{
		SCOPED(command) command = { 0 };
		assert_ok(parse_line(&command, bare, &err), &err);
		assert_ptr_equal(command.verb, &sample_state);
		assert_string_equal(command.name, "");
	}
}

static void
help_comes_before_complaints(void **state)
{
	LINE(line, "channel add --help");
	LINE(group, "log -h");
	SCOPED(command) command = { 0 };
	SCOPED(command) second = { 0 };
	struct error err = { 0 };

	(void)state;
	assert_ok(parse_line(&command, line, &err), &err);
	assert_true(command.settings.help);
	assert_ptr_equal(command.verb, &sample_channel_add);
	assert_ok(parse_line(&second, group, &err), &err);
	assert_ptr_equal(second.verb, &sample_log);
	assert_string_equal(second.name, "log");
}

static void
wrong_verbs_name_the_nearest(void **state)
{
	(void)state;
	refused("lsit", "vidimus has no verb \"lsit\"; did you mean list?");
	refused("qqqqqq", "vidimus has no verb \"qqqqqq\"");
	refused("stat", "vidimus has no verb \"stat\"");
	refused("log shwo", "log has no verb \"shwo\"; did you mean show?");
	refused("channel", "channel needs one of: add, edit");
	refused("-- list", "a verb must come first");
}

static void
wrong_options_name_the_nearest(void **state)
{
	(void)state;
	refused("list --dryrun", "unknown option --dryrun; did you mean --dry-run?");
	refused("list --dry", "unknown option --dry; did you mean --dry-run?");
	refused("list --jsom=secret", "unknown option --jsom; did you mean --json?");
	refused("list -nz", "unknown option -z");
	refused("list -\xff", "unknown option -\\xff");
	refused("list --dry-run=yes", "--dry-run takes no value");
	refused("list --limit", "--limit needs a value: --limit N");
	refused("list -l", "--limit needs a value: --limit N");
	refused("list --limit --json", "--limit needs a value: --limit N");
	refused("--limit 3 list", "unknown option --limit");
	refused("channel --name x add", "unknown option --name");
}

static void
wrong_values_are_named(void **state)
{
	(void)state;
	refused("list --limit 1001", "--limit needs a number from 0 to 1000, not \"1001\"");
	refused("list --limit -1", "--limit needs a number from 0 to 1000, not \"-1\"");
	refused("list --limit 007", "--limit needs a number from 0 to 1000, not \"007\"");
	refused("list --kind vide", "--kind cannot be \"vide\"; did you mean video?");
	refused("list --kind x", "--kind cannot be \"x\"; it is one of: image, video, audio");
	refused("list --kind image --kind video", "--kind is given twice");
	refused("list --tag \xff", "--tag is not UTF-8 text");
	refused("list --since soon", "\"soon\" is no date (while reading --since)");
	refused("list --files-from=", "--files-from must not be empty");
	refused("log verify", "an argument is missing: vidimus log verify ID");
	refused("log verify a b", "too many arguments, from \"b\" on");
	refused("log verify \xff", "the argument \"\\xff\" is not UTF-8 text");
	refused("log show -- x", "takes no arguments, such as \"x\"");
	refused("channel add", "--name NAME is missing");
}

static void
private_text_is_refused_and_not_repeated(void **state)
{
	LINE(allowed, "list --note - --title a%b");
	LINE(file, "list --note @file");
	SCOPED(command) command = { 0 };
	SCOPED(command) second = { 0 };
	SCOPED(command) third = { 0 };
	struct error err = { 0 };
	LINE(secret, "list --note Ana%saw%it");

	(void)state;
	assert_status(STATUS_INVALID, parse_line(&command, secret, &err), &err);
	assert_null(strstr(err.text, "Ana"));
	assert_non_null(strstr(err.text, "@FILE"));
	assert_ok(parse_line(&second, allowed, &err), &err);
	assert_string_equal(command_text(&second, "title"), "a b");
	assert_ok(parse_line(&third, file, &err), &err);
}

static void
a_form_makes_up_for_missing_options(void **state)
{
	LINE(line, "channel edit --json");
	SCOPED(command) command = { 0 };
	struct error err = { 0 };

	(void)state;
	assert_ok(parse_line(&command, line, &err), &err);
	assert_string_equal(command.name, "channel edit");
}

static void
the_environment_stands_in(void **state)
{
	LINE(line, "list");
	LINE(given, "-C here list");
	SCOPED(command) command = { 0 };
	SCOPED(command) second = { 0 };
	struct error err = { 0 };

	(void)state;
	setenv("VIDIMUS_CATALOG", "there", 1);
	setenv("VIDIMUS_KEY", "", 1);
	assert_ok(parse_line(&command, line, &err), &err);
	assert_string_equal(command.settings.catalogue, "there");
	assert_null(command.settings.key);
	assert_ok(parse_line(&second, given, &err), &err);
	assert_string_equal(second.settings.catalogue, "here");
	unsetenv("VIDIMUS_CATALOG");
}

/* POSIXLY_CORRECT makes getopt stop at the first argument; ours must not. */
static void
posixly_correct_changes_nothing(void **state)
{
	LINE(line, "list a --dry-run b");
	SCOPED(command) command = { 0 };
	struct error err = { 0 };

	(void)state;
	setenv("POSIXLY_CORRECT", "1", 1);
	assert_ok(parse_line(&command, line, &err), &err);
	unsetenv("POSIXLY_CORRECT");
	assert_true(command_has(&command, "dry-run"));
	assert_int_equal(command.argument_count, 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_stand_anywhere),
		cmocka_unit_test(names_with_hyphens_come_after_two),
		cmocka_unit_test(sub_verbs_and_their_fallback_are_found),
		cmocka_unit_test(help_comes_before_complaints),
		cmocka_unit_test(wrong_verbs_name_the_nearest),
		cmocka_unit_test(wrong_options_name_the_nearest),
		cmocka_unit_test(wrong_values_are_named),
		cmocka_unit_test(private_text_is_refused_and_not_repeated),
		cmocka_unit_test(a_form_makes_up_for_missing_options),
		cmocka_unit_test(the_environment_stands_in),
		cmocka_unit_test(posixly_correct_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
