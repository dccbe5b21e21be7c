/* SPDX-License-Identifier: Apache-2.0 */
/* examined.h - which exhibits were examined, and which exhibit a number is. */
#ifndef VIDIMUS_CASEWORK_EXAMINED_H
#define VIDIMUS_CASEWORK_EXAMINED_H

#include "casework/catalogue.h"

/*
 * Was the exhibit of this object examined by this very program (version, build
 * and libraries), however that ended? False also when it is no exhibit.
 */
CHECKED enum status examined_by_this_program(struct catalogue *catalogue,
                                             const struct digest *object, bool *out,
                                             struct error *err);

/* The UUID of exhibit E-`number`; STATUS_NOT_FOUND. */
CHECKED enum status exhibit_uuid(struct catalogue *catalogue, int64_t number, struct uuid *out,
                                 struct error *err);

#endif
