/* SPDX-License-Identifier: Apache-2.0 */
/* examine.c - the walk, then the blocks it noted: readers of ours first, libraries after them. */
#include "worker/image/examine.h"

#include "base/scoped.h"
#include "worker/image/exif.h"
#include "worker/image/format.h"
#include "worker/image/icc.h"
#include "worker/image/image_decode.h"
#include "worker/image/iptc.h"
#include "worker/image/photoshop.h"
#include "worker/image/thumbnail_check.h"
#include "worker/image/xmp.h"
#include "worker/jumbf.h"

/* Image resources hold blocks of the other kinds. */
static void
unfold_photoshop(struct carrier *carrier, struct span section)
{
	struct photoshop_resource resource;

	while (photoshop_next(&section, &resource)) {
		if (resource.id == PHOTOSHOP_IPTC)
			carrier_block(carrier, BLOCK_IPTC, resource.data);
		else if (resource.id == PHOTOSHOP_ICC)
			carrier_block(carrier, BLOCK_ICC, resource.data);
		else if (resource.id == PHOTOSHOP_EXIF)
			carrier_block(carrier, BLOCK_TIFF, resource.data);
		else if (resource.id == PHOTOSHOP_XMP)
			carrier_block(carrier, BLOCK_XMP, resource.data);
	}
}

static void
read_blocks(struct carrier *carrier, enum block_kind kind,
            void (*read)(struct carrier *carrier, struct span block))
{
	for (size_t i = 0; i < carrier->block_count; i++)
		if (carrier->blocks[i].kind == kind)
			read(carrier, carrier->blocks[i].bytes);
}

static void
tell_store(struct carrier *carrier, struct span boxes)
{
	struct jumbf_store store = jumbf_read(boxes.p, boxes.n);

	jumbf_tell(carrier->report, &store, boxes.n);
	if (store.present && ++carrier->c2pa_stores > 1)
		carrier_warn(carrier, "c2pa-broken", "there is more than one manifest store");
}

static void
tell_orientation(struct carrier *carrier)
{
	unsigned orientation = carrier->orientation ? carrier->orientation : carrier->turned;

	if (orientation != 0)
		carrier_count(carrier, "orientation", orientation);
}

static void
tell_libraries(const struct carrier *carrier)
{
	bool exif = false, xmp = false;

	for (size_t i = 0; i < carrier->block_count; i++) {
		exif = exif || carrier->blocks[i].kind == BLOCK_TIFF;
		xmp = xmp || carrier->blocks[i].kind == BLOCK_XMP;
	}
	report_parser(carrier->report, "vidimus", VIDIMUS_VERSION);
	if (exif)
		report_parser(carrier->report, "libexif", LIBEXIF_VERSION);
	if (xmp)
		report_parser(carrier->report, "exempi", EXEMPI_VERSION);
}

/* What libraries read comes last, and what was told before is on its way when they begin. */
static void
read_all_blocks(struct carrier *carrier, struct decoded *decoded)
{
	read_blocks(carrier, BLOCK_PHOTOSHOP, unfold_photoshop);
	read_blocks(carrier, BLOCK_ICC, icc_tell);
	read_blocks(carrier, BLOCK_C2PA, tell_store);
	read_blocks(carrier, BLOCK_IPTC, iptc_tell);
	tell_libraries(carrier);
	report_flush(carrier->report);
	read_blocks(carrier, BLOCK_TIFF, exif_tell);
	tell_orientation(carrier);
	report_flush(carrier->report);
	read_blocks(carrier, BLOCK_XMP, xmp_tell);
	report_flush(carrier->report);
	thumbnail_check(carrier, decoded);
}

/* Whether the picture will be seen and fingerprinted, which needs its pixels. */
static void
tell_decoding(struct carrier *carrier)
{
	struct decode_limits limits = decode_limits_full();
	const char *name, *version;

	if (!image_decoder_of(carrier->file, &name, &version))
		carrier_warn(carrier, "not-decodable", NULL);
	else if (carrier->width > 0 && carrier->height > 0
	         && !decode_limits_allow(&limits, carrier->width, carrier->height))
		carrier_warn(carrier, "too-large-to-decode", NULL);
}

void
image_examine(struct span file, struct decoded *decoded, struct report *report)
{
	SCOPED(carrier) carrier = { .report = report, .file = file };
	const struct format *format = format_of(file);

	if (format == NULL) {
		report_warning(report, "not-decodable", "nothing of this format is read");
		return;
	}
	carrier.media_type = format->media_type;
	format->walk(&carrier);
	report_media_type(report, carrier.media_type);
	tell_decoding(&carrier);
	read_all_blocks(&carrier, decoded);
}
