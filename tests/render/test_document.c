/* SPDX-License-Identifier: Apache-2.0 */
/* test_document.c - text and HTML say the same, lose nothing, and no foreign text gets out of its place. */
#include "render/document.h"

#include "base/text.h"

#include "support/support.h"

#include <string.h>

#define HASH "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

static struct document *
begin(void)
{
	struct document *document = NULL;

	assert_int_equal(document_open(&document, "Chain of custody", "en", NULL), STATUS_OK);
	return document;
}

static const char *
as_text(const struct document *document, unsigned columns, struct buffer *out)
{
	buffer_clear(out);
	assert_int_equal(document_text(document, columns, out, NULL), STATUS_OK);
	return buffer_string(out);
}

static const char *
as_html(const struct document *document, struct buffer *out)
{
	buffer_clear(out);
	assert_int_equal(document_html(document, out, NULL), STATUS_OK);
	return buffer_string(out);
}

static void
no_line_is_wider(const char *text, size_t columns)
{
	struct text rest = text_of(text);

	while (rest.p != NULL)
		assert_true(text_columns(text_cut(&rest, '\n')) <= columns);
}

/* A hash can be compared as one word, and read aloud in groups. */
static void
hashes_are_grouped(void **state)
{
	SCOPED_POINTER(document) document = begin();
	SCOPED(buffer) out = { 0 };

	(void)state;
	document_hash(document, text_of("SHA-256"), text_of(HASH));
	document_hash(document, text_of("SHA-512"), (struct text){ 0 });
	assert_non_null(strstr(as_text(document, 100, &out), HASH));
	assert_non_null(strstr(out.p, "9f86 d081 884c 7d65 9a2f eaa0 c55a d015\n"));
	assert_non_null(strstr(out.p, "a3bf 4f1b 2b0b 822c d15d 6c15 b0f0 0a08\n"));
	assert_non_null(strstr(out.p, "not known"));
	assert_non_null(strstr(as_html(document, &out), "<span>9f86</span><span>d081</span>"));
	assert_non_null(strstr(out.p, "<span>0a08</span></dd>"));
}

/* Every cell of a table that is too wide for the page stands there still, broken into lines. */
static void
tables_are_broken_and_not_cut(void **state)
{
	static const char *const headings[] = { "TIME", "WHAT WAS DONE", "BY" };
	const struct text long_row[] = {
		text_of("2026-03-04T05:06:07.123Z"),
		text_of("one two three four five six seven eight nine ten eleven twelve"),
		text_of("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"),
	};
	const struct text empty[] = { { 0 }, text_of(""), text_of("K-000001") };
	SCOPED_POINTER(document) document = begin();
	SCOPED(buffer) out = { 0 };

	(void)state;
	document_table_begin(document, headings, 3);
	document_table_row(document, long_row);
	document_table_row(document, empty);
	document_table_end(document);
	no_line_is_wider(as_text(document, 60, &out), 60);
	assert_non_null(strstr(out.p, "eleven"));
	assert_non_null(strstr(out.p, "twelve"));
	assert_non_null(strstr(out.p, "\n-  "));
	no_line_is_wider(as_text(document, 1, &out), 40);
	assert_non_null(strstr(as_text(document, 0, &out), long_row[1].p));
	assert_non_null(strstr(as_text(document, 200, &out), long_row[1].p));
	assert_non_null(strstr(out.p, long_row[2].p));
}

/* Wide characters count two columns, and a text without spaces is broken too. */
static void
wide_scripts_fit(void **state)
{
	static const char chinese[] = "保管链报告保管链报告保管链报告保管链报告保管链报告保管链报告";
	SCOPED_POINTER(document) document = begin();
	SCOPED(buffer) out = { 0 };
	SCOPED(buffer) joined = { 0 };

	(void)state;
	document_paragraph(document, text_of(chinese));
	no_line_is_wider(as_text(document, 41, &out), 41);
	for (size_t i = 0; i < out.n; i++) {
		if (out.p[i] != '\n')
			buffer_append_byte(&joined, out.p[i]);
	}
	assert_non_null(strstr(joined.p, chinese));
}

/* What would turn, hide or command is shown, in every form. */
static void
controls_are_shown(void **state)
{
	SCOPED_POINTER(document) document = begin();
	SCOPED(buffer) out = { 0 };

	(void)state;
	document_value(document, text_of("File"), text_of("a\u202egpj.exe\x1b[2J\xff"));
	document_gap(document, text_of("two\r\nlines"));
	assert_non_null(strstr(as_text(document, 80, &out), "a\\u202egpj.exe\\x1b[2J"));
	assert_null(strchr(out.p, 0x1b));
	assert_non_null(strstr(out.p, "two\n"));
	assert_non_null(strstr(as_html(document, &out), "a\\u202egpj.exe\\x1b[2J"));
	assert_null(strchr(out.p, 0x1b));
	assert_true(text_is_utf8(out.p, out.n));
}

