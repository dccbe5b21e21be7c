/* SPDX-License-Identifier: Apache-2.0 */
/* av_warn.h - why there is no picture, as a warning. */
#ifndef VIDIMUS_WORKER_AV_WARN_H
#define VIDIMUS_WORKER_AV_WARN_H

#include "base/error.h"
#include "wire/report.h"

/* Tells the warning for the status with which a film was not opened or gave no picture. */
void warn_no_picture(struct report *report, enum status st, const struct error *err);

#endif
