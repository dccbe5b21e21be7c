/* SPDX-License-Identifier: Apache-2.0 */
/* examination_statements.h - a file's own statements, apart by class and within one limit. Private to casework. */
#ifndef VIDIMUS_CASEWORK_EXAMINATION_STATEMENTS_H
#define VIDIMUS_CASEWORK_EXAMINATION_STATEMENTS_H

#include "media/metadata.h"

/*
 * Sets technical, dates, places, devices and descriptive: what is declared
 * first, then tags that the table knows, then others, as long as there is room
 * (EXAMINATION_STATEMENTS_LIMIT); what is left out is counted in its class.
 * Within a class tags keep the order in which they were told.
 */
CHECKED enum status examination_set_statements(json_t *values, const struct metadata *metadata,
                                               struct error *err);

#endif
