/* SPDX-License-Identifier: Apache-2.0 */
/* view.c - what is there, through the public library. */
#include "api/api_internal.h"

#include "casework/delivery.h"
#include "casework/record_filter.h"
#include "casework/resolve.h"
#include "casework/view_bundle.h"
#include "casework/view_citation.h"
#include "casework/view_claim.h"
#include "casework/view_consent.h"
#include "casework/view_custody.h"
#include "casework/view_delivery.h"
#include "casework/view_finding.h"
#include "casework/view_item.h"
#include "casework/view_links.h"
#include "casework/view_match.h"
#include "casework/view_posting.h"
#include "casework/view_received.h"
#include "casework/view_records.h"
#include "casework/view_report.h"
#include "casework/view_statistics.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

#include <vidimus/view.h>

#include <fcntl.h>
#include <string.h>

static struct view_output
inner_output(const struct vidimus_output *to)
{
	return (struct view_output){ .emit = to->emit, .context = to->context };
}

enum status
vidimus_item_list(struct vidimus_catalogue *catalogue, const char *const *filters, size_t count,
                  const struct vidimus_output *to, struct error *err)
{
	struct view_output inner = inner_output(to);

	return item_list(catalogue->inner->ledger, filters, count, &inner, err);
}

/* One that came, or one that left. */
static enum status
show_bundle(struct ledger *ledger, const struct uuid *uuid, json_t **out, struct error *err)
{
	char text[UUID_TEXT_SIZE];
	enum status st = received_bundle_show(ledger, uuid, out, err);

	uuid_write(text, uuid);
	return st == STATUS_NOT_FOUND ? bundle_show(ledger, text_of(text), out, err) : st;
}

static enum status
show_resolved(struct ledger *ledger, const struct resolved *resolved, json_t **out,
              struct error *err)
{
	switch (resolved->kind) {
	case 'E':
		return item_show(ledger, &resolved->uuid, out, err);
	case 'B':
		return show_bundle(ledger, &resolved->uuid, out, err);
	case 'D':
		return delivery_show(ledger, &resolved->uuid, out, err);
	case 'C':
		return channel_show(ledger, &resolved->uuid, out, err);
	case 'W':
		return person_show(ledger, &resolved->uuid, out, err);
	case 'K':
		return actor_show(ledger, &resolved->uuid, out, err);
	case 'M':
		return match_show(ledger, &resolved->uuid, out, err);
	case 'I':
		return incident_show(ledger, &resolved->uuid, out, err);
	case 'A':
		return claim_show(ledger, &resolved->uuid, out, err);
	case 'P':
		return posting_show(ledger, &resolved->uuid, out, err);
	case 'N':
		return citation_show(ledger, &resolved->uuid, out, err);
	case 'L':
		return depiction_show(ledger, &resolved->uuid, out, err);
	case 'G':
		return search_entry_show(ledger, &resolved->uuid, out, err);
	case 'X':
		return attachment_show(ledger, &resolved->uuid, out, err);
	case 'R':
		return report_show(ledger, &resolved->uuid, out, err);
	case 'F':
		return finding_show(ledger, &resolved->uuid, out, err);
	case 'V':
		return footage_show(ledger, &resolved->uuid, out, err);
	case 'S':
		return consent_show(ledger, &resolved->uuid, out, err);
	case 'H':
		return hold_show(ledger, &resolved->uuid, out, err);
	case 'T':
		return transfer_show(ledger, &resolved->uuid, out, err);
	default:
		return object_show(ledger, &resolved->digest, out, err);
	}
}

/* Says in the object which kind of record it is. */
static enum status
name_kind(char letter, json_t *object, struct error *err)
{
	static const struct {
		char        letter;
		const char *kind;
	} kinds[] = { { 'E', "item" },   { 'B', "bundle" },   { 'D', "delivery" }, { 'C', "channel" },
		      { 'W', "person" }, { 'K', "actor" },    { 'M', "match" },
		      { 'S', "consent" }, { 'H', "hold" },    { 'T', "transfer" },
		      { 'V', "footage" }, { 'I', "incident" },
		      { 'P', "posting" }, { 'R', "report" },
		      { 'N', "citation" }, { 'L', "depiction" },
		      { 'G', "search" }, { 'A', "claim" },
		      { 'F', "finding" }, { RESOLVED_OBJECT, "file" } };

	if (json_object_get(object, "record") != NULL) /* an attachment, or a derivative */
		return STATUS_OK;
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if (kinds[i].letter == letter)
			return json_object_set_new(object, "record", json_string(kinds[i].kind)) == 0
			               ? STATUS_OK
			               : fail_memory(err);
	}
	return fail(err, STATUS_FAULT, "a record of no kind");
}

