/* SPDX-License-Identifier: Apache-2.0 */
/* custody.c - custody reports and affidavits through the public library. */
#include "api/api_internal.h"

#include "casework/resolve.h"
#include "crypto/file.h"
#include "custody/certificate.h"
#include "custody/custody_report.h"
#include "render/pdf.h"

#include "base/error.h"
#include "base/text.h"

#include <vidimus/custody.h>

#include <string.h>

static struct custody_settings
inner_settings(const struct vidimus_catalogue *catalogue, const struct vidimus_custody_settings *settings)
{
	return (struct custody_settings){
		.audience = settings->audience, .questions = settings->questions,
		.captions = settings->captions,
		.pictures = settings->pictures ? catalogue->inner->folder : -1,
		.case_number = settings->case_number, .prepared_by = settings->prepared_by,
		.build = catalogue->inner->here.build, .now = instant_now(),
	};
}

enum status
vidimus_custody_report(struct vidimus_catalogue *catalogue, const char *item,
                       const struct vidimus_custody_settings *settings, json_t **out, struct error *err)
{
	const struct custody_settings inner = inner_settings(catalogue, settings);
	struct ledger *ledger = catalogue->inner->ledger;
	struct resolved resolved;
	enum status status = resolve(ledger, text_of(item), "E", &resolved, err);

	if (status == STATUS_OK)
		status = database_begin_read(catalogue->inner->database, err);
	if (status != STATUS_OK)
		return status;
	status = custody_report(ledger, &resolved.uuid, &inner, out, err);
	database_rollback(catalogue->inner->database);
	return status;
}

static enum status
write_form(const struct document *document, const struct vidimus_custody_settings *settings,
           struct buffer *out, struct error *err)
{
	if (settings->form == VIDIMUS_HTML)
		return document_html(document, out, err);
	if (settings->form == VIDIMUS_PDF)
		return document_pdf(document, out, err);
	return document_text(document, settings->columns, out, err);
}

static enum status
give(struct buffer *bytes, struct vidimus_document *out, struct error *err)
{
	out->size = bytes->n;
	out->bytes = buffer_take(bytes);
	return out->bytes ? STATUS_OK : fail_memory(err);
}

enum status
vidimus_custody_document(struct vidimus_catalogue *catalogue, const json_t *reports,
                         const struct vidimus_custody_settings *settings,
                         struct vidimus_document *out, struct error *err)
{
	const struct custody_settings inner = inner_settings(catalogue, settings);
	SCOPED_POINTER(document) document = NULL;
	SCOPED(buffer) bytes = { 0 };
	enum status status = custody_document(reports, &inner, &document, err);

	if (status == STATUS_OK)
		status = write_form(document, settings, &bytes, err);
	return status == STATUS_OK ? give(&bytes, out, err) : status;
}

enum status
vidimus_certificate(struct vidimus_catalogue *catalogue, const char *item,
                    const struct vidimus_custody_settings *settings,
                    const struct vidimus_template *template, struct vidimus_document *out,
                    struct error *err)
{
	SCOPED_JSON json_t *report = NULL;
	SCOPED(buffer) words = { 0 };
	struct text text = text_of(template->text);
	enum status status = text.p ? STATUS_OK : certificate_find(template->name, &text, err);

	if (status == STATUS_OK)
		status = vidimus_custody_report(catalogue, item, settings, &report, err);
	if (status == STATUS_OK && !json_is_true(json_object_get(report, "held")))
		return fail(err, STATUS_REFUSED, "no file of %.32s is held: there is nothing to certify", item);
	if (status == STATUS_OK)
		status = certificate_fill(text, report, &words, err);
	return status == STATUS_OK ? give(&words, out, err) : status;
}

enum status
vidimus_document_save(const char *path, const char *bytes, size_t size, struct error *err)
{
	return file_write_new(path, 0600, (struct text){ bytes, size }, err);
}
