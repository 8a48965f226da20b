<#
.SYNOPSIS
With and without random crops and horizontal flips: section 4.1 of the paper.

.DESCRIPTION
Trains the authors' layers-conv-local-11pct with random crops of 24 pixels and flips, and on the center crop alone, and tests both on
the center crop. Without augmentation the paper's network overfits. Published are 520 epochs, about nine hours for each run on two
cores; -Epochs 40 takes two hours for both. The same command continues what was stopped.

.EXAMPLE
./Compare-Augmentation.ps1 -Path ./cifar-10-binary.tar.gz -Epochs 40
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
$rows = Invoke-Variant -Dataset $cifar -Seed $Seed -OutputPath $OutputPath -Variant ([ordered]@{
        'CifarLocal11'              = Get-PaperRecipe CifarLocal11 $Epochs -Quick:$Quick
        'CifarLocal11, center crop' = Get-PaperRecipe CifarLocal11 $Epochs -Quick:$Quick -With @{
            'trainTransforms.RandomCrop'     = @{ type = 'CenterCrop'; size = 24 }
            'trainTransforms.HorizontalFlip' = $null
        }
    })

$rows | Group-Variant | Format-Table
Get-Difference $rows -Of 'CifarLocal11' -From 'CifarLocal11, center crop'
Export-ErrorChart $rows -Title 'Random crops and flips' -Path (Join-Path $OutputPath augmentation)
