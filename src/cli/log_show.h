/* SPDX-License-Identifier: Apache-2.0 */
/* log_show.h - the sub-verb `log show`. */
#ifndef VIDIMUS_CLI_LOG_SHOW_H
#define VIDIMUS_CLI_LOG_SHOW_H

#include "cli/verb.h"

extern const struct verb verb_log_show;

/* `vidimus log cosign`, in log_cosign.c. */
extern const struct verb verb_log_cosign;

#endif
