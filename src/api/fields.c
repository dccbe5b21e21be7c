/* SPDX-License-Identifier: Apache-2.0 */
/* fields.c - fields and ids handed on. */
#include "api/fields.h"

#include "casework/short_id.h"

#include "base/error.h"

enum status
api_words(struct field_words words[API_FIELDS_MAX], const struct vidimus_field *fields,
          size_t count, struct error *err)
{
	if (count > API_FIELDS_MAX)
		return fail(err, STATUS_LIMIT, "more than %d fields", API_FIELDS_MAX);
	for (size_t i = 0; i < count; i++)
		words[i] = (struct field_words){ fields[i].name, fields[i].text };
	return STATUS_OK;
}

enum status
api_id(char kind, int64_t number, enum status status, char id[VIDIMUS_ID_SIZE])
{
	if (status == STATUS_OK)
		short_id_write(id, (struct short_id){ kind, number });
	return status;
}
