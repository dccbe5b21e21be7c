/* SPDX-License-Identifier: Apache-2.0 */
/* view_filter.c - the keys of filters and how their values are read. */
#include "casework/view_filter.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "base/suggestion.h"

#include <stdio.h>
#include <string.h>

void
item_filter_end(struct item_filter *filter)
{
	buffer_end(&filter->folded);
}

enum status
item_filter_refuse(const struct item_filter *filter, const struct suggestion *meant, struct error *err)
{
	char words[SUGGESTION_TEXT_SIZE] = "";

	if (meant != NULL)
		suggestion_write(words, meant);
	return fail(err, STATUS_INVALID, "%s:%.*s is no filter: write %s%s", filter->key->name,
	            (int)(filter->value.n < 200 ? filter->value.n : 200), filter->value.p,
	            filter->key->form, words);
}

/* STATUS_OK when the value is one of the words, which end with NULL. */
static enum status
one_of(const struct item_filter *filter, const char *const *words, struct error *err)
{
	struct suggestion meant = { .word = filter->value };

	for (size_t i = 0; words[i] != NULL; i++) {
		if (text_is(filter->value, words[i]))
			return STATUS_OK;
		suggestion_consider(&meant, text_of(words[i]));
	}
	return item_filter_refuse(filter, &meant, err);
}

/* Adds the vocabulary's terms to the suggestion; STATUS_OK when the value is one of them. */
static enum status
find_term(struct ledger *ledger, const struct item_filter *filter, const char *vocabulary,
          struct suggestion *meant, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = view_query(ledger,
	                            "SELECT code FROM p_terms WHERE vocabulary = $1 ORDER BY code",
	                            text_of(vocabulary), &row, err);

	while (st == STATUS_OK && (st = statement_step(row, err)) == STATUS_OK) {
		if (text_equal(statement_text(row, 0), filter->value))
			return STATUS_OK;
		suggestion_consider(meant, statement_text(row, 0));
	}
	return st == STATUS_DONE ? STATUS_FALSE : st;
}

static enum status
read_term(struct ledger *ledger, struct item_filter *filter, const char *vocabulary,
          const char *second, struct error *err)
{
	struct suggestion meant = { .word = filter->value };
	enum status st = find_term(ledger, filter, vocabulary, &meant, err);

	if (st == STATUS_FALSE && second != NULL)
		st = find_term(ledger, filter, second, &meant, err);
	return st == STATUS_FALSE ? item_filter_refuse(filter, &meant, err) : st;
}

static enum status
read_graphic(struct ledger *ledger, struct item_filter *filter, struct error *err)
{
	return read_term(ledger, filter, "graphic-level", NULL, err);
}

static enum status
read_sound(struct ledger *ledger, struct item_filter *filter, struct error *err)
{
	return read_term(ledger, filter, "sound", NULL, err);
}

static enum status
read_flag(struct ledger *ledger, struct item_filter *filter, struct error *err)
{
	return read_term(ledger, filter, "sensitivity-flag", "protection-flag", err);
}

static enum status
read_status(struct ledger *ledger, struct item_filter *filter, struct error *err)
{
	return read_term(ledger, filter, "verification-status", NULL, err);
}

static enum status
read_question(struct ledger *ledger, struct item_filter *filter, struct error *err)
{
	return read_term(ledger, filter, "verification-question", NULL, err);
}

static enum status
read_act(struct ledger *ledger, struct item_filter *filter, struct error *err)
{
	return read_term(ledger, filter, "act-type", NULL, err);
}

static enum status
read_warning(struct ledger *ledger, struct item_filter *filter, struct error *err)
{
	return read_term(ledger, filter, "warning", NULL, err);
}

static enum status
read_type(struct ledger *ledger, struct item_filter *filter, struct error *err)
{
	static const char *const kinds[] = { "image",    "video", "audio",
		                             "document", "other", "unknown", NULL };
	const char *slash = memchr(filter->value.p, '/', filter->value.n);

	(void)ledger;
	for (size_t i = 0; slash == NULL && i < 3; i++) {
		if (text_is(filter->value, kinds[i]))
			(void)snprintf(filter->uuid, sizeof filter->uuid, "%s", kinds[i]);
	}
	if (slash == NULL)
		return one_of(filter, kinds, err);
	if (slash == filter->value.p || slash + 1 == filter->value.p + filter->value.n)
		return item_filter_refuse(filter, NULL, err);
	return STATUS_OK;
}

