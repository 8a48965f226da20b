<#
.SYNOPSIS
Runs the suites that Publish.ps1 built, xunit and Pester, in this PowerShell for Windows, and counts their results.

.DESCRIPTION
A failure that Known.json lists counts as known, with its reason; a listed test that passes is a failure, so that the
list stays true. Entries for Wine count under Wine alone. Ends with 1 if anything fails or a suite did not run.

.PARAMETER Suite
xunit, Pester or both.
#>
[CmdletBinding(PositionalBinding = $false)]
param(
    [Parameter(ValueFromRemainingArguments)] [ValidateSet('xunit', 'Pester')] [string[]] $Suite = ('xunit', 'Pester'),
    [string] $Published = [IO.Path]::GetFullPath("$PSScriptRoot/../../out/windows")
)

$ErrorActionPreference = 'Stop'
$PSStyle.OutputRendering = 'PlainText'
if (-not $IsWindows) { throw 'This runs in a PowerShell for Windows; tests/Windows/run.sh starts one under Wine.' }
$isWine = Test-Path -LiteralPath 'HKCU:\Software\Wine'
$lists = Get-Content -LiteralPath "$PSScriptRoot/Known.json" -Raw | ConvertFrom-Json
$failed = $false

function Get-XunitResult {
    $file = "$Published/xunit.json"
    Remove-Item -LiteralPath $file -ErrorAction Ignore
    & "$Published/xunit/AlexNetPS.Tests.exe" -noColor -ctrf $file | Out-Host
    $names = @{ passed = 'Passed'; failed = 'Failed'; skipped = 'Skipped' }
    # Tests that others run in a process of their own are pending.
    $tests = (Get-Content -LiteralPath $file -Raw | ConvertFrom-Json).results.tests
    foreach ($test in $tests | Where-Object status -NE 'pending') {
        [pscustomobject]@{
            Name = $test.name -replace '\\"', '"'
            Result = $names[$test.status] ?? 'Failed'
            Message = $test.message ?? $test.extra.reason
        }
    }
}

function Get-PesterResult {
    $file = "$Published/pester.json"
    Remove-Item -LiteralPath $file -ErrorAction Ignore
    & "$PSScriptRoot/../Module/Run.ps1" -PesterPath "$Published/Pester" -ResultPath $file | Out-Host
    Get-Content -LiteralPath $file -Raw | ConvertFrom-Json
}

foreach ($name in $Suite) {
    $results = @(if ($name -eq 'xunit') { Get-XunitResult } else { Get-PesterResult })
    if ($results.Count -eq 0) { throw "The $name suite gave no results." }
    $known = @($lists | Where-Object { $_.suite -eq $name -and ($_.where -eq 'Windows' -or $isWine) })
    $count = @{ Passed = 0; Failed = 0; Skipped = 0; Known = 0 }
    foreach ($test in $results) {
        $entry = $known | Where-Object { $test.Name -like $_.test } | Select-Object -First 1
        if ($entry) { $entry | Add-Member -NotePropertyName Met -NotePropertyValue $true -Force }
        if ($entry -and $test.Result -eq 'Failed') {
            $count.Known++
            "known: $($test.Name): $($entry.reason)"
            continue
        }

        $count[$test.Result]++
        if ($test.Result -eq 'Failed') { "FAILED: $($test.Name)" }
        if ($test.Result -eq 'Skipped') { "skipped: $($test.Name): $($test.Message)" }
        if ($entry -and $test.Result -eq 'Passed') {
            "FAILED: Known.json lists '$($test.Name)', and it passes."
            $failed = $true
        }
    }

    foreach ($entry in $known | Where-Object { -not $_.PSObject.Properties['Met'] }) {
        "FAILED: Known.json lists '$($entry.test)', and there is no such test."
        $failed = $true
    }

    $failed = $failed -or $count.Failed -gt 0 -or $count.Passed -eq 0
    "${name}: $($count.Passed) passed, $($count.Failed) failed, $($count.Skipped) skipped, $($count.Known) known"
}

exit [int] $failed
