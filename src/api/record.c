/* SPDX-License-Identifier: Apache-2.0 */
/* record.c - small records through the public library. */
#include "api/api_internal.h"

#include "casework/posting.h"
#include "casework/record_edit.h"
#include "casework/records.h"
#include "casework/report.h"
#include "casework/resolve.h"
#include "casework/vocabulary.h"

#include "base/error.h"
#include "base/text.h"

#include <vidimus/record.h>

/* More fields than any record has. */
#define RECORD_FIELDS_MAX 64

static enum status
write_id(char kind, int64_t number, enum status st, char id[VIDIMUS_ID_SIZE])
{
	if (st == STATUS_OK)
		short_id_write(id, (struct short_id){ kind, number });
	return st;
}

enum status
vidimus_actor_add(struct vidimus_catalogue *catalogue, const struct vidimus_actor_words *words,
                  char id[VIDIMUS_ID_SIZE], struct error *err)
{
	struct key_request request;
	int64_t number = 0;
	enum status st = key_request_load(words->request, &request, err);

	if (st == STATUS_OK)
		st = actor_add(catalogue->inner,
		               &(struct actor_words){ .request = &request,
		                                      .code = words->code,
		                                      .role = words->role,
		                                      .name = words->name,
		                                      .organisation = words->organisation },
		               &number, err);
	return write_id('K', number, st, id);
}

enum status
vidimus_channel_add(struct vidimus_catalogue *catalogue,
                    const struct vidimus_channel_words *words, char id[VIDIMUS_ID_SIZE],
                    struct error *err)
{
	int64_t number = 0;
	enum status st = channel_add(catalogue->inner,
	                             &(struct channel_words){ .code = words->code,
	                                                      .platform = words->platform,
	                                                      .kind = words->kind,
	                                                      .visibility = words->visibility,
	                                                      .native_id = words->native_id,
	                                                      .handle = words->handle,
	                                                      .title = words->title,
	                                                      .url = words->url,
	                                                      .note = words->note },
	                             &number, err);

	return write_id('C', number, st, id);
}

enum status
vidimus_person_add(struct vidimus_catalogue *catalogue, const struct vidimus_person_words *words,
                   char id[VIDIMUS_ID_SIZE], struct error *err)
{
	int64_t number = 0;
	enum status st = person_add(catalogue->inner,
	                            &(struct person_words){ .code = words->code,
	                                                    .roles = words->roles,
	                                                    .protection_level = words->protection_level,
	                                                    .identity_held_at = words->identity_held_at,
	                                                    .note = words->note },
	                            &number, err);

	return write_id('W', number, st, id);
}

static enum status
copy_fields(struct field_words *words, const struct vidimus_field *fields, size_t count,
            struct error *err)
{
	if (count > RECORD_FIELDS_MAX)
		return fail(err, STATUS_LIMIT, "more than %d fields", RECORD_FIELDS_MAX);
	for (size_t i = 0; i < count; i++)
		words[i] = (struct field_words){ fields[i].name, fields[i].text };
	return STATUS_OK;
}

enum status
vidimus_record_edit(struct vidimus_catalogue *catalogue, const char *id,
                    const struct vidimus_field *fields, size_t count, int64_t based_on,
                    int64_t *version, struct error *err)
{
	struct field_words words[RECORD_FIELDS_MAX];
	struct resolved resolved;
	enum status st = resolve(catalogue->inner->ledger, text_of(id), "CWIPR", &resolved, err);

	if (st == STATUS_OK)
		st = copy_fields(words, fields, count, err);
	if (st != STATUS_OK)
		return st;
	return (resolved.kind == 'C'   ? channel_edit
	        : resolved.kind == 'W' ? person_edit
	        : resolved.kind == 'P' ? posting_edit
	        : resolved.kind == 'R' ? report_edit
	                               : incident_edit)(catalogue->inner, &resolved.uuid, words,
	                                                count, based_on, version, err);
}