static enum status
read_delivery(struct ledger *ledger, struct item_filter *filter, struct error *err)
{
	struct resolved found;
	enum status st = resolve(ledger, filter->value, "D", &found, err);

	if (st == STATUS_OK)
		uuid_write(filter->uuid, &found.uuid);
	return st;
}

static enum status
read_channel(struct ledger *ledger, struct item_filter *filter, struct error *err)
{
	struct resolved found;
	enum status st = resolve_channel(ledger, filter->value, &found, err);

	if (st == STATUS_OK)
		uuid_write(filter->uuid, &found.uuid);
	return st;
}

static enum status
read_from(struct ledger *ledger, struct item_filter *filter, struct error *err)
{
	struct resolved found;
	enum status st = resolve_person(ledger, filter->value, &found, err);

	if (st == STATUS_OK)
		uuid_write(filter->uuid, &found.uuid);
	return st;
}

static enum status
read_date(struct ledger *ledger, struct item_filter *filter, struct error *err)
{
	enum status st = edtf_read(filter->value, &filter->date, err);

	(void)ledger;
	return st == STATUS_OK ? st : while_doing(err, st, "reading the filter %s:",
	                                          filter->key->name);
}

static enum status
read_words(struct ledger *ledger, struct item_filter *filter, struct error *err)
{
	(void)ledger;
	if (!text_is_utf8(filter->value.p, filter->value.n))
		return item_filter_refuse(filter, NULL, err);
	return text_fold(&filter->folded, filter->value, err);
}

/* Lower-case digits of either case stand in `folded` afterwards. */
static enum status
read_sha256(struct ledger *ledger, struct item_filter *filter, struct error *err)
{
	(void)ledger;
	if (filter->value.n < 4 || filter->value.n > 2 * DIGEST_SIZE)
		return item_filter_refuse(filter, NULL, err);
	for (size_t i = 0; i < filter->value.n; i++) {
		char digit = filter->value.p[i];

		if (digit >= 'A' && digit <= 'F')
			digit = (char)(digit - 'A' + 'a');
		if (!(digit >= '0' && digit <= '9') && !(digit >= 'a' && digit <= 'f'))
			return item_filter_refuse(filter, NULL, err);
		buffer_append_byte(&filter->folded, digit);
	}
	return buffer_check(&filter->folded, err);
}

static enum status
read_has(struct ledger *ledger, struct item_filter *filter, struct error *err)
{
	static const char *const things[] = { "description", "posting",  "note", "warning",
		                              "gps",         "metadata", "c2pa", "object", NULL };

	(void)ledger;
	return one_of(filter, things, err);
}

static enum status
read_examined(struct ledger *ledger, struct item_filter *filter, struct error *err)
{
	static const char *const answers[] = { "yes", "no", "failed", NULL };

	(void)ledger;
	return one_of(filter, answers, err);
}

static enum status
read_answer(struct ledger *ledger, struct item_filter *filter, struct error *err)
{
	static const char *const answers[] = { "yes", "no", NULL };

	(void)ledger;
	return one_of(filter, answers, err);
}

/* CROSS JOIN keeps this order: deliveries are few, acquisitions many. */
#define BY_PROVENANCE(column)                                                                     \
	"SELECT i.number FROM p_deliveries d CROSS JOIN p_acquisitions a ON a.delivery = d.uuid"  \
	" CROSS JOIN p_items i ON i.uuid = a.item WHERE d." column " = $1"

