/* SPDX-License-Identifier: Apache-2.0 */
/* report_text.h - reports and citations as text. */
#ifndef VIDIMUS_CLI_REPORT_TEXT_H
#define VIDIMUS_CLI_REPORT_TEXT_H

#include "cli/command.h"

#include <vidimus/types.h>

CHECKED enum status report_print(struct command *command, const json_t *report, struct error *err);
CHECKED enum status citation_print(struct command *command, const json_t *citation,
                                   struct error *err);

/* The versions of reports whose document a file is. */
CHECKED enum status documents_print(struct command *command, const json_t *file,
                                    struct error *err);

/* What a check found: STATUS_FALSE, said already, where that is anything. */
CHECKED enum status report_check_print(struct command *command, const json_t *checked,
                                       struct error *err);

/* The reports that cite an item or footage, under a heading; nothing where none does. */
CHECKED enum status cited_by_print(struct command *command, const json_t *record,
                                   struct error *err);

#endif
