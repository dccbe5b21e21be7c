/* SPDX-License-Identifier: Apache-2.0 */
/* bundle_trust.h - whose word counts when a verb verifies a bundle: options and what they say. */
#ifndef VIDIMUS_CLI_BUNDLE_TRUST_H
#define VIDIMUS_CLI_BUNDLE_TRUST_H

#include "cli/command.h"

#include <vidimus/bundle_verify.h>

extern const struct verb_option bundle_trust_options[];

/* What they say, and the owned arrays that `verifying` borrows. */
struct bundle_trust {
	struct vidimus_bundle_verifying verifying;
	const char **trust, **tsa, **witnesses;
};

/* Fills it for the bundle at `path`, with the flag of interruptions. Ends by bundle_trust_end. */
CHECKED enum status bundle_trust_read(struct bundle_trust *out, const struct command *command,
                                      const char *path, struct error *err);
void bundle_trust_end(struct bundle_trust *trust);

#endif
