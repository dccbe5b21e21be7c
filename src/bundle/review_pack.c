/* SPDX-License-Identifier: Apache-2.0 */
/* review_pack.c - what a review pack asks, read after it was verified. */
#include "bundle/review.h"

#include "bundle/custody_reader.h"
#include "casework/received.h"
#include "crypto/checkpoint.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

#define TAG_MANIFEST     "tagmanifest-sha256.txt"
#define CHECKPOINT       "custody/checkpoint.txt"
#define LATER            "custody/later/"
#define MANIFEST_LIMIT   ((uint64_t)64 << 20)
#define QUESTIONS_LIMIT  ((uint64_t)16 << 20)
#define CHECKPOINT_LIMIT ((uint64_t)64 << 10)
#define LATER_LIMIT      ((size_t)16 << 20)

struct reading {
	struct review_pack   *pack;
	struct bundle_source *source;
	json_t               *asked;  /* UUIDs of the findings that are asked about */
	json_t               *counts; /* chain to n of its last event */
	json_t               *later;  /* finding to {"conclusion","answer"} that were opened afterwards */
	bool                  review; /* its policy is review */
};

void
review_pack_end(struct review_pack *pack)
{
	json_decref(pack->findings);
	pack->findings = NULL;
}

static bool
is_asked(const struct reading *reading, const char *finding)
{
	json_t *uuid;
	size_t i;

	json_array_foreach(reading->asked, i, uuid) {
		if (json_is_string(uuid) && strcmp(json_string_value(uuid), finding) == 0)
			return true;
	}
	return false;
}

/* What was opened with the event, or afterwards; null while it is withheld. */
static json_t *
opened(const struct reading *reading, const struct custody_event *event, const char *finding,
       const char *member)
{
	json_t *later = json_object_get(json_object_get(reading->later, finding), member);
	json_t *value = json_object_get(event->values, member);

	return value ? value : later ? later : NULL;
}

static enum status
add_finding(struct reading *reading, const struct custody_event *event, struct error *err)
{
	char uuid[UUID_TEXT_SIZE];
	json_t *answer, *conclusion;

	uuid_write(uuid, &event->header.id);
	if (!is_asked(reading, uuid))
		return STATUS_OK;
	answer = opened(reading, event, uuid, "answer");
	conclusion = opened(reading, event, uuid, "conclusion");
	return json_array_append_new(
		       reading->pack->findings,
		       json_pack("{s:s,s:O?,s:s,s:O?,s:O?,s:O?,s:b}", "finding", uuid, "id",
	                         json_object_get(event->open, "short_id"), "subject",
	                         event->header.subject.text, "question",
	                         json_object_get(event->values, "question"), "conclusion",
	                         conclusion, "answer", answer, "open",
	                         answer != NULL && conclusion != NULL)) == 0
	               ? STATUS_OK
	               : fail_memory(err);
}

static enum status
read_event(struct reading *reading, const struct custody_event *event, struct error *err)
{
	struct text policy;

	if (json_object_set_new(reading->counts, event->header.subject.text,
	                        json_integer((json_int_t)event->header.n)) != 0)
		return fail_memory(err);
	if (strcmp(event->header.type, "bundle.begun") == 0)
		reading->review = json_member_text(event->values, "policy", &policy) &&
		                  text_is(policy, "review");
	return strcmp(event->header.type, "finding.recorded") == 0 ? add_finding(reading, event, err)
	                                                           : STATUS_OK;
}

