/* SPDX-License-Identifier: Apache-2.0 */
/* matrix.h - the rows of tests/tamper/bundle_expected.tsv, in parts that run side by side. */
#ifndef VIDIMUS_TESTS_MATRIX_H
#define VIDIMUS_TESTS_MATRIX_H

#include <stddef.h>

#define MATRIX_PARTS 4

/* Runs the rows of a part, 0 to MATRIX_PARTS - 1, as a program of tests. */
int matrix_run(size_t part);

/* The stage that the rows are tried on: bundles good, later, fork, other, each in a folder with its keys. */
int matrix_begin(void **state);
int matrix_end(void **state);
const char *matrix_folder(void);
const char *matrix_vkey(void); /* of the witness who cosigned good's checkpoint, which later carries */

#endif
