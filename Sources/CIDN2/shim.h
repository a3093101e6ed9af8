// libidn2 as its authors wrote it; nothing is added here.
#include <idn2.h>
