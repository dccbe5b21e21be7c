/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ebml.h - what Matroska and WebM files say in their Info element (RFC 9559
 * 5.1.2) and libavformat leaves out, and whether the file is whole.
 */
#ifndef VIDIMUS_WORKER_AV_EBML_H
#define VIDIMUS_WORKER_AV_EBML_H

#include "worker/av/av_part.h"

/*
 * Tells, source "Matroska", group "Info": "WritingApp", "MuxingApp", "SegmentUUID", and
 * when `all` also "Title" and "DateUTC"; and the warnings `truncated` and `trailing-data`. Nothing for what is no EBML.
 */
void ebml_tell(const struct parser_input *input, bool all, struct report *report);

#endif
