/* SPDX-License-Identifier: Apache-2.0 */
/*
 * custody_document.c - reports on items as one document: gaps first, then what
 * is known. Numbers in brackets are those of the fields in docs/custody-reports.md.
 */
#include "custody/custody_report.h"

#include "custody/custody_document_parts.h"
#include "custody/custody_internal.h"

#include "base/error.h"
#include "base/text.h"

/* As many rows as a table for people has: the first and the last; JSON has all. */
#define ROWS_LIMIT 2000

static void
put_gaps(struct document *document, const json_t *report)
{
	json_t *gap;
	size_t i;

	part_heading(document, 2, "What is not known");
	if (json_array_size(json_object_get(report, "gaps")) == 0)
		part_paragraph(document, "no gap was found");
	json_array_foreach(json_object_get(report, "gaps"), i, gap) {
		SCOPED(buffer) words = { 0 };
		json_int_t field = json_integer_value(json_object_get(gap, "field"));

		buffer_append_text(&words, told_text(gap, "text"));
		if (field > 0)
			buffer_append_format(&words, " [%lld]", (long long)field);
		document_gap(document, text_of_buffer(&words));
	}
}

static void
put_item(struct document *document, const json_t *report)
{
	static const struct label labels[] = {
		{ "Case or situation [1]", "case" }, { "Item [2]", "id" }, { "UUID [2]", "uuid" },
		{ "File held", "held" }, { "Title [4]", "title" }, { "Media type [4]", "media_type" },
		{ "Bytes [4]", "bytes" }, { "Accessioned", "accessioned" }, { "Status [16]", "status" },
		{ "Verified as", "verified_as" }, { "Defects", "defects" }, { 0 },
	};

	part_heading(document, 2, "The item");
	part_retracted(document, report);
	part_members(document, report, labels);
	part_actor(document, "Accessioned by", report);
	part_text(document, "Copy kind [3]",
	         json_is_true(json_object_get(report, "held"))
	                 ? "evidentiary copy, byte for byte as received; whether it is the first original is a question of provenance"
	                 : "no file is held");
	part_hash(document, "SHA-256 [10]", report, "sha256");
}

static void
put_acquisition(struct document *document, const json_t *acquisition)
{
	static const struct label labels[] = {
		{ "Received [6]", "received" },          { "Collected, handed over [6]", "handed_over" },
		{ "From (person's code) [7]", "from_code" }, { "From (organisation) [7]", "from_organisation" },
		{ "Collected by [6]", "collector_code" },    { "How obtained [7]", "method" },
		{ "Place [6]", "place" },                { "Legal basis [6]", "legal_basis" },
		{ "Collected with [6]", "capture_tool" },    { "Medium [4]", "medium" },
		{ "Medium's serial [4]", "serial" },     { "Condition [4]", "condition" },
		{ "Seal, container [5]", "seal_number" },    { "Write-blocked [6]", "write_blocked" },
		{ "Name as received [4]", "name" },      { "Path as given", "path" },
		{ "File's own time", "modified" },       { "Machine", "host" },
		{ "Received by program [6]", "tool" },   { "Clock [6]", "clock" },
		{ "What a court may ask", "circumstances" }, { "Delivery", "delivery" },
		{ "Held before", "known" }, { 0 },
	};

	document_heading(document, 3, told_text(acquisition, "id"));
	part_retracted(document, acquisition);
	part_actor(document, "Received by [6]", acquisition);
	part_members(document, acquisition, labels);
	part_hash(document, "SHA-256 then [10]", acquisition, "sha256");
}

static void
put_received(struct document *document, const json_t *report)
{
	part_heading(document, 2, "Received");
	if (json_array_size(json_object_get(report, "acquisitions")) == 0)
		document_gap(document, text_of("When and how the bytes were received is not recorded. [6]"));
	part_records(document, report, "acquisitions", put_acquisition);
}

static void
put_posting(struct document *document, const json_t *posting)
{
	static const struct label labels[] = {
		{ "Published, as claimed [8]", "published" }, { "Author shown [8]", "author" },
		{ "Channel [9]", "channel" },                 { "Address [9]", "url" },
		{ "Post's id [9]", "post_id" },               { "Forwarded from [8]", "forwarded_from" },
		{ "Caption", "caption" },                     { "On the basis", "basis" },
		{ 0 },
	};

	document_heading(document, 3, told_text(posting, "id"));
	part_retracted(document, posting);
	part_members(document, posting, labels);
}

