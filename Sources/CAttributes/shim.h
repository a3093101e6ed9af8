// Extended attributes of files (xattr(7)), which the Glibc module leaves out.
#include <sys/xattr.h>
