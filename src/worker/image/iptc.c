/* SPDX-License-Identifier: Apache-2.0 */
/* iptc.c - tag marker, record, dataset, length, value, and again. */
#include "worker/image/iptc.h"

#include "base/scoped.h"
#include "base/text.h"
#include "worker/image/png_text.h"

#include <stdio.h>

static const struct {
	unsigned char record, number;
	const char   *name;
} names[] = {
	{ 1, 0, "EnvelopeRecordVersion" },
	{ 1, 5, "Destination" },
	{ 1, 20, "FileFormat" },
	{ 1, 30, "ServiceIdentifier" },
	{ 1, 40, "EnvelopeNumber" },
	{ 1, 50, "ProductID" },
	{ 1, 70, "DateSent" },
	{ 1, 80, "TimeSent" },
	{ 1, 90, "CodedCharacterSet" },
	{ 1, 100, "UniqueObjectName" },
	{ 2, 0, "ApplicationRecordVersion" },
	{ 2, 3, "ObjectTypeReference" },
	{ 2, 4, "ObjectAttributeReference" },
	{ 2, 5, "ObjectName" },
	{ 2, 7, "EditStatus" },
	{ 2, 10, "Urgency" },
	{ 2, 12, "SubjectReference" },
	{ 2, 15, "Category" },
	{ 2, 20, "SupplementalCategories" },
	{ 2, 22, "FixtureIdentifier" },
	{ 2, 25, "Keywords" },
	{ 2, 26, "ContentLocationCode" },
	{ 2, 27, "ContentLocationName" },
	{ 2, 30, "ReleaseDate" },
	{ 2, 35, "ReleaseTime" },
	{ 2, 37, "ExpirationDate" },
	{ 2, 38, "ExpirationTime" },
	{ 2, 40, "SpecialInstructions" },
	{ 2, 45, "ReferenceService" },
	{ 2, 47, "ReferenceDate" },
	{ 2, 50, "ReferenceNumber" },
	{ 2, 55, "DateCreated" },
	{ 2, 60, "TimeCreated" },
	{ 2, 62, "DigitalCreationDate" },
	{ 2, 63, "DigitalCreationTime" },
	{ 2, 65, "OriginatingProgram" },
	{ 2, 70, "ProgramVersion" },
	{ 2, 75, "ObjectCycle" },
	{ 2, 80, "By-line" },
	{ 2, 85, "By-lineTitle" },
	{ 2, 90, "City" },
	{ 2, 92, "Sub-location" },
	{ 2, 95, "Province-State" },
	{ 2, 100, "Country-PrimaryLocationCode" },
	{ 2, 101, "Country-PrimaryLocationName" },
	{ 2, 103, "OriginalTransmissionReference" },
	{ 2, 105, "Headline" },
	{ 2, 110, "Credit" },
	{ 2, 115, "Source" },
	{ 2, 116, "CopyrightNotice" },
	{ 2, 118, "Contact" },
	{ 2, 120, "Caption-Abstract" },
	{ 2, 121, "LocalCaption" },
	{ 2, 122, "Writer-Editor" },
	{ 2, 130, "ImageType" },
	{ 2, 131, "ImageOrientation" },
	{ 2, 135, "LanguageIdentifier" },
};

const char *
iptc_name(unsigned record, unsigned number)
{
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (names[i].record == record && names[i].number == number)
			return names[i].name;
	return NULL;
}

bool
iptc_next(struct span *rest, struct iptc_dataset *out)
{
	uint64_t length;
	size_t head = 5;

	if (rest->n < 5 || rest->p[0] != 0x1C)
		return false;
	out->record = rest->p[1];
	out->number = rest->p[2];
	length = be16(rest->p + 3);
	if (length & 0x8000) { /* extended: how many bytes bear the length (1.5 d) */
		size_t bytes = length & 0x7FFF;

		if (bytes == 0 || bytes > 4 || rest->n < 5 + bytes)
			return false;
		length = 0;
		for (size_t i = 0; i < bytes; i++)
			length = length << 8 | rest->p[5 + i];
		head += bytes;
	}
	out->value = span_first(span_from(*rest, head), length);
	*rest = span_from(*rest, head + length);
	return true;
}

/* Dataset 1:90 with the escape sequence that designates ISO 8859-1 (ISO 2022). */
static bool
declares_latin1(struct span block)
{
	struct iptc_dataset dataset;

	while (iptc_next(&block, &dataset))
		if (dataset.record == 1 && dataset.number == 90)
			return span_begins(dataset.value, "\x1B.A", 3) || span_begins(dataset.value, "\x1B-A", 3);
	return false;
}

static bool
is_binary(struct span value)
{
	for (size_t i = 0; i < value.n; i++)
		if (value.p[i] < 0x20 && value.p[i] != '\n' && value.p[i] != '\r' && value.p[i] != '\t'
		    && value.p[i] != 0x1B && value.p[i] != '\0')
			return true;
	return false;
}

static void
tell_dataset(struct carrier *carrier, const struct iptc_dataset *dataset, bool latin1)
{
	const char *name = iptc_name(dataset->record, dataset->number);
	struct span value = dataset->value;
	SCOPED(buffer) converted = { 0 };
	char group[16], number[16];

	snprintf(group, sizeof group, "record %u", dataset->record);
	snprintf(number, sizeof number, "%u", dataset->number);
	if (dataset->number == 0 && value.n == 2) { /* the model's version, a binary number */
		buffer_append_format(&converted, "%u", be16(value.p));
	} else if (latin1) {
		latin1_append(&converted, span_first(value, REPORT_VALUE_LIMIT + 1));
	}
	if (converted.n > 0)
		value = (struct span){ (const unsigned char *)converted.p, converted.n };
	carrier_tag(carrier, "IPTC", group, name ? name : number,
	            is_binary(value) ? REPORT_BINARY : REPORT_TEXT, value);
}

void
iptc_tell(struct carrier *carrier, struct span block)
{
	bool latin1 = declares_latin1(block);
	struct iptc_dataset dataset;
	size_t count = 0;

	while (iptc_next(&block, &dataset))
		if (++count <= IPTC_DATASET_LIMIT)
			tell_dataset(carrier, &dataset, latin1);
	if (count > IPTC_DATASET_LIMIT)
		carrier_left_out(carrier, "%zu IPTC datasets beyond the first %d", count - IPTC_DATASET_LIMIT,
		                 IPTC_DATASET_LIMIT);
	if (block.n > 0 && block.p[0] != '\0')
		carrier_damaged(carrier, "the IPTC block does not end with a dataset");
}
