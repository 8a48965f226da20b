<#
.SYNOPSIS
Compares a network with and without local response normalization (section 3.3 of the paper).

.DESCRIPTION
The variant without it removes the normalization layers from the network definition. The paper gained 1.4 points of top-1 error. Its
constants (alpha 1e-4, k 2) suit activations of pixels 0..255; on values around 1, as here, they would only scale, so alpha and k are 1.
The last line states whether the difference is significant over the seeds: at this size it need not be.

.EXAMPLE
./Compare-Normalization.ps1 -Path ./flowers -Epochs 30
#>
[CmdletBinding()]
param(
    [string] $Path,
    [int] $Epochs = 6,
    [ulong[]] $Seed = (1, 2, 3),
    [string] $OutputPath = './comparisons'
)

. (Join-Path $PSScriptRoot Common.ps1)
$dataset = Get-ExampleDataset -Path $Path -ValidationPerClass 200
$variants = @(
    Get-ExampleRecipe 'with' { $_.architecture.layers | Where-Object type -EQ LocalResponseNormalization | ForEach-Object { $_.alpha = 1; $_.k = 1 } }
    Get-ExampleRecipe 'without' { $_.architecture.layers = @($_.architecture.layers | Where-Object type -NE LocalResponseNormalization) }
)

$rows = $variants | Invoke-Comparison -Dataset $dataset -Epochs $Epochs -Seed $Seed -OutputPath $OutputPath
$rows | Group-Comparison -Property TrainError, ValidationError, ValidationLoss | Format-Table
Get-Verdict $rows -Lower with -Higher without