static void
put_published(struct document *document, const json_t *report)
{
	static const struct label labels[] = {
		{ "Taken, by the file itself [8]", "taken" },
		{ "Made, by the file itself [8]", "container_created" }, { 0 },
	};

	part_heading(document, 2, "Made and published");
	part_members(document, json_object_get(report, "declared"), labels);
	part_text(document, "Recipient of the author [8]", NULL);
	part_text(document, "HTTP, virtual identity, IP [9]", NULL);
	if (json_array_size(json_object_get(report, "postings")) == 0)
		document_gap(document, text_of("No publication of it is recorded. [9]"));
	part_records(document, report, "postings", put_posting);
}

/* Captions of what is graphic, or was not assessed, are shown to nobody who did not ask for them. */
static void
hide_captions(const json_t *report, const struct custody_settings *settings)
{
	json_t *posting;
	size_t i;

	if (settings->captions || json_is_false(json_object_get(report, "treat_as_graphic")))
		return;
	json_array_foreach(json_object_get(report, "postings"), i, posting) {
		if (json_is_string(json_object_get(posting, "caption")))
			json_object_set_new(posting, "caption",
			                    json_string("not shown, as it may be graphic (--captions)"));
	}
}

static void
put_hash_line(struct document *document, const json_t *hash)
{
	SCOPED(buffer) label = { 0 };
	SCOPED(buffer) words = { 0 };

	buffer_append_format(&label, "%s of %s", told_string(hash, "algorithm"), told_string(hash, "acquisition"));
	document_hash(document, text_of_buffer(&label), told_text(hash, "value"));
	buffer_append_format(&words, "%s, by ", told_string(hash, "time"));
	part_append_actor(&words, hash);
	buffer_append_format(&words, ", vidimus %s", told_string(hash, "tool"));
	document_value(document, text_of("Computed"), text_of_buffer(&words));
}

static void
put_hashes(struct document *document, const json_t *report)
{
	static const struct label labels[] = {
		{ "Last checked [16]", "time" }, { "Outcome [16]", "outcome" }, { "Scope", "scope" }, { 0 },
	};
	const json_t *last = json_object_get(report, "last_checked");

	part_heading(document, 2, "Hashes");
	part_paragraph(document, "Each time a hash was computed from the bytes, by whom, when, by which program [10].");
	part_records(document, report, "hashes", put_hash_line);
	if (!json_is_object(last)) {
		document_gap(document, text_of("Never hashed again since it was received. [16]"));
		return;
	}
	part_members(document, last, labels);
	part_actor(document, "Checked by [16]", last);
}

/* "2026-03-04 05:06:07.123", which may be broken between day and hour; its column says that it is UTC. */
static void
append_moment(struct buffer *out, struct text time)
{
	struct text day = text_cut(&time, 'T');

	buffer_append_text(out, day);
	if (time.p == NULL)
		return;
	time.n -= text_ends(time, "Z") ? 1 : 0;
	buffer_append_format(out, " %.*s", (int)time.n, time.p);
}

static void
put_action(struct document *document, const json_t *action)
{
	SCOPED(buffer) actor = { 0 };
	SCOPED(buffer) proof = { 0 };
	SCOPED(buffer) time = { 0 };
	SCOPED(buffer) number = { 0 };
	SCOPED(buffer) outcome = { 0 };
	const json_t *proved = json_object_get(action, "proved");

	part_append_actor(&actor, action);
	if (json_is_object(proved))
		buffer_append_format(&proof, "%s, %s by %s", told_string(proved, "time"),
		                     told_string(proved, "how"), told_string(proved, "by"));
	else
		buffer_append_string(&proof, "nobody outside");
	append_moment(&time, told_text(action, "time"));
	buffer_append_format(&number, "%lld", (long long)json_integer_value(json_object_get(action, "seq")));
	buffer_append_format(&outcome, "%s%s", told_string(action, "outcome"),
	                     json_is_true(json_object_get(action, "suspect")) ? ", suspect: by a key in other hands" : "");
	document_table_row(document, (const struct text[]){
		text_of_buffer(&number), text_of_buffer(&time), told_text(action, "summary"),
		text_of_buffer(&outcome),
		text_of_buffer(&actor), told_text(action, "tool"), text_of_buffer(&proof) });
}

static void
put_actions(struct document *document, const json_t *report)
{
	static const char *const headings[] = { "Event", "Time (UTC)", "What was done", "Outcome", "By",
		                                "vidimus", "Proved to exist by" };
	const json_t *actions = json_object_get(report, "actions");
	size_t count = json_array_size(actions);
	SCOPED(buffer) words = { 0 };

	part_heading(document, 2, "What was done");
	part_paragraph(document, "Every event of the item's chain, and each audit that checked its bytes [12, 15, 16].");
	document_table_begin(document, headings, 7);
	for (size_t i = 0; i < count; i++) {
		if (count <= ROWS_LIMIT || i < ROWS_LIMIT / 2 || i >= count - ROWS_LIMIT / 2)
			put_action(document, json_array_get(actions, i));
	}
	document_table_end(document);
	if (count <= ROWS_LIMIT)
		return;
	buffer_append_format(&words, "%zu actions between the first and the last %d are left out; the report as JSON has all.",
	                     count - ROWS_LIMIT, ROWS_LIMIT / 2);
	document_gap(document, text_of_buffer(&words));
}

