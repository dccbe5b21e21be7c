/* SPDX-License-Identifier: Apache-2.0 */
/* test_verb_init.c - `vidimus init`: what it makes, and what it refuses before it makes anything. */
#include "cli/catalogue.h"
#include "support/person.h"

#include <sys/stat.h>
#include <unistd.h>

#define INIT "\"$VIDIMUS\" init cat --name Cases --actor ana "

static void
makes_a_catalogue_and_its_key(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *answer = NULL;

	expect_shell(0, &run, *state, INIT "--organisation Archive --no-passphrase --json");
	answer = json_line(&run, 0);
	assert_members(answer, "catalogue uuid name actor key key_file passphrase");
	assert_string_equal(string_member(answer, "name"), "Cases");
	assert_string_equal(string_member(answer, "actor"), "K-000001");
	assert_true(json_is_false(json_object_get(answer, "passphrase")));
	expect_shell(0, &run, *state, "test -f cat/catalog.db && test -f cat/README.txt && "
	             "test -f cat/.nomedia && test -f cat/.trackerignore && "
	             "test -f cat/.metadata_never_index && test -d cat/originals && "
	             "test \"$(stat -c %%a home/config/vidimus/keys/ana.pem)\" = 600 && "
	             "head -n 1 home/config/vidimus/keys/ana.pem");
	assert_string_equal(buffer_string(&run.out), "-----BEGIN PRIVATE KEY-----\n");
	expect_shell(0, &run, *state, V "log verify");
}

static void
tells_what_to_do_next(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, INIT "--no-passphrase");
	assert_out(&run, "The catalogue is made.");
	assert_out(&run, "K-000001, ana, keeper");
	assert_out(&run, "without a passphrase");
	assert_out(&run, "cat intake FOLDER");
}

static void
demands_a_passphrase_or_to_be_told(void **state)
{
	SCOPED(run) run = { 0 };

	expect_refusal(2, *state, "--no-passphrase", INIT);
	expect_refusal(2, *state, "contradict",
	               "echo secret >pass; chmod 600 pass; " INIT
	               "--no-passphrase --passphrase-file pass");
	expect_refusal(5, *state, "chmod 600", "chmod 644 pass; " INIT "--passphrase-file pass");
	expect_refusal(2, *state, "is empty", "echo >pass; chmod 600 pass; " INIT
	               "--passphrase-file pass");
	expect_shell(0, &run, *state, "ls; ls home");
	assert_string_equal(buffer_string(&run.out), "home\npass\n");
}

static void
encrypts_the_key_with_the_passphrase_of_a_file(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, "echo secret >pass; chmod 600 pass; " INIT
	             "--passphrase-file pass");
	assert_out(&run, "with a passphrase");
	expect_shell(0, &run, *state, "openssl pkey -in home/config/vidimus/keys/ana.pem "
	             "-passin pass:secret -noout && head -n 1 home/config/vidimus/keys/ana.pem");
	assert_string_equal(buffer_string(&run.out), "-----BEGIN ENCRYPTED PRIVATE KEY-----\n");
}

static void
refuses_wrong_words(void **state)
{
	expect_refusal(2, *state, "--name NAME is missing", "\"$VIDIMUS\" init cat --actor ana");
	expect_refusal(2, *state, "--actor CODE is missing", "\"$VIDIMUS\" init cat --name x");
	expect_refusal(2, *state, "an argument is missing", "\"$VIDIMUS\" init --name x --actor y");
	expect_refusal(2, *state, "too many arguments", INIT "dog --no-passphrase");
	expect_refusal(2, *state, "code",
	               "\"$VIDIMUS\" init cat --name x --actor 'Ana Petrosyan' --no-passphrase");
	expect_refusal(2, *state, "sha3", INIT "--no-passphrase --digests sha3");
	expect_refusal(1, *state, "", "test -e cat");
}

static void
leaves_what_is_there_alone(void **state)
{
	SCOPED(run) run = { 0 };

	expect_refusal(5, *state, "cat", "mkdir cat; echo mine >cat/file; " INIT "--no-passphrase");
	expect_shell(0, &run, *state, "ls -A cat; cat cat/file");
	assert_string_equal(buffer_string(&run.out), "file\nmine\n");
	expect_shell(0, &run, *state, "rm cat/file; " INIT "--no-passphrase");
	expect_refusal(5, *state, "cat", INIT "--no-passphrase");
}

static void
uses_a_key_that_is_there(void **state)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, *state, "\"$VIDIMUS\" key new mine --no-passphrase && "
	             "cp home/config/vidimus/keys/mine.pem before && "
	             INIT "--key mine && cmp before home/config/vidimus/keys/mine.pem && "
	             V "channel add --code c1");
	expect_shell(0, &run, *state, "ls home/config/vidimus/keys");
	assert_string_equal(buffer_string(&run.out), "mine.pem\nmine.request\n");
}

static void
computes_further_digests(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED_JSON json_t *item = NULL;

	write_jpeg(*state, "a.jpg", "x");
	expect_shell(0, &run, *state, INIT "--no-passphrase --digests md5,sha512 >/dev/null && " V
	             "intake a.jpg >/dev/null && " V "show --json E-1");
	item = json_line(&run, 0);
	expect_shell(0, &run, *state, "md5sum <a.jpg | cut -c1-32 | tr -d '\\n'");
	assert_string_equal(string_member(json_object_get(item, "digests"), "md5"),
	                    buffer_string(&run.out));
}

/* What a person at a terminal runs. */
static int
run_init(void *context)
{
	char command[512], path[512];

	snprintf(path, sizeof path, "%s/home", (const char *)context);
	setenv("HOME", path, 1);
	unsetenv("XDG_CONFIG_HOME");
	unsetenv("XDG_STATE_HOME");
	snprintf(command, sizeof command, "cd %s && exec %s init cat --name Cases --actor ana",
	         (const char *)context, VIDIMUS_PROGRAM);
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	return 127;
}

static void
asks_twice_at_a_terminal(void **state)
{
	struct person person;
	struct stat st;
	char path[512];

	person_begin(&person, run_init, *state);
	person_expect(&person, "New passphrase of key ana: ");
	person_type(&person, "one\r");
	person_expect(&person, "again: ");
	person_type(&person, "two\r");
	person_expect(&person, "They differ.");
	person_expect(&person, "New passphrase of key ana: ");
	person_type(&person, "correct horse\r");
	person_expect(&person, "again: ");
	person_type(&person, "correct horse\r");
	person_expect(&person, "The catalogue is made.");
	assert_int_equal(person_end(&person), 0);
	assert_null(strstr(buffer_string(&person.seen), "correct horse"));
	person_free(&person);
	snprintf(path, sizeof path, "%s/home/.config/vidimus/keys/ana.pem", (const char *)*state);
	assert_int_equal(stat(path, &st), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin_folder, end_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(makes_a_catalogue_and_its_key),
		TEST(tells_what_to_do_next),
		TEST(demands_a_passphrase_or_to_be_told),
		TEST(encrypts_the_key_with_the_passphrase_of_a_file),
		TEST(refuses_wrong_words),
		TEST(leaves_what_is_there_alone),
		TEST(uses_a_key_that_is_there),
		TEST(computes_further_digests),
		TEST(asks_twice_at_a_terminal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
