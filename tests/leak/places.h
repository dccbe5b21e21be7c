/* SPDX-License-Identifier: Apache-2.0 */
/* places.h - the sealed values of a catalogue, and the places where none of them may stand. */
#ifndef VIDIMUS_TESTS_LEAK_PLACES_H
#define VIDIMUS_TESTS_LEAK_PLACES_H

#include "leak/needle.h"
#include "support/support.h"

/* The values of all sealed members of FOLDER/cat, each once for its member. */
struct sealed {
	struct needle *needles; /* owned; named "type/member" */
	size_t         count, room;
	struct buffer  table;   /* the private table, as it is */
	struct buffer  present; /* "type/member\n" of each that had a value */
};
void sealed_read(struct sealed *out, const char *folder);
void sealed_end(struct sealed *sealed);

/* Is it one of the values? */
bool sealed_has(const struct sealed *sealed, const char *value);

/*
 * Each sealed member of the type's schema should have had a value in some
 * event, but those of `unset` (NULL-ended), which should have had none. Says of
 * which that is not so; returns how many.
 */
unsigned sealed_check_all(const struct sealed *sealed, const char *type, const char *const *unset);

/* Text that is given out, or that lies about. */
struct place {
	const char   *name;
	struct buffer bytes;
	bool          may_be_empty;
	bool          lists; /* public lists of codes stand in it too */
	bool          names_subjects; /* each record's own line names it */
};

#define PLACES 12
struct places {
	struct place all[PLACES];
	size_t       count;
	const struct place *readme; /* text in which no value stands anyway */
};

/* `said` is what commands printed to standard error. */
void places_collect(struct places *out, const char *folder, struct text said);
void places_end(struct places *places);

/* Says of each sealed value that stands there; returns how many. */
unsigned places_search(const struct place *place, const struct sealed *sealed);

#endif
