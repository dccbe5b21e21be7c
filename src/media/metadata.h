/* SPDX-License-Identifier: Apache-2.0 */
/*
 * metadata.h - what a file says of itself: every statement with its class and
 * its normalised value, and what the statements declare, none merged.
 *
 * Nothing here believes the file: a statement goes into a class that leaves a
 * catalogue only if it is one of a table and has the shape of its standard.
 */
#ifndef VIDIMUS_MEDIA_METADATA_H
#define VIDIMUS_MEDIA_METADATA_H

#include "media/tag_table.h"

#include "base/json.h"

#include <vidimus/types.h>

enum statement_form { STATEMENT_TEXT, STATEMENT_NUMBERS, STATEMENT_BINARY };

/* One statement; views are of the examination it was read from. */
struct statement {
	struct text            source, group, tag;
	enum statement_form    form;
	struct text            raw;      /* UTF-8; for STATEMENT_BINARY empty */
	struct text            bytes;    /* base64url of the raw bytes where raw is lossy, and the first ones of a binary value; else p NULL */
	uint64_t               length;   /* bytes in the file, where that is more than what is here; else 0 */
	const struct tag_rule *rule;     /* NULL for a tag that the table does not know */
	enum tag_class         tag_class;
	enum reading           reading;
	char                  *value;    /* owned; NULL unless READING_OK */
};

struct metadata {
	struct statement *statements; /* in the order told */
	size_t            count;
	/* As item.examined has them, in the order of the statements they rest on; owned. */
	json_t *dates;       /* [{"kind","value","subsecond","zone","source"}] */
	json_t *place_dates; /* the same, of times that a positioning system told */
	json_t *places;      /* [{"latitude","longitude","altitude","source"}] */
	json_t *devices;     /* [{"kind","value","source"}] */
};
void metadata_end(struct metadata *metadata);

/* Most entries of each list above; further ones stand among the statements only. */
#define DECLARED_LIMIT 128

/*
 * Reads the tags of an examination (borrowed, until metadata_end). A tag that
 * lacks a member is passed over. Fails only for want of memory.
 */
CHECKED enum status metadata_read(const json_t *tags, struct metadata *out, struct error *err);

/* The first statement of that name, or NULL; `group` NULL for any. */
const struct statement *metadata_find(const struct metadata *metadata, const char *source,
                                      const char *group, const char *tag);

/* The same, within the source and group of another statement. */
struct statement *metadata_beside(const struct metadata *metadata,
                                  const struct statement *statement, struct text tag);

#endif
