/* SPDX-License-Identifier: Apache-2.0 */
/* log_resume.h - `vidimus log resume`, a part of verb_log.c. */
#ifndef VIDIMUS_CLI_LOG_RESUME_H
#define VIDIMUS_CLI_LOG_RESUME_H

#include "cli/verb.h"

extern const struct verb verb_log_resume;

#endif
