/* SPDX-License-Identifier: Apache-2.0 */
/* report_publishing.h - sub-verbs of `vidimus report` that make and check versions. */
#ifndef VIDIMUS_CLI_REPORT_PUBLISHING_H
#define VIDIMUS_CLI_REPORT_PUBLISHING_H

#include "cli/verb.h"

extern const struct verb verb_report_draft;
extern const struct verb verb_report_check;
extern const struct verb verb_report_publish;
extern const struct verb verb_report_correct;
extern const struct verb verb_report_amend;

#endif
