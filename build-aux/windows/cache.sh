# cache.sh: where the libraries for Windows are, and how to compile against them
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Sourced by sdk, build and the tests; "here" is this folder.

rk_windows_cache() {
  echo "${REKINDLE_WINDOWS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/rekindle-windows}"
}

# The folder of the SDK, named after what it is built from and how.
rk_windows_sdk() {
  local hash
  hash=$(cat "$here/sdk" "$here/cache.sh" "$here/sources" | sha256sum | cut -c 1-12)
  echo "$(rk_windows_cache)/sdk-$hash"
}

# Meson's description of the machine, for an SDK in $1.
rk_windows_cross_file() {
  local host=x86_64-w64-mingw32
  cat <<INI
[binaries]
c = '$host-gcc'
cpp = '$host-g++'
ar = '$host-gcc-ar'
ranlib = '$host-gcc-ranlib'
strip = '$host-strip'
windres = '$host-windres'
dlltool = '$host-dlltool'
pkgconfig = '/usr/bin/pkg-config'

[properties]
pkg_config_libdir = '$1/lib/pkgconfig'
needs_exe_wrapper = true

[built-in options]
c_args = ['-O2', '-I$1/include']
cpp_args = ['-O2', '-I$1/include']
c_link_args = ['-L$1/lib', '-static-libgcc']
cpp_link_args = ['-L$1/lib', '-static-libgcc', '-static-libstdc++']

[host_machine]
system = 'windows'
cpu_family = 'x86_64'
cpu = 'x86_64'
endian = 'little'
INI
}
