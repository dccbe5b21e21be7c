/* SPDX-License-Identifier: Apache-2.0 */
/*
 * verb.h - the one table that describes every verb, sub-verb and option. The
 * parser, --help, the man page and the completions are all made from it, so
 * none of them can tell another story than the others.
 *
 * A verb is one file verb_NAME.c that defines `const struct verb verb_NAME`
 * (hyphens become underscores) and one line in verbs.def.
 */
#ifndef VIDIMUS_CLI_VERB_H
#define VIDIMUS_CLI_VERB_H

#include <vidimus/types.h>

struct command;

/* What stands behind an option, or what a verb's arguments are. */
enum value_kind {
	VALUE_NONE,   /* a flag: no value */
	VALUE_TEXT,   /* a short text, UTF-8 */
	VALUE_PROSE,  /* free text: `-` standard input, `@FILE`, `@` the editor; else the text itself, unless private */
	VALUE_NUMBER, /* digits, at most .limit */
	VALUE_DATE,   /* a date as the library reads it; .check calls it */
	VALUE_ID,     /* an id or a range of ids; .check calls the library */
	VALUE_PATH,   /* a file name: bytes, never empty */
	VALUE_CHOICE, /* one of .choices */
	VALUE_VERB    /* of arguments only: the name of a verb and its sub-verbs */
};

struct verb_option {
	const char        *name;     /* long name without dashes; NULL ends a list */
	const char        *argument; /* how help calls the value, "DIR"; NULL for a flag */
	const char        *about;    /* what it does: one line, no full stop */
	const char *const *choices;  /* VALUE_CHOICE: NULL-ended */
	uint64_t           limit;    /* VALUE_NUMBER: the largest; 0: 2^53 - 1. VALUE_PROSE: bytes; 0: 64 KiB */
	enum value_kind    kind;
	char               letter;     /* its short form, or 0 */
	bool               repeatable; /* may be given several times */
	bool               required;   /* must be given */
	bool               is_recorded; /* VALUE_NONE: a field of the record, and not the command's (record_edit.h) */
	bool               is_private; /* VALUE_PROSE: never stands in an argument (shells remember them) */
	/* Reads the value further, for the right words at once; NULL: nothing more to check. */
	enum status (*check)(struct text value, struct error *err);
};

struct verb_example {
	const char *command; /* without "vidimus "; NULL ends a list */
	const char *about;   /* what it does, one line */
};

/* What the runner has ready before it calls run; with --dry-run NEEDS_READING is enough. */
enum verb_needs {
	NEEDS_NOTHING,   /* no catalogue */
	NEEDS_READING,   /* a readable catalogue */
	NEEDS_VERIFYING, /* a readable one, also a rolled-back one or one with a damaged tree */
	NEEDS_RECORDING, /* for an audit, so also a rolled-back one; writable, with a key, where that is to be had without asking */
	NEEDS_WRITING,   /* a writable one */
	NEEDS_KEY,       /* a writable one and the actor's key */
	NEEDS_RESUMING,  /* one that may have been rolled back, and a key */
	NEEDS_REBUILDING /* one whose tables may be in any state */
};

/* Under which heading `vidimus help` lists it; headings in verb_group_title. */
enum verb_group {
	GROUP_CATALOGUE,
	GROUP_INTAKE,
	GROUP_LOOKING,
	GROUP_RECORDS,
	GROUP_JUDGING,
	GROUP_CUSTODY,
	GROUP_SHARING,
	GROUP_UPKEEP,
	GROUP_COUNT
};

#define VERB_OPTION_LISTS 6
#define VERB_DEPTH_LIMIT  4
#define ARGUMENTS_MANY    UINT32_MAX

struct verb {
	const char                *name;      /* one word, lower-case, hyphens */
	const char                *summary;   /* one line without full stop, at most 56 columns */
	const char                *about;     /* more, whole sentences; a blank line between paragraphs */
	const char                *arguments; /* as usage shows them, "ID…"; NULL: none */
	const char *const         *choices;   /* arguments of VALUE_CHOICE: NULL-ended */
	const struct verb_option  *options[VERB_OPTION_LISTS]; /* lists, so that verbs can share some */
	const struct verb_example *examples;  /* NULL-ended list, or NULL */
	const struct verb *const  *verbs;     /* sub-verbs, NULL-ended, or NULL */
	const struct verb         *fallback;  /* the sub-verb that runs when none is named */
	uint32_t                   least, most; /* number of arguments; most may be ARGUMENTS_MANY */
	enum value_kind            argument_kind;
	enum verb_group            group;     /* of a verb at the top */
	enum verb_needs            needs;
	bool                     (*alone)(const struct command *command); /* true: NEEDS_NOTHING is enough this time; or NULL */
	bool                     (*only_reads)(const struct command *command); /* true: NEEDS_READING is enough this time; or NULL */
	bool                       attended;  /* where no person sits at the terminal, NEEDS_READING is enough */
	bool                       hidden;    /* not listed anywhere */
	bool                       when_bare; /* runs when no verb is named; the first such one */
	bool                       takes_list; /* --fields may be a list of objects, left in command->fields for run */
	bool                       has_form;  /* the runner opens a form when no option is given (form.h) */
	/*
	 * Does it. An error is printed by the runner and sets the exit code;
	 * command_partial() makes it 3. NULL for a verb with sub-verbs.
	 */
	enum status (*run)(struct command *command, struct error *err);
};

/* The program: its name, version and verbs. Tests bring their own. */
struct program {
	const char               *name;
	const char               *version;
	const struct verb *const *verbs; /* NULL-ended */
};

/* vidimus with the verbs of verbs.def. */
extern const struct program vidimus_program;

/* Options that every verb takes, before or after it; ends with a NULL name. */
extern const struct verb_option global_options[];

/*
 * The option --query, which every verb has that takes many ids (VALUE_ID, most
 * ARGUMENTS_MANY), without naming it; one whose ids stand behind another
 * argument names it in its lists.
 */
extern const struct verb_option query_options[];

/* The letter of the records that --query chooses among for the verb: E where it takes several kinds. */
char verb_query_kind(const struct verb *verb);

/* The option at `index` over all the verb's lists, or NULL past the last. */
const struct verb_option *verb_option_at(const struct verb *verb, size_t index);

/* The verb's own option of that name, or NULL. */
const struct verb_option *verb_option_find(const struct verb *verb, const char *name);

/* The verb of that name in a NULL-ended list, or NULL. */
const struct verb *verb_find(const struct verb *const *verbs, const char *name);

/* The heading of a group, "Taking in". */
const char *verb_group_title(enum verb_group group);

#endif
