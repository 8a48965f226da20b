<#
.SYNOPSIS
Runs the Pester suite against the staged module and ends with "Pester: N passed, N failed, N skipped".

.PARAMETER Path
Test files; all of this folder unless told.

.PARAMETER ResultPath
Where to write the results as JUnit XML, if wanted.
#>
[CmdletBinding(PositionalBinding = $false)]
param(
    [Parameter(ValueFromRemainingArguments)] [string[]] $Path = $PSScriptRoot,
    [string] $ResultPath,
    [ValidateSet('None', 'Normal', 'Detailed')] [string] $Verbosity = 'Normal'
)

$ErrorActionPreference = 'Stop'
$PSStyle.OutputRendering = 'PlainText'
Import-Module Pester -MinimumVersion 5.5

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

$result = Invoke-Pester -Configuration $configuration
$failed = $result.FailedCount + $result.FailedBlocksCount + $result.FailedContainersCount
"Pester: $($result.PassedCount) passed, $failed failed, $($result.SkippedCount) skipped"
exit [int]($failed -gt 0)
