/* SPDX-License-Identifier: Apache-2.0 */
/* exif_value.c - numbers, fractions, and text in its several disguises. */
#include "worker/image/exif_value.h"

#include "base/text.h"
#include "worker/image/icc.h"

#include <inttypes.h>
#include <libexif/exif-tag.h>

enum texts_in_bytes {
	TAG_XP_FIRST = 0x9C9B, /* title, comment, author, keywords, subject, of Windows */
	TAG_XP_LAST = 0x9C9F,
	TAG_USER_COMMENT = 0x9286,
	TAG_GPS_PROCESSING_METHOD = 0x001B,
	TAG_GPS_AREA_INFORMATION = 0x001C
};

static const struct {
	unsigned    tag;
	const char *name;
} further_names[] = {
	{ 0x000B, "ProcessingSoftware" },
	{ 0x882A, "TimeZoneOffset" },
	{ 0xA436, "ImageTitle" }, /* Exif 3.0, which libexif 0.6.24 does not know */
	{ 0xA437, "Photographer" },
	{ 0xA438, "ImageEditor" },
	{ 0xA439, "CameraFirmware" },
	{ 0xA43A, "RAWDevelopingSoftware" },
	{ 0xA43B, "ImageEditingSoftware" },
	{ 0xA43C, "MetadataEditingSoftware" },
	{ 0xC612, "DNGVersion" }, /* DNG 1.6 */
	{ 0xC614, "UniqueCameraModel" },
	{ 0xC62F, "CameraSerialNumber" },
	{ 0xC65D, "RawDataUniqueID" },
	{ 0xC68B, "OriginalRawFileName" },
	{ 0xC71B, "PreviewDateTime" },
};

const char *
exif_tag_name(unsigned tag, int ifd)
{
	const char *name = exif_tag_get_name_in_ifd((ExifTag)tag, (ExifIfd)ifd);

	if (name == NULL && ifd != EXIF_IFD_GPS && ifd != EXIF_IFD_INTEROPERABILITY) {
		name = exif_tag_get_name_in_ifd((ExifTag)tag, EXIF_IFD_EXIF);
		if (name == NULL)
			name = exif_tag_get_name_in_ifd((ExifTag)tag, EXIF_IFD_0);
		for (size_t i = 0; name == NULL && i < sizeof further_names / sizeof further_names[0]; i++)
			if (further_names[i].tag == tag)
				name = further_names[i].name;
	}
	return name;
}

static int64_t
widen(uint64_t value, size_t size)
{
	if (size == 1)
		return (int8_t)value;
	if (size == 2)
		return (int16_t)value;
	return size == 4 ? (int32_t)value : (int64_t)value;
}

static bool
is_signed(unsigned type)
{
	return type == TIFF_SBYTE_TYPE || type == TIFF_SSHORT_TYPE || type == TIFF_SLONG_TYPE
	       || type == TIFF_SLONG8_TYPE || type == TIFF_SRATIONAL_TYPE;
}

static void
write_real(struct buffer *out, uint64_t bits, size_t size)
{
	uint32_t half = (uint32_t)bits;
	double value;
	float single;

	memcpy(&single, &half, sizeof single);
	memcpy(&value, &bits, sizeof value);
	buffer_append_format(out, "%.17g", size == 4 ? (double)single : value);
}

static void
write_whole(struct buffer *out, uint64_t value, size_t size, bool negative)
{
	if (negative)
		buffer_append_format(out, "%" PRId64, widen(value, size));
	else
		buffer_append_format(out, "%" PRIu64, value);
}

static void
write_number(struct buffer *out, unsigned type, const unsigned char *p, bool big_endian)
{
	struct tiff order = { .big_endian = big_endian };
	size_t size = tiff_type_size(type);

	if (type == TIFF_RATIONAL_TYPE || type == TIFF_SRATIONAL_TYPE) {
		write_whole(out, tiff_integer(&order, p, 4), 4, is_signed(type));
		buffer_append_byte(out, '/');
		write_whole(out, tiff_integer(&order, p + 4, 4), 4, is_signed(type));
	} else if (type == TIFF_FLOAT_TYPE || type == TIFF_DOUBLE_TYPE) {
		write_real(out, tiff_integer(&order, p, size), size);
	} else {
		write_whole(out, tiff_integer(&order, p, size), size, is_signed(type));
	}
}

static enum report_form
write_numbers(struct buffer *out, unsigned type, struct span value, bool big_endian)
{
	size_t size = tiff_type_size(type), count = value.n / size;

	for (size_t i = 0; i < count && i < EXIF_NUMBER_LIMIT; i++) {
		if (i > 0)
			buffer_append_byte(out, ' ');
		write_number(out, type, value.p + i * size, big_endian);
	}
	return REPORT_NUMBERS;
}

static struct span
without_padding(struct span value)
{
	while (value.n > 0 && value.p[value.n - 1] == '\0')
		value.n--;
	return value;
}

static bool
is_printable(struct span value)
{
	for (size_t i = 0; i < value.n; i++)
		if (value.p[i] < 0x20 || value.p[i] > 0x7E)
			return false;
	return value.n > 0;
}

/* Exif 4.6.6.4: eight bytes name the character code. */
static enum report_form
write_coded(struct buffer *out, struct span value, bool big_endian)
{
	struct span text = without_padding(span_from(value, 8));

	if (span_begins(value, "UNICODE\0", 8)) {
		utf16_append(out, span_from(value, 8), big_endian);
		return REPORT_TEXT;
	}
	if (span_begins(value, "ASCII\0\0\0", 8) || span_begins(value, "\0\0\0\0\0\0\0\0", 8)
	    || span_begins(value, "JIS\0\0\0\0\0", 8)) {
		buffer_append(out, text.p, text.n);
		return REPORT_TEXT;
	}
	value = without_padding(value);
	buffer_append(out, value.p, value.n);
	return is_printable(value) ? REPORT_TEXT : REPORT_BINARY;
}

static enum report_form
write_undefined(struct buffer *out, struct span value)
{
	struct span text = without_padding(value);

	if (value.n == 1)
		return write_numbers(out, TIFF_BYTE_TYPE, value, false);
	if (is_printable(text))
		value = text;
	buffer_append(out, value.p, span_first(value, REPORT_VALUE_LIMIT + 1).n);
	return is_printable(text) ? REPORT_TEXT : REPORT_BINARY;
}

enum report_form
exif_value_write(struct buffer *out, unsigned tag, unsigned type, struct span value,
                 bool big_endian)
{
	bool bytes = type == TIFF_BYTE_TYPE || type == TIFF_UNDEFINED_TYPE;

	if (bytes && tag >= TAG_XP_FIRST && tag <= TAG_XP_LAST) {
		utf16_append(out, value, false);
		return REPORT_TEXT;
	}
	if (bytes && value.n >= 8
	    && (tag == TAG_USER_COMMENT || tag == TAG_GPS_PROCESSING_METHOD
	        || tag == TAG_GPS_AREA_INFORMATION))
		return write_coded(out, value, big_endian);
	if (type == TIFF_ASCII_TYPE) {
		value = without_padding(value);
		buffer_append(out, value.p, value.n);
		return REPORT_TEXT;
	}
	if (type == TIFF_UNDEFINED_TYPE || (type == TIFF_BYTE_TYPE && value.n > 16)
	    || tiff_type_size(type) == 0)
		return write_undefined(out, value);
	return write_numbers(out, type, value, big_endian);
}
