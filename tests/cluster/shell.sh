# Sourced by the tests in this folder: the PowerShell of this repository as a program "pwsh".

# Puts it into a folder, and the folder into PATH.
shell_in() { # FOLDER
  local root library
  root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
  library=$(cd "$root" && dotnet tool run pwsh -- -NoProfile -Command '[Environment]::GetCommandLineArgs()[0]') \
    || { echo "PowerShell is missing: dotnet tool restore" >&2; exit 1; }
  mkdir -p "$1"
  printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$(readlink -f "$(command -v dotnet)")" "$library" > "$1/pwsh"
  chmod 755 "$1/pwsh"
  PATH=$1:$PATH
}
