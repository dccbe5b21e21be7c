/* SPDX-License-Identifier: Apache-2.0 */
/* family.h - the parser of still pictures that vidimus-worker-image serves. */
#ifndef VIDIMUS_WORKER_IMAGE_FAMILY_H
#define VIDIMUS_WORKER_IMAGE_FAMILY_H

#include "worker/parser.h"

extern const struct parser image_parser;

#endif
