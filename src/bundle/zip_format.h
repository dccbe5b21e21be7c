/* SPDX-License-Identifier: Apache-2.0 */
/* zip_format.h - the records of a ZIP as APPNOTE.TXT 6.3.10 has them, and how their numbers are written. */
#ifndef VIDIMUS_BUNDLE_ZIP_FORMAT_H
#define VIDIMUS_BUNDLE_ZIP_FORMAT_H

#include <stdint.h>

#define ZIP_LOCAL     UINT32_C(0x04034b50) /* §4.3.7 */
#define ZIP_CENTRAL   UINT32_C(0x02014b50) /* §4.3.12 */
#define ZIP_END       UINT32_C(0x06054b50) /* §4.3.16 */
#define ZIP_END_64    UINT32_C(0x06064b50) /* §4.3.14 */
#define ZIP_LOCATOR   UINT32_C(0x07064b50) /* §4.3.15 */

#define ZIP_LOCAL_SIZE   30
#define ZIP_CENTRAL_SIZE 46
#define ZIP_END_SIZE     22
#define ZIP_END_64_SIZE  56
#define ZIP_LOCATOR_SIZE 20

/* Offset of the CRC-32 in a local header. */
#define ZIP_LOCAL_CRC 14

#define ZIP_STORED      0
#define ZIP_UTF8        0x0800 /* general purpose bit 11: the name is UTF-8 */
#define ZIP_ENCRYPTED   0x2041 /* bits 0, 6 and 13: encryption of any kind */
#define ZIP_DESCRIPTOR  0x0008 /* bit 3: sizes follow the data */
#define ZIP_VERSION     20
#define ZIP_VERSION_64  45
#define ZIP_EXTRA_64    0x0001 /* §4.5.3 */
#define ZIP_EXTRA_NAME  0x7075 /* §4.6.9: the name again, in UTF-8, which some readers prefer */
#define ZIP_DATE        0x0021 /* 1980-01-01, the first day that there is */

/* Where a field of 2 or 4 bytes has this value, the true one is in the Zip64 record. */
#define ZIP_MAX_16 UINT16_MAX
#define ZIP_MAX_32 UINT32_MAX

static inline unsigned char *
zip_put_16(unsigned char *at, unsigned number)
{
	at[0] = (unsigned char)number;
	at[1] = (unsigned char)(number >> 8);
	return at + 2;
}

static inline unsigned char *
zip_put_32(unsigned char *at, uint32_t number)
{
	return zip_put_16(zip_put_16(at, number & 0xffff), number >> 16);
}

static inline unsigned char *
zip_put_64(unsigned char *at, uint64_t number)
{
	return zip_put_32(zip_put_32(at, (uint32_t)number), (uint32_t)(number >> 32));
}

static inline unsigned
zip_get_16(const unsigned char *at)
{
	return (unsigned)at[0] | (unsigned)at[1] << 8;
}

static inline uint32_t
zip_get_32(const unsigned char *at)
{
	return zip_get_16(at) | (uint32_t)zip_get_16(at + 2) << 16;
}

static inline uint64_t
zip_get_64(const unsigned char *at)
{
	return zip_get_32(at) | (uint64_t)zip_get_32(at + 4) << 32;
}

#endif
