/* SPDX-License-Identifier: Apache-2.0 */
/*
 * record_edit.h - records that are described again and again: a table of
 * fields turns people's words into the values of KIND.described, which takes
 * the place of the description before. A stale edit is refused with what
 * another wrote.
 */
#ifndef VIDIMUS_CASEWORK_RECORD_EDIT_H
#define VIDIMUS_CASEWORK_RECORD_EDIT_H

#include "casework/catalogue.h"

/* A field as people write it: NULL leaves it as it is, "" empties it. Borrowed, UTF-8. */
struct field_words {
	const char *name;
	const char *text;
};

enum field_form {
	FIELD_TEXT,
	FIELD_TITLE,     /* one line that says something; it cannot be emptied */
	FIELD_LANGUAGE,  /* a BCP 47 tag */
	FIELD_TERM,      /* a code of `vocabulary` */
	FIELD_TERMS,     /* codes, separated by commas */
	FIELD_LINES,     /* texts, one a line; a list */
	FIELD_LANGUAGES, /* tags, likewise; a list */
	FIELD_PERSONS,   /* codes or W-…, likewise; a list of KIND/UUID */
	FIELD_DATE,      /* EDTF */
	FIELD_YES_NO,
	FIELD_REPORTS,   /* ..R-5, in the order of their ids; a list of KIND/UUID */
	FIELD_PLACE, /* as place_words.h says, like the next two */
	FIELD_REGION,
	FIELD_VICTIMS,
	FIELD_PART,   /* as part_words.h says */
	FIELD_NUMBER, /* whole, from 0 */
	FIELD_HASH    /* SHA-256, of either case */
};

struct record_field {
	const char     *name; /* of the field, the event's member and the column */
	enum field_form form;
	const char     *vocabulary;
};

/* A kind of record; its query gives version, described (n of the last description), and each field. */
struct record_form {
	const char                *kind; /* of its chain */
	const char                *type; /* of the event */
	const char                *select; /* $1 is the UUID */
	const struct record_field *fields; /* in the order of the query's columns from the third */
	size_t                     count;
};

/* Of the words, that of the field; NULL when there is none. */
const char *field_text(const struct field_words *words, size_t count, const char *name);

/* STATUS_INVALID unless `text` is one line with more than white space on it; `name` is the field's. */
CHECKED enum status record_title_check(const char *name, struct text text, struct error *err);

/* STATUS_INVALID when the one date, where both are there, can only lie after the other. */
CHECKED enum status record_dates_check(const json_t *values, const char *first, const char *last,
                                       struct error *err);

/*
 * STATUS_INVALID when a word is of no field of the form, nor one of those
 * beside it (NULL-ended, or NULL), or when a field is given twice.
 */
CHECKED enum status record_fields_check(const struct record_form *form,
                                        const struct field_words *words, size_t count,
                                        const char *const *beside, struct error *err);

/* Sets the words' fields in an object that has every field of the form. Terms and dates are checked. */
CHECKED enum status record_fields_set(struct catalogue *catalogue, const struct record_form *form,
                                      json_t *values, const struct field_words *words,
                                      size_t count, struct error *err);

/* Sets a date from its EDTF; null when the text is NULL or empty. */
CHECKED enum status record_date_set(json_t *values, const char *name, const char *text,
                                    struct error *err);

/* What an edit makes of a record. */
struct record_revision {
	json_t *values;   /* every field as it is then; owned, NULL after a failure */
	bool    changed;  /* any of them */
	int64_t based_on; /* version of the chain */
	int64_t version;  /* the present one */
};

/* Reads the record inside a change and sets the words' fields, as record_describe does, which adds the event. */
CHECKED enum status record_revise(struct catalogue *catalogue, const struct record_form *form,
                                  const struct uuid *uuid, const struct field_words *words,
                                  size_t count, int64_t based_on, struct record_revision *out,
                                  struct error *err);

/*
 * Describes a record inside a change, based on its version `based_on` (0: the
 * present one). Words that the form has no field for are left to the caller.
 * Nothing is added when nothing changes. *version is the chain's afterwards.
 * STATUS_NOT_FOUND, STATUS_STALE, STATUS_INVALID.
 */
CHECKED enum status record_describe(struct catalogue *catalogue, struct change *change,
                                    const struct record_form *form, const struct uuid *uuid,
                                    const struct field_words *words, size_t count,
                                    int64_t based_on, int64_t *version, struct error *err);

/*
 * Edits a channel or person in a change of its own. A channel's names (native_id,
 * handle, title, url, with since, until, seen, names_basis, names_note) become
 * a channel.named; with `until` they are former ones and the present stay.
 * STATUS_STALE when names were recorded after `based_on`, STATUS_INVALID when
 * of names only dates or a remark are given and there is none.
 */
CHECKED enum status channel_edit(struct catalogue *catalogue, const struct uuid *channel,
                                 const struct field_words *words, size_t count, int64_t based_on,
                                 int64_t *version, struct error *err);
CHECKED enum status person_edit(struct catalogue *catalogue, const struct uuid *person,
                                const struct field_words *words, size_t count, int64_t based_on,
                                int64_t *version, struct error *err);

/* Opens an incident, described by its fields; part_of names a wider one (I-…). */
CHECKED enum status incident_add(struct catalogue *catalogue, const struct field_words *words,
                                 size_t count, int64_t *number, struct error *err);
CHECKED enum status incident_edit(struct catalogue *catalogue, const struct uuid *incident,
                                  const struct field_words *words, size_t count,
                                  int64_t based_on, int64_t *version, struct error *err);

#endif
