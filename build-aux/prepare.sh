# prepare.sh: what the build needs, installed with the system's package manager
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Sourced by run and test.  rk_prepare takes names of needs; a need is met when
# its check succeeds, and only packages of needs that are not met are installed.

# need | check | apt | dnf | pacman
rk_needs() {
  cat <<'TABLE'
cc          | command -v cc                       | gcc libc6-dev           | gcc glibc-devel          | gcc
meson       | command -v meson                    | meson                   | meson                    | meson
ninja       | command -v ninja                    | ninja-build             | ninja-build              | ninja
pkg-config  | command -v pkg-config               | pkg-config              | pkgconf-pkg-config       | pkgconf
gettext     | command -v msgfmt                   | gettext                 | gettext                  | gettext
glib        | pkg-config --exists gio-unix-2.0    | libglib2.0-dev          | glib2-devel              | glib2 glib2-devel
serialport  | pkg-config --exists libserialport   | libserialport-dev       | libserialport-devel      | libserialport
json-glib   | pkg-config --exists json-glib-1.0   | libjson-glib-dev        | json-glib-devel          | json-glib
archive     | pkg-config --exists libarchive      | libarchive-dev          | libarchive-devel         | libarchive
microhttpd  | pkg-config --exists "libmicrohttpd >= 0.9.75" | libmicrohttpd-dev  | libmicrohttpd-devel     | libmicrohttpd
cairo       | pkg-config --exists cairo-pdf cairo-svg pangocairo | libcairo2-dev libpango1.0-dev | cairo-devel pango-devel | cairo pango
deflate     | pkg-config --exists libdeflate      | libdeflate-dev          | libdeflate-devel         | libdeflate
curl        | pkg-config --exists "libcurl >= 7.87" | libcurl4-openssl-dev    | libcurl-devel            | curl
dw          | pkg-config --exists libdw           | libdw-dev               | elfutils-devel           | libelf
gtk         | pkg-config --exists "gtk4 >= 4.8" "libadwaita-1 >= 1.2" | libgtk-4-dev libadwaita-1-dev libglib2.0-bin librsvg2-common adwaita-icon-theme | gtk4-devel libadwaita-devel | gtk4 libadwaita
screen      | command -v Xvfb && command -v xdotool && command -v import && command -v dbus-run-session | xvfb xauth xdotool imagemagick dbus fonts-dejavu-core fonts-cantarell | xorg-x11-server-Xvfb xdotool ImageMagick dbus-daemon | xorg-server-xvfb xdotool imagemagick dbus
at-spi      | /usr/bin/python3 -c 'import gi; gi.require_version("Atspi", "2.0"); gi.require_version("Gtk", "4.0")' | at-spi2-core python3-gi gir1.2-atspi-2.0 gir1.2-gtk-4.0 | at-spi2-core python3-gobject | at-spi2-core python-gobject
validators  | command -v desktop-file-validate && command -v appstreamcli && command -v xmllint && command -v man && command -v rsvg-convert | desktop-file-utils appstream libxml2-utils man-db librsvg2-bin | desktop-file-utils appstream libxml2 man-db librsvg2-tools | desktop-file-utils appstream libxml2 man-db librsvg
mandoc      | command -v mandoc                   | mandoc                  | mandoc                   | -
shells      | command -v zsh && command -v fish  | zsh fish                | zsh fish                 | zsh fish
umockdev    | pkg-config --exists umockdev-1.0    | libumockdev-dev umockdev gir1.2-umockdev-1.0 | umockdev-devel          | umockdev
sanitizer   | rk_can_link -fsanitize=address,undefined | libasan8 libubsan1 | libasan libubsan         | gcc
clang       | command -v clang                    | clang                   | clang compiler-rt        | clang compiler-rt
fuzzer      | CC=clang rk_can_fuzz                | libclang-rt-14-dev llvm libfuzzer-14-dev | compiler-rt | compiler-rt
xtensa-gcc  | command -v xtensa-lx106-elf-gcc     | gcc-xtensa-lx106 binutils-xtensa-lx106 | -         | -
qemu        | command -v qemu-system-xtensa       | qemu-system-misc        | qemu-system-xtensa-core  | qemu-system-xtensa
node        | command -v node                     | nodejs                  | nodejs                   | nodejs
npm         | command -v npm                      | npm                     | nodejs-npm               | npm
pyserial    | python3 -c 'import serial'          | python3-serial          | python3-pyserial         | python-pyserial
mingw       | command -v x86_64-w64-mingw32-gcc && command -v x86_64-w64-mingw32-g++ | gcc-mingw-w64-x86-64-win32 g++-mingw-w64-x86-64-win32 | - | -
cmake       | command -v cmake                    | cmake                   | cmake                    | cmake
nasm        | command -v nasm                     | nasm                    | nasm                     | nasm
sassc       | command -v sassc                    | sassc                   | sassc                    | sassc
dpkg-source | command -v dpkg-source              | dpkg-dev                | -                        | -
icon-encoder | command -v gtk4-encode-symbolic-svg | libgtk-4-bin librsvg2-common adwaita-icon-theme | gtk4-devel | gtk4
nsis        | command -v makensis                 | nsis                    | -                        | -
zip         | command -v zip                      | zip                     | zip                      | zip
debian-tools | command -v dpkg-buildpackage && command -v dh && command -v lintian && command -v fakeroot | dpkg-dev debhelper lintian fakeroot | - | -
debootstrap | command -v debootstrap              | debootstrap             | debootstrap             | debootstrap
wine        | test -x /usr/lib/wine/wine64        | wine64 fonts-wine       | -                        | -
TABLE
}

