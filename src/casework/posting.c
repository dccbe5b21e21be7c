/* SPDX-License-Identifier: Apache-2.0 */
/* posting.c - postings as events; each value in the member that its channel's visibility allows. */
#include "casework/posting.h"

#include "casework/public_member.h"
#include "casework/resolve.h"
#include "casework/value.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

static const struct record_field fields[] = {
	{ "channel", FIELD_TEXT, NULL },
	{ "url", FIELD_TEXT, NULL },
	{ "post_id", FIELD_TEXT, NULL },
	{ "published", FIELD_DATE, NULL },
	{ "caption", FIELD_TEXT, NULL },
	{ "language", FIELD_LANGUAGE, NULL },
	{ "author", FIELD_TEXT, NULL },
	{ "forwarded_from", FIELD_TEXT, NULL },
	{ "forwarded_channel", FIELD_TEXT, NULL },
	{ "forwarded_posting", FIELD_TEXT, NULL },
	{ "forwarded_published", FIELD_DATE, NULL },
	{ "edited", FIELD_DATE, NULL },
	{ "role", FIELD_TERM, "channel-role" },
	{ "basis", FIELD_TEXT, NULL },
};

static const struct record_form form = {
	.kind = "posting",
	.type = "posting.revised",
	.select = "SELECT coalesce((SELECT version FROM p_items WHERE uuid = substr(p.subject, 6)),"
	          " (SELECT version FROM p_footage WHERE uuid = substr(p.subject, 9)), 0),"
	          " p.revised, p.channel, p.url, p.post_id, p.published, p.caption, p.language,"
	          " p.author, p.forwarded_from, p.forwarded_channel, p.forwarded_posting,"
	          " p.forwarded_published, p.edited, p.role, p.basis FROM p_postings p"
	          " WHERE p.uuid = $1",
	.fields = fields,
	.count = sizeof fields / sizeof fields[0],
};

/* Members of posting.recorded; the others are told by a posting.revised. */
static const char *const recorded[] = { "channel", "url",    "post_id",        "published",
	                                "caption", "author", "forwarded_from", "language",
	                                "basis" };

/* Words in which names of records are UUIDs. */
struct resolved_words {
	struct field_words words[sizeof fields / sizeof fields[0] + 2];
	size_t             count;
	char               uuids[3][UUID_TEXT_SIZE];
	size_t             named;
};

static bool
is_among(const char *const *names, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(names[i], name) == 0)
			return true;
	}
	return false;
}

static enum status
resolve_word(struct catalogue *catalogue, struct resolved_words *out, struct field_words *word,
             struct error *err)
{
	static const char *const channels[] = { "channel", "forwarded_channel" };
	bool channel = is_among(channels, 2, word->name);
	struct resolved resolved;
	enum status st;

	if ((!channel && strcmp(word->name, "forwarded_posting") != 0) || word->text == NULL ||
	    *word->text == '\0')
		return STATUS_OK;
	st = channel ? resolve_channel(catalogue->ledger, text_of(word->text), &resolved, err)
	             : resolve(catalogue->ledger, text_of(word->text), "P", &resolved, err);
	if (st != STATUS_OK)
		return st;
	uuid_write(out->uuids[out->named], &resolved.uuid);
	word->text = out->uuids[out->named++];
	return STATUS_OK;
}

static enum status
resolve_words(struct catalogue *catalogue, const struct field_words *words, size_t count,
              struct resolved_words *out, struct error *err)
{
	enum status st;

	if (count > sizeof out->words / sizeof out->words[0])
		return fail(err, STATUS_LIMIT, "more than %zu fields of a posting",
		            sizeof out->words / sizeof out->words[0]);
	st = record_fields_check(&form, words, count, (const char *const[]){ "because", NULL }, err); /* a name once: uuids suffice */
	out->count = out->named = 0;
	for (size_t i = 0; st == STATUS_OK && i < count; i++) {
		out->words[out->count] = words[i];
		st = resolve_word(catalogue, out, &out->words[out->count++], err);
	}
	return st;
}