static enum status
show(struct ledger *ledger, const struct resolved *resolved, json_t **out, struct error *err)
{
	SCOPED_JSON json_t *object = NULL;
	enum status st = database_begin_read(ledger_database(ledger), err);

	if (st != STATUS_OK)
		return st;
	st = show_resolved(ledger, resolved, &object, err);
	database_rollback(ledger_database(ledger));
	if (st == STATUS_OK)
		st = name_kind(resolved->kind, object, err);
	if (st == STATUS_OK) {
		*out = object;
		object = NULL;
	}
	return st;
}

/* 64 hex digits that the catalogue does not know are a file that is not held, which is an answer. */
static enum status
resolve_or_digest(struct ledger *ledger, const char *id, struct resolved *out, struct error *err)
{
	enum status st = resolve(ledger, text_of(id), "EBDCWKMVIPRNASHTFLGX#", out, err);

	if (st == STATUS_NOT_FOUND && digest_read(text_of(id), &out->digest)) {
		out->kind = RESOLVED_OBJECT;
		return STATUS_OK;
	}
	return st;
}

enum status
vidimus_show(struct vidimus_catalogue *catalogue, const char *id, json_t **out, struct error *err)
{
	struct resolved resolved = { 0 };
	enum status st = resolve_or_digest(catalogue->inner->ledger, id, &resolved, err);

	return st == STATUS_OK ? show(catalogue->inner->ledger, &resolved, out, err) : st;
}

enum status
vidimus_show_file(struct vidimus_catalogue *catalogue, const char *path, const atomic_bool *stop,
                  json_t **out, struct error *err)
{
	const struct stage_options options = { .stop = stop };
	SCOPED_FD fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct resolved resolved = { 0 };
	char text[DIGEST_TEXT_SIZE];
	struct digests digests;
	uint64_t size;
	enum status st;

	if (fd < 0)
		return fail_os(err, "cannot open %s", path);
	st = vault_hash(fd, &options, &digests, &size, err);
	if (st != STATUS_OK)
		return while_doing(err, st, "hashing %s", path);
	digest_write(text, &digests.sha256);
	st = resolve_or_digest(catalogue->inner->ledger, text, &resolved, err);
	return st == STATUS_OK ? show(catalogue->inner->ledger, &resolved, out, err) : st;
}

enum status
vidimus_custody(struct vidimus_catalogue *catalogue, const char *item, json_t **out,
                struct error *err)
{
	struct ledger *ledger = catalogue->inner->ledger;
	struct resolved resolved;
	enum status st = resolve(ledger, text_of(item), "E", &resolved, err);

	if (st == STATUS_OK)
		st = database_begin_read(catalogue->inner->database, err);
	if (st != STATUS_OK)
		return st;
	st = custody_view(ledger, &resolved.uuid, instant_now(), out, err);
	database_rollback(catalogue->inner->database);
	return st;
}

enum status
vidimus_record_list(struct vidimus_catalogue *catalogue, const char *kind,
                    const struct vidimus_output *to, struct error *err)
{
	struct view_output inner = inner_output(to);
	struct ledger *ledger = catalogue->inner->ledger;

	if (strcmp(kind, "delivery") == 0)
		return delivery_list(ledger, &inner, err);
	if (strcmp(kind, "channel") == 0)
		return channel_list(ledger, &inner, err);
	if (strcmp(kind, "person") == 0)
		return person_list(ledger, &inner, err);
	if (strcmp(kind, "posting") == 0)
		return posting_list(ledger, NULL, &inner, err);
	if (strcmp(kind, "report") == 0)
		return report_list(ledger, &inner, err);
	if (strcmp(kind, "incident") == 0)
		return incident_list(ledger, &inner, err);
	if (strcmp(kind, "actor") == 0)
		return actor_list(ledger, &inner, err);
	if (strcmp(kind, "footage") == 0)
		return footage_list(ledger, &inner, err);
	if (strcmp(kind, "match") == 0)
		return match_list(ledger, (struct text){ NULL, 0 }, &inner, err);
	if (strcmp(kind, "claim") == 0)
		return claim_list(ledger, NULL, false, &inner, err);
	if (strcmp(kind, "finding") == 0)
		return finding_list(ledger, NULL, &inner, err);
	if (strcmp(kind, "consent") == 0)
		return consent_list(ledger, &inner, err);
	if (strcmp(kind, "hold") == 0)
		return hold_list(ledger, &inner, err);
	if (strcmp(kind, "restriction") == 0)
		return restriction_list(ledger, &inner, err);
	if (strcmp(kind, "transfer") == 0)
		return transfer_list(ledger, &inner, err);
	if (strcmp(kind, "search") == 0)
		return search_entry_list(ledger, NULL, &inner, err);
	if (strcmp(kind, "vocabulary") == 0)
		return vocabulary_list(ledger, &inner, err);
	return fail(err, STATUS_INVALID, "there are no records of the kind '%.32s'", kind);
}

