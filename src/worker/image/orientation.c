/* SPDX-License-Identifier: Apache-2.0 */
/* orientation.c - the symmetries of a square as matrices over stored coordinates. */
#include "worker/image/orientation.h"

/* Row i turns coordinates of the upright picture into those of one stored with orientation i + 1. */
static const struct orientation_matrix matrices[8] = {
	{ 1, 0, 0, 1 },  { -1, 0, 0, 1 }, { -1, 0, 0, -1 }, { 1, 0, 0, -1 },
	{ 0, 1, 1, 0 },  { 0, 1, -1, 0 }, { 0, -1, -1, 0 }, { 0, -1, 1, 0 },
};

struct orientation_matrix
orientation_matrix_of(unsigned orientation)
{
	return matrices[orientation >= 1 && orientation <= 8 ? orientation - 1 : 0];
}

unsigned
orientation_after(unsigned first, unsigned second)
{
	struct orientation_matrix m = orientation_matrix_of(first), n = orientation_matrix_of(second);
	struct orientation_matrix product = { m.a * n.a + m.b * n.c, m.a * n.b + m.b * n.d,
		                              m.c * n.a + m.d * n.c, m.c * n.b + m.d * n.d };

	for (unsigned i = 0; i < 8; i++)
		if (matrices[i].a == product.a && matrices[i].b == product.b
		    && matrices[i].c == product.c && matrices[i].d == product.d)
			return i + 1;
	return 1;
}