/* A value as the event has it: a channel is a subject. */
static json_t *
event_value(const char *name, json_t *value)
{
	if (json_is_string(value) && text_ends(text_of(name), "channel"))
		return json_sprintf("channel/%s", json_string_value(value));
	return json_incref(value);
}

/* Sets a member that has a twin, as public_member_set does. */
static enum status
set_twin(json_t *values, const char *name, bool is_public, json_t *value, struct error *err)
{
	SCOPED_JSON json_t *said = event_value(name, value);

	return said ? public_member_set(values, name, is_public, said, err) : fail_memory(err);
}

/* Who can read the channels of a posting, what was said of it just now, and the event before. */
struct classing {
	const struct resolved_words *words;
	const json_t                *before; /* values, NULL when it is being recorded */
	bool here;   /* anyone can read its channel */
	bool there;  /* and that which it was forwarded from */
	bool closed; /* that is known, and not everyone can */
};

/*
 * A field in the member of its class. It is public only when this edit names
 * it or it was public before, so that nothing said of a closed channel is
 * opened by an edit of something else. What was forwarded is told in public
 * members only when both channels can be read by anyone; the words shown of
 * its origin, which a public posting has for all to read, unless we know that
 * this is a closed channel.
 */
static enum status
class_value(const struct classing *classing, const char *name, json_t *value, json_t *out,
            struct error *err)
{
	bool shown = strcmp(name, "forwarded_from") == 0;
	bool both = text_begins(text_of(name), "forwarded_") && !shown;
	bool readable = classing->here && (!both || classing->there) && !(shown && classing->closed);
	bool open = field_text(classing->words->words, classing->words->count, name) != NULL;
	SCOPED_JSON json_t *said = event_value(name, value);
	enum status st = said ? STATUS_OK : fail_memory(err);

	if (st == STATUS_OK && strcmp(name, "basis") == 0)
		return json_object_set(out, name, said) == 0 ? st : fail_memory(err);
	if (st == STATUS_OK && !open)
		st = public_member_holds(classing->before, name, said, &open, err);
	return st == STATUS_OK ? public_member_set(out, name, open && readable, said, err) : st;
}

/* The channel of a posting as text; "" when none is known. */
static enum status
channel_of_posting(struct catalogue *catalogue, const char *posting, char out[UUID_TEXT_SIZE],
                   struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(catalogue->database,
	                                    "SELECT channel FROM p_postings WHERE uuid = $1", &row, err);

	*out = '\0';
	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(posting));
	st = statement_step(row, err);
	if (st == STATUS_OK && statement_text(row, 0).n == UUID_TEXT_SIZE - 1)
		memcpy(out, statement_text(row, 0).p, UUID_TEXT_SIZE);
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* Who can read where it was forwarded from, by the channel that was named and by that of the posting. */
static enum status
class_origin(struct catalogue *catalogue, const json_t *all, struct classing *out,
             struct error *err)
{
	const char *channel = json_string_value(json_object_get(all, "forwarded_channel"));
	const char *posting = json_string_value(json_object_get(all, "forwarded_posting"));
	char of_posting[UUID_TEXT_SIZE] = "";
	bool named = false, posted = true;
	enum status st = channel_is_public(catalogue->database, channel, &named, err);

	if (st == STATUS_OK && posting != NULL)
		st = channel_of_posting(catalogue, posting, of_posting, err);
	if (st == STATUS_OK && *of_posting != '\0')
		st = channel_is_public(catalogue->database, of_posting, &posted, err);
	out->there = named && posted;
	out->closed = (channel != NULL && !named) || !posted;
	return st;
}

