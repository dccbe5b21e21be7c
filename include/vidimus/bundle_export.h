/* SPDX-License-Identifier: Apache-2.0 */
/* bundle_export.h - bundles that leave: made, written again, listed (docs/bundle-format.md). */
#ifndef VIDIMUS_EXPORT_H
#define VIDIMUS_EXPORT_H

#include <vidimus/view.h>

#include <stdatomic.h>

#define VIDIMUS_SEAL_NAME_SIZE 65

/*
 * The leaf to seal with, in a folder of keys: `wanted`, else (NULL) the only one
 * that a keeper certified and that is in good hands, else the only one. "" when there is none; STATUS_INVALID names the
 * choices when there are several; STATUS_NOT_FOUND when `wanted` is not there.
 * *needs tells whether its key needs a passphrase.
 */
CHECKED enum status vidimus_seal_choose(struct vidimus_catalogue *catalogue, const char *folder,
                                        const char *wanted, char name[VIDIMUS_SEAL_NAME_SIZE],
                                        bool *needs, struct error *err);

/* What an export is asked for; all borrowed, NULL where nothing is said. */
struct vidimus_export {
	const char        *policy; /* self, public, partner, defence, court; review */
	const char        *questions; /* of a review: codes with commas; NULL: whatever has a finding */
	bool               blind;  /* of a review: what was found is withheld */
	const char        *path;   /* where it goes; nothing may be there */
	bool               zip;
	const char *const *ids;    /* E-1, E-1..E-22, V-1, I-1, R-1, R-1@2, C-1 */
	size_t             count;
	const char        *to;     /* W-…, or the code of a person */
	const char        *to_organisation;
	const char        *purpose, *terms, *expires;
	bool               no_onward;
	const char        *exhibit;      /* ABC, or ABC-0001: the number of the first */
	bool               unencrypted;  /* although protected members are opened */
	bool               accept_finds; /* of the leak gate, with a second person */
	const char        *because, *protected_because;
	const char        *seal_folder, *seal_name; /* name NULL or "": unsigned, for self alone */
	struct text        passphrase;   /* of the seal's key; p NULL: it has none */
	const atomic_bool *stop;
	void             (*progress)(void *context, uint64_t done, uint64_t total); /* bytes */
	void              *context;
};

/*
 * Exports. *out, owned: {"bundle","policy","path","form","exhibits","originals",
 * "derivatives","without_file","events","opened","withheld","bytes","sealed",
 * "tag_manifest","decisions","accepted_finds"}. STATUS_REFUSED by a consent, a
 * restriction, a destruction, a missing seal, or as a second person must
 * agree; by the leak gate *out is {"finds":[{"file","place","form","class",
 * "record"}]}. STATUS_FALSE: an exhibit's bytes are not what they were.
 * STATUS_EXISTS: something lies there. Whatever fails leaves nothing at `path`.
 */
CHECKED enum status vidimus_bundle_export(struct vidimus_catalogue *catalogue,
                                          const struct vidimus_export *words, json_t **out,
                                          struct error *err);

/* The bundle once more, byte for byte, after consents, restrictions and destructions were asked anew. */
CHECKED enum status vidimus_bundle_again(struct vidimus_catalogue *catalogue, const char *bundle,
                                         const struct vidimus_export *words, json_t **out,
                                         struct error *err);

/*
 * Bundles in the order of their numbers: {"bundle","begun","actor","policy",
 * "recipient","exhibits","form","state"}; state is "asked", "begun" (and not
 * known to have ended), "sealed" or "abandoned".
 */
CHECKED enum status vidimus_bundle_list(struct vidimus_catalogue *catalogue,
                                        const struct vidimus_output *to, struct error *err);

/* One, with "items", "purpose", "terms", "expires", "no_onward", "tag_manifest", "seal", "decisions", "repeated". */
CHECKED enum status vidimus_bundle_show(struct vidimus_catalogue *catalogue, const char *bundle,
                                        json_t **out, struct error *err);

#endif
