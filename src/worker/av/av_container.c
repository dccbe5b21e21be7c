/* SPDX-License-Identifier: Apache-2.0 */
/* av_container.c - opens a container from bytes in memory, and nothing else. */
#include "worker/av/av_container.h"

#include "worker/av/av_found.h"
#include "worker/av/av_limits.h"
#include "worker/av/av_log.h"
#include "worker/av/av_part.h"
#include "worker/av/bmff.h"
#include "base/error.h"

#include <libavutil/opt.h>
#include <string.h>

#define IO_BUFFER_SIZE (32 << 10)

/* Formats in which cameras, phones, messengers, recorders and sites give film and sound. */
static const char formats[] =
	"mov,matroska,avi,mp3,aac,wav,w64,flac,ogg,amr,mpeg,mpegvideo,mpegts,asf,flv,h264,hevc,m4v,"
	"aiff,caf,au,ac3,eac3,dts,loas,gif,apng,ivf,obu,dv,mxf,rm,dhav,flic,wv,ape,dsf,mpc,mpc8,tta";

const char av_decoders[] =
	"h264,hevc,libdav1d,vp8,vp9,mpeg4,mpeg1video,mpeg2video,mjpeg,mjpegb,h263,h263i,h263p,flv,"
	"vp6,vp6a,vp6f,vp3,theora,msmpeg4v1,msmpeg4v2,msmpeg4,wmv1,wmv2,wmv3,vc1,svq1,svq3,cinepak,"
	"indeo3,indeo5,prores,dnxhd,dvvideo,rawvideo,png,apng,gif,huffyuv,ffvhuff,ffv1,utvideo,"
	"qtrle,rpza,msvideo1,msrle,rv10,rv20,rv30,rv40,flic,v210,yuv4,cfhd,magicyuv,"
	"aac,aac_latm,mp3float,mp3,mp2float,mp2,mp1float,ac3,eac3,dca,opus,vorbis,flac,alac,amrnb,"
	"amrwb,wmav1,wmav2,wmapro,wmavoice,wmalossless,gsm,gsm_ms,speex,truehd,mlp,wavpack,ape,tta,"
	"qdm2,cook,sipr,nellymoser,g723_1,g726,g726le,mpc7,mpc8,dsd_lsbf,dsd_msbf,dsd_lsbf_planar,"
	"dsd_msbf_planar,pcm_s8,pcm_u8,pcm_s16le,pcm_s16be,pcm_u16le,pcm_u16be,pcm_s24le,pcm_s24be,"
	"pcm_s32le,pcm_s32be,pcm_f32le,pcm_f32be,pcm_f64le,pcm_f64be,pcm_alaw,pcm_mulaw,pcm_bluray,"
	"pcm_dvd,pcm_lxf,adpcm_ms,adpcm_ima_wav,adpcm_ima_qt,adpcm_yamaha,adpcm_swf,adpcm_g722,"
	"adpcm_g726,adpcm_g726le";

/* Where content alone convinces no demuxer, the signature's word is tried. */
static const struct {
	const char *media_type, *format;
} demuxers[] = {
	{ "audio/mpeg", "mp3" },      { "audio/x-hx-aac-adts", "aac" },
	{ "audio/flac", "flac" },     { "video/mp4", "mov" },
	{ "video/quicktime", "mov" }, { "video/MP2T", "mpegts" },
	{ "video/mpeg", "mpeg" },     { "video/x-msvideo", "avi" },
	{ "audio/x-wav", "wav" },     { "video/H264", "h264" },
	{ "video/H265", "hevc" },     { "audio/amr", "amr" },
};

static int
read_bytes(void *opaque, uint8_t *out, int room)
{
	struct av_bytes *bytes = opaque;
	size_t n;

	if ((uint64_t)room > bytes->allowance)
		return AVERROR(EIO);
	n = part_peek(bytes->input, bytes->at, out, (size_t)room);
	bytes->at += n;
	bytes->allowance -= n;
	return n > 0 ? (int)n : AVERROR_EOF;
}

