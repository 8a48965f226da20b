<#
.SYNOPSIS
Runs the Pester suite against the staged module and ends with "Pester: N passed, N failed, N skipped".

.PARAMETER Path
Test files; all of this folder unless told.

.PARAMETER ModulePath
The module to test; the staged one, out/AlexNetPS, unless told.

.PARAMETER Package
A package made by 'dotnet build -c Release -t:PackModule'. It is installed from a local repository into a clean profile, and the
suite runs against what was installed there.

.PARAMETER ResultPath
Where to write the results as JUnit XML, if wanted.
#>
[CmdletBinding(PositionalBinding = $false)]
param(
    [Parameter(ValueFromRemainingArguments)] [string[]] $Path = $PSScriptRoot,
    [string] $ModulePath,
    [string] $Package,
    [string] $ResultPath,
    [ValidateSet('None', 'Normal', 'Detailed')] [string] $Verbosity = 'Normal'
)

$ErrorActionPreference = 'Stop'
$PSStyle.OutputRendering = 'PlainText'
Import-Module Pester -MinimumVersion 5.5
$profileFolder = $null
if ($Package) {
    $profileFolder = [IO.Directory]::CreateTempSubdirectory('alexnetps-profile-').FullName
    $ModulePath = & "$PSScriptRoot/Install-Package.ps1" -Package $Package -ProfilePath $profileFolder
}

$before = $env:ALEXNETPS_MODULE
if ($ModulePath) { $env:ALEXNETPS_MODULE = Convert-Path -LiteralPath $ModulePath }

$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = $Verbosity
$configuration.Output.RenderMode = 'Plaintext'
if ($ResultPath) {
    $configuration.TestResult.Enabled = $true
    $configuration.TestResult.OutputFormat = 'JUnitXml'
    $configuration.TestResult.OutputPath = $ResultPath
}

try {
    $result = Invoke-Pester -Configuration $configuration
}
finally {
    $env:ALEXNETPS_MODULE = $before
    if ($profileFolder) { Remove-Item -LiteralPath $profileFolder -Recurse -Force }
}

$failed = $result.FailedCount + $result.FailedBlocksCount + $result.FailedContainersCount
"Pester: $($result.PassedCount) passed, $failed failed, $($result.SkippedCount) skipped"
exit [int]($failed -gt 0)
