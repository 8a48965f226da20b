<#
.SYNOPSIS
Builds what the suites need on a Windows without the .NET SDK, in out/windows: the xunit program and Pester.

.DESCRIPTION
Runs on any system with the SDK, and stages the module as every build does. The xunit tests and the import program
that some of them start are published with a .NET of their own for win-x64.
#>
[CmdletBinding()]
param([string] $Root = [IO.Path]::GetFullPath("$PSScriptRoot/../.."))

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
$to = "$Root/out/windows"

dotnet build "$Root/src/AlexNetPS.Cmdlets" -c Release -nologo -v quiet
foreach ($project in 'AlexNetPS.Tests', 'ImportProcess') {
    dotnet publish "$Root/tests/$project" -c Release -r win-x64 --self-contained -o "$to/xunit" -nologo -v quiet
}

# A test of the module imports it; it needs an older CsvHelper, which not every package source has.
try { dotnet build "$Root/tests/CsvNeighbor" -c Release -nologo -v quiet } catch { Write-Warning "CsvNeighbor: $_" }

$pester = "$Root/tests/AlexNetPS.Module.Tests"
dotnet restore $pester -nologo -v quiet
$properties = dotnet msbuild $pester -nologo '-getProperty:NuGetPackageRoot' '-getProperty:PesterVersion'
$known = ($properties | ConvertFrom-Json).Properties
Remove-Item -Path "$to/Pester" -Recurse -ErrorAction Ignore
Copy-Item -Path "$($known.NuGetPackageRoot)/pester/$($known.PesterVersion)/tools" -Destination "$to/Pester" -Recurse
"Published to $to"
