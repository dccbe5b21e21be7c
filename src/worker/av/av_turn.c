/* SPDX-License-Identifier: Apache-2.0 */
/* av_turn.c - display matrices as turns, and turns applied to pixels. */
#include "worker/av/av_turn.h"

#include <libavutil/display.h>
#include <math.h>
#include <string.h>

static int
sign_of(int32_t a)
{
	return (a > 0) - (a < 0);
}

/*
 * A matrix takes the stored (x, y) to (a x + c y, b x + d y). The eight that
 * only swap and negate axes are the EXIF orientations.
 */
static int
orientation_of(int a, int b, int c, int d)
{
	static const struct {
		int a, b, c, d;
	} eight[] = {
		{ 1, 0, 0, 1 },  { -1, 0, 0, 1 }, { -1, 0, 0, -1 }, { 1, 0, 0, -1 },
		{ 0, 1, 1, 0 },  { 0, 1, -1, 0 }, { 0, -1, -1, 0 }, { 0, -1, 1, 0 },
	};

	for (int i = 0; i < 8; i++)
		if (eight[i].a == a && eight[i].b == b && eight[i].c == c && eight[i].d == d)
			return i + 1;
	return 0;
}

struct turn
turn_of_matrix(const int32_t matrix[9])
{
	struct turn turn = { true, 0, 0 };
	int32_t upright[9];
	bool mirrored = (double)matrix[0] * matrix[4] - (double)matrix[1] * matrix[3] < 0;
	double degrees;

	turn.orientation = orientation_of(sign_of(matrix[0]), sign_of(matrix[1]),
	                                  sign_of(matrix[3]), sign_of(matrix[4]));
	memcpy(upright, matrix, sizeof upright);
	if (mirrored) { /* -INT32_MIN does not exist, and such a matrix is no picture's */
		upright[0] = upright[0] == INT32_MIN ? INT32_MAX : -upright[0];
		upright[1] = upright[1] == INT32_MIN ? INT32_MAX : -upright[1];
	}
	degrees = -av_display_rotation_get(upright);
	if (isnan(degrees))
		return turn;
	turn.degrees = fmod(round(degrees * 100) / 100 + 360, 360);
	return turn;
}

/* Where the pixel (x, y) of a picture goes. */
static void
destination(int orientation, uint32_t width, uint32_t height, uint32_t x, uint32_t y,
            uint32_t *to_x, uint32_t *to_y)
{
	uint32_t back_x = width - 1 - x, back_y = height - 1 - y;

	switch (orientation) {
	case 2: *to_x = back_x; *to_y = y; break;
	case 3: *to_x = back_x; *to_y = back_y; break;
	case 4: *to_x = x; *to_y = back_y; break;
	case 5: *to_x = y; *to_y = x; break;
	case 6: *to_x = back_y; *to_y = x; break;
	case 7: *to_x = back_y; *to_y = back_x; break;
	case 8: *to_x = y; *to_y = back_x; break;
	default: *to_x = x; *to_y = y; break;
	}
}

void
turn_apply(int orientation, const unsigned char *in, uint32_t width, uint32_t height,
           unsigned char *out)
{
	uint32_t out_width = orientation >= 5 ? height : width;

	for (uint32_t y = 0; y < height; y++)
		for (uint32_t x = 0; x < width; x++) {
			uint32_t to_x, to_y;

			destination(orientation, width, height, x, y, &to_x, &to_y);
			memcpy(out + 3 * ((size_t)to_y * out_width + to_x),
			       in + 3 * ((size_t)y * width + x), 3);
		}
}
