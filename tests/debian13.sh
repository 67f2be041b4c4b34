#!/bin/sh
# SPDX-License-Identifier: LGPL-3.0-or-later
# Builds polycost with Debian 13's GCC and FLINT 3 and runs the core of its tests, in a Debian 13 tree that is kept in
# the user's cache folder:
#
#     debian13.sh RESULTS       leaves RESULTS/testlog.json
#
# Exit status 77, with the reason as the last line, where that cannot be done.
set -eu
project=$(cd "$(dirname "$0")/.." && pwd)
results=$1
cache=${XDG_CACHE_HOME:-$HOME/.cache}/polycost
tree=$cache/trixie

cannot() {
  echo "$*"
  exit 77
}

# The Debian mirror that this system uses.
mirror() {
  # shellcheck disable=SC2016
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Component: main' \
    "Codename: $VERSION_CODENAME" | head -n 1
}

# Commands in the tree, with /proc and /dev where this system lets us mount them.
inside() {
  if unshare --mount true 2>/dev/null; then
    # shellcheck disable=SC2016
    unshare --mount sh -c 'mount -t proc proc "$0/proc"; mount --rbind /dev "$0/dev"; exec chroot "$0" "$@"' "$tree" "$@"
  else
    chroot "$tree" "$@"
  fi
}

make_tree() {
  from=$(mirror)
  [ "$from" ] || cannot "no Debian mirror is known here"
  eval "$(apt-config shell http_proxy Acquire::http::Proxy https_proxy Acquire::https::Proxy)"
  [ -z "${http_proxy-}" ] || export http_proxy
  [ -z "${https_proxy-}" ] || export https_proxy
  rm -rf "$tree.partial"
  debootstrap --variant=minbase trixie "$tree.partial" "$from" || cannot "Debian 13 cannot be fetched"
  echo force-unsafe-io >"$tree.partial/etc/dpkg/dpkg.cfg.d/unsafe-io"
  mv "$tree.partial" "$tree"
}

# The project as it is, without what was built.
copy_project() {
  rm -rf "$tree/polycost/source"
  mkdir -p "$tree/polycost/source"
  tar -C "$project" --exclude='./build*' --exclude=./.git --exclude=__pycache__ -cf - . |
    tar -C "$tree/polycost/source" -xf -
}

[ "$(id -u)" = 0 ] || cannot "only root can run commands in a Debian 13 tree"
# shellcheck source=/dev/null
. /etc/os-release
[ "${VERSION_ID-}" != 13 ] || cannot "this is Debian 13 itself"
command -v debootstrap >/dev/null || cannot "debootstrap is not installed"

mkdir -p "$cache" "$results"
rm -f "$results/testlog.json"
exec 9>"$cache/lock"
flock 9
[ -d "$tree" ] || make_tree
cp /etc/resolv.conf "$tree/etc/resolv.conf"
copy_project
export LC_ALL=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
unset CC CFLAGS LDFLAGS
inside sh /polycost/source/tests/setup.sh core || cannot "Debian 13's packages cannot be fetched"
# shellcheck disable=SC2016
inside sh -c 'cd /polycost && { [ -f build/build.ninja ] || meson setup build source -Dwerror=true; } &&
  meson compile -C build && { meson test -C build --no-rebuild --suite core || true; }'
cp "$tree/polycost/build/meson-logs/testlog.json" "$results/testlog.json"
