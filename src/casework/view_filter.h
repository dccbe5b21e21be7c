/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view_filter.h - the filters of a list of items, read strictly.
 *
 *	type:image              image, video, audio, document, other, unknown; or type:image/jpeg
 *	delivery:D-1            came in that delivery, first or again
 *	channel:C-1, from:W-1   by id or code: of a posting or a delivery; who handed it over
 *	graphic:graphic-3       sound:, flag:, status:, warning: likewise, by their vocabularies
 *	open:place              a verification question that nobody concluded
 *	received:2026-03        any acquisition; published:2020-11-10 any posting: the dates may overlap
 *	name:TEXT, title:TEXT   part of a name as received, of the title; case and form do not count
 *	sha256:3fa9             at least four first digits
 *	bytes:>N, >=N, <N, <=N, N..M, N.., ..M, N; width: and height: likewise, in pixels as stored
 *	duration:..90, duration:1:30..2:00, duration:2h..: seconds, m:ss, minutes, hours
 *	taken:2020-11           a date that the file declares; make:, model:, software:TEXT likewise
 *	codec:h264              of picture or sound; examined:yes|no|failed
 *	has:description|posting|note|warning|gps|metadata|c2pa|object, described:yes|no, assessed:yes|no
 *	held:no                 recorded without its file; retracted:yes
 *	listed:TEXT             part of the name of a list of hashes that it stands in
 *	incident:I-1, report:R-1, act:torture    what it shows, or its footage; where it is cited
 *	posted:2020-11          as published:
 *	place-concluded:no      provenance-, date-, integrity-, content- likewise: is the question concluded?
 *	E-1, E-1..E-22          one of these
 *
 * graphic:unassessed and sound:unassessed match what nobody described. A date
 * of receipt without a zone is one of UTC, in which such times are shown; for
 * dates of publication no zone is filled in, so a day matches a little beyond.
 * Private to the views.
 */
#ifndef VIDIMUS_CASEWORK_VIEW_FILTER_H
#define VIDIMUS_CASEWORK_VIEW_FILTER_H

#include "base/edtf.h"
#include "casework/resolve.h"
#include "casework/view_row.h"

#define FILTER_LIMIT 1000

/* One filter, read; private but for its end. */
struct item_filter {
	const struct filter_key *key;
	struct text     value;   /* borrowed from what was typed */
	struct buffer   folded;  /* of name and title */
	char            uuid[UUID_TEXT_SIZE]; /* or what else its driver asks for */
	struct edtf     date;
	int64_t         number;  /* the first of a range or comparison */
	int64_t         last;    /* the last, included */
};
void item_filter_end(struct item_filter *filter);

struct filter_key {
	const char *name; /* "" for ids */
	const char *form; /* an example */
	enum status (*read)(struct ledger *ledger, struct item_filter *filter, struct error *err);
	/* STATUS_FALSE when the item, an object of item_list, does not match. */
	enum status (*matches)(struct ledger *ledger, const struct item_filter *filter,
	                       const json_t *item, struct error *err);
	/* NULL, or the query that gives lowest and highest number of those that can match ($1, $2). */
	const char *narrow;
};

/* Reads one filter. STATUS_INVALID with what may have been meant. */
CHECKED enum status item_filter_read(struct ledger *ledger, const char *text,
                                     struct item_filter *out, struct error *err);

/* Raises *first and lowers *last to the numbers between which a match can be. */
CHECKED enum status item_filter_narrow(struct ledger *ledger, const struct item_filter *filter,
                                       int64_t *first, int64_t *last, struct error *err);

/*
 * The query that gives the numbers of the items that can match, above $2 and in
 * ascending order, 256 at a time, and what $1 is; NULL when any item can.
 */
const char *item_filter_driver(const struct item_filter *filter, struct text *value);

/* What items show, where they are cited, what is concluded of them; in view_filter_links.c. */
enum status filter_read_incident(struct ledger *, struct item_filter *, struct error *);
enum status filter_read_report(struct ledger *, struct item_filter *, struct error *);
enum status filter_read_party(struct ledger *, struct item_filter *, struct error *);
enum status filter_match_party(struct ledger *, const struct item_filter *, const json_t *,
                               struct error *);
enum status filter_read_posted(struct ledger *, struct item_filter *, struct error *);
enum status filter_match_incident(struct ledger *, const struct item_filter *, const json_t *,
                                  struct error *);
enum status filter_match_report(struct ledger *, const struct item_filter *, const json_t *,
                                struct error *);
