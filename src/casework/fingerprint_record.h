/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fingerprint_record.h - what an exhibit looks and sounds like, as
 * item.fingerprinted and as files in derived/, and back from these.
 *
 * Two steps, as with examinations: fingerprint_values may run in any thread,
 * fingerprint_add in a change. What has no parser has no such event.
 */
#ifndef VIDIMUS_CASEWORK_FINGERPRINT_RECORD_H
#define VIDIMUS_CASEWORK_FINGERPRINT_RECORD_H

#include "casework/catalogue.h"
#include "casework/derivation.h"
#include "media/examination.h"
#include "media/fingerprints.h"

/*
 * Makes the values of item.fingerprinted: a new object, the caller's. The
 * series of films and the sound are written to derived/ of the catalogue, and
 * are durable when it returns. The frames are put in order of time first.
 * STATUS_FALSE where a folder or a link in derived/ is in the way, saying which;
 * STATUS_IO, STATUS_MEMORY.
 */
CHECKED enum status fingerprint_values(const struct catalogue *catalogue,
                                       struct fingerprints *fingerprints,
                                       const struct examination *examination,
                                       const struct digest *object, json_t **values,
                                       struct error *err);

/*
 * Adds item.fingerprinted to the chain of the exhibit, with `values` of
 * fingerprint_values and the program that made them. `values` is completed in
 * place.
 */
CHECKED enum status fingerprint_add(struct catalogue *catalogue, struct change *change,
                                    const struct uuid *item, json_t *values, struct error *err);

/* What item.fingerprinted tells in a line; `values` NULL, or what is missing in them, is nothing. */
void fingerprint_summarise(const json_t *values, struct fingerprint_summary *out);

/*
 * Reads what is known of an item: pictures from the tables, series and sound
 * from derived/, each checked by the SHA-256 that its event names. *out is the
 * caller's to end. STATUS_NOT_FOUND when there are none; STATUS_FALSE when a
 * file in derived/ is missing or damaged, saying how it is made again.
 */
CHECKED enum status fingerprints_of_item(struct catalogue *catalogue, const struct uuid *item,
                                         struct fingerprints *out, struct error *err);

/*
 * Goes through the items whose fingerprints have files in derived/, tells of
 * each, and makes again what is missing or damaged. Adds nothing to the log: where
 * another fingerprint comes out, an examination records it.
 */
CHECKED enum status fingerprint_remake(struct catalogue *catalogue, struct worker *worker,
                                       remade_taker *tell, void *context, struct error *err);

#endif
