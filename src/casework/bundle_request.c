/* SPDX-License-Identifier: Apache-2.0 */
/* bundle_request.c - what two people must agree to before it leaves: asked for, approved, found again. */
#include "casework/withholding_internal.h"

#include "casework/judged.h"
#include "casework/resolve.h"
#include "casework/value.h"
#include "casework/view_row.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define FEWEST_DIGITS 8      /* of a UUID that is written short */
#define LONGEST_LIST  262144 /* bytes of a list, as the schema says */

/* Is the request at hand used up? $BUNDLE begun, or the disclosure made. */
#define USED                                                                                      \
	"CASE q.kind WHEN 'export' THEN EXISTS (SELECT 1 FROM events e WHERE e.subject ="         \
	" 'bundle/' || q.bundle AND e.type = 'bundle.begun') ELSE EXISTS (SELECT 1 FROM"          \
	" p_bundle_disclosures d WHERE d.request = q.uuid) END"
/* By another person, with a key that nobody declared compromised since. */
#define APPROVED                                                                                  \
	"EXISTS (SELECT 1 FROM p_bundle_approvals a JOIN p_actors k ON k.fingerprint = a.actor"   \
	" JOIN p_actors p ON p.fingerprint = q.actor WHERE a.request = q.uuid"                    \
	" AND k.code <> p.code AND k.compromised IS NULL)"

static int
compare_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The parts of an entry that count, canonical; the whole where `parts` is NULL. */
static char *
entry_text(const json_t *entry, const char *const *parts)
{
	SCOPED_JSON json_t *cut = json_object();
	SCOPED(buffer) text = { 0 };

	for (; parts != NULL && *parts != NULL; parts++) {
		json_t *part = json_object_get(entry, *parts);

		if (json_object_set(cut, *parts, part ? part : json_null()) != 0)
			return NULL;
	}
	if (json_canonical(&text, parts ? cut : entry, NULL) != STATUS_OK)
		return NULL;
	return buffer_take(&text);
}

static enum status
join_sorted(json_t *out, char **texts, size_t count, struct error *err)
{
	enum status st = STATUS_OK;

	if (count > 1)
		qsort(texts, count, sizeof texts[0], compare_text);
	for (size_t i = 0; st == STATUS_OK && i < count; i++) {
		json_t *value = NULL;

		if (i > 0 && strcmp(texts[i], texts[i - 1]) == 0)
			continue;
		value = json_loads(texts[i], JSON_DECODE_ANY, NULL);
		if (json_array_append_new(out, value) != 0)
			st = fail_memory(err);
	}
	return st;
}

/* A list in one order, without repetitions and of each entry the parts that count; null for none. */
static enum status
sorted_list(const json_t *list, const char *const *parts, json_t **out, struct error *err)
{
	size_t count = json_array_size(list);
	char **texts = count ? calloc(count, sizeof texts[0]) : NULL;
	enum status st = STATUS_OK;

	*out = count ? json_array() : json_null();
	if (*out == NULL || (count > 0 && texts == NULL)) {
		free(texts);
		return fail_memory(err);
	}
	for (size_t i = 0; i < count; i++) {
		texts[i] = entry_text(json_array_get(list, i), parts);
		if (texts[i] == NULL)
			st = fail_memory(err);
	}
	if (st == STATUS_OK)
		st = join_sorted(*out, texts, count, err);
	for (size_t i = 0; i < count; i++)
		free(texts[i]);
	free(texts);
	return st;
}

static enum status
set_list(json_t *values, const char *name, const json_t *list, const char *const *parts,
         struct error *err)
{
	SCOPED(buffer) text = { 0 };
	json_t *sorted = NULL;
	enum status st = sorted_list(list, parts, &sorted, err);

	if (st != STATUS_OK) {
		json_decref(sorted);
		return st;
	}
	if (json_is_array(sorted))
		st = json_canonical(&text, sorted, err);
	if (json_object_set_new(values, name, sorted) != 0)
		return fail_memory(err);
	return st == STATUS_OK && text.n > LONGEST_LIST
	               ? fail(err, STATUS_LIMIT, "too much to be agreed to in one request (%s): %zu",
	                      name, json_array_size(list))
	               : st;
}

