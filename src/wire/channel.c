/* SPDX-License-Identifier: Apache-2.0 */
/* channel.c - messages whole or not at all, and no descriptor of one that is refused. */
#include "wire/channel.h"

#include "base/error.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Room for the control part of a message, aligned as it must be. */
union control {
	char           bytes[CMSG_SPACE(sizeof(int) * CHANNEL_DESCRIPTORS)];
	struct cmsghdr aligned;
};

enum status
channel_send(int socket, const void *message, size_t n, const int *descriptors, size_t count,
             struct error *err)
{
	struct iovec part = { (void *)(uintptr_t)message, n };
	struct msghdr head = { .msg_iov = &part, .msg_iovlen = 1 };
	union control control = { 0 };
	ssize_t sent;

	if (count > 0 && count <= CHANNEL_DESCRIPTORS) {
		struct cmsghdr *rights = &control.aligned;

		head.msg_control = control.bytes;
		head.msg_controllen = CMSG_SPACE(sizeof(int) * count);
		rights->cmsg_level = SOL_SOCKET;
		rights->cmsg_type = SCM_RIGHTS;
		rights->cmsg_len = CMSG_LEN(sizeof(int) * count);
		memcpy(CMSG_DATA(rights), descriptors, sizeof(int) * count);
	}
	do
		sent = sendmsg(socket, &head, MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	if (sent == (ssize_t)n)
		return STATUS_OK;
	if (sent < 0 && (errno == EPIPE || errno == ECONNRESET))
		return STATUS_DONE;
	return fail_os(err, "cannot send a message to another process");
}

/* The descriptors of a received message; their number. */
static size_t
descriptors_of(struct msghdr *head, int found[CHANNEL_DESCRIPTORS])
{
	size_t count = 0;

	for (struct cmsghdr *part = CMSG_FIRSTHDR(head); part; part = CMSG_NXTHDR(head, part)) {
		if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS)
			continue;
		count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		memcpy(found, CMSG_DATA(part), sizeof(int) * count);
	}
	return count;
}

static enum status
receive_once(int socket, size_t n, struct msghdr *head, struct error *err)
{
	ssize_t got;

	do
		got = recvmsg(socket, head, MSG_CMSG_CLOEXEC);
	while (got < 0 && errno == EINTR);
	if (got == 0 || (got < 0 && errno == ECONNRESET))
		return STATUS_DONE;
	if (got < 0)
		return fail_os(err, "cannot receive a message of another process");
	if ((size_t)got != n || (head->msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0)
		return fail(err, STATUS_INVALID, "a message of %zd bytes instead of %zu", got, n);
	return STATUS_OK;
}

enum status
channel_receive_some(int socket, void *message, size_t n, int *descriptors, size_t count,
                     size_t *received, struct error *err)
{
	struct iovec part = { message, n };
	union control control = { 0 };
	struct msghdr head = { .msg_iov = &part,
		               .msg_iovlen = 1,
		               .msg_control = control.bytes,
		               .msg_controllen = sizeof control.bytes };
	int found[CHANNEL_DESCRIPTORS];
	size_t got;
	enum status status;

	status = receive_once(socket, n, &head, err);
	if (status == STATUS_DONE || status == STATUS_IO)
		return status;
	got = descriptors_of(&head, found);
	if (status == STATUS_OK && (got == count || got == 0)) {
		if (got > 0)
			memcpy(descriptors, found, sizeof(int) * got);
		*received = got;
		return STATUS_OK;
	}
	for (size_t i = 0; i < got; i++)
		close(found[i]);
	return fail(err, STATUS_INVALID, "a message with %zu descriptors instead of %zu", got,
	            count);
}

enum status
channel_receive(int socket, void *message, size_t n, int *descriptors, size_t count,
                struct error *err)
{
	size_t got = 0;
	enum status status;

	status = channel_receive_some(socket, message, n, descriptors, count, &got, err);
	if (status == STATUS_OK && got != count)
		return fail(err, STATUS_INVALID, "a message without its descriptors");
	return status;
}
