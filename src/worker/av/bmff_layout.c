/* SPDX-License-Identifier: Apache-2.0 */
/* bmff_layout.c - tells what the outermost boxes of a file show. */
#include "worker/av/bmff.h"

#include "worker/av/av_say.h"
#include "worker/jumbf.h"

#include <stdio.h>
#include <string.h>

/* C2PA 2.2, A.5.1; XMP specification part 3, 1.2.7.1. */
static const unsigned char uuid_c2pa[16] = { 0xd8, 0xfe, 0xc3, 0xd6, 0x1b, 0x0e, 0x48, 0x3c,
	                                     0x92, 0x97, 0x58, 0x28, 0x87, 0x7e, 0xc4, 0x81 };
static const unsigned char uuid_xmp[16] = { 0xbe, 0x7a, 0xcf, 0xcb, 0x97, 0xa9, 0x42, 0xe8,
	                                    0x9c, 0x71, 0x99, 0x94, 0x91, 0xe3, 0xaf, 0xac };

/*
 * The C2PA box: after the UUID version and flags, a purpose ended by NUL; for
 * "manifest" eight bytes of an offset, and the manifest store (C2PA 2.2, A.5.1).
 */
static void
tell_c2pa(const struct part *box, struct report *report)
{
	static const char manifest[] = "manifest";
	const unsigned char *p = box->p + 16;
	size_t n = box->n - 16;
	size_t before = 4 + sizeof manifest + 8;
	struct jumbf_store store;

	if (n < 4 + sizeof manifest || memcmp(p + 4, manifest, sizeof manifest) != 0) {
		say_text(report, "C2PA", "uuid", "purpose", n > 4 ? p + 4 : p,
		         n > 4 ? strnlen((const char *)p + 4, n - 4) : 0);
		return;
	}
	store = jumbf_read(n > before ? p + before : p, n > before ? n - before : 0);
	if (!store.present) { /* the box promises a store */
		store.present = true;
		store.fault = "the box for a manifest store holds none";
	}
	jumbf_tell(report, &store, n > before ? n - before : 0);
}

static void
tell_uuid(const struct part *box, struct report *report)
{
	char name[40];
	size_t n = 0;

	if (memcmp(box->p, uuid_c2pa, 16) == 0) {
		tell_c2pa(box, report);
		return;
	}
	if (memcmp(box->p, uuid_xmp, 16) == 0) {
		say_text(report, "XMP", "packet", "uuid box", box->p + 16, box->n - 16);
		return;
	}
	for (int i = 0; i < 16; i++)
		n += (size_t)snprintf(name + n, sizeof name - n, "%02x%s", box->p[i],
		                      i == 3 || i == 5 || i == 7 || i == 9 ? "-" : "");
	say_binary(report, "QuickTime", "uuid", name, box->p + 16, box->n - 16);
}

static void
tell_lengths(const struct bmff_layout *layout, struct report *report)
{
	if (layout->missing > 0)
		say_bytes_warning(report, "truncated", layout->missing, "of the last box are missing");
	else if (!layout->moov && !layout->moof && !layout->is_image)
		report_warning(report, "truncated", "there is no movie box");
	else if (layout->moov && !layout->mdat && !layout->moof)
		report_warning(report, "no-media-data", "a movie box without the media it describes");
	if (layout->trailing > 0)
		say_bytes_warning(report, "trailing-data", layout->trailing, "after the last box");
}

void
bmff_tell_layout(const struct parser_input *input, const struct bmff_layout *layout,
                 struct report *report)
{
	if (!layout->is_bmff)
		return;
	tell_lengths(layout, report);
	if (layout->cut)
		report_warning(report, "facts-left-out", "more boxes than are looked at");
	for (unsigned i = 0; i < layout->uuid_count; i++) {
		struct part box;

		if (part_take(input, layout->uuids[i].at, layout->uuids[i].n, &box) && box.n >= 16)
			tell_uuid(&box, report);
		part_end(&box);
	}
}
