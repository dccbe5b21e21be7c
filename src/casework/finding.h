/* SPDX-License-Identifier: Apache-2.0 */
/*
 * finding.h - answers to verification questions, what others think of them,
 * and what a third person makes of a dissent. Each call is a change of its own
 * and is based on a version of the item's or footage's chain (0: the present).
 */
#ifndef VIDIMUS_CASEWORK_FINDING_H
#define VIDIMUS_CASEWORK_FINDING_H

#include "casework/record_edit.h"

/*
 * Records the answer of one person to one question about `subject`, an item or
 * footage. Fields: question, answer, part, conclusion, protected_conclusion,
 * date, place, region, confidence, grounds, protected_grounds, methods, tools,
 * sources, private_sources, protected_sources (one a line), claims,
 * attachments, objects, by, discipline, instructions, opinion, replaces, note.
 * An expert's has instructions and the objects seen. STATUS_INVALID for words
 * that are wrong or missing; STATUS_REFUSED to replace another's finding.
 */
CHECKED enum status finding_record(struct catalogue *catalogue, const struct subject *subject,
                                const struct field_words *words, size_t count,
                                int64_t based_on, int64_t *number, struct error *err);

/*
 * Another person agrees or dissents (field `conclusion`); a dissent gives
 * grounds, and makes the status disputed in the same change. Further fields:
 * confidence, grounds, protected_grounds, protected_sources, blind, objects,
 * by, discipline, opinion, note. STATUS_REFUSED for one's own, whichever key
 * signed it, and for a finding that was replaced.
 */
CHECKED enum status finding_review(struct catalogue *catalogue, const struct uuid *finding,
                                   const struct field_words *words, size_t count,
                                   int64_t based_on, struct error *err);

/*
 * A third person decides an open dissent on the finding (field `decision`:
 * overruled or upheld; `of`: whose, where there are several; grounds,
 * protected_grounds, note). When it was the last, the status is no longer
 * disputed: it becomes `status` (with verified_as), or, overruled and without
 * that field, what it was before. STATUS_REFUSED for anyone who is not a third
 * person, and for a status that the rules do not allow.
 */
CHECKED enum status dissent_decide(struct catalogue *catalogue, const struct uuid *finding,
                                   const struct field_words *words, size_t count,
                                   int64_t based_on, struct error *err);

#endif
