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
JSON file for the results: an array of name, result (Passed, Failed, Skipped) and message.

.PARAMETER PesterPath
Folder of the Pester module. Default: the newest version 5 installed.
#>
[CmdletBinding(PositionalBinding = $false)]
param(
    [Parameter(ValueFromRemainingArguments)] [string[]] $Path = $PSScriptRoot,
    [string] $ModulePath,
    [string] $Package,
    [string] $ResultPath,
    [string] $PesterPath,
    [ValidateSet('None', 'Normal', 'Detailed')] [string] $Verbosity = 'Normal'
)

$ErrorActionPreference = 'Stop'
$PSStyle.OutputRendering = 'PlainText'
if ($PesterPath) { Import-Module (Join-Path $PesterPath Pester.psd1) } else { Import-Module Pester -MinimumVersion 5.5 -MaximumVersion 5.99 }
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
try {
    $result = Invoke-Pester -Configuration $configuration
}
finally {
    $env:ALEXNETPS_MODULE = $before
    if ($profileFolder) { Remove-Item -LiteralPath $profileFolder -Recurse -Force }
}

# Every test, and what stopped a file or a block before its tests.
$tests = @(
    foreach ($test in $result.Tests) {
        $status = if ($test.Result -in 'Passed', 'Skipped') { $test.Result } else { 'Failed' }
        $message = if ($status -eq 'Failed') { ($test.ErrorRecord | Out-String).Trim() } elseif ($test.ErrorRecord) { "$($test.ErrorRecord[0])" }
        $file = [IO.Path]::GetFileName($test.ScriptBlock.File) -replace '\.Tests\.ps1$'
        [pscustomobject]@{ Name = "$file`: $($test.ExpandedPath)"; Result = $status; Message = $message }
    }
    foreach ($block in @($result.FailedBlocks) + @($result.FailedContainers)) {
        [pscustomobject]@{ Name = "$($block.ExpandedPath ?? $block.Item)"; Result = 'Failed'; Message = ($block.ErrorRecord | Out-String).Trim() }
    }
)
if ($ResultPath) { ConvertTo-Json $tests -Depth 3 | Set-Content -LiteralPath $ResultPath }
$count = @{ Passed = 0; Failed = 0; Skipped = 0 }
foreach ($test in $tests) { $count[$test.Result]++ }
"Pester: $($count.Passed) passed, $($count.Failed) failed, $($count.Skipped) skipped"
exit [int]($count.Failed -gt 0 -or $tests.Count -eq 0)
