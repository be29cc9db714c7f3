/* power.c: what a disk holds when the power fails. Preloaded into PostgreSQL with POWER set. Beside the
 * data directory, with .disk after its name, lies the image of what is on the platter: a file gets there with fsync or fdatasync of it, as a whole;
 * a rename or an unlink with fsync of its directory (or of the renamed file). What was only written is not in
 * the image. Every update is atomic and done before the call returns; one lock keeps them in order. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static char root[PATH_MAX], image[PATH_MAX + 8];
static size_t root_length;

/* Whether this process works in a data directory by now: what it did before is not worth keeping. */
static int begun(void) {
  struct stat about;
  if (root_length) return 1;
  if (!getenv("POWER") || stat("PG_VERSION", &about) || !getcwd(root, sizeof root)) return 0;
  snprintf(image, sizeof image, "%s.disk", root);
  if (stat(image, &about)) return 0;
  root_length = strlen(root);
  return 1;
}

static int lock(void) {
  char path[PATH_MAX + 16];
  snprintf(path, sizeof path, "%s.lock", image);
  int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file >= 0) flock(file, LOCK_EX);
  return file;
}

static int places(const char *path, char *to, size_t size, const char *suffix) {
  if (strncmp(path, root, root_length) || (path[root_length] != '/' && path[root_length])) return 0;
  return snprintf(to, size, "%s%s%s", image, path + root_length, suffix) < (int)size;
}

static int place(int file, char *from, char *to, size_t size) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, from, PATH_MAX - 1);
  if (length <= 0) return 0;
  from[length] = 0;
  return places(from, to, size, "");
}

static void make_parents(char *path) {
  for (char *at = strchr(path + 1, '/'); at; at = strchr(at + 1, '/')) {
    *at = 0;
    mkdir(path, 0700);
    *at = '/';
  }
}

static int copy(const char *from, char *to) {
  char draft[PATH_MAX + 16];
  int in = open(from, O_RDONLY | O_CLOEXEC);
  struct stat now, then;
  if (in < 0 || fstat(in, &now)) return -1;
  /* Recovery syncs every file there is. What has not been touched since its last sync is there already. */
  if (!stat(to, &then) && then.st_size == now.st_size && then.st_mtim.tv_sec == now.st_mtim.tv_sec
      && then.st_mtim.tv_nsec == now.st_mtim.tv_nsec && time(NULL) - now.st_mtim.tv_sec > 2) {
    close(in);
    return 0;
  }
  snprintf(draft, sizeof draft, "%s.draft", to);
  int out = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (out < 0 && errno == ENOENT) {
    make_parents(draft);
    out = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  }
  ssize_t done = out < 0 ? -1 : 1;
  while (done > 0) done = sendfile(out, in, NULL, 1 << 20);
  if (done == 0) futimens(out, (struct timespec[]){now.st_atim, now.st_mtim});
  close(in);
  if (out >= 0) close(out);
  return done == 0 ? rename(draft, to) : -1;
}

/* The directory as it is: names that went go, renamed files arrive, those never synced are empty. */
static void list(const char *from, const char *to) {
  char real[PATH_MAX], there[PATH_MAX], waiting[PATH_MAX + 16];
  struct dirent *entry;
  struct stat about;
  mkdir(to, 0700);
  DIR *listing = opendir(to);
  while (listing && (entry = readdir(listing))) {
    size_t length = strlen(entry->d_name);
    if (entry->d_name[0] == '.' || (length > 8 && !strcmp(entry->d_name + length - 8, ".renamed"))) continue;
    snprintf(real, sizeof real, "%s/%s", from, entry->d_name);
    snprintf(there, sizeof there, "%s/%s", to, entry->d_name);
    if (lstat(real, &about) && errno == ENOENT && unlink(there) && errno == EISDIR) rmdir(there);
  }
  if (listing) closedir(listing);
  listing = opendir(from);
  while (listing && (entry = readdir(listing))) {
    if (entry->d_name[0] == '.') continue;
    snprintf(real, sizeof real, "%s/%s", from, entry->d_name);
    snprintf(there, sizeof there, "%s/%s", to, entry->d_name);
    snprintf(waiting, sizeof waiting, "%s.renamed", there);
    if (lstat(real, &about)) continue;
    if (S_ISDIR(about.st_mode)) {
      mkdir(there, 0700);
    } else if (S_ISREG(about.st_mode) && rename(waiting, there) && lstat(there, &about)) {
      int empty = open(there, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
      if (empty >= 0) close(empty);
    }
  }
  if (listing) closedir(listing);
}

static int synced(int file, int (*real)(int)) {
  char from[PATH_MAX], to[PATH_MAX], waiting[PATH_MAX + 16];
  struct stat about;
  int result = real(file);
  if (result || !begun()) return result;
  int error = errno;
  if (place(file, from, to, sizeof to) && !fstat(file, &about)) {
    int held = lock();
    if (S_ISDIR(about.st_mode)) {
      list(from, to);
    } else if (S_ISREG(about.st_mode) && about.st_nlink > 0) {
      if (copy(from, to)) {
        dprintf(2, "power.c: %s: %s\n", from, strerror(errno));
        abort();
      }
      snprintf(waiting, sizeof waiting, "%s.renamed", to);
      unlink(waiting);
    }
    close(held);
  }
  errno = error;
  return result;
}

int fsync(int file) {
  static int (*real)(int);
  if (!real) real = dlsym(RTLD_NEXT, "fsync");
  return synced(file, real);
}

int fdatasync(int file) {
  static int (*real)(int);
  if (!real) real = dlsym(RTLD_NEXT, "fdatasync");
  return synced(file, real);
}

int rename(const char *old, const char *new) {
  static int (*real)(const char *, const char *);
  char whole_old[PATH_MAX], whole_new[PATH_MAX], from[PATH_MAX], to[PATH_MAX + 16], there[PATH_MAX];
  if (!real) real = dlsym(RTLD_NEXT, "rename");
  int known = 0;
  if (begun() && getcwd(there, sizeof there)) {
    snprintf(whole_old, sizeof whole_old, "%s%s%s", *old == '/' ? "" : there, *old == '/' ? "" : "/", old);
    snprintf(whole_new, sizeof whole_new, "%s%s%s", *new == '/' ? "" : there, *new == '/' ? "" : "/", new);
    known = places(whole_old, from, sizeof from, "") && places(whole_new, to, sizeof to, ".renamed");
  }
  int held = known ? lock() : -1;
  int result = real(old, new);
  if (known) {
    int error = errno;
    /* The synced content follows the file; its old name stays until the directory is synced. */
    if (!result) { unlink(to); if (link(from, to) && errno != ENOENT) abort(); }
    close(held);
    errno = error;
  }
  return result;
}
