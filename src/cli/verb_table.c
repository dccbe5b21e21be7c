/* SPDX-License-Identifier: Apache-2.0 */
/* verb_table.c - vidimus' own verbs, put together from verbs.def. */
#include "cli/verb.h"

#define VERB(name) extern const struct verb verb_##name;
#include "cli/verbs.def"
#undef VERB

static const struct verb *const all_verbs[] = {
#define VERB(name) &verb_##name,
#include "cli/verbs.def"
#undef VERB
	NULL,
};

const struct program vidimus_program = { "vidimus", VIDIMUS_VERSION, all_verbs };
