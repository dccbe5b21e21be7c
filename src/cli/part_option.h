/* SPDX-License-Identifier: Apache-2.0 */
/* part_option.h - the option --part, for the tables of the verbs that take one. */
#ifndef VIDIMUS_CLI_PART_OPTION_H
#define VIDIMUS_CLI_PART_OPTION_H

#include "cli/verb.h"

extern const struct verb_option part_options[];

#endif
