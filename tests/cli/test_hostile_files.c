/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_hostile_files.c - files made to hold or to exhaust their parser, taken
 * in by the real program: each is examined to the end, and what was too much
 * of it is named.
 */
#include "cli/catalogue.h"

#define HEAD                                                                             \
	"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "                                  \
	"xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description "      \
	"rdf:about='' xmlns:a='http://a.example/'>"
#define TAIL "</rdf:Description></rdf:RDF></x:xmpmeta>"

static void
put_le32(struct buffer *out, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		buffer_append_byte(out, (char)(value >> 8 * i & 0xFF));
}

/* A TIFF of a maker, with this packet. */
static void
write_tiff(const char *folder, const char *name, const struct buffer *packet)
{
	SCOPED(buffer) tiff = { 0 };
	char path[4096];

	buffer_append(&tiff, "II*\0\x08\0\0\0\2\0", 10);
	buffer_append(&tiff, "\x0f\x01\x02\0\x04\0\0\0Ani", 12); /* Make, ASCII */
	buffer_append(&tiff, "\xbc\x02\x01\0", 4);               /* XMP, bytes */
	put_le32(&tiff, (uint32_t)packet->n);
	put_le32(&tiff, 38);
	put_le32(&tiff, 0);
	buffer_append(&tiff, packet->p, packet->n);
	snprintf(path, sizeof path, "%s/%s", folder, name);
	write_file(path, tiff.p, tiff.n);
}

/* Fails unless the intake's line `index` tells of a complete examination that left something out. */
static void
assert_left_out(const struct run *run, size_t index)
{
	json_t *line = json_line(run, index);
	SCOPED_FREE char *words = json_dumps(json_object_get(line, "warnings"), JSON_COMPACT);

	assert_string_equal(string_member(line, "outcome"), "added");
	if (words == NULL || strstr(words, "facts-left-out") == NULL || strstr(words, "parser-failed") != NULL)
		fail_msg("warnings of %s: %s\n", string_member(line, "path"), words);
	json_decref(line);
}

/* Each of these held its parser until its time was over, or took all its memory, when exempi read it. */
static void
costly_packets_are_left_out(void **state)
{
	SCOPED(run) run = { 0 };
	SCOPED(run) shown = { 0 };
	SCOPED(buffer) properties = { 0 };
	SCOPED(buffer) controls = { 0 };
	SCOPED(buffer) lines = { 0 };

	buffer_append_string(&properties, HEAD);
	for (unsigned i = 0; i < 120000; i++)
		buffer_append_format(&properties, "<a:p%u>v</a:p%u>", i, i);
	buffer_append_string(&properties, TAIL);
	buffer_append_string(&controls, HEAD "<!--");
	buffer_append_string(&lines, HEAD "<a:p>");
	for (unsigned i = 0; i < 4000000; i++) {
		if (i < 1000000)
			buffer_append_string(&controls, "\xe9 ");
		buffer_append_string(&lines, "\x01\n");
	}
	buffer_append_string(&controls, "-->" TAIL);
	buffer_append_string(&lines, "</a:p>" TAIL);
	write_tiff(*state, "controls.tif", &controls);
	write_tiff(*state, "lines.tif", &lines);
	write_tiff(*state, "properties.tif", &properties);
	expect_shell(0, &run, *state, V "intake --json controls.tif lines.tif properties.tif");
	for (size_t i = 0; i < 3; i++)
		assert_left_out(&run, i);
	expect_shell(0, &shown, *state, V "list make:Ani --json | wc -l");
	assert_out(&shown, "3");
}

/* Damaged files and former attacks on others' parsers: every one is examined to its end, and twice with the same result. */
static void
malformed_files_are_told_the_same_twice(void **state)
{
	const char *step = getenv("VIDIMUS_TEST_FULL") != NULL ? "1" : "5";
	SCOPED(run) run = { 0 };

	need_shared("corpus/malformed.tsv");
	expect_shell(0, &run, *state,
	             "set -e; tail -n +2 \"$SHARED/corpus/malformed.tsv\" | cut -f 1 | awk 'NR %% %s == 0' | "
	             "sed \"s|^|$SHARED/corpus/|\" >files; wc -l <files; "
	             "told() { " V "list --json | jq -r .id | tr '\\n' ' ' >ids; " V "show --json $(cat ids) | "
	             "jq -S '{sha256, warnings, declared, measured, metadata, media_type, outcome: ([.examinations[].outcome] | unique)}'; }; "
	             V "intake --json --files-from files --all >taken; told >first; " V
	             "examine --json $(cat ids) >again; told >second; cmp first second; "
	             "jq -r '.outcome[]' first | sort | uniq -c", step);
	assert_null(strstr(buffer_string(&run.out), "killed"));
	assert_null(strstr(buffer_string(&run.out), "timed-out"));
	assert_null(strstr(buffer_string(&run.out), "failed"));
	assert_out(&run, "complete");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(costly_packets_are_left_out, begin_catalogue, end_folder),
		cmocka_unit_test_setup_teardown(malformed_files_are_told_the_same_twice, begin_catalogue, end_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