static enum status
set_lists(json_t *values, const struct bundle_asked *asked, struct error *err)
{
	static const char *const decision[] = { "event", "member", "opened", "code", NULL };
	static const char *const find[] = { "file", "form", "class", "record", "member", NULL };
	enum status st = set_list(values, "items", asked->items, NULL, err);

	if (st == STATUS_OK)
		st = set_list(values, "decisions", asked->decisions, decision, err);
	if (st == STATUS_OK)
		st = set_list(values, "finds", asked->finds, find, err);
	return st;
}

/* Members of bundle.requested that say what is asked, and under "asked" the digest over them and the terms. */
static enum status
asked_values(const struct bundle_asked *asked, json_t **out, struct error *err)
{
	SCOPED(buffer) text = { 0 };
	struct digest digest;
	json_t *values = json_pack("{s:s,s:s,s:b,s:s?,s:s?,s:s?,s:s?}", "kind", asked->kind,
	                           "policy", asked->policy, "opens_protected",
	                           asked->opens_protected, "recipient", asked->recipient,
	                           "recipient_person", asked->recipient_person, "purpose",
	                           asked->purpose, "terms", asked->terms);
	enum status st = values ? set_lists(values, asked, err) : fail_memory(err);

	*out = values;
	if (st == STATUS_OK)
		st = json_canonical(&text, values, err);
	if (st == STATUS_OK)
		st = digest_of(text.p, text.n, &digest, err);
	if (st != STATUS_OK)
		return st;
	json_object_del(values, "terms");
	return json_object_set_new(values, "asked", json_of_digest(&digest)) == 0 ? STATUS_OK
	                                                                          : fail_memory(err);
}

static enum status
fill(struct bundle_request *out, struct statement *row, struct error *err)
{
	if (!uuid_read(statement_text(row, 0), &out->request) ||
	    !uuid_read(statement_text(row, 1), &out->bundle))
		return fail(err, STATUS_UNUSABLE, "the projection holds a malformed UUID: run vidimus rebuild");
	out->number = statement_integer(row, 2);
	out->approved = statement_integer(row, 3) != 0;
	return STATUS_OK;
}

/* The newest unused request of that digest, of `bundle` where it is given. */
static enum status
find_asked(struct ledger *ledger, const json_t *values, const struct uuid *bundle,
           struct bundle_request *out, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	char uuid[UUID_TEXT_SIZE];
	enum status st = database_statement(
		ledger_database(ledger),
		"SELECT q.uuid, q.bundle, b.number, " APPROVED " FROM p_bundle_requests q"
		" JOIN p_bundles b ON b.uuid = q.bundle WHERE q.asked = $1"
		" AND ($2 IS NULL OR q.bundle = $2) AND NOT " USED " ORDER BY q.seq DESC LIMIT 1",
		&row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, view_text(values, "asked"));
	if (bundle != NULL) {
		uuid_write(uuid, bundle);
		statement_bind_text(row, 2, text_of(uuid));
	}
	st = statement_step(row, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_NOT_FOUND, "nobody asked for this");
	return st == STATUS_OK ? fill(out, row, err) : st;
}

enum status
bundle_request_find(struct ledger *ledger, const struct bundle_asked *asked,
                    const struct uuid *bundle, struct bundle_request *out, struct error *err)
{
	SCOPED_JSON json_t *values = NULL;
	enum status st = asked_values(asked, &values, err);

	return st == STATUS_OK ? find_asked(ledger, values, bundle, out, err) : st;
}

/* The short id of a bundle that is there, or of the next. */
static enum status
name_bundle(struct catalogue *catalogue, struct change *change, const struct uuid *bundle,
            struct bundle_request *out, json_t **open, struct error *err)
{
	char uuid[UUID_TEXT_SIZE], id[SHORT_ID_SIZE];
	enum status st;

