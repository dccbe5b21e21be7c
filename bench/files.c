/* SPDX-License-Identifier: Apache-2.0 */
/*
 * files.c - files to take in: a valid beginning and end of a JPEG around
 * bytes that never repeat, so that nothing can be compressed or shared.
 *
 *	bench_files FOLDER COUNT BYTES
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* SOI and the JFIF segment (ITU-T T.871 §10.1), then a start of scan of one component. */
static const unsigned char head[] = {
	0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10, 'J',  'F',  'I',  'F',  0x00, 0x01, 0x01, 0x00, 0x00,
	0x01, 0x00, 0x01, 0x00, 0x00, 0xff, 0xda, 0x00, 0x08, 0x01, 0x01, 0x00, 0x00, 0x3f, 0x00,
};
static const unsigned char tail[] = { 0xff, 0xd9 };

/* splitmix64 (S. Vigna, public domain algorithm): the state counts, so no stretch comes twice. */
static uint64_t
next_random(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static int
write_noise(FILE *file, uint64_t bytes, uint64_t *state)
{
	static uint64_t block[8192];

	while (bytes > 0) {
		size_t n = bytes < sizeof block ? (size_t)bytes : sizeof block;

		/* no byte is 0xff, which would be a marker */
		for (size_t i = 0; i < sizeof block / sizeof block[0]; i++)
			block[i] = next_random(state) & UINT64_C(0xfefefefefefefefe);
		if (fwrite(block, 1, n, file) != n)
			return -1;
		bytes -= n;
	}
	return 0;
}

static int
write_photograph(const char *folder, long number, uint64_t bytes, uint64_t *state)
{
	char name[4096];
	FILE *file;
	int failed;

	snprintf(name, sizeof name, "%s/photo_%05ld@26-10-2020.jpg", folder, number);
	file = fopen(name, "wbe");
	if (file == NULL)
		return -1;
	failed = fwrite(head, 1, sizeof head, file) != sizeof head ||
	         write_noise(file, bytes - sizeof head - sizeof tail, state) != 0 ||
	         fwrite(tail, 1, sizeof tail, file) != sizeof tail;
	return fclose(file) != 0 || failed ? -1 : 0;
}

int
main(int argc, char **argv)
{
	long count = argc == 4 ? atol(argv[2]) : 0;
	long long bytes = argc == 4 ? atoll(argv[3]) : 0;
	uint64_t state = (uint64_t)count << 40 ^ (uint64_t)bytes;

	if (count < 1 || bytes < 64) {
		fputs("usage: bench_files FOLDER COUNT BYTES\n", stderr);
		return 2;
	}
	mkdir(argv[1], 0700);
	for (long i = 0; i < count; i++) {
		if (write_photograph(argv[1], i, (uint64_t)bytes, &state) != 0) {
			perror("bench_files");
			return 1;
		}
	}
	return 0;
}
