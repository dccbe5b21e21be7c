/* SPDX-License-Identifier: Apache-2.0 */
/*
 * verification.h - what was found of an item or footage, what others think of
 * it, and what is decided on its status, defects and value. Each call is one
 * signed change, based on a version of the item's or footage's chain (0: the
 * present one). Fields are as record.h has them; docs/casework.md tells which
 * there are. Ids are E-… or V-… where a call says `of`, F-… for findings.
 */
#ifndef VIDIMUS_VERIFICATION_H
#define VIDIMUS_VERIFICATION_H

#include <vidimus/record.h>
#include <vidimus/view.h>

/* The answer of one person to one question; `id` is the finding's. */
CHECKED enum status vidimus_finding_add(struct vidimus_catalogue *catalogue, const char *of,
                                        const struct vidimus_field *fields, size_t count,
                                        int64_t based_on, char id[VIDIMUS_ID_SIZE],
                                        struct error *err);

/*
 * Another person agrees or dissents. STATUS_REFUSED for one's own finding, by
 * whichever key. A dissent makes the status disputed.
 */
CHECKED enum status vidimus_finding_review(struct vidimus_catalogue *catalogue,
                                           const char *finding,
                                           const struct vidimus_field *fields, size_t count,
                                           int64_t based_on, struct error *err);

/* A third person decides the open dissent on a finding. */
CHECKED enum status vidimus_dissent_decide(struct vidimus_catalogue *catalogue,
                                           const char *finding,
                                           const struct vidimus_field *fields, size_t count,
                                           int64_t based_on, struct error *err);

/*
 * Decides a status. STATUS_REFUSED names all that is missing; STATUS_STALE when
 * it was judged after the version that this is based on. *version is the one
 * afterwards, here and below.
 */
CHECKED enum status vidimus_status_decide(struct vidimus_catalogue *catalogue, const char *of,
                                          const struct vidimus_field *fields, size_t count,
                                          int64_t based_on, int64_t *version,
                                          struct error *err);

/* What is wrong with it, and what it is worth: apart from the status. */
CHECKED enum status vidimus_defects_decide(struct vidimus_catalogue *catalogue, const char *of,
                                           const struct vidimus_field *fields, size_t count,
                                           int64_t based_on, int64_t *version,
                                           struct error *err);
CHECKED enum status vidimus_value_assess(struct vidimus_catalogue *catalogue, const char *of,
                                         const struct vidimus_field *fields, size_t count,
                                         int64_t based_on, int64_t *version, struct error *err);

/* Findings `of` an item, of footage and its members, or all. */
CHECKED enum status vidimus_findings(struct vidimus_catalogue *catalogue,
                                     const struct vidimus_asked *asked,
                                     const struct vidimus_output *to, struct error *err);

#endif
