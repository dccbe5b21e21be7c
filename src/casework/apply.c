/* SPDX-License-Identifier: Apache-2.0 */
/* apply.c - sends each type of event to the function that projects it. */
#include "casework/apply.h"

#include "casework/counters.h"
#include "casework/row.h"

#include "base/embedded.h"
#include "base/error.h"
#include "base/text.h"

static const struct {
	const char *type;
	int64_t     tv;
	enum status (*apply)(struct database *, const struct event_record *, struct error *);
} parts[] = {
	{ "actor.added", 1, apply_actor_added },
	{ "actor.certified", 1, apply_actor_certified },
	{ "certificate.compromised", 1, apply_certificate_compromised },
	{ "key.compromised", 1, apply_key_compromised },
	{ "attachment.added", 1, apply_attachment_added },
	{ "audit.completed", 1, apply_audit_completed },
	{ "bundle.abandoned", 1, apply_bundle_abandoned },
	{ "bundle.approved", 1, apply_bundle_approved },
	{ "bundle.begun", 1, apply_bundle_begun },
	{ "bundle.disclosed", 1, apply_bundle_disclosed },
	{ "bundle.repeated", 1, apply_bundle_repeated },
	{ "bundle.requested", 1, apply_bundle_requested },
	{ "bundle.sealed", 1, apply_bundle_sealed },
	{ "bundle.received", 1, apply_bundle_received },
	{ "catalogue.created", 1, apply_catalogue_created },
	{ "channel.added", 1, apply_channel_added },
	{ "channel.described", 1, apply_channel_described },
	{ "channel.named", 1, apply_channel_named },
	{ "citation.made", 1, apply_citation_made },
	{ "citation.pinned", 1, apply_citation_pinned },
	{ "consent.recorded", 1, apply_consent_recorded },
	{ "consent.withdrawn", 1, apply_consent_withdrawn },
	{ "claim.made", 1, apply_claim_made },
	{ "claim.traced", 1, apply_claim_traced },
	{ "copy.made", 1, apply_copy_made },
	{ "defects.decided", 1, apply_defects_decided },
	{ "delivery.begun", 1, apply_delivery_begun },
	{ "delivery.closed", 1, apply_delivery_closed },
	{ "delivery.continued", 1, apply_delivery_continued },
	{ "depiction.stated", 1, apply_depiction_stated },
	{ "derivative.made", 1, apply_derivative_made },
	{ "derivative.reviewed", 1, apply_derivative_reviewed },
	{ "dissent.decided", 1, apply_dissent_decided },
	{ "destruction.approved", 1, apply_destruction_approved },
	{ "destruction.refused", 1, apply_destruction_refused },
	{ "destruction.requested", 1, apply_destruction_requested },
	{ "event.contradicted", 1, apply_event_contradicted },
	{ "event.received", 1, apply_event_received },
	{ "file.failed", 1, apply_file_failed },
	{ "file.received", 1, apply_file_received },
	{ "finding.recorded", 1, apply_finding_recorded },
	{ "finding.reviewed", 1, apply_finding_reviewed },
	{ "footage.described", 1, apply_footage_described },
	{ "footage.joined", 1, apply_footage_joined },
	{ "footage.left", 1, apply_footage_left },
	{ "footage.made", 1, apply_footage_made },
	{ "hold.lifted", 1, apply_hold_lifted },
	{ "hold.placed", 1, apply_hold_placed },
	{ "home.added", 1, apply_home_added },
	{ "home.moved", 1, apply_home_moved },
	{ "log.resumed", 1, apply_log_resumed },
	{ "backup.made", 1, apply_backup_made },
	{ "incident.described", 1, apply_incident_described },
	{ "incident.opened", 1, apply_incident_opened },
	{ "item.accessioned", 1, apply_item_accessioned },
	{ "item.acquired", 1, apply_item_acquired },
	{ "item.described", 1, apply_item_described },
	{ "item.examined", 1, apply_item_examined },
	{ "item.filled", 1, apply_item_filled },
	{ "item.fingerprinted", 1, apply_item_fingerprinted },
	{ "item.grouped", 1, apply_item_grouped },
	{ "item.listed", 1, apply_item_listed },
	{ "item.noted", 1, apply_item_noted },
	{ "item.ungrouped", 1, apply_item_ungrouped },
	{ "journal.disclosed", 1, apply_journal_disclosed },
	{ "link.removed", 1, apply_link_removed },
	{ "list.made", 1, apply_list_made },
	{ "match.decided", 1, apply_match_decided },
	{ "match.echoed", 1, apply_match_echoed },
	{ "match.proposed", 1, apply_match_proposed },
	{ "member.opened", 1, apply_member_opened },
	{ "member.withheld", 1, apply_member_withheld },
	{ "note.added", 1, apply_note_added },
	{ "notice.given", 1, apply_notice_given },
	{ "object.derived", 1, apply_object_derived },
	{ "object.repaired", 1, apply_object_repaired },
	{ "person.added", 1, apply_person_added },
	{ "person.described", 1, apply_person_described },
	{ "person.linked", 1, apply_person_linked },
	{ "posting.observed", 1, apply_posting_observed },
	{ "posting.recorded", 1, apply_posting_recorded },
	{ "posting.revised", 1, apply_posting_revised },
	{ "provision.suggested", 1, apply_provision_suggested },
	{ "record.retracted", 1, apply_record_retracted },
	{ "relation.stated", 1, apply_relation_stated },
	{ "report.corrected", 1, apply_report_corrected },
	{ "report.described", 1, apply_report_described },
	{ "report.drafted", 1, apply_report_drafted },
	{ "report.published", 1, apply_report_published },
	{ "report.registered", 1, apply_report_registered },
	{ "restriction.lifted", 1, apply_restriction_lifted },
	{ "restriction.placed", 1, apply_restriction_placed },
	{ "retention.changed", 1, apply_retention_changed },
	{ "review.received", 1, apply_review_received },
	{ "search.logged", 1, apply_search_logged },
	{ "setting.changed", 1, apply_setting_changed },
	{ "status.decided", 1, apply_status_decided },
	{ "term.added", 1, apply_term_added },
	{ "term.deprecated", 1, apply_term_deprecated },
	{ "transfer.made", 1, apply_transfer_made },
	{ "transfer.received", 1, apply_transfer_received },
	{ "value.assessed", 1, apply_value_assessed },
	{ "violation.assessed", 1, apply_violation_assessed },
	{ "vocabulary.loaded", 1, apply_vocabulary_loaded },
	{ "work.moved", 1, apply_work_moved },
};

