<#
.SYNOPSIS
Ten views of an image against one: section 4.1 of the paper.

.DESCRIPTION
Evaluates a trained layers-conv-local-11pct with the center crop, with it and its flip, with five crops, and with these and their
flips. The paper's top-1 error fell by 1.5 points. Published are 520 epochs; a run of Compare-Normalization.ps1 with the same
-Epochs, -Seed and -OutputPath is taken, so that only the evaluations remain.

.EXAMPLE
./Compare-Crops.ps1 -Path ./cifar-10-binary.tar.gz -Epochs 40
#>
[CmdletBinding()]
param(
    # CIFAR-10: its archive, the folder of its batches, or class folders in train and test.
    [Parameter(Mandatory)] [string] $Path,
    # Part of the images in small batches, few epochs: minutes.
    [switch] $Quick,
    [ulong[]] $Seed = 1,
    # Default: the published 520.
    [int] $Epochs = ($Quick ? 20 : 0),
    # Images of each class. Default: all.
    [int] $PerClass = ($Quick ? 500 : 0),
    [string] $OutputPath = ($Quick ? './paper-quick' : './paper')
)

. (Join-Path $PSScriptRoot Common.ps1)
$cifar = Import-Cifar $Path -PerClass $PerClass
$recipe = Get-PaperRecipe CifarLocal11 $Epochs -Quick:$Quick
$runs = Invoke-Variant @{ CifarLocal11 = $recipe } -Dataset $cifar -Seed $Seed -OutputPath $OutputPath
$views = [ordered]@{ Center = 'one: center'; Flip = 'two: center, flip'; Five = 'five: corners, center'; Ten = 'ten: five, flips' }
$rows = foreach ($run in $runs) {
    foreach ($crops in $views.Keys) {
        $evaluation = Measure-AlexNetModel $run.Model $cifar -Crops $crops
        [pscustomobject]@{ Variant = $views[$crops]; Seed = $run.Seed; TestError = 100 * (1 - $evaluation.Top1); Evaluation = $evaluation }
    }
}

$rows | Group-Variant -Property TestError | Format-Table
Get-Difference $rows -Of $views.Ten -From $views.Center
foreach ($one in $Seed) {
    $ten, $center = $views.Ten, $views.Center | ForEach-Object {
        $name = $_
        ($rows | Where-Object { $_.Variant -eq $name -and $_.Seed -eq $one }).Evaluation
    }

    Get-ImageTest $ten $center -Label "Seed $one" -Name ten -OtherName one
}
