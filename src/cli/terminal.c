/* SPDX-License-Identifier: Apache-2.0 */
/* terminal.c - asking the system about terminals, and the few styles we print. */
#include "cli/terminal.h"

#include "base/scoped.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#define USUAL_WIDTH 80

unsigned
terminal_width(int fd)
{
	struct winsize size = { 0 };

	if (!isatty(fd))
		return 0;
	if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
		return USUAL_WIDTH;
	return size.ws_col;
}

/* https://no-color.org: any value but the empty one forbids. */
static bool
colour_is_welcome(void)
{
	const char *forbidden = getenv("NO_COLOR"), *kind = getenv("TERM");

	if (forbidden != NULL && forbidden[0] != '\0')
		return false;
	return kind != NULL && strcmp(kind, "dumb") != 0;
}

void
terminal_probe(struct terminal *terminal, enum when colour)
{
	terminal->in = isatty(STDIN_FILENO);
	terminal->out = isatty(STDOUT_FILENO);
	terminal->err = isatty(STDERR_FILENO);
	terminal->width = terminal_width(STDOUT_FILENO);
	terminal->colour = colour == WHEN_ALWAYS ||
	                   (colour == WHEN_AUTO && terminal->out && colour_is_welcome());
}

bool
terminal_has_person(void)
{
	SCOPED_FD tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);

	return tty >= 0 && (isatty(STDIN_FILENO) || isatty(STDERR_FILENO));
}

const char *
style_begin(const struct terminal *terminal, enum style style)
{
	if (!terminal->colour)
		return "";
	switch (style) {
	case STYLE_HEADING:
		return "\033[1m";
	case STYLE_FAINT:
		return "\033[2m";
	case STYLE_GOOD:
		return "\033[32m";
	case STYLE_WARNING:
		return "\033[33m";
	case STYLE_BAD:
		return "\033[1;31m";
	case STYLE_STRUCK:
		return "\033[9m";
	case STYLE_PLAIN:
		break;
	}
	return "";
}

const char *
style_end(const struct terminal *terminal, enum style style)
{
	return terminal->colour && style != STYLE_PLAIN ? "\033[0m" : "";
}
