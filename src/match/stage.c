/* SPDX-License-Identifier: Apache-2.0 */
/* stage.c - ask about some items, propose in one change what was found, tell, move the watermark. */
#include "match/stage.h"

#include "casework/fingerprint_record.h"
#include "casework/match_record.h"
#include "casework/resolve.h"
#include "casework/view_match.h"
#include "match/finder.h"
#include "match/index_place.h"
#include "match/likeness_json.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/file.h"
#include "base/instant.h"
#include "base/scoped.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <time.h>

#define GROUP_ITEMS   64
#define GROUP_MATCHES 256
#define GROUP_SECONDS 1.0

#define TURNS 36 /* of waiting for other processes, as an intake does */

/* How often and how long in all another process's stage is waited for: 3 s. */
#define LOCK_TRIES 15
#define LOCK_WAIT_NANOSECONDS 200000000L

/* An item that was asked about. */
struct asked_item {
	int64_t         number, seq;
	struct uuid     uuid;
	struct findings found;
	json_t         *matches; /* owned: short ids, then objects */
};

struct stage {
	struct catalogue            *catalogue;
	const struct stage_settings *settings;
	struct stage_summary        *summary;
	struct index                *index;
	struct asked_item            items[GROUP_ITEMS];
	size_t                       n, found;
	uint64_t                     total;
};

void
stage_summary_end(struct stage_summary *summary)
{
	unread_end(&summary->unread);
}

static bool
is_stopped(const struct stage *stage)
{
	return stage->settings->stop != NULL && atomic_load(stage->settings->stop);
}

static void
clear_group(struct stage *stage)
{
	for (size_t i = 0; i < stage->n; i++) {
		findings_end(&stage->items[i].found);
		json_decref(stage->items[i].matches);
	}
	stage->n = 0;
	stage->found = 0;
}

/* --- whose turn it is --- */

/* The lock on the stage; -1 where another process kept it. */
static enum status
take_lock(struct stage *stage, int *out, struct error *err)
{
	SCOPED_FREE char *folder = NULL;
	SCOPED_FREE char *path = NULL;
	SCOPED_FD lock = -1;
	enum status st;

	*out = -1;
	if (asprintf(&folder, "%s/derived/match", stage->catalogue->path) < 0 ||
	    asprintf(&path, "%s/lock", folder) < 0)
		return fail_memory(err);
	st = folder_make_path(folder, 0750, err);
	if (st != STATUS_OK)
		return st;
	lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640);
	if (lock < 0)
		return fail_os(err, "cannot open %s", path);
	for (int i = 0; i < LOCK_TRIES && !is_stopped(stage); i++) {
		if (flock(lock, LOCK_EX | LOCK_NB) == 0) {
			*out = lock;
			lock = -1;
			return STATUS_OK;
		}
		nanosleep(&(struct timespec){ .tv_nsec = LOCK_WAIT_NANOSECONDS }, NULL);
	}
	return STATUS_OK;
}

