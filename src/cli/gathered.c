/* SPDX-License-Identifier: Apache-2.0 */
/* gathered.c - ids as one line. */
#include "cli/gathered.h"

#include "cli/ids.h"

static enum status
take(struct command *command, const char *id, struct error *err)
{
	struct buffer *out = command->own;

	buffer_append_format(out, "%s ", id);
	return buffer_check(out, err);
}

enum status
ids_gather(struct command *command, struct buffer *out, struct error *err)
{
	void *own = command->own;
	enum status status;

	command->own = out;
	status = ids_each(command, take, err);
	command->own = own;
	return status;
}
