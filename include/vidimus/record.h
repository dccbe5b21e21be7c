/* SPDX-License-Identifier: Apache-2.0 */
/*
 * record.h - small records: actors, channels, persons, notes, descriptions.
 * Each call is one signed change. Words are borrowed, UTF-8, NULL where
 * nothing was said; codes are checked against the catalogue's vocabularies.
 */
#ifndef VIDIMUS_RECORD_H
#define VIDIMUS_RECORD_H

#include <vidimus/catalogue.h>

#include <jansson.h>

/* "E-000001" and a NUL. */
#define VIDIMUS_ID_SIZE 24

struct vidimus_actor_words {
	const char *request; /* path of a NAME.request for this catalogue */
	const char *code;    /* of the person */
	const char *role;    /* of the vocabulary actor-role */
	const char *name, *organisation;
};
CHECKED enum status vidimus_actor_add(struct vidimus_catalogue *catalogue,
                                      const struct vidimus_actor_words *words,
                                      char id[VIDIMUS_ID_SIZE], struct error *err);

struct vidimus_channel_words {
	const char *code, *platform, *kind, *visibility;
	const char *native_id, *handle, *title, *url, *note;
};
CHECKED enum status vidimus_channel_add(struct vidimus_catalogue *catalogue,
                                        const struct vidimus_channel_words *words,
                                        char id[VIDIMUS_ID_SIZE], struct error *err);

struct vidimus_person_words {
	const char *code, *roles; /* roles: codes separated by commas */
	const char *protection_level, *identity_held_at, *note;
};
CHECKED enum status vidimus_person_add(struct vidimus_catalogue *catalogue,
                                       const struct vidimus_person_words *words,
                                       char id[VIDIMUS_ID_SIZE], struct error *err);

/* A field of a record by its name in JSON. NULL leaves it as it is, "" empties it. */
struct vidimus_field {
	const char *name, *text; /* lists of codes with commas, dates as EDTF */
};

/*
 * Records a posting of an item or footage (`of`), and that somebody looked
 * whether one is still there; `id` is the posting's. casework/posting.h names
 * the fields; what is said of a channel that not everyone can read is kept apart.
 */
CHECKED enum status vidimus_posting_add(struct vidimus_catalogue *catalogue, const char *of,
                                        const struct vidimus_field *fields, size_t count,
                                        char id[VIDIMUS_ID_SIZE], struct error *err);
CHECKED enum status vidimus_posting_observe(struct vidimus_catalogue *catalogue,
                                            const char *posting,
                                            const struct vidimus_field *fields, size_t count,
                                            char id[VIDIMUS_ID_SIZE], struct error *err);

/* Adds an incident of these fields; part_of is the id of a wider one. */
CHECKED enum status vidimus_incident_add(struct vidimus_catalogue *catalogue,
                                         const struct vidimus_field *fields, size_t count,
                                         char id[VIDIMUS_ID_SIZE], struct error *err);

/*
 * Edits a channel, person, incident, posting or report (`id`: its short id), based on its version
 * `based_on` (0: the present one); *version is the one afterwards. Nothing is
 * written when nothing changes. STATUS_STALE, with what another wrote, when
 * it was edited after `based_on`; STATUS_INVALID for a field that it lacks.
 */
CHECKED enum status vidimus_record_edit(struct vidimus_catalogue *catalogue, const char *id,
                                        const struct vidimus_field *fields, size_t count,
                                        int64_t based_on, int64_t *version, struct error *err);

struct vidimus_term_words {
	const char *vocabulary, *code; /* the code begins with x- */
	const char *label, *definition;
	const char *broader, *source;
};

/* Adds a local term. STATUS_REFUSED for a list whose terms have rules in the program. */
CHECKED enum status vidimus_term_add(struct vidimus_catalogue *catalogue,
                                     const struct vidimus_term_words *words, struct error *err);

/*
 * Loads the lists that the catalogue has not, or otherwise than this version
 * brings them; its own terms stay, and what it deprecated. *loaded is an owned
 * list of their names, [] when there was nothing to do and nothing is written.
 */
CHECKED enum status vidimus_vocabulary_update(struct vidimus_catalogue *catalogue,
                                              json_t **loaded, struct error *err);

/* Offers a term no longer, with the reason; what has it stays as it is. */
CHECKED enum status vidimus_term_deprecate(struct vidimus_catalogue *catalogue,
                                           const char *vocabulary, const char *code,
                                           const char *reason, struct error *err);

/* Adds a note to an item, delivery, channel, incident or report (`subject`: its id). */
CHECKED enum status vidimus_note_add(struct vidimus_catalogue *catalogue, const char *subject,
                                     struct text text, struct error *err);

/* NULL leaves a part as it is, "" empties it. */
struct vidimus_description {
	const char *title, *summary, *graphic_level, *sound;
	const char *flags, *content_tags; /* codes separated by commas */
	int64_t     based_on; /* version that was looked at; 0: the present one */
};

/*
 * Describes an item; *version is its version afterwards. STATUS_STALE, with
 * what another wrote meanwhile, when it was described after `based_on`.
 */
CHECKED enum status vidimus_item_describe(struct vidimus_catalogue *catalogue, const char *item,
                                          const struct vidimus_description *description,
                                          int64_t *version, struct error *err);

#endif
