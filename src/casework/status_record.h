/* SPDX-License-Identifier: Apache-2.0 */
/* status_record.h - a decision on a status inside a change that also holds its cause. Private to decisions. */
#ifndef VIDIMUS_CASEWORK_STATUS_RECORD_H
#define VIDIMUS_CASEWORK_STATUS_RECORD_H

#include "casework/judged.h"

/*
 * Adds status.decided with these values of `decision` (status, verified_as,
 * findings, member_findings, one_person, grounds, protected_grounds, because),
 * and with what was before and the dissents that stand open in it.
 */
CHECKED enum status status_record(struct catalogue *catalogue, struct change *change,
                                  const struct judged *judged, const json_t *decision,
                                  struct error *err);

/*
 * Do the rules allow `status`, decided by the signer of the change? `named` are
 * the UUIDs it rests on, or NULL. STATUS_REFUSED names all that is missing.
 * *one_person: the decider alone stands by a part of it, as the setting allows.
 */
CHECKED enum status status_check(struct catalogue *catalogue, struct change *change,
                                 const struct judged *judged, const char *status,
                                 const char *verified_as, const json_t *named, bool *one_person,
                                 struct error *err);

/* Sets `findings` and `member_findings`: the named, or all of its own that stand. */
CHECKED enum status status_findings_set(struct catalogue *catalogue, const struct judged *judged,
                                        const json_t *named, json_t *decision,
                                        struct error *err);

#endif
