/* SPDX-License-Identifier: Apache-2.0 */
/*
 * similar.h - what two files have in common by how they look and sound, and
 * which items look or sound like one. Proposals; a person decides (match.h).
 */
#ifndef VIDIMUS_SIMILAR_H
#define VIDIMUS_SIMILAR_H

#include <vidimus/catalogue.h>
#include <vidimus/fingerprint.h>
#include <vidimus/unread.h>
#include <vidimus/view.h>

/*
 * The fingerprints that the catalogue keeps of an item (E-1, UUID or SHA-256);
 * *out is owned. STATUS_NOT_FOUND when there is no such item; STATUS_INVALID
 * when the text is none of these; STATUS_FALSE when it has no fingerprints,
 * with what makes them. Where a file of them is missing or damaged,
 * vidimus_fingerprint_missing says so.
 */
CHECKED enum status vidimus_fingerprint_item(struct vidimus_catalogue *catalogue, const char *item,
                                             struct vidimus_fingerprint **out, struct error *err);

/* Why an item's fingerprints cannot be read, and what makes them again; NULL: they could be. */
const char *vidimus_fingerprint_missing(const struct vidimus_fingerprint *fingerprint);

/* What of a file can be compared. Pictures and films of too low a quality, and sound that says too little, cannot. */
enum vidimus_comparable {
	VIDIMUS_COMPARABLE,
	VIDIMUS_COMPARABLE_SOUND,    /* its sound; its pictures are too plain */
	VIDIMUS_COMPARABLE_PICTURES, /* its pictures; its sound is silent, or one tone or noise */
	VIDIMUS_TOO_PLAIN,           /* nothing, as all of it is so */
	VIDIMUS_NOT_COMPARABLE       /* it has no fingerprints */
};
enum vidimus_comparable vidimus_fingerprint_comparable(const struct vidimus_fingerprint *fingerprint);

/*
 * Compares two: *out is `compare --json`'s object (docs/views.md), owned; its
 * verdict is null where the fingerprints of one are missing. STATUS_MEMORY.
 */
CHECKED enum status vidimus_compare(const struct vidimus_fingerprint *a,
                                    const struct vidimus_fingerprint *b, json_t **out,
                                    struct error *err);

/*
 * Finds the items that look or sound like it, best first, each as an object of
 * `similar --json` (docs/views.md); at most 120. Of still pictures also those
 * that are only similar. An item that has the same bytes is left out. `unread`
 * tells which it could not be compared with. `stop` ends it soon
 * (STATUS_INTERRUPTED); NULL: never. STATUS_FALSE where its own are missing.
 */
CHECKED enum status vidimus_similar(struct vidimus_catalogue *catalogue,
                                    const struct vidimus_fingerprint *asked,
                                    const atomic_bool *stop, const struct vidimus_output *to,
                                    struct vidimus_unread *unread, struct error *err);

#endif