	if (bundle == NULL) {
		st = change_new_uuid(change, &out->bundle, err);
		return st == STATUS_OK ? catalogue_next_id(catalogue, 'B', open, &out->number, err)
		                       : st;
	}
	out->bundle = *bundle;
	uuid_write(uuid, bundle);
	st = view_integer(catalogue->ledger, "SELECT number FROM p_bundles WHERE uuid = $1",
	                  text_of(uuid), &out->number, err);
	if (st != STATUS_OK)
		return st;
	short_id_write(id, (struct short_id){ 'B', out->number });
	*open = json_pack("{s:s}", "short_id", id);
	return *open ? STATUS_OK : fail_memory(err);
}

static enum status
add(struct catalogue *catalogue, struct change *change, const json_t *values,
    const struct uuid *bundle, struct bundle_request *out, struct error *err)
{
	SCOPED_JSON json_t *open = NULL;
	struct change_receipt receipt;
	struct subject subject;
	enum status st = find_asked(catalogue->ledger, values, bundle, out, NULL);

	if (st != STATUS_NOT_FOUND)
		return st == STATUS_OK ? st : fail(err, st, "the request could not be looked for");
	st = name_bundle(catalogue, change, bundle, out, &open, err);
	if (st != STATUS_OK)
		return st;
	subject = subject_of("bundle", &out->bundle);
	st = change_add(change, "bundle.requested", &subject, open, values, &receipt, err);
	out->request = receipt.id;
	out->approved = false;
	return st;
}

enum status
bundle_request_add(struct catalogue *catalogue, const struct bundle_asked *asked,
                   const struct uuid *bundle, struct bundle_request *out, struct error *err)
{
	SCOPED_JSON json_t *values = NULL;
	struct change *change = NULL;
	enum status st = words_say_why(asked->because, asked->protected_because, err);

	if (st == STATUS_OK)
		st = asked_values(asked, &values, err);
	if (st == STATUS_OK)
		st = value_set_text(values, "because", asked->because, err);
	if (st == STATUS_OK)
		st = value_set_text(values, "protected_because", asked->protected_because, err);
	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "bundle request", &change, err);
	if (st != STATUS_OK)
		return st;
	st = add(catalogue, change, values, bundle, out, err);
	return catalogue_finish(catalogue, change, st, err);
}

#define REQUEST_ROWS                                                                              \
	"SELECT q.uuid, q.bundle, b.number, " APPROVED ", q.actor, " USED                         \
	" FROM p_bundle_requests q JOIN p_bundles b ON b.uuid = q.bundle"

/* One request of a bundle is meant by its B-number: the one that waits, else the last. */
static enum status
request_of_bundle(struct ledger *ledger, struct text text, struct statement **row,
                  struct error *err)
{
	struct resolved resolved;
	char uuid[UUID_TEXT_SIZE];
	enum status st = resolve(ledger, text, "B", &resolved, err);

	if (st != STATUS_OK)
		return st;
	uuid_write(uuid, &resolved.uuid);
	return view_query(ledger,
	                  REQUEST_ROWS " WHERE q.bundle = $1 ORDER BY " APPROVED ", q.seq DESC LIMIT 2",
	                  text_of(uuid), row, err);
}

static enum status
request_row(struct ledger *ledger, struct text text, struct statement **row, struct error *err)
{
	struct short_id id;

	if (short_id_read(text, &id) && id.kind == 'B')
		return request_of_bundle(ledger, text, row, err);
	if (text.n < FEWEST_DIGITS || text.n >= UUID_TEXT_SIZE ||
	    strspn(text.p, "0123456789abcdef-") != text.n)
		return fail(err, STATUS_INVALID,
		            "“%.*s” is no request: give B-… or the first digits of its id, as vidimus bundle requests shows them",
		            (int)(text.n < 60 ? text.n : 60), text.p);
	return view_query(ledger,
	                  REQUEST_ROWS " WHERE q.uuid >= $1 AND q.uuid < $1 || 'g'"
	                  " ORDER BY q.uuid LIMIT 2",
	                  text, row, err);
}

