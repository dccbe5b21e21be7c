/* SPDX-License-Identifier: Apache-2.0 */
/* test_leak_drawn.c - of custody files the drawn letters become blank, and nothing else does. */
#include "bundle/leak_drawn.h"

#include "support/support.h"

#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

#define ID     "6f20fdd5-5055-4450-aa2b-9db205fbfba9"
#define SALT   "hYQg5C1tGNOHxYXonWBksPuXdmxt_jBKX_4zPpltvTw"
#define HASH   "ZcTZghfoZLPYCimOdDlFL9mhL/DsQGS/tM/8920cqHc"
#define BLANKS "                                           "
#define HEX    "1a92883287e8eeafb318a4593ee9eb9874017a7bb9ac018e91b8f3675228b340"
#define GAP    "                                                                "

static void
expect(const char *file, const char *text, const char *blanked)
{
	SCOPED(buffer) out = { 0 };

	assert_true(leak_drawn_blank(file, text_of(text), &out));
	assert_string_equal(buffer_string(&out), blanked);
}

static void
the_salt_alone_is_blank(void **state)
{
	static const char file[] = "custody/disclosures.jsonl", head[] = "[\"vidimus-disclosure-v1\",\"" ID "\",\"/title\",\"";
	SCOPED(buffer) line = { 0 };
	SCOPED(buffer) blanked = { 0 };

	(void)state;
	buffer_append_format(&line, "%s" SALT "\",\"" SALT "\"]\n%s" SALT "\",null]\n", head, head);
	buffer_append_format(&blanked, "%s" BLANKS "\",\"" SALT "\"]\n%s" BLANKS "\",null]\n", head, head);
	expect(file, buffer_string(&line), buffer_string(&blanked));
}

static void
lines_of_another_form_stay(void **state)
{
	static const char *const lines[] = {
		"[\"vidimus-disclosure-v1\",\"" ID "\",\"/title\",\"x" SALT "\",null]",
		"[\"vidimus-disclosure-v1\",\"" ID "\",\"/title\",\"" SALT "\"]",
		"[\"vidimus-disclosure-v2\",\"" ID "\",\"/title\",\"" SALT "\",null]",
		"[\"vidimus-disclosure-v1\",\"" ID "\",\"/title\",\"" SALT,
		SALT, "", "\n\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
		expect("custody/disclosures.jsonl", lines[i], lines[i]);
		expect("custody/events.jsonl", lines[i], lines[i]);
		expect("custody/proofs.txt", lines[i], lines[i]);
	}
}

/* What is open is anybody's, and may look like what is sealed. */
static void
of_an_event_what_is_open_stays(void **state)
{
	static const char open[] = "\"open\":{\"note\":\"\\\",\\\"sealed\\\":{\",\"sealed\":{\"a\":\"" SALT "\"}}";
	SCOPED(buffer) line = { 0 };
	SCOPED(buffer) blanked = { 0 };

	(void)state;
	buffer_append_format(&line, "{\"actor\":\"" HEX "\",\"id\":\"" ID "\",\"n\":2,%s,\"previous\":\"" HEX "\",\"sealed\":{\"name\":\"" SALT "\",\"note_2\":\"" SALT "\"},\"seq\":7}\n", open);
	buffer_append_format(&blanked, "{\"actor\":\"" GAP "\",\"id\":\"" ID "\",\"n\":2,%s,\"previous\":\"" GAP "\",\"sealed\":{\"name\":\"" BLANKS "\",\"note_2\":\"" BLANKS "\"},\"seq\":7}\n", open);
	expect("custody/events.jsonl", buffer_string(&line), buffer_string(&blanked));
	expect("custody/events.jsonl",
	       "{\"actor\":\"" HEX "\",\"id\":\"x\",\"previous\":null,\"sealed\":{},\"seq\":0}",
	       "{\"actor\":\"" GAP "\",\"id\":\"x\",\"previous\":null,\"sealed\":{},\"seq\":0}");
}

static void
the_hashes_of_both_paths_are_blank(void **state)
{
	(void)state;
	expect("custody/proofs.txt", ID " 0 83 " HASH "=," HASH "= 99 " HASH "=\n" ID " 1 2  3 " HASH "=\n",
	       ID " 0 83 " BLANKS "=," BLANKS "= 99 " BLANKS "=\n" ID " 1 2  3 " BLANKS "=\n");
}

static void
other_files_are_left(void **state)
{
	SCOPED(buffer) out = { 0 };

	(void)state;
	assert_false(leak_drawn_blank("catalogue/items.json", text_of(SALT), &out));
	assert_int_equal(out.n, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_salt_alone_is_blank),
		cmocka_unit_test(lines_of_another_form_stay),
		cmocka_unit_test(of_an_event_what_is_open_stays),
		cmocka_unit_test(the_hashes_of_both_paths_are_blank),
		cmocka_unit_test(other_files_are_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
