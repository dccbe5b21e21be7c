/* SPDX-License-Identifier: Apache-2.0 */
/* av_parser.h - the family of films and sounds as the fork server takes it. */
#ifndef VIDIMUS_WORKER_AV_PARSER_H
#define VIDIMUS_WORKER_AV_PARSER_H

#include "worker/parser.h"

extern const struct parser av_parser;

#endif
