/* SPDX-License-Identifier: Apache-2.0 */
/* fingerprint.c - decoded pixels into PDQ hashes. */
#include "worker/image/fingerprint.h"

#include "fingerprint/pdq.h"
#include "fingerprint/picture_box.h"
#include "worker/image/hevc_picture.h"
#include "worker/image/image_decode.h"
#include "worker/image/thumbnail.h"

#include "base/scoped.h"

DEFINE_SCOPED_POINTER(pdq_hasher, pdq_hasher_close);

_Static_assert(REPORT_TURNS == DIHEDRAL_COUNT && REPORT_DETAILS == DETAIL_BLOCKS &&
                       REPORT_HASH_SIZE == HASH256_SIZE,
               "the wire carries what PDQ makes");

_Static_assert(3 + PICTURE_BOXES <= REPORT_BOXES, "the whole twice, what is inside its bars, and the rest");

static void
tell(const struct pdq *pdq, const struct report_box *box, struct report *report)
{
	struct report_hashes told = { .box = *box, .quality = pdq->quality };

	for (size_t i = 0; i < DIHEDRAL_COUNT; i++)
		hash256_to_bytes(told.hashes[i], &pdq->hashes[i]);
	for (size_t i = 0; i < DETAIL_BLOCKS; i++)
		hash256_to_bytes(told.details[i], &pdq->detail.blocks[i]);
	report_hashes(report, &told);
}

/* Only what is drawn or written is told apart by its details. */
static enum status
hash_by_areas(struct pdq_hasher *hasher, const struct pdq_picture *picture, bool drawn,
              struct pdq *out, struct error *err)
{
	enum status st = pdq_hash(hasher, picture, PDQ_AREA, out, err);

	if (st == STATUS_OK && !drawn)
		out->detail = (struct picture_detail){ 0 };
	return st;
}

/*
 * As the reference does it, and by areas. What has too little to see for
 * the reference is not compared by our other hash either.
 */
static enum status
hash_whole(struct pdq_hasher *hasher, const struct pdq_picture *picture, bool drawn,
           struct report *report, struct error *err)
{
	const struct report_box whole = { 0 };
	struct pdq reference, areas;
	enum status st = pdq_hash(hasher, picture, PDQ_PHOTO, &reference, err);

	if (st == STATUS_OK)
		st = hash_by_areas(hasher, picture, drawn, &areas, err);
	if (st != STATUS_OK)
		return st;
	reference.detail = areas.detail;
	tell(&reference, &whole, report);
	if (reference.quality < PDQ_LEAST_QUALITY)
		report_warning(report, "low-quality-fingerprint", NULL);
	else
		tell(&areas, &whole, report);
	return STATUS_OK;
}

static enum status
hash_boxes(struct pdq_hasher *hasher, const struct pdq_picture *picture, bool drawn,
           struct report *report, struct error *err)
{
	struct picture_box boxes[PICTURE_BOXES + 1];
	size_t n = picture_box_find(picture, boxes);
	enum status st = STATUS_OK;

	n += picture_box_rest(picture, boxes, n, &boxes[n]);
	for (size_t i = 0; st == STATUS_OK && i < n; i++) {
		struct pdq_picture inside = picture_box_inside(picture, &boxes[i]);
		const struct report_box box = { boxes[i].left, boxes[i].top, boxes[i].width,
			                        boxes[i].height };
		struct pdq pdq;

		st = hash_by_areas(hasher, &inside, drawn || picture_is_drawn(&inside), &pdq, err);
		if (st == STATUS_OK)
			tell(&pdq, &box, report);
	}
	return st;
}

static enum status
hash_all(const struct pixels *pixels, struct report *report, struct error *err)
{
	const struct pdq_picture picture = { .samples = pixels->samples,
		                             .stride = (size_t)pixels->width * pixels->channels,
		                             .width = pixels->width,
		                             .height = pixels->height,
		                             .channels = pixels->channels };
	SCOPED_POINTER(pdq_hasher) hasher = NULL;
	bool drawn = picture_is_drawn(&picture);
	enum status st = pdq_hasher_open(&hasher, CPU_PATH_BEST, err);

	if (st == STATUS_OK)
		st = hash_whole(hasher, &picture, drawn, report, err);
	return st == STATUS_OK ? hash_boxes(hasher, &picture, drawn, report, err) : st;
}

/* libheif gives no luma: it came by our own way. */
static void
tell_luma_decoder(struct span file, const struct pixels *pixels, struct report *report)
{
	const char *name, *version;

	if (pixels->channels == 1 && image_decoder_of(file, &name, &version) &&
	    strcmp(name, "libheif") == 0)
		report_parser(report, "libde265", hevc_picture_version());
}

void
image_fingerprint(struct span file, struct decoded *decoded, struct report *report)
{
	SCOPED(decoded) own = { 0 };
	struct error error;

	if (decoded == NULL)
		decoded = &own;
	image_tell_decoder(file, report);
	decoded_make(decoded, file);
	if (!image_tell_result(report, decoded->result))
		return;
	tell_luma_decoder(file, &decoded->pixels, report);
	if (hash_all(&decoded->pixels, report, &error) != STATUS_OK)
		report_warning(report, "too-large-to-decode", error.text);
}
