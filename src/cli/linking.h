/* SPDX-License-Identifier: Apache-2.0 */
/* linking.h - what the verbs that link records have in common: many ids, one thing that each is linked to. */
#ifndef VIDIMUS_CLI_LINKING_H
#define VIDIMUS_CLI_LINKING_H

#include "cli/command.h"
#include "cli/record_edit.h"

#include <vidimus/link.h>

struct linking {
	/* `to` is the last argument, or NULL; `id` has room for a UUID. */
	enum status (*add)(struct vidimus_catalogue *catalogue, const char *of, const char *to,
	                   const struct vidimus_field *fields, size_t count, char *id,
	                   struct error *err);
	bool        has_to;  /* the last argument is what the others are linked to */
	const char *id_name; /* of the member in JSON: "id", "link" */
	const char *says;    /* between the two: "shows" */
	/* Private. */
	const char         *to;
	struct record_words words;
};

/* Links each of the command's ids with the fields that its options give. */
CHECKED enum status linking_run(struct command *command, struct linking *linking,
                                struct error *err);

/* The tool of an attachment or derivative, its author, language and a remark. */
extern const struct verb_option tool_options[];

#endif
