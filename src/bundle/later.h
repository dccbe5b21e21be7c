/* SPDX-License-Identifier: Apache-2.0 */
/*
 * later.h - a member of a bundle already given, opened afterwards: one
 * disclosure for custody/later/ (docs/bundle-format.md §13).
 */
#ifndef VIDIMUS_BUNDLE_LATER_H
#define VIDIMUS_BUNDLE_LATER_H

#include "casework/catalogue.h"

#include "base/json.h"

struct later_words {
	const char *bundle; /* B-… */
	const char *event;  /* its UUID, or a record that is one event: F-3 */
	const char *member;
	/*
	 * A folder: that of the bundle, whose custody/later/ gets the file, or any
	 * other. NULL: the working folder.
	 */
	const char *out;
	const char *because, *protected_because; /* one of both is demanded */
};

/*
 * Writes the disclosure to a new file and records it. *out, owned:
 * {"bundle","event","member","code","file","sha256"}. STATUS_NOT_FOUND when the
 * bundle does not withhold the member; STATUS_REFUSED, with a request left
 * behind, when a protected class needs a second person, and where a consent or
 * restriction stands in the way today; STATUS_EXISTS when the file is there.
 */
CHECKED enum status later_disclose(struct catalogue *catalogue, const struct later_words *words,
                                   json_t **out, struct error *err);

#endif
