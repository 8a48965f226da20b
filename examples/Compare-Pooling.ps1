<#
.SYNOPSIS
Overlapping against plain pooling: windows of 3 with steps of 2, and windows of 2 with steps of 2 (section 3.4 of the paper).

.DESCRIPTION
The paper gained 0.4 points of top-1 error, and found overlapping pooling slightly harder to overfit.

.EXAMPLE
./Compare-Pooling.ps1 -Path ./flowers -Epochs 30
#>
[CmdletBinding()]
param(
    [string] $Path,
    [int] $Epochs = 8,
    [ulong] $Seed = 1,
    [string] $OutputPath = './comparisons'
)

. (Join-Path $PSScriptRoot Common.ps1)
$dataset = Get-ExampleDataset -Path $Path
$variants = @(
    Get-ExampleRecipe 'overlapping 3/2'
    Get-ExampleRecipe 'plain 2/2' { $_.architecture.layers | Where-Object type -EQ MaxPool | ForEach-Object { $_.kernel = 2 } }
)

$variants | Invoke-Comparison -Dataset $dataset -Epochs $Epochs -Seed $Seed -OutputPath $OutputPath | Select-Object * -ExcludeProperty Run | Format-Table
