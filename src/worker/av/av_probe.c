/* SPDX-License-Identifier: Apache-2.0 */
/* av_probe.c - decodes the beginning of a stream to see whether it decodes. */
#include "worker/av/av_probe.h"

#include "worker/av/av_limits.h"
#include "worker/av/av_sei.h"

#include <stdio.h>

void
probe_begin(struct probe *probe, const AVStream *stream, struct report *report)
{
	struct error err = { 0 };
	enum status st;

	*probe = (struct probe){ .stream = stream };
	st = codec_open(&probe->decoder, stream, &err);
	if (st == STATUS_OK && !(probe->frame = av_frame_alloc()))
		avcodec_free_context(&probe->decoder);
	if (st != STATUS_OK)
		report_warning(report, st == STATUS_NOT_FOUND ? "not-decodable" : "too-large-to-decode",
		               err.text);
}

static void
take_frames(struct probe *probe)
{
	int rc;

	while (probe->frames < AV_PROBE_FRAMES &&
	       (rc = avcodec_receive_frame(probe->decoder, probe->frame)) != AVERROR(EAGAIN)) {
		if (rc == AVERROR_EOF)
			return;
		if (rc < 0) {
			probe->refused++;
			return;
		}
		probe->frames++;
		probe->damaged += probe->frame->decode_error_flags != 0 ||
		                  (probe->frame->flags & AV_FRAME_FLAG_CORRUPT) != 0;
		av_frame_unref(probe->frame);
	}
}

void
probe_packet(struct probe *probe, const AVPacket *packet, struct report *report)
{
	char group[32];
	int rc;

	if (probe->packets++ == 0) {
		snprintf(group, sizeof group, "stream %d", probe->stream->index);
		sei_tell(packet->data, (size_t)packet->size, group, report);
	}
	if (!probe->decoder || probe->frames >= AV_PROBE_FRAMES || probe->tried >= AV_PROBE_PACKETS)
		return;
	probe->tried++;
	rc = avcodec_send_packet(probe->decoder, packet);
	probe->refused += rc < 0 && rc != AVERROR(EAGAIN);
	take_frames(probe);
}

void
probe_end(struct probe *probe, struct report *report)
{
	char detail[128];

	if (probe->decoder && probe->tried > 0) {
		if (probe->frames < AV_PROBE_FRAMES && avcodec_send_packet(probe->decoder, NULL) >= 0)
			take_frames(probe);
		if (probe->refused > 0 || probe->damaged > 0 || probe->frames == 0) {
			snprintf(detail, sizeof detail,
			         "of the first %u packets %u were refused; %u pictures decoded, %u damaged",
			         probe->tried, probe->refused, probe->frames, probe->damaged);
			report_warning(report, "decode-errors", detail);
		}
	}
	av_frame_free(&probe->frame);
	avcodec_free_context(&probe->decoder);
}
