/* SPDX-License-Identifier: Apache-2.0 */
/* test_part_1.c - a quarter of the changes to a bundle. */
#include "tamper_bundle/matrix.h"

int
main(void)
{
	return matrix_run(0);
}
