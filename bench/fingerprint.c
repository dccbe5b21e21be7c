/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fingerprint.c - how fast pictures are hashed, beside a plain transcription
 * of the description, on the same pixels and in turns.
 *
 *	bench_fingerprint pdq [ROUNDS]
 */
#include "fingerprint/pdq.h"

#include "plain/plain_pdq.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SIDE 512
#define PICTURES 20 /* hashed in a row, by each in its turn */
#define WAYS 3

static unsigned char samples[SIDE * SIDE * 3];

static double
now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void
stop(const char *words)
{
	fprintf(stderr, "bench_fingerprint: %s\n", words);
	exit(1);
}

/* Smooth shapes with some noise, as photographs are. */
static void
paint(void)
{
	uint32_t noise = 1;

	for (size_t k = 0; k < sizeof samples; k++) {
		size_t x = k / 3 % SIDE, y = k / 3 / SIDE;

		noise = noise * 1664525u + 1013904223u;
		samples[k] = (unsigned char)((x * x / 700 + y * (k % 3 + 2) / 3 + x * y / 1000 +
		                              (noise >> 28)) & 255);
	}
}

struct way {
	const char        *name;
	struct pdq_hasher *hasher; /* NULL: the transcription */
	double             best;   /* seconds of the fastest turn */
};

static double
turn(const struct way *way, const struct pdq_picture *picture, struct pdq *out)
{
	double begun = now();

	for (int i = 0; i < PICTURES; i++) {
		if (way->hasher == NULL ? !plain_pdq(picture, PDQ_PHOTO, out)
		                        : pdq_hash(way->hasher, picture, PDQ_PHOTO, out, NULL) != STATUS_OK)
			stop("no memory");
	}
	return (now() - begun) / PICTURES;
}

static void
bench_pdq(long rounds, unsigned channels)
{
	struct way ways[WAYS] = { { "plain transcription", NULL, 1e9 },
		                  { "portable", NULL, 1e9 },
		                  { "best", NULL, 1e9 } };
	const struct pdq_picture picture = { samples, SIDE * channels, SIDE, SIDE, channels, false };
	struct pdq first;

	if (pdq_hasher_open(&ways[1].hasher, CPU_PATH_PORTABLE, NULL) != STATUS_OK ||
	    pdq_hasher_open(&ways[2].hasher, CPU_PATH_BEST, NULL) != STATUS_OK)
		stop("no memory");
	for (long round = 0; round < rounds; round++) {
		for (int w = 0; w < WAYS; w++) {
			struct pdq out;
			double took = turn(&ways[w], &picture, &out);

			ways[w].best = took < ways[w].best ? took : ways[w].best;
			if (w == 0)
				first = out;
			if (memcmp(first.hashes, out.hashes, sizeof out.hashes) != 0 ||
			    first.quality != out.quality)
				stop("the hashes are not the same");
		}
	}
	for (int w = 0; w < WAYS; w++) {
		printf("%s, %u channel(s), %dx%d: %.3f ms, %.1f times the transcription's speed\n",
		       ways[w].name, channels, SIDE, SIDE, 1e3 * ways[w].best,
		       ways[0].best / ways[w].best);
		pdq_hasher_close(ways[w].hasher);
	}
}

int
main(int argc, char **argv)
{
	long rounds = argc == 3 ? atol(argv[2]) : 15;

	if (argc < 2 || argc > 3 || rounds < 1 || strcmp(argv[1], "pdq") != 0) {
		fputs("usage: bench_fingerprint pdq [ROUNDS]\n", stderr);
		return 2;
	}
	paint();
	bench_pdq(rounds, 3);
	bench_pdq(rounds, 1);
	return 0;
}
