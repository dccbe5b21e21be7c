/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_sandboxed.c - the same films through the real worker: locked in, the
 * parser tells just what it tells without a sandbox, and no limit kills it.
 */
#include "films.h"

#include "base/scoped.h"
#include "base/text.h"
#include "media/worker.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *folder;
static struct worker *worker;

static uint64_t
size_of(int file)
{
	struct stat st;

	assert_int_equal(fstat(file, &st), 0);
	return (uint64_t)st.st_size;
}

static void
examine_apart(const char *path, const char *type, struct examination *out)
{
	SCOPED_FD file = open(path, O_RDONLY | O_CLOEXEC);
	struct parser_task task = task_examine(type);
	struct error err;

	assert_true(file >= 0);
	assert_ok(worker_examine(worker, file, size_of(file), &task, NULL, out, &err), &err);
	if (out->outcome != EXAMINATION_COMPLETE)
		fail_msg("%s: %s, signal %d\n", path, examination_outcome_name(out->outcome), out->signal);
}

static void
expect_same(const char *path, const char *type)
{
	struct parser_task task = task_examine(type);
	struct examination apart, here;
	json_t *first, *second;

	examine_apart(path, type, &apart);
	assert_string_equal(apart.worker, "vidimus-worker-av");
	parse_file(&av_parser, path, &task, &here, NULL);
	first = examination_json(&apart);
	second = examination_json(&here);
	if (!json_equal(first, second))
		fail_msg("%s: told otherwise in the sandbox\n", path);
	json_decref(first);
	json_decref(second);
	examination_end(&apart);
	examination_end(&here);
}

/* Every film and sound of the corpus of which the worker reads the type. */
static void
test_corpus(void **state)
{
	SCOPED(buffer) manifest = { 0 };
	char *path = shared_path("corpus/MANIFEST.tsv");
	unsigned tried = 0;
	struct text rest;

	(void)state;
	assert_non_null(path);
	read_file(&manifest, path);
	free(path);
	rest = text_of_buffer(&manifest);
	while (rest.p) {
		struct text line = text_cut(&rest, '\n'), name = text_cut(&line, '\t'), type = { 0 };
		char relative[1024], type_string[128];

		for (int i = 0; i < 4; i++)
			type = text_cut(&line, '\t');
		if (!text_begins(type, "video/") && !text_begins(type, "audio/"))
			continue;
		snprintf(relative, sizeof relative, "corpus/%.*s", (int)name.n, name.p);
		snprintf(type_string, sizeof type_string, "%.*s", (int)type.n, type.p);
		path = shared_path(relative);
		assert_non_null(path);
		expect_same(path, type_string);
		free(path);
		tried++;
	}
	assert_true(tried >= 90);
}

