/* SPDX-License-Identifier: Apache-2.0 */
/* view_records.h - channels, persons, actors and vocabularies as objects. */
#ifndef VIDIMUS_CASEWORK_VIEW_RECORDS_H
#define VIDIMUS_CASEWORK_VIEW_RECORDS_H

#include "casework/view.h"
#include "ledger/ledger.h"

/* Every record of the kind in order of number, without remarks. */
CHECKED enum status channel_list(struct ledger *ledger, const struct view_output *to,
                                 struct error *err);
CHECKED enum status person_list(struct ledger *ledger, const struct view_output *to,
                                struct error *err);
CHECKED enum status actor_list(struct ledger *ledger, const struct view_output *to,
                               struct error *err);

/*
 * One record with its remarks, how much refers to it and its chain, owned by
 * the caller. STATUS_NOT_FOUND when there is none.
 */
CHECKED enum status channel_show(struct ledger *ledger, const struct uuid *uuid, json_t **out,
                                 struct error *err);
CHECKED enum status person_show(struct ledger *ledger, const struct uuid *uuid, json_t **out,
                                struct error *err);
CHECKED enum status actor_show(struct ledger *ledger, const struct uuid *uuid, json_t **out,
                               struct error *err);

CHECKED enum status incident_list(struct ledger *ledger, const struct view_output *to,
                                  struct error *err);

/*
 * The same for an incident; "place", "region" and "victims" are followed by
 * what people write for them ("place_words" …, or null), and "parts" are the
 * incidents within it.
 */
CHECKED enum status incident_show(struct ledger *ledger, const struct uuid *uuid, json_t **out,
                                  struct error *err);

/* {"vocabulary","terms","deprecated"} (counts) of each list, by name. */
CHECKED enum status vocabulary_list(struct ledger *ledger, const struct view_output *to,
                                    struct error *err);

/*
 * {"vocabulary","code","label","definition","broader","source","deprecated"}
 * of each term in its order; empty ones are null. STATUS_NOT_FOUND says which
 * list may have been meant. With a language (BCP 47; else NULL) each has
 * "translation" too: its label there, or null.
 */
CHECKED enum status vocabulary_terms(struct ledger *ledger, const char *vocabulary,
                                     const char *language, const struct view_output *to,
                                     struct error *err);

#endif
