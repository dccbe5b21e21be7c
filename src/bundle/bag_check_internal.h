/* SPDX-License-Identifier: Apache-2.0 */
/* bag_check_internal.h - what the parts of judging a bag share. */
#ifndef VIDIMUS_BUNDLE_BAG_CHECK_INTERNAL_H
#define VIDIMUS_BUNDLE_BAG_CHECK_INTERNAL_H

#include "bundle/bag_check.h"
#include "bundle/source_internal.h"

#define BAG_VERSION_1 100 /* 1.0; 0.97 is 97 */
#define BAG_LINE_LIMIT ((size_t)64 << 10)
#define BAG_MANIFESTS 16

enum bag_encoding { BAG_UTF8, BAG_LATIN1, BAG_UTF16 };

enum bag_algorithm { BAG_MD5, BAG_SHA1, BAG_SHA256, BAG_SHA512, BAG_ALGORITHMS };

/* Whether a manifest lists a file: by its name, or by one with the same letters, encoded otherwise. */
enum bag_listing { BAG_NOT_LISTED, BAG_LISTED, BAG_LISTED_OTHERWISE };

/* A manifest, and what it says of each file of the source. */
struct bag_manifest {
	const char        *name; /* borrowed from the source */
	enum bag_algorithm algorithm;
	bool               of_tags;
	unsigned char     *expected; /* a digest a file, owned */
	unsigned char     *listed;   /* enum bag_listing a file, owned */
};

/* What came of hashing a file. */
enum bag_outcome { BAG_SAME, BAG_CHANGED, BAG_REFUSED };

struct bag {
	struct bundle_source *source;
	struct bag_verdict   *verdict;
	unsigned              version;
	enum bag_encoding     encoding;
	struct bag_manifest   manifests[BAG_MANIFESTS];
	size_t                manifest_count;
	unsigned char        *outcomes; /* enum bag_outcome a file, owned */
	unsigned char        *against;  /* and the manifest that it is not as, owned */
	json_t               *refusals; /* texts of BAG_REFUSED by file name, owned */
	size_t                missing;
};

/* Notes a fault or a warning; `file` may hold any bytes. Beyond some thousands they are no longer told. */
void bag_fault(struct bag *bag, const char *code, struct text file, const char *format, ...)
	PRINTF_LIKE(4, 5);
void bag_warn(struct bag *bag, const char *code, struct text file, const char *format, ...)
	PRINTF_LIKE(4, 5);

size_t bag_algorithm_size(enum bag_algorithm algorithm);
const char *bag_algorithm_name(enum bag_algorithm algorithm);

/*
 * Reads a tag file line by line, in UTF-8, whatever ends the lines (CR, LF or
 * both). `number` is from 1. STATUS_LIMIT for a line above BAG_LINE_LIMIT.
 */
typedef enum status bag_line(void *context, struct text line, size_t number, struct error *err);
CHECKED enum status bag_lines(struct bag *bag, const char *name, enum bag_encoding encoding,
                              bag_line *line, void *context, struct error *err);

/* bagit.txt and bag-info.txt: version, encoding, Payload-Oxum. */
CHECKED enum status bag_read_declaration(struct bag *bag, struct error *err);
CHECKED enum status bag_read_info(struct bag *bag, struct error *err);

/* Finds the manifests and reads them, and fetch.txt. */
CHECKED enum status bag_read_manifests(struct bag *bag, struct error *err);
CHECKED enum status bag_read_fetch(struct bag *bag, struct error *err);

/* The file that a path of a manifest or fetch.txt means. STATUS_DONE for one that must not be looked for. */
CHECKED enum status bag_find_file(struct bag *bag, const char *where, struct text path,
                                  enum bag_listing *found, size_t *index, struct error *err);

/* Hashes every file once and compares it with all manifests. */
CHECKED enum status bag_hash(struct bag *bag, struct error *err);

#endif
