/* SPDX-License-Identifier: Apache-2.0 */
/* terminal.h - what stands at the other end: a terminal or not, its width, colours. */
#ifndef VIDIMUS_CLI_TERMINAL_H
#define VIDIMUS_CLI_TERMINAL_H

#include <vidimus/types.h>

/* auto | always | never, as --color and --progress take it. */
enum when {
	WHEN_AUTO,
	WHEN_ALWAYS,
	WHEN_NEVER
};

struct terminal {
	bool     in, out, err; /* standard input, output, error are terminals */
	bool     colour;       /* text on standard output may be coloured */
	unsigned width;        /* columns of standard output's terminal; 0: not a terminal, no limit */
};

/*
 * Looks at descriptors 0 to 2. Colour: as `colour` says; WHEN_AUTO on a
 * terminal, unless NO_COLOR is set to anything or TERM is "dumb".
 */
void terminal_probe(struct terminal *terminal, enum when colour);

/* Columns of the terminal at `fd`; 80 when it does not say, 0 when it is none. */
unsigned terminal_width(int fd);

/*
 * True when somebody can be asked: the process has a controlling terminal,
 * and standard input or standard error is one (not under cron or a test).
 */
bool terminal_has_person(void);

/* What colour may stress; the words alone always say it too. */
enum style {
	STYLE_PLAIN,
	STYLE_HEADING,
	STYLE_FAINT,
	STYLE_GOOD,
	STYLE_WARNING,
	STYLE_BAD,
	STYLE_STRUCK
};

/* The sequences that begin and end a style (ECMA-48 SGR); "" without colour. */
const char *style_begin(const struct terminal *terminal, enum style style);
const char *style_end(const struct terminal *terminal, enum style style);

#endif
