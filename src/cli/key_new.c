/* SPDX-License-Identifier: Apache-2.0 */
/* key_new.c - a new key: open only where that was said. */
#include "cli/key_new.h"

#include "base/error.h"
#include "base/scoped.h"
#include "cli/ask.h"
#include "cli/key_choice.h"

#include <stdio.h>

static enum status
choose_passphrase(struct command *command, const char *name, struct secret *out,
                  struct error *err)
{
	char subject[KEY_NAME_SIZE + 8];

	if (command->settings.passphrase_file != NULL)
		return ask_passphrase_file(out, command->settings.passphrase_file, err);
	snprintf(subject, sizeof subject, "key %s", name);
	return ask_passphrase(out, subject, "passphrase-file", true, err);
}

enum status
key_new(struct command *command, const char *folder, const char *name,
        const struct uuid *catalogue, struct vidimus_key **out, struct error *err)
{
	SCOPED(secret) passphrase = { .n = 0 };
	bool open = command_has(command, "no-passphrase");
	enum status status = vidimus_key_name_check(name, err);

	if (status != STATUS_OK)
		return status;
	if (open && command->settings.passphrase_file != NULL)
		return fail(err, STATUS_INVALID,
		            "--no-passphrase and --passphrase-file contradict each other");
	if (!open)
		status = choose_passphrase(command, name, &passphrase, err);
	if (status != STATUS_OK)
		return status;
	return vidimus_key_make(folder, name,
	                        (struct text){ open ? NULL : passphrase.bytes,
	                                       open ? 0 : passphrase.n },
	                        catalogue, out, err);
}
