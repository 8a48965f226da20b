<#
.SYNOPSIS
Which lines of the cmdlets the Pester suite reaches: a row for each class, and a last one for all.

.EXAMPLE
./tests/Module/Coverage.ps1

.EXAMPLE
./tests/Module/Coverage.ps1 -Tests Get-AlexNetRun.Tests.ps1 -Missed

The lines that one file of tests does not reach.
#>
[CmdletBinding()]
param(
    [string] $Tests,
    [switch] $Missed
)

$ErrorActionPreference = 'Stop'
$root = Convert-Path -LiteralPath (Join-Path $PSScriptRoot ../..)
$results = [IO.Directory]::CreateTempSubdirectory('coverage-').FullName
$before = $env:ALEXNETPS_ROOT, $env:ALEXNETPS_TESTS
$env:ALEXNETPS_ROOT = $root
$env:ALEXNETPS_TESTS = $Tests ? $Tests : $null
try {
    dotnet test "$root/tests/ModuleCoverage" -c Release --nologo --results-directory $results --collect 'XPlat Code Coverage' -- `
        'DataCollectionRunSettings.DataCollectors.DataCollector.Configuration.Include=[AlexNetPS.Cmdlets]*' `
        'DataCollectionRunSettings.DataCollectors.DataCollector.Configuration.ExcludeAssembliesWithoutSources=None' | Write-Verbose
    if ($LASTEXITCODE -ne 0) { Write-Warning 'The suite did not pass: what follows is what it reached. -Verbose shows the tests.' }
    [xml] $report = Get-Content -Raw (Get-ChildItem -Path "$results/*/coverage.cobertura.xml").FullName
}
finally {
    $env:ALEXNETPS_ROOT, $env:ALEXNETPS_TESTS = $before
    Remove-Item -LiteralPath $results -Recurse -Force
}

# A class may be in several files and have nested classes, which the compiler makes of iterators and lambdas.
$rows = $report.coverage.packages.package.classes.class | Group-Object { ($_.name -split '[/<`]')[0] -replace '^AlexNetPS\.Cmdlets\.' } | Sort-Object Name | ForEach-Object {
    $lines = $_.Group | ForEach-Object { $file = $_.filename; $_.lines.line | ForEach-Object { [pscustomobject]@{ Place = "$(Split-Path -Leaf $file):$($_.number)"; Hit = [int] $_.hits -gt 0 } } } |
        Group-Object Place | ForEach-Object { [pscustomobject]@{ Place = $_.Name; Hit = $_.Group.Hit -contains $true } }
    [pscustomobject]@{ Class = $_.Name; Lines = @($lines).Count; Reached = @($lines | Where-Object Hit).Count; Missed = @($lines | Where-Object { -not $_.Hit }).Place }
}

if ($Missed) { $rows.Missed | Where-Object { $_ }; return }
$all = [pscustomobject]@{ Class = 'all'; Lines = [int] ($rows.Lines | Measure-Object -Sum).Sum; Reached = [int] ($rows.Reached | Measure-Object -Sum).Sum }
@($rows) + $all | Select-Object Class, Lines, Reached, @{ Name = 'Coverage'; Expression = { '{0:P1}' -f ($_.Reached / $_.Lines) } }
