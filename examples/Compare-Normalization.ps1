<#
.SYNOPSIS
A network with and without local response normalization (section 3.3 of the paper).

.DESCRIPTION
Leaving it out is leaving its layers out of the network's definition. The paper gained 1.4 points of top-1 error.

.EXAMPLE
./Compare-Normalization.ps1 -Path ./flowers -Epochs 30
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
    Get-ExampleRecipe 'with normalization'
    Get-ExampleRecipe 'without' { $_.architecture.layers = @($_.architecture.layers | Where-Object type -NE LocalResponseNormalization) }
)

$variants | Invoke-Comparison -Dataset $dataset -Epochs $Epochs -Seed $Seed -OutputPath $OutputPath | Select-Object * -ExcludeProperty Run | Format-Table