static enum status
count_left(const struct stage *stage, int64_t asked, uint64_t *out, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(stage->catalogue->database,
	                                    "SELECT count(*) FROM p_fingerprints WHERE seq > $1",
	                                    &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_integer(row, 1, asked);
	st = statement_step(row, err);
	if (st == STATUS_OK)
		*out = (uint64_t)statement_integer(row, 0);
	return st;
}

/* --- asking --- */

static enum status
ask_one(struct stage *stage, struct asked_item *item, struct error *err)
{
	SCOPED(fingerprints) prints = { 0 };
	const struct finder_question question = {
		.asked = { .prints = &prints, .stop = stage->settings->stop },
		.before = item->seq,
		.except = &item->uuid,
	};
	enum status st = fingerprints_of_item(stage->catalogue, &item->uuid, &prints, err);

	if (st == STATUS_FALSE)
		return unread_add(&stage->summary->unread, item->number, err);
	if (st == STATUS_NOT_FOUND)
		return STATUS_OK;
	if (st == STATUS_OK)
		st = finder_find(stage->catalogue, stage->index, &question, &item->found, err);
	stage->found += item->found.n;
	return st == STATUS_OK ? unread_join(&stage->summary->unread, &item->found.unread, -1, err) : st;
}

/* The next item that the index knows; STATUS_DONE. */
static enum status
next_item(struct stage *stage, int64_t after, struct asked_item *out, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(
		stage->catalogue->database,
		"SELECT p.seq, p.item, i.number FROM p_fingerprints p"
		" JOIN p_items i ON i.uuid = p.item WHERE p.seq > $1 AND p.seq <= $2 ORDER BY p.seq LIMIT 1",
		&row, err);

	*out = (struct asked_item){ .matches = NULL };
	if (st != STATUS_OK)
		return st;
	statement_bind_integer(row, 1, after);
	statement_bind_integer(row, 2, index_head(stage->index));
	st = statement_step(row, err);
	if (st != STATUS_OK)
		return st;
	out->seq = statement_integer(row, 0);
	out->number = statement_integer(row, 2);
	if (!uuid_read(statement_text(row, 1), &out->uuid))
		return fail(err, STATUS_UNUSABLE, "a table of fingerprints is damaged; run `vidimus rebuild`");
	out->matches = json_array();
	return out->matches ? STATUS_OK : fail_memory(err);
}

static void
tell_progress(const struct stage *stage)
{
	if (stage->settings->progress != NULL)
		stage->settings->progress(stage->settings->context, stage->summary->asked + stage->n,
		                          stage->total);
}

/* Asks until the group is full or its time is over; STATUS_DONE when there was nobody to ask. */
static enum status
ask_group(struct stage *stage, struct error *err)
{
	double until = monotonic_seconds() + GROUP_SECONDS;
	int64_t after = index_asked(stage->index);
	enum status st = STATUS_OK;

	clear_group(stage);
	while (stage->n < GROUP_ITEMS && stage->found < GROUP_MATCHES && !is_stopped(stage) &&
	       (stage->n == 0 || monotonic_seconds() < until)) {
		struct asked_item *item = &stage->items[stage->n];

		tell_progress(stage);
		st = next_item(stage, after, item, err);
		if (st != STATUS_OK)
			break;
		st = ask_one(stage, item, err);
		if (st != STATUS_OK) {
			json_decref(item->matches);
			break;
		}
		after = item->seq;
		stage->n++;
	}
	if ((st == STATUS_DONE || st == STATUS_INTERRUPTED) && stage->n > 0)
		return STATUS_OK;
	return st;
}

/* --- proposing --- */

/* A match that cannot be kept costs nobody else theirs. */
static void
pass_over(struct stage *stage, const struct asked_item *item, const struct finding *finding,
          const struct error *why)
{
	struct stage_summary *summary = stage->summary;
	char here[SHORT_ID_SIZE], there[SHORT_ID_SIZE];

	if (summary->passed_over++ > 0)
		return;
	short_id_write(here, (struct short_id){ 'E', item->number });
	short_id_write(there, (struct short_id){ 'E', finding->number });
	(void)fail(&summary->why_passed_over, why->status, "%s and %s: %s", here, there, why->text);
}

static enum status
propose_one(struct stage *stage, struct change *change, struct asked_item *item,
            const struct finding *finding, struct error *err)
{
	const struct likeness *likeness = &finding->likeness;
	SCOPED_JSON json_t *region = likeness_region_json(likeness);
	SCOPED_JSON json_t *segments = likeness_segments_kept(likeness);
	SCOPED_JSON json_t *reasons = likeness_reasons_json(likeness);
	char distance[LIKENESS_DISTANCE_SIZE], algorithms[LIKENESS_ALGORITHMS_SIZE];
	const struct match_proposal proposal = {
		.item = item->uuid,
		.other = finding->item,
		.kind = likeness_kind(likeness),
		.level = likeness_is_same(likeness) ? "same" : "similar",
		.distance = distance,
		.transform = likeness_transform(likeness),
		.region = region,
		.segments = segments,
		.reasons = reasons,
		.algorithms = algorithms,
	};
	int64_t number;
	enum status st;

	if (region == NULL || segments == NULL || reasons == NULL)
		return fail_memory(err);
	likeness_distance_write(distance, likeness);
	likeness_algorithms(algorithms);
	st = match_propose(stage->catalogue, change, &proposal, &number, err);
	if (st == STATUS_INVALID)
		pass_over(stage, item, finding, err);
	if (st == STATUS_EXISTS || st == STATUS_LIMIT || st == STATUS_INVALID)
		return STATUS_OK;
	if (st == STATUS_OK && json_array_append_new(item->matches, json_integer(number)) != 0)
		return fail_memory(err);
	return st;
}

static enum status
propose_all(struct stage *stage, struct change *change, struct error *err)
{
	enum status st = STATUS_OK;

	for (size_t i = 0; i < stage->n; i++) {
		struct asked_item *item = &stage->items[i];

		for (size_t k = 0; st == STATUS_OK && k < item->found.n; k++)
			st = propose_one(stage, change, item, &item->found.list[k], err);
	}
	return st;
}

static size_t
count_proposed(const struct stage *stage)
{
	size_t count = 0;

	for (size_t i = 0; i < stage->n; i++)
		count += json_array_size(stage->items[i].matches);
	return count;
}

/* A change in which all had been proposed before is none. */
static enum status
propose_group(struct stage *stage, struct error *err)
{
	struct change *change = NULL;
	enum status st = STATUS_BUSY;

	if (stage->found == 0)
		return STATUS_OK;
	for (unsigned i = 0; st == STATUS_BUSY && i < TURNS; i++) {
		if (i > 0 && is_stopped(stage))
			return fail(err, STATUS_INTERRUPTED,
			            "interrupted while another process was writing");
		st = catalogue_begin(stage->catalogue, stage->settings->verb, &change, err);
	}
	if (st != STATUS_OK)
		return st;
	st = propose_all(stage, change, err);
	if (st == STATUS_OK && count_proposed(stage) > 0)
		return catalogue_commit(stage->catalogue, change, err);
	catalogue_abandon(stage->catalogue, change);
	return st;
}

/* --- telling --- */

/* The numbers of matches become what docs/views.md calls a match. */
static enum status
show_matches(struct stage *stage, struct asked_item *item, struct error *err)
{
	for (size_t i = 0; i < json_array_size(item->matches); i++) {
		const struct short_id id = {
			'M', json_integer_value(json_array_get(item->matches, i))
		};
		char text[SHORT_ID_SIZE];
		struct resolved match;
		json_t *object = NULL;
		enum status st;

		short_id_write(text, id);
		st = resolve(stage->catalogue->ledger, text_of(text), "M", &match, err);
		if (st == STATUS_OK)
			st = match_show(stage->catalogue->ledger, &match.uuid, &object, err);
		if (st != STATUS_OK)
			return st;
		if (json_array_set_new(item->matches, i, object) != 0)
			return fail_memory(err);
	}
	return STATUS_OK;
}

static enum status
tell_group(struct stage *stage, struct error *err)
{
	enum status st = STATUS_OK;

	for (size_t i = 0; st == STATUS_OK && i < stage->n; i++) {
		struct asked_item *item = &stage->items[i];

		st = show_matches(stage, item, err);
		if (st != STATUS_OK)
			break;
		stage->summary->asked++;
		stage->summary->matches += json_array_size(item->matches);
		if (stage->settings->item != NULL)
			stage->settings->item(stage->settings->context, item->number, item->matches);
	}
	return st;
}

static enum status
do_group(struct stage *stage, struct error *err)
{
	enum status st = ask_group(stage, err);

	if (st == STATUS_OK && stage->n == 0)
		return STATUS_INTERRUPTED;
	if (st == STATUS_OK)
		st = propose_group(stage, err);
	if (st == STATUS_OK)
		st = tell_group(stage, err);
	return st == STATUS_OK
	               ? index_set_asked(stage->index, stage->items[stage->n - 1].seq,
	                                 stage->summary->unread.n > 0 || stage->summary->unread.more, err)
	               : st;
}

/* All that the index knows; STATUS_DONE. */
static enum status
do_known(struct stage *stage, struct error *err)
{
	enum status st = index_refresh(stage->index, err);

	/* whose derived files find no room is asked all the same, more slowly */
	if (st == STATUS_IO || st == STATUS_BUSY)
		st = STATUS_OK;
	if (st == STATUS_OK)
		st = count_left(stage, index_asked(stage->index), &stage->total, err);
	stage->total += stage->summary->asked;
	while (st == STATUS_OK)
		st = do_group(stage, err);
	return st;
}

/* And what came meanwhile. */
static enum status
do_all(struct stage *stage, struct error *err)
{
	uint64_t left = 1;
	enum status st = STATUS_OK;

	while (st == STATUS_OK && left > 0) {
		st = do_known(stage, err);
		if (st == STATUS_DONE)
			st = count_left(stage, index_asked(stage->index), &left, err);
	}
	clear_group(stage);
	if (st == STATUS_INTERRUPTED)
		return count_left(stage, index_asked(stage->index), &stage->summary->left, err);
	return st;
}

enum status
stage_run(struct catalogue *catalogue, const struct stage_settings *settings,
          struct stage_summary *out, struct error *err)
{
	SCOPED_FREE struct stage *stage = calloc(1, sizeof *stage);
	SCOPED_FD lock = -1;
	uint64_t left = 0;
	enum status st;

	*out = (struct stage_summary){ 0 };
	if (stage == NULL)
		return fail_memory(err);
	stage->catalogue = catalogue;
	stage->settings = settings;
	stage->summary = out;
	st = index_open(&stage->index, catalogue, err);
	if (st == STATUS_OK)
		st = count_left(stage, index_asked(stage->index), &left, err);
	if (st == STATUS_OK && left > 0)
		st = index_place_check(catalogue, err);
	if (st == STATUS_OK && left > 0)
		st = take_lock(stage, &lock, err);
	if (st == STATUS_OK && lock >= 0)
		st = do_all(stage, err);
	else if (st == STATUS_OK && left > 0 && is_stopped(stage))
		out->left = left;
	else if (st == STATUS_OK)
		out->elsewhere = left > 0;
	index_close(stage->index);
	return st == STATUS_OK ? st : while_doing(err, st, "looking for matches");
}
