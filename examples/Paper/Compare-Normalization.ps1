<#
.SYNOPSIS
With and without local response normalization: section 3.3 of the paper, 13 and 11 % test error on CIFAR-10.

.DESCRIPTION
Trains the authors' layers-conv-local-11pct, and layers-conv-local-13pct, which is the same without normalization. Published are the
errors of ten views after 520 epochs, about nine hours for each run on two cores; -Epochs 40 takes two hours for both, and the
rate falls earlier. The same command continues what was stopped.

.EXAMPLE
./Compare-Normalization.ps1 -Path ./cifar-10-binary.tar.gz -Epochs 40
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
$with, $without = 'CifarLocal11', 'CifarLocal13'
$rows = Invoke-Variant -Dataset $cifar -Seed $Seed -OutputPath $OutputPath -Variant ([ordered]@{
        $with    = Get-PaperRecipe $with $Epochs -Quick:$Quick
        $without = Get-PaperRecipe $without $Epochs -Quick:$Quick
    })

foreach ($row in $rows) {
    $evaluation = Measure-AlexNetModel $row.Model $cifar -Crops Ten
    $row | Add-Member @{ Evaluation = $evaluation; TenViews = 100 * (1 - $evaluation.Top1) }
}

$rows | Group-Variant -Property TestError, TenViews, TrainError | Format-Table
Get-Difference $rows -Of $with -From $without -Property TenViews
foreach ($one in $Seed) {
    $first, $second = $with, $without | ForEach-Object {
        $name = $_
        ($rows | Where-Object { $_.Variant -eq $name -and $_.Seed -eq $one }).Evaluation
    }

    Get-ImageTest $first $second -Label "Seed $one, ten views" -Name $with -OtherName $without
}

Export-ErrorChart $rows -Title 'Local response normalization' -Path (Join-Path $OutputPath normalization)
