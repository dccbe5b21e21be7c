/* SPDX-License-Identifier: Apache-2.0 */
/* test_run.c - a run takes everything in, once, in order, durably, and says what became of each file. */
#include "intake/fixture.h"

static void
make_sources(struct fixture *fixture)
{
	struct run run = { 0 };

	make_picture("source/b.jpg", 1, 100000);
	make_picture("source/a.jpg", 2, 5000);
	make_picture("source/again.jpg", 1, 100000);
	expect_shell(0, &run, fixture->folder,
	             "cd source && mkdir -p deep/er 'with space' && printf hello >deep/er/notes.txt"
	             " && printf x >'with space/-dash' && : >empty.jpg && printf h >.hidden"
	             " && printf '{}' >result.json && cp a.jpg \"$(printf 'new\\nline \\033[31m.jpg')\""
	             " && printf other >\"$(printf 'latin\\351.bin')\""
	             " && printf many >%0240d.txt && ln b.jpg zlink.jpg",
	             7);
	run_end(&run);
}

static void
a_folder_is_taken_in_in_the_order_of_its_names(void **state)
{
	struct fixture fixture;
	struct run run = { 0 };
	const struct kept_line *line;

	(void)state;
	fixture_begin(&fixture);
	make_sources(&fixture);
	fixture_intake(&fixture);
	expect_shell(0, &run, fixture.folder,
	             "find source -type f -printf '%%p\\0' | LC_ALL=C sort -z | tr '\\0' '\\1'");
	for (size_t i = 0, at = 0; i < fixture.line_count; i++) {
		const char *path = fixture.lines[i].path;

		/* No name here begins another folder's, so that byte order of paths is the walk's. */
		assert_memory_equal(run.out.p + at, path, strlen(path));
		at += strlen(path) + 1;
		assert_true(i + 1 < fixture.line_count || at == run.out.n);
	}
	line = fixture_line(&fixture, "source/a.jpg");
	assert_int_equal(line->outcome, INTAKE_ADDED);
	assert_int_equal(line->bytes, 5000);
	assert_string_equal(line->media_type, "image/jpeg");
	assert_true(line->item > 0 && line->acquisition > 0 && line->delivery == 1);
	line = fixture_line(&fixture, "source/b.jpg");
	assert_int_equal(line->outcome, INTAKE_KNOWN); /* again.jpg came before */
	assert_int_equal(line->item, fixture_line(&fixture, "source/again.jpg")->item);
	assert_int_not_equal(line->acquisition, fixture_line(&fixture, "source/again.jpg")->acquisition);
	assert_string_equal(line->warnings, "several-links");
	line = fixture_line(&fixture, "source/deep/er/notes.txt");
	assert_int_equal(line->outcome, INTAKE_COMPONENT);
	assert_int_equal(line->item, 0);
	line = fixture_line(&fixture, "source/empty.jpg");
	assert_int_equal(line->outcome, INTAKE_ADDED);
	assert_non_null(strstr(line->warnings, "zero-bytes"));
	assert_non_null(strstr(fixture_line(&fixture, "source/latin\xe9.bin")->warnings, "name-not-utf8"));
	assert_int_equal(fixture.summary.failed, 0);
	assert_int_equal(fixture.summary.delivery, 1);
	assert_int_equal(fixture.summary.added + fixture.summary.known + fixture.summary.components,
	                 fixture.line_count);
	assert_false(fixture.summary.interrupted);
	assert_non_null(strstr(buffer_string(&fixture.summary.receipt), "manifest sha256 "));
	assert_int_equal(query_number(&fixture, "SELECT count(*) FROM p_deliveries WHERE closed IS NOT NULL"), 1);
	expect_sound_log(&fixture);
	expect_sound_vault(&fixture);
	run_end(&run);
	fixture_end(&fixture);
}

static void
digests_are_those_of_other_tools(void **state)
{
	struct fixture fixture;
	struct run run = { 0 };

	(void)state;
	fixture_begin(&fixture);
	make_sources(&fixture);
	fixture_intake(&fixture);
	for (size_t i = 0; i < fixture.line_count; i++) {
		char hex[DIGEST_TEXT_SIZE];

		digest_write(hex, &fixture.lines[i].digest);
		setenv("FILE", fixture.lines[i].path, 1);
		expect_shell(0, &run, fixture.folder, "sha256sum <\"$FILE\"");
		assert_memory_equal(run.out.p, hex, 64);
	}
	run_end(&run);
	fixture_end(&fixture);
}

static void
receiving_makes_no_items_and_accession_does_later(void **state)
{
	struct fixture fixture;
	struct accession_summary made;
	struct accession_options options = { .callbacks = { .line = fixture_keep_line,
		                                            .context = &fixture } };
	struct error err;
	char *uuid;

	(void)state;
	fixture_begin(&fixture);
	make_sources(&fixture);
	fixture_run(&fixture, (struct intake_options){ .mode = DELIVERY_RECEIVE });
	assert_int_equal(fixture_line(&fixture, "source/a.jpg")->outcome, INTAKE_ADDED);
	assert_int_equal(fixture_line(&fixture, "source/a.jpg")->item, 0);
	assert_int_equal(query_number(&fixture, "SELECT count(*) FROM p_items"), 0);
	uuid = query(&fixture, "SELECT uuid FROM p_deliveries");
	uuid[36] = '\0';
	assert_true(uuid_read(text_of(uuid), &options.delivery));
	free(uuid);
	fixture_forget(&fixture);
	fixture_open(&fixture);
	assert_ok(intake_accession(fixture.catalogue, &options, &made, &err), &err);
	assert_int_equal(made.made, fixture.line_count);
	assert_int_equal(made.made, 6);
	assert_int_equal(made.made, query_number(&fixture, "SELECT count(*) FROM p_acquisitions WHERE item IS NOT NULL"));
	assert_string_equal(fixture.lines[0].media_type, "image/jpeg");
	assert_true(fixture.lines[0].item == 1 && fixture.lines[0].delivery == 1);
	assert_ok(intake_accession(fixture.catalogue, &options, &made, &err), &err);
	assert_int_equal(made.made, 0);
	options.all_items = true;
	assert_ok(intake_accession(fixture.catalogue, &options, &made, &err), &err);
	assert_int_equal(query_number(&fixture, "SELECT count(*) FROM p_acquisitions WHERE item IS NULL"), 0);
	fixture_close(&fixture);
	expect_sound_log(&fixture);
	fixture_end(&fixture);
}