static enum status
read_events(struct reading *reading, struct error *err)
{
	SCOPED_POINTER(custody_reader) reader = NULL;
	struct custody_event event;
	enum status st = custody_reader_open(&reader, reading->source, err);

	while (st == STATUS_OK && (st = custody_reader_next(reader, &event, err)) == STATUS_OK)
		st = read_event(reading, &event, err);
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* The version of the chain that was before the reviewer's eyes. */
static enum status
set_versions(struct reading *reading, struct error *err)
{
	json_t *finding;
	size_t i;

	json_array_foreach(reading->pack->findings, i, finding) {
		const char *subject = json_string_value(json_object_get(finding, "subject"));

		if (json_object_set(finding, "n", json_object_get(reading->counts, subject)) != 0)
			return fail_memory(err);
	}
	return STATUS_OK;
}

static enum status
read_asked(struct reading *reading, struct error *err)
{
	SCOPED_JSON json_t *whole = NULL;
	SCOPED(buffer) text = { 0 };
	struct text format;
	enum status st = bundle_source_read(reading->source, REVIEW_QUESTIONS, QUESTIONS_LIMIT, &text, err);

	if (st == STATUS_NOT_FOUND)
		return fail(err, STATUS_INVALID, "it asks nothing: there is no %s; it is no review pack",
		            REVIEW_QUESTIONS);
	if (st == STATUS_OK)
		st = json_read(&whole, text_of_buffer(&text), err);
	if (st == STATUS_OK && (!json_member_text(whole, "format", &format) ||
	                        !text_is(format, REVIEW_FORMAT) ||
	                        !json_is_array(json_object_get(whole, "findings"))))
		st = fail(err, STATUS_INVALID, "%s has another form than %s", REVIEW_QUESTIONS,
		          REVIEW_FORMAT);
	if (st == STATUS_OK)
		reading->asked = json_incref(json_object_get(whole, "findings"));
	return st;
}

/* One disclosure given afterwards, which the verifier has compared with its commitment. */
static enum status
read_later_line(void *context, struct text line, struct error *err)
{
	struct reading *reading = context;
	SCOPED_JSON json_t *whole = NULL;
	struct error ignored;
	char uuid[UUID_TEXT_SIZE];
	struct text member;
	struct uuid event;
	json_t *values;

	if (!disclosure_read(line, &event, &member, &whole, &ignored))
		return STATUS_OK;
	uuid_write(uuid, &event);
	values = json_object_get(reading->later, uuid);
	if (values == NULL) {
		values = json_object();
		if (json_object_set_new(reading->later, uuid, values) != 0)
			return fail_memory(err);
	}
	return json_object_setn(values, member.p, member.n, disclosure_value(whole)) == 0
	               ? STATUS_OK
	               : fail_memory(err);
}

static enum status
read_later(struct reading *reading, struct error *err)
{
	size_t count = bundle_source_count(reading->source);
	enum status st = STATUS_OK;

	for (size_t i = 0; st == STATUS_OK && i < count; i++) {
		const char *name = bundle_source_member(reading->source, i)->name;

		if (text_begins(text_of(name), LATER))
			st = bundle_source_lines(reading->source, name, LATER_LIMIT, read_later_line,
			                         reading, err);
	}
	return st;
}

/* Tag manifest and the name of the log. */
static enum status
read_head(struct reading *reading, struct error *err)
{
	SCOPED(buffer) manifest = { 0 }, note_bytes = { 0 };
	struct checkpoint checkpoint;
	struct note note;
	enum status st = bundle_source_read(reading->source, TAG_MANIFEST, MANIFEST_LIMIT, &manifest, err);

	if (st == STATUS_OK)
		st = digest_of(manifest.p, manifest.n, &reading->pack->tag_manifest, err);
	if (st == STATUS_OK)
		st = bundle_source_read(reading->source, CHECKPOINT, CHECKPOINT_LIMIT, &note_bytes, err);
	if (st == STATUS_OK)
		st = note_read(text_of_buffer(&note_bytes), &note, err);
	if (st == STATUS_OK)
		st = checkpoint_read(note.text, &checkpoint, err);
	if (st == STATUS_OK && checkpoint.origin.n >= sizeof reading->pack->origin)
		st = fail(err, STATUS_LIMIT, "its log has a name of %zu bytes", checkpoint.origin.n);
	if (st == STATUS_OK)
		snprintf(reading->pack->origin, sizeof reading->pack->origin, "%.*s",
		         (int)checkpoint.origin.n, checkpoint.origin.p);
	return st;
}

/* The first layer that does not hold; who sealed it is the merging catalogue's to know. */
static enum status
check_verdict(const json_t *verdict, struct error *err)
{
	const json_t *first = json_array_get(json_object_get(verdict, "errors"), 0);
	struct text text;
	const char *name;
	json_t *layer;

	if (!json_member_text(first, "text", &text))
		text = text_of("vidimus bundle verify tells why");
	json_object_foreach(json_object_get(verdict, "layers"), name, layer) {
		if (text_begins(text_of(json_string_value(layer)), "FAILED"))
			return fail(err, STATUS_FALSE, "the pack does not verify (%s): %.*s", name,
			            (int)text.n, text.p);
	}
	return STATUS_OK;
}

static enum status
read_all(struct reading *reading, const char *path, const struct bundle_verify_options *verify,
         struct error *err)
{
	enum status st = bundle_source_open(&reading->source, path, &verify->source, err);

	if (st == STATUS_OK)
		st = read_asked(reading, err);
	if (st == STATUS_OK)
		st = read_head(reading, err);
	if (st == STATUS_OK)
		st = read_later(reading, err);
	if (st == STATUS_OK)
		st = read_events(reading, err);
	if (st == STATUS_OK && !reading->review)
		st = fail(err, STATUS_INVALID, "its policy is not review: it is no review pack");
	return st == STATUS_OK ? set_versions(reading, err) : st;
}

enum status
review_pack_read(struct review_pack *out, const char *path,
                 const struct bundle_verify_options *verify, struct error *err)
{
	struct review_pack pack = { .findings = json_array() };
	struct reading reading = { .pack = &pack, .counts = json_object(), .later = json_object() };
	SCOPED_JSON json_t *verdict = NULL;
	enum status st = pack.findings && reading.counts && reading.later ? STATUS_OK
	                                                                  : fail_memory(err);

	if (st == STATUS_OK)
		st = bundle_verify(path, verify, &verdict, err);
	if (st == STATUS_OK)
		st = check_verdict(verdict, err);
	if (st == STATUS_OK)
		st = read_all(&reading, path, verify, err);
	bundle_source_close(reading.source);
	json_decref(reading.asked);
	json_decref(reading.counts);
	json_decref(reading.later);
	if (st == STATUS_OK)
		*out = pack;
	else
		review_pack_end(&pack);
	return st;
}