const struct filter_key filter_keys[] = {
	{ "type", "type:video or type:image/jpeg", read_type, filter_match_type,
	  "SELECT min(number), max(number) FROM p_items WHERE (media_type >= $1 || '/'"
	  " AND media_type < $1 || '0') OR (media_type >= 'application/mxf'"
	  " AND media_type < 'application/mxg') OR (media_type >= 'application/ogg'"
	  " AND media_type < 'application/ogh') OR (media_type >= 'application/vnd.rn-'"
	  " AND media_type < 'application/vnd.rn.')" },
	{ "delivery", "delivery:D-1", read_delivery, filter_match_delivery,
	  "SELECT min(i.number), max(i.number) FROM p_acquisitions a JOIN p_items i"
	  " ON i.uuid = a.item WHERE a.delivery = $1" },
	{ "channel", "channel:C-1", read_channel, filter_match_channel,
	  "SELECT min(number), max(number) FROM (SELECT i.number FROM p_postings p"
	  " JOIN p_items i ON i.uuid = substr(p.subject, 6) WHERE p.channel = $1"
	  " UNION ALL " BY_PROVENANCE("channel") ")" },
	{ "from", "from:W-1", read_from, filter_match_from,
	  "SELECT min(number), max(number) FROM (" BY_PROVENANCE("from_person") ")" },
	{ "graphic", "graphic:graphic-3", read_graphic, filter_match_graphic, NULL },
	{ "sound", "sound:calm", read_sound, filter_match_sound, NULL },
	{ "flag", "flag:minor-visible", read_flag, filter_match_flag, NULL },
	{ "status", "status:unverified", read_status, filter_match_status, NULL },
	{ "open", "open:place, a required question that is not concluded", read_question,
	  filter_match_open, NULL },
	{ "warning", "warning:zero-bytes", read_warning, filter_match_warning, NULL },
	{ "received", "received:2026-03", read_date, filter_match_received, NULL },
	{ "published", "published:2020-11-10", filter_read_posted, filter_match_published, NULL },
	{ "posted", "posted:2020-11-10", filter_read_posted, filter_match_published, NULL },
	{ "incident", "incident:I-1", filter_read_incident, filter_match_incident, NULL },
	{ "report", "report:R-1", filter_read_report, filter_match_report, NULL },
	{ "party", "party:TEXT, part of the name of an alleged party", filter_read_party,
	  filter_match_party, NULL },
	{ "act", "act:torture", read_act, filter_match_act, NULL },
	{ "provenance-concluded", "provenance-concluded:no", read_answer, filter_match_concluded,
	  NULL },
	{ "date-concluded", "date-concluded:no", read_answer, filter_match_concluded, NULL },
	{ "place-concluded", "place-concluded:no", read_answer, filter_match_concluded, NULL },
	{ "integrity-concluded", "integrity-concluded:no", read_answer, filter_match_concluded,
	  NULL },
	{ "content-concluded", "content-concluded:no", read_answer, filter_match_concluded, NULL },
	{ "name", "name:TEXT", read_words, filter_match_name, NULL },
	{ "title", "title:TEXT", read_words, filter_match_title, NULL },
	{ "sha256", "sha256: with 4 to 64 hex digits", read_sha256, filter_match_sha256,
	  "SELECT min(number), max(number) FROM p_items WHERE object >= $1 AND object < $2" },
	{ "bytes", "bytes:>1000000 or bytes:1000..2000", filter_read_size,
	  filter_match_bytes, NULL },
	{ "width", "width:1920.. or width:640..1280", filter_read_size, filter_match_width, NULL },
	{ "height", "height:1080.. or height:480..720", filter_read_size, filter_match_height,
	  NULL },
	{ "duration", "duration:..90, duration:1:30..2:00 or duration:2h..", filter_read_duration,
	  filter_match_duration, NULL },
	{ "codec", "codec:h264", read_words, filter_match_codec, NULL },
	{ "make", "make:TEXT", read_words, filter_match_device, NULL },
	{ "model", "model:TEXT", read_words, filter_match_device, NULL },
	{ "software", "software:TEXT", read_words, filter_match_device, NULL },
	{ "taken", "taken:2020-11", read_date, filter_match_taken, NULL },
	{ "examined", "examined:yes, examined:no or examined:failed", read_examined,
	  filter_match_examined, NULL },
	{ "has", "has:description, has:posting, has:note, has:warning, has:gps, has:metadata,"
	         " has:c2pa or has:object",
	  read_has, filter_match_has, NULL },
	{ "listed", "listed:TEXT", read_words, filter_match_listed, NULL },
	{ "described", "described:yes or described:no", read_answer, filter_match_described,
	  NULL },
	{ "assessed", "assessed:yes or assessed:no", read_answer, filter_match_assessed, NULL },
	{ "held", "held:yes or held:no", read_answer, filter_match_held, NULL },
	{ "retracted", "retracted:yes or retracted:no", read_answer, filter_match_retracted, NULL },
	{ NULL, NULL, NULL, NULL, NULL },
};