# What it takes to build all.
rk_build_needs='cc meson ninja pkg-config gettext glib serialport json-glib archive cairo curl deflate microhttpd gtk'

rk_say() {
  printf '%s\n' "$*" >&2
}

rk_can_link() {
  echo 'int main (void) { return 0; }' | "${CC:-cc}" -x c "$@" -o /dev/null - 2>/dev/null
}

rk_can_fuzz() {
  echo 'int LLVMFuzzerTestOneInput (const unsigned char *d, unsigned long n) { return d && n > 9; }' |
    "${CC:-clang}" -x c -fsanitize=fuzzer,address,undefined -o /dev/null - 2>/dev/null
}

rk_package_manager() {
  for manager in apt-get dnf pacman; do
    if command -v "$manager" >/dev/null; then
      echo "$manager"
      return
    fi
  done
}

# Runs its arguments as root: directly, or through sudo, which asks.
rk_as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    rk_say "This needs root and there is no sudo here.  Run as root: $*"
    return 1
  fi
}

# The packages, for the manager in $1, of those needs that are not met yet.
rk_missing() {
  local manager=$1 need check apt dnf pacman
  shift
  rk_needs | while IFS='|' read -r need check apt dnf pacman; do
    need=${need// /}
    case " $* " in *" $need "*) ;; *) continue ;; esac
    eval "$check" >/dev/null 2>&1 && continue
    case $manager in
      apt-get) echo "$apt" ;;
      dnf) echo "$dnf" ;;
      pacman) echo "$pacman" ;;
    esac
  done | tr -s ' \n' '\n\n' | sed '/^-*$/d' | sort -u
}

rk_install() {
  local manager=$1
  shift
  case $manager in
    apt-get)
      rk_as_root apt-get update -q >&2
      rk_as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >&2 ;;
    dnf) rk_as_root dnf install -y "$@" >&2 ;;
    pacman) rk_as_root pacman -S --needed --noconfirm "$@" >&2 ;;
  esac
}

# rk_prepare NEED...: installs what is missing; fails if that is not possible.
rk_prepare() {
  local manager packages
  manager=$(rk_package_manager)
  packages=$(rk_missing "${manager:-apt-get}" "$@")
  [ -z "$packages" ] && return 0

  if [ -z "$manager" ]; then
    rk_say "No apt, dnf or pacman here.  Please install what Debian calls:" $packages
    return 1
  fi
  rk_say "Installing with $manager:" $packages
  rk_install "$manager" $packages
}

# rk_prepare_optional NEED...: the same, but going on without is fine.
rk_prepare_optional() {
  rk_prepare "$@" || rk_say "Going on without: $*"
}
