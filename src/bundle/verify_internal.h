/* SPDX-License-Identifier: Apache-2.0 */
/*
 * verify_internal.h - what the parts of bundle_verify share: the report that
 * they fill, and what was learnt of the bundle so far.
 */
#ifndef VIDIMUS_BUNDLE_VERIFY_INTERNAL_H
#define VIDIMUS_BUNDLE_VERIFY_INTERNAL_H

#include "bundle/chain_table.h"
#include "bundle/custody_reader.h"
#include "bundle/verify.h"
#include "crypto/checkpoint.h"
#include "ledger/schema.h"
#include "ledger/verify_actors.h"

#define TAG_MANIFEST "tagmanifest-sha256.txt"
#define SEAL_NAME    TAG_MANIFEST ".p7s"
#define STAMP_NAME   SEAL_NAME ".tsr"
#define CHECKPOINT   "custody/checkpoint.txt"
#define ITEMS        "catalogue/items.json"
#define BAG_LIMIT    ((uint64_t)64 << 20) /* bytes of a manifest that is read whole */
#define NOTE_LIMIT   ((uint64_t)NOTE_TEXT_LIMIT + NOTE_SIGNATURES_LIMIT * (uint64_t)NOTE_LINE_LIMIT)

enum verify_layer {
	LAYER_BAG,
	LAYER_SIGNATURE,
	LAYER_SIGNER,
	LAYER_TIMESTAMP,
	LAYER_LOG,
	LAYER_DISCLOSURES,
	LAYER_REDACTIONS,
	LAYER_WITNESSES,
	LAYER_COUNT
};

/* What bundle.begun says, as far as it is opened. */
struct begun {
	bool        found, is_public;
	struct uuid id;
	json_t     *values; /* owned: member to opened value */
	json_t     *policy; /* owned: catalog/policies/NAME.json, or NULL */
};

/* A key that is in other hands. */
struct declaration {
	struct digest actor;
	int64_t       last_good; /* size of the log when it surely was not yet */
};

struct file_hashes;  /* verify_exhibits.c */
struct stated;       /* verify_items.c */
struct later_lines;  /* verify_later.c */

struct verification {
	const struct bundle_verify_options *options;
	struct bundle_source               *source; /* owned */

	/* the report */
	char    unchecked[LAYER_COUNT][256]; /* why; "" when it was checked */
	size_t  faults[LAYER_COUNT];
	json_t *errors, *decisions, *notices; /* owned */
	size_t  items;
	struct seal_verdict seal;
	bool    is_bundle, has_seal, signer_is_known;
	bool          has_tag_manifest;
	struct digest tag_manifest; /* SHA-256 of its bytes */
	bool           is_stamped; /* by an authority that is trusted */
	struct instant stamped_at;

	/* the custody part */
	struct custody_reader *reader;  /* owned */
	struct schemas        *schemas; /* owned */
	json_t                *rules;   /* owned: type to its catalog/events/TYPE.json */
	json_t                *destroyed; /* owned: "EVENT/member" withheld as such, until a tombstone lists it */
	struct begun           begun;
	struct chain_table     chains;
	struct known_actors    actors;
	struct buffer          checkpoint_note;
	struct checkpoint      checkpoint; /* views into the note */
	bool                   has_checkpoint;
	int64_t                own_size;   /* of the checkpoint that was read last, 0: none */
	struct merkle_head     own_head;
	struct digest          own_signer;
	bool                   own_is_sound;
	int64_t                last_seq;
	struct merkle_head    *prefixes;   /* owned: heads that consistency.txt proves */
	size_t                 prefix_count;
	int64_t               *resumptions; /* owned: seq of each log.resumed */
	size_t                 resumption_count;
	struct declaration    *declarations; /* owned: keys in other hands */
	size_t                 declaration_count;
	int64_t               *seen;       /* owned: sizes that trusted outsiders saw */
	size_t                 seen_count;
	struct file_hashes    *files;      /* owned; each may be NULL */
	struct stated         *stated;
	struct later_lines    *later;
};

/* An event while it is looked at. */
struct judged_event {
	const struct custody_event *event;
	const struct schema        *schema;
	const json_t               *rules; /* of its sealed members */
	struct digest               leaf;
	struct chain_entry         *chain;
};