/* Each field of a posting, as it is afterwards; `before` are the values of the event before, or NULL. */
static enum status
class_values(struct catalogue *catalogue, const json_t *all, const struct resolved_words *words,
             const json_t *before, json_t *out, struct error *err)
{
	struct classing classing = { .words = words, .before = before };
	enum status st = channel_is_public(catalogue->database,
	                                   json_string_value(json_object_get(all, "channel")),
	                                   &classing.here, err);

	if (st == STATUS_OK)
		st = class_origin(catalogue, all, &classing, err);
	for (size_t i = 0; st == STATUS_OK && i < form.count; i++) {
		const char *name = fields[i].name;

		if (before || is_among(recorded, sizeof recorded / sizeof recorded[0], name))
			st = class_value(&classing, name, json_object_get(all, name), out, err);
	}
	return st;
}

/* The event that told last how the posting is: its recording, or a revision in the same chain. */
static enum status
read_last(struct catalogue *catalogue, const struct subject *subject, const struct uuid *posting,
          struct event_record *out, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	char text[UUID_TEXT_SIZE];
	int64_t seq = 0;
	enum status st = database_statement(catalogue->database,
	                                    "SELECT revised FROM p_postings WHERE uuid = $1", &row, err);

	if (st != STATUS_OK)
		return st;
	uuid_write(text, posting);
	statement_bind_text(row, 1, text_of(text));
	st = statement_step(row, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_NOT_FOUND, "there is no such posting");
	if (st == STATUS_OK && statement_integer(row, 0) > 0)
		st = ledger_find_in_chain(catalogue->ledger, subject, statement_integer(row, 0), &seq,
		                          NULL, err);
	else if (st == STATUS_OK)
		st = ledger_find(catalogue->ledger, posting, &seq, err);
	return st == STATUS_OK ? ledger_read(catalogue->ledger, seq, out, err) : st;
}

static enum status
add_revision(struct catalogue *catalogue, struct change *change, const struct subject *subject,
             const struct uuid *posting, const struct record_revision *revision,
             const struct resolved_words *said, int64_t *version, struct error *err)
{
	char text[UUID_TEXT_SIZE];
	SCOPED_JSON json_t *open = json_object(), *values = NULL;
	SCOPED(event_record) last = { 0 };
	struct change_receipt receipt;
	enum status st = read_last(catalogue, subject, posting, &last, err);

	uuid_write(text, posting);
	values = json_pack("{s:s,s:I}", "posting", text, "based_on", (json_int_t)revision->based_on);
	if (st == STATUS_OK && (open == NULL || values == NULL))
		st = fail_memory(err);
	if (st == STATUS_OK)
		st = class_values(catalogue, revision->values, said, last.values, values, err);
	if (st == STATUS_OK)
		st = value_set_text(values, "because", field_text(said->words, said->count, "because"),
		                    err);
	if (st == STATUS_OK)
		st = change_add(change, "posting.revised", subject, open, values, &receipt, err);
	if (st == STATUS_OK)
		*version = receipt.n;
	return st;
}

/* The chain that the posting stands in. */
static enum status
subject_of_posting(struct catalogue *catalogue, const char *posting, struct subject *out,
                   struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(catalogue->database,
	                                    "SELECT subject FROM p_postings WHERE uuid = $1", &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(posting));
	st = statement_step(row, err);
	if (st == STATUS_DONE || (st == STATUS_OK && !subject_read(statement_text(row, 0), out)))
		return fail(err, STATUS_NOT_FOUND, "there is no such posting");
	return st;
}

/* Refuses a posting that would be forwarded from itself, at once or by way of others. */
static enum status
check_forwarding(struct catalogue *catalogue, const char *posting, const json_t *values,
                 struct error *err)
{
	const char *from = json_string_value(json_object_get(values, "forwarded_posting"));
	SCOPED_STATEMENT row = NULL;
	enum status st;

