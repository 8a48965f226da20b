#!/usr/bin/env bash
# Runs the suites, or the comparison with Linux, in a PowerShell for Windows on this machine:
#
#   tests/Windows/run.sh WRAPPER [xunit] [Pester]
#   tests/Windows/run.sh WRAPPER compare
#
# WRAPPER is a program that runs a .ps1 with its arguments in PowerShell 7 for Windows (under Wine, say) with / as Z:\,
# and gives its exit status.
set -euo pipefail
here=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
root=$(realpath "$here/../..")
wrapper=${1?'a program that runs a .ps1 in PowerShell for Windows is missing'}
shift
cd "$root"
dotnet tool restore >/dev/null

if [[ ${1-} != compare ]]; then
  dotnet tool run pwsh -- -NoProfile -NonInteractive -File "$here/Publish.ps1"
  exec "$wrapper" "$here/Run.ps1" "$@"
fi

dotnet build src/AlexNetPS.Cmdlets -c Release -nologo -v quiet
to=$root/out/windows/compare
rm -rf "$to"
mkdir -p "$to"
dotnet tool run pwsh -- -NoProfile -NonInteractive -File "$here/Record.ps1" "$to/linux"
"$wrapper" "$here/Record.ps1" "Z:$to/windows"
for file in "$to"/linux/*.txt; do
  diff --strip-trailing-cr "$file" "$to/windows/$(basename "$file")" || differs=1
done
[[ -s $to/linux/numbers.txt && -z ${differs-} ]] || { echo "Linux and Windows differ."; exit 1; }
echo "Linux and Windows print the same $(wc -l <"$to/linux/numbers.txt") lines."
