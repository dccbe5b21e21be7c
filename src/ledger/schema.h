/* SPDX-License-Identifier: Apache-2.0 */
/*
 * schema.h - what each type of event holds: catalog/events/TYPE.json, read
 * once. An event that does not fit its schema is neither written nor accepted.
 */
#ifndef VIDIMUS_LEDGER_SCHEMA_H
#define VIDIMUS_LEDGER_SCHEMA_H

#include "base/json.h"

#include <vidimus/types.h>

struct schema;   /* of one type and type version */
struct schemas;  /* all that this program knows */

/* Reads every embedded schema. STATUS_FAULT when one is malformed: they are ours. */
CHECKED enum status schemas_open(struct schemas **out, struct error *err);
void schemas_close(struct schemas *schemas);

/* The schema of a type (view of its name) in version tv, or NULL. */
const struct schema *schema_find(const struct schemas *schemas, struct text type, int64_t tv);

/* The first schema after `previous` (NULL: the first of all), by name; NULL at the end. */
const struct schema *schema_next(const struct schemas *schemas, const struct schema *previous);

const char *schema_type(const struct schema *schema);
int64_t schema_version(const struct schema *schema);

/* Is this kind of subject one whose chain may hold events of the type? */
bool schema_allows_chain(const struct schema *schema, struct text kind);

/* How many sealed members the type has, their names in ascending order, and their export class. */
size_t schema_sealed_count(const struct schema *schema);
const char *schema_sealed_name(const struct schema *schema, size_t index);
const char *schema_sealed_class(const struct schema *schema, size_t index);

/* May the member not be destroyed, since others of the log are read by it? */
bool schema_sealed_stays(const struct schema *schema, const char *sealed_name);

/* Does the member hold SHA-256 of files, by itself or inside? */
bool schema_sealed_hashes(const struct schema *schema, const char *sealed_name);

/* Is it a sealed member of the type? */
bool schema_has_sealed(const struct schema *schema, struct text name);

/* The vocabulary that a sealed member of codes takes its terms from, or NULL. */
const char *schema_vocabulary(const struct schema *schema, const char *sealed_name);

/* What a value names another record by. */
enum reference_kind {
	REFERENCE_SUBJECT, /* KIND/UUID: its chain */
	REFERENCE_RECORD,  /* the id of its event */
	REFERENCE_LINK     /* a link, whose other side stands in another chain */
};

/* Can the sealed member name other records, by itself or inside? */
bool schema_sealed_refers(const struct schema *schema, const char *sealed_name);

/*
 * Tells every record that a value of the member names, on any depth of lists
 * and records; `found` ends it by any status but STATUS_OK.
 */
struct reference_output {
	enum status (*found)(void *context, enum reference_kind kind, struct text name,
	                     struct error *err);
	void *context;
};
CHECKED enum status schema_references(const struct schema *schema, const char *sealed_name,
                                      const json_t *value, const struct reference_output *to,
                                      struct error *err);

/*
 * Checks the open members: exactly those of the schema, none null, each of
 * its kind and within its limit. STATUS_INVALID names the member.
 */
CHECKED enum status schema_check_open(const struct schema *schema, const json_t *open,
                                      struct error *err);

/*
 * Checks plain values of sealed members: none that the schema lacks, each
 * null or of its kind and within its limit (bytes of canonical JSON). A member
 * that is absent counts as null when an event is written.
 */
CHECKED enum status schema_check_values(const struct schema *schema, const json_t *values,
                                        struct error *err);

/* One value of a sealed member; null fits, and what is no member of the type does not. */
CHECKED enum status schema_check_value(const struct schema *schema, const char *name,
                                       const json_t *value, struct error *err);

/*
 * Removes the values that do not fit, as if they had been destroyed: whoever
 * has a key can sign what its schema does not allow, and who reads is spared it.
 */
void schema_drop_unfit(const struct schema *schema, json_t *values);

#endif
