/* Stands before the C library's fsync and fdatasync: SYNC_MS is how many milliseconds each takes longer, "none" makes
   them do nothing. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int sync_later(const char *name, int descriptor) {
  const char *wanted = getenv("SYNC_MS");
  if (wanted && strcmp(wanted, "none") == 0) return 0;
  if (wanted) usleep(1000 * atoi(wanted));
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  return real(descriptor);
}

int fsync(int descriptor) { return sync_later("fsync", descriptor); }
int fdatasync(int descriptor) { return sync_later("fdatasync", descriptor); }
