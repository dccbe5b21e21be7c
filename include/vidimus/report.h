/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report.h - documents that cite evidence, one's own and others', in versions.
 * Each call is one signed change. Words are borrowed, UTF-8; fields as
 * record.h has them.
 */
#ifndef VIDIMUS_REPORT_H
#define VIDIMUS_REPORT_H

#include <vidimus/record.h>
#include <vidimus/view.h>

/*
 * Registers a report of these fields: own (yes, no), title authors publisher
 * url kind language derived_from retrieved accessed reliability grade_grounds
 * protected_grade_grounds note; published (a date) where it is somebody else's;
 * document, the path of its file. One's own begins as a draft.
 */
CHECKED enum status vidimus_report_add(struct vidimus_catalogue *catalogue,
                                       const struct vidimus_field *fields, size_t count,
                                       char id[VIDIMUS_ID_SIZE], struct error *err);

/* A version of a report, as a call leaves it. */
struct vidimus_report_version {
	char    id[VIDIMUS_ID_SIZE];
	int64_t version;   /* of the document, from 1 */
	int64_t chain;     /* of the record, as `based_on` takes it */
	int64_t citations; /* that it was pinned with */
};

/*
 * Drafts the next version of one's own report, or the present draft again; the
 * fields are document and note. STATUS_STALE when the record is no longer at
 * version `based_on` (0: any).
 */
CHECKED enum status vidimus_report_draft(struct vidimus_catalogue *catalogue, const char *report,
                                         const struct vidimus_field *fields, size_t count,
                                         int64_t based_on, struct vidimus_report_version *out,
                                         struct error *err);

/*
 * Records what became known of the published version later: the fields are
 * published, url, document and because. Nothing is pinned. Refusals as above.
 */
CHECKED enum status vidimus_report_amend(struct vidimus_catalogue *catalogue, const char *report,
                                         const struct vidimus_field *fields, size_t count,
                                         int64_t based_on, struct vidimus_report_version *out,
                                         struct error *err);

/*
 * What would embarrass the latest version: {"id","latest","state","citations","ok",
 * "counts":[{"code","label","citations"}],"findings":[{"code","citation","item",
 * "footage","text","then","now"}]}, owned. docs/views.md tells the members.
 */
CHECKED enum status vidimus_report_check(struct vidimus_catalogue *catalogue, const char *report,
                                         json_t **out, struct error *err);

/*
 * Publishes the latest version, a draft, or (`correct`) a correction of the one
 * that is out, which a draft may be. All its citations are pinned in the same
 * change. Fields: title authors publisher url published document because;
 * override (codes of what is found and does not keep it back, with because);
 * correction. What the draft says is published only where `as_drafted` says so.
 * STATUS_REFUSED when the check finds what is not overridden.
 */
struct vidimus_publication {
	const struct vidimus_field *fields;
	size_t                      count;
	bool                        as_drafted, correct;
	int64_t                     based_on; /* 0: any */
};
CHECKED enum status vidimus_report_publish(struct vidimus_catalogue *catalogue,
                                           const char *report,
                                           const struct vidimus_publication *publication,
                                           struct vidimus_report_version *out,
                                           struct error *err);

/*
 * Cites items and footage (`of`: ids and ranges, `of_count` of them) in one
 * change, by the report's latest version or that of the field `in_version`; other
 * fields are part stance locator quote quote_language label accessed because.
 * Emits {"citation","item","footage","known"} for each; `known` where the
 * version has the same citation already. On any failure nothing is cited:
 * STATUS_NOT_FOUND, STATUS_REFUSED for what was taken back.
 */
CHECKED enum status vidimus_cite(struct vidimus_catalogue *catalogue, const char *report,
                                 const char *const *of, size_t of_count,
                                 const struct vidimus_field *fields, size_t count,
                                 const struct vidimus_output *to, struct error *err);

/*
 * Emits citations in order of number: those of an item or footage, of a report
 * (`version` above 0: of that version alone), or all (`of` NULL).
 */
CHECKED enum status vidimus_citations(struct vidimus_catalogue *catalogue, const char *of,
                                      int64_t version, const struct vidimus_output *to,
                                      struct error *err);

#endif
