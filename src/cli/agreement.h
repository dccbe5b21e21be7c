/* SPDX-License-Identifier: Apache-2.0 */
/* agreement.h - whether two values that a file declares of the same contradict each other, or one is only less exact. */
#ifndef VIDIMUS_CLI_AGREEMENT_H
#define VIDIMUS_CLI_AGREEMENT_H

#include <vidimus/types.h>

#include <jansson.h>

/*
 * Both are entries of `declared` of one kind (vidimus show --json). True when
 * they say the same, or differ by rounding alone: places by at most a hundred
 * thousandth of a degree (1.1 m) and a metre of altitude; dates and fractions
 * of a second where one ends before the other does, or only one tells its zone.
 */
bool values_agree(const json_t *a, const json_t *b);

#endif
