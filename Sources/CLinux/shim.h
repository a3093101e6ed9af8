// What the Glibc module leaves out.
#include <stddef.h>

// Extended attributes of files: xattr(7).
#include <sys/xattr.h>

// memmem(3), which string.h shows to GNU sources only.
void *memmem(const void *haystack, size_t haystacklen, const void *needle, size_t needlelen);
