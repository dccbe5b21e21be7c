/* SPDX-License-Identifier: Apache-2.0 */
/*
 * withholding.h - what people decide over the members of events that leave:
 * standing decisions to withhold or open one, the second person's word on an
 * export that needs it, and what was opened of a bundle already given
 * (docs/bundle-format.md §13).
 */
#ifndef VIDIMUS_CASEWORK_WITHHOLDING_H
#define VIDIMUS_CASEWORK_WITHHOLDING_H

#include "casework/catalogue.h"
#include "casework/view.h"

/* The classes that no policy opens: person, safety-place, device, path-host, private-channel, internal-note. */
CHECKED bool class_is_protected(const char *class);

struct withholding_words {
	/* An event (its UUID), or a record: then every event of it, or of its chain, that has the member. */
	const char *record;
	const char *member;
	const char *code;     /* of redaction-code; NULL: it is opened */
	const char *policies; /* codes with spaces or commas between; NULL: all, only where it is withheld */
	const char *because, *protected_because; /* one of both is demanded */
};

/*
 * Records a standing decision, one event a member. *out, owned:
 * [{"event","type","member","class","before"}]. STATUS_INVALID for a code that
 * does not go with the member, as a dissent withheld under another code than
 * `dissent`; STATUS_NOT_FOUND where no event has the member; STATUS_EXISTS when
 * it is decided so already.
 */
CHECKED enum status withholding_decide(struct catalogue *catalogue,
                                       const struct withholding_words *words, json_t **out,
                                       struct error *err);

/*
 * The decisions in force for a policy, owned: {EVENT:{MEMBER:{"opened","code"}}};
 * code is null where it is opened. The last decision on a member that names
 * the policy holds. Those whose event or member was destroyed are not there.
 */
CHECKED enum status withholding_in_force(struct ledger *ledger, const char *policy, json_t **out,
                                         struct error *err);

/* Every standing decision, in order: {"seq","time","actor","event","type","record","member","opened","code","policies","because","protected_because"}. */
CHECKED enum status withholding_list(struct ledger *ledger, const struct view_output *to,
                                     struct error *err);

/* What an export, or a later disclosure, asks a second person for. All borrowed. */
struct bundle_asked {
	const char   *kind;   /* "export" or "disclosure" */
	const char   *policy;
	const char   *recipient;        /* or NULL */
	const char   *recipient_person; /* person/UUID, or NULL */
	const char   *purpose;          /* or NULL */
	const char   *terms;            /* disclosable, lead-only, or NULL; only in the digest */
	bool          opens_protected;
	const json_t *items;     /* KIND/UUID of the exhibits; sorted here; NULL: none */
	const json_t *decisions; /* {"event","member","opened","code"}; sorted here; NULL: none */
	const json_t *finds;     /* of leak_gate_finds that shall be accepted; NULL: none */
	const char   *because, *protected_because; /* one of both is demanded; not in the digest */
};

/* A request and what became of it. */
struct bundle_request {
	struct uuid request; /* the id of bundle.requested */
	struct uuid bundle;
	int64_t     number;  /* B-… */
	bool        approved; /* by a second person, and not used yet */
};

/*
 * The newest request for exactly this that was not used: for an export, whose
 * bundle has not begun; for a disclosure of `bundle` (else NULL), which did not
 * happen. Finds are compared by file, form, class, record and member, as their
 * places move with the log. STATUS_NOT_FOUND, wordless, when nobody asked.
 */
CHECKED enum status bundle_request_find(struct ledger *ledger, const struct bundle_asked *asked,
                                        const struct uuid *bundle, struct bundle_request *out,
                                        struct error *err);

/*
 * Records the request, in a change of its own: a new bundle's for an export
 * (`bundle` NULL), else in that bundle's chain. The same again is not recorded
 * twice. Whoever calls tells STATUS_REFUSED to the user, with the B-number.
 */
CHECKED enum status bundle_request_add(struct catalogue *catalogue,
                                       const struct bundle_asked *asked,
                                       const struct uuid *bundle, struct bundle_request *out,
                                       struct error *err);

/*
 * The second person's word on a request: B-…, its UUID or the first eight
 * digits of it. STATUS_REFUSED for the person who asked (by the sealed code,
 * whatever the key); STATUS_EXISTS when it was approved.
 */
CHECKED enum status bundle_request_approve(struct catalogue *catalogue, const char *request,
                                           const char *note, struct bundle_request *out,
                                           struct error *err);

/*
 * Every request: {"seq","request","bundle","time","actor","kind","policy",
 * "opens_protected","recipient","purpose","items","decisions","finds","because",
 * "state","approved","approved_by"}; state is "open", "approved" or "used".
 */
CHECKED enum status bundle_request_list(struct ledger *ledger, const struct view_output *to,
                                        struct error *err);

/* A member of a bundle already given that is opened now. */
struct bundle_disclosure {
	struct uuid        bundle;
	struct uuid        event;
	const char        *member;
	const char        *code;    /* with which the bundle withheld it */
	const char        *name;    /* of the file in custody/later/ */
	struct digest      file;    /* SHA-256 of it */
	const struct uuid *request; /* that was approved; NULL: none was needed */
	const char        *because, *protected_because;
};
CHECKED enum status bundle_disclosure_add(struct catalogue *catalogue,
                                          const struct bundle_disclosure *disclosure,
                                          struct error *err);

/* Sets "disclosed" of a bundle (its UUID), in order: {"seq","time","actor","event","member","code","name","sha256","because"}. */
CHECKED enum status bundle_add_disclosures(struct ledger *ledger, struct text uuid,
                                           json_t *bundle, struct error *err);

#endif
