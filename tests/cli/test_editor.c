/* SPDX-License-Identifier: Apache-2.0 */
/* test_editor.c - free text from options, files, standard input and a real editor. */
#include "cli/editor.h"

#include "support/support.h"

#include "base/scoped.h"
#include "base/text.h"
#include "cli/interrupt.h"
#include "cli/parse.h"
#include "cli/prose.h"
#include "cli/sample.h"
#include "support/person.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *folder;

/* $EDITOR becomes a script that gets the file's name as $1; runtime folder below the test's. */
static void
use_editor(const char *script)
{
	char path[512], command[600];

	snprintf(path, sizeof path, "%s/run", folder);
	mkdir(path, 0700);
	setenv("XDG_RUNTIME_DIR", path, 1);
	snprintf(path, sizeof path, "%s/editor", folder);
	write_file(path, script, strlen(script));
	snprintf(command, sizeof command, "FOLDER=%s sh %s", folder, path);
	setenv("EDITOR", command, 1);
	unsetenv("VISUAL");
}

static int
begin(void **state)
{
	(void)state;
	folder = folder_make();
	return 0;
}

static int
finish(void **state)
{
	(void)state;
	folder_remove(folder);
	return 0;
}

/* Entries left in the runtime folder. */
static size_t
leftovers(void)
{
	char path[512];
	struct dirent *entry;
	size_t count = 0;
	DIR *list;

	snprintf(path, sizeof path, "%s/run", folder);
	list = opendir(path);
	assert_non_null(list);
	while ((entry = readdir(list)) != NULL)
		count += entry->d_name[0] != '.';
	closedir(list);
	return count;
}

static void
recorded_is(const char *name, const char *expected)
{
	SCOPED(buffer) got = { 0 };
	char path[512];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	read_file(&got, path);
	assert_string_equal(buffer_string(&got), expected);
}

static void
the_file_is_private_and_gone_afterwards(void **state)
{
	SCOPED(buffer) out = { 0 };
	struct error err = { 0 };
	bool changed = false;

	(void)state;
	use_editor("stat -c %a \"$1\" > $FOLDER/mode\n"
	           "stat -c %a \"$(dirname \"$1\")\" >> $FOLDER/mode\n"
	           "basename \"$1\" >> $FOLDER/mode\n"
	           "ln \"$1\" $FOLDER/kept\n"
	           "cp \"$1\" \"$1~\"; ln \"$1~\" $FOLDER/kept-backup\n"
	           "echo witness >> \"$1\"\n");
	assert_ok(editor_edit(&out, "note.txt", text_of("before\n"), 100, &changed, &err), &err);
	assert_true(changed);
	assert_string_equal(buffer_string(&out), "before\nwitness\n");
	recorded_is("mode", "600\n700\nnote.txt\n");
	assert_int_equal(leftovers(), 0);
	/* other names of the same bytes show that these were overwritten */
	{
		SCOPED(buffer) kept = { 0 };
		SCOPED(buffer) backup = { 0 };
		char path[512];

		snprintf(path, sizeof path, "%s/kept", folder);
		read_file(&kept, path);
		assert_int_equal(kept.n, strlen("before\nwitness\n"));
		assert_int_equal(strlen(kept.p), 0);
		snprintf(path, sizeof path, "%s/kept-backup", folder);
		read_file(&backup, path);
		assert_int_equal(backup.n, strlen("before\n"));
		assert_int_equal(strlen(backup.p), 0);
	}
}

static void
an_editor_may_replace_the_file(void **state)
{
	SCOPED(buffer) out = { 0 };
	struct error err = { 0 };
	bool changed = false;

	(void)state;
	use_editor("echo new > \"$1.tmp\" && mv \"$1.tmp\" \"$1\"\n");
	assert_ok(editor_edit(&out, "note.txt", text_of("before\n"), 100, &changed, &err), &err);
	assert_string_equal(buffer_string(&out), "new\n");
	assert_int_equal(leftovers(), 0);
}

static void
a_failing_editor_keeps_nothing(void **state)
{
	static const char *const scripts[] = { "echo x > \"$1\"; exit 3", "echo x > \"$1\"; kill -9 $$",
		                               "rm \"$1\"", "rm \"$1\"; ln -s /etc/passwd \"$1\"" };
	static const enum status expected[] = { STATUS_INVALID, STATUS_INVALID, STATUS_IO, STATUS_IO };

	(void)state;
	for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++) {
		SCOPED(buffer) out = { 0 };
		struct error err = { 0 };
		bool changed = false;

		use_editor(scripts[i]);
		assert_status(expected[i],
		              editor_edit(&out, "n", text_of("a"), 100, &changed, &err), &err);
		assert_int_equal(out.n, 0);
		assert_int_equal(leftovers(), 0);
	}
}

