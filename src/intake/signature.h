/* SPDX-License-Identifier: Apache-2.0 */
/*
 * signature.h - what a file is by its first bytes and by its name, and so
 * whether it is evidence (an item) or a component of its delivery.
 *
 * An item has a known signature of image, video, audio, PDF or office file;
 * or another or no known one (zero bytes too) and a name with an extension of
 * those kinds. Everything else is a component. The tables are
 * catalog/signatures.tsv and catalog/extensions.tsv.
 */
#ifndef VIDIMUS_INTAKE_SIGNATURE_H
#define VIDIMUS_INTAKE_SIGNATURE_H

#include <vidimus/types.h>

/* As many first bytes as are looked at; more are ignored. */
#define SIGNATURE_HEAD 65536

enum signature_kind {
	SIGNATURE_UNKNOWN = 0, /* no row of the table */
	SIGNATURE_IMAGE,
	SIGNATURE_VIDEO,
	SIGNATURE_AUDIO,
	SIGNATURE_DOCUMENT,
	SIGNATURE_OTHER        /* known, and none of those */
};

struct told {
	enum signature_kind content;    /* by the bytes */
	enum signature_kind named;      /* by the extension */
	struct text         media_type; /* by the bytes, else application/octet-stream; static */
	bool                item;
	const char         *warning;    /* NULL or a code of the vocabulary `warning`:
	                                   "unknown-content", "extension-unlike-content"; static */
};

/*
 * Tells from the first `n` bytes of a file of `size` bytes and from its name
 * (bytes, last component). Pure, without allocation, and bounded by the head.
 */
void signature_tell(const unsigned char *head, size_t n, uint64_t size, struct text name,
                    struct told *out);

/* "image", "video", "audio", "document", "other", "unknown"; static. */
const char *signature_kind_name(enum signature_kind kind);

/* STATUS_FAULT with table and line when a row of either table cannot be read. */
CHECKED enum status signature_check_tables(struct error *err);

#endif
