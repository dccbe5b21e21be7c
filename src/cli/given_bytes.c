/* SPDX-License-Identifier: Apache-2.0 */
/* given_bytes.c - reads and writes the small files that people carry between two machines. */
#include "cli/given_bytes.h"

#include "base/error.h"
#include "base/file.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>
#include <unistd.h>

#define KEYS_LIMIT (256u << 10)

enum status
given_bytes(const char *path, size_t limit, struct buffer *out, struct error *err)
{
	enum status status = strcmp(path, "-") == 0
	                             ? file_read_all(STDIN_FILENO, limit, out, err)
	                             : file_read(path, limit, out, err);

	return status == STATUS_OK ? status : while_doing(err, status, "reading %s", path);
}

enum status
given_option(const struct command *command, const char *name, size_t limit, struct buffer *out,
             struct text *text, struct error *err)
{
	const char *path = command_text(command, name);
	enum status status = path ? given_bytes(path, limit, out, err) : STATUS_OK;

	*text = (struct text){ 0 };
	if (status == STATUS_OK && path != NULL)
		*text = (struct text){ buffer_string(out), out->n };
	return status;
}

/* NAME+KEYID+BASE64: a path may hold a "+" too, but not two with eight digits between. */
static bool
looks_like_key(struct text said)
{
	struct text rest = said, id;

	(void)text_cut(&rest, '+');
	if (rest.p == NULL)
		return false;
	id = text_cut(&rest, '+');
	return rest.p != NULL && id.n == 8;
}

enum status
given_keys(const struct command *command, const char *name, struct buffer *out, struct error *err)
{
	for (size_t i = 0; i < command_count(command, name); i++) {
		const char *said = command_nth(command, name, i);
		enum status status = STATUS_OK;

		if (looks_like_key(text_of(said)))
			buffer_append_string(out, said);
		else
			status = given_bytes(said, KEYS_LIMIT, out, err);
		if (status != STATUS_OK)
			return status;
		buffer_append_byte(out, '\n');
	}
	return buffer_check(out, err);
}

enum status
write_given(const struct command *command, const char *name, struct text bytes, struct error *err)
{
	const char *path = command_text(command, name);

	return file_create(path, bytes, 0644, err);
}
