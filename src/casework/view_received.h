/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view_received.h - what others say of something that is here: shown beside
 * ours, named as theirs, and counted nowhere.
 */
#ifndef VIDIMUS_CASEWORK_VIEW_RECEIVED_H
#define VIDIMUS_CASEWORK_VIEW_RECEIVED_H

#include "casework/view_row.h"

/*
 * Sets `theirs` of the object: {"aliases":[{"alias","origin"}],"events":
 * [{"origin","bundle","subject","n","seq","time","actor","type","summary",
 * "opened"}],"contradictions":[{"origin","subject","n","held","leaf","time",
 * "tag_manifest","signer"}]}; seq, n, time and actor are those of their log.
 */
CHECKED enum status received_add(struct ledger *ledger, const struct subject *subject,
                                 json_t *object, struct error *err);

/*
 * Emits what others claim of it, one object each: {"theirs":true,"origin",
 * "bundle","subject","n","time","actor","property","stance","value","claim"};
 * claim is every member that was opened to us. `property` NULL: all of it.
 */
CHECKED enum status received_claims(struct ledger *ledger, const struct subject *subject,
                                    const char *property, const struct view_output *to,
                                    struct error *err);

/*
 * A bundle that came, by its UUID here: {"id","uuid","origin","foreign_bundle",
 * "foreign_id","tag_manifest","checkpoint","time","actor","signer",
 * "certificate","identified","layers","policy","recipient","purpose","terms",
 * "expires","no_onward","events","exhibits","because","theirs","history"};
 * *out is owned. STATUS_NOT_FOUND, wordless, when it is none that came.
 */
CHECKED enum status received_bundle_show(struct ledger *ledger, const struct uuid *uuid, json_t **out,
                                struct error *err);

#endif
