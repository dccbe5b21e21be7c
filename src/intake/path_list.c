/* SPDX-License-Identifier: Apache-2.0 */
/* path_list.c - cut a stream of bytes at its separators, with a limit on each part. */
#include "intake/path_list.h"

#include "base/error.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static enum status
read_more(struct path_list *list, struct error *err)
{
	ssize_t n = read(list->file, list->read, sizeof list->read);

	if (n < 0 && errno == EINTR)
		return fail(err, STATUS_INTERRUPTED, "interrupted while the list of files was read");
	if (n < 0)
		return fail_os(err, "the list of files cannot be read");
	list->at = 0;
	list->n = (size_t)n;
	list->ended = n == 0;
	list->taken += (uint64_t)n;
	if (list->taken > PATH_LIST_LIMIT)
		return fail(err, STATUS_LIMIT, "the list of files is longer than %llu MiB",
		            (unsigned long long)(PATH_LIST_LIMIT >> 20));
	return STATUS_OK;
}

/* Moves bytes up to the separator; true when it was there. */
static bool
take_part(struct path_list *list, struct buffer *out, size_t limit, bool *whole)
{
	const char *from = list->read + list->at;
	const char *end = memchr(from, list->separator, list->n - list->at);
	size_t n = end != NULL ? (size_t)(end - from) : list->n - list->at;
	size_t fits = limit - out->n < n ? limit - out->n : n;

	buffer_append(out, from, fits);
	if (fits < n)
		*whole = false;
	list->at += n + (end != NULL);
	return end != NULL;
}

enum status
path_list_next(struct path_list *list, struct buffer *out, size_t limit, bool *whole,
               struct error *err)
{
	enum status st;

	buffer_clear(out);
	*whole = true;
	while (list->file >= 0 && !list->ended) {
		if (list->at == list->n) {
			st = read_more(list, err);
			if (st != STATUS_OK)
				return st;
			continue;
		}
		if (take_part(list, out, limit, whole) && out->n > 0)
			return buffer_check(out, err);
	}
	return out->n > 0 ? buffer_check(out, err) : STATUS_DONE;
}
