/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_frame.c - a report of any bytes is read alike at once and in pieces of
 * any length, and whatever it gives may stand in an event.
 */
#include "fuzz/fuzz.h"

#include "base/scoped.h"
#include "media/collect.h"

#include <stdlib.h>
#include <string.h>

struct result {
	enum status        status;
	bool               complete, torn;
	struct examination examination;
	struct picture     picture;
	struct fingerprints fingerprints;
};

static void
result_end(struct result *result)
{
	examination_end(&result->examination);
	picture_end(&result->picture);
	fingerprints_end(&result->fingerprints);
}

static void
require(bool holds)
{
	if (!holds)
		abort();
}

/* Feeds the bytes in pieces of `piece`. */
static void
read_in_pieces(const uint8_t *data, size_t size, size_t piece, struct result *out)
{
	struct collector collector;

	out->status = collect_begin(&collector, &out->examination,
	                            &(struct results){ &out->picture, &out->fingerprints }, NULL);
	require(out->status == STATUS_OK);
	for (size_t i = 0; i < size && out->status == STATUS_OK; i += piece)
		out->status = collect_feed(&collector, data + i,
		                           size - i < piece ? size - i : piece, NULL);
	out->complete = collect_complete(&collector);
	out->torn = collect_torn(&collector);
	collect_end(&collector);
}

static void
require_alike(const struct result *a, const struct result *b)
{
	require(a->status == b->status && a->complete == b->complete && a->torn == b->torn);
	require(json_equal(a->examination.tags, b->examination.tags));
	require(json_equal(a->examination.parsers, b->examination.parsers));
	require(json_equal(a->examination.measured, b->examination.measured));
	require(json_equal(a->examination.warnings, b->examination.warnings));
	require(strcmp(a->examination.media_type, b->examination.media_type) == 0);
	require((a->picture.samples == NULL) == (b->picture.samples == NULL));
	require(a->fingerprints.picture_count == b->fingerprints.picture_count);
	require(a->fingerprints.film_count == b->fingerprints.film_count);
	require(a->fingerprints.sound_count == b->fingerprints.sound_count);
}

static void
require_fit_for_event(const struct examination *examination)
{
	require(json_check_event_value(examination->tags, NULL) == STATUS_OK);
	require(json_check_event_value(examination->parsers, NULL) == STATUS_OK);
	require(json_check_event_value(examination->measured, NULL) == STATUS_OK);
	require(json_check_event_value(examination->warnings, NULL) == STATUS_OK);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	SCOPED(result) whole = { 0 };
	SCOPED(result) pieces = { 0 };

	read_in_pieces(data, size, size ? size : 1, &whole);
	require_fit_for_event(&whole.examination);
	read_in_pieces(data, size, 1 + (size ? data[size - 1] % 61 : 0), &pieces);
	require_alike(&whole, &pieces);
	return 0;
}
