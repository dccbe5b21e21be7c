/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_film_readers.c - our own readers of films: boxes and what a movie says,
 * chunks, elements, messages. The first byte chooses which one reads the
 * rest; none may read beyond it, and all must come to an end.
 */
#include "fuzz/fuzz.h"

#include "worker/av/av_sei.h"
#include "worker/av/bmff.h"
#include "worker/av/ebml.h"
#include "worker/av/riff.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static void
read_boxes(const struct parser_input *input, struct report *report)
{
	struct bmff_layout layout = bmff_layout(input);

	require(layout.trailing <= input->size);
	require(layout.uuid_count <= BMFF_UUIDS);
	require(!layout.moov || layout.movie.at <= input->size);
	for (unsigned i = 0; i < layout.uuid_count; i++)
		require(layout.uuids[i].n <= input->size - layout.uuids[i].at);
	bmff_tell_layout(input, &layout, report);
	if (layout.moov) {
		require(layout.movie.n <= input->size - layout.movie.at);
		bmff_tell_movie((struct bmff_bytes){ input->bytes + layout.movie.at,
		                                     (size_t)layout.movie.n },
		                NULL, report);
	}
}

static void
read_messages(const struct parser_input *input, struct report *report)
{
	struct sei_date date;

	if (sei_read_date(input->bytes, (size_t)input->size, &date))
		require(strlen(date.words) == 19 || strlen(date.words) == 25);
	sei_tell(input->bytes, (size_t)input->size, "stream 0", report);
}

static void
read_as(uint8_t which, const struct parser_input *input, struct report *report)
{
	switch (which % 5) {
	case 0: read_boxes(input, report); break;
	case 1:
		bmff_tell_movie((struct bmff_bytes){ input->bytes, (size_t)input->size }, NULL, report);
		break;
	case 2: riff_tell(input, report); break;
	case 3: ebml_tell(input, true, report); break;
	default: read_messages(input, report); break;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int nowhere = -1;
	struct report *report;
	unsigned char *exact;

	if (size < 2)
		return 0;
	if (nowhere < 0)
		nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
	report = report_open(nowhere);
	exact = malloc(size - 1); /* so that a byte beyond the end is a byte beyond an allocation */
	require(report && exact);
	memcpy(exact, data + 1, size - 1);
	read_as(data[0], &(struct parser_input){ -1, size - 1, exact }, report);
	report_end(report);
	report_close(report);
	free(exact);
	return 0;
}
