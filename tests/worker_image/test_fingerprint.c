/* SPDX-License-Identifier: Apache-2.0 */
/* test_fingerprint.c - PDQ of files through our decoders, against the reference's values. */
#include "parsing/parsing.h"
#include "worker/image/family.h"

#include "base/scoped.h"
#include "base/text.h"
#include "fingerprint/pdq.h"

#include <stdio.h>

#define VECTORS VIDIMUS_SHARED "/vectors/fingerprints/"

/* Both ends of what parsing one file gave. */
struct parsed {
	struct examination  examination;
	struct fingerprints prints;
};

static void
parsed_end(struct parsed *parsed)
{
	examination_end(&parsed->examination);
	fingerprints_end(&parsed->prints);
}

static void
fingerprint(const char *path, struct parsed *out)
{
	struct parser_task task = { .work = PARSER_FINGERPRINT };

	parse_fingerprints(&image_parser, path, &task, &out->examination, &out->prints);
}

static unsigned
number_of(struct text text)
{
	uint64_t number;

	assert_true(text_number(text, 1000, &number));
	return (unsigned)number;
}

/* "exact from identical pixel bytes; across decoders Hamming <= 10 where quality >= 80" (SPEC 13). */
static void
check_line(struct text line, size_t *compared)
{
	struct text fields[12];
	SCOPED(buffer) path = { 0 };
	SCOPED(parsed) parsed = { 0 };
	unsigned quality;

	for (size_t i = 0; i < 12; i++)
		fields[i] = text_cut(&line, '\t');
	buffer_append_format(&path, VECTORS "images/%.*s", (int)fields[0].n, fields[0].p);
	fingerprint(buffer_string(&path), &parsed);
	if (parsed.prints.picture_count == 0)
		fail_msg("%s: no hash\n", buffer_string(&path));
	quality = number_of(fields[3]);
	if (quality < 50) {
		assert_true(parsed.prints.pictures[0].quality < 52);
		return;
	}
	for (size_t i = 0; i < DIHEDRAL_COUNT; i++) {
		struct hash256 expected;
		unsigned distance;

		assert_true(hash256_read(fields[4 + i], &expected));
		distance = hash256_distance(&expected, &parsed.prints.pictures[0].hashes[i]);
		if (quality >= 80 && distance > 10)
			fail_msg("%s: %s is %u bits away\n", buffer_string(&path),
			         dihedral_name((enum dihedral)i), distance);
	}
	++*compared;
}

static void
files_hash_as_the_reference_hashes_them(void **state)
{
	SCOPED(buffer) table = { 0 };
	struct text rest, line;
	size_t compared = 0;

	(void)state;
	read_file(&table, VECTORS "images-expected.tsv");
	rest = text_of_buffer(&table);
	text_cut(&rest, '\n');
	while ((line = text_cut(&rest, '\n')).n > 0)
		check_line(line, &compared);
	printf("%zu files compared\n", compared);
	assert_true(compared > 30);
}

static void
make(const char *folder, const char *command)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, folder, "%s", command);
}

static void
path_in(char out[600], const char *folder, const char *name)
{
	snprintf(out, 600, "%s/%s", folder, name);
}

static void
a_letterboxed_picture_has_the_hash_inside_its_bars(void **state)
{
	char *folder = folder_make(), path[600];
	SCOPED(parsed) plain = { 0 };
	SCOPED(parsed) boxed = { 0 };

	(void)state;
	make(folder, "convert -seed 7 -size 640x400 plasma:fractal -quality 92 plain.jpg && "
	             "convert plain.jpg -background black -gravity center -extent 640x526 boxed.jpg");
	path_in(path, folder, "plain.jpg");
	fingerprint(path, &plain);
	path_in(path, folder, "boxed.jpg");
	fingerprint(path, &boxed);
	assert_int_equal(plain.prints.picture_count, 2);
	assert_true(boxed.prints.picture_count >= 3);
	for (size_t i = 0; i < 2; i++) {
		assert_true(boxed.prints.pictures[i].box.width == 0);
		assert_true(hash256_distance(&plain.prints.pictures[i].hashes[0],
		                             &boxed.prints.pictures[i].hashes[0]) > 31);
		assert_true(hash256_distance(&plain.prints.pictures[i].hashes[0],
		                             &boxed.prints.pictures[2].hashes[0]) <= 31);
	}
	folder_remove(folder);
}

