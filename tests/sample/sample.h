/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sample.h - one real catalogue with something of everything: two actors, a
 * person, a channel, deliveries that were begun, continued, closed and failed
 * in part, exhibits and components, a repair, descriptions, notes, an audit.
 */
#ifndef VIDIMUS_TESTS_SAMPLE_H
#define VIDIMUS_TESTS_SAMPLE_H

#include "support/support.h"

#include "casework/catalogue.h"

/* Who signs. The keys are made of fixed seeds, so that every test can sign again. */
enum sample_actor { SAMPLE_NOBODY, SAMPLE_ANA /* the keeper */, SAMPLE_BEN };

struct sample {
	char               *folder; /* owned; removed with all in it */
	char               *path;   /* of the catalogue */
	char               *state;  /* folder of the home files */
	struct surroundings here;
};

/* Makes the folder, and the catalogue with all of the above. */
void sample_make(struct sample *out);

/* The same without any delivery or record. */
void sample_make_empty(struct sample *out);

void sample_drop(struct sample *sample);

/* The key of an actor; owned. */
struct signing_key *sample_key(enum sample_actor actor);

/* Opens the catalogue in `path`, for writing as somebody, or for an audit as nobody. */
struct catalogue *sample_open(const struct sample *sample, const char *path,
                              enum sample_actor actor);

/* Takes a folder or file in as an intake (accession) or receives it. */
void sample_take_in(struct catalogue *catalogue, const char *path, bool accession);

/* Writes a file that begins as a JPEG does and goes on with `n` bytes made of `seed`. */
void sample_photograph(const char *path, unsigned seed, size_t n);

/* One value of the database, as text; owned. Fails the test when there is no row. */
char *sample_value(struct catalogue *catalogue, const char *sql);

/* Where an object lies; owned. */
char *sample_object_path(const char *catalogue, const char *sha256);

/* Copies a folder with all in it by cp(1), keeping modes and holes. */
void sample_copy(const char *from, const char *to);

#endif