	if (from == NULL)
		return STATUS_OK;
	st = database_statement(catalogue->database,
	                        "WITH RECURSIVE origin(uuid) AS (SELECT $1 UNION"
	                        " SELECT p.forwarded_posting FROM origin o JOIN p_postings p"
	                        " ON p.uuid = o.uuid WHERE p.forwarded_posting IS NOT NULL)"
	                        " SELECT 1 FROM origin WHERE uuid = $2 LIMIT 1",
	                        &row, err);
	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(from));
	statement_bind_text(row, 2, text_of(posting));
	st = statement_step(row, err);
	if (st == STATUS_OK)
		return fail(err, STATUS_INVALID,
		            strcmp(from, posting) == 0
		                    ? "a posting is not forwarded from itself"
		                    : "that posting was itself forwarded from this one, as recorded: "
		                      "the two cannot both be the origin");
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
revise(struct catalogue *catalogue, struct change *change, const struct uuid *posting,
       const struct resolved_words *said, int64_t based_on, int64_t *version, struct error *err)
{
	struct record_revision revision = { 0 };
	struct subject subject;
	char text[UUID_TEXT_SIZE];
	enum status st;

	uuid_write(text, posting);
	st = subject_of_posting(catalogue, text, &subject, err);
	if (st == STATUS_OK)
		st = record_revise(catalogue, &form, posting, said->words, said->count, based_on,
		                   &revision, err);
	*version = revision.version;
	if (st == STATUS_OK)
		st = check_forwarding(catalogue, text, revision.values, err);
	if (st == STATUS_OK && revision.changed)
		st = add_revision(catalogue, change, &subject, posting, &revision, said, version, err);
	json_decref(revision.values);
	return st;
}

static enum status
record(struct catalogue *catalogue, struct change *change, const struct subject *subject,
       const struct resolved_words *said, int64_t *number, struct error *err)
{
	SCOPED_JSON json_t *open = NULL, *values = json_object(), *all = json_object();
	struct change_receipt receipt;
	int64_t version;
	enum status st = values && all ? catalogue_next_id(catalogue, 'P', &open, number, err)
	                               : fail_memory(err);

	for (size_t i = 0; st == STATUS_OK && i < form.count; i++) {
		if (json_object_set_new(all, fields[i].name, json_null()) != 0)
			st = fail_memory(err);
	}
	if (st == STATUS_OK)
		st = record_fields_set(catalogue, &form, all, said->words, said->count, err);
	if (st == STATUS_OK)
		st = class_values(catalogue, all, said, NULL, values, err);
	if (st == STATUS_OK)
		st = change_add(change, "posting.recorded", subject, open, values, &receipt, err);
	return st == STATUS_OK ? revise(catalogue, change, &receipt.id, said, 0, &version, err) : st;
}

enum status
posting_add(struct catalogue *catalogue, const struct subject *subject,
            const struct field_words *words, size_t count, int64_t *number, struct error *err)
{
	struct resolved_words said;
	struct change *change = NULL;
	enum status st = resolve_words(catalogue, words, count, &said, err);

	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "posting add", &change, err);
	if (st != STATUS_OK)
		return st;
	return catalogue_finish(catalogue, change,
	                        record(catalogue, change, subject, &said, number, err), err);
}

enum status
posting_edit(struct catalogue *catalogue, const struct uuid *posting,
             const struct field_words *words, size_t count, int64_t based_on, int64_t *version,
             struct error *err)
{
	struct resolved_words said;
	struct change *change = NULL;
	enum status st = resolve_words(catalogue, words, count, &said, err);

	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "posting edit", &change, err);
	if (st != STATUS_OK)
		return st;
	return catalogue_finish(catalogue, change,
	                        revise(catalogue, change, posting, &said, based_on, version, err), err);
}

static const struct record_field observed_fields[] = {
	{ "availability", FIELD_TERM, "original-availability" },
	{ "observed", FIELD_DATE, NULL },
	{ "title", FIELD_TEXT, NULL },
	{ "caption", FIELD_TEXT, NULL },
	{ "views", FIELD_TEXT, NULL },
	{ "note", FIELD_TEXT, NULL },
};

