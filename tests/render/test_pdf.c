/* SPDX-License-Identifier: Apache-2.0 */
/* test_pdf.c - the real vidimus-render, read back by pdftotext, pdffonts and pdfinfo. */
#include "render/pdf.h"

#include "base/text.h"

#include "support/support.h"

#include <stdio.h>
#include <string.h>

#define HASH "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

static const char *const scripts[] = {
	"Հայերեն վկայություն", "شهادة الشهود", "Свидетельство очевидца", "证人陈述", "გვედრება",
	"עדות ראייה", "साक्षी का बयान", "증인 진술", "คำให้การ", "ምስክርነት",
};

static struct document *
begin(void)
{
	struct document *document = NULL;

	assert_int_equal(document_open(&document, "Chain of custody of E-000001", "en", NULL), STATUS_OK);
	document_running(document, text_of("For the organisation's own eyes"));
	document_prepared(document, text_of("2026-03-04T05:06:07.123Z"));
	return document;
}

/* The PDF in a folder of its own, as file report.pdf. */
static char *
render(const struct document *document, struct buffer *pdf)
{
	char *folder = folder_make();
	SCOPED(buffer) path = { 0 };
	struct error err = { 0 };

	buffer_clear(pdf);
	assert_ok(document_pdf_by(VIDIMUS_WORKERS, document, pdf, &err), &err);
	buffer_append_format(&path, "%s/report.pdf", folder);
	write_file(path.p, pdf->p, pdf->n);
	return folder;
}

static void
every_script_is_found_again(void **state)
{
	SCOPED_POINTER(document) document = begin();
	SCOPED(buffer) pdf = { 0 };
	SCOPED(run) run = { 0 };
	char *folder;

	(void)state;
	for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++)
		document_value(document, text_of("Words"), text_of(scripts[i]));
	folder = render(document, &pdf);
	expect_shell(0, &run, folder, "pdftotext -layout %s/report.pdf -", folder);
	for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++) {
		struct text rest = text_of(scripts[i]);

		while (rest.p != NULL) { /* the order of words of a line from right to left is the reader's */
			struct text word = text_cut(&rest, ' ');

			if (memmem(run.out.p, run.out.n, word.p, word.n) == NULL)
				fail_msg("%.*s is not found in %s\n", (int)word.n, word.p, run.out.p);
		}
	}
	folder_remove(folder);
}

/* Column `emb` of pdffonts says yes for each font, and nothing is Type 3. */
static void
fonts_are_embedded(void **state)
{
	SCOPED_POINTER(document) document = begin();
	SCOPED(buffer) pdf = { 0 };
	SCOPED(run) run = { 0 };
	char *folder;

	(void)state;
	for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++)
		document_paragraph(document, text_of(scripts[i]));
	document_hash(document, text_of("SHA-256"), text_of(HASH));
	folder = render(document, &pdf);
	expect_shell(0, &run, folder,
	             "pdffonts %s/report.pdf | tail -n +3 | tee /dev/stderr | "
	             "awk '{ if ($(NF-4) != \"yes\") bad++; n++ } END { exit n < 5 || bad }'", folder);
	folder_remove(folder);
}

static void
the_same_document_gives_the_same_bytes(void **state)
{
	SCOPED_POINTER(document) document = begin();
	SCOPED(buffer) first = { 0 };
	SCOPED(buffer) second = { 0 };
	SCOPED(run) run = { 0 };
	char *folder;

	(void)state;
	for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++)
		document_paragraph(document, text_of(scripts[i]));
	folder = render(document, &first);
	expect_shell(0, &run, folder, "sleep 1.1; pdfinfo -isodates %s/report.pdf", folder);
	assert_non_null(strstr(run.out.p, "Chain of custody of E-000001"));
	assert_non_null(strstr(run.out.p, "2026-03-04T05:06:07"));
	assert_non_null(strstr(run.out.p, "A4"));
	folder_remove(folder);
	folder_remove(render(document, &second));
	assert_int_equal(first.n, second.n);
	assert_memory_equal(first.p, second.p, first.n);
}

/* Headings of a long table, title and running words stand on each page, and its number of how many. */
static void
long_tables_go_on(void **state)
{
	static const char *const headings[] = { "TIME", "WHAT WAS DONE" };
	SCOPED_POINTER(document) document = begin();
	SCOPED(buffer) pdf = { 0 };
	SCOPED(run) run = { 0 };
	char *folder;

	(void)state;
	document_table_begin(document, headings, 2);
	for (int i = 0; i < 300; i++) {
		char words[64];
		const struct text cells[] = { text_of("2026-03-04 05:06:07 UTC"), { words, 0 } };
		struct text row[2] = { cells[0], cells[1] };

		row[1].n = (size_t)snprintf(words, sizeof words, "row number %d of the table", i);
		document_table_row(document, row);
	}
	document_table_end(document);
	folder = render(document, &pdf);
	expect_shell(0, &run, folder,
	             "set -e; cd %s; n=$(pdfinfo report.pdf | awk '/^Pages/ { print $2 }'); test $n -gt 3\n"
	             "for p in $(seq $n); do pdftotext -layout -f $p -l $p report.pdf p.txt\n"
	             "grep -q \"page $p of $n\" p.txt; grep -q 'WHAT WAS DONE' p.txt\n"
	             "grep -q 'Chain of custody of E-000001' p.txt; grep -q 'own eyes' p.txt; done\n"
	             "pdftotext -layout report.pdf - | grep -c 'row number'", folder);
	assert_string_equal(run.out.p, "300\n");
	folder_remove(folder);
}

