/* SPDX-License-Identifier: Apache-2.0 */
/*
 * custody_fields.c - the fields that courts expect (docs/custody-reports.md
 * numbers them), and a gap for each that is not known.
 */
#include "custody/custody_internal.h"

#include "base/error.h"
#include "base/text.h"

#include <string.h>

/* As many ids as a gap names; how many more there are is said. */
#define NAMED_IDS 5

/* A member that each record of a list should have. */
struct field {
	int         number;
	const char *list, *member, *code, *text;
};

static const struct field record_fields[] = {
	{ 4, "acquisitions", "serial", "medium-serial-unknown",
	  "Make, model and serial number of the medium are not recorded" },
	{ 4, "acquisitions", "condition", "condition-unknown",
	  "In what condition it came is not recorded" },
	{ 5, "acquisitions", "seal_number", "seal-number-unknown",
	  "No number of a seal or container is recorded" },
	{ 6, "acquisitions", "handed_over", "collected-unknown",
	  "When it was collected, before it was read in, is not recorded" },
	{ 6, "acquisitions", "place", "collection-place-unknown",
	  "Where it was collected or handed over is not recorded" },
	{ 6, "acquisitions", "legal_basis", "legal-basis-unknown",
	  "On what legal basis or consent it was collected is not recorded" },
	{ 6, "acquisitions", "capture_tool", "capture-tool-unknown",
	  "By which program, with which settings it was collected is not recorded" },
	{ 6, "acquisitions", "write_blocked", "write-blocked-unknown",
	  "Whether the medium was protected from writing is not recorded" },
	{ 8, "postings", "author", "author-unknown", "Who made or published it is not recorded" },
	{ 9, "postings", "url", "url-unknown", "Its address is not recorded" },
	{ 11, "transfers", "handed_over", "handover-time-unknown",
	  "When it was handed over, apart from when that was recorded, is not known" },
	{ 11, "transfers", "place", "handover-place-unknown", "Where it was handed over is not recorded" },
	{ 11, "transfers", "means", "handover-means-unknown",
	  "By what means, courier or number it travelled is not recorded" },
	{ 11, "transfers", "condition", "handover-condition-unknown",
	  "In what condition it was handed over is not recorded" },
	{ 11, "transfers", "receipt", "handover-receipt-missing",
	  "No receipt with the recipient's signature is attached" },
};

/* A member of the report itself. */
static const struct field report_fields[] = {
	{ 1, NULL, "case", "case-number-unknown",
	  "No case or situation number was given for this report (--case)." },
	{ 20, NULL, "prepared_by", "preparer-unknown",
	  "Who prepared this report was not said (--prepared-by)." },
};

/* What no catalogue of this version records. */
static const struct field never_recorded[] = {
	{ 6, NULL, NULL, "clock-offset-unknown",
	  "How far the clocks of the collecting device and of this machine were off is not recorded." },
	{ 8, NULL, NULL, "recipient-unknown",
	  "To whom the author sent or addressed it, and their organisations, is not recorded." },
	{ 9, NULL, NULL, "virtual-identity-unknown",
	  "Answers of the server (HTTP), the virtual identity and the IP address of whoever fetched it are not recorded." },
	{ 11, NULL, NULL, "recipient-check-unknown",
	  "Whether recipients hashed what they were given is known only from a receipt." },
	{ 12, NULL, NULL, "openings-not-logged",
	  "Who opened it to look at it is not in the log, which does not watch staff: each login's own access journal"
	  " has it, and is given out under an order only." },
	{ 14, NULL, NULL, "storage-place-unknown",
	  "In which room the machine and its backups stand, and who may enter, is not recorded." },
	{ 20, NULL, NULL, "report-unsigned",
	  "This report is not signed by a program: the log it is told from is, and people sign below." },
};

static enum status
add_gap(json_t *gaps, const struct field *field, struct text words, struct error *err)
{
	json_t *gap = json_pack("{ss so si}", "code", field->code, "text", json_of_text(words),
	                        "field", field->number);

	return json_array_append_new(gaps, gap) == 0 ? STATUS_OK : fail_memory(err);
}

static void
name_id(struct buffer *words, const struct field *field, const json_t *record, size_t count)
{
	if (count == 0)
		buffer_append_format(words, "%s (", field->text);
	if (count < NAMED_IDS) {
		buffer_append_string(words, count > 0 ? ", " : "");
		buffer_append_string(words, told_string(record, "id"));
	}
}

/* A receipt came with the transfer, or later as a note that the recipient signed. */
static bool
lacks(const json_t *record, const struct field *field)
{
	if (strcmp(field->member, "receipt") == 0 && !told_nothing(json_object_get(record, "receipts")))
		return false;
	return told_nothing(json_object_get(record, field->member));
}

