/* SPDX-License-Identifier: Apache-2.0 */
/* report.c - reports through the public library. */
#include "api/api_internal.h"
#include "api/given_file.h"

#include "casework/report.h"
#include "casework/resolve.h"

#include "base/error.h"
#include "base/text.h"

#include <vidimus/report.h>

#include <string.h>

/* Fields of a report: its words, and its document, kept in the vault. */
struct report_fields {
	struct field_words words[64];
	size_t             count;
	struct kept_file   kept;
	struct kept_file  *document; /* NULL where none is given */
};

static enum status
keep_document(struct vidimus_catalogue *catalogue, const char *path, struct report_fields *out,
              struct error *err)
{
	if (path == NULL || *path == '\0')
		return STATUS_OK;
	out->document = &out->kept;
	return given_file_keep(catalogue->inner, path, &out->kept, err);
}

/* The words first: nothing is kept of a record that cannot be. */
static enum status
take_fields(struct vidimus_catalogue *catalogue, const struct vidimus_field *fields, size_t count,
            struct report_fields *out, struct error *err)
{
	const char *path = NULL;

	if (count > sizeof out->words / sizeof out->words[0])
		return fail(err, STATUS_LIMIT, "more fields than a report has");
	out->count = 0;
	out->document = NULL;
	for (size_t i = 0; i < count; i++) {
		if (strcmp(fields[i].name, "document") == 0)
			path = fields[i].text;
		else
			out->words[out->count++] = (struct field_words){ fields[i].name, fields[i].text };
	}
	return keep_document(catalogue, path, out, err);
}

enum status
vidimus_report_add(struct vidimus_catalogue *catalogue, const struct vidimus_field *fields,
                   size_t count, char id[VIDIMUS_ID_SIZE], struct error *err)
{
	struct report_fields taken;
	int64_t number = 0;
	enum status st = take_fields(catalogue, fields, count, &taken, err);

	if (st == STATUS_OK)
		st = report_add(catalogue->inner, taken.words, taken.count, taken.document, &number,
		                err);
	if (st == STATUS_OK)
		short_id_write(id, (struct short_id){ 'R', number });
	return st;
}

static void
tell_version(const struct report_version *made, struct vidimus_report_version *out)
{
	short_id_write(out->id, (struct short_id){ 'R', made->number });
	out->version = made->version;
	out->chain = made->chain;
	out->citations = made->citations;
}

enum status
vidimus_report_draft(struct vidimus_catalogue *catalogue, const char *report,
                     const struct vidimus_field *fields, size_t count, int64_t based_on,
                     struct vidimus_report_version *out, struct error *err)
{
	struct report_version made = { 0 };
	struct report_fields taken;
	struct resolved resolved;
	enum status st = resolve(catalogue->inner->ledger, text_of(report), "R", &resolved, err);

	if (st == STATUS_OK)
		st = take_fields(catalogue, fields, count, &taken, err);
	if (st == STATUS_OK)
		st = report_draft(catalogue->inner, &resolved.uuid, taken.words, taken.count,
		                  taken.document, based_on, &made, err);
	if (st == STATUS_OK)
		tell_version(&made, out);
	return st;
}
