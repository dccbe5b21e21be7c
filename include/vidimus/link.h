/* SPDX-License-Identifier: Apache-2.0 */
/*
 * link.h - what shows, supports, relates to and was made from what, and where
 * somebody looked. Ids are short ids or UUIDs; fields as in record.h. What is
 * linked stands in the views of both sides; vidimus_unlink and vidimus_retract
 * (retract.h) take it back.
 */
#ifndef VIDIMUS_LINK_H
#define VIDIMUS_LINK_H

#include <vidimus/record.h>
#include <vidimus/view.h>

/*
 * An item or footage (`of`) shows an incident. Fields: part, acts, seen,
 * protected_seen, when, confidence, grounds, protected_grounds. STATUS_EXISTS
 * when it is stated already of that part.
 */
CHECKED enum status vidimus_depict(struct vidimus_catalogue *catalogue, const char *of,
                                   const char *incident, const struct vidimus_field *fields,
                                   size_t count, char id[VIDIMUS_ID_SIZE], struct error *err);

/* The UUID of a link as text, and a NUL. */
#define VIDIMUS_LINK_SIZE 37

/*
 * Relates two items, footages, incidents, channels or reports, from both sides.
 * Fields: relation (what the one is to the other), part (of the one), grounds,
 * protected_grounds. STATUS_INVALID for a circle.
 */
CHECKED enum status vidimus_relate(struct vidimus_catalogue *catalogue, const char *one,
                                   const char *other, const struct vidimus_field *fields,
                                   size_t count, char link[VIDIMUS_LINK_SIZE], struct error *err);

/*
 * Attaches a file to a record, or to one within its chain (a posting, a claim).
 * Fields: kind, title, description, url, captured, channel, http_status, tool,
 * tool_version, tool_settings, author, language, note, protect. STATUS_INVALID
 * for what is no regular file, STATUS_CHANGED when it changed meanwhile.
 */
CHECKED enum status vidimus_attach(struct vidimus_catalogue *catalogue, const char *to,
                                   const char *path, const struct vidimus_field *fields,
                                   size_t count, char id[VIDIMUS_ID_SIZE], struct error *err);

/*
 * Keeps what was made of an item. Fields: kind, from, part, tool, tool_version,
 * tool_settings, steps, protected_steps (a line each), author, language,
 * machine_made, protect, note.
 */
CHECKED enum status vidimus_derivative_add(struct vidimus_catalogue *catalogue, const char *item,
                                           const char *path, const struct vidimus_field *fields,
                                           size_t count, char id[VIDIMUS_ID_SIZE],
                                           struct error *err);

/*
 * Reviews a derivative. Fields: conclusion (passed, not-passed),
 * cleared_for, grounds, protected_grounds. STATUS_REFUSED for its maker.
 * *version is that of the item afterwards.
 */
CHECKED enum status vidimus_derivative_review(struct vidimus_catalogue *catalogue,
                                              const char *derivative,
                                              const struct vidimus_field *fields, size_t count,
                                              int64_t based_on, int64_t *version,
                                              struct error *err);

/*
 * Records where somebody looked for an item, footage, incident or channel.
 * Fields: question, where, asked, protected_asked, searched, result, count,
 * found, channel, earliest, limits, tool, tool_version, tool_settings, account,
 * note.
 */
CHECKED enum status vidimus_search_log(struct vidimus_catalogue *catalogue, const char *of,
                                       const struct vidimus_field *fields, size_t count,
                                       char id[VIDIMUS_ID_SIZE], struct error *err);

/* Searches for one of these (`of`); for footage also those for its members. All: vidimus_record_list "search". */
CHECKED enum status vidimus_searches(struct vidimus_catalogue *catalogue, const char *of,
                                     const struct vidimus_output *to, struct error *err);

#endif
