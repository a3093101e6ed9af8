// cmark-gfm as its authors wrote it; nothing is added here.
#include <cmark-gfm.h>
#include <cmark-gfm-core-extensions.h>
