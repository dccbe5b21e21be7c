/* SPDX-License-Identifier: Apache-2.0 */
/* incident.c - law and incidents through the public library. */
#include "api/api_internal.h"

#include "casework/incident_law.h"
#include "casework/resolve.h"

#include "base/error.h"
#include "base/text.h"

#include <vidimus/incident.h>

/* More fields than either has. */
#define LAW_FIELDS_MAX 64

/* The incident, and the fields as casework takes them. */
static enum status
take(struct vidimus_catalogue *catalogue, const char *incident, const struct vidimus_field *fields,
     size_t count, struct resolved *out, struct field_words words[LAW_FIELDS_MAX],
     struct error *err)
{
	if (count > LAW_FIELDS_MAX)
		return fail(err, STATUS_LIMIT, "more than %d fields", LAW_FIELDS_MAX);
	for (size_t i = 0; i < count; i++)
		words[i] = (struct field_words){ fields[i].name, fields[i].text };
	return resolve(catalogue->inner->ledger, text_of(incident), "I", out, err);
}

enum status
vidimus_incident_suggest(struct vidimus_catalogue *catalogue, const char *incident,
                         const struct vidimus_field *fields, size_t count, int64_t *version,
                         struct error *err)
{
	struct field_words words[LAW_FIELDS_MAX];
	struct resolved resolved;
	enum status st = take(catalogue, incident, fields, count, &resolved, words, err);

	return st == STATUS_OK ? incident_suggest(catalogue->inner, &resolved.uuid, words, count,
	                                          version, err)
	                       : st;
}

enum status
vidimus_incident_assess(struct vidimus_catalogue *catalogue, const char *incident,
                        const struct vidimus_field *fields, size_t count, int64_t based_on,
                        int64_t *version, struct error *err)
{
	struct field_words words[LAW_FIELDS_MAX];
	struct resolved resolved;
	enum status st = take(catalogue, incident, fields, count, &resolved, words, err);

	return st == STATUS_OK ? incident_assess(catalogue->inner, &resolved.uuid, words, count,
	                                         based_on, version, err)
	                       : st;
}
