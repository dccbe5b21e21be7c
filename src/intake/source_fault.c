/* SPDX-License-Identifier: Apache-2.0 */
/* source_fault.c - why a path was not taken in, as a code and as one line of words. */
#include "intake/source.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <errno.h>
#include <string.h>

/* Room for a path in a message; beyond it the beginning gives way. */
#define SHOWN_SIZE 600

static const struct {
	const char *code;
	enum status status;
	const char *words;
} faults[] = {
	[SOURCE_FAULT_NONE] = { "none", STATUS_FAULT, "has nothing wrong with it" },
	[SOURCE_FAULT_NOT_FOUND] = { "not-found", STATUS_NOT_FOUND,
		"is not there; check the name, or whether it was moved or removed meanwhile" },
	[SOURCE_FAULT_NO_PERMISSION] = { "no-permission", STATUS_IO,
		"may not be read; ask its owner for permission, or copy it as somebody who has it" },
	[SOURCE_FAULT_SYMBOLIC_LINK] = { "symbolic-link", STATUS_INVALID,
		"is a symbolic link, which is never followed; name what it points to" },
	[SOURCE_FAULT_FIFO] = { "fifo", STATUS_INVALID,
		"is a named pipe and not a file; save what it delivers as a file first" },
	[SOURCE_FAULT_SOCKET] = { "socket", STATUS_INVALID,
		"is a socket and not a file; leave it out" },
	[SOURCE_FAULT_DEVICE] = { "device", STATUS_INVALID,
		"is a device and not a file; make an image of it and take that in" },
	[SOURCE_FAULT_FOLDER] = { "folder", STATUS_INVALID,
		"is a folder where a file was expected; name it as a folder again" },
	[SOURCE_FAULT_INSIDE_CATALOGUE] = { "inside-catalogue", STATUS_REFUSED,
		"lies inside the catalogue itself and is not taken in; keep sources elsewhere" },
	[SOURCE_FAULT_OWN_KEYS] = { "own-keys", STATUS_REFUSED,
		"lies where your own keys or home files are, which are never taken in; name what is evidence" },
	[SOURCE_FAULT_CHANGED] = { "changed", STATUS_CHANGED,
		"changed while it was taken in; try again when nothing writes to it" },
	[SOURCE_FAULT_INVALID_PATH] = { "invalid-path", STATUS_INVALID,
		"is no path that can be followed: empty, with a NUL, or too long" },
	[SOURCE_FAULT_UNREADABLE] = { "unreadable", STATUS_IO,
		"cannot be read; check the medium and try again" },
};

const char *
source_fault_code(enum source_fault fault)
{
	return faults[fault].code;
}

enum source_fault
source_fault_of(int os)
{
	switch (os) {
	case ENOENT:
	case ENOTDIR:
	case ESTALE:
		return SOURCE_FAULT_NOT_FOUND;
	case EACCES:
	case EPERM:
		return SOURCE_FAULT_NO_PERMISSION;
	case ELOOP:
		return SOURCE_FAULT_SYMBOLIC_LINK;
	case ENXIO:
		return SOURCE_FAULT_SOCKET;
	case ENAMETOOLONG:
		return SOURCE_FAULT_INVALID_PATH;
	default:
		return SOURCE_FAULT_UNREADABLE;
	}
}

/* The path escaped for a terminal; of a long one its end, where the name is. */
static void
show_path(char out[SHOWN_SIZE], struct text path)
{
	SCOPED(buffer) shown = { 0 };
	const char *from;

	text_append_escaped(&shown, path.p, path.n);
	if (shown.failed || shown.n < SHOWN_SIZE) {
		text_escape_into(out, SHOWN_SIZE, path.p, path.n);
		return;
	}
	from = shown.p + shown.n - (SHOWN_SIZE - sizeof("…"));
	while (((unsigned char)*from & 0xc0) == 0x80)
		from++;
	memcpy(out, "…", sizeof("…") - 1);
	memcpy(out + sizeof("…") - 1, from, (size_t)(shown.p + shown.n - from) + 1);
}

enum status
source_fail(enum source_fault fault, int os, struct text path, struct error *err)
{
	char shown[SHOWN_SIZE];

	show_path(shown, path);
	if (fault == SOURCE_FAULT_UNREADABLE && os != 0) {
		errno = os;
		return fail_os(err, "'%s' %s", shown, faults[fault].words);
	}
	fail(err, faults[fault].status, "'%s' %s", shown, faults[fault].words);
	if (err != NULL)
		err->os = os;
	return faults[fault].status;
}