static const struct record_form observed_form = {
	.kind = "posting",
	.fields = observed_fields,
	.count = sizeof observed_fields / sizeof observed_fields[0],
};

static enum status
set_http_status(json_t *values, const char *text, struct error *err)
{
	uint64_t number;

	if (text == NULL || *text == '\0')
		return STATUS_OK;
	if (!text_number(text_of(text), 599, &number) || number < 100)
		return fail(err, STATUS_INVALID, "a server answers with 100 to 599");
	return json_object_set_new(values, "http_status", json_integer((json_int_t)number)) == 0
	               ? STATUS_OK
	               : fail_memory(err);
}

/* The channel's visibility decides where what was seen stands. */
static enum status
observation_values(struct catalogue *catalogue, const char *posting, const json_t *said,
                   json_t *out, struct error *err)
{
	static const char *const twins[] = { "observed", "title", "caption", "views" };
	SCOPED_STATEMENT row = NULL;
	SCOPED_JSON json_t *channel = NULL;
	bool is_public = false;
	enum status st = database_statement(
		catalogue->database, "SELECT channel FROM p_postings WHERE uuid = $1", &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(posting));
	st = statement_step(row, err);
	if (st == STATUS_OK) {
		channel = value_of_text_column(row, 0);
		st = channel_is_public(catalogue->database, json_string_value(channel), &is_public,
		                       err);
	}
	for (size_t i = 0; st == STATUS_OK && i < sizeof twins / sizeof twins[0]; i++)
		st = set_twin(out, twins[i], is_public, json_object_get(said, twins[i]), err);
	if (st == STATUS_OK &&
	    (json_object_set(out, "availability", json_object_get(said, "availability")) != 0 ||
	     json_object_set(out, "note", json_object_get(said, "note")) != 0 ||
	     json_object_set_new(out, "posting", json_string(posting)) != 0))
		st = fail_memory(err);
	return st;
}

static enum status
observe(struct catalogue *catalogue, struct change *change, const struct uuid *posting,
        const struct field_words *words, size_t count, struct error *err)
{
	SCOPED_JSON json_t *open = json_object(), *values = json_object(),
		           *said = json_pack("{s:n,s:n,s:n,s:n,s:n,s:n}", "availability", "observed",
		                             "title", "caption", "views", "note");
	struct subject subject;
	char text[UUID_TEXT_SIZE];
	enum status st = open && values && said ? STATUS_OK : fail_memory(err);

	uuid_write(text, posting);
	if (st == STATUS_OK)
		st = subject_of_posting(catalogue, text, &subject, err);
	if (st == STATUS_OK)
		st = record_fields_set(catalogue, &observed_form, said, words, count, err);
	if (st == STATUS_OK)
		st = observation_values(catalogue, text, said, values, err);
	if (st == STATUS_OK)
		st = set_http_status(values, field_text(words, count, "http_status"), err);
	return st == STATUS_OK ? change_add(change, "posting.observed", &subject, open, values, NULL,
	                                    err)
	                       : st;
}

enum status
posting_observe(struct catalogue *catalogue, const struct uuid *posting,
                const struct field_words *words, size_t count, struct error *err)
{
	const char *availability = field_text(words, count, "availability");
	struct change *change = NULL;
	enum status st = record_fields_check(&observed_form, words, count, (const char *const[]){ "http_status", NULL }, err);

	if (st == STATUS_OK && (availability == NULL || *availability == '\0'))
		st = fail(err, STATUS_INVALID, "say what was found: online, removed-by-platform and so on");
	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "posting observe", &change, err);
	if (st != STATUS_OK)
		return st;
	return catalogue_finish(catalogue, change,
	                        observe(catalogue, change, posting, words, count, err), err);
}
