// libcsv as its authors wrote it; nothing is added here.
#include <csv.h>
