/* SPDX-License-Identifier: Apache-2.0 */
/* event_summary.c - the sentences, and how values come into them. */
#include "casework/event_summary.h"

#include "base/error.h"
#include "base/text.h"

#include <string.h>

/*
 * {member} stands for an open member or sealed value; {a.b} for a member of
 * one; {a|b} for the first of two that is known.
 */
static const struct {
	const char *type, *sentence;
} sentences[] = {
	{ "actor.added", "Added as {short_id}, who may sign from here on as {role}" },
	{ "actor.certified",
	  "Seals with a certificate ({used_by}): {subject}, SHA-256 {certificate}, until {not_after}" },
	{ "attachment.added", "Attachment {short_id} was added: {kind}" },
	{ "audit.completed", "An audit was run (scope: {scope})" },
	{ "backup.made", "A copy of the whole catalogue was made: events {events}, originals {objects}, bytes {bytes}" },
	{ "bundle.approved", "A second person agreed to what was asked for" },
	{ "bundle.disclosed", "A member that the bundle withheld was opened later" },
	{ "bundle.requested", "Two people must agree to it ({kind}, for {policy}): it was asked for" },
	{ "bundle.received",
	  "{short_id}, a bundle of {origin}, was taken in (events: {events}; policy: {policy})" },
	{ "bundle.abandoned", "The bundle did not come to be: {outcome}" },
	{ "bundle.begun", "Bundle {short_id} was begun, for {policy}" },
	{ "bundle.repeated", "The bundle was written once more, as a {form}" },
	{ "bundle.sealed", "The bundle was written and sealed; bytes {bytes}, as a {form}" },
	{ "catalogue.created", "The catalogue was created, format {format}" },
	{ "certificate.compromised",
	  "A certificate for seals is in other hands ({reason}): SHA-256 {certificate}, last good at size"
	  " {last_good}" },
	{ "channel.added", "Channel {short_id} was recorded (platform: {platform})" },
	{ "channel.described", "Described, based on version {based_on}" },
	{ "channel.named",
	  "Names were recorded: {public_title|private_title}, {public_handle|private_handle}" },
	{ "citation.made",
	  "Cited by a report ({short_id}), version {version}; status then: {status}" },
	{ "citation.pinned",
	  "A report that cites it was published, version {version}; status then: {status}" },
	{ "consent.recorded", "Consent {short_id} was recorded" },
	{ "consent.withdrawn", "A consent was withdrawn" },
	{ "claim.made", "Claim {short_id} was recorded ({property}): {stance}" },
	{ "claim.traced", "What a claim rests on was found out: {independence}" },
	{ "copy.made", "A working copy left the vault: {form}, bytes {bytes}, as {label}" },
	{ "defects.decided", "It was decided what is wrong with it" },
	{ "dissent.decided", "A dissent was {decision}" },
	{ "finding.recorded", "Finding {short_id} on {question}: {answer} (confidence: {confidence})" },
	{ "finding.reviewed", "A finding was reviewed: {conclusion}" },
	{ "notice.given", "Somebody was told of a change: {kind}" },
	{ "value.assessed", "Assessed; strength: {strength}, disclosure value: {disclosure}, caption: {caption}" },
	{ "work.moved", "Work was moved to {state}" },
	{ "delivery.begun", "Delivery {short_id} begun (mode: {mode}), by vidimus {tool.version}" },
	{ "delivery.closed", "Delivery closed: files {files}, bytes {bytes}, failed {failed}" },
	{ "delivery.continued",
	  "Delivery continued after an interruption, by vidimus {tool.version}" },
	{ "depiction.stated", "{short_id}: it was stated to show an incident (confidence: {confidence})" },
	{ "derivative.made", "Derivative {short_id} was added: {kind}, made from SHA-256 {object}" },
	{ "derivative.reviewed", "A derivative was reviewed: {conclusion}" },
	{ "destruction.approved", "Values of this chain were destroyed; files: {objects}" },
	{ "destruction.refused", "A destruction was refused" },
	{ "destruction.requested", "A destruction was asked for ({reason}); files: {objects}" },
	{ "event.contradicted",
	  "{origin} showed us another event {foreign_n} of {foreign_subject} than before; it was refused" },
	{ "event.received",
	  "Theirs: event {foreign_n} of {foreign_subject} came from {origin}, leaf {leaf}" },
	{ "file.failed", "A file could not be taken in ({code})" },
	{ "file.received", "Received as {short_id}: bytes {bytes}, SHA-256 {object}" },
	{ "footage.described", "Described" },
	{ "footage.joined", "An item became a member" },
	{ "footage.left", "An item is no member any more" },
	{ "footage.made", "Footage {short_id} was made" },
	{ "hold.lifted", "A hold was lifted" },
	{ "hold.placed", "Hold {short_id} was placed" },
	{ "home.added", "A login of this machine began to use the catalogue" },
	{ "home.moved", "The catalogue moved to another machine, which writes it from here on" },
	{ "incident.described", "Described, based on version {based_on}" },
	{ "incident.opened", "Incident {short_id} was recorded" },
	{ "item.accessioned",
	  "Became exhibit {short_id}: {media_type}, bytes {bytes}, SHA-256 {object}" },
	{ "item.acquired",
	  "Received as {short_id}: bytes {bytes}, SHA-256 {object} (method:"
	  " {method|protected_method}), by vidimus {tool.version}" },
	{ "item.described",
	  "Described; graphic level: {graphic_level}, sound: {sound}, based on version"
	  " {based_on}" },
	{ "item.examined",
	  "Examined by {parser.worker}: {outcome}; media type found: {media_type}, by vidimus"
	  " {tool.version}" },
	{ "item.filled",
	  "Its file was taken in: {media_type}, bytes {bytes}, SHA-256 {object}" },
	{ "item.fingerprinted", "Fingerprinted: {outcome}" },
	{ "item.grouped", "Became a member of footage" },
	{ "item.listed", "Found in a list of hashes: {list_name}" },
	{ "item.noted", "Exhibit {short_id} was recorded; its file is not held ({availability})" },
	{ "item.ungrouped", "Is no member of that footage any more" },
	{ "journal.disclosed", "An access journal was given out under an order (entries: {entries})" },
	{ "key.compromised",
	  "The key is in other hands ({reason}), last good at size {last_good}: it signs no more" },
	{ "link.removed", "A link was taken away" },
	{ "list.made", "A list of hashes was given away: {kind}, for {recipient} (items: {items})" },
	{ "log.resumed", "The log goes on after a restore that lost events: {lost_size} were known, {kept} are kept" },
	{ "match.decided", "A match was {decision}: {relation}" },
	{ "match.echoed", "Another item was found to be like it" },
	{ "match.proposed", "Found like another item ({short_id}: {kind}, {level})" },
	{ "member.opened", "It was decided that a member of an event may leave" },
	{ "member.withheld", "It was decided that a member of an event does not leave ({code})" },
	{ "note.added", "A note was added" },
	{ "object.derived",
	  "A picture was made from it ({kind}, {width} x {height}, microseconds:"
	  " {microseconds}): SHA-256 {result}" },
	{ "object.repaired",
	  "The held copy was damaged (SHA-256 {damaged}) and was replaced by the same bytes"
	  " received again; the damaged copy is kept" },
	{ "person.added", "Person {short_id} was recorded" },
	{ "person.described", "Described, based on version {based_on}" },
	{ "person.linked", "Linked with a record as {role}" },
	{ "posting.observed", "Somebody looked for a posting: {availability}" },
	{ "posting.recorded",
	  "Posting {short_id} was recorded; published:"
	  " {public_published.edtf|private_published.edtf}, on the basis: {basis}" },
	{ "posting.revised",
	  "A posting was revised; published:"
	  " {public_published.edtf|private_published.edtf}, on the basis: {basis}" },
	{ "provision.suggested", "A provision was suggested: {provision} ({standing})" },
	{ "record.retracted", "A record was retracted; it stays readable, struck out" },
	{ "relation.stated", "It was stated what it has to do with another record: {relation}" },
	{ "report.corrected", "Version {version} took the place of version {corrects} (citations: {citations})" },
	{ "report.described", "Described, based on version {based_on}" },
	{ "report.drafted", "Version {version} was drafted" },
	{ "report.published",
	  "Version {version} was published ({published.edtf}; citations: {citations})" },
	{ "report.registered", "Report {short_id} was recorded" },
	{ "restriction.lifted", "A restriction was lifted" },
	{ "restriction.placed", "Use of something was restricted" },
	{ "retention.changed", "How long {of} is kept was set to days: {days}" },
	{ "review.received",
	  "A review was brought in on {question}, signed by its author on another machine: {conclusion|answer}" },
	{ "search.logged", "{short_id}: somebody looked, for {question}: {result}" },
	{ "setting.changed", "The setting {name} was made {value}" },
	{ "status.decided", "The status was made {status}; it was {before}; verified as: {verified_as}" },
	{ "term.added", "The term {code} was added" },
	{ "term.deprecated", "The term {code} is no longer offered: {reason}" },
	{ "transfer.received",
	  "The recipient confirmed by a signed note what was received: tag manifest {tag_manifest}" },
	{ "transfer.made", "Given to somebody else as {short_id}: {form}, for {audience}, {terms}" },
	{ "violation.assessed", "Assessed whether it was a violation: {violation} (standard: {standard})" },
	{ "vocabulary.loaded", "A vocabulary was loaded" },
};

