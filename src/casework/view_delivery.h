/* SPDX-License-Identifier: Apache-2.0 */
/* view_delivery.h - deliveries, their files and failures. The manifest is delivery.h's. */
#ifndef VIDIMUS_CASEWORK_VIEW_DELIVERY_H
#define VIDIMUS_CASEWORK_VIEW_DELIVERY_H

#include "casework/view.h"
#include "ledger/ledger.h"

/* Emits every delivery in order of number. */
CHECKED enum status delivery_list(struct ledger *ledger, const struct view_output *to,
                                  struct error *err);

/*
 * One delivery, owned by the caller: all that was said of its origin,
 * continuations, notes, receipt, counts and chain; files and failures are
 * counted here and emitted by the two functions below. STATUS_NOT_FOUND when
 * there is none.
 */
CHECKED enum status delivery_show(struct ledger *ledger, const struct uuid *uuid, json_t **out,
                                  struct error *err);

/* Emits the delivery's files in order of acquisition number. */
CHECKED enum status delivery_files(struct ledger *ledger, const struct uuid *uuid,
                                   const struct view_output *to, struct error *err);

/* Emits {"seq","time","path","path_bytes","code","text"} of each file that could not be taken in. */
CHECKED enum status delivery_failures(struct ledger *ledger, const struct uuid *uuid,
                                      const struct view_output *to, struct error *err);

#endif