/* Names the records of the list that lack the member. */
static enum status
look_in_records(const json_t *report, const struct field *field, json_t *gaps, struct error *err)
{
	SCOPED(buffer) words = { 0 };
	size_t i, count = 0;
	json_t *record;
	enum status status;

	json_array_foreach(json_object_get(report, field->list), i, record) {
		if (lacks(record, field))
			name_id(&words, field, record, count++);
	}
	if (count == 0)
		return STATUS_OK;
	if (count > NAMED_IDS)
		buffer_append_format(&words, " and %zu more", count - NAMED_IDS);
	buffer_append_string(&words, ").");
	status = buffer_check(&words, err);
	return status == STATUS_OK ? add_gap(gaps, field, text_of_buffer(&words), err) : status;
}

/* The date that the file itself states, which is no proof. */
static enum status
look_for_creation(const json_t *report, json_t *gaps, struct error *err)
{
	static const struct field field = {
		8, NULL, NULL, "creation-date-unknown",
		"When it was made is not known: the file states no date of its own."
	};
	const json_t *declared = json_object_get(report, "declared");

	if (json_array_size(json_object_get(declared, "taken")) > 0 ||
	    json_array_size(json_object_get(declared, "container_created")) > 0)
		return STATUS_OK;
	return add_gap(gaps, &field, text_of(field.text), err);
}

/* Nothing of the kind is recorded, which may mean that nobody thought of it. */
static enum status
look_for_protection(const json_t *report, json_t *gaps, struct error *err)
{
	static const struct field field = {
		17, NULL, NULL, "classification-unknown",
		"No classification or measure of protection is recorded."
	};

	if (!told_nothing(json_object_get(report, "protection_flags")) ||
	    !told_nothing(json_object_get(report, "restrictions")) ||
	    !told_nothing(json_object_get(report, "holds")))
		return STATUS_OK;
	return add_gap(gaps, &field, text_of(field.text), err);
}

/* A parser that was not locked in may have been misled, and may have misled others. */
static enum status
look_for_sandbox(const json_t *report, json_t *gaps, struct error *err)
{
	static const struct field field = { 15, NULL, NULL, "examined-unsandboxed", NULL };
	SCOPED(buffer) words = { 0 };
	json_t *examination;
	size_t i, count = 0;

	json_array_foreach(json_object_get(report, "examinations"), i, examination)
		count += json_is_false(json_object_get(json_object_get(examination, "parser"), "sandboxed")) ? 1 : 0;
	if (count == 0)
		return STATUS_OK;
	buffer_append_format(&words, "Examinations by a parser that was not locked in, as somebody had said it may run so: %zu.",
	                     count);
	return add_gap(gaps, &field, text_of_buffer(&words), err);
}

/* What the leak gate found and two people let pass. */
static enum status
look_for_accepted_finds(const json_t *report, json_t *gaps, struct error *err)
{
	static const struct field field = { 17, NULL, NULL, "finds-accepted", NULL };
	SCOPED(buffer) words = { 0 };
	json_t *bundle;
	json_int_t total = 0;
	size_t i;

	json_array_foreach(json_object_get(report, "bundles"), i, bundle) {
		json_int_t finds = json_integer_value(json_object_get(bundle, "accepted_finds"));

		if (finds > 0)
			buffer_append_format(&words, "%s%s", total > 0 ? ", " : "", told_string(bundle, "id"));
		total += finds;
	}
	if (total == 0)
		return STATUS_OK;
	buffer_append_format(&words, ": protected values were found in what left, and two people let them pass (finds: %lld).",
	                     (long long)total);
	return add_gap(gaps, &field, text_of_buffer(&words), err);
}

enum status
custody_add_field_gaps(json_t *report, struct error *err)
{
	json_t *gaps = json_object_get(report, "gaps");
	enum status status = STATUS_OK;
	size_t i;

	for (i = 0; i < sizeof report_fields / sizeof report_fields[0] && status == STATUS_OK; i++) {
		if (told_nothing(json_object_get(report, report_fields[i].member)))
			status = add_gap(gaps, &report_fields[i], text_of(report_fields[i].text), err);
	}
	for (i = 0; i < sizeof record_fields / sizeof record_fields[0] && status == STATUS_OK; i++)
		status = look_in_records(report, &record_fields[i], gaps, err);
	if (status == STATUS_OK)
		status = look_for_creation(report, gaps, err);
	if (status == STATUS_OK)
		status = look_for_protection(report, gaps, err);
	if (status == STATUS_OK)
		status = look_for_sandbox(report, gaps, err);
	if (status == STATUS_OK)
		status = look_for_accepted_finds(report, gaps, err);
	for (i = 0; i < sizeof never_recorded / sizeof never_recorded[0] && status == STATUS_OK; i++)
		status = add_gap(gaps, &never_recorded[i], text_of(never_recorded[i].text), err);
	return status;
}
