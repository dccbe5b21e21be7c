/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report_check.h - what would embarrass a report: each thing that it cites is
 * asked each question of the vocabulary report-check.
 */
#ifndef VIDIMUS_CASEWORK_REPORT_CHECK_H
#define VIDIMUS_CASEWORK_REPORT_CHECK_H

#include "base/instant.h"
#include "base/json.h"
#include "ledger/ledger.h"

/*
 * Checks the latest version at `now`; *out is owned:
 *
 *	{"id","latest","state","citations","ok",
 *	 "counts":[{"code","label","citations"}],
 *	 "findings":[{"code","citation","item","footage","text","then","now"}]}
 *
 * `then` and `now` are {"status","verified_as","object","version"} where
 * something changed, else null. STATUS_NOT_FOUND.
 */
CHECKED enum status report_check(struct ledger *ledger, const struct uuid *report,
                                 struct instant now, json_t **out, struct error *err);

#endif
