/* SPDX-License-Identifier: Apache-2.0 */
/* grounds_options.h - the options --grounds and --protected-grounds, for the tables of verbs that judge. */
#ifndef VIDIMUS_CLI_GROUNDS_OPTIONS_H
#define VIDIMUS_CLI_GROUNDS_OPTIONS_H

#include "cli/verb.h"

extern const struct verb_option grounds_options[];

#endif
