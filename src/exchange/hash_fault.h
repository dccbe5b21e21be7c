/* SPDX-License-Identifier: Apache-2.0 */
/* hash_fault.h - why a line of a list of hashes is refused, and what is expected there. */
#ifndef VIDIMUS_EXCHANGE_HASH_FAULT_H
#define VIDIMUS_EXCHANGE_HASH_FAULT_H

#include "exchange/hash_line.h"

/* All return STATUS_INVALID. */

/* Where a hash of the list's kind should be stands something else. */
CHECKED enum status hash_fault_digits(const struct hash_form *form, struct text found,
                                      struct error *err);

/* A line of another kind than the list's. */
CHECKED enum status hash_fault_kind(const struct hash_form *form, enum hash_kind kind,
                                    struct error *err);

/* A first line that is neither a hash nor names of columns. */
CHECKED enum status hash_fault_first(const struct hash_form *form, struct text line,
                                     struct error *err);

/* A line with a zero byte. */
CHECKED enum status hash_fault_zero(struct text line, struct error *err);

#endif