/* Notes that the recipient signed, as they came: whoever has the key can check them. */
static void
put_receipts(struct document *document, const json_t *transfer)
{
	static const struct label labels[] = {
		{ "Receipt signed for [11]", "receiver" }, { "Received, as they say [11]", "received" },
		{ "Recorded [11]", "time" },               { "Their key [11]", "key" }, { 0 },
	};
	const json_t *receipts = json_object_get(transfer, "receipts");
	json_t *receipt;
	size_t i;

	if (json_is_object(receipts)) {
		part_member(document, "Receipt signed [11]", transfer, "receipts");
		return;
	}
	json_array_foreach(receipts, i, receipt) {
		part_members(document, receipt, labels);
		part_hash(document, "SHA-256 of the tag manifest that they read [11]", receipt, "tag_manifest");
	}
}

static void
put_transfer(struct document *document, const json_t *transfer)
{
	static const struct label labels[] = {
		{ "Received by [11]", "to_organisation" }, { "Received by (person) [11]", "to_person_code" },
		{ "Recorded [11]", "time" },               { "Handed over [11]", "handed_over" },
		{ "Place [11]", "place_words" },                 { "Purpose [11]", "purpose" },
		{ "Kind of recipient [18]", "audience" },  { "Terms [18]", "terms" },
		{ "Kept until", "expires" },               { "Not to be passed on", "no_onward" },
		{ "Means [11]", "means" },                 { "Condition [11]", "condition" },
		{ "Form [15]", "form" },                   { "Receipt [11]", "receipt" }, { 0 },
	};

	document_heading(document, 3, told_text(transfer, "id"));
	part_retracted(document, transfer);
	part_actor(document, "Released by [11]", transfer);
	part_members(document, transfer, labels);
	part_hash(document, "SHA-256 of what was given [11]", transfer, "sha256");
	put_receipts(document, transfer);
	part_text(document, "Hashed by the recipient [11]", NULL);
}

static void
put_bundle(struct document *document, const json_t *bundle)
{
	static const struct label labels[] = {
		{ "Exhibit as printed [18]", "exhibit" },  { "Policy [18]", "policy" },
		{ "Recipient [18]", "recipient" },         { "Recipient (person) [18]", "recipient_person" },
		{ "Purpose [18]", "purpose" },             { "Terms [18]", "terms" },
		{ "Not to be passed on", "no_onward" },    { "Begun [18]", "begun" },
		{ "Sealed [18]", "sealed" },               { "Abandoned", "abandoned" },
		{ "Decisions in force [17]", "decisions" }, { "Finds accepted in spite of the leak gate", "accepted_finds" },
		{ "Agreed to by a second person", "approvals" }, { 0 },
	};

	document_heading(document, 3, told_text(bundle, "id"));
	part_retracted(document, bundle);
	part_actor(document, "Made by [18]", bundle);
	part_members(document, bundle, labels);
	part_hash(document, "SHA-256 of the tag manifest", bundle, "tag_manifest");
}

/* Bundles for others are not told to whom this is for. */
static void
put_bundles(struct document *document, const json_t *report)
{
	const json_t *bundles = json_object_get(report, "bundles");

	part_heading(document, 2, "Sealed bundles");
	if (bundles == NULL)
		part_paragraph(document, "What left in bundles for others is not told here.");
	else if (json_array_size(bundles) == 0)
		part_paragraph(document, "It left in no sealed bundle.");
	part_records(document, report, "bundles", put_bundle);
}

static void
put_transfers(struct document *document, const json_t *report)
{
	part_heading(document, 2, "Transfers");
	document_paragraph(document, told_text(report, "transfers_text"));
	part_records(document, report, "transfers", put_transfer);
}

static void
put_log(struct document *document, const json_t *report)
{
	static const struct label labels[] = { { "Origin [20]", "origin" }, { "Events [20]", "size" },
		                               { 0 } };
	static const struct label seen[] = { { "Last seen outside [20]", "time" }, { "By [20]", "by" },
		                             { "How [20]", "how" }, { "Events then [20]", "events" }, { 0 } };
	const json_t *unseen = json_object_get(report, "unseen"), *log = json_object_get(report, "log");
	SCOPED(buffer) words = { 0 };

	part_heading(document, 2, "The log");
	buffer_append_format(&words, "%lld events, %lld days not yet seen by anyone outside.",
	                     (long long)json_integer_value(json_object_get(unseen, "events")),
	                     (long long)json_integer_value(json_object_get(unseen, "days")));
	document_paragraph(document, text_of_buffer(&words));
	if (json_is_object(json_object_get(report, "seen")))
		part_members(document, json_object_get(report, "seen"), seen);
	part_members(document, log, labels);
	part_hash(document, "Root [20]", log, "root");
}

