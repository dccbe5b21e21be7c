/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clip_place.h - segments of scenes that hardly change are given up for those
 * that clip_still.h can tell; all others stay as they are.
 */
#ifndef VIDIMUS_FINGERPRINT_CLIP_PLACE_H
#define VIDIMUS_FINGERPRINT_CLIP_PLACE_H

#include "fingerprint/clip_still.h"

/*
 * Looks at what the vote made of a pair. A segment whose frames are alike
 * (CLIP_SUPPORT) to the other film at all times, seen from either side, tells no
 * time. Where both films are still, or no segment was found but CLIP_ALIKE_SHARE
 * of the frames is alike to some, the two are laid over each other as a whole;
 * where one is, such as a still scene and a film that has a part of it among
 * others, that part over the whole of it. `still` of the result is set.
 * STATUS_MEMORY.
 */
CHECKED enum status clip_place(const struct clip_pair *pair, double least_seconds,
                               struct clip_result *result, struct error *err);

#endif
