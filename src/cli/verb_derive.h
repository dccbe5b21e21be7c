/* SPDX-License-Identifier: Apache-2.0 */
/* verb_derive.h - the sub-verbs of derive that keep what people made, and review it. */
#ifndef VIDIMUS_CLI_VERB_DERIVE_H
#define VIDIMUS_CLI_VERB_DERIVE_H

#include "cli/verb.h"

extern const struct verb verb_derive_add, verb_derive_review;

#endif
