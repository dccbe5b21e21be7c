/* SPDX-License-Identifier: Apache-2.0 */
/* fields.h - fields of records and short ids, between the library's callers and casework. */
#ifndef VIDIMUS_API_FIELDS_H
#define VIDIMUS_API_FIELDS_H

#include "casework/record_edit.h"

#include <vidimus/record.h>

/* More fields than any record has. */
#define API_FIELDS_MAX 64

/* The fields as casework takes them; their texts stay borrowed. STATUS_LIMIT. */
CHECKED enum status api_words(struct field_words words[API_FIELDS_MAX],
                              const struct vidimus_field *fields, size_t count,
                              struct error *err);

/* Writes a short id when `status`, which is returned, is STATUS_OK. */
CHECKED enum status api_id(char kind, int64_t number, enum status status,
                           char id[VIDIMUS_ID_SIZE]);

#endif
