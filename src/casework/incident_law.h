/* SPDX-License-Identifier: Apache-2.0 */
/*
 * incident_law.h - rules of law that an incident may fall under, and whether it
 * was a violation as far as we hold. Both are suggestions of their authors;
 * neither is a court's finding.
 */
#ifndef VIDIMUS_CASEWORK_INCIDENT_LAW_H
#define VIDIMUS_CASEWORK_INCIDENT_LAW_H

#include "casework/record_edit.h"

/*
 * Suggests a rule: fields provision, conflict, standing (suggested unless
 * said), act, by_report (R-…), locator, grounds, protected_grounds. Whatever
 * a source asserts or a court found names its report. *version is the chain's
 * afterwards. STATUS_EXISTS when the same was suggested already, for the same act, by
 * the same, and stands.
 */
CHECKED enum status incident_suggest(struct catalogue *catalogue, const struct uuid *incident,
                                     const struct field_words *words, size_t count,
                                     int64_t *version, struct error *err);

/*
 * Assesses it: fields violation, standard, potential, grounds,
 * protected_grounds, note. An assessment other than unknown needs grounds of
 * either kind and a standard. STATUS_STALE when it was assessed after
 * `based_on` (0: the present version).
 */
CHECKED enum status incident_assess(struct catalogue *catalogue, const struct uuid *incident,
                                    const struct field_words *words, size_t count,
                                    int64_t based_on, int64_t *version, struct error *err);

#endif