static void
too_much_is_refused_and_unchanged_is_told(void **state)
{
	SCOPED(buffer) out = { 0 };
	SCOPED(buffer) second = { 0 };
	struct error err = { 0 };
	bool changed = true;

	(void)state;
	use_editor("yes | head -c 101 > \"$1\"\n");
	assert_status(STATUS_LIMIT, editor_edit(&out, "n", text_of("a"), 100, &changed, &err), &err);
	use_editor("true\n");
	assert_ok(editor_edit(&second, "n", text_of("a"), 100, &changed, &err), &err);
	assert_false(changed);
}

static void
a_runtime_folder_of_others_is_not_used(void **state)
{
	SCOPED(buffer) out = { 0 };
	SCOPED(buffer) where = { 0 };
	struct error err = { 0 };
	char path[512];
	bool changed;

	(void)state;
	use_editor("dirname \"$1\" > $FOLDER/where; echo a >> \"$1\"\n");
	snprintf(path, sizeof path, "%s/run", folder);
	assert_int_equal(chmod(path, 0755), 0);
	assert_ok(editor_edit(&out, "n", text_of("a"), 100, &changed, &err), &err);
	assert_int_equal(chmod(path, 0700), 0);
	snprintf(path, sizeof path, "%s/where", folder);
	read_file(&where, path);
	assert_true(text_begins(text_of_buffer(&where), "/tmp/vidimus-"));
	where.p[where.n - 1] = '\0';
	assert_int_not_equal(access(where.p, F_OK), 0);
}

/* Reads --note and --title as a verb does, from the words of a command line. */
static enum status
read_prose(struct buffer *out, const char *option, const char *value, struct error *err)
{
	SCOPED(command) command = { .program = &sample_program };
	char given[256];
	char *words[] = { "vidimus", "list", given, NULL };
	enum status status;
	bool is_given;

	snprintf(given, sizeof given, "--%s=%s", option, value);
	status = command_parse(&command, 3, words, err);
	return status == STATUS_OK ? prose_read(out, &command, option, &is_given, err) : status;
}

static void
files_and_options_give_text(void **state)
{
	SCOPED(buffer) out = { 0 };
	SCOPED(buffer) plain = { 0 };
	struct error err = { 0 };
	char path[512], option[520];

	(void)state;
	snprintf(path, sizeof path, "%s/text", folder);
	snprintf(option, sizeof option, "@%s", path);
	write_file(path, "\n one\r\ntwo \n\n", 13);
	assert_ok(read_prose(&out, "note", option, &err), &err);
	assert_string_equal(buffer_string(&out), "one\ntwo");
	assert_ok(read_prose(&plain, "title", " a title ", &err), &err);
	assert_string_equal(buffer_string(&plain), "a title");
}

static void
bad_text_is_refused_with_the_options_name(void **state)
{
	static const struct { const char *bytes; size_t n; enum status status; } cases[] = {
		{ "a\0b", 3, STATUS_INVALID },
		{ "a\xff", 2, STATUS_INVALID },
		{ "this is longer than the forty bytes allowed", 43, STATUS_LIMIT },
	};
	char path[512], option[520];

	(void)state;
	snprintf(path, sizeof path, "%s/text", folder);
	snprintf(option, sizeof option, "@%s", path);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		SCOPED(buffer) out = { 0 };
		struct error err = { 0 };

		write_file(path, cases[i].bytes, cases[i].n);
		assert_status(cases[i].status, read_prose(&out, "title", option, &err), &err);
		assert_non_null(strstr(err.text, "reading --title"));
	}
	{
		SCOPED(buffer) out = { 0 };
		struct error err = { 0 };

		assert_status(STATUS_INVALID, read_prose(&out, "note", "@/nowhere/at/all", &err), &err);
		assert_status(STATUS_LIMIT, read_prose(&out, "title",
		              "this is longer than the forty bytes allowed", &err), &err);
	}
}

static void
standard_input_gives_text(void **state)
{
	SCOPED(buffer) out = { 0 };
	struct error err = { 0 };
	int ends[2], saved = dup(STDIN_FILENO);

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "from a pipe\n", 12), 12);
	close(ends[1]);
	dup2(ends[0], STDIN_FILENO);
	assert_ok(read_prose(&out, "note", "-", &err), &err);
	dup2(saved, STDIN_FILENO);
	close(saved);
	close(ends[0]);
	assert_string_equal(buffer_string(&out), "from a pipe");
}

