/* SPDX-License-Identifier: Apache-2.0 */
/* series_tell.h - a series of frame hashes as frames of the wire. */
#ifndef VIDIMUS_WORKER_SERIES_TELL_H
#define VIDIMUS_WORKER_SERIES_TELL_H

#include "fingerprint/frame_series.h"
#include "fingerprint/picture_box.h"
#include "wire/report.h"

/* Tells what was kept of the part of each picture that `box` is; the whole one's box is all zeros. */
void series_tell(const struct frame_series *series, const struct picture_box *box,
                 struct report *report);

#endif
