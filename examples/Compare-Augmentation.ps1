<#
.SYNOPSIS
Compares training with and without random crops and horizontal flips (section 4.1 of the paper).

.DESCRIPTION
Without augmentation the training error falls faster: the network overfits, and Test-AlexNetRun reports it if the validation loss rises
to the end. Augmentation needs many epochs to pay off: with few epochs it increases the error. The default is 20 images per class of
Fashion-MNIST, which are all cropped and oriented the same, so that augmentation gains less than on natural images. The last lines state
which differences between the variants are significant over the seeds.

.EXAMPLE
./Compare-Augmentation.ps1 -Path ./flowers -Epochs 30
#>
[CmdletBinding()]
param(
    [string] $Path,
    [int] $Epochs = 40,
    [ulong[]] $Seed = (1, 2, 3),
    [string] $OutputPath = './comparisons'
)

. (Join-Path $PSScriptRoot Common.ps1)
$dataset = Get-ExampleDataset -Path $Path -PerClass 20 -ValidationPerClass 50
$variants = @(
    Get-ExampleRecipe 'crops and flips'
    Get-ExampleRecipe 'none' { $_.trainTransforms = $_.evaluationTransforms }
)

$rows = $variants | Invoke-Comparison -Dataset $dataset -Epochs $Epochs -Seed $Seed -OutputPath $OutputPath
$rows | Group-Comparison -Property TrainError, ValidationError, ValidationLoss | Format-Table
foreach ($group in $rows | Group-Object Variant) {
    $found = ($group.Group.Run | Test-AlexNetRun).Findings.Symptom | Group-Object -NoElement | ForEach-Object { "$($_.Name) in $($_.Count) of $($group.Count) runs" }
    "Test-AlexNetRun on '$($group.Name)': $($found ? ($found -join ', ') : 'no findings')"
}

Get-Verdict $rows -Lower none -Higher 'crops and flips' -Property TrainError
Get-Verdict $rows -Lower 'crops and flips' -Higher none
Get-Verdict $rows -Lower 'crops and flips' -Higher none -Property ValidationLoss -Unit nats