/* The request that is meant, and who asked for it; STATUS_INVALID when two wait. */
static enum status
find_request(struct ledger *ledger, const char *text, struct bundle_request *out,
             struct buffer *asker, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = request_row(ledger, text_of(text), &row, err);

	if (st == STATUS_OK)
		st = statement_step(row, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_NOT_FOUND, "nobody asked for anything as %s", text);
	if (st == STATUS_OK)
		st = fill(out, row, err);
	if (st != STATUS_OK)
		return st;
	buffer_append_text(asker, statement_text(row, 4));
	if (statement_integer(row, 5) != 0 || out->approved)
		return fail(err, STATUS_EXISTS, "it was approved already");
	st = statement_step(row, err);
	if (st == STATUS_OK && statement_integer(row, 3) == 0)
		return fail(err, STATUS_INVALID,
		            "several requests are meant by %s: give the first digits of one's id", text);
	return st == STATUS_OK || st == STATUS_DONE ? buffer_check(asker, err) : st;
}

static enum status
check_other_person(struct catalogue *catalogue, const char *actor, const char *asker,
                   struct error *err)
{
	bool one = true;
	enum status st = actors_are_one(catalogue->database, text_of(actor), text_of(asker), &one,
	                                err);

	if (st == STATUS_OK && one)
		return fail(err, STATUS_REFUSED, "whoever asked cannot approve: another person does");
	return st;
}

static enum status
approve(struct catalogue *catalogue, struct change *change, const char *request, const char *note,
        struct bundle_request *out, struct error *err)
{
	SCOPED(buffer) asker = { 0 };
	SCOPED_JSON json_t *open = json_object(), *values = NULL;
	char uuid[UUID_TEXT_SIZE];
	struct subject subject;
	enum status st = find_request(catalogue->ledger, request, out, &asker, err);

	if (st == STATUS_OK)
		st = check_other_person(catalogue, change_actor(change), buffer_string(&asker), err);
	if (st != STATUS_OK)
		return st;
	uuid_write(uuid, &out->request);
	subject = subject_of("bundle", &out->bundle);
	values = json_pack("{s:s}", "request", uuid);
	st = open && values ? value_set_text(values, "note", note, err) : fail_memory(err);
	if (st == STATUS_OK)
		st = change_add(change, "bundle.approved", &subject, open, values, NULL, err);
	out->approved = st == STATUS_OK;
	return st;
}

enum status
bundle_request_approve(struct catalogue *catalogue, const char *request, const char *note,
                       struct bundle_request *out, struct error *err)
{
	struct change *change = NULL;
	enum status st = catalogue_begin(catalogue, "bundle approve", &change, err);

	if (st != STATUS_OK)
		return st;
	st = approve(catalogue, change, request, note, out, err);
	return catalogue_finish(catalogue, change, st, err);
}

static enum status
disclose(struct change *change, const struct bundle_disclosure *disclosure, struct error *err)
{
	const struct subject subject = subject_of("bundle", &disclosure->bundle);
	SCOPED_JSON json_t *open = json_object();
	SCOPED_JSON json_t *values = json_pack(
		"{s:o,s:s,s:s?,s:s,s:o}", "event", json_of_uuid(&disclosure->event), "member",
		disclosure->member, "code", disclosure->code, "name", disclosure->name, "sha256",
		json_of_digest(&disclosure->file));
	enum status st = open && values ? STATUS_OK : fail_memory(err);

	if (st == STATUS_OK && disclosure->request != NULL &&
	    json_object_set_new(values, "request", json_of_uuid(disclosure->request)) != 0)
		st = fail_memory(err);
	if (st == STATUS_OK)
		st = value_set_text(values, "because", disclosure->because, err);
	if (st == STATUS_OK)
		st = value_set_text(values, "protected_because", disclosure->protected_because, err);
	return st == STATUS_OK
	               ? change_add(change, "bundle.disclosed", &subject, open, values, NULL, err)
	               : st;
}

enum status
bundle_disclosure_add(struct catalogue *catalogue, const struct bundle_disclosure *disclosure,
                      struct error *err)
{
	struct change *change = NULL;
	enum status st = words_say_why(disclosure->because, disclosure->protected_because, err);

	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "disclose", &change, err);
	if (st != STATUS_OK)
		return st;
	st = disclose(change, disclosure, err);
	return catalogue_finish(catalogue, change, st, err);
}
