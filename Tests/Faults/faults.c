// Preloaded into a program under test (LD_PRELOAD): counts the system calls that leave something behind, on a disk or
// at a peer, and makes the one that is asked for go wrong. The environment says which and how:
//
//     FAULT_UNDER   a folder: only files in it count, and its own entries
//     FAULT_CALLS   which calls count: w writing files, s syncing, n names and attributes, o octets to a socket
//     FAULT_START   of calls that write octets, only those whose octets start with this text count
//     FAULT_AT      the number of the call, from 1; 0 or absent to count only
//     FAULT_KIND    kill      the process is killed instead
//                   torn      killed when half of the octets are written
//                   EIO       the call fails with that error, and all later ones
//                   EIO-once  only this one fails: what a kernel does after a failed sync
//                   ENOSPC    half of the octets are written, and all later calls fail with that error
//     FAULT_REPORT  a file that gets the line "met" when it happens, and "calls N" at the end of the process
//     FAULT_SHADOW  a folder that gets, at each sync, what is on the disk from then on: a copy of the file under the
//                   number of its inode, or, of a folder, "names" with one "INODE NAME" a line
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/xattr.h>
#include <unistd.h>

static const char *under = "", *calls = "", *start = "", *kind = "", *report, *shadow;
static long at;
static atomic_long made;

static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_writev)(int, const struct iovec *, int);
static ssize_t (*real_send)(int, const void *, size_t, int);
static ssize_t (*real_sendto)(int, const void *, size_t, int, const struct sockaddr *, socklen_t);
static ssize_t (*real_sendmsg)(int, const struct msghdr *, int);
static int (*real_sendmmsg)(int, struct mmsghdr *, unsigned, int);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_ftruncate)(int, off_t);
static int (*real_link)(const char *, const char *);
static int (*real_unlink)(const char *);
static int (*real_rename)(const char *, const char *);
static int (*real_open)(const char *, int, ...);
static int (*real_mkstemp)(char *);
static int (*real_fsetxattr)(int, const char *, const void *, size_t, int);

static void find(void *function, const char *name) {
    void *symbol = dlsym(RTLD_NEXT, name);
    if (symbol == NULL) abort();
    memcpy(function, &symbol, sizeof symbol);
}

static const char *setting(const char *name, const char *otherwise) {
    const char *value = getenv(name);
    return value != NULL && *value != 0 ? value : otherwise;
}

__attribute__((constructor)) static void begin(void) {
    find(&real_write, "write");
    find(&real_pwrite, "pwrite64");
    find(&real_writev, "writev");
    find(&real_send, "send");
    find(&real_sendto, "sendto");
    find(&real_sendmsg, "sendmsg");
    find(&real_sendmmsg, "sendmmsg");
    find(&real_fsync, "fsync");
    find(&real_fdatasync, "fdatasync");
    find(&real_ftruncate, "ftruncate64");
    find(&real_link, "link");
    find(&real_unlink, "unlink");
    find(&real_rename, "rename");
    find(&real_open, "open64");
    find(&real_mkstemp, "mkstemp64");
    find(&real_fsetxattr, "fsetxattr");
    under = setting("FAULT_UNDER", "/nowhere");
    calls = setting("FAULT_CALLS", "wsno");
    start = setting("FAULT_START", "");
    kind = setting("FAULT_KIND", "kill");
    at = atol(setting("FAULT_AT", "0"));
    report = setting("FAULT_REPORT", NULL);
    shadow = setting("FAULT_SHADOW", NULL);
}

static void say(const char *line) {
    if (report == NULL) return;
    int file = real_open(report, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file < 0) abort();
    if (real_write(file, line, strlen(line)) < 0) abort();
    close(file);
}

__attribute__((destructor)) static void end(void) {
    char line[40];
    snprintf(line, sizeof line, "calls %ld\n", (long)made);
    say(line);
}

// What is to become of a call.
enum fate { PASS, TEAR, SHORTEN, FAIL };

