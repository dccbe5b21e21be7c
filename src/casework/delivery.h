/* SPDX-License-Identifier: Apache-2.0 */
/*
 * delivery.h - deliveries as events: begun, continued, their files, closed;
 * and files that become items. Everything here happens inside a change.
 */
#ifndef VIDIMUS_CASEWORK_DELIVERY_H
#define VIDIMUS_CASEWORK_DELIVERY_H

#include "casework/noted_item.h"

#include "crypto/digest.h"

/* What was said of the origin; NULL where nothing was. Borrowed. */
struct provenance_words {
	const char *from, *collector;                  /* person: W-1 or code */
	const char *from_organisation;
	const char *method, *medium, *write_blocked;   /* codes of vocabularies */
	const char *serial, *seal_number, *condition, *place;
	const char *received;                          /* EDTF */
	const char *legal_basis, *capture_tool;
	const char *channel;                           /* C-1 or code */
	const char *url, *post_id, *caption;
	const char *published, *published_zone;        /* EDTF; code of zone-status */
	const char *note;
};

enum delivery_mode { DELIVERY_RECEIVE, DELIVERY_INTAKE };

/* A delivery as it will be, or is: made once a run. */
struct delivery_plan {
	json_t     *begun;        /* owned: every value of delivery.begun */
	const char *working_folder; /* borrowed: of the surroundings; given_path.h */
	bool        public_names; /* names as received may be told as the channel or method is public */
	bool        all_items;
	const struct filling *filling; /* borrowed: its only file is that of an exhibit that was noted; or NULL */
	enum delivery_mode mode;
	bool        begun_here;   /* delivery and number are set */
	bool        settled;      /* delivery_begin has nothing left to say */
	struct uuid delivery;
	int64_t     number;
	unsigned    digests;      /* of enum digest_set, as the catalogue is set */
};
void delivery_plan_end(struct delivery_plan *plan);

/*
 * Checks the words against the catalogue's terms, persons and channels, and
 * makes the values of delivery.begun. `paths` are bytes as given, each once,
 * and are recorded as given_path.h says.
 * STATUS_INVALID or STATUS_NOT_FOUND names the word that does not fit.
 */
CHECKED enum status delivery_plan_make(struct delivery_plan *out, struct catalogue *catalogue,
                                       const struct provenance_words *words,
                                       enum delivery_mode mode, bool all_items,
                                       const char *const *paths, size_t path_count,
                                       struct error *err);

/*
 * Looks for a delivery that the same command began and did not close; then
 * sets plan->delivery and number. STATUS_NOT_FOUND when there is none. Needs
 * no change; `actor` is the signer's fingerprint in hex.
 */
CHECKED enum status delivery_find_open(struct catalogue *catalogue, struct delivery_plan *plan,
                                       const char *actor, struct error *err);

/*
 * Makes sure that the delivery has begun: adds delivery.begun, or
 * delivery.continued when a found one goes on under other circumstances.
 */
CHECKED enum status delivery_begin(struct catalogue *catalogue, struct change *change,
                                   struct delivery_plan *plan, struct error *err);

/* One file whose bytes are in the vault. All borrowed. */
struct received_file {
	const struct digests *digests;
	uint64_t              bytes;
	const char           *media_type;
	bool                  is_item;  /* evidence by the two tables */
	const char *const    *warnings; /* codes of the vocabulary warning */
	size_t                warning_count;
	struct text           name, path; /* bytes; the path as given */
	struct file_time      modified, changed, born;
	bool                  born_known;
	uint32_t              owner, group, mode;
	const char           *owner_name, *group_name; /* NULL where the system knows none */
	struct instant        read_ended;
};

/* What became of it. Numbers are of short ids, 0 for none. */
struct reception {
	bool    had_already;  /* this very acquisition stood in the log before; nothing was added */
	bool    in_delivery;  /* it stands in this delivery */
	bool    known;        /* the object was held before */
	bool    is_item;
	int64_t acquisition;  /* Q */
	int64_t item;         /* E */
	int64_t delivery;     /* D */
};

/*
 * Is this very acquisition in the log? Fills out->had_already and the numbers;
 * else tells by out->known whether the object is held and by out->item as
 * which exhibit. Changes nothing; needs no change. STATUS_REFUSED for a file
 * that cannot be that of plan->filling.
 */
CHECKED enum status delivery_look_up(struct catalogue *catalogue, const struct delivery_plan *plan,
                                     const struct received_file *file, struct reception *out,
                                     struct error *err);

/*
 * Takes one file in: looks it up as above and, when it is new, begins the
 * delivery if it has not, adds file.received and, in an intake, for evidence
 * item.accessioned (unless the object is an item), item.acquired and
 * posting.recorded if something was said of a posting.
 */
CHECKED enum status delivery_receive(struct catalogue *catalogue, struct change *change,
                                     struct delivery_plan *plan, const struct received_file *file,
                                     struct reception *out, struct error *err);

/*
 * Adds object.repaired for a held copy that was damaged and is replaced. One
 * that was gone has kept_as NULL, and `damaged` is not readable.
 */
CHECKED enum status delivery_repaired(struct catalogue *catalogue, struct change *change,
                                      const struct delivery_plan *plan,
                                      const struct reception *reception,
                                      const struct digest *object,
                                      const struct vault_finding *damaged, const char *kept_as,
                                      struct error *err);

/* Adds file.failed, unless this delivery has it already. The delivery must have begun. */
CHECKED enum status delivery_failed(struct catalogue *catalogue, struct change *change,
                                    const struct delivery_plan *plan, struct text path,
                                    const char *code, const char *text, struct error *err);

/*
 * Adds delivery.closed with counts, the manifest's SHA-256 and the receipt.
 * `already_had` counts files whose acquisition stood in earlier deliveries.
 */
CHECKED enum status delivery_close(struct catalogue *catalogue, struct change *change,
                                   const struct delivery_plan *plan, int64_t already_had,
                                   struct error *err);

/* Which acquisitions of a delivery become items. */
struct accession_choice {
	struct uuid           delivery;
	bool                  all_items; /* of every file, evidence or not */
	int64_t               after;     /* numbers from the next on */
	int64_t               to;        /* up to this one */
	size_t                limit;     /* at most so many */
	const struct filling *filling;   /* borrowed: the only one is that of an exhibit that was noted; or NULL */
};

/*
 * Makes items of those that are none yet, in order of number; *last is the
 * number it came to, *made how many. STATUS_DONE when none is left.
 */
CHECKED enum status delivery_accession(struct catalogue *catalogue, struct change *change,
                                       const struct accession_choice *choice, int64_t *last,
                                       size_t *made, struct error *err);

/*
 * Gives the manifest of a delivery in pieces: "# vidimus delivery UUID", then
 * one line a file as GNU sha256sum writes it, in the order of the acquisitions,
 * from the projection in `database`.
 */
CHECKED enum status delivery_manifest(struct database *database, const struct uuid *delivery,
                                      enum status (*write)(void *context, struct text piece,
                                                           struct error *err),
                                      void *context, struct error *err);

#endif
