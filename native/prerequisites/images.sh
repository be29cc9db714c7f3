#!/usr/bin/env bash
# images.sh PODMAN_DIR: prints an image store (for additionalimagestores) that holds the images examples and
# tests name, built here from Debian packages, so that nothing needs a container registry.
. "$(dirname "$0")/lib.sh"
bin=$1
store=$CACHE/images-2/store
work=$CACHE/images-2/work

containers_env() {  # Podman's configuration in a folder of its own; nothing under /etc is read or written
  mkdir -p "$work/home/.config/containers"
  echo '{"default":[{"type":"insecureAcceptAnything"}]}' > "$work/home/.config/containers/policy.json"
  printf '[storage]\ndriver = "overlay"\nrunroot = "%s"\ngraphroot = "%s"\n' "$work/run" "$store" > "$work/storage.conf"
  cat > "$work/containers.conf" <<CONF
[engine]
events_logger = "none"
cgroup_manager = "cgroupfs"
runtime = "crun"
tmp_dir = "$work/tmp"
conmon_path = ["$bin/conmon"]
helper_binaries_dir = ["$bin"]
[engine.runtimes]
crun = ["$bin/crun"]
CONF
  export HOME=$work/home CONTAINERS_CONF=$work/containers.conf CONTAINERS_STORAGE_CONF=$work/storage.conf
  export PODMAN_IGNORE_CGROUPSV1_WARNING=1
}

podman() { "$bin/podman" "$@"; }

# package NAME: unpacks a Debian package under $work/NAME and prints that folder.
package() {
  local dir=$work/package/$1
  if [ ! -d "$dir/x" ]; then
    mkdir -p "$dir"; (cd "$dir" && apt-get download -qq "$1" && dpkg-deb -x "$1"_*.deb x)
  fi
  echo "$dir/x"
}

# with_libraries ROOT PROGRAM: copies the libraries PROGRAM loads from this machine into ROOT.
with_libraries() {
  local root=$1 library
  for library in $(ldd "$2" | grep -oE '/[^ ]+\.so[^ ]*'); do
    mkdir -p "$root$(dirname "$library")"; cp -Ln "$library" "$root$library"
  done
}

skeleton() {
  mkdir -p "$1"/{bin,etc,tmp,var/run,root,home,proc,sys,dev,run,usr/bin,usr/sbin,lib64}; chmod 1777 "$1/tmp"
  printf 'root:x:0:0:root:/root:/bin/sh\nnginx:x:101:101::/:/bin/false\nnobody:x:65534:65534:nobody:/home:/bin/false\n' > "$1/etc/passwd"
  printf 'root:x:0:\nnginx:x:101:\nnogroup:x:65534:\n' > "$1/etc/group"
  printf 'hosts: files dns\n' > "$1/etc/nsswitch.conf"
}

shell_tools() {  # the dynamic busybox: the static one crashes in name lookups
  local x; x=$(package busybox)
  cp "$(find "$x" -name busybox -type f -perm -u+x | head -n 1)" "$1/bin/busybox"
  with_libraries "$1" "$1/bin/busybox"
  mkdir -p "$1/lib/x86_64-linux-gnu"
  cp -Ln /lib/x86_64-linux-gnu/libnss_{files,dns}.so.2 "$1/lib/x86_64-linux-gnu/" 2>/dev/null || true
  local applet
  for applet in $("$1/bin/busybox" --list); do [ "$applet" = busybox ] || ln -sf busybox "$1/bin/$applet"; done
  ln -sf /bin/env "$1/usr/bin/env"
}

import() {  # ROOT NAME CHANGE…
  local root=$1 name=$2 changes=() change; shift 2
  for change in "$@"; do changes+=(-c "$change"); done
  tar --owner=0 --group=0 -C "$root" -c . | podman import -q "${changes[@]}" - "$name"
}

path='ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

busybox_image() {
  local root=$work/busybox; rm -rf "$root"; skeleton "$root"; shell_tools "$root"
  import "$root" docker.io/library/busybox:1.36 'CMD ["sh"]' "$path"
  podman tag docker.io/library/busybox:1.36 docker.io/library/busybox:latest
}

pause_image() {
  local root=$work/pause; rm -rf "$root"; mkdir -p "$root"
  cp -L "$bin/catatonit" "$root/pause"
  import "$root" registry.k8s.io/pause:3.10 'ENTRYPOINT ["/pause","-P"]' 'USER 65535:65535'
}

nginx_image() {
  local root=$work/nginx x; rm -rf "$root"; skeleton "$root"; shell_tools "$root"
  x=$(package nginx)
  mkdir -p "$root"/usr/share/nginx/html "$root"/etc/nginx/conf.d "$root"/var/{log,lib,cache}/nginx
  cp "$x/usr/sbin/nginx" "$root/usr/sbin/"; with_libraries "$root" "$root/usr/sbin/nginx"
  cp "$(package nginx-common)/etc/nginx/mime.types" "$root/etc/nginx/"
  echo 'Welcome to nginx!' > "$root/usr/share/nginx/html/index.html"
  cat > "$root/etc/nginx/nginx.conf" <<'CONF'
worker_processes 1;
error_log /dev/stderr notice;
pid /tmp/nginx.pid;
events { worker_connections 1024; }
http {
  include mime.types;
  access_log /dev/stdout;
  client_body_temp_path /tmp/c; proxy_temp_path /tmp/p; fastcgi_temp_path /tmp/f; uwsgi_temp_path /tmp/u; scgi_temp_path /tmp/s;
  include conf.d/*.conf;
}
CONF
  printf 'server { listen 80; location / { root /usr/share/nginx/html; index index.html; } }\n' > "$root/etc/nginx/conf.d/default.conf"
  import "$root" docker.io/library/nginx:1.25 'CMD ["nginx","-g","daemon off;"]' 'EXPOSE 80' 'STOPSIGNAL SIGQUIT' "$path"
  podman tag docker.io/library/nginx:1.25 docker.io/library/nginx:latest
}

tools_image() {  # what tests run inside pods: a shell, and a client that checks certificates
  local root=$work/tools; rm -rf "$root"; skeleton "$root"; shell_tools "$root"
  cp "$(package curl)/usr/bin/curl" "$root/usr/bin/"; with_libraries "$root" "$root/usr/bin/curl"
  import "$root" localhost/coxswain/tools:1 'CMD ["sh"]' "$path"
}

# The building runs as a command of its own, so that its first failure ends it.
if [ "${2:-}" = build ]; then
  mkdir -p "$store"; containers_env; busybox_image; pause_image; nginx_image; tools_image; rm -rf "$work/package"
  exit
fi
apt_install curl   # its libraries come from this machine
once "$CACHE/images-2" step "building the example images (busybox, pause, nginx, tools) from Debian packages" "$0" "$bin" build
echo "$store"