static int64_t
seek_bytes(void *opaque, int64_t offset, int whence)
{
	struct av_bytes *bytes = opaque;

	switch (whence & ~AVSEEK_FORCE) {
	case AVSEEK_SIZE:
		return (int64_t)bytes->input->size;
	case SEEK_CUR:
		offset = (int64_t)bytes->at + offset;
		break;
	case SEEK_END:
		offset = (int64_t)bytes->input->size + offset;
		break;
	case SEEK_SET:
		break;
	default:
		return AVERROR(EINVAL);
	}
	if (offset < 0)
		return AVERROR(EINVAL);
	bytes->at = (uint64_t)offset;
	return offset;
}

/* A file may name others (playlists, references); none is ever opened. */
static int
refuse_second_file(AVFormatContext *format, AVIOContext **io, const char *url, int flags,
                   AVDictionary **options)
{
	(void)format, (void)io, (void)url, (void)flags, (void)options;
	return AVERROR(EACCES);
}

static AVIOContext *
open_io(struct av_bytes *bytes)
{
	unsigned char *buffer = av_malloc(IO_BUFFER_SIZE);
	AVIOContext *io = NULL;

	if (buffer)
		io = avio_alloc_context(buffer, IO_BUFFER_SIZE, 0, bytes, read_bytes, NULL, seek_bytes);
	if (!io)
		av_free(buffer);
	return io;
}

static void
close_io(AVIOContext **io)
{
	if (*io)
		av_freep(&(*io)->buffer);
	avio_context_free(io);
}

static AVFormatContext *
prepare(struct av_bytes *bytes)
{
	AVFormatContext *format = avformat_alloc_context();

	if (!format)
		return NULL;
	format->pb = open_io(bytes);
	format->flags |= AVFMT_FLAG_CUSTOM_IO;
	format->io_open = refuse_second_file;
	format->max_streams = AV_STREAM_LIMIT;
	if (!format->pb || av_opt_set(format, "format_whitelist", formats, 0) < 0 ||
	    av_opt_set(format, "codec_whitelist", av_decoders, 0) < 0 ||
	    av_opt_set(format, "protocol_whitelist", "none", 0) < 0) {
		close_io(&format->pb);
		avformat_free_context(format);
		return NULL;
	}
	return format;
}

/* Tries one demuxer, or all of the white-list when `demuxer` is NULL. */
static int
try_demuxer(struct container *container, const AVInputFormat *demuxer)
{
	AVFormatContext *format;
	AVIOContext *io;
	int rc;

	container->bytes.at = 0;
	format = prepare(&container->bytes);
	if (!format)
		return AVERROR(ENOMEM);
	io = format->pb;
	rc = avformat_open_input(&format, NULL, demuxer, NULL);
	if (rc < 0) {
		close_io(&io); /* with I/O of ours, a failure frees all but that */
		return rc;
	}
	container->format = format;
	return 0;
}

static const AVInputFormat *
demuxer_of(const char *media_type)
{
	for (size_t i = 0; i < sizeof demuxers / sizeof *demuxers; i++)
		if (strcmp(demuxers[i].media_type, media_type) == 0)
			return av_find_input_format(demuxers[i].format);
	return NULL;
}

/* What is asked of a stream's decoder while streams are looked for, and what its header declared. */
struct asked {
	AVDictionary **options;
	int           *sizes; /* width and height of each stream */
	unsigned       count;
};

static bool
ask(struct asked *asked, const AVFormatContext *format)
{
	unsigned count = format->nb_streams;

	asked->options = av_calloc(count ? count : 1, sizeof *asked->options);
	asked->sizes = av_calloc(count ? count : 1, 2 * sizeof *asked->sizes);
	if (!asked->options || !asked->sizes)
		return false;
	asked->count = count;
	for (unsigned i = 0; i < count; i++) {
		asked->sizes[2 * i] = format->streams[i]->codecpar->width;
		asked->sizes[2 * i + 1] = format->streams[i]->codecpar->height;
		av_dict_set_int(&asked->options[i], "max_pixels", AV_PIXEL_LIMIT, 0);
	}
	return true;
}

/* A decoder that declines a size forgets it; what the header declared is put back. */
static void
restore_sizes(const struct asked *asked, AVFormatContext *format)
{
	for (unsigned i = 0; i < asked->count && i < format->nb_streams; i++) {
		AVCodecParameters *parameters = format->streams[i]->codecpar;

		if (parameters->width > 0 || parameters->height > 0)
			continue;
		parameters->width = asked->sizes[2 * i];
		parameters->height = asked->sizes[2 * i + 1];
	}
}

