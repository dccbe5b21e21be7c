/* SPDX-License-Identifier: Apache-2.0 */
/* link.c - links, attachments, derivatives and searches through the public library. */
#include "api/api_internal.h"
#include "api/fields.h"
#include "api/given_file.h"

#include "casework/attachment.h"
#include "casework/depiction.h"
#include "casework/derivative.h"
#include "casework/relation.h"
#include "casework/resolve.h"
#include "casework/search_entry.h"
#include "casework/sub_record.h"
#include "casework/view_links.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

#include <vidimus/link.h>

/* The chain of a record of one of these kinds. */
static enum status
resolve_chain(struct vidimus_catalogue *catalogue, const char *id, const char *kinds,
              struct subject *out, struct error *err)
{
	struct resolved resolved;
	enum status st = resolve(catalogue->inner->ledger, text_of(id), kinds, &resolved, err);

	if (st == STATUS_OK && !resolved_subject(&resolved, out))
		st = fail(err, STATUS_FAULT, "%s has no chain", id);
	return st;
}

enum status
vidimus_depict(struct vidimus_catalogue *catalogue, const char *of, const char *incident,
               const struct vidimus_field *fields, size_t count, char id[VIDIMUS_ID_SIZE],
               struct error *err)
{
	struct field_words words[API_FIELDS_MAX];
	struct resolved shown;
	struct subject subject;
	int64_t number = 0;
	enum status st = api_words(words, fields, count, err);

	if (st == STATUS_OK)
		st = resolve_chain(catalogue, of, "EV", &subject, err);
	if (st == STATUS_OK)
		st = resolve(catalogue->inner->ledger, text_of(incident), "I", &shown, err);
	if (st == STATUS_OK)
		st = depiction_add(catalogue->inner, &subject, &shown.uuid, words, count, &number, err);
	return api_id('L', number, st, id);
}

enum status
vidimus_relate(struct vidimus_catalogue *catalogue, const char *one, const char *other,
               const struct vidimus_field *fields, size_t count, char link[VIDIMUS_LINK_SIZE],
               struct error *err)
{
	struct field_words words[API_FIELDS_MAX];
	struct subject first, second;
	struct uuid uuid;
	enum status st = api_words(words, fields, count, err);

	if (st == STATUS_OK)
		st = resolve_chain(catalogue, one, "EVICR", &first, err);
	if (st == STATUS_OK)
		st = resolve_chain(catalogue, other, "EVICR", &second, err);
	if (st == STATUS_OK)
		st = relation_add(catalogue->inner, &first, &second, words, count, &uuid, err);
	if (st == STATUS_OK)
		uuid_write(link, &uuid);
	return st;
}

enum status
vidimus_attach(struct vidimus_catalogue *catalogue, const char *to, const char *path,
               const struct vidimus_field *fields, size_t count, char id[VIDIMUS_ID_SIZE],
               struct error *err)
{
	struct field_words words[API_FIELDS_MAX];
	SCOPED(kept_file) file = { .bytes = 0 };
	struct attachment_place place;
	int64_t number = 0;
	enum status st = api_words(words, fields, count, err);

	if (st == STATUS_OK)
		st = sub_record_chain(catalogue->inner, to, "EVICRWDPNLGAF", &place.subject,
		                      &place.about, &place.is_part, err);
	if (st == STATUS_OK)
		st = attachment_check(catalogue->inner, words, count, err);
	if (st == STATUS_OK)
		st = given_file_stage(catalogue->inner, path, &file, err);
	if (st == STATUS_OK)
		st = attachment_add(catalogue->inner, &place, &file, text_of(path), words, count,
		                    &number, err);
	return api_id('X', number, st, id);
}

enum status
vidimus_derivative_add(struct vidimus_catalogue *catalogue, const char *item, const char *path,
                       const struct vidimus_field *fields, size_t count, char id[VIDIMUS_ID_SIZE],
                       struct error *err)
{
	struct field_words words[API_FIELDS_MAX];
	SCOPED(kept_file) file = { .bytes = 0 };
	struct resolved resolved;
	int64_t number = 0;
	enum status st = api_words(words, fields, count, err);

	if (st == STATUS_OK)
		st = resolve(catalogue->inner->ledger, text_of(item), "E", &resolved, err);
	if (st == STATUS_OK)
		st = derivative_check(catalogue->inner, &resolved.uuid, words, count, err);
	if (st == STATUS_OK)
		st = given_file_stage(catalogue->inner, path, &file, err);
	if (st == STATUS_OK)
		st = derivative_add(catalogue->inner, &resolved.uuid, &file, words, count, &number,
		                    err);
	return api_id('X', number, st, id);
}

enum status
vidimus_derivative_review(struct vidimus_catalogue *catalogue, const char *derivative,
                          const struct vidimus_field *fields, size_t count, int64_t based_on,
                          int64_t *version, struct error *err)
{
	struct field_words words[API_FIELDS_MAX];
	struct resolved resolved;
	enum status st = api_words(words, fields, count, err);

	if (st == STATUS_OK)
		st = resolve(catalogue->inner->ledger, text_of(derivative), "X", &resolved, err);
	return st == STATUS_OK ? derivative_review(catalogue->inner, &resolved.uuid, words, count,
	                                           based_on, version, err)
	                       : st;
}

enum status
vidimus_search_log(struct vidimus_catalogue *catalogue, const char *of,
                   const struct vidimus_field *fields, size_t count, char id[VIDIMUS_ID_SIZE],
                   struct error *err)
{
	struct field_words words[API_FIELDS_MAX];
	struct subject subject;
	int64_t number = 0;
	enum status st = api_words(words, fields, count, err);

	if (st == STATUS_OK)
		st = resolve_chain(catalogue, of, "EVIC", &subject, err);
	if (st == STATUS_OK)
		st = search_entry_add(catalogue->inner, &subject, words, count, &number, err);
	return api_id('G', number, st, id);
}

enum status
vidimus_searches(struct vidimus_catalogue *catalogue, const char *of,
                 const struct vidimus_output *to, struct error *err)
{
	struct view_output inner = { .emit = to->emit, .context = to->context };
	struct ledger *ledger = catalogue->inner->ledger;
	struct resolved resolved;
	enum status st = resolve(ledger, text_of(of), "EVIC", &resolved, err);

	return st == STATUS_OK ? search_entry_list(ledger, &resolved, &inner, err) : st;
}