enum status
api_filtered(struct record_filters *room, const struct vidimus_asked *asked,
             const struct view_output *to, struct view_output *out, struct error *err)
{
	enum status st = record_filters_read(room, asked->filters, asked->filter_count, to, err);

	*out = asked->filter_count > 0 ? record_filters_output(room) : *to;
	return st;
}

enum status
vidimus_record_query(struct vidimus_catalogue *catalogue, const char *kind,
                     const char *const *filters, size_t count, const struct vidimus_output *to,
                     struct error *err)
{
	SCOPED(record_filters) read = { 0 };
	struct view_output inner = inner_output(to), filtered;
	enum status st;

	if (strcmp(kind, "item") == 0)
		return item_list(catalogue->inner->ledger, filters, count, &inner, err);
	st = record_filters_read(&read, filters, count, &inner, err);
	if (st != STATUS_OK)
		return st;
	filtered = record_filters_output(&read);
	return vidimus_record_list(catalogue, kind,
	                           &(struct vidimus_output){ filtered.emit, filtered.context }, err);
}

enum status
vidimus_postings(struct vidimus_catalogue *catalogue, const char *of,
                 const struct vidimus_output *to, struct error *err)
{
	struct view_output inner = inner_output(to);
	struct ledger *ledger = catalogue->inner->ledger;
	struct resolved resolved;
	enum status st = resolve(ledger, text_of(of), "EVC", &resolved, err);

	return st == STATUS_OK ? posting_list(ledger, &resolved, &inner, err) : st;
}

enum status
vidimus_terms(struct vidimus_catalogue *catalogue, const char *vocabulary, const char *language,
              const struct vidimus_output *to, struct error *err)
{
	struct view_output inner = inner_output(to);

	return vocabulary_terms(catalogue->inner->ledger, vocabulary, language, &inner, err);
}

enum status
vidimus_delivery_files(struct vidimus_catalogue *catalogue, const char *delivery,
                       const struct vidimus_output *to, struct error *err)
{
	struct view_output inner = inner_output(to);
	struct ledger *ledger = catalogue->inner->ledger;
	struct resolved resolved;
	enum status st = resolve(ledger, text_of(delivery), "D", &resolved, err);

	if (st == STATUS_OK)
		st = delivery_files(ledger, &resolved.uuid, &inner, err);
	return st == STATUS_OK ? delivery_failures(ledger, &resolved.uuid, &inner, err) : st;
}

enum status
vidimus_delivery_manifest(struct vidimus_catalogue *catalogue, const char *delivery,
                          enum status (*write)(void *context, struct text piece,
                                               struct error *err),
                          void *context, struct error *err)
{
	struct ledger *ledger = catalogue->inner->ledger;
	struct resolved resolved;
	enum status st = resolve(ledger, text_of(delivery), "D", &resolved, err);

	return st == STATUS_OK ? delivery_manifest(ledger_database(ledger), &resolved.uuid, write, context, err) : st;
}

enum status
vidimus_statistics(struct vidimus_catalogue *catalogue, json_t **out, struct error *err)
{
	enum status st = database_begin_read(catalogue->inner->database, err);

	if (st != STATUS_OK)
		return st;
	st = statistics(catalogue->inner->ledger, instant_now(), out, err);
	database_rollback(catalogue->inner->database);
	return st;
}

enum status
vidimus_statistics_by(struct vidimus_catalogue *catalogue, const char *by, json_t **out,
                      struct error *err)
{
	return statistics_by(catalogue->inner->ledger, by, out, err);
}
