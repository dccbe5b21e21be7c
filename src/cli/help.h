/* SPDX-License-Identifier: Apache-2.0 */
/* help.h - help, man pages and completions, all from the table of verb.h. */
#ifndef VIDIMUS_CLI_HELP_H
#define VIDIMUS_CLI_HELP_H

#include "base/buffer.h"
#include "cli/command.h"
#include "cli/verb.h"

#include <vidimus/types.h>

/* No line of a help text is wider. */
#define HELP_WIDTH 80

/*
 * Appends the help of one verb, called by `path` ("log show"), or of the whole
 * program (verb NULL). Headings are styled as `terminal` allows.
 */
void help_text(struct buffer *out, const struct program *program, const struct verb *verb,
               const char *path, const struct terminal *terminal);

/* Prints it on the command's output. */
void help_print(struct command *command, const struct verb *verb, const char *path);

/* Appends a manual page, man(7): vidimus(1) with every verb, or vidimus-VERB(1). */
void help_man(struct buffer *out, const struct program *program, const struct verb *verb,
              const char *path);

/* Append the completion script for a shell. */
void completion_bash(struct buffer *out, const struct program *program);
void completion_zsh(struct buffer *out, const struct program *program);
void completion_fish(struct buffer *out, const struct program *program);

/*
 * Appends what an option does, in one sentence: its `about`, then choices,
 * and whether it is required or may be repeated.
 */
void option_about_append(struct buffer *out, const struct verb_option *option);

/* The verb whose options and arguments hold where only `verb` is named: its fallback or itself. */
const struct verb *verb_in_effect(const struct verb *verb);

/*
 * Calls `visit` for each verb that is not hidden and then for its sub-verbs.
 * `path` names it with its parents, "log show", until the call returns.
 */
void verb_each(const struct verb *const *verbs, const char *parent,
               void (*visit)(void *context, const char *path, const struct verb *verb),
               void *context);

#endif