/* One cell longer than a page goes on over pages, and its last word is there. */
static void
a_long_cell_goes_on(void **state)
{
	static const char *const headings[] = { "A", "B" };
	SCOPED_POINTER(document) document = begin();
	SCOPED(buffer) pdf = { 0 };
	SCOPED(buffer) words = { 0 };
	SCOPED(run) run = { 0 };
	struct text cells[2];
	char *folder;

	(void)state;
	for (int i = 0; i < 3000; i++)
		buffer_append_format(&words, "w%d ", i);
	cells[0] = text_of("short");
	cells[1] = text_of_buffer(&words);
	document_table_begin(document, headings, 2);
	document_table_row(document, cells);
	document_table_end(document);
	folder = render(document, &pdf);
	expect_shell(0, &run, folder, "cd %s; pdftotext report.pdf - | tr ' ' '\\n' | grep -cx 'w[0-9]*'", folder);
	assert_string_equal(run.out.p, "3000\n");
	folder_remove(folder);
}

static void
hashes_stand_in_groups(void **state)
{
	SCOPED_POINTER(document) document = begin();
	SCOPED(buffer) pdf = { 0 };
	SCOPED(run) run = { 0 };
	char *folder;

	(void)state;
	document_hash(document, text_of("SHA-256"), text_of(HASH));
	folder = render(document, &pdf);
	expect_shell(0, &run, folder, "pdftotext -layout %s/report.pdf -", folder);
	assert_non_null(strstr(run.out.p, "9f86 d081 884c 7d65 9a2f eaa0 c55a d015"));
	assert_non_null(strstr(run.out.p, "a3bf 4f1b 2b0b 822c d15d 6c15 b0f0 0a08"));
	folder_remove(folder);
}

/* Text that would turn or hide is shown; pictures that are none are left out. */
static void
hostile_text_and_pictures_do_no_harm(void **state)
{
	SCOPED_POINTER(document) document = begin();
	SCOPED(buffer) pdf = { 0 };
	SCOPED(run) run = { 0 };
	char *folder;

	(void)state;
	document_value(document, text_of("File"), text_of("a\u202egpj.exe"));
	document_picture(document, text_of("no picture"), text_of("caption of none"));
	document_picture(document, (struct text){ "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\x7f\xff\xff\xff\x7f\xff\xff\xff", 24 },
	                 text_of("caption of a bomb"));
	folder = render(document, &pdf);
	expect_shell(0, &run, folder, "pdftotext -layout %s/report.pdf -", folder);
	assert_non_null(strstr(run.out.p, "a\\u202egpj.exe"));
	assert_non_null(strstr(run.out.p, "caption of none"));
	assert_non_null(strstr(run.out.p, "caption of a bomb"));
	folder_remove(folder);
}

static void
a_missing_program_is_told(void **state)
{
	SCOPED_POINTER(document) document = begin();
	SCOPED(buffer) pdf = { 0 };
	struct error err = { 0 };

	(void)state;
	assert_status(STATUS_UNUSABLE, document_pdf_by("/nowhere", document, &pdf, &err), &err);
	assert_non_null(strstr(err.text, "vidimus-render"));
	assert_int_equal(pdf.n, 0);
}

/* What is no document is answered in words, and with exit code 1. */
static void
no_document_is_refused(void **state)
{
	char *folder = folder_make();
	SCOPED(run) run = { 0 };

	(void)state;
	expect_shell(1, &run, folder, "echo '{\"a\":' | %s/vidimus-render", VIDIMUS_WORKERS);
	assert_true(run.out.n > 0);
	assert_false(text_begins(text_of_buffer(&run.out), "%PDF"));
	folder_remove(folder);
}

/* Of files it opens fonts alone once it reads, and the main program is linked with no renderer. */
static void
it_is_kept_apart(void **state)
{
	char *folder = folder_make();
	SCOPED(run) run = { 0 };

	(void)state;
	expect_shell(0, &run, folder, "! readelf -d \"$VIDIMUS\" | grep -E 'cairo|pango|fontconfig|freetype'");
	expect_shell(0, &run, folder,
	             "set -e; cd %s\n"
	             "echo '{\"v\":1,\"title\":\"t\",\"language\":\"en\",\"parts\":[{\"kind\":\"paragraph\",\"text\":\"证人 وثيقة Հայ\"}]}' |\n"
	             "strace -f -e trace=openat,open,socket,connect,execve,read,seccomp -o trace %s/vidimus-render | cat > out.pdf\n"
	             "awk '/seccomp\\(SECCOMP_SET_MODE_FILTER/ && $1 == first { locked = 1 } !first { first = $1 }"
	             " locked && /open/ && !/EACCES|EPERM|ENOENT/ { print }' trace > opened\n"
	             "grep -q fonts opened; ! grep -v fonts opened; ! grep -E \"^$(head -n1 trace | cut -d' ' -f1) .*(socket|connect)\" trace",
	             folder, VIDIMUS_WORKERS);
	folder_remove(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_script_is_found_again),
		cmocka_unit_test(fonts_are_embedded),
		cmocka_unit_test(the_same_document_gives_the_same_bytes),
		cmocka_unit_test(long_tables_go_on),
		cmocka_unit_test(a_long_cell_goes_on),
		cmocka_unit_test(hashes_stand_in_groups),
		cmocka_unit_test(hostile_text_and_pictures_do_no_harm),
		cmocka_unit_test(a_missing_program_is_told),
		cmocka_unit_test(no_document_is_refused),
		cmocka_unit_test(it_is_kept_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
