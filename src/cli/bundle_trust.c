/* SPDX-License-Identifier: Apache-2.0 */
/* bundle_trust.c - certificates, authorities and witnesses that a person names. */
#include "cli/bundle_trust.h"

#include "base/error.h"
#include "cli/interrupt.h"

#include <stdlib.h>

const struct verb_option bundle_trust_options[] = {
	{ .name = "trust", .kind = VALUE_PATH, .argument = "SHA256|FILE", .repeatable = true,
	  .about = "The sender's root or own certificate, which came by another road" },
	{ .name = "trust-tsa", .kind = VALUE_PATH, .argument = "SHA256|FILE", .repeatable = true,
	  .about = "A time-stamping authority's root" },
	{ .name = "trust-witness", .kind = VALUE_TEXT, .argument = "VKEY|FILE", .repeatable = true,
	  .about = "Verifier key of somebody whose cosignature counts, or a file with some" },
	{ .name = "since", .kind = VALUE_PATH, .argument = "CHECKPOINT|BUNDLE",
	  .about = "Fail unless the log extends what was seen then" },
	{ .name = "revoked", .kind = VALUE_PATH, .argument = "NOTE",
	  .about = "A note that names a compromised key" },
	{ 0 },
};

/* The values of a repeatable option; owned array of borrowed words. */
static const char **
gather(const struct command *command, const char *name, size_t *count)
{
	const char **words = calloc(command_count(command, name) + 1, sizeof *words);

	*count = words ? command_count(command, name) : 0;
	for (size_t i = 0; i < *count; i++)
		words[i] = command_nth(command, name, i);
	return words;
}

void
bundle_trust_end(struct bundle_trust *trust)
{
	free(trust->trust);
	free(trust->tsa);
	free(trust->witnesses);
}

enum status
bundle_trust_read(struct bundle_trust *out, const struct command *command, const char *path,
                  struct error *err)
{
	struct vidimus_bundle_verifying *verifying = &out->verifying;

	*verifying = (struct vidimus_bundle_verifying){ .path = path,
		                                        .since = command_text(command, "since"),
		                                        .revoked = command_text(command, "revoked"),
		                                        .stop = interrupt_flag() };
	out->trust = gather(command, "trust", &verifying->trust_count);
	out->tsa = gather(command, "trust-tsa", &verifying->trust_tsa_count);
	out->witnesses = gather(command, "trust-witness", &verifying->witness_count);
	verifying->trust = out->trust;
	verifying->trust_tsa = out->tsa;
	verifying->witnesses = out->witnesses;
	return out->trust && out->tsa && out->witnesses ? STATUS_OK : fail_memory(err);
}
