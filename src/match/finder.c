/* SPDX-License-Identifier: Apache-2.0 */
/* finder.c - candidates ranked, read, compared, and put in order. */
#include "match/finder.h"

#include "casework/fingerprint_record.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

void
findings_end(struct findings *findings)
{
	free(findings->list);
	unread_end(&findings->unread);
	*findings = (struct findings){ 0 };
}

/* A search under way. */
struct finder {
	struct catalogue             *catalogue;
	const struct finder_question *question;
	struct findings               found;
	int64_t                       compared[FINDER_SEEN + FINDER_HEARD]; /* numbers of items */
	size_t                        compared_n;
};

static bool
was_compared(const struct finder *finder, int64_t number)
{
	for (size_t i = 0; i < finder->compared_n; i++) {
		if (finder->compared[i] == number)
			return true;
	}
	return false;
}

/* The item behind a label, if its fingerprints still count and it may be told of; else STATUS_NOT_FOUND. */
static enum status
look_up(const struct finder *finder, int64_t number, struct uuid *out, struct error *err)
{
	const struct finder_question *question = finder->question;
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(
		finder->catalogue->database,
		"SELECT p.item FROM p_items i JOIN p_fingerprints p ON p.item = i.uuid"
		" WHERE i.number = $1 AND p.seq < $2",
		&row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_integer(row, 1, number);
	statement_bind_integer(row, 2, question->before);
	st = statement_step(row, err);
	if (st != STATUS_OK)
		return st == STATUS_DONE ? STATUS_NOT_FOUND : st;
	if (!uuid_read(statement_text(row, 0), out))
		return STATUS_NOT_FOUND;
	if (question->except != NULL &&
	    memcmp(out->bytes, question->except->bytes, sizeof out->bytes) == 0)
		return STATUS_NOT_FOUND;
	return STATUS_OK;
}

static enum status
keep(struct findings *found, const struct finding *finding, struct error *err)
{
	if (found->n == found->room) {
		size_t room = found->room ? found->room * 2 : 8;
		void *grown = reallocarray(found->list, room, sizeof *found->list);

		if (grown == NULL)
			return fail_memory(err);
		found->list = grown;
		found->room = room;
	}
	found->list[found->n++] = *finding;
	return STATUS_OK;
}

static enum status
compare(struct finder *finder, struct finding *finding, struct error *err)
{
	SCOPED(fingerprints) there = { 0 };
	enum status st = fingerprints_of_item(finder->catalogue, &finding->item, &there, err);

	if (st == STATUS_FALSE)
		return unread_add(&finder->found.unread, finding->number, err);
	if (st == STATUS_NOT_FOUND)
		return STATUS_OK;
	if (st == STATUS_OK)
		st = likeness_of(finder->question->asked.prints, &there, false, &finding->likeness, err);
	if (st != STATUS_OK || finding->likeness.verdict.verdict == VERDICT_DIFFERENT)
		return st;
	return keep(&finder->found, finding, err);
}

/* Compares up to `most` of those with the most votes. */
static enum status
compare_best(struct finder *finder, struct tally *tally, size_t most, struct error *err)
{
	const atomic_bool *stop = finder->question->asked.stop;
	size_t n = tally->n, before = finder->compared_n;

	tally_sort(tally);
	for (size_t i = 0; i < n && finder->compared_n - before < most; i++) {
		struct finding finding = { .number = (int64_t)tally->votes[i].item };
		enum status st;

		if (stop != NULL && atomic_load(stop))
			return fail(err, STATUS_INTERRUPTED, "interrupted while comparing");
		if (was_compared(finder, finding.number))
			continue;
		st = look_up(finder, finding.number, &finding.item, err);
		if (st == STATUS_NOT_FOUND)
			continue;
		finder->compared[finder->compared_n++] = finding.number;
		if (st == STATUS_OK)
			st = compare(finder, &finding, err);
		if (st != STATUS_OK)
			return st;
	}
	return STATUS_OK;
}

/* The surer and the nearer first; of as near ones the longer; else by number. */
static int
compare_findings(const void *left, const void *right)
{
	const struct likeness *a = &((const struct finding *)left)->likeness;
	const struct likeness *b = &((const struct finding *)right)->likeness;
	double nearer = likeness_distance(a) - likeness_distance(b);
	double longer = likeness_coverage(b) - likeness_coverage(a);
	int64_t numbers[2] = { ((const struct finding *)left)->number,
		               ((const struct finding *)right)->number };

	if (likeness_is_same(a) != likeness_is_same(b))
		return likeness_is_same(a) ? -1 : 1;
	if (a->verdict.verdict != b->verdict.verdict)
		return a->verdict.verdict < b->verdict.verdict ? 1 : -1;
	if (longer != 0)
		return longer > 0 ? 1 : -1;
	if (nearer != 0)
		return nearer > 0 ? 1 : -1;
	return (numbers[0] > numbers[1]) - (numbers[0] < numbers[1]);
}

/* The number of the item that is left out; -1 where none is. */
static enum status
number_of_except(const struct finder *finder, int64_t *out, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	char uuid[UUID_TEXT_SIZE];
	enum status st;

	*out = -1;
	if (finder->question->except == NULL)
		return STATUS_OK;
	st = database_statement(finder->catalogue->database,
	                        "SELECT number FROM p_items WHERE uuid = $1", &row, err);
	if (st != STATUS_OK)
		return st;
	uuid_write(uuid, finder->question->except);
	statement_bind_text(row, 1, text_of(uuid));
	st = statement_step(row, err);
	if (st == STATUS_OK)
		*out = statement_integer(row, 0);
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
take_unread(struct finder *finder, const struct index *index, struct error *err)
{
	const struct unread *unread = index_unread(index);
	int64_t except;
	enum status st;

	if (unread->n == 0 && !unread->more)
		return STATUS_OK;
	st = number_of_except(finder, &except, err);
	return st == STATUS_OK ? unread_join(&finder->found.unread, unread, except, err) : st;
}

static enum status
find(struct finder *finder, struct index *index, struct error *err)
{
	const struct candidates_question *asked = &finder->question->asked;
	SCOPED(tally) seen = { 0 };
	SCOPED(tally) heard = { 0 };
	enum status st = candidates_seen(index, asked, &seen, err);

	if (st == STATUS_OK)
		st = candidates_heard(index, asked, &heard, err);
	if (st == STATUS_OK)
		st = compare_best(finder, &seen, FINDER_SEEN, err);
	if (st == STATUS_OK)
		st = compare_best(finder, &heard, FINDER_HEARD, err);
	return st == STATUS_OK ? take_unread(finder, index, err) : st;
}

enum status
finder_find(struct catalogue *catalogue, struct index *index,
            const struct finder_question *question, struct findings *out, struct error *err)
{
	struct finder finder = { .catalogue = catalogue, .question = question };
	enum status st = find(&finder, index, err);

	if (st != STATUS_OK) {
		findings_end(&finder.found);
		return st;
	}
	if (finder.found.n > 0)
		qsort(finder.found.list, finder.found.n, sizeof *finder.found.list, compare_findings);
	*out = finder.found;
	return STATUS_OK;
}
