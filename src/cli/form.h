/* SPDX-License-Identifier: Apache-2.0 */
/*
 * form.h - a verb's options written in the editor instead of on the command
 * line: `add` without options. The form is made from the verb's table, one
 * field an option:
 *
 *	# A short title
 *	title: Market square
 *	 seen from the north
 *
 * Lines that begin with # are left out, a line that begins with a blank
 * continues the one before, empty fields are not given.
 */
#ifndef VIDIMUS_CLI_FORM_H
#define VIDIMUS_CLI_FORM_H

#include "cli/command.h"

#include <vidimus/types.h>

/* Most bytes of a filled form. */
#define FORM_LIMIT ((size_t)1 << 20)

/* What a field holds when the form opens; lists end with a NULL option. */
struct form_value {
	const char *option;
	struct text text; /* UTF-8 */
};

/* True when the verb gets its options by a form: it has one, and none of its options was given. */
bool form_is_wanted(const struct command *command);

/*
 * Opens the form, adds what was written as options of the command, checked as
 * the parser checks them (free text stands for itself), and calls `run`. What
 * is wrong is said at the top of the form, which opens again with everything
 * written, where a person sits there; so is what `run` refuses for its words
 * (STATUS_INVALID, LIMIT, NOT_FOUND, EXISTS, STALE). A form left as it was, or
 * without editor: STATUS_INVALID, nothing is done. `initial` may be NULL.
 */
CHECKED enum status form_run(struct command *command, const struct form_value *initial,
                             enum status (*run)(struct command *command, struct error *err),
                             struct error *err);

/* The two halves, without editor: appends the empty form; and takes the values of a filled one. */
void form_write(struct buffer *out, const struct command *command,
                const struct form_value *initial);

/*
 * Takes the bytes of `filled` over (it is empty afterwards unless the result
 * is not STATUS_OK) and adds its fields. STATUS_INVALID names the line.
 */
CHECKED enum status form_read(struct command *command, struct buffer *filled, struct error *err);

#endif