/* Looks for what headers leave unsaid; decoders that this needs are bounded too. */
static void
find_streams(AVFormatContext *format)
{
	struct asked asked = { 0 };

	if (ask(&asked, format)) {
		/* A failure leaves what is known so far, which is told. */
		(void)avformat_find_stream_info(format, asked.options);
		restore_sizes(&asked, format);
	}
	for (unsigned i = 0; i < asked.count; i++)
		av_dict_free(&asked.options[i]);
	av_free(asked.options);
	av_free(asked.sizes);
}

/* The choice looks at how many frames were seen of each, too. */
static void
choose_streams(struct container *container)
{
	container->best_film = av_find_best_stream(container->format, AVMEDIA_TYPE_VIDEO, -1, -1, NULL, 0);
	container->best_sound = av_find_best_stream(container->format, AVMEDIA_TYPE_AUDIO, -1, -1, NULL, 0);
}

enum status
container_open(struct container *container, const struct parser_input *input,
               const char *media_type, struct error *err)
{
	const AVInputFormat *demuxer = demuxer_of(media_type);
	int rc;

	*container = (struct container){ 0 };
	if (bmff_has_too_many_tags(input))
		return fail(err, STATUS_REFUSED, "more than %d tags", BMFF_TAG_LIMIT);
	container->bytes.input = input;
	/* Headers, look-ahead and two passes, and some more for formats that jump. */
	container->bytes.allowance = input->size <= UINT64_MAX / 16 ? input->size * 8 : UINT64_MAX;
	container->bytes.allowance += (uint64_t)64 << 20;
	complaints_begin();
	rc = try_demuxer(container, NULL);
	if (rc < 0 && demuxer && !complaints()->too_many_streams)
		rc = try_demuxer(container, demuxer);
	if (rc < 0 && complaints()->not_listed)
		return fail(err, STATUS_INVALID, "of no format that is read here");
	if (rc < 0)
		return fail(err, rc == AVERROR(ENOMEM) ? STATUS_MEMORY : STATUS_INVALID, "%s%s%s",
		            av_err2str(rc), complaints()->errors > 0 ? ": " : "", complaints()->first);
	if (!found_apply(input, container)) {
		find_streams(container->format);
		choose_streams(container);
		found_keep(input, container);
	}
	return STATUS_OK;
}

void
container_end(struct container *container)
{
	AVIOContext *io = container->format ? container->format->pb : NULL;

	avformat_close_input(&container->format);
	close_io(&io);
}

int64_t
container_start(const struct container *container)
{
	int64_t start = container->format->start_time;

	return start == AV_NOPTS_VALUE ? 0 : start;
}

AVStream *
container_stream(const struct container *container, enum AVMediaType kind)
{
	AVFormatContext *format = container->format;
	int best = kind == AVMEDIA_TYPE_VIDEO ? container->best_film : container->best_sound;

	if (best >= 0 && !(format->streams[best]->disposition & AV_DISPOSITION_ATTACHED_PIC))
		return format->streams[best];
	/* It passes over sound of which it does not know the rate: a codec it cannot decode. */
	for (unsigned i = 0; i < format->nb_streams; i++)
		if (format->streams[i]->codecpar->codec_type == kind &&
		    !(format->streams[i]->disposition & AV_DISPOSITION_ATTACHED_PIC))
			return format->streams[i];
	return NULL;
}

void
container_keep_only(struct container *container, const AVStream *stream)
{
	for (unsigned i = 0; i < container->format->nb_streams; i++)
		container->format->streams[i]->discard =
			container->format->streams[i] == stream ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
}

enum status
container_packet(struct container *container, AVPacket *packet)
{
	/* Some demuxers ask to be called again; they are not let do so for ever. */
	for (int tries = 0; tries < 1000; tries++) {
		int rc = av_read_frame(container->format, packet);

		if (rc >= 0)
			return STATUS_OK;
		if (rc != AVERROR(EAGAIN))
			return STATUS_DONE;
	}
	return STATUS_DONE;
}
