# Shared by the scripts of this folder; sourced, not run.
set -euo pipefail

# Everything downloaded or built once lives here, outside the checkout, in folders named by version.
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/coxswain
mkdir -p "$CACHE"

say() { printf '%s\n' "$*" >&2; }
die() { say "error: $*"; exit 1; }

# step "what" command…: says what runs and how long it took; shows the output only if it fails.
step() {
  local what=$1 log begin; shift
  log=$(mktemp); begin=$(date +%s)
  printf '  %s … ' "$what" >&2
  if "$@" >"$log" 2>&1 </dev/null; then
    printf '%s s\n' "$(($(date +%s) - begin))" >&2; rm -f "$log"
  else
    printf 'failed\n' >&2; tail -n 40 "$log" >&2; rm -f "$log"; return 1
  fi
}

# once DIR command…: runs the command unless DIR/.complete says it ran before; holds a lock meanwhile.
once() {
  local dir=$1; shift
  [ ! -e "$dir/.complete" ] || return 0
  mkdir -p "$dir"
  (
    flock 9
    [ ! -e "$dir/.complete" ] || exit 0
    "$@" && touch "$dir/.complete"
  ) 9>"$dir.lock"
}

need_root() { [ "$(id -u)" = 0 ] || die "$1 needs root: run it with sudo."; }

debian_version() { (. /etc/os-release && printf '%s\n' "${VERSION_ID:-0}") 2>/dev/null || echo 0; }

# debian_mirror: prints the Debian archive that this machine's apt already uses, in whichever file it is named.
debian_mirror() {
  local mirror
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | awk '/debian\/*$/ && !n++')
  [ -n "$mirror" ] || die "no Debian mirror found in /etc/apt"
  echo "$mirror"
}

# apt_install PACKAGE…: installs those that are missing.
apt_install() {
  local missing=() p
  for p in "$@"; do dpkg-query -W -f='${Status}' "$p" 2>/dev/null | grep -q 'install ok installed' || missing+=("$p"); done
  [ ${#missing[@]} -gt 0 ] || return 0
  need_root "installing ${missing[*]}"
  command -v apt-get >/dev/null || die "these packages are missing and there is no apt-get: ${missing[*]}"
  if ! find /var/lib/apt/lists -maxdepth 1 -name '*_Packages*' -mmin -1440 2>/dev/null | grep -q .; then
    step "refreshing the package lists" apt-get update -qq || die "apt-get update failed: is the network up?"
  fi
  step "installing ${missing[*]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" \
    || die "apt-get could not install ${missing[*]}"
}
