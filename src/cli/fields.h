/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fields.h - a verb's options from a JSON object: --fields FILE, for programs
 * and for private text that must not stand in an argument. Members are named
 * as the options are, with hyphens or underscores.
 *
 *	{"title": "Market square", "acts": ["torture"], "based-on": 3}
 */
#ifndef VIDIMUS_CLI_FIELDS_H
#define VIDIMUS_CLI_FIELDS_H

#include "cli/command.h"

#include <vidimus/types.h>

/* Most bytes of the object. */
#define FIELDS_LIMIT ((size_t)1 << 20)

/* And of a list of such objects, of a verb that takes one. */
#define FIELDS_LIST_LIMIT ((size_t)16 << 20)

/* The list with the option --fields, for a verb's table. */
extern const struct verb_option fields_options[];

/* Was --fields given? */
bool fields_are_given(const struct command *command);

/* Was what --fields gave a list, which is left for the verb to take? */
bool fields_are_a_list(const struct command *command);

/*
 * The member's text as an option would have it, in its place in the object, which
 * lends it: a text, a number, a list of texts with `between` between them. NULL
 * for anything else.
 */
const char *fields_text(json_t *object, const char *name, json_t *value, const char *between);

/*
 * Reads the file (`-`: standard input) and adds its members as options, checked
 * as the parser checks them; free text stands for itself. A list of texts is a
 * repeatable option's values, or one value with commas; null is not given, ""
 * is given and empty. STATUS_INVALID names the member, and the one that was
 * probably meant. What the verb requires must be there afterwards.
 */
CHECKED enum status fields_take(struct command *command, struct error *err);

#endif