/* Ids and ranges, which have no key. */
static const struct filter_key range_key = { "", "E-1..E-22", NULL, filter_match_range, NULL };

bool
item_filter_is_range(const struct item_filter *filter)
{
	return filter->key == &range_key;
}

static enum status
read_range(struct text text, struct item_filter *out, struct error *err)
{
	struct short_id first, last;

	if (!short_id_read_range(text, &first, &last) || first.kind != 'E')
		return fail(err, STATUS_INVALID,
		            "“%.*s” is neither an item (E-1, E-1..E-22) nor a filter (type:video)",
		            (int)(text.n < 200 ? text.n : 200), text.p);
	*out = (struct item_filter){ .key = &range_key,
		                     .value = text,
		                     .number = first.number,
		                     .last = last.number };
	return STATUS_OK;
}

static enum status
unknown_key(struct text key, struct error *err)
{
	struct suggestion meant = { .word = key };
	char words[SUGGESTION_TEXT_SIZE];

	for (size_t i = 0; filter_keys[i].name != NULL; i++)
		suggestion_consider(&meant, text_of(filter_keys[i].name));
	suggestion_write(words, &meant);
	return fail(err, STATUS_INVALID, "there is no filter “%.*s:”%s",
	            (int)(key.n < 64 ? key.n : 64), key.p, words);
}

enum status
item_filter_read(struct ledger *ledger, const char *text, struct item_filter *out,
                 struct error *err)
{
	struct text key, rest = text_of(text);
	struct item_filter filter = { 0 };
	enum status st;

	if (strchr(text, ':') == NULL)
		return read_range(rest, out, err);
	key = text_cut(&rest, ':');
	filter.value = rest;
	for (size_t i = 0; filter_keys[i].name != NULL; i++) {
		if (text_is(key, filter_keys[i].name))
			filter.key = &filter_keys[i];
	}
	if (filter.key == NULL)
		return unknown_key(key, err);
	if (filter.value.n == 0)
		return item_filter_refuse(&filter, NULL, err);
	st = filter.key->read(ledger, &filter, err);
	if (st == STATUS_OK)
		*out = filter;
	else
		item_filter_end(&filter);
	return st;
}

enum status
item_filter_narrow(struct ledger *ledger, const struct item_filter *filter, int64_t *first,
                   int64_t *last, struct error *err)
{
	bool by_hash = filter->folded.n > 0;
	SCOPED_STATEMENT row = NULL;
	SCOPED(buffer) beyond = { 0 };
	enum status st;

	if (filter->key->narrow == NULL || (!by_hash && filter->uuid[0] == '\0'))
		return STATUS_OK;
	st = view_query(ledger, filter->key->narrow,
	                by_hash ? text_of_buffer(&filter->folded) : text_of(filter->uuid), &row, err);
	if (st == STATUS_OK && by_hash) {
		buffer_append_text(&beyond, text_of_buffer(&filter->folded));
		buffer_append_byte(&beyond, 'g'); /* after every digit */
		st = buffer_check(&beyond, err);
		statement_bind_text(row, 2, text_of_buffer(&beyond));
	}
	if (st == STATUS_OK)
		st = statement_step(row, err);
	if (st != STATUS_OK)
		return st;
	if (statement_is_null(row, 0)) {
		*last = 0;
		return STATUS_OK;
	}
	*first = statement_integer(row, 0) > *first ? statement_integer(row, 0) : *first;
	*last = statement_integer(row, 1) < *last ? statement_integer(row, 1) : *last;
	return STATUS_OK;
}