static void
blank_and_tiny_pictures_have_no_quality(void **state)
{
	char *folder = folder_make(), path[600];

	static const char *const names[] = { "white.png", "black.png", "dot.png", "four.png" };

	(void)state;
	make(folder, "convert -size 300x200 xc:white white.png && convert -size 300x200 xc:black "
	             "black.png && convert -size 1x1 xc:red dot.png && convert -size 4x4 "
	             "gradient: four.png");
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		SCOPED(parsed) parsed = { 0 };

		path_in(path, folder, names[i]);
		fingerprint(path, &parsed);
		assert_int_equal(parsed.prints.pictures[0].quality, 0);
		assert_true(has_warning(&parsed.examination, "low-quality-fingerprint"));
	}
	folder_remove(folder);
}

static void
put_le24(struct buffer *out, uint32_t value)
{
	for (int shift = 0; shift < 24; shift += 8)
		buffer_append_byte(out, (char)(value >> shift & 0xff));
}

static void
put_chunk(struct buffer *out, const char *type, const struct buffer *body)
{
	buffer_append(out, type, 4);
	put_le24(out, (uint32_t)body->n);
	buffer_append_byte(out, 0);
	buffer_append(out, body->p, body->n);
}

/* A WebP of 2048 x 2048 pixels, of which each frame changes 16 x 16. */
static void
put_animation(struct buffer *out, unsigned frames)
{
	SCOPED(buffer) seed = { 0 };
	SCOPED(buffer) body = { 0 };
	SCOPED(buffer) chunks = { 0 };

	read_file(&seed, VIDIMUS_SOURCE "/tests/fuzz/corpus/decode/webp-plain");
	buffer_append(&body, "\x02\0\0\0", 4);
	put_le24(&body, 2047);
	put_le24(&body, 2047);
	buffer_append(&chunks, "WEBP", 4);
	put_chunk(&chunks, "VP8X", &body);
	buffer_clear(&body);
	buffer_append(&body, "\0\0\0\0\0\0", 6);
	put_chunk(&chunks, "ANIM", &body);
	for (unsigned i = 0; i < frames; i++) {
		buffer_clear(&body);
		put_le24(&body, i % 128);
		put_le24(&body, i / 128);
		put_le24(&body, 15);
		put_le24(&body, 15);
		put_le24(&body, 100);
		buffer_append_byte(&body, 0);
		buffer_append(&body, seed.p + 12, seed.n - 12);
		put_chunk(&chunks, "ANMF", &body);
	}
	put_chunk(out, "RIFF", &chunks);
}

/* One that takes longer than may pass by the clock, whatever of it was processor time. */
static void
frames_of_an_animation_hashed_in_time_are_told(void **state)
{
	struct parser_task task = { .work = PARSER_FINGERPRINT, .frames = PARSER_FRAMES_ALL, .passing_seconds = 1 };
	char *folder = folder_make(), path[600];
	SCOPED(parsed) parsed = { 0 };
	SCOPED(buffer) bytes = { 0 };

	(void)state;
	put_animation(&bytes, 200);
	path_in(path, folder, "long.webp");
	write_file(path, bytes.p, bytes.n);
	parse_fingerprints(&image_parser, path, &task, &parsed.examination, &parsed.prints);
	assert_true(has_warning(&parsed.examination, "fingerprint-incomplete"));
	assert_int_equal(parsed.prints.film_count, 1);
	assert_true(parsed.prints.films[0].n < 200);
	folder_remove(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_hash_as_the_reference_hashes_them),
		cmocka_unit_test(a_letterboxed_picture_has_the_hash_inside_its_bars),
		cmocka_unit_test(blank_and_tiny_pictures_have_no_quality),
		cmocka_unit_test(frames_of_an_animation_hashed_in_time_are_told),
	};

	need_shared("vectors/fingerprints/images-expected.tsv");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
