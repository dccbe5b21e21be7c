/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tag_table.h - catalog/metadata-tags.tsv: what class each statement of a file
 * about itself has, how its value is read, and what it declares.
 */
#ifndef VIDIMUS_MEDIA_TAG_TABLE_H
#define VIDIMUS_MEDIA_TAG_TABLE_H

#include "media/normalise.h"

#include <vidimus/types.h>

/* The members of item.examined that hold statements; each has one export class. */
enum tag_class {
	TAG_TECHNICAL,   /* plain */
	TAG_DATES,       /* source */
	TAG_PLACES,      /* safety-place */
	TAG_DEVICES,     /* device */
	TAG_DESCRIPTIVE, /* person: the most protected, and the default */
	TAG_CLASSES
};

/* The member's name, "technical" to "descriptive"; static. */
const char *tag_class_member(enum tag_class tag_class);

/* One row of the table; views of the embedded file. */
struct tag_rule {
	struct text    source, group, tag; /* patterns */
	enum tag_class tag_class;
	enum shape     shape;
	struct text    kind;               /* "taken", "place", "make", …; empty when it declares nothing */
	struct text    with;               /* "zone=OffsetTime fraction=SubSecTime"; empty for none */
};

/* The first row that matches, static; NULL when the table knows nothing of the tag. */
const struct tag_rule *tag_rule_find(struct text source, struct text group, struct text tag);

/* What the rule names behind `word`=, as "OffsetTime" for "zone"; p NULL when it names nothing. */
struct text tag_rule_with(const struct tag_rule *rule, const char *word);

/*
 * STATUS_FAULT with the line when a row cannot be used, or could let words of
 * the file into a class that leaves: one of class plain or source must name
 * its tag, and have a shape that only its standard's values fit.
 */
CHECKED enum status tag_table_check(struct error *err);

#endif
