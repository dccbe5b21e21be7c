/* SPDX-License-Identifier: Apache-2.0 */
/*
 * resolve.h - what people write for a record, as the record: short ids and
 * ranges of them, UUIDs, SHA-256 of files, codes of persons and channels.
 */
#ifndef VIDIMUS_CASEWORK_RESOLVE_H
#define VIDIMUS_CASEWORK_RESOLVE_H

#include "casework/short_id.h"
#include "ledger/ledger.h"

#include <vidimus/types.h>

/*
 * Kinds are the letters of short ids: E item, D delivery, B bundle, C channel, W person,
 * K actor, Q acquisition, P posting, M match (whose UUID is its link), V
 * footage, I incident, R report, N citation, A claim, S consent, H hold, T
 * transfer, F finding, L depiction, G search, X attachment or derivative; and
 * '#', a file by its hash that is no item.
 */
#define RESOLVED_OBJECT '#'

struct resolved {
	char          kind;
	int64_t       number; /* of the short id; 0 for RESOLVED_OBJECT */
	struct uuid   uuid;   /* zero for RESOLVED_OBJECT */
	struct digest digest; /* of RESOLVED_OBJECT */
};

/* KIND/UUID of the event chain the record has. False for those that stand in another's, and for objects. */
CHECKED bool resolved_subject(const struct resolved *resolved, struct subject *out);

/*
 * Finds one record by E-1, its UUID, 64 hex digits (either case), or what
 * others call it (alias.h), among
 * `kinds` ("EDC#": the kinds accepted here). STATUS_INVALID when the text is
 * none of these, or names a kind that is not accepted; STATUS_NOT_FOUND when
 * there is no such record. A hash gives the item made of the file, else, if
 * accepted, the object; a Q gives the acquisition itself.
 */
CHECKED enum status resolve(struct ledger *ledger, struct text text, const char *kinds,
                            struct resolved *out, struct error *err);

/*
 * As resolve, for a range E-1..E-22 too, whose ends must exist; `found` is
 * called in order of number and ends it by any status but STATUS_OK.
 */
struct resolved_output {
	enum status (*found)(void *context, const struct resolved *resolved, struct error *err);
	void *context;
};
CHECKED enum status resolve_each(struct ledger *ledger, struct text text, const char *kinds,
                                 const struct resolved_output *to, struct error *err);

/*
 * A person or channel by code or short id. STATUS_INVALID when the text means
 * several: a code given twice, or one that is the short id of another.
 */
CHECKED enum status resolve_person(struct ledger *ledger, struct text text, struct resolved *out,
                                   struct error *err);
CHECKED enum status resolve_channel(struct ledger *ledger, struct text text,
                                    struct resolved *out, struct error *err);

#endif