static void
put_questions(struct document *document, const json_t *report)
{
	json_t *question;
	size_t i;

	if (!json_is_array(json_object_get(report, "questions")))
		return;
	part_heading(document, 2, "What a defence may ask");
	json_array_foreach(json_object_get(report, "questions"), i, question) {
		document_heading(document, 3, told_text(question, "question"));
		if (json_is_true(json_object_get(question, "gap")))
			document_gap(document, told_text(question, "answer"));
		else
			document_paragraph(document, told_text(question, "answer"));
	}
}

static void
put_note(struct document *document, const json_t *note)
{
	SCOPED(buffer) label = { 0 };

	buffer_append_format(&label, "%s, ", told_string(note, "time"));
	part_append_actor(&label, note);
	document_value(document, text_of_buffer(&label), told_text(note, "text"));
}

static void
put_notes(struct document *document, const json_t *report)
{
	if (json_array_size(json_object_get(report, "notes")) == 0)
		return;
	part_heading(document, 2, "Notes");
	part_records(document, report, "notes", put_note);
}

static enum status
put_report(struct document *document, const json_t *report, const struct custody_settings *settings,
           struct error *err)
{
	SCOPED(buffer) title = { 0 };
	enum status status;

	hide_captions(report, settings);
	buffer_append_format(&title, "Chain of custody of %s", told_string(report, "id"));
	document_heading(document, 1, text_of_buffer(&title));
	put_gaps(document, report);
	put_item(document, report);
	put_received(document, report);
	put_published(document, report);
	put_hashes(document, report);
	put_actions(document, report);
	put_transfers(document, report);
	put_bundles(document, report);
	status = part_copies(document, report, settings->pictures, err);
	part_keeping(document, report);
	put_notes(document, report);
	part_theirs(document, report);
	put_log(document, report);
	put_questions(document, report);
	return status;
}

/* Who made this report, by what, from which state of the log; lines to sign on. */
static void
put_end(struct document *document, const json_t *report)
{
	static const struct label labels[] = { { "Prepared [20]", "prepared" }, { "Prepared by [20]", "prepared_by" },
		                               { "Prepared with [20]", "tool" }, { 0 } };

	part_heading(document, 2, "This report");
	part_paragraph(document, "It is told from the signed log of which the origin, number of events and root stand above."
	                        " `vidimus log verify` and `vidimus audit` check what it rests on. Numbers in brackets are"
	                        " those of the list of fields in docs/custody-reports.md.");
	part_members(document, report, labels);
	document_signature(document, text_of("Prepared by (name, date)"));
	document_signature(document, text_of("Received by (name, date)"));
}

static void
name_audience(struct document *document, const struct custody_settings *settings)
{
	SCOPED(buffer) words = { 0 };

	if (settings->audience == NULL)
		buffer_append_string(&words, "For the organisation's own eyes: it may show persons, places and channels."
		                             " Not to be handed over.");
	else
		buffer_append_format(&words, "For: %s. Values of protected classes are withheld.", settings->audience);
	document_running(document, text_of_buffer(&words));
}

static void
name_title(struct buffer *title, const json_t *reports)
{
	size_t count = json_array_size(reports);

	buffer_append_string(title, "Chain of custody");
	if (count > 0)
		buffer_append_format(title, ": %s", told_string(json_array_get(reports, 0), "id"));
	if (count > 1)
		buffer_append_format(title, " to %s", told_string(json_array_get(reports, count - 1), "id"));
}

enum status
custody_document(const json_t *reports, const struct custody_settings *settings, struct document **out,
                 struct error *err)
{
	SCOPED(buffer) title = { 0 };
	struct document *document = NULL;
	json_t *report;
	size_t i;
	enum status status;

	name_title(&title, reports);
	status = buffer_check(&title, err);
	if (status == STATUS_OK)
		status = document_open(&document, buffer_string(&title), "en", err);
	if (status != STATUS_OK)
		return status;
	name_audience(document, settings);
	document_prepared(document, told_text(json_array_get(reports, 0), "prepared"));
	json_array_foreach(reports, i, report) {
		if (status == STATUS_OK)
			status = put_report(document, report, settings, err);
	}
	put_end(document, json_array_get(reports, 0));
	if (status == STATUS_OK)
		*out = document;
	else
		document_close(document);
	return status;
}
