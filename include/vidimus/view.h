/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view.h - what is there, as JSON objects (docs/views.md). Reading only; no
 * key is needed. Lists hand out one object after the other.
 */
#ifndef VIDIMUS_VIEW_H
#define VIDIMUS_VIEW_H

#include <vidimus/catalogue.h>

#include <jansson.h>

#include <stdatomic.h>

/* Where a list's objects go. The object is borrowed; any status but STATUS_OK ends the list. */
struct vidimus_output {
	enum status (*emit)(void *context, json_t *object, struct error *err);
	void *context;
};

/* Items that all filters match (KEY:VALUE, ids, ranges), in the order of their numbers. */
CHECKED enum status vidimus_item_list(struct vidimus_catalogue *catalogue,
                                      const char *const *filters, size_t count,
                                      const struct vidimus_output *to, struct error *err);

/*
 * One record by id, UUID or SHA-256: an item, delivery, channel, person, actor,
 * match, footage, or a file by its hash. The member "record" says which. *out is owned.
 */
CHECKED enum status vidimus_show(struct vidimus_catalogue *catalogue, const char *id, json_t **out,
                                 struct error *err);

/*
 * Hashes a file outside the catalogue and shows what is held of it, if anything.
 * When *stop (NULL: never) becomes true it ends soon with STATUS_INTERRUPTED.
 */
CHECKED enum status vidimus_show_file(struct vidimus_catalogue *catalogue, const char *path,
                                      const atomic_bool *stop, json_t **out, struct error *err);

/* Chain of custody of an item, gaps first. *out is owned. */
CHECKED enum status vidimus_custody(struct vidimus_catalogue *catalogue, const char *item,
                                    json_t **out, struct error *err);

/*
 * Records of a kind: "delivery", "channel", "person", "actor", "match", "footage", "incident",
 * "posting", "report", "claim", "finding", "consent", "hold", "restriction", "transfer", "search",
 * "vocabulary".
 */
CHECKED enum status vidimus_record_list(struct vidimus_catalogue *catalogue, const char *kind,
                                        const struct vidimus_output *to, struct error *err);

/*
 * The same, or "item", by filters: ids, ranges of ids, and KEY:VALUE of the
 * members that the list's objects have (docs/views.md); of items those of
 * vidimus_item_list. STATUS_INVALID for a key that there is not.
 */
CHECKED enum status vidimus_record_query(struct vidimus_catalogue *catalogue, const char *kind,
                                         const char *const *filters, size_t count,
                                         const struct vidimus_output *to, struct error *err);

/* What else lists of claims, findings and matches are asked; all parts may be NULL or 0. */
struct vidimus_asked {
	const char        *of;    /* the record that they are about */
	const char        *by;    /* claims, in place of `of`: the report, person or channel that asserts them */
	const char        *state; /* matches: undecided, confirmed, rejected */
	const char *const *filters; /* as vidimus_record_query has them */
	size_t             filter_count;
};

/* Postings of an item, of footage and its members, or in a channel (its id), the earliest known first. */
CHECKED enum status vidimus_postings(struct vidimus_catalogue *catalogue, const char *of,
                                     const struct vidimus_output *to, struct error *err);

/* Terms of a vocabulary; with a language (BCP 47, else NULL) each with its label there. */
CHECKED enum status vidimus_terms(struct vidimus_catalogue *catalogue, const char *vocabulary,
                                  const char *language, const struct vidimus_output *to,
                                  struct error *err);

/* Files and failures of a delivery, one object each. */
CHECKED enum status vidimus_delivery_files(struct vidimus_catalogue *catalogue, const char *delivery,
                                           const struct vidimus_output *to, struct error *err);

/* The manifest of a delivery in pieces, as it was hashed. */
CHECKED enum status vidimus_delivery_manifest(struct vidimus_catalogue *catalogue,
                                              const char *delivery,
                                              enum status (*write)(void *context,
                                                                   struct text piece,
                                                                   struct error *err),
                                              void *context, struct error *err);

/*
 * Numbers by one thing: of items by status, type or graphic level, of postings
 * by channel or month of their claimed date, of incidents by act; and of how
 * many that is not known (docs/views.md). *out is owned.
 */
CHECKED enum status vidimus_statistics_by(struct vidimus_catalogue *catalogue, const char *by,
                                          json_t **out, struct error *err);

/* Counts, and what to do next. *out is owned. */
CHECKED enum status vidimus_statistics(struct vidimus_catalogue *catalogue, json_t **out,
                                       struct error *err);

#endif
