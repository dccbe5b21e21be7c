/* SPDX-License-Identifier: Apache-2.0 */
/* matrix.h - the rows of tests/tamper/bundle_expected.tsv, in parts that run side by side. */
#ifndef VIDIMUS_TESTS_MATRIX_H
#define VIDIMUS_TESTS_MATRIX_H

#include <stddef.h>

#define MATRIX_PARTS 4

/* Runs the rows of a part, 0 to MATRIX_PARTS - 1, as a program of tests. */
int matrix_run(size_t part);

#endif
