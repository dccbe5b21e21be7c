/* SPDX-License-Identifier: Apache-2.0 */
/* value.h - whether the text given to an option, or an argument, is what the table asks for. */
#ifndef VIDIMUS_CLI_VALUE_H
#define VIDIMUS_CLI_VALUE_H

#include "cli/verb.h"

#include <vidimus/types.h>

/* The largest VALUE_NUMBER where the option names none: 2^53 - 1. */
#define NUMBER_LIMIT UINT64_C(9007199254740991)

/*
 * Checks one option's value; *number is filled for VALUE_NUMBER. Private prose
 * that stands in the argument is refused. STATUS_INVALID names the option.
 */
CHECKED enum status value_check(const struct verb_option *option, const char *value,
                                uint64_t *number, struct error *err);

/* Checks one argument of a verb by its argument_kind. `-` is always one. */
CHECKED enum status argument_check(const struct verb *verb, const char *value, struct error *err);

#endif
