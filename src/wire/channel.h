/* SPDX-License-Identifier: Apache-2.0 */
/* channel.h - whole messages with descriptors over a Unix socket of type SOCK_SEQPACKET. */
#ifndef VIDIMUS_WIRE_CHANNEL_H
#define VIDIMUS_WIRE_CHANNEL_H

#include <vidimus/types.h>

/* Most descriptors in one message. */
#define CHANNEL_DESCRIPTORS 4

/*
 * Sends one message and copies of `count` descriptors. STATUS_DONE when the
 * other end is gone, STATUS_IO else; never SIGPIPE.
 */
CHECKED enum status channel_send(int socket, const void *message, size_t n,
                                 const int *descriptors, size_t count, struct error *err);

/*
 * Receives one message of exactly `n` bytes with exactly `count` descriptors,
 * which are the caller's and end at an exec. STATUS_DONE when the other end is
 * gone, STATUS_INVALID for another message, whose descriptors are closed,
 * STATUS_IO else. Waits.
 */
CHECKED enum status channel_receive(int socket, void *message, size_t n, int *descriptors,
                                    size_t count, struct error *err);

/* The same for a message that comes with `count` or without any descriptors, how many is *received. */
CHECKED enum status channel_receive_some(int socket, void *message, size_t n, int *descriptors,
                                         size_t count, size_t *received, struct error *err);

#endif
