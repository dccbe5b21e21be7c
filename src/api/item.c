/* SPDX-License-Identifier: Apache-2.0 */
/* item.c - exhibits without their file, through the public library. */
#include "api/api_internal.h"
#include "api/fields.h"

#include "casework/noted_item.h"

#include <vidimus/item.h>

enum status
vidimus_item_add(struct vidimus_catalogue *catalogue, const struct vidimus_field *fields,
                 size_t count, char id[VIDIMUS_ID_SIZE], struct error *err)
{
	struct field_words words[API_FIELDS_MAX];
	int64_t number = 0;
	enum status st = api_words(words, fields, count, err);

	if (st == STATUS_OK)
		st = noted_item_add(catalogue->inner, words, count, &number, err);
	return api_id('E', number, st, id);
}