/* A word that stands in place of a whole value, as "withheld", is what each part of it reads. */
static json_t *
find_member(const struct event_record *record, struct text path)
{
	struct text name = text_cut(&path, '.');
	json_t *value = json_object_getn(record->open, name.p, name.n);

	if (value == NULL)
		value = json_object_getn(record->values, name.p, name.n);
	return path.p == NULL || json_is_string(value) ? value : json_object_getn(value, path.p, path.n);
}

static bool
append_value(struct buffer *out, const json_t *value)
{
	if (json_is_string(value))
		buffer_append(out, json_string_value(value), json_string_length(value));
	else if (json_is_integer(value))
		buffer_append_format(out, "%lld", (long long)json_integer_value(value));
	else
		return false;
	return true;
}

static void
append_member(struct buffer *out, const struct event_record *record, struct text choices)
{
	while (choices.p != NULL) {
		if (append_value(out, find_member(record, text_cut(&choices, '|'))))
			return;
	}
	buffer_append_string(out, "not known");
}

static void
append_sentence(struct buffer *out, const struct event_record *record, const char *sentence)
{
	struct text rest = text_of(sentence), member;

	while (rest.p != NULL) {
		buffer_append_text(out, text_cut(&rest, '{'));
		if (rest.p == NULL)
			return;
		member = text_cut(&rest, '}');
		append_member(out, record, member);
	}
}

enum status
event_summary(const struct event_record *record, struct buffer *out, struct error *err)
{
	for (size_t i = 0; i < sizeof sentences / sizeof sentences[0]; i++) {
		if (strcmp(sentences[i].type, record->header.type) == 0) {
			append_sentence(out, record, sentences[i].sentence);
			return buffer_check(out, err);
		}
	}
	buffer_append_string(out, record->header.type);
	return buffer_check(out, err);
}
