/* SPDX-License-Identifier: Apache-2.0 */
/*
 * similar.h - what two files have in common by how they look and sound, and
 * which items look or sound like one. Proposals; a person decides (match.h).
 */
#ifndef VIDIMUS_SIMILAR_H
#define VIDIMUS_SIMILAR_H

#include <vidimus/catalogue.h>
#include <vidimus/fingerprint.h>
#include <vidimus/view.h>

/*
 * The fingerprints that the catalogue keeps of an item (E-1, UUID or SHA-256);
 * *out is owned. STATUS_NOT_FOUND when there is no such item; STATUS_INVALID
 * when the text is none of these; STATUS_FALSE when it has no fingerprints, or
 * a file of them is missing or damaged, with what makes them.
 */
CHECKED enum status vidimus_fingerprint_item(struct vidimus_catalogue *catalogue, const char *item,
                                             struct vidimus_fingerprint **out, struct error *err);

/*
 * Compares two: *out is `compare --json`'s object (docs/views.md), owned.
 * STATUS_MEMORY.
 */
CHECKED enum status vidimus_compare(const struct vidimus_fingerprint *a,
                                    const struct vidimus_fingerprint *b, json_t **out,
                                    struct error *err);

/*
 * Finds the items that look or sound like it, best first, each as an object of
 * `similar --json` (docs/views.md); at most 120. Of still pictures also those
 * that are only similar. An item that has the same bytes is left out. `stop`
 * ends it soon (STATUS_INTERRUPTED); NULL: never.
 */
CHECKED enum status vidimus_similar(struct vidimus_catalogue *catalogue,
                                    const struct vidimus_fingerprint *asked,
                                    const atomic_bool *stop, const struct vidimus_output *to,
                                    struct error *err);

#endif
