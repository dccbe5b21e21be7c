/* SPDX-License-Identifier: Apache-2.0 */
/*
 * items_file.h - catalogue/items.json: what the opened members say of each
 * exhibit, each value with the event and member it is from; by a policy that
 * carries no events, the values of its list alone (docs/bundle-format.md §5).
 */
#ifndef VIDIMUS_BUNDLE_ITEMS_FILE_H
#define VIDIMUS_BUNDLE_ITEMS_FILE_H

#include "bundle/exhibits.h"
#include "bundle/made_files.h"

/* Told of each exhibit's object as it stands in items.json: borrowed for the call. */
struct items_output {
	enum status (*exhibit)(void *context, const json_t *exhibit, struct error *err);
	void *context;
};

/*
 * Writes the file, exhibit by exhibit; `to` is told of each. What was retracted
 * since, and findings that were replaced, are left out: the events tell of them.
 */
CHECKED enum status items_file_write(struct made_files *files, struct ledger *ledger,
                                     const struct bundle_ask *ask,
                                     const struct bundle_selection *selection,
                                     const struct exhibit_file *exhibits,
                                     const struct items_output *to, struct error *err);

#endif
