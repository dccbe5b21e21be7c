/* SPDX-License-Identifier: Apache-2.0 */
/* series_tell.c - kept frames, told one by one. */
#include "worker/series_tell.h"

void
series_tell(const struct frame_series *series, const struct picture_box *box, struct report *report)
{
	const struct report_box at = { box->left, box->top, box->width, box->height };
	const struct frame_hash *frames;
	size_t n;

	frames = frame_series_frames(series, &n);
	report_series(report, &at);
	for (size_t i = 0; i < n; i++) {
		struct report_frame frame = { .microseconds = frames[i].microseconds,
			                      .number = frames[i].number,
			                      .quality = frames[i].quality,
			                      .burst = frames[i].burst != 0 };

		hash256_to_bytes(frame.hash, &frames[i].hash);
		report_frames(report, &frame, 1);
	}
}