static void
all_items_makes_items_of_everything(void **state)
{
	struct fixture fixture;

	(void)state;
	fixture_begin(&fixture);
	make_sources(&fixture);
	fixture_run(&fixture, (struct intake_options){ .mode = DELIVERY_INTAKE, .all_items = true });
	assert_int_equal(fixture.summary.components, 0);
	assert_true(fixture_line(&fixture, "source/deep/er/notes.txt")->item > 0);
	fixture_end(&fixture);
}

static void
what_was_said_of_the_origin_stands_in_the_log(void **state)
{
	struct fixture fixture;
	struct provenance_words words = { .medium = "usb-stick", .serial = "4711",
		                          .note = "from the drawer" };
	struct error err;

	(void)state;
	fixture_begin(&fixture);
	make_picture("source/a.jpg", 1, 100);
	fixture_run(&fixture, (struct intake_options){ .words = &words });
	assert_int_equal(query_number(&fixture, "SELECT count(*) FROM p_deliveries WHERE medium ="
	                                        " 'usb-stick' AND serial = '4711'"), 1);
	words.medium = "no-such-medium";
	assert_status(STATUS_INVALID, fixture_try(&fixture, (struct intake_options){ .words = &words }, &err), &err);
	assert_int_equal(fixture.line_count, 0);
	assert_int_equal(query_number(&fixture, "SELECT count(*) FROM p_deliveries"), 1);
	fixture_end(&fixture);
}

static void
many_files_are_grouped_in_few_changes(void **state)
{
	struct fixture fixture;
	int64_t changes;

	(void)state;
	fixture_begin(&fixture);
	for (unsigned i = 0; i < 700; i++) {
		char path[64];

		snprintf(path, sizeof path, "source/%03u.jpg", i);
		make_picture(path, i, 2000 + i);
	}
	changes = query_number(&fixture, "SELECT count(*) FROM checkpoints");
	fixture_intake(&fixture);
	assert_int_equal(fixture.summary.added, 700);
	assert_int_equal(fixture.lines[699].item, 700);
	changes = query_number(&fixture, "SELECT count(*) FROM checkpoints") - changes;
	assert_in_range(changes, 2, 60);
	expect_sound_log(&fixture);
	expect_sound_vault(&fixture);
	fixture_end(&fixture);
}

static void
paths_come_from_a_list_too(void **state)
{
	struct fixture fixture;
	struct run run = { 0 };
	struct intake_options options = { .mode = DELIVERY_INTAKE, .separator = '\0' };
	struct error err;
	FILE *list;

	(void)state;
	fixture_begin(&fixture);
	make_sources(&fixture);
	expect_shell(0, &run, fixture.folder, "find source -type f -print0 | LC_ALL=C sort -z >list");
	list = fopen("list", "rb");
	options.list = fileno(list);
	fixture_run(&fixture, options);
	assert_int_equal(fixture.line_count, 12);
	assert_int_equal(fixture.summary.failed, 0);
	rewind(list);
	options.separator = '\n'; /* a list ended by NUL bytes, read as lines */
	assert_status(STATUS_INVALID, fixture_try(&fixture, options, &err), &err);
	fclose(list);
	expect_shell(0, &run, fixture.folder, "printf 'source/a.jpg\\nnot there\\n\\nsource/deep' >list");
	list = fopen("list", "rb");
	options.list = fileno(list);
	fixture_run(&fixture, options);
	assert_int_equal(fixture.line_count, 3);
	assert_string_equal(fixture_line(&fixture, "not there")->code, "not-found");
	assert_string_equal(fixture.lines[2].path, "source/deep/er/notes.txt");
	fclose(list);
	run_end(&run);
	fixture_end(&fixture);
}

static void
progress_is_told_with_final_totals(void **state)
{
	struct fixture fixture;

	(void)state;
	fixture_begin(&fixture);
	make_sources(&fixture);
	fixture_intake(&fixture);
	assert_true(fixture.progress_count >= 1);
	fixture_end(&fixture);
}

static void
an_empty_folder_writes_nothing(void **state)
{
	struct fixture fixture;
	char *before;

	(void)state;
	fixture_begin(&fixture);
	before = catalogue_bytes(&fixture);
	fixture_intake(&fixture);
	assert_int_equal(fixture.line_count, 0);
	assert_int_equal(fixture.summary.delivery, 0);
	expect_same_bytes(&fixture, before);
	fixture_end(&fixture);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_folder_is_taken_in_in_the_order_of_its_names),
		cmocka_unit_test(digests_are_those_of_other_tools),
		cmocka_unit_test(receiving_makes_no_items_and_accession_does_later),
		cmocka_unit_test(all_items_makes_items_of_everything),
		cmocka_unit_test(what_was_said_of_the_origin_stands_in_the_log),
		cmocka_unit_test(many_files_are_grouped_in_few_changes),
		cmocka_unit_test(paths_come_from_a_list_too),
		cmocka_unit_test(progress_is_told_with_final_totals),
		cmocka_unit_test(an_empty_folder_writes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
