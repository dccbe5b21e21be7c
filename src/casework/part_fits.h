/* SPDX-License-Identifier: Apache-2.0 */
/* part_fits.h - does a part lie in what was measured of an item? */
#ifndef VIDIMUS_CASEWORK_PART_FITS_H
#define VIDIMUS_CASEWORK_PART_FITS_H

#include "casework/catalogue.h"

/*
 * STATUS_INVALID, with what was measured, when the part (as part_words.h has
 * it; null: the whole) begins or ends behind the end of the item, or lies
 * outside its picture or pages. What was not measured is not asked; nor is footage,
 * whose members differ. A second is allowed at the end, as containers round.
 */
CHECKED enum status part_fits(struct catalogue *catalogue, const struct subject *subject,
                              const json_t *part, struct error *err);

#endif