enum status filter_match_act(struct ledger *, const struct item_filter *, const json_t *,
                             struct error *);
enum status filter_match_concluded(struct ledger *, const struct item_filter *, const json_t *,
                                   struct error *);

/* The keys, ended by one whose name is NULL. */
extern const struct filter_key filter_keys[];

/* True for the filters of which one must match, not all. */
bool item_filter_is_range(const struct item_filter *filter);

/* Refuses the value, saying the right form and, unless NULL, what may have been meant. */
struct suggestion;
CHECKED enum status item_filter_refuse(const struct item_filter *filter,
                                       const struct suggestion *meant, struct error *err);

/* Readers of comparisons; in view_filter_media.c. */
enum status filter_read_size(struct ledger *, struct item_filter *, struct error *);
enum status filter_read_duration(struct ledger *, struct item_filter *, struct error *);

/* STATUS_OK when the text holds the filter's words, whatever their case and form; p may be NULL. */
CHECKED enum status filter_holds_words(const struct item_filter *filter, struct text text,
                                       struct error *err);

/* Does a list of codes hold this one? */
bool filter_holds_code(const json_t *codes, struct text wanted);

/* What each key compares; in view_filter_media.c. */
enum status filter_match_width(struct ledger *, const struct item_filter *, const json_t *,
                               struct error *);
enum status filter_match_height(struct ledger *, const struct item_filter *, const json_t *,
                                struct error *);
enum status filter_match_duration(struct ledger *, const struct item_filter *, const json_t *,
                                  struct error *);
enum status filter_match_codec(struct ledger *, const struct item_filter *, const json_t *,
                               struct error *);
enum status filter_match_examined(struct ledger *, const struct item_filter *, const json_t *,
                                  struct error *);
enum status filter_match_device(struct ledger *, const struct item_filter *, const json_t *,
                                struct error *);
enum status filter_match_taken(struct ledger *, const struct item_filter *, const json_t *,
                               struct error *);
enum status filter_match_has_media(struct ledger *, const struct item_filter *, const json_t *,
                                   struct error *);

/* What each key compares; in view_filter_match.c. */
enum status filter_match_type(struct ledger *, const struct item_filter *, const json_t *,
                              struct error *);
enum status filter_match_delivery(struct ledger *, const struct item_filter *, const json_t *,
                                  struct error *);
enum status filter_match_channel(struct ledger *, const struct item_filter *, const json_t *,
                                 struct error *);
enum status filter_match_from(struct ledger *, const struct item_filter *, const json_t *,
                              struct error *);
enum status filter_match_graphic(struct ledger *, const struct item_filter *, const json_t *,
                                 struct error *);
enum status filter_match_sound(struct ledger *, const struct item_filter *, const json_t *,
                               struct error *);
enum status filter_match_flag(struct ledger *, const struct item_filter *, const json_t *,
                              struct error *);
enum status filter_match_status(struct ledger *, const struct item_filter *, const json_t *,
                                struct error *);
enum status filter_match_open(struct ledger *, const struct item_filter *, const json_t *,
                              struct error *);
enum status filter_match_warning(struct ledger *, const struct item_filter *, const json_t *,
                                 struct error *);
enum status filter_match_received(struct ledger *, const struct item_filter *, const json_t *,
                                  struct error *);
enum status filter_match_published(struct ledger *, const struct item_filter *, const json_t *,
                                   struct error *);
enum status filter_match_name(struct ledger *, const struct item_filter *, const json_t *,
                              struct error *);
enum status filter_match_title(struct ledger *, const struct item_filter *, const json_t *,
                               struct error *);
enum status filter_match_sha256(struct ledger *, const struct item_filter *, const json_t *,
                                struct error *);
enum status filter_match_bytes(struct ledger *, const struct item_filter *, const json_t *,
                               struct error *);
enum status filter_match_has(struct ledger *, const struct item_filter *, const json_t *,
                             struct error *);
enum status filter_match_listed(struct ledger *, const struct item_filter *, const json_t *,
                                struct error *);
enum status filter_match_described(struct ledger *, const struct item_filter *, const json_t *,
                                   struct error *);
enum status filter_match_assessed(struct ledger *, const struct item_filter *, const json_t *,
                                  struct error *);
enum status filter_match_held(struct ledger *, const struct item_filter *, const json_t *,
                              struct error *);
enum status filter_match_retracted(struct ledger *, const struct item_filter *, const json_t *,
                                   struct error *);
enum status filter_match_range(struct ledger *, const struct item_filter *, const json_t *,
                               struct error *);

#endif