enum status
vidimus_posting_add(struct vidimus_catalogue *catalogue, const char *of,
                    const struct vidimus_field *fields, size_t count, char id[VIDIMUS_ID_SIZE],
                    struct error *err)
{
	struct field_words words[RECORD_FIELDS_MAX];
	struct resolved resolved;
	struct subject subject;
	int64_t number = 0;
	enum status st = resolve(catalogue->inner->ledger, text_of(of), "EV", &resolved, err);

	if (st == STATUS_OK)
		st = copy_fields(words, fields, count, err);
	if (st == STATUS_OK && !resolved_subject(&resolved, &subject))
		st = fail(err, STATUS_FAULT, "%s has no chain", of);
	if (st == STATUS_OK)
		st = posting_add(catalogue->inner, &subject, words, count, &number, err);
	return write_id('P', number, st, id);
}

enum status
vidimus_posting_observe(struct vidimus_catalogue *catalogue, const char *posting,
                        const struct vidimus_field *fields, size_t count,
                        char id[VIDIMUS_ID_SIZE], struct error *err)
{
	struct field_words words[RECORD_FIELDS_MAX];
	struct resolved resolved = { 0 };
	enum status st = resolve(catalogue->inner->ledger, text_of(posting), "P", &resolved, err);

	if (st == STATUS_OK)
		st = copy_fields(words, fields, count, err);
	if (st == STATUS_OK)
		st = posting_observe(catalogue->inner, &resolved.uuid, words, count, err);
	return write_id('P', resolved.number, st, id);
}

enum status
vidimus_incident_add(struct vidimus_catalogue *catalogue, const struct vidimus_field *fields,
                     size_t count, char id[VIDIMUS_ID_SIZE], struct error *err)
{
	struct field_words words[RECORD_FIELDS_MAX];
	int64_t number = 0;
	enum status st = copy_fields(words, fields, count, err);

	if (st == STATUS_OK)
		st = incident_add(catalogue->inner, words, count, &number, err);
	return write_id('I', number, st, id);
}

enum status
vidimus_term_add(struct vidimus_catalogue *catalogue, const struct vidimus_term_words *words,
                 struct error *err)
{
	return term_add(catalogue->inner,
	                &(struct term_words){ .vocabulary = words->vocabulary,
	                                      .code = words->code,
	                                      .label = words->label,
	                                      .definition = words->definition,
	                                      .broader = words->broader,
	                                      .source = words->source },
	                err);
}

enum status
vidimus_vocabulary_update(struct vidimus_catalogue *catalogue, json_t **loaded, struct error *err)
{
	return vocabulary_update(catalogue->inner, loaded, err);
}

enum status
vidimus_term_deprecate(struct vidimus_catalogue *catalogue, const char *vocabulary,
                       const char *code, const char *reason, struct error *err)
{
	return term_deprecate(catalogue->inner, vocabulary, code, reason, err);
}

enum status
vidimus_note_add(struct vidimus_catalogue *catalogue, const char *subject, struct text text,
                 struct error *err)
{
	struct resolved resolved;
	struct subject chain;
	enum status st = resolve(catalogue->inner->ledger, text_of(subject), "EDCIR", &resolved, err);

	if (st == STATUS_OK && !resolved_subject(&resolved, &chain))
		st = fail(err, STATUS_INVALID, "%s takes no notes", subject);
	return st == STATUS_OK ? note_add(catalogue->inner, &chain, text, err) : st;
}

enum status
vidimus_item_describe(struct vidimus_catalogue *catalogue, const char *item,
                      const struct vidimus_description *description, int64_t *version,
                      struct error *err)
{
	struct resolved resolved;
	enum status st = resolve(catalogue->inner->ledger, text_of(item), "E", &resolved, err);

	if (st != STATUS_OK)
		return st;
	return item_describe(catalogue->inner, &resolved.uuid,
	                     &(struct description_words){
				     .title = description->title,
				     .summary = description->summary,
				     .graphic_level = description->graphic_level,
				     .sound = description->sound,
				     .flags = description->flags,
				     .content_tags = description->content_tags,
				     .based_on = description->based_on },
	                     version, err);
}
