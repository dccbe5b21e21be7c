/* SPDX-License-Identifier: Apache-2.0 */
/*
 * change.h - changes to a copy of a catalogue by somebody who has the disk and
 * knows the format: through SQLite itself, past all of our own code.
 */
#ifndef VIDIMUS_TESTS_CHANGE_H
#define VIDIMUS_TESTS_CHANGE_H

#include "sample/sample.h"

#include "base/encoding.h"

#include <sqlite3.h>

struct tampering {
	const struct sample *sample;
	char                *folder; /* of this change alone */
	char                *path;   /* of the copy of the catalogue */
	char                *state;  /* of the copy of the home files */
	struct surroundings  here;
	sqlite3             *db;       /* between tamper_open and tamper_close */
	struct buffer        triggers; /* their SQL, which is run again when it is closed */

	/* what was changed, for the words of expected.tsv */
	int64_t event, checkpoint;
	char    object[DIGEST_TEXT_SIZE], other[DIGEST_TEXT_SIZE];
	bool    write; /* the copy is then opened for writing */
};

/* One change, named as in expected.tsv: a function, or SQL alone. */
struct change {
	const char *name;
	void (*apply)(struct tampering *t);
	const char *sql;
};

/* Lists that end with a NULL name. */
extern const struct change changes_of_objects[];
extern const struct change changes_of_events[];
extern const struct change changes_of_logs[];
extern const struct change changes_of_values[];
extern const struct change changes_of_checkpoints[];
extern const struct change changes_of_deliveries[];
extern const struct change changes_of_reports[];
extern const struct change changes_of_tables[];
extern const struct change changes_of_copies[];

/* A copy of the sample in a folder of that name, for one change; ended, it is removed. */
void tamper_begin(struct tampering *t, const struct sample *sample, const char *name);
void tamper_end(struct tampering *t);

/* Opens the copy's database without its triggers; closing puts them back. */
void tamper_open(struct tampering *t);
void tamper_close(struct tampering *t);

/* Runs formatted SQL. All of these fail the test when SQLite refuses. */
void tamper_sql(struct tampering *t, const char *format, ...) PRINTF_LIKE(2, 3);

/* One value of one row; the text is owned. */
int64_t tamper_integer(struct tampering *t, const char *format, ...) PRINTF_LIKE(2, 3);
char *tamper_text(struct tampering *t, const char *format, ...) PRINTF_LIKE(2, 3);

/* An event's bytes; owned. */
char *tamper_bytes(struct tampering *t, int64_t seq);
void tamper_set_bytes(struct tampering *t, int64_t seq, const char *bytes);

/* Replaces the first `from` in an event's bytes, which must be there, by `to`. */
void tamper_replace(struct tampering *t, int64_t seq, const char *from, const char *to);

/* Makes the leaf of an event anew from its bytes; and all nodes from the leaves. */
void tamper_make_leaf(struct tampering *t, int64_t seq);
void tamper_make_nodes(struct tampering *t);

/* The time that the next event added gets: a second after the last one. */
struct instant tamper_next_time(struct tampering *t);

/* An event to be added, as anybody could who knows the form. */
struct forgery {
	const struct signing_key *actor;
	const char *type;
	const char *subject; /* KIND/UUID; NULL: the one that has a note */
	const char *open;    /* JSON; NULL: {} */
	const char *members; /* canonical JSON */
};

/* Adds an event that is right in everything but for what it says; `actor` signs nothing yet. */
void tamper_append(struct tampering *t, const struct forgery *forgery);

/* Adds a note that is right in everything but for who lets it in. */
void tamper_append_note(struct tampering *t, const struct signing_key *actor);

/* The note of a checkpoint over the first `size` events, or over `root` if it is given. */
void tamper_sign(struct tampering *t, const char *origin, int64_t size,
                 const struct digest *root, const struct signing_key *key);

/* "vidimus/UUID" of the catalogue; owned. */
char *tamper_origin(struct tampering *t);

/* A key that the catalogue does not know; owned. */
struct signing_key *tamper_strange_key(void);

/* Makes the tables anew from the log as it is now, as the program would. */
void tamper_rebuild(struct tampering *t);

#endif
