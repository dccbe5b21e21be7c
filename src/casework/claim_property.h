/* SPDX-License-Identifier: Apache-2.0 */
/* claim_property.h - the properties that claims tell of, and what the values of each are. */
#ifndef VIDIMUS_CASEWORK_CLAIM_PROPERTY_H
#define VIDIMUS_CASEWORK_CLAIM_PROPERTY_H

#include "base/json.h"
#include "store/database.h"

enum claim_kind {
	CLAIM_TEXT,
	CLAIM_NUMBER,       /* claim_number.h */
	CLAIM_PARTY_NUMBER, /* the number of a party's, which must be named */
	CLAIM_DATE,         /* EDTF */
	CLAIM_PLACE,        /* place_words.h */
	CLAIM_PARTY,        /* party_words.h */
	CLAIM_CODE,         /* of `vocabulary` */
	CLAIM_YES_NO        /* yes, no, not-determinable */
};

struct claim_property {
	const char     *code;
	enum claim_kind kind;
	const char     *vocabulary; /* of CLAIM_CODE */
	bool            of_somebody; /* tells of a person or a device: always protected */
};

/*
 * What the property's values are. A term of one's own (x-…) is as the nearest
 * of its broader ones, else text. STATUS_INVALID for what is no property.
 */
CHECKED enum status claim_property_find(struct database *database, struct text code,
                                        struct claim_property *out, struct error *err);

/* The same of a code that need not be offered any more, or ever have been: then it is text. */
CHECKED enum status claim_property_kind(struct database *database, struct text code,
                                        struct claim_property *out, struct error *err);

/* The words of a value. NULL where nothing was said. */
struct claim_value_words {
	const char *value, *party, *region;
	const char *zone, *time_of_day; /* of a date, as dated_make takes them */
};

/*
 * Sets "value", "date", "place", "region" and "party", each as the property
 * has it and else null, in one form of all that mean the same. A value must
 * not be empty. STATUS_INVALID says what is wrong.
 */
CHECKED enum status claim_value_read(struct database *database,
                                     const struct claim_property *property,
                                     const struct claim_value_words *words, json_t *values,
                                     struct error *err);

/* Appends a value as people write it, from an object with these members; nothing when there is none. */
void claim_value_to_words(struct buffer *out, const json_t *values);

#endif