/* One film of each kind that is decoded, also the ones whose libraries start threads elsewhere. */
static void
test_codecs(void **state)
{
	static const struct {
		const char *name, *type, *arguments;
	} films[] = {
		{ "a.mp4", "video/mp4", "-c:v libx264 -c:a aac" },
		{ "b.mp4", "video/mp4", "-c:v libx265 -x265-params log-level=error:pools=none -c:a aac" },
		{ "c.mkv", "video/x-matroska", "-c:v libsvtav1 -c:a libopus" },
		{ "d.webm", "video/webm", "-c:v libvpx -c:a libvorbis" },
		{ "e.webm", "video/webm", "-c:v libvpx-vp9 -cpu-used 8 -c:a libopus" },
		{ "f.avi", "video/x-msvideo", "-c:v mpeg4 -c:a libmp3lame" },
		{ "g.wmv", "video/x-ms-asf", "-c:v wmv2 -c:a wmav2" },
		{ "h.ts", "video/MP2T", "-c:v mpeg2video -c:a mp2" },
		{ "i.flv", "video/x-flv", "-c:v flv -c:a libmp3lame -ar 44100" },
		{ "j.ogv", "video/ogg", "-c:v libtheora -c:a libvorbis" },
		{ "k.mov", "video/quicktime", "-c:v prores -c:a pcm_s16le" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof films / sizeof *films; i++) {
		char arguments[512], *path;

		snprintf(arguments, sizeof arguments,
		         "-f lavfi -i testsrc=s=128x96:d=1:r=10 -f lavfi -i sine=d=1 -pix_fmt %s %s",
		         strstr(films[i].arguments, "prores") ? "yuv422p10le" : "yuv420p",
		         films[i].arguments);
		path = film_make(folder, films[i].name, arguments);
		expect_same(path, films[i].type);
		free(path);
	}
}

static void
test_pictures(void **state)
{
	char *path = film_make(folder, "n.mp4", NUMBERED_FRAMES(4) " -c:v libx264 -crf 10 -bf 2");
	SCOPED_FD file = open(path, O_RDONLY | O_CLOEXEC);
	struct parser_task task = task_examine("video/mp4");
	struct picture picture = { 0 };
	struct examination told;
	struct error err;

	(void)state;
	assert_true(file >= 0);
	task.work = PARSER_FRAME;
	task.microseconds = 2000000;
	assert_ok(worker_picture(worker, file, size_of(file), &task, NULL, &picture, &told, &err),
	          &err);
	assert_int_equal(told.outcome, EXAMINATION_COMPLETE);
	assert_int_equal(film_number(&picture), 50);
	assert_int_equal(picture.microseconds, 2000000);
	picture_end(&picture);
	examination_end(&told);
	task.work = PARSER_THUMBNAIL;
	task.side = 32;
	assert_ok(worker_picture(worker, file, size_of(file), &task, NULL, &picture, &told, &err),
	          &err);
	assert_int_equal(picture.width, 32);
	picture_end(&picture);
	examination_end(&told);
	free(path);
}

/* A comment of 100 MB in a movie box: cut, within the limits of memory. */
static void
test_a_tag_of_100_megabytes(void **state)
{
	SCOPED(buffer) film = { 0 };
	const uint32_t n = 100u << 20;
	struct examination told;
	char path[512];

	(void)state;
	put_box(&film, "ftyp", "isom\0\0\2\0isomiso2", 16);
	put_32(&film, n + 8 * 4 + 4 + 16);
	buffer_append_string(&film, "moov");
	put_32(&film, n + 8 * 3 + 4 + 16);
	buffer_append_string(&film, "udta");
	put_32(&film, n + 8 * 2 + 4 + 16);
	buffer_append_string(&film, "meta");
	put_32(&film, 0);
	put_32(&film, n + 8 + 8 + 8 + 8);
	buffer_append_string(&film, "ilst");
	put_32(&film, n + 8 + 8 + 8);
	buffer_append(&film, "\xa9" "cmt", 4);
	put_32(&film, n + 8 + 8);
	buffer_append(&film, "data\0\0\0\1\0\0\0\0", 12);
	assert_true(buffer_reserve(&film, n));
	memset(film.p + film.n, 'x', n);
	film.n += n;
	snprintf(path, sizeof path, "%s/long.mp4", folder);
	write_file(path, film.p, film.n);
	examine_apart(path, "video/mp4", &told);
	assert_true(told.bytes_received < (4u << 20));
	examination_end(&told);
}

/* A file above what is mapped is read in parts: a film that lies before three GiB of nothing. */
static void
test_a_file_that_is_not_mapped(void **state)
{
	char *path = film_make(folder, "large.mp4",
	                       "-f lavfi -i testsrc=s=128x96:d=2:r=10 -f lavfi -i sine=d=2"
	                       " -c:v libx264 -c:a aac");
	const off_t size = (off_t)3 << 30;
	struct examination told;
	SCOPED_FD file = open(path, O_WRONLY | O_CLOEXEC);
	uint64_t before;
	SCOPED(buffer) head = { 0 };

	(void)state;
	assert_true(file >= 0);
	before = size_of(file);
	put_32(&head, (uint32_t)((uint64_t)size - before));
	buffer_append_string(&head, "free");
	assert_int_equal(pwrite(file, head.p, head.n, (off_t)before), (ssize_t)head.n);
	assert_int_equal(ftruncate(file, size), 0);
	examine_apart(path, "video/mp4", &told);
	assert_string_equal(measured(&told, "video_codec"), "h264");
	assert_string_equal(measured(&told, "frames"), "20");
	assert_string_equal(measured(&told, "width"), "128");
	assert_false(has_warning(&told, "truncated"));
	assert_false(has_warning(&told, "trailing-data"));
	examination_end(&told);
	free(path);
}

static int
begin(void **state)
{
	static char programs[] = VIDIMUS_PROGRAM;
	const struct worker_settings settings = { .folder = programs };
	struct error err;

	(void)state;
	*strrchr(programs, '/') = '\0';
	folder = folder_make();
	if (worker_open(&worker, &settings, &err) == STATUS_OK)
		return 0;
	print_error("%s\n", err.text);
	return -1;
}

static int
end(void **state)
{
	(void)state;
	worker_close(worker);
	folder_remove(folder);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_corpus),
		cmocka_unit_test(test_codecs),
		cmocka_unit_test(test_pictures),
		cmocka_unit_test(test_a_tag_of_100_megabytes),
		cmocka_unit_test(test_a_file_that_is_not_mapped),
	};

	need_shared("corpus/MANIFEST.tsv");
	return cmocka_run_group_tests(tests, begin, end);
}
