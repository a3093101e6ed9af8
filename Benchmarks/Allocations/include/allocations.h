#ifndef MERGANSER_ALLOCATIONS_H
#define MERGANSER_ALLOCATIONS_H

/// How many times this thread has asked for memory: malloc, calloc, realloc and their aligned kin.
///
/// A program that links this target has its own of these functions in front of the C library's, for all of its
/// code and that of its libraries.
unsigned long allocations_of_this_thread(void);

#endif
