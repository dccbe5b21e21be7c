/* SPDX-License-Identifier: Apache-2.0 */
/* report_text.c - reports with their versions and citations; citations with what they rested on. */
#include "cli/report_text.h"

#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "cli/claims_text.h"
#include "cli/record_text.h"
#include "cli/shown.h"

static enum status
print_citations(struct command *command, const json_t *report, struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "CITATION", .name = "id" },
		{ .title = "ITEM", .name = "item" },
		{ .title = "FOOTAGE", .name = "footage" },
		{ .title = "STANCE", .name = "stance" },
		{ .title = "PART", .name = "part_words" },
		{ .title = "WHERE", .name = "locator", .shrinks = true },
		{ .title = "LABEL", .name = "label", .shrinks = true },
		{ .title = "STATUS THEN", .name = "status" },
		{ .title = "NOW", .name = "status_now" },
		{ .title = "HELD THEN", .name = "object", .form = SHOWN_SHORT },
		{ .title = "VERSIONS", .name = "versions" },
		{ 0 },
	};

	return shown_table(command, "Cites", report, "citations", columns, err);
}

static enum status
print_versions(struct command *command, const json_t *report, struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "VERSION", .name = "version", .right = true },
		{ .title = "STATE", .name = "state" },
		{ .title = "RECORDED", .name = "time", .form = SHOWN_TIME },
		{ .title = "BY", .name = "actor" },
		{ .title = "PUBLISHED", .name = "published" },
		{ .title = "CORRECTS", .name = "corrects", .right = true },
		{ .title = "CORRECTION", .name = "correction", .shrinks = true },
		{ .title = "DOCUMENT", .name = "document", .form = SHOWN_SHORT },
		{ .title = "IN SPITE OF", .name = "overridden", .shrinks = true },
		{ 0 },
	};

	return shown_table(command, "Versions", report, "versions", columns, err);
}

enum status
report_print(struct command *command, const json_t *report, struct error *err)
{
	static const struct shown_member members[] = {
		{ .label = "Report", .name = "id" },
		{ .label = "State", .name = "state" },
		{ .label = "Title", .name = "title", .demanded = true },
		{ .label = "Title as published", .name = "published_title" },
		{ .label = "Authors", .name = "authors" },
		{ .label = "Publisher", .name = "publisher" },
		{ .label = "Published", .name = "published" },
		{ .label = "Address", .name = "url" },
		{ .label = "Kind", .name = "kind" },
		{ .label = "Language", .name = "language" },
		{ .label = "We write it", .name = "own" },
		{ .label = "Read by ourselves", .name = "retrieved", .demanded = true },
		{ .label = "Read on", .name = "accessed" },
		{ .label = "Repeats", .name = "derived_from" },
		{ .label = "Repeated by", .name = "repeated_by" },
		{ .label = "Reliability", .name = "reliability" },
		{ .label = "Grounds", .name = "grade_grounds", .form = SHOWN_PROSE },
		{ .label = "Protected grounds", .name = "protected_grade_grounds", .form = SHOWN_PROSE },
		{ .label = "Note", .name = "note", .form = SHOWN_PROSE },
		{ .label = "Recorded by", .name = "actor", .form = SHOWN_REFERENCE },
		{ .label = "UUID", .name = "uuid" },
		{ .label = "Version of record", .name = "version" },
		{ 0 },
	};
	enum status status = shown_block(command, report, members, err);

	if (status == STATUS_OK)
		status = print_versions(command, report, err);
	if (status == STATUS_OK)
		status = print_citations(command, report, err);
	if (status == STATUS_OK)
		status = claims_print(command, report, err);
	if (status == STATUS_OK)
		status = notes_print(command, report, err);
	return status == STATUS_OK ? actions_print(command, "History", report, "history", err)
	                           : status;
}

static enum status
print_pins(struct command *command, const json_t *citation, struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "VERSION", .name = "report_version", .right = true },
		{ .title = "WHEN", .name = "time", .form = SHOWN_TIME },
		{ .title = "STATUS", .name = "status" },
		{ .title = "VERIFIED AS", .name = "verified_as", .shrinks = true },
		{ .title = "RECORD", .name = "version_cited", .right = true },
		{ .title = "SHA-256", .name = "object", .form = SHOWN_SHORT },
		{ .title = "WHERE", .name = "locator", .shrinks = true },
		{ 0 },
	};

	return shown_table(command, "Published", citation, "pins", columns, err);
}

