/* SPDX-License-Identifier: Apache-2.0 */
/*
 * incident.h - what law an incident may fall under, and whether it was a
 * violation as far as we hold: suggestions of their authors, never findings of
 * a court. Fields as record.h has them.
 */
#ifndef VIDIMUS_INCIDENT_H
#define VIDIMUS_INCIDENT_H

#include <vidimus/record.h>

/*
 * Suggests a rule of law for an incident (I-…): fields provision conflict
 * standing act by_report locator grounds protected_grounds. *version is the
 * incident's afterwards. STATUS_EXISTS when the same stands already.
 */
CHECKED enum status vidimus_incident_suggest(struct vidimus_catalogue *catalogue,
                                             const char *incident,
                                             const struct vidimus_field *fields, size_t count,
                                             int64_t *version, struct error *err);

/*
 * Assesses it: fields violation standard potential grounds protected_grounds
 * note. STATUS_STALE when it was assessed after version `based_on` (0: the
 * present one).
 */
CHECKED enum status vidimus_incident_assess(struct vidimus_catalogue *catalogue,
                                            const char *incident,
                                            const struct vidimus_field *fields, size_t count,
                                            int64_t based_on, int64_t *version,
                                            struct error *err);

#endif
