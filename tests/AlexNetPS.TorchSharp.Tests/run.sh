#!/usr/bin/env bash
# Runs the tests of the TorchSharp engine on the CPU with the published packages, and the Pester tests of the module built with it.
#
# libtorch 2.10 needs the C++ library of GCC 13.2 or later (Ubuntu 24.04, Debian 13). Where the system has an older one, the tests
# run in a Debian 13 tree: made once by debootstrap (0.3 GB) in ${ALEXNETPS_DEBIAN13:-~/.cache/alexnetps/debian13}, with this
# machine's SDK, home folder and packages shown inside. That needs root. With --ready, nothing is tested: makes the tree if
# needed, tries it, and ends with 125 and the reason if this machine rules it out.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
fail() { echo "run.sh: $*" >&2; exit 125; }

ready=${1-} tests=tests/AlexNetPS.TorchSharp.Tests/run.sh

library=$(ldconfig -p | sed -n 's/.*libstdc++\.so\.6 .*x86-64.*=> //p' | head -n 1)
if [[ $library ]] && grep -qa 'GLIBCXX_3\.4\.32' "$library"; then
  [[ ! $ready ]] || exit 0
  status=0
  dotnet test -c Release -p:UseTorchSharp=cpu tests/AlexNetPS.TorchSharp.Tests || status=$?
  ALEXNETPS_PESTER=TorchSharp.Tests.ps1 dotnet test -c Release -p:UseTorchSharp=cpu tests/AlexNetPS.Module.Tests || status=$?
  exit $status
fi
[[ ! ${in_tree-} ]] || fail "the Debian 13 tree has no C++ library that libtorch takes; delete $tree"
((EUID == 0)) || fail "the C++ library is too old for libtorch, and a Debian 13 tree needs root: sudo -E $0"

tree=${ALEXNETPS_DEBIAN13:-${XDG_CACHE_HOME:-$HOME/.cache}/alexnetps/debian13}
if [[ ! -d $tree ]]; then
  command -v debootstrap >/dev/null || { apt-get update -qq && apt-get install -qqy debootstrap >/dev/null; } || fail "install debootstrap"
  # The first mirror in apt's configuration that has Debian 13.
  release=$(mktemp)
  for mirror in $(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | sort -u); do
    if /usr/lib/apt/apt-helper download-file "${mirror}dists/trixie/Release" "$release" &>/dev/null; then break; fi
    mirror=
  done
  rm -f "$release"
  [[ ${mirror-} ]] || fail "no mirror in apt's configuration has Debian 13 (trixie)"
  echo "Making a Debian 13 tree in $tree (about a minute)"
  rm -rf --one-file-system "$tree.part"
  mkdir -p "${tree%/*}"
  # The packages of .NET and libtorch, and the images that some tests read.
  unshare --mount debootstrap --variant=minbase \
    --include=ca-certificates,libicu76,libssl3t64,libgomp1,libturbojpeg0,libpng16-16t64,dataset-fashion-mnist \
    trixie "$tree.part" "$mirror" >"$tree.log" || fail "debootstrap failed; see $tree.log"
  mv "$tree.part" "$tree" # Last, so that an interrupted attempt is not used.
fi

sdk=$(readlink -f "$(command -v dotnet)") && sdk=${sdk%/*} || fail "dotnet is not on the PATH"
show=("$sdk" "$HOME" "$PWD" /tmp /proc /sys /dev /etc/resolv.conf /etc/hosts /etc/ssl/certs)
for each in "${NUGET_PACKAGES-}" /etc/opt/NuGet /usr/local/share/ca-certificates; do [[ $each && -e $each ]] && show+=("$each"); done
export tree DOTNET_ROOT=$sdk PATH=$sdk:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
# In a mount namespace of its own: its mounts end with it.
inside=(unshare --mount --propagation private bash -euc '
  while [[ $1 != -- ]]; do
    if [[ -d $1 ]]; then mkdir -p "$tree$1"; else mkdir -p "$tree${1%/*}"; [[ -e $tree$1 ]] || : >"$tree$1"; fi
    mount --rbind "$1" "$tree$1"
    shift
  done
  shift
  exec chroot "$tree" env -C "$PWD" "$@"' mounts "${show[@]}" -- env in_tree=yes "$tests")
[[ $ready ]] || exec "${inside[@]}"
"${inside[@]}" --ready || fail "a Debian 13 tree is of no use here: mounts, chroot or its C++ library fail"