static _Noreturn void die(void) {
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

static enum fate next(int call) {
    if (call == 0 || strchr(calls, call) == NULL) return PASS;
    long number = atomic_fetch_add(&made, 1) + 1;
    if (at <= 0 || number < at) return PASS;
    if (number == at) say("met\n");
    if (strcmp(kind, "kill") == 0) die();
    if (strcmp(kind, "torn") == 0) return TEAR;
    if (strcmp(kind, "ENOSPC") == 0) {
        errno = ENOSPC;
        return number == at ? SHORTEN : FAIL;
    }
    if (strcmp(kind, "EIO-once") == 0 && number > at) return PASS;
    errno = EIO;
    return FAIL;
}

// Of a call that writes no octets: there is nothing to write half of.
static int fails(int call) {
    switch (next(call)) {
    case PASS: return 0;
    case TEAR: die();
    default: return 1;
    }
}

static int is_under(const char *path) {
    size_t length = strlen(under);
    return strncmp(path, under, length) == 0 && (path[length] == '/' || path[length] == 0);
}

// The path that a descriptor leads to; closing another one of the same file would drop the process's locks on it.
static int has_path_under(int file) {
    char name[40], path[4096];
    snprintf(name, sizeof name, "/proc/self/fd/%d", file);
    ssize_t length = readlink(name, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return is_under(path);
}

static int kind_of_writing(int file, const void *octets, size_t count) {
    if (count < strlen(start) || memcmp(octets, start, strlen(start)) != 0) return 0;
    int saved = errno;
    struct stat status;
    int call = 0;
    if (fstat(file, &status) == 0) {
        if (S_ISSOCK(status.st_mode)) call = 'o';
        if (S_ISREG(status.st_mode) && has_path_under(file)) call = 'w';
    }
    errno = saved;
    return call;
}

// MARK: Octets

// Half of what there is to write, as one piece.
static ssize_t write_half(int file, const struct iovec *pieces, int count) {
    char octets[65536];
    size_t total = 0, taken = 0;
    for (int i = 0; i < count; i++) total += pieces[i].iov_len;
    size_t half = total / 2 < sizeof octets ? total / 2 : sizeof octets;
    for (int i = 0; i < count && taken < half; i++) {
        size_t part = pieces[i].iov_len < half - taken ? pieces[i].iov_len : half - taken;
        memcpy(octets + taken, pieces[i].iov_base, part);
        taken += part;
    }
    return taken == 0 ? 0 : real_write(file, octets, taken);
}

// What becomes of the writing of `pieces`; -2 when it is to be done as if nothing were.
static ssize_t fated(int file, const struct iovec *pieces, int count) {
    ssize_t half;
    int saved;
    switch (next(kind_of_writing(file, pieces->iov_base, pieces->iov_len))) {
    case PASS: return -2;
    case TEAR:
        write_half(file, pieces, count);
        die();
    case SHORTEN:
        saved = errno;
        half = write_half(file, pieces, count);
        errno = saved;
        return half > 0 ? half : -1;
    case FAIL: return -1;
    }
    return -1;
}

ssize_t write(int file, const void *octets, size_t count) {
    struct iovec piece = {(void *)octets, count};
    ssize_t result = fated(file, &piece, 1);
    return result == -2 ? real_write(file, octets, count) : result;
}

ssize_t writev(int file, const struct iovec *pieces, int count) {
    ssize_t result = fated(file, pieces, count);
    return result == -2 ? real_writev(file, pieces, count) : result;
}

ssize_t send(int file, const void *octets, size_t count, int flags) {
    struct iovec piece = {(void *)octets, count};
    ssize_t result = fated(file, &piece, 1);
    return result == -2 ? real_send(file, octets, count, flags) : result;
}

ssize_t sendto(int file, const void *octets, size_t count, int flags, const struct sockaddr *to, socklen_t length) {
    struct iovec piece = {(void *)octets, count};
    ssize_t result = fated(file, &piece, 1);
    return result == -2 ? real_sendto(file, octets, count, flags, to, length) : result;
}

ssize_t sendmsg(int file, const struct msghdr *message, int flags) {
    ssize_t result = fated(file, message->msg_iov, (int)message->msg_iovlen);
    return result == -2 ? real_sendmsg(file, message, flags) : result;
}

int sendmmsg(int file, struct mmsghdr *messages, unsigned count, int flags) {
    if (count == 0) return 0;
    ssize_t result = fated(file, messages[0].msg_hdr.msg_iov, (int)messages[0].msg_hdr.msg_iovlen);
    return result == -2 ? real_sendmmsg(file, messages, count, flags) : -1;
}

static ssize_t planned_pwrite(int file, const void *octets, size_t count, off_t offset) {
    ssize_t half;
    int saved;
    switch (next(kind_of_writing(file, octets, count))) {
    case PASS: return real_pwrite(file, octets, count, offset);
    case TEAR:
        real_pwrite(file, octets, count / 2, offset);
        die();
    case SHORTEN:
        saved = errno;
        half = real_pwrite(file, octets, count / 2, offset);
        errno = saved;
        return half > 0 ? half : -1;
    case FAIL: return -1;
    }
    return -1;
}

ssize_t pwrite(int file, const void *octets, size_t count, off_t offset) {
    return planned_pwrite(file, octets, count, offset);
}

ssize_t pwrite64(int file, const void *octets, size_t count, off_t offset) {
    return planned_pwrite(file, octets, count, offset);
}

static int planned_truncation(int file, off_t length) {
    return fails(kind_of_writing(file, "", 0)) ? -1 : real_ftruncate(file, length);
}

int ftruncate(int file, off_t length) { return planned_truncation(file, length); }

int ftruncate64(int file, off_t length) { return planned_truncation(file, length); }

// MARK: Syncing

static void shadow_path(char *path, size_t room, unsigned long inode, const char *suffix) {
    snprintf(path, room, "%s/%lu%s", shadow, inode, suffix);
}

static void shadow_file(int file, unsigned long inode, int with_attributes) {
    char path[4096], temporary[4096], octets[65536], value[64];
    shadow_path(path, sizeof path, inode, "");
    shadow_path(temporary, sizeof temporary, inode, ".new");
    int copy = real_open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (copy < 0) abort();
    off_t offset = 0;
    for (ssize_t count; (count = pread(file, octets, sizeof octets, offset)) > 0; offset += count)
        if (real_pwrite(copy, octets, (size_t)count, offset) != count) abort();
    close(copy);
    if (real_rename(temporary, path) != 0) abort();
    if (!with_attributes) return;
    ssize_t length = fgetxattr(file, "user.merganser.visit", value, sizeof value);
    if (length <= 0) return;
    shadow_path(path, sizeof path, inode, ".visit");
    copy = real_open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (copy < 0 || real_write(copy, value, (size_t)length) != length) abort();
    close(copy);
}

static void shadow_folder(int file) {
    char name[40], path[4096];
    snprintf(name, sizeof name, "/proc/self/fd/%d", file);
    snprintf(path, sizeof path, "%s/names", shadow);
    DIR *folder = opendir(name);
    FILE *list = fopen(path, "we");
    if (folder == NULL || list == NULL) abort();
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;)
        if (entry->d_type == DT_REG) fprintf(list, "%lu %s\n", (unsigned long)entry->d_ino, entry->d_name);
    fclose(list);
    closedir(folder);
}

static int synced(int file, int result, int is_full) {
    struct stat status;
    if (result != 0 || shadow == NULL || fstat(file, &status) != 0) return result;
    if (S_ISREG(status.st_mode)) shadow_file(file, status.st_ino, is_full);
    if (S_ISDIR(status.st_mode)) shadow_folder(file);
    return result;
}

int fsync(int file) {
    if (!has_path_under(file)) return real_fsync(file);
    return fails('s') ? -1 : synced(file, real_fsync(file), 1);
}

int fdatasync(int file) {
    if (!has_path_under(file)) return real_fdatasync(file);
    return fails('s') ? -1 : synced(file, real_fdatasync(file), 0);
}

// MARK: Names and attributes

int link(const char *old, const char *new) {
    return is_under(new) && fails('n') ? -1 : real_link(old, new);
}

int unlink(const char *path) { return is_under(path) && fails('n') ? -1 : real_unlink(path); }

int rename(const char *old, const char *new) {
    return is_under(new) && fails('n') ? -1 : real_rename(old, new);
}

// A new file may have the number of a deleted one.
static void forget_shadow(int file) {
    struct stat status;
    char path[4096];
    if (fstat(file, &status) != 0) return;
    shadow_path(path, sizeof path, status.st_ino, "");
    real_unlink(path);
    shadow_path(path, sizeof path, status.st_ino, ".visit");
    real_unlink(path);
}

static int planned_open(const char *path, int flags, mode_t mode) {
    if ((flags & O_CREAT) == 0 || !is_under(path) || access(path, F_OK) == 0) return real_open(path, flags, mode);
    if (fails('n')) return -1;
    int file = real_open(path, flags, mode);
    if (file >= 0 && shadow != NULL) forget_shadow(file);
    return file;
}

int open(const char *path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    mode_t mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
    va_end(more);
    return planned_open(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    mode_t mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
    va_end(more);
    return planned_open(path, flags, mode);
}

int mkstemp(char *template) { return is_under(template) && fails('n') ? -1 : real_mkstemp(template); }

int mkstemp64(char *template) { return is_under(template) && fails('n') ? -1 : real_mkstemp(template); }

int fsetxattr(int file, const char *name, const void *value, size_t size, int flags) {
    return has_path_under(file) && fails('n') ? -1 : real_fsetxattr(file, name, value, size, flags);
}
