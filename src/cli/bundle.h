/* SPDX-License-Identifier: Apache-2.0 */
/* bundle.h - the sub-verbs of `vidimus bundle`, each in a file of its own. */
#ifndef VIDIMUS_CLI_BUNDLE_H
#define VIDIMUS_CLI_BUNDLE_H

#include "cli/command.h"

extern const struct verb verb_bundle_approve, verb_bundle_export, verb_bundle_list,
	verb_bundle_receipt, verb_bundle_receive, verb_bundle_requests, verb_bundle_show,
	verb_bundle_verify;

/* Of `vidimus review`, but an export like the others. */
extern const struct verb verb_review_pack;

#endif
