<#
.SYNOPSIS
How long Import-Module takes, beside a binary module with one empty cmdlet, both in fresh shells of one run.

.DESCRIPTION
Each import is timed inside a shell of its own; the two modules take turns, and the first round, which warms the file cache, is not counted.

.EXAMPLE
./tests/Benchmarks/Measure-ModuleImport.ps1 -Rounds 15

.EXAMPLE
./tests/Benchmarks/Measure-ModuleImport.ps1 -Limit 150

Ends with exit code 1 when the module's median is not under 150 ms.
#>
[CmdletBinding()]
param(
    [string] $ModulePath = (Join-Path $PSScriptRoot ../../out/AlexNetPS),
    [ValidateRange(1, 1000)] [int] $Rounds = 10,
    [double] $Limit
)

$ErrorActionPreference = 'Stop'
$ModulePath = Convert-Path -LiteralPath $ModulePath
Import-Module "$PSScriptRoot/../Module/Support.psm1"
$folder = [IO.Directory]::CreateTempSubdirectory('empty-module-').FullName
try {
    $empty = [IO.Directory]::CreateDirectory((Join-Path $folder EmptyModule)).FullName
    # Compiled in a shell that ends, so that the file is nobody's afterwards.
    Invoke-PowerShell -Command {
        param($empty)
        Add-Type -OutputAssembly "$empty/EmptyModule.dll" -TypeDefinition 'using System.Management.Automation; [Cmdlet("Get", "Nothing")] public class GetNothing : PSCmdlet { }'
        New-ModuleManifest -Path "$empty/EmptyModule.psd1" -RootModule EmptyModule.dll -CmdletsToExport Get-Nothing -FunctionsToExport @() -AliasesToExport @() -VariablesToExport @()
    } -args $empty

    $modules = [ordered]@{ 'AlexNetPS' = $ModulePath; 'empty binary module' = $empty }
    $times = @{}
    foreach ($round in 0..$Rounds) {
        foreach ($name in $modules.Keys) {
            $milliseconds = Invoke-PowerShell -Command {
                param($path)
                $clock = [Diagnostics.Stopwatch]::StartNew()
                Import-Module $path
                $clock.Elapsed.TotalMilliseconds.ToString('R', [cultureinfo]::InvariantCulture)
            } -args $modules[$name]
            if ($round -gt 0) { $times[$name] += @([double]::Parse("$milliseconds", [cultureinfo]::InvariantCulture)) }
        }
    }
}
finally {
    Remove-Item -LiteralPath $folder -Recurse -Force
}

$rows = foreach ($name in $modules.Keys) {
    $sorted = $times[$name] | Sort-Object
    $median = ($sorted[[Math]::Floor(($Rounds - 1) / 2)] + $sorted[[Math]::Floor($Rounds / 2)]) / 2
    [pscustomobject]@{ Module = $name; MinimumMs = [Math]::Round($sorted[0], 1); MedianMs = [Math]::Round($median, 1); MaximumMs = [Math]::Round($sorted[-1], 1) }
}

$rows
if ($Limit -and $rows[0].MedianMs -ge $Limit) { exit 1 }
