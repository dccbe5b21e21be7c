/* SPDX-License-Identifier: Apache-2.0 */
/* edtf_set.c - reads EDTF sets: [one of these] and {all of these}, with ranges. */
#include "base/edtf_part.h"

#include "base/error.h"
#include "base/text.h"

#include <string.h>

static const char set_example[] = "[2020-11-22,2020-12-03] or {2020-11-22..2020-11-24}";

/* A set while it is read. */
struct set {
	struct text   whole;
	struct edtf   date;
	int           members; /* read so far */
	bool          ended;   /* a member a.. came, which is the last */
	struct error *err;
};

static enum status
wrong(const struct set *set, const char *why)
{
	return edtf_wrong(set->err, set->whole, why, set_example);
}

static void
add_bounds(struct set *set, const struct edtf_bounds *member)
{
	struct edtf_bounds *bounds = &set->date.bounds;

	if (set->members++ == 0) {
		*bounds = *member;
		return;
	}
	if (member->earliest < bounds->earliest)
		bounds->earliest = member->earliest;
	if (member->latest > bounds->latest)
		bounds->latest = member->latest;
	if (member->widest_earliest < bounds->widest_earliest)
		bounds->widest_earliest = member->widest_earliest;
	if (member->widest_latest > bounds->widest_latest)
		bounds->widest_latest = member->widest_latest;
}

/* Cuts a member at its two dots; false when it has none. */
static bool
cut_dots(struct text member, struct text *left, struct text *right)
{
	const char *dots = member.n > 0 ? memmem(member.p, member.n, "..", 2) : NULL;

	if (dots == NULL)
		return false;
	*left = (struct text){ member.p, (size_t)(dots - member.p) };
	*right = (struct text){ dots + 2, member.n - left->n - 2 };
	return true;
}

/* The form of ..a, a.. and a..b, before their dates are read. */
static enum status
check_range(const struct set *set, struct text left, struct text right)
{
	if (left.n == 0 && right.n == 0)
		return wrong(set, "two dots need a date");
	if (left.n == 0 && set->members > 0)
		return wrong(set, "only the first member can begin with two dots");
	return STATUS_OK;
}

static enum status
add_range(struct set *set, struct text left, struct text right)
{
	struct edtf_part from = { 0 }, until = { 0 };
	struct edtf_bounds bounds;
	enum status st = check_range(set, left, right);

	if (st == STATUS_OK && left.n > 0)
		st = edtf_part_read(left, &from, set->err);
	if (st == STATUS_OK && right.n > 0)
		st = edtf_part_read(right, &until, set->err);
	if (st != STATUS_OK)
		return st;
	if (left.n > 0 && right.n > 0 && from.precision != until.precision)
		return wrong(set, "on both sides of two dots stand days, or months, or years");
	if (!edtf_join(left.n > 0 ? &from : NULL, right.n > 0 ? &until : NULL, &bounds))
		return wrong(set, "a range runs backwards");
	set->ended = right.n == 0;
	edtf_add_marks(&set->date, &from);
	edtf_add_marks(&set->date, &until);
	add_bounds(set, &bounds);
	return STATUS_OK;
}

static enum status
add_member(struct set *set, struct text member)
{
	struct text left, right;
	struct edtf_part part;
	enum status st;

	if (set->ended)
		return wrong(set, "only the last member can end with two dots");
	if (set->members == DATE_SET_LIMIT)
		return fail(set->err, STATUS_LIMIT, "a set of dates has at most %d members",
		            DATE_SET_LIMIT);
	if (cut_dots(member, &left, &right))
		return add_range(set, left, right);
	st = edtf_part_read(member, &part, set->err);
	if (st != STATUS_OK)
		return st;
	edtf_add_marks(&set->date, &part);
	add_bounds(set, &part.bounds);
	return STATUS_OK;
}

enum status
edtf_set_read(struct text text, struct edtf *out, struct error *err)
{
	struct set set = { .whole = text, .err = err };
	char close = text.p[0] == '[' ? ']' : '}';
	struct text rest = { text.p + 1, text.n - 1 };
	enum status st;

	set.date.kind = close == ']' ? DATE_ONE_OF : DATE_ALL_OF;
	if (rest.n == 0 || rest.p[rest.n - 1] != close)
		return wrong(&set, "a set ends with the bracket that fits its first one");
	rest.n--;
	if (rest.n == 0)
		return wrong(&set, "the set is empty");
	while (rest.p != NULL) {
		st = add_member(&set, text_cut(&rest, ','));
		if (st != STATUS_OK)
			return while_doing(err, st, "reading the set \"%.*s\"", (int)text.n, text.p);
	}
	*out = set.date;
	return STATUS_OK;
}
