/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view.h - what the reading commands show: JSON objects made by queries of
 * the projection and the log. `--json` prints them as they are; text output is
 * made from the same objects (docs/views.md lists their members).
 *
 * Nothing here writes. A view that must come from one state of the catalogue
 * is asked for between database_begin_read and database_rollback; a list does
 * not need it and holds no lock while its rows are handed out.
 *
 * In every object an unknown or destroyed value is null. A reference is the
 * short id under the plain name and the code beside it ("channel": "C-000001",
 * "channel_code": "tg-7"); of an actor it is the code under "actor" (the short
 * id where there is no code) and the short id under "actor_id".
 */
#ifndef VIDIMUS_CASEWORK_VIEW_H
#define VIDIMUS_CASEWORK_VIEW_H

#include "base/json.h"

#include <vidimus/types.h>

/*
 * Where a list's objects go, one call each, in order. The object is borrowed;
 * any status but STATUS_OK ends the list, which then returns it.
 */
struct view_output {
	enum status (*emit)(void *context, json_t *object, struct error *err);
	void *context;
};

#endif
