/* SPDX-License-Identifier: Apache-2.0 */
/*
 * carrier.h - one file while it is examined: its walker collects here the
 * blocks of metadata that the format carries, and tells at once what needs no
 * further reading. The blocks are read afterwards, robust readers first, so
 * that a file which kills a library has told the rest before.
 */
#ifndef VIDIMUS_WORKER_IMAGE_CARRIER_H
#define VIDIMUS_WORKER_IMAGE_CARRIER_H

#include "base/buffer.h"
#include "wire/report.h"
#include "worker/image/span.h"
#include "worker/image/xmp_measure.h"

#define CARRIER_BLOCK_LIMIT  64                /* blocks of metadata of one file */
#define CARRIER_INFLATE_LIMIT ((size_t)8 << 20) /* bytes out of one compressed block */
#define CARRIER_INFLATE_TOTAL ((size_t)64 << 20) /* and out of all of one file */
#define CARRIER_JOINED_LIMIT ((size_t)16 << 20) /* bytes of one block joined from several parts */

enum block_kind {
	BLOCK_TIFF,      /* EXIF without its "Exif\0\0": a TIFF header and directories */
	BLOCK_XMP,       /* an XMP packet, or the RDF alone */
	BLOCK_IPTC,      /* IIM datasets */
	BLOCK_PHOTOSHOP, /* image resources, 8BIM and on */
	BLOCK_ICC,       /* a colour profile */
	BLOCK_C2PA       /* a JUMBF superbox, as its carrier holds it */
};

struct block {
	enum block_kind kind;
	struct span     bytes;
};

struct carrier {
	struct report *report; /* NULL: only the blocks are wanted */
	struct span    file;
	const char    *media_type; /* static; a walker makes it more exact */
	struct block   blocks[CARRIER_BLOCK_LIMIT];
	size_t         block_count;
	void          *kept[CARRIER_BLOCK_LIMIT]; /* memory that blocks lie in */
	size_t         kept_count;
	unsigned       orientation;  /* 1-8 as EXIF says; 0 while nothing did */
	unsigned       turned;       /* 1-8 as the container says (irot, imir); 0 for nothing */
	uint64_t       width, height; /* 0 while unknown */
	struct span    thumbnail;    /* the JPEG that EXIF holds, in kept memory; empty for none */
	unsigned       c2pa_stores;
	size_t         inflated;     /* bytes so far out of compressed blocks */
	struct xmp_work xmp_work;    /* of the packets so far */
	bool           truncated;    /* told already */
	bool           overfull;     /* likewise, that there is no room for all blocks */
};
void carrier_end(struct carrier *carrier);

/*
 * Notes a block, unless it is empty, there are too many, which is told, or the same bytes were
 * noted before; of C2PA manifest stores a second one is a fault, and is noted.
 */
void carrier_block(struct carrier *carrier, enum block_kind kind, struct span bytes);

/*
 * Takes the buffer's memory, which lives as long as the carrier; the buffer is
 * empty afterwards. An empty span when an append failed or too much is kept, which is told.
 */
struct span carrier_keep(struct carrier *carrier, struct buffer *buffer);

/* An EXIF block without the "Exif", NUL, NUL that stands before it in JPEG and, wrongly, elsewhere. */
static inline struct span
exif_without_head(struct span block)
{
	return span_from(block, span_begins(block, "Exif\0", 5) ? 6 : 0);
}

/* Tells the size in pixels, the first time; 0 counts as unknown. */
void carrier_size(struct carrier *carrier, uint64_t width, uint64_t height);

/* Tells what was measured. */
void carrier_measured(struct carrier *carrier, const char *name, const char *value);
void carrier_count(struct carrier *carrier, const char *name, uint64_t count);

/* Tells that the file ends before its format does, once; `detail` says what is missing. */
void carrier_truncated(struct carrier *carrier, const char *detail);

/* Tells a warning of the vocabulary. */
void carrier_warn(struct carrier *carrier, const char *code, const char *detail);

/* Tells `facts-left-out`. */
void carrier_left_out(struct carrier *carrier, const char *format, ...) PRINTF_LIKE(2, 3);

/* Tells `damaged-structure`. */
void carrier_damaged(struct carrier *carrier, const char *format, ...) PRINTF_LIKE(2, 3);

/* Tells `trailing-data` for the bytes at and after `end`, unless they are all zero, all 0xFF, or none. */
void carrier_trailing(struct carrier *carrier, uint64_t end);

/* Tells a tag whose raw value are these bytes. */
void carrier_tag(struct carrier *carrier, const char *source, const char *group, const char *tag,
                 enum report_form form, struct span raw);
void carrier_text(struct carrier *carrier, const char *source, const char *group, const char *tag,
                  const char *value);

#endif