/* Records that people edit: their version is the n of the chain's last event, whatever its type. */
static const struct {
	const char *kind, *sql;
} versioned[] = {
	{ "channel", "UPDATE p_channels SET version = $1 WHERE uuid = $2" },
	{ "footage", "UPDATE p_footage SET version = $1 WHERE uuid = $2" },
	{ "incident", "UPDATE p_incidents SET version = $1 WHERE uuid = $2" },
	{ "item", "UPDATE p_items SET version = $1 WHERE uuid = $2" },
	{ "person", "UPDATE p_persons SET version = $1 WHERE uuid = $2" },
	{ "report", "UPDATE p_reports SET version = $1 WHERE uuid = $2" },
};

static enum status
note_version(struct database *database, const struct event_record *record, struct error *err)
{
	struct text kind = subject_kind(&record->header.subject);
	struct row row;

	for (size_t i = 0; i < sizeof versioned / sizeof versioned[0]; i++) {
		if (!text_is(kind, versioned[i].kind))
			continue;
		row_begin(&row, database, versioned[i].sql, record, err);
		row_integer(&row, record->header.n);
		row_subject_name(&row);
		return row_write(&row);
	}
	return STATUS_OK;
}

/* Items and footage wait for somebody from their first event on. */
static enum status
begin_work(struct database *database, const struct event_record *record, struct error *err)
{
	struct text kind = subject_kind(&record->header.subject);

	if (record->header.n != 1 || !(text_is(kind, "item") || text_is(kind, "footage")))
		return STATUS_OK;
	return apply_work_begun(database, record, err);
}

static enum status
apply_event(struct database *database, const struct event_record *record, struct error *err)
{
	struct text type = text_of(record->header.type);
	enum status st;

	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		if (record->header.tv != parts[i].tv || !text_is(type, parts[i].type))
			continue;
		st = counters_take(database, record, err);
		if (st == STATUS_OK)
			st = parts[i].apply(database, record, err);
		if (st == STATUS_OK)
			st = counters_give(database, record, err);
		if (st == STATUS_OK)
			st = begin_work(database, record, err);
		return st == STATUS_OK ? note_version(database, record, err) : st;
	}
	return fail(err, STATUS_UNUSABLE,
	            "the catalogue has an event %s version %lld, which this vidimus does not know: use a newer one",
	            record->header.type, (long long)record->header.tv);
}

const struct projector *
casework_projector(void)
{
	static struct projector projector = { .apply = apply_event };

	if (projector.script.p == NULL)
		projector.script = embedded_text(embedded_find("migrations/projection.sql"));
	return &projector;
}
