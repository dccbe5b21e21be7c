/* SPDX-License-Identifier: Apache-2.0 */
/* view_media_kind.c - the kind of evidence that a media type stands for. */
#include "casework/view_item.h"

#include "base/text.h"

const char *
media_kind(struct text media_type)
{
	static const struct {
		const char *begins, *kind;
	} kinds[] = {
		{ "image/", "image" },
		{ "video/", "video" },
		{ "application/mxf", "video" },
		{ "application/vnd.rn-realmedia", "video" },
		{ "audio/", "audio" },
		{ "application/ogg", "audio" },
		{ "application/pdf", "document" },
		{ "application/rtf", "document" },
		{ "text/rtf", "document" },
		{ "application/msword", "document" },
		{ "application/vnd.ms-cab", "other" },
		{ "application/vnd.ms-", "document" },
		{ "application/vnd.oasis.opendocument.", "document" },
		{ "application/vnd.openxmlformats-", "document" },
		{ "application/vnd.sun.xml.", "document" },
		{ "application/vnd.visio", "document" },
		{ "application/vnd.wordperfect", "document" },
		{ "application/x-hwp", "document" },
		{ "application/x-ole-storage", "document" },
		{ "application/octet-stream", "unknown" },
	};

	if (media_type.p == NULL)
		return "unknown";
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if (text_begins(media_type, kinds[i].begins))
			return kinds[i].kind;
	}
	return "other";
}
