# shellcheck shell=bash
# Distribution packages unpacked into private roots. Sourced by engine and clients.
#
#   $ENGINES_HOME/.suites/SUITE   apt's lists and archives of one Debian suite, apart from the system's
#   ROOT/PACKAGES                 what was unpacked into ROOT; there once the root is complete
#
# Nothing is installed into the system, save the few tools that these scripts need themselves (need).

ENGINES_HOME=${ENGINES_HOME:-/var/tmp/engines}
export DEBIAN_FRONTEND=noninteractive

say() { printf '%s\n' "$*" >&2; }
die() { say "${0##*/}: $*"; exit 1; }
need_root() { [ "$(id -u)" = 0 ] || die "must run as root"; }

# need COMMAND PACKAGE: install the package where the command is missing
need() {
  command -v "$1" >/dev/null && return
  need_root
  say "$1 is missing: installing $2"
  apt-get -qq -y --no-install-recommends install "$2" >/dev/null 2>&1 && return
  apt-get -qq update >&2   # a new machine often has no lists at all
  apt-get -qq -y --no-install-recommends install "$2" >&2 || die "cannot install $2, which has $1"
}

# What a Debian machine may lack. The test suite wants script for its terminals.
need_tools() {
  need curl curl
  need unshare util-linux
  need nsenter util-linux
  need flock util-linux
  need script bsdutils
  [ -s /etc/ssl/certs/ca-certificates.crt ] || case $(mirror) in https:*) apt-get -qq -y install ca-certificates >&2 ;; esac
}

# The mirror that apt uses here for this machine's own release.
mirror() {
  if [ -n "${ENGINE_MIRROR:-}" ]; then echo "$ENGINE_MIRROR"; return; fi
  local code
  # shellcheck source=/dev/null
  code=$(. /etc/os-release; echo "${VERSION_CODENAME:-}")
  # shellcheck disable=SC2016 # apt's own variables
  apt-get indextargets --format '$(CODENAME) $(COMPONENT) $(REPO_URI)' 'Identifier: Packages' 2>/dev/null |
    awk -v c="$code" '$2 == "main" && ($1 == c || (!any && !/security/)) { any = $3; if ($1 == c) exit } END { print any }'
}

# suite_apt SUITE COMMAND...: apt with lists, cache and an (empty) package database of its own
suite_apt() {
  local suite_dir=$ENGINES_HOME/.suites/$1; shift
  APT_CONFIG=$suite_dir/apt.conf "$@"
}

suite_prepare() {
  local s=$1 d=$ENGINES_HOME/.suites/$1 m key=
  mkdir -p "$d"/{lists/partial,archives/partial,etc}
  : > "$d/status"
  m=$(mirror); [ -n "$m" ] || die "cannot find the package mirror in apt's configuration; set ENGINE_MIRROR"
  [ -s /usr/share/keyrings/debian-archive-keyring.gpg ] && key=' [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]'
  echo "deb$key $m $s main" > "$d/etc/sources.list"
  cat > "$d/apt.conf" <<CONF
Dir::Etc::sourcelist "$d/etc/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Dir::State "$d";
Dir::State::lists "$d/lists";
Dir::State::status "$d/status";
Dir::State::extended_states "$d/extended_states";
Dir::Cache "$d";
Dir::Cache::archives "$d/archives";
APT::Sandbox::User "root";
APT::Install-Recommends "false";
APT::Get::AllowUnauthenticated "false";
Acquire::Languages "none";
Acquire::Retries "3";
CONF
  # lists younger than a day are good enough
  if [ -z "$(find "$d/lists" -maxdepth 1 -name '*Packages*' -mtime -1 2>/dev/null | head -1)" ]; then
    suite_apt "$s" apt-get -qq update >&2 || die "apt-get update failed for suite $s"
  fi
}

# make_root SUITE ROOT PACKAGE...: download packages with all they depend on, unpack them
make_root() {
  local s=$1 r=$2; shift 2
  local d=$ENGINES_HOME/.suites/$s plan deb
  need_root; need_tools
  [ -L /lib64 ] || [ -L /lib ] || die "this machine's /usr is not merged; not supported"
  mkdir -p "$d/none/partial"   # an empty cache, so that the list is complete
  exec 8>"$d/lock"; flock 8
  if [ -e "$r/PACKAGES" ]; then exec 8>&-; return; fi   # another one was faster
  suite_prepare "$s"
  plan=$(suite_apt "$s" apt-get -qq -y -o "Dir::Cache::archives=$d/none" --print-uris install "$@") || die "packages do not resolve in suite $s: $*"
  suite_apt "$s" apt-get -qq -y --download-only install "$@" >&2 || die "download failed for suite $s"
  rm -rf "$r.new"; mkdir -p "$r.new"/usr/{bin,sbin,lib,lib32,lib64,libx32}
  for deb in bin sbin lib lib32 lib64 libx32; do ln -s "usr/$deb" "$r.new/$deb"; done
  # "--print-uris" gives lines of: 'uri' file size hash
  awk '{print $2}' <<<"$plan" | while read -r deb; do
    dpkg-deb --fsys-tarfile "$d/archives/$deb" | tar -C "$r.new" -x --keep-directory-symlink --no-same-owner -p
    printf '%s\n' "${deb%.deb}"
  done > "$r.new/PACKAGES"
  # no maintainer script ran: make the links that alternatives would have made
  local x t
  for x in iptables iptables-save iptables-restore ip6tables ip6tables-save ip6tables-restore; do
    for t in usr/sbin/xtables-nft-multi usr/bin/xtables-nft-multi; do
      if [ -e "$r.new/$t" ] && [ ! -e "$r.new/usr/sbin/$x" ]; then ln -s "/$t" "$r.new/usr/sbin/$x"; fi
    done
  done
  [ -e "$r.new/usr/bin/sh" ] || ln -s dash "$r.new/usr/bin/sh"
  mkdir -p "$r.new/etc"; rm -f "$r.new/etc/ld.so.cache"; : > "$r.new/etc/ld.so.cache"
  rm -rf "$r"; mv "$r.new" "$r"
  exec 8>&-
}

# What starts a program of a root with that root's own C library, instead of the machine's.
root_libraries() { echo "$1/usr/lib/$(uname -m)-linux-gnu"; }
root_loader() { find "$1/usr/lib/$(uname -m)-linux-gnu" "$1/usr/lib64" "$1/usr/lib" -maxdepth 1 -name 'ld-linux*.so.*' 2>/dev/null | head -1; }

# usage FILE: the comment at the top of a script
usage() { sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$1"; }
