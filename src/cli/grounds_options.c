/* SPDX-License-Identifier: Apache-2.0 */
/* grounds_options.c - reasons, cut by what may leave the house. */
#include "cli/grounds_options.h"

const struct verb_option grounds_options[] = {
	{ .name = "grounds", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .about = "Reasons that can be disclosed: no person, no place of safety, no private channel" },
	{ .name = "protected-grounds", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .about = "Reasons that rest on somebody who could be endangered; apart, and protected like a person" },
	{ 0 },
};
