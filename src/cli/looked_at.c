/* SPDX-License-Identifier: Apache-2.0 */
/* looked_at.c - ids are looked up, files are parsed apart. */
#include "cli/looked_at.h"

#include "base/error.h"
#include "cli/interrupt.h"
#include "cli/session.h"

#include <vidimus/similar.h>

#include <string.h>
#include <sys/stat.h>

bool
looked_at_is_file(const char *word)
{
	struct stat st;

	if (strpbrk(word, "/.") != NULL)
		return true;
	return stat(word, &st) == 0 && S_ISREG(st.st_mode);
}

void
looked_at_end(struct looked_at *looked_at)
{
	vidimus_parsers_close(looked_at->parsers);
	looked_at->parsers = NULL;
}

static enum status
read_file(struct looked_at *looked_at, struct command *command, const char *path,
          struct vidimus_fingerprint **out, struct error *err)
{
	enum status status = STATUS_OK;

	if (looked_at->parsers == NULL)
		status = vidimus_parsers_open(&looked_at->parsers,
		                              command_has(command, "allow-unsandboxed"),
		                              interrupt_flag(), err);
	if (status == STATUS_OK)
		status = vidimus_fingerprint_file(looked_at->parsers, path, VIDIMUS_FRAMES_DENSE,
		                                  interrupt_flag(), out, err);
	if (status != STATUS_OK)
		return while_doing(err, status, "looking at %s", path);
	if (strcmp(vidimus_fingerprint_outcome(*out), "complete") != 0)
		command_warn(command, "%s: not all of it could be fingerprinted: %s", path,
		             vidimus_fingerprint_outcome(*out));
	return STATUS_OK;
}

enum status
looked_at_read(struct looked_at *looked_at, struct command *command, const char *word,
               struct vidimus_fingerprint **out, struct error *err)
{
	enum status status = STATUS_INVALID;

	if (command->session != NULL && strchr(word, '/') == NULL)
		status = vidimus_fingerprint_item(command->session->catalogue, word, out, err);
	if (status != STATUS_INVALID)
		return status;
	return read_file(looked_at, command, word, out, err);
}
