/* SPDX-License-Identifier: Apache-2.0 */
/* manifest.c - the list of a delivery's files, in the form of GNU sha256sum. */
#include "casework/delivery.h"

#include "casework/given_path.h"
#include "casework/short_id.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

#include <string.h>

/* A path with backslashes, line feeds and carriage returns escaped; tells whether there were any. */
static bool
append_path(struct buffer *out, struct text path)
{
	bool escaped = false;

	for (size_t i = 0; i < path.n; i++) {
		const char *letter = path.p[i] == '\\' ? "\\\\"
		                     : path.p[i] == '\n' ? "\\n"
		                     : path.p[i] == '\r' ? "\\r"
		                                         : NULL;

		if (letter != NULL)
			buffer_append_string(out, letter);
		else
			buffer_append_byte(out, path.p[i]);
		escaped = escaped || letter != NULL;
	}
	return escaped;
}

static void
append_line(struct buffer *line, int64_t number, struct text object, struct text path)
{
	char id[SHORT_ID_SIZE];
	SCOPED(buffer) name = { 0 };

	if (object.p == NULL || path.p == NULL) {
		short_id_write(id, (struct short_id){ 'Q', number });
		buffer_append_format(line, "# %s destroyed\n", id);
		return;
	}
	/* who checks it elsewhere has the files, and no folder of ours */
	if (append_path(&name, given_path_of(path)))
		buffer_append_byte(line, '\\');
	buffer_append_text(line, object);
	buffer_append_string(line, "  ");
	buffer_append(line, name.p, name.n);
	buffer_append_byte(line, '\n');
}

enum status
delivery_manifest(struct database *database, const struct uuid *delivery,
                  enum status (*write)(void *context, struct text piece, struct error *err),
                  void *context, struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	SCOPED(buffer) line = { 0 };
	char uuid[UUID_TEXT_SIZE];
	enum status st = database_statement(database,
	                                    "SELECT number, object, path_bytes FROM p_acquisitions"
	                                    " WHERE delivery = $1 ORDER BY number",
	                                    &statement, err);

	if (st != STATUS_OK)
		return st;
	uuid_write(uuid, delivery);
	statement_bind_text(statement, 1, text_of(uuid));
	buffer_append_format(&line, "# vidimus delivery %s\n", uuid);
	do {
		st = buffer_check(&line, err);
		if (st == STATUS_OK)
			st = write(context, text_of_buffer(&line), err);
		if (st != STATUS_OK)
			return st;
		buffer_clear(&line);
		st = statement_step(statement, err);
		if (st == STATUS_OK)
			append_line(&line, statement_integer(statement, 0),
			            statement_text(statement, 1), statement_blob(statement, 2));
	} while (st == STATUS_OK);
	return st == STATUS_DONE ? STATUS_OK : st;
}
