<#
.SYNOPSIS
Overlapping against plain pooling: windows of 3 with steps of 2, and windows of 2 with steps of 2 (section 3.4 of the paper).

.DESCRIPTION
Both give maps of the same size (a padding of 1 sees to it). The paper gained 0.4 points of top-1 error, and found overlapping pooling
slightly harder to overfit. The last line says whether the difference is more than chance between the seeds: at this size it need not be.

.EXAMPLE
./Compare-Pooling.ps1 -Path ./flowers -Epochs 30
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
    Get-ExampleRecipe 'overlapping 3/2' { $_.architecture.layers | Where-Object type -EQ MaxPool | ForEach-Object { $_.padding = 1 } }
    Get-ExampleRecipe 'plain 2/2' { $_.architecture.layers | Where-Object type -EQ MaxPool | ForEach-Object { $_.kernel = 2 } }
)

$rows = $variants | Invoke-Comparison -Dataset $dataset -Epochs $Epochs -Seed $Seed -OutputPath $OutputPath
$rows | Group-Comparison -Property TrainError, ValidationError, ValidationLoss | Format-Table
Get-Verdict $rows -Lower 'overlapping 3/2' -Higher 'plain 2/2'
