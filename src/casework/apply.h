/* SPDX-License-Identifier: Apache-2.0 */
/*
 * apply.h - what each type of event does to the projection (migrations/
 * projection.sql). Nobody else writes there. Every function is total over
 * absent values: a destroyed member leaves NULL.
 */
#ifndef VIDIMUS_CASEWORK_APPLY_H
#define VIDIMUS_CASEWORK_APPLY_H

#include "ledger/ledger.h"

/* The projector of this catalogue's meaning. */
const struct projector *casework_projector(void);

/* One type's part; the event is of that type. */
enum status apply_catalogue_created(struct database *, const struct event_record *, struct error *);
enum status apply_home_added(struct database *, const struct event_record *, struct error *);
enum status apply_home_moved(struct database *, const struct event_record *, struct error *);
enum status apply_log_resumed(struct database *, const struct event_record *, struct error *);
enum status apply_backup_made(struct database *, const struct event_record *, struct error *);
enum status apply_actor_added(struct database *, const struct event_record *, struct error *);
enum status apply_actor_certified(struct database *, const struct event_record *, struct error *);
enum status apply_key_compromised(struct database *, const struct event_record *, struct error *);
enum status apply_certificate_compromised(struct database *, const struct event_record *, struct error *);
enum status apply_setting_changed(struct database *, const struct event_record *, struct error *);
enum status apply_term_added(struct database *, const struct event_record *, struct error *);
enum status apply_term_deprecated(struct database *, const struct event_record *, struct error *);
enum status apply_vocabulary_loaded(struct database *, const struct event_record *, struct error *);
enum status apply_person_added(struct database *, const struct event_record *, struct error *);
enum status apply_channel_described(struct database *, const struct event_record *, struct error *);
enum status apply_channel_named(struct database *, const struct event_record *, struct error *);
enum status apply_person_described(struct database *, const struct event_record *, struct error *);
enum status apply_channel_added(struct database *, const struct event_record *, struct error *);
enum status apply_claim_made(struct database *, const struct event_record *, struct error *);
enum status apply_claim_traced(struct database *, const struct event_record *, struct error *);
enum status apply_provision_suggested(struct database *, const struct event_record *, struct error *);
enum status apply_violation_assessed(struct database *, const struct event_record *, struct error *);
enum status apply_posting_observed(struct database *, const struct event_record *, struct error *);
enum status apply_posting_revised(struct database *, const struct event_record *, struct error *);
enum status apply_posting_recorded(struct database *, const struct event_record *, struct error *);
enum status apply_delivery_begun(struct database *, const struct event_record *, struct error *);
enum status apply_delivery_continued(struct database *, const struct event_record *, struct error *);
enum status apply_file_failed(struct database *, const struct event_record *, struct error *);
enum status apply_file_received(struct database *, const struct event_record *, struct error *);
enum status apply_delivery_closed(struct database *, const struct event_record *, struct error *);
enum status apply_incident_described(struct database *, const struct event_record *, struct error *);
enum status apply_incident_opened(struct database *, const struct event_record *, struct error *);
enum status apply_item_accessioned(struct database *, const struct event_record *, struct error *);
enum status apply_item_acquired(struct database *, const struct event_record *, struct error *);
enum status apply_item_described(struct database *, const struct event_record *, struct error *);
enum status apply_item_examined(struct database *, const struct event_record *, struct error *);
enum status apply_note_added(struct database *, const struct event_record *, struct error *);
enum status apply_object_repaired(struct database *, const struct event_record *, struct error *);
enum status apply_audit_completed(struct database *, const struct event_record *, struct error *);
enum status apply_object_derived(struct database *, const struct event_record *, struct error *);
enum status apply_copy_made(struct database *, const struct event_record *, struct error *);
enum status apply_attachment_added(struct database *, const struct event_record *, struct error *);
enum status apply_depiction_stated(struct database *, const struct event_record *, struct error *);
enum status apply_derivative_made(struct database *, const struct event_record *, struct error *);
enum status apply_derivative_reviewed(struct database *, const struct event_record *, struct error *);
enum status apply_relation_stated(struct database *, const struct event_record *, struct error *);
enum status apply_search_logged(struct database *, const struct event_record *, struct error *);
enum status apply_record_retracted(struct database *, const struct event_record *, struct error *);
enum status apply_link_removed(struct database *, const struct event_record *, struct error *);
enum status apply_citation_made(struct database *, const struct event_record *, struct error *);
enum status apply_citation_pinned(struct database *, const struct event_record *, struct error *);
enum status apply_report_corrected(struct database *, const struct event_record *, struct error *);
enum status apply_report_described(struct database *, const struct event_record *, struct error *);
enum status apply_report_drafted(struct database *, const struct event_record *, struct error *);
enum status apply_report_published(struct database *, const struct event_record *, struct error *);
enum status apply_report_registered(struct database *, const struct event_record *, struct error *);
enum status apply_retention_changed(struct database *, const struct event_record *, struct error *);
enum status apply_list_made(struct database *, const struct event_record *, struct error *);
enum status apply_journal_disclosed(struct database *, const struct event_record *, struct error *);
enum status apply_footage_described(struct database *, const struct event_record *, struct error *);
enum status apply_footage_joined(struct database *, const struct event_record *, struct error *);
enum status apply_footage_left(struct database *, const struct event_record *, struct error *);
enum status apply_footage_made(struct database *, const struct event_record *, struct error *);
enum status apply_item_fingerprinted(struct database *, const struct event_record *, struct error *);
enum status apply_item_filled(struct database *, const struct event_record *, struct error *);
enum status apply_item_noted(struct database *, const struct event_record *, struct error *);
enum status apply_item_grouped(struct database *, const struct event_record *, struct error *);
enum status apply_item_listed(struct database *, const struct event_record *, struct error *);
enum status apply_item_ungrouped(struct database *, const struct event_record *, struct error *);
enum status apply_match_decided(struct database *, const struct event_record *, struct error *);
enum status apply_match_echoed(struct database *, const struct event_record *, struct error *);
enum status apply_match_proposed(struct database *, const struct event_record *, struct error *);
enum status apply_status_decided(struct database *, const struct event_record *, struct error *);
enum status apply_person_linked(struct database *, const struct event_record *, struct error *);
enum status apply_consent_recorded(struct database *, const struct event_record *, struct error *);
enum status apply_consent_withdrawn(struct database *, const struct event_record *, struct error *);
enum status apply_hold_placed(struct database *, const struct event_record *, struct error *);
enum status apply_hold_lifted(struct database *, const struct event_record *, struct error *);
enum status apply_restriction_placed(struct database *, const struct event_record *, struct error *);
enum status apply_restriction_lifted(struct database *, const struct event_record *, struct error *);
enum status apply_transfer_made(struct database *, const struct event_record *, struct error *);
enum status apply_transfer_received(struct database *, const struct event_record *, struct error *);
enum status apply_bundle_received(struct database *, const struct event_record *, struct error *);
enum status apply_event_received(struct database *, const struct event_record *, struct error *);
enum status apply_event_contradicted(struct database *, const struct event_record *, struct error *);
enum status apply_defects_decided(struct database *, const struct event_record *, struct error *);
enum status apply_value_assessed(struct database *, const struct event_record *, struct error *);
enum status apply_finding_recorded(struct database *, const struct event_record *, struct error *);
enum status apply_finding_reviewed(struct database *, const struct event_record *, struct error *);
enum status apply_review_received(struct database *, const struct event_record *, struct error *);
enum status apply_dissent_decided(struct database *, const struct event_record *, struct error *);
enum status apply_work_moved(struct database *, const struct event_record *, struct error *);
enum status apply_notice_given(struct database *, const struct event_record *, struct error *);
/* Of the first event of an item or footage, whatever its type. */
enum status apply_work_begun(struct database *, const struct event_record *, struct error *);
enum status apply_destruction_approved(struct database *, const struct event_record *, struct error *);
enum status apply_destruction_refused(struct database *, const struct event_record *, struct error *);
enum status apply_destruction_requested(struct database *, const struct event_record *, struct error *);
enum status apply_bundle_approved(struct database *, const struct event_record *, struct error *);
enum status apply_bundle_disclosed(struct database *, const struct event_record *, struct error *);
enum status apply_bundle_abandoned(struct database *, const struct event_record *, struct error *);
enum status apply_bundle_begun(struct database *, const struct event_record *, struct error *);
enum status apply_bundle_repeated(struct database *, const struct event_record *, struct error *);
enum status apply_bundle_sealed(struct database *, const struct event_record *, struct error *);
enum status apply_bundle_requested(struct database *, const struct event_record *, struct error *);
enum status apply_member_opened(struct database *, const struct event_record *, struct error *);
enum status apply_member_withheld(struct database *, const struct event_record *, struct error *);

#endif
