/* SPDX-License-Identifier: Apache-2.0 */
/* films.c - makes films by ffmpeg, reads the numbers of their frames. */
#include "films.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *
film_make(const char *folder, const char *name, const char *arguments)
{
	size_t room = strlen(folder) + strlen(name) + 2;
	char *path = malloc(room);
	struct run run = { 0 };

	assert_non_null(path);
	snprintf(path, room, "%s/%s", folder, name);
	expect_shell(0, &run, folder, "ffmpeg -nostdin -v error -y -threads 1 %s '%s'", arguments, path);
	run_end(&run);
	return path;
}

unsigned
film_number(const struct picture *picture)
{
	unsigned number = 0;

	assert_int_equal(picture->width, 64);
	assert_int_equal(picture->height, 64);
	assert_int_equal(picture->channels, 3);
	for (unsigned bar = 0; bar < 8; bar++) {
		/* the middle of the bar, the green of it */
		unsigned value = picture->samples[3 * (32 * 64 + bar * 8 + 4) + 1];

		assert_true(value < 90 || value > 160);
		number |= (value > 160 ? 1U : 0U) << bar;
	}
	return number;
}

void
put_32(struct buffer *out, uint32_t number)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		buffer_append_byte(out, (char)(number >> shift));
}

void
put_box(struct buffer *out, const char *type, const void *body, size_t n)
{
	put_32(out, (uint32_t)(n + 8));
	buffer_append(out, type, 4);
	buffer_append(out, body, n);
}

void
film_turn_by_matrix(const char *path, const int32_t matrix[4])
{
	/* tkhd of version 0: the matrix stands 40 bytes after version and flags (ISO/IEC 14496-12 8.3.2) */
	struct buffer film = { 0 };
	unsigned char *head;

	read_file(&film, path);
	head = memmem(film.p, film.n, "tkhd", 4);
	assert_non_null(head);
	assert_int_equal(head[4], 0);
	for (int i = 0; i < 4; i++) {
		static const int places[] = { 0, 1, 3, 4 };
		struct buffer number = { 0 };

		put_32(&number, (uint32_t)matrix[i]);
		memcpy(head + 4 + 40 + 4 * places[i], number.p, 4);
		buffer_end(&number);
	}
	write_file(path, film.p, film.n);
	buffer_end(&film);
}
