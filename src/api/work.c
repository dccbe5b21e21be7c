/* SPDX-License-Identifier: Apache-2.0 */
/* work.c - work, settings, reliance and notices through the public library. */
#include "api/api_internal.h"

#include "casework/reliance.h"
#include "casework/resolve.h"
#include "casework/work.h"

#include "base/error.h"
#include "base/text.h"

#include <vidimus/reliance.h>
#include <vidimus/work.h>

#define FIELDS_MAX 64 /* more than any call has */

static enum status
take(struct vidimus_catalogue *catalogue, const char *id, const struct vidimus_field *fields,
     size_t count, struct subject *subject, struct field_words *words, struct error *err)
{
	struct resolved resolved;
	enum status st = resolve(catalogue->inner->ledger, text_of(id), "EVIR", &resolved, err);

	if (st == STATUS_OK && count > FIELDS_MAX)
		st = fail(err, STATUS_LIMIT, "more than %d fields", FIELDS_MAX);
	if (st == STATUS_OK && !resolved_subject(&resolved, subject))
		st = fail(err, STATUS_FAULT, "%s has no chain", id);
	for (size_t i = 0; st == STATUS_OK && i < count; i++)
		words[i] = (struct field_words){ fields[i].name, fields[i].text };
	return st;
}

enum status
vidimus_work_move(struct vidimus_catalogue *catalogue, const char *id,
                  const struct vidimus_field *fields, size_t count, bool *moved,
                  struct error *err)
{
	struct field_words words[FIELDS_MAX];
	struct subject subject;
	size_t number = 0;
	enum status st = take(catalogue, id, fields, count, &subject, words, err);

	if (st == STATUS_OK)
		st = work_move(catalogue->inner, &subject, 1, words, count, &number, err);
	*moved = number > 0;
	return st;
}

enum status
vidimus_queue(struct vidimus_catalogue *catalogue, const struct vidimus_queue_filter *filter,
              const struct vidimus_output *to, struct error *err)
{
	const struct queue_filter inner = { .state = filter->state,
		                            .priority = filter->priority,
		                            .actor = filter->actor,
		                            .tag = filter->tag,
		                            .kind = filter->kind };
	const struct view_output out = { .emit = to->emit, .context = to->context };

	return work_queue(catalogue->inner->ledger, &inner, &out, err);
}

enum status
vidimus_setting_change(struct vidimus_catalogue *catalogue, const char *name, const char *value,
                       bool *changed, struct error *err)
{
	return setting_change(catalogue->inner, name, value, changed, err);
}

enum status
vidimus_settings(struct vidimus_catalogue *catalogue, const struct vidimus_output *to,
                 struct error *err)
{
	const struct view_output out = { .emit = to->emit, .context = to->context };

	return setting_list(catalogue->inner->ledger, &out, err);
}

enum status
vidimus_reliance(struct vidimus_catalogue *catalogue, const char *id, json_t **out,
                 struct error *err)
{
	struct resolved about;
	enum status st = resolve(catalogue->inner->ledger, text_of(id), RELIANCE_KINDS, &about, err);

	if (st == STATUS_OK)
		st = database_begin_read(catalogue->inner->database, err);
	if (st != STATUS_OK)
		return st;
	st = reliance_of(catalogue->inner->ledger, &about, out, err);
	database_rollback(catalogue->inner->database);
	return st;
}

enum status
vidimus_notify(struct vidimus_catalogue *catalogue, const char *id,
               const struct vidimus_field *fields, size_t count, struct error *err)
{
	struct field_words words[FIELDS_MAX];
	struct subject subject;
	enum status st = take(catalogue, id, fields, count, &subject, words, err);

	return st == STATUS_OK ? notice_give(catalogue->inner, &subject, words, count, err) : st;
}
