<#
.SYNOPSIS
Compares overlapping pooling (kernel 3, stride 2) with non-overlapping pooling (kernel 2, stride 2) (section 3.4 of the paper).

.DESCRIPTION
A padding of 1 makes both feature maps the same size. The paper gained 0.4 points of top-1 error, and found overlapping pooling slightly
harder to overfit. The last line states whether the difference is significant over the seeds: at this size it need not be.

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