enum status
citation_print(struct command *command, const json_t *citation, struct error *err)
{
	static const struct shown_member members[] = {
		{ .label = "Citation", .name = "id" },
		{ .label = "Report", .name = "report", .demanded = true },
		{ .label = "Title", .name = "report_title" },
		{ .label = "Cited in version", .name = "report_version" },
		{ .label = "Stands in versions", .name = "versions", .demanded = true },
		{ .label = "Item", .name = "item" },
		{ .label = "Footage", .name = "footage" },
		{ .label = "Part", .name = "part_words" },
		{ .label = "Stance", .name = "stance" },
		{ .label = "Where", .name = "locator" },
		{ .label = "Called", .name = "label" },
		{ .label = "Quote", .name = "quote", .form = SHOWN_PROSE },
		{ .label = "Language", .name = "quote_language" },
		{ .label = "Report read", .name = "accessed" },
		{ .label = "Status then", .name = "status", .demanded = true },
		{ .label = "Verified as", .name = "verified_as" },
		{ .label = "Status now", .name = "status_now", .demanded = true },
		{ .label = "Verified now as", .name = "verified_as_now" },
		{ .label = "Record then, version", .name = "version_cited" },
		{ .label = "Record now, version", .name = "version_now" },
		{ .label = "SHA-256 then", .name = "object" },
		{ .label = "SHA-256 now", .name = "object_now" },
		{ .label = "Recorded", .name = "time", .form = SHOWN_TIME },
		{ .label = "By", .name = "actor", .form = SHOWN_REFERENCE },
		{ .label = "Because", .name = "because", .form = SHOWN_PROSE },
		{ 0 },
	};
	enum status status = shown_block(command, citation, members, err);

	return status == STATUS_OK ? print_pins(command, citation, err) : status;
}

enum status
cited_by_print(struct command *command, const json_t *record, struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "CITATION", .name = "id" },
		{ .title = "REPORT", .name = "report" },
		{ .title = "VERSIONS", .name = "versions" },
		{ .title = "STANCE", .name = "stance" },
		{ .title = "WHERE", .name = "locator", .shrinks = true },
		{ .title = "PART", .name = "part_words" },
		{ .title = "STATUS THEN", .name = "status" },
		{ .title = "TITLE", .name = "report_title", .shrinks = true },
		{ 0 },
	};

	return shown_table(command, "Cited by", record, "cited_by", columns, err);
}

enum status
documents_print(struct command *command, const json_t *file, struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "REPORT", .name = "report" },
		{ .title = "VERSION", .name = "version", .right = true },
		{ .title = "STATE", .name = "state" },
		{ .title = "RECORDED", .name = "time", .form = SHOWN_TIME },
		{ 0 },
	};

	return shown_table(command, "Document of", file, "documents", columns, err);
}

static void
print_verdict(struct command *command, const json_t *checked)
{
	json_t *count;
	size_t i;

	output_format(command->output, "%s, version %lld (%s), cites %lld.\n",
	              shown_string(checked, "id"),
	              (long long)json_integer_value(json_object_get(checked, "latest")),
	              shown_string(checked, "state"),
	              (long long)json_integer_value(json_object_get(checked, "citations")));
	json_array_foreach(json_object_get(checked, "counts"), i, count)
		output_format(command->output, "  %-20s %lld\n", shown_string(count, "code"),
		              (long long)json_integer_value(json_object_get(count, "citations")));
}

enum status
report_check_print(struct command *command, const json_t *checked, struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "FINDING", .name = "code" },
		{ .title = "CITATION", .name = "citation" },
		{ .title = "WHAT", .name = "text", .shrinks = true },
		{ 0 },
	};
	bool ok = json_is_true(json_object_get(checked, "ok"));
	enum status status = STATUS_OK;

	if (command->settings.json) {
		output_json(command->output, json_incref(json_iterable(checked)));
	} else {
		print_verdict(command, checked);
		status = shown_table(command, "Findings", checked, "findings", columns, err);
	}
	if (status == STATUS_OK && !ok)
		return fail(err, STATUS_FALSE, "there is something to mend");
	return status;
}
