/* SPDX-License-Identifier: Apache-2.0 */
/* view_metadata.h - what items say of themselves, and how they were examined. Private to the views. */
#ifndef VIDIMUS_CASEWORK_VIEW_METADATA_H
#define VIDIMUS_CASEWORK_VIEW_METADATA_H

#include "casework/view_row.h"

/*
 * Columns of p_measured m and p_examinations x (the examination that counts)
 * that lists and records share, with their SQL.
 */
#define EXAMINED_COLUMNS                                                                          \
	{ "examined", VIEW_TEXT }, { "metadata_count", VIEW_INTEGER }, { "width", VIEW_INTEGER },           \
		{ "height", VIEW_INTEGER }, { "milliseconds", VIEW_INTEGER },                     \
		{ "video_codec", VIEW_TEXT }, { "audio_codec", VIEW_TEXT },                       \
		{ "byte_warnings", VIEW_LIST }, { "origin_warnings", VIEW_LIST },                 \
		{ "place_warnings", VIEW_LIST }, { "traits", VIEW_LIST }
#define EXAMINED_SQL                                                                              \
	" m.outcome, x.tags, m.width, m.height, m.duration, m.video_codec, m.audio_codec,"        \
	" x.warnings, x.origin_warnings, x.place_warnings, x.traits"
#define EXAMINED_JOIN                                                                             \
	" LEFT JOIN p_measured m ON m.item = i.uuid LEFT JOIN p_examinations x ON x.seq = m.seq"

/*
 * Puts the four lists of codes of an examination into `warnings`, behind what
 * stands there, each once.
 */
CHECKED enum status item_merge_warnings(json_t *object, struct error *err);

/*
 * Adds metadata, declared, measured and examinations to an item, and to each
 * of its explained warnings what it is about (`detail`).
 */
CHECKED enum status item_add_metadata(struct ledger *ledger, struct text uuid, json_t *object,
                                      struct error *err);

#endif