/* Reports a fault, which makes its layer FAILED; `file` and `event` may be NULL. */
void verify_fault(struct verification *v, enum verify_layer layer, const char *code,
                  const char *file, const struct uuid *event, const char *format, ...)
	PRINTF_LIKE(6, 7);

/* Says why a layer was not checked; a fault found nevertheless counts more. */
void verify_unchecked(struct verification *v, enum verify_layer layer, const char *format, ...)
	PRINTF_LIKE(3, 4);

/* Tells what is no fault and must be known. */
void verify_notice(struct verification *v, enum verify_layer layer, const char *code,
                   const struct uuid *event, const char *format, ...) PRINTF_LIKE(5, 6);

/* The report of bundle_verify, owned. NULL when memory ran out. */
CHECKED json_t *verify_report(struct verification *v);

/* Takes one of these statuses as a fault told with the words of `err`; true if it was one. */
bool verify_is_answer(enum status status);

/* The parts, in the order in which they run; STATUS_OK whatever they find. */
CHECKED enum status verify_bag(struct verification *v, struct error *err);
CHECKED enum status verify_seal(struct verification *v, struct error *err);
CHECKED enum status verify_custody(struct verification *v, struct error *err);

/* verify_begun.c: reads it before all else, and compares its chains at the end. */
CHECKED enum status begun_read(struct verification *v, struct error *err);
void begun_end(struct begun *begun);
CHECKED enum status begun_check_chains(struct verification *v, struct error *err);

/* verify_terms.c: does bag-info.txt print the recipient and the terms that bundle.begun gives? */
CHECKED enum status terms_check(struct verification *v, struct error *err);

/* Is the member's withholding or opening one that bundle.begun says a person decided? */
bool begun_decided(const struct begun *begun, const struct uuid *event, const char *member,
                   bool opened, const char *code);

/* verify_log.c: form, order, chain, key of an event; verify_proofs.c: its two proofs. */
CHECKED enum status log_check_event(struct verification *v, struct judged_event *judged,
                                    struct error *err);
CHECKED enum status proofs_begin(struct verification *v, struct error *err);
CHECKED enum status proofs_check(struct verification *v, const struct judged_event *judged,
                                 struct error *err);
CHECKED enum status proofs_finish(struct verification *v, struct error *err);

/* The keys of all actors, in their order, by the name of the generation-th log; *out is owned. */
CHECKED enum status keys_named(const struct verification *v, int64_t generation,
                               struct note_verifier **out, struct error *err);

/* A path of proofs.txt: base64 of hashes between commas, "-" for none. */
CHECKED bool merkle_path_read(struct text text, struct merkle_proof *out);

/* verify_consistency.c: consistency.txt and --since. */
CHECKED enum status consistency_check(struct verification *v, struct error *err);

/* Is a checkpoint that somebody saw the beginning of the bundle's log? NULL: yes; else the fault's code. */
const char *consistency_fault(const struct verification *v, const struct checkpoint *seen);
void consistency_tell(struct verification *v, const char *code, const char *file,
                      const struct checkpoint *seen);

/* verify_witnesses.c: custody/witnessed/. */
CHECKED enum status witnesses_check(struct verification *v, struct error *err);

/* verify_suspects.c: what key.compromised, certificate.compromised and --revoked say. */
CHECKED enum status suspects_learn(struct verification *v, const struct judged_event *judged,
                                   struct error *err);
CHECKED enum status suspects_finish(struct verification *v, struct error *err);

/* verify_members.c: every commitment opened or listed, as the policy and decisions say. */
CHECKED enum status members_check(struct verification *v, struct judged_event *judged,
                                  struct error *err);
void members_finish(struct verification *v);

/* verify_items.c, verify_exhibits.c, verify_later.c: read first, compared event by event, ended. */
CHECKED enum status items_begin(struct verification *v, struct error *err);
CHECKED enum status items_check(struct verification *v, const struct judged_event *judged,
                                struct error *err);
void items_finish(struct verification *v);
void stated_close(struct stated *stated);
CHECKED enum status exhibits_begin(struct verification *v, struct error *err);
void exhibits_check(struct verification *v, const struct judged_event *judged);
void exhibits_finish(struct verification *v);
void file_hashes_close(struct file_hashes *files);
CHECKED enum status later_begin(struct verification *v, struct error *err);
CHECKED enum status later_check(struct verification *v, const struct judged_event *judged,
                                struct error *err);
void later_finish(struct verification *v);
void later_lines_close(struct later_lines *later);

#endif
