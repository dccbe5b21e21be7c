/* SPDX-License-Identifier: Apache-2.0 */
/* declared.h - dates, places and devices that statements declare. Private to media. */
#ifndef VIDIMUS_MEDIA_DECLARED_H
#define VIDIMUS_MEDIA_DECLARED_H

#include "media/metadata.h"

/* Fills the lists of `metadata`, whose statements are read; gives degrees their sign. */
CHECKED enum status declared_collect(struct metadata *metadata, struct error *err);

#endif
