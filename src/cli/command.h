/* SPDX-License-Identifier: Apache-2.0 */
/*
 * command.h - what a verb's run gets: its options and arguments as the parser
 * read them, the settings every verb has, and where to print.
 */
#ifndef VIDIMUS_CLI_COMMAND_H
#define VIDIMUS_CLI_COMMAND_H

#include "cli/output.h"
#include "cli/terminal.h"
#include "cli/verb.h"

#include <vidimus/types.h>

/* The catalogue and key that the runner opened as the verb needs them (runner.h). */
struct session;

/* One option as it was given, in the order of the command line. */
struct option_value {
	const struct verb_option *option;
	const char               *text;   /* borrowed; NULL for a flag */
	uint64_t                  number; /* VALUE_NUMBER */
	bool                      literal; /* from a form: free text that stands for itself */
};

/* What the global options and the environment say. */
struct settings {
	const char *catalogue;       /* -C, else VIDIMUS_CATALOG, else NULL: look from here upwards */
	const char *key;             /* --key, else VIDIMUS_KEY, else NULL */
	const char *passphrase_file; /* --passphrase-file or NULL */
	enum when   progress;        /* --quiet makes WHEN_AUTO WHEN_NEVER */
	enum when   colour;
	bool        json;
	bool        quiet;
	bool        help;    /* --help was given: nothing is run */
	bool        version; /* --version was given: nothing is run */
};

#define COMMAND_NAME_SIZE 64

struct command {
	const struct program *program;
	const struct verb    *verb;                    /* NULL while none is named */
	char                  name[COMMAND_NAME_SIZE]; /* "log show"; "" while none is named */
	struct settings       settings;
	struct terminal       terminal;
	struct output        *output;  /* borrowed */
	struct session       *session; /* open as verb->needs says */
	const char          **arguments; /* borrowed strings, argument_count of them */
	size_t                argument_count;
	struct option_value  *values;
	size_t                value_count;
	bool                  partial; /* set by command_partial */
	struct buffer         held;    /* texts read from a form, which values point into */
	struct unsaid        *unsaid;  /* borrowed: private texts that were read (unsaid.h), or NULL */
	json_t               *fields;  /* owned: what --fields gave, which values point into */
	void                 *own;     /* what a verb keeps for its own functions while it runs */
};

/*
 * Ends it. The strings of the values and arguments belong to argv, or to the
 * form they were read from, which is overwritten.
 */
void command_end(struct command *command);

/* True when the option was given. An option that the verb does not have is a fault of ours. */
bool command_has(const struct command *command, const char *name);

/* The option as it was given last, borrowed; NULL when it was not. */
const struct option_value *command_value(const struct command *command, const char *name);

/* The option's text, the last one given, borrowed; NULL when it was not given. */
const char *command_text(const struct command *command, const char *name);

/* The option's number, or `otherwise` when it was not given. */
uint64_t command_number(const struct command *command, const char *name, uint64_t otherwise);

/* How often a repeatable option was given, and the text of one of them, from 0. */
size_t command_count(const struct command *command, const char *name);
const char *command_nth(const struct command *command, const char *name, size_t index);

/* Does a person sit at the terminal, who reads what is printed and can be asked? Not with --json. */
bool command_attended(const struct command *command);

/*
 * Says that some inputs failed and the others are done: exit code 3, unless
 * run returns something worse than STATUS_OK.
 */
void command_partial(struct command *command);

/*
 * Shows progress on standard error as the settings say (progress.h): the
 * handle for progress_update, borrowed until the end, which the runner sees to
 * where the verb returns before. May be NULL, which progress_update takes.
 */
struct progress *command_progress_begin(struct command *command);
void command_progress_end(struct command *command);

/*
 * One line on standard error, "vidimus: VERB: …", control characters escaped;
 * a note stays away with --quiet, a warning does not.
 */
void command_note(struct command *command, const char *format, ...) PRINTF_LIKE(2, 3);
void command_warn(struct command *command, const char *format, ...) PRINTF_LIKE(2, 3);

/* Prints an error as the runner does, for one input of several that failed. */
void command_tell(struct command *command, const struct error *err);

/* {"code","text"} for an error, as JSON answers carry it; new reference, NULL when memory ran out. */
json_t *error_json(const struct error *err);

/* The code of a status in JSON: "not-found", "refused", … */
const char *status_code(enum status status);

/*
 * The exit code of a status (README.md): 0 done, 1 the answer is no, 2 wrong
 * usage, 3 some inputs failed, 4 the catalogue cannot be used, 5 refused by
 * policy, 70 a fault of ours. An interruption is 128 + the signal, which the
 * runner knows; here it is 130.
 */
int exit_code_of(enum status status);

#define EXIT_CODE_PARTIAL 3

#endif
