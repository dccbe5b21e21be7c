/* SPDX-License-Identifier: Apache-2.0 */
/* receive_internal.h - one receiving of a bundle, and its parts. Private to receive*.c. */
#ifndef VIDIMUS_BUNDLE_RECEIVE_INTERNAL_H
#define VIDIMUS_BUNDLE_RECEIVE_INTERNAL_H

#include "bundle/custody_reader.h"
#include "bundle/receive.h"
#include "casework/short_id.h"
#include "crypto/checkpoint.h"

#include "base/encoding.h"

#define RECEIVE_VERB "bundle receive"
#define TAG_MANIFEST "tagmanifest-sha256.txt"

/* Most bytes of a checkpoint with its cosignatures, and of a manifest of generated files. */
#define CHECKPOINT_LIMIT   ((uint64_t)64 << 10)
#define TAG_MANIFEST_LIMIT ((uint64_t)64 << 20)

struct receiving {
	struct catalogue             *catalogue;
	const struct receive_options *options;
	struct receive_summary       *out;
	struct bundle_source         *source;
	struct buffer                 manifest;   /* bytes of the tag manifest */
	struct digest                 tag_manifest; /* SHA-256 of them */
	struct buffer                 checkpoint;  /* the note, as received */
	struct merkle_head            head;        /* that it states */
	json_t                       *files;       /* number of an exhibit to SHA-256 of its file */
	json_t                       *numbers;     /* number of an exhibit to their item */
	json_t                       *places;      /* their item to our subject, of exhibits whose file is here */
	json_t                       *later;       /* UUID of an event to lines of custody/later that open members of it */
	json_t                       *begun;       /* values of their bundle.begun that were opened */
	struct subject                foreign;     /* their bundle */
	char                          foreign_id[SHORT_ID_SIZE];
	json_t                       *deliveries;  /* subjects */
	struct uuid                   bundle;      /* what it is here */
	struct subject                subject;
	struct buffer                 own;         /* the checkpoint read last */
	int64_t                       own_size;    /* which */
};

/* receive_read.c: one event as it travels, and what is held in its place. */
struct held_event {
	bool           held;
	struct digest  leaf;
	struct subject subject; /* ours, that it stands with */
	char           uuid[UUID_TEXT_SIZE]; /* of our event.received */
};
CHECKED enum status receive_find_held(struct receiving *receiving, const struct event_header *header,
                                      struct held_event *out, struct error *err);

/* receive_read.c: calls `each` for every event of the bundle, in order, with its leaf. */
CHECKED enum status receive_each(struct receiving *receiving,
                                 enum status (*each)(struct receiving *receiving,
                                                     const struct custody_event *event,
                                                     const struct digest *leaf, void *context,
                                                     struct error *err),
                                 void *context, struct error *err);

/*
 * receive_read.c: tag manifest, checkpoint, files of exhibits, later lines, and, in a pass
 * over the events, how exhibits are numbered, what is new, what contradicts.
 */
CHECKED enum status receive_read(struct receiving *receiving, struct error *err);
CHECKED enum status receive_survey(struct receiving *receiving, struct error *err);

/* receive_read.c: the files that were verified are those that were read since. STATUS_CHANGED. */
CHECKED enum status receive_check_unchanged(struct receiving *receiving, struct error *err);

/* receive_files.c: its exhibits become items, its papers are kept; then `places` is filled. */
CHECKED enum status receive_files(struct receiving *receiving, struct error *err);

/* receive_files.c: the same, of what custody/later holds alone. */
CHECKED enum status receive_later_files(struct receiving *receiving, struct error *err);

/* receive_files.c: data/NUMBER/… is evidence; all else is paper: manifests, events, reports; and of these what was given later. */
enum receive_part { RECEIVE_EVIDENCE, RECEIVE_PAPERS, RECEIVE_LATER };
bool receive_is_of(const char *name, enum receive_part part);

/* receive_later.c: is it one of custody/later/? */
bool receive_is_later(const char *name);

/* receive_later.c: fills `later`. Each line is checked once more when it is taken. */
CHECKED enum status receive_read_later(struct receiving *receiving, struct error *err);

/* receive_later.c: its lines of `later`, borrowed, or NULL. */
const json_t *receive_later_of(const struct receiving *receiving, const struct custody_event *event);

/* receive_later.c: the member that a line opens by the event's commitment; STATUS_CHANGED when it opens none. */
CHECKED enum status receive_later_member(const struct custody_event *event, const json_t *line,
                                         char member[65], struct error *err);

/* receive_later.c: of a bundle that is known, what was given since; its count in out->opened. */
CHECKED enum status receive_news(struct receiving *receiving, struct error *err);

/* receive_giver.c: is the bundle a folder, whose files the intake opens by itself? */
bool receive_is_folder(const struct receiving *receiving);

/* receive_giver.c: the intake's giver of a part of an archive. { receiving, part } to begin. */
struct receive_giving {
	struct receiving *receiving;
	enum receive_part part;
	size_t            at; /* the next member */
};
CHECKED enum status receive_give(void *context, struct buffer *path, int *file, struct error *err);

/* receive_record.c: bundle.received and event.received, in one change. */
CHECKED enum status receive_record(struct receiving *receiving, struct error *err);

/* receive_record.c: names the event where one of ours cannot hold it; returns `st`. */
CHECKED enum status receive_tell_too_long(const struct custody_event *event, enum status st,
                                          struct error *err);

/* receive_contradiction.c: did an earlier bundle show another root of that log at this size? The subject is that bundle's here. */
CHECKED enum status receive_find_fork(struct receiving *receiving, struct held_event *out,
                                      struct error *err);

/* receive_contradiction.c: keeps what contradicts, beside what is held. */
CHECKED enum status receive_keep_contradictions(struct receiving *receiving, struct error *err);

/* receive_members.c: what of an event is sealed with event.received and event.contradicted; owned. */
CHECKED enum status receive_members(struct receiving *receiving, const struct custody_event *event,
                                    const struct digest *leaf, json_t **out, struct error *err);

/* receive_members.c: `signer` and `certificate`, where the verdict knows them. */
CHECKED enum status receive_set_signer(const struct receiving *receiving, json_t *values,
                                       struct error *err);

#endif
