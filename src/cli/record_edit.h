/* SPDX-License-Identifier: Apache-2.0 */
/*
 * record_edit.h - editing a record by the options of its verb: each option is
 * a field of the record of the same name (hyphens for underscores). Without
 * options a form opens with what is there.
 */
#ifndef VIDIMUS_CLI_RECORD_EDIT_H
#define VIDIMUS_CLI_RECORD_EDIT_H

#include "base/json.h"
#include "cli/command.h"

#include <vidimus/record.h>
#include <vidimus/types.h>

/* An option whose field has another name where the record is shown; ends with a NULL option. */
struct shown_as {
	const char *option, *member;
};

/* The option --based-on, which every edit has, for a verb's table. */
extern const struct verb_option based_on_options[];

/*
 * Answers that a record is `done` ("edited"): its id and version; in words also
 * that nothing was recorded, where the version is still the one before.
 */
void record_edited(struct command *command, const char *id, const char *done, int64_t before,
                   int64_t version);
/* Fields as a verb's options give them; ended by record_words_end. */
struct record_words {
	struct vidimus_field fields[64]; /* borrowed from `texts` */
	size_t               count;
	json_t              *texts;
};
CHECKED enum status record_words_take(struct command *command, struct record_words *out,
                                      struct error *err);
void record_words_end(struct record_words *words);

/* Adds a record of the fields that the options give, by `add`, and answers with its id. */
CHECKED enum status record_add(struct command *command, const char *what,
                               enum status (*add)(struct vidimus_catalogue *catalogue,
                                                  const struct vidimus_field *fields,
                                                  size_t count, char id[VIDIMUS_ID_SIZE],
                                                  struct error *err),
                               struct error *err);

/* The same for what is added to the record that the first argument names. */
CHECKED enum status record_add_to(struct command *command, const char *what,
                                  enum status (*add)(struct vidimus_catalogue *catalogue,
                                                     const char *of,
                                                     const struct vidimus_field *fields,
                                                     size_t count, char id[VIDIMUS_ID_SIZE],
                                                     struct error *err),
                                  struct error *err);

/* Calls `take` with the fields that the options give; a flag that is recorded is "yes". */
CHECKED enum status record_words(struct command *command,
                                 enum status (*take)(struct command *command,
                                                     const struct vidimus_field *fields,
                                                     size_t count, struct error *err),
                                 struct error *err);

/*
 * Edits the record of `kind` that the only argument names by id or code.
 * `shown` may be NULL. Answers with id and version.
 */
CHECKED enum status record_edit(struct command *command, const char *kind,
                                const struct shown_as *shown, struct error *err);

#endif
