/* SPDX-License-Identifier: Apache-2.0 */
/* likeness_json.h - a likeness as the records and the commands tell it; new values, the caller's, NULL without memory. */
#ifndef VIDIMUS_MATCH_LIKENESS_JSON_H
#define VIDIMUS_MATCH_LIKENESS_JSON_H

#include "match/likeness.h"

#include "base/json.h"

#define LIKENESS_DISTANCE_SIZE 16

/* Bits ("4", "12.5") or a share of them ("0.083"), as match.proposed keeps it. */
void likeness_distance_write(char out[LIKENESS_DISTANCE_SIZE], const struct likeness *likeness);

/* The reasons as sentences without full stops. */
json_t *likeness_reasons_json(const struct likeness *likeness);

/* {"here","there"}: {"x","y","width","height"} or null each; null where both are whole. */
json_t *likeness_region_json(const struct likeness *likeness);

/* As match.proposed keeps them, in milliseconds; null where there are none. */
json_t *likeness_segments_kept(const struct likeness *likeness);

/* One object of `similar --json` (docs/views.md), whose `item` is the caller's to set. */
json_t *likeness_json(const struct likeness *likeness);

/* The answer of `compare --json` (docs/views.md). */
json_t *likeness_comparison_json(const struct likeness *likeness);

#endif
