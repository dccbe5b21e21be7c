/* SPDX-License-Identifier: Apache-2.0 */
/* review_answer.c - an answer to a review pack, signed by the reviewer's key. */
#include "bundle/review.h"

#include "casework/review_note.h"
#include "casework/short_id.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

static bool
is_said(const char *words)
{
	return words != NULL && *words != '\0';
}

static bool
means(const json_t *finding, const char *words)
{
	const char *id = json_string_value(json_object_get(finding, "id"));
	struct short_id meant, its;

	if (strcmp(json_string_value(json_object_get(finding, "finding")), words) == 0)
		return true;
	return id != NULL && short_id_read(text_of(words), &meant) &&
	       short_id_read(text_of(id), &its) && meant.kind == its.kind &&
	       meant.number == its.number;
}

static enum status
find(const struct review_pack *pack, const char *words, const json_t **out, struct error *err)
{
	json_t *finding;
	size_t i;

	json_array_foreach(pack->findings, i, finding) {
		if (means(finding, words)) {
			*out = finding;
			return STATUS_OK;
		}
	}
	return fail(err, STATUS_NOT_FOUND, "the pack asks about no finding %s: vidimus review show tells which",
	            words);
}

/* Who has not seen the finding can neither agree nor dissent; who has, must. */
static enum status
check(const struct review_said *said, bool open, struct error *err)
{
	if (!open && is_said(said->conclusion))
		return fail(err, STATUS_INVALID,
		            "what was found is withheld from this pack: say what you would answer (answer), and agree or dissent when it was opened");
	if (!open && !is_said(said->answer))
		return fail(err, STATUS_INVALID, "say whether the question is answered: answer");
	if (open && (is_said(said->answer) || is_said(said->words)))
		return fail(err, STATUS_INVALID, "an answer of your own is for what is withheld: here you agree or dissent");
	if (open && (!is_said(said->conclusion) || (strcmp(said->conclusion, "agree") != 0 &&
	                                            strcmp(said->conclusion, "dissent") != 0)))
		return fail(err, STATUS_INVALID, "a review says agree or dissent");
	if (open && strcmp(said->conclusion, "dissent") == 0 && !is_said(said->grounds))
		return fail(err, STATUS_INVALID, "a dissent says why: grounds");
	return STATUS_OK;
}

static json_t *
string_or_null(const char *words)
{
	return is_said(words) ? json_string(words) : json_null();
}

static enum status
make_values(const struct review_pack *pack, const struct review_said *said, const json_t *finding,
            json_t **out, struct error *err)
{
	bool open = json_is_true(json_object_get(finding, "open"));
	char time[INSTANT_TEXT_SIZE];

	if (!json_is_string(json_object_get(finding, "question")))
		return fail(err, STATUS_INVALID, "the pack does not tell which question that finding is on");
	if (!instant_write(time, said->now))
		return fail(err, STATUS_INVALID, "the clock is out of range");
	*out = json_pack("{s:o,s:s,s:O,s:O,s:O,s:O,s:s,s:b,s:o,s:o,s:o,s:o,s:o}", "pack",
	                 json_of_digest(&pack->tag_manifest), "catalogue", pack->origin, "subject",
	                 json_object_get(finding, "subject"), "n", json_object_get(finding, "n"),
	                 "finding", json_object_get(finding, "finding"), "question",
	                 json_object_get(finding, "question"), "answered", time, "blind", !open,
	                 "conclusion", string_or_null(said->conclusion), "confidence",
	                 string_or_null(said->confidence), "answer", string_or_null(said->answer),
	                 "own_conclusion", string_or_null(said->words), "grounds",
	                 string_or_null(said->grounds));
	return *out ? STATUS_OK : fail_memory(err);
}

enum status
review_answer(const struct review_pack *pack, const struct review_said *said,
              const struct signing_key *key, struct buffer *out, struct error *err)
{
	SCOPED_JSON json_t *values = NULL;
	SCOPED(buffer) text = { 0 };
	const json_t *finding = NULL;
	enum status st = find(pack, said->finding, &finding, err);

	if (st == STATUS_OK)
		st = check(said, json_is_true(json_object_get(finding, "open")), err);
	if (st == STATUS_OK)
		st = make_values(pack, said, finding, &values, err);
	if (st == STATUS_OK)
		st = review_note_write(&text, values, err);
	return st == STATUS_OK ? note_sign(out, text_of_buffer(&text), text_of(pack->origin), key, err)
	                       : st;
}
