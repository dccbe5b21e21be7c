/* SPDX-License-Identifier: Apache-2.0 */
/* films.h - films that tests make on the spot, and pieces of their formats. */
#ifndef VIDIMUS_TESTS_FILMS_H
#define VIDIMUS_TESTS_FILMS_H

#include "parsing/parsing.h"

#include "worker/av/av_parser.h"

/*
 * Makes NAME in `folder` by ffmpeg with these arguments before the name, and
 * returns its path, which the caller frees. Fails the test when ffmpeg does.
 */
char *film_make(const char *folder, const char *name, const char *arguments);

/*
 * The source of a film of 64 x 64 pixels whose frames bear their number from 0
 * to 255 as eight bars, 25 a second: an argument "-f lavfi -i …" of ffmpeg.
 */
#define NUMBERED_FRAMES(seconds)                                                                \
	"-f lavfi -i \"nullsrc=s=64x64:r=25:d=" #seconds                                          \
	",format=yuv420p,geq=lum='if(mod(floor(N/pow(2,floor(X/8))),2),220,30)':cb=128:cr=128\""

/* The number that a picture of such a film bears; fails the test for one that is none. */
unsigned film_number(const struct picture *picture);

/* Writes a display matrix (a b c d, 16.16) into the first track of an MP4 file, in place. */
void film_turn_by_matrix(const char *path, const int32_t matrix[4]);

/* Appends a box of ISO base media files: size, type, body. */
void put_box(struct buffer *out, const char *type, const void *body, size_t n);

/* Appends a number of four bytes, highest first. */
void put_32(struct buffer *out, uint32_t number);

#endif