/* No text becomes an element, an attribute or an entity. */
static void
html_is_inert(void **state)
{
	static const char hostile[] = "</title><script>alert(1)</script><img src=x onerror='a'>&lt;\"";
	const struct text cells[] = { text_of(hostile) };
	const char *const headings[] = { hostile };
	struct document *opened = NULL;
	SCOPED(buffer) out = { 0 };

	(void)state;
	assert_int_equal(document_open(&opened, hostile, "en\"><script>", NULL), STATUS_OK);
	SCOPED_POINTER(document) document = opened;
	document_running(document, text_of(hostile));
	document_heading(document, 1, text_of(hostile));
	document_paragraph(document, text_of(hostile));
	document_gap(document, text_of(hostile));
	document_value(document, text_of(hostile), text_of(hostile));
	document_hash(document, text_of(hostile), text_of(hostile));
	document_picture(document, text_of(hostile), text_of(hostile));
	document_signature(document, text_of(hostile));
	document_table_begin(document, headings, 1);
	document_table_row(document, cells);
	document_table_end(document);
	as_html(document, &out);
	assert_null(strstr(out.p, "<script"));
	assert_null(strstr(out.p, "<img src=x"));
	assert_null(strstr(out.p, "<a "));
	assert_null(strstr(out.p, "http:"));
	assert_null(strstr(out.p, "https:"));
	assert_null(strstr(out.p, "url("));
	assert_null(strstr(out.p, "@import"));
	assert_non_null(strstr(out.p, "default-src 'none'"));
	assert_non_null(strstr(out.p, "&lt;/title&gt;&lt;script&gt;"));
	assert_non_null(strstr(out.p, "&amp;lt;&quot;"));
}

/* Each foreign text keeps its own direction; the page has that of its language. */
static void
directions_are_kept(void **state)
{
	struct document *opened = NULL;
	SCOPED(buffer) out = { 0 };

	(void)state;
	assert_int_equal(document_open(&opened, "تقرير", "ar", NULL), STATUS_OK);
	SCOPED_POINTER(document) document = opened;
	document_value(document, text_of("الملف"), text_of("video.mp4"));
	document_paragraph(document, text_of("شاهد"));
	as_html(document, &out);
	assert_non_null(strstr(out.p, "<html lang=\"ar\" dir=\"rtl\">"));
	assert_non_null(strstr(out.p, "<bdi>video.mp4</bdi>"));
	assert_non_null(strstr(out.p, "<p dir=\"auto\">شاهد</p>"));
}

/* Text and HTML have every word of every part. */
static void
every_part_is_said(void **state)
{
	static const char *const words[] = { "Heading A", "Paragraph B", "Gap C", "Label D", "Value E",
		                             "Caption F", "Signed G", "Column H", "Cell I", "Running J" };
	const char *const headings[] = { words[7] };
	const struct text cells[] = { text_of(words[8]) };
	SCOPED_POINTER(document) document = begin();
	SCOPED(buffer) text = { 0 };
	SCOPED(buffer) html = { 0 };
	SCOPED(buffer) json = { 0 };

	(void)state;
	document_heading(document, 1, text_of(words[0]));
	document_paragraph(document, text_of(words[1]));
	document_gap(document, text_of(words[2]));
	document_value(document, text_of(words[3]), text_of(words[4]));
	document_picture(document, text_of("png"), text_of(words[5]));
	document_signature(document, text_of(words[6]));
	document_table_begin(document, headings, 1);
	document_table_row(document, cells);
	document_table_end(document);
	document_running(document, text_of(words[9]));
	document_prepared(document, text_of("2026-03-04T05:06:07.123Z"));
	as_text(document, 80, &text);
	as_html(document, &html);
	assert_int_equal(document_json(document, &json, NULL), STATUS_OK);
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		assert_non_null(strstr(text.p, words[i]));
		assert_non_null(strstr(html.p, words[i]));
		assert_non_null(strstr(json.p, words[i]));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hashes_are_grouped),  cmocka_unit_test(tables_are_broken_and_not_cut),
		cmocka_unit_test(wide_scripts_fit),    cmocka_unit_test(controls_are_shown),
		cmocka_unit_test(html_is_inert),       cmocka_unit_test(directions_are_kept),
		cmocka_unit_test(every_part_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
