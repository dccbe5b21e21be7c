/* SPDX-License-Identifier: Apache-2.0 */
/*
 * finder.c - how long `similar` looks among very many hashes: a catalogue of
 * one's own (a throw-away one) gets segments of random hashes, and is asked
 * about its items. A picture has two hashes, of the reference and by areas.
 *
 *	bench_finder fill CATALOGUE PICTURES FRAMES SOUND_BLOCKS
 *	bench_finder ask CATALOGUE ROUNDS
 */
#include "casework/fingerprint_record.h"
#include "match/finder.h"
#include "match/index_internal.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/instant.h"
#include "base/scoped.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

DEFINE_SCOPED_POINTER(index, index_close);
DEFINE_SCOPED_POINTER(segment, segment_close);

static void
must(enum status status, const struct error *err)
{
	if (status == STATUS_OK)
		return;
	fprintf(stderr, "bench_finder: %s\n", err->text);
	exit(1);
}

static uint64_t
next_random(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

/* An hour of frames or of sound an item, of items that are not there. */
static struct segment_label
label_of(enum segment_kind kind, size_t i)
{
	uint64_t item = UINT64_C(1000000) + i / 30000;

	if (kind == SEGMENT_SOUNDS)
		return (struct segment_label){ .item = item, .quality = 8,
			                       .milliseconds = (uint32_t)(i % 30000 * 8) };
	return (struct segment_label){ .item = item, .quality = 100 };
}

/* Opened to be written down. */
static void
know(struct index *index, const char *name)
{
	SCOPED_POINTER(segment) segment = NULL;
	const struct unread none = { 0 };
	char path[4096];
	struct error err;

	snprintf(path, sizeof path, "%s/%s", index->folder, name);
	must(segment_open(&segment, path, SEGMENT_CHECK_HEADER, &err), &err);
	must(index_know_segment(index, segment, &none, &err), &err);
}

static void
fill(struct index *index, enum segment_kind kind, size_t count)
{
	const struct segment_cover cover = { kind, 0, (uint64_t)index->head };
	struct segment_writer *writer = NULL;
	char name[SEGMENT_NAME_SIZE];
	double begun = monotonic_seconds();
	uint64_t seed = (uint64_t)kind;
	struct error err;

	must(segment_writer_open(&writer, index->folder, &cover, count, &err), &err);
	for (size_t i = 0; i < count; i++) {
		struct segment_label label = label_of(kind, i);
		struct hash256 hash;

		for (size_t w = 0; w < HASH256_WORDS; w++)
			hash.words[w] = next_random(&seed);
		must(segment_writer_add(writer, &hash, &label, &err), &err);
	}
	must(segment_writer_finish(writer, &err), &err);
	segment_writer_close(writer);
	segment_name(name, kind, cover.last_seq);
	know(index, name);
	printf("%s: %zu in %.1f s\n", name, count, monotonic_seconds() - begun);
}

static void
fill_all(struct index *index, char **counts)
{
	struct error err;

	for (int kind = SEGMENT_PICTURES; kind <= SEGMENT_KINDS; kind++)
		fill(index, (enum segment_kind)kind,
		     (size_t)atoll(counts[kind - 1]) * (kind == SEGMENT_PICTURES ? 2 : 1));
	must(index_write_state(index, &err), &err);
}

/* The best of several rounds; which part of it was seeing, and which hearing. */
static void
ask(struct catalogue *catalogue, struct index *index, const struct uuid *item, int rounds)
{
	SCOPED(fingerprints) prints = { 0 };
	struct error err;

	must(fingerprints_of_item(catalogue, item, &prints, &err), &err);
	for (int similar = 0; similar < (prints.picture_count > 0 ? 2 : 1); similar++) {
		const struct finder_question question = {
			.asked = { .prints = &prints, .similar = similar },
			.before = INT64_MAX,
			.except = item,
		};
		double whole = 1e9, seeing = 1e9;

		for (int i = 0; i < rounds; i++) {
			SCOPED(findings) found = { 0 };
			SCOPED(tally) seen = { 0 };
			double begun = monotonic_seconds(), took;

			must(finder_find(catalogue, index, &question, &found, &err), &err);
			took = monotonic_seconds() - begun;
			whole = took < whole ? took : whole;
			begun = monotonic_seconds();
			must(candidates_seen(index, &question.asked, &seen, &err), &err);
			took = monotonic_seconds() - begun;
			seeing = took < seeing ? took : seeing;
		}
		printf("%zu hashed parts, %zu series, %zu items of sound, %s: %.0f ms, of which %.0f ms for what is seen\n",
		       prints.picture_count, prints.film_count, prints.sound_count,
		       similar ? "similar" : "same", 1e3 * whole, 1e3 * seeing);
	}
}

static void
ask_all(struct catalogue *catalogue, struct index *index, int rounds)
{
	SCOPED_STATEMENT rows = NULL;
	struct error err;

	must(database_statement(catalogue->database, "SELECT item FROM p_fingerprints ORDER BY seq",
	                        &rows, &err),
	     &err);
	while (statement_step(rows, &err) == STATUS_OK) {
		struct uuid item;

		if (uuid_read(statement_text(rows, 0), &item))
			ask(catalogue, index, &item, rounds);
	}
}

int
main(int argc, char **argv)
{
	const struct surroundings here = { .state_folder = "/nowhere", .host = "bench",
		                           .login = "bench", .sources = &ledger_true_sources };
	SCOPED_POINTER(catalogue) catalogue = NULL;
	SCOPED_POINTER(index) index = NULL;
	bool filling = argc == 6 && strcmp(argv[1], "fill") == 0;
	struct error err;

	if (!filling && (argc != 4 || strcmp(argv[1], "ask") != 0)) {
		fputs("usage: bench_finder fill CATALOGUE PICTURES FRAMES SOUND_BLOCKS | ask CATALOGUE ROUNDS\n",
		      stderr);
		return 2;
	}
	must(catalogue_open(&catalogue, argv[2], false, &here, &err), &err);
	must(index_open(&index, catalogue, &err), &err);
	if (filling)
		fill_all(index, argv + 3);
	else
		ask_all(catalogue, index, atoi(argv[3]));
	return 0;
}
