/* SPDX-License-Identifier: Apache-2.0 */
/* Every file of the corpus is told as file(1) tells it, but for what is listed here with its reason. */
#include "support/support.h"

#include "intake/signature.h"

#include "base/scoped.h"
#include "base/text.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Where we differ from file(1) in spite of its naming a type. */
static const struct {
	const char *path_end;
	const char *why;
} exceptions[] = {
	{ "crash-0086106bc19982dbfeebff8046917a454d8ee8f0.fuzzed",
	  "51 bytes of fuzz: sync bits with a bit rate that does not exist are no MPEG frame" },
	{ "fixture-id3v2.aac", "an ID3 tag of 109 KB hides the frames behind it" },
	{ "fixture-id3v2.flac", "an ID3 tag of 109 KB hides the stream behind it" },
};

static bool
is_exception(struct text path)
{
	for (size_t i = 0; i < sizeof exceptions / sizeof *exceptions; i++)
		if (text_ends(path, exceptions[i].path_end))
			return true;
	return false;
}

static const char *
kind_of_type(struct text type)
{
	static const char *const families[] = { "image", "video", "audio" };

	for (size_t i = 0; i < sizeof families / sizeof *families; i++)
		if (text_begins(type, families[i]))
			return families[i];
	return "other";
}

static void
tell_file(const char *root, struct text path, struct told *out)
{
	static unsigned char head[SIGNATURE_HEAD];
	SCOPED(buffer) full = { 0 };
	struct stat st;
	ssize_t n;

	buffer_append_format(&full, "%s/%.*s", root, (int)path.n, path.p);
	SCOPED_FD file = open(buffer_string(&full), O_RDONLY | O_CLOEXEC);
	assert_true(file >= 0);
	assert_int_equal(fstat(file, &st), 0);
	n = read(file, head, sizeof head);
	assert_true(n >= 0);
	signature_tell(head, (size_t)n, (uint64_t)st.st_size,
	               text_of(strrchr(full.p, '/') + 1), out);
}

/* What every row must show; prints what does not. */
static bool
agrees(struct text path, struct text type, const struct told *told)
{
	bool told_by_file = !text_is(type, "application/octet-stream") && !text_is(type, "inode/x-empty");

	if (!told->item && (told_by_file || told->named != SIGNATURE_UNKNOWN))
		return is_exception(path);
	if (told->content == SIGNATURE_UNKNOWN && told->item &&
	    (told->warning == NULL || strcmp(told->warning, "unknown-content") != 0))
		return false;
	if (!told_by_file || is_exception(path))
		return true;
	return text_equal(told->media_type, type) &&
	       strcmp(signature_kind_name(told->content), kind_of_type(type)) == 0;
}

static void
every_file_of_the_corpus_is_told_as_by_file_1(void **state)
{
	SCOPED_FREE char *root = shared_path("corpus");
	SCOPED_FREE char *manifest = shared_path("corpus/MANIFEST.tsv");
	SCOPED(buffer) table = { 0 };
	struct text rest;
	int rows = 0, wrong = 0;

	(void)state;
	read_file(&table, manifest);
	rest = text_of_buffer(&table);
	text_cut(&rest, '\n'); /* column names */
	while (rest.p != NULL && rest.n > 0) {
		struct text line = text_cut(&rest, '\n');
		struct text path = text_cut(&line, '\t'), type;
		struct told told;

		for (int i = 0; i < 3; i++)
			text_cut(&line, '\t');
		type = text_cut(&line, '\t');
		tell_file(root, path, &told);
		rows++;
		if (agrees(path, type, &told))
			continue;
		wrong++;
		print_error("%.*s: file(1) says %.*s, we %.*s, %s, %s\n", (int)path.n, path.p,
		            (int)type.n, type.p, (int)told.media_type.n, told.media_type.p,
		            told.item ? "item" : "component",
		            told.warning == NULL ? "no warning" : told.warning);
	}
	assert_true(rows > 100);
	assert_int_equal(wrong, 0);
}

/* Those that malformed.tsv calls wrongly named because file(1), not only another tool, says so. */
static void
wrongly_named_files_are_items_with_a_warning(void **state)
{
	static const char *const paths[] = {
		"ianare__exif-py/tests/resources/heic/heic_hdlr_box.jpg",
		"mapillary__mapillary_tools/tests/unit/data/mock_sample_video/videos/hello.mp4",
		"sindresorhus__file-type/fixture/fixture-json.webp",
	};
	SCOPED_FREE char *root = shared_path("corpus");

	(void)state;
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		struct told told;

		tell_file(root, text_of(paths[i]), &told);
		assert_true(told.item);
		assert_non_null(told.warning);
		assert_string_equal(told.warning, "extension-unlike-content");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_file_of_the_corpus_is_told_as_by_file_1),
		cmocka_unit_test(wrongly_named_files_are_items_with_a_warning),
	};

	need_shared("corpus/MANIFEST.tsv");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
