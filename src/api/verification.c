/* SPDX-License-Identifier: Apache-2.0 */
/* verification.c - findings, reviews and decisions through the public library. */
#include "api/api_internal.h"

#include "casework/finding.h"
#include "casework/record_filter.h"
#include "casework/resolve.h"
#include "casework/verification.h"
#include "casework/view_finding.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <vidimus/verification.h>

#define FIELDS_MAX 64 /* more than any call has */

/* Words of a call, and what it is about. */
struct call {
	struct field_words words[FIELDS_MAX];
	struct resolved    about;
	struct subject     subject; /* of an item or footage */
};

static enum status
take(struct vidimus_catalogue *catalogue, const char *id, const char *kinds,
     const struct vidimus_field *fields, size_t count, struct call *out, struct error *err)
{
	enum status st = resolve(catalogue->inner->ledger, text_of(id), kinds, &out->about, err);

	if (st == STATUS_OK && count > FIELDS_MAX)
		st = fail(err, STATUS_LIMIT, "more than %d fields", FIELDS_MAX);
	for (size_t i = 0; st == STATUS_OK && i < count; i++)
		out->words[i] = (struct field_words){ fields[i].name, fields[i].text };
	if (st == STATUS_OK && out->about.kind != 'F' &&
	    !resolved_subject(&out->about, &out->subject))
		st = fail(err, STATUS_FAULT, "%s has no chain", id);
	return st;
}

enum status
vidimus_finding_add(struct vidimus_catalogue *catalogue, const char *of,
                    const struct vidimus_field *fields, size_t count, int64_t based_on,
                    char id[VIDIMUS_ID_SIZE], struct error *err)
{
	struct call call;
	int64_t number = 0;
	enum status st = take(catalogue, of, "EV", fields, count, &call, err);

	if (st == STATUS_OK)
		st = finding_record(catalogue->inner, &call.subject, call.words, count, based_on,
		                 &number, err);
	if (st == STATUS_OK)
		short_id_write(id, (struct short_id){ 'F', number });
	return st;
}

enum status
vidimus_finding_review(struct vidimus_catalogue *catalogue, const char *finding,
                       const struct vidimus_field *fields, size_t count, int64_t based_on,
                       struct error *err)
{
	struct call call;
	enum status st = take(catalogue, finding, "F", fields, count, &call, err);

	return st == STATUS_OK ? finding_review(catalogue->inner, &call.about.uuid, call.words,
	                                        count, based_on, err)
	                       : st;
}

enum status
vidimus_dissent_decide(struct vidimus_catalogue *catalogue, const char *finding,
                       const struct vidimus_field *fields, size_t count, int64_t based_on,
                       struct error *err)
{
	struct call call;
	enum status st = take(catalogue, finding, "F", fields, count, &call, err);

	return st == STATUS_OK ? dissent_decide(catalogue->inner, &call.about.uuid, call.words,
	                                        count, based_on, err)
	                       : st;
}

/* The decisions on a subject have one form. */
static enum status
decide(struct vidimus_catalogue *catalogue,
       enum status (*decision)(struct catalogue *catalogue, const struct subject *subject,
                               const struct field_words *words, size_t count, int64_t based_on,
                               int64_t *version, struct error *err),
       const char *of, const struct vidimus_field *fields, size_t count, int64_t based_on,
       int64_t *version, struct error *err)
{
	struct call call;
	enum status st = take(catalogue, of, "EV", fields, count, &call, err);

	return st == STATUS_OK ? decision(catalogue->inner, &call.subject, call.words, count,
	                                  based_on, version, err)
	                       : st;
}

enum status
vidimus_status_decide(struct vidimus_catalogue *catalogue, const char *of,
                      const struct vidimus_field *fields, size_t count, int64_t based_on,
                      int64_t *version, struct error *err)
{
	return decide(catalogue, status_decide, of, fields, count, based_on, version, err);
}

enum status
vidimus_defects_decide(struct vidimus_catalogue *catalogue, const char *of,
                       const struct vidimus_field *fields, size_t count, int64_t based_on,
                       int64_t *version, struct error *err)
{
	return decide(catalogue, defects_decide, of, fields, count, based_on, version, err);
}

enum status
vidimus_value_assess(struct vidimus_catalogue *catalogue, const char *of,
                     const struct vidimus_field *fields, size_t count, int64_t based_on,
                     int64_t *version, struct error *err)
{
	return decide(catalogue, value_assess, of, fields, count, based_on, version, err);
}

enum status
vidimus_findings(struct vidimus_catalogue *catalogue, const struct vidimus_asked *asked,
                 const struct vidimus_output *to, struct error *err)
{
	struct view_output inner = { .emit = to->emit, .context = to->context }, filtered;
	struct ledger *ledger = catalogue->inner->ledger;
	SCOPED(record_filters) filters = { 0 };
	struct resolved about;
	enum status st = api_filtered(&filters, asked, &inner, &filtered, err);

	if (st == STATUS_OK && asked->of != NULL)
		st = resolve(ledger, text_of(asked->of), "EV", &about, err);
	return st == STATUS_OK ? finding_list(ledger, asked->of ? &about : NULL, &filtered, err) : st;
}