static void
the_editor_leaves_comments_out(void **state)
{
	SCOPED(buffer) out = { 0 };
	SCOPED(buffer) second = { 0 };
	struct error err = { 0 };

	(void)state;
	use_editor("cp \"$1\" $FOLDER/template; (echo what I saw; cat \"$1\"; echo '  more') > \"$1.n\"; "
	           "mv \"$1.n\" \"$1\"\n");
	assert_ok(read_prose(&out, "note", "@", &err), &err);
	assert_string_equal(buffer_string(&out), "what I saw\n\n  more");
	use_editor("true");
	assert_status(STATUS_INVALID, read_prose(&second, "note", "@", &err), &err);
	assert_non_null(strstr(err.text, "nothing is done, and nothing was noted"));
}

/* Demands --note that was not given. */
static int
demand(void *context)
{
	SCOPED(command) command = { .program = &sample_program };
	char *words[] = { "vidimus", "list", NULL };
	SCOPED(buffer) out = { 0 };
	struct error err = { 0 };
	enum status status;

	(void)context;
	interrupt_install();
	status = command_parse(&command, 2, words, &err);
	if (status == STATUS_OK)
		status = prose_demand(&out, &command, "note", "Why?", &err);
	printf("%s%s\n", status == STATUS_OK ? "got " : err.text, buffer_string(&out));
	fflush(stdout);
	return (int)status;
}

static void
a_person_writes_in_the_editor(void **state)
{
	struct person person;

	(void)state;
	use_editor("cat \"$1\"; echo ready; cat > \"$1\"\n");
	person_begin(&person, demand, NULL);
	person_expect(&person, "# Why?");
	person_expect(&person, "ready");
	person_type(&person, "because\r\004");
	person_expect(&person, "got because");
	assert_int_equal(person_end(&person), STATUS_OK);
	assert_int_equal(leftovers(), 0);
	person_free(&person);
}

static void
ctrl_c_belongs_to_the_editor(void **state)
{
	struct person person;

	(void)state;
	use_editor("trap 'echo mine; echo kept > \"$1\"; exit 0' INT; echo ready\n"
	           "for i in 1 2 3 4 5 6 7 8 9; do sleep 1; done\n");
	person_begin(&person, demand, NULL);
	person_expect(&person, "ready");
	person_type(&person, "\003");
	person_expect(&person, "mine");
	person_expect(&person, "got kept");
	assert_int_equal(person_end(&person), STATUS_OK);
	person_free(&person);
}

static void
being_stopped_removes_the_file(void **state)
{
	struct person person;

	(void)state;
	use_editor("echo secret > \"$1\"; echo ready; exec sleep 60\n");
	person_begin(&person, demand, NULL);
	person_expect(&person, "ready");
	assert_int_equal(kill(person.child, SIGTERM), 0);
	person_expect(&person, "stopped by SIGTERM");
	assert_int_equal(person_end(&person), STATUS_INTERRUPTED);
	assert_int_equal(leftovers(), 0);
	person_free(&person);
}

/* No terminal, no editor: the option is named. */
static void
without_an_editor_the_option_is_named(void **state)
{
	SCOPED(run) run = { 0 };
	char self[512] = "";

	(void)state;
	unsetenv("EDITOR");
	unsetenv("VISUAL");
	assert_true(readlink("/proc/self/exe", self, sizeof self - 1) > 0);
	expect_shell(STATUS_INVALID, &run, folder, "setsid -w %s demand", self);
	assert_non_null(strstr(buffer_string(&run.out), "--note is missing: give - for"));
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_file_is_private_and_gone_afterwards, begin, finish),
		cmocka_unit_test_setup_teardown(an_editor_may_replace_the_file, begin, finish),
		cmocka_unit_test_setup_teardown(a_failing_editor_keeps_nothing, begin, finish),
		cmocka_unit_test_setup_teardown(too_much_is_refused_and_unchanged_is_told, begin, finish),
		cmocka_unit_test_setup_teardown(a_runtime_folder_of_others_is_not_used, begin, finish),
		cmocka_unit_test_setup_teardown(files_and_options_give_text, begin, finish),
		cmocka_unit_test_setup_teardown(bad_text_is_refused_with_the_options_name, begin, finish),
		cmocka_unit_test_setup_teardown(standard_input_gives_text, begin, finish),
		cmocka_unit_test_setup_teardown(the_editor_leaves_comments_out, begin, finish),
		cmocka_unit_test_setup_teardown(a_person_writes_in_the_editor, begin, finish),
		cmocka_unit_test_setup_teardown(ctrl_c_belongs_to_the_editor, begin, finish),
		cmocka_unit_test_setup_teardown(being_stopped_removes_the_file, begin, finish),
		cmocka_unit_test_setup_teardown(without_an_editor_the_option_is_named, begin, finish),
	};

	if (argc > 1 && strcmp(argv[1], "demand") == 0)
		return demand(NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
