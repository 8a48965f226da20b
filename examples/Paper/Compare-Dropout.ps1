<#
.SYNOPSIS
With and without dropout: section 4.2 of the paper.

.DESCRIPTION
Trains the network of figure 1, which has no decay and no augmentation and so overfits, and the same with half of the values in front
of its fully connected layer set to zero. The rate falls to zero, so that the last epoch is less random. The paper gives no figure:
without dropout its network overfits, and with it the number of epochs doubles. The same command continues what was stopped.

.EXAMPLE
./Compare-Dropout.ps1 -Path ./cifar-10-binary.tar.gz -Quick
#>
[CmdletBinding()]
param(
    # CIFAR-10: its archive, the folder of its batches, or class folders in train and test.
    [Parameter(Mandatory)] [string] $Path,
    # Part of the images in small batches, fewer epochs: minutes.
    [switch] $Quick,
    [ulong[]] $Seed = (1, 2, 3),
    # Default: the 40 of the recipe.
    [int] $Epochs = ($Quick ? 25 : 0),
    # Images of each class. Default: all.
    [int] $PerClass = ($Quick ? 200 : 0),
    [string] $OutputPath = ($Quick ? './paper-quick' : './paper')
)

. (Join-Path $PSScriptRoot Common.ps1)
$cifar = Import-Cifar $Path -PerClass $PerClass
$network = (Get-AlexNetArchitecture FigureOne).ToJson() | ConvertFrom-Json -AsHashtable
$network.name = 'FigureOne with dropout'
$dropout = @{ type = 'Dropout'; name = 'drop10'; probability = 0.5 }
$network.layers = @($network.layers | Select-Object -SkipLast 1) + $dropout + $network.layers[-1]
$rows = Invoke-Variant -Dataset $cifar -Seed $Seed -OutputPath $OutputPath -Variant ([ordered]@{
        'FigureOne'              = Get-PaperRecipe FigureOne $Epochs -Quick:$Quick -With @{ schedule = 'Cosine' }
        'FigureOne with dropout' = Get-PaperRecipe FigureOne $Epochs -Quick:$Quick -With @{ schedule = 'Cosine'; architecture = $network }
    })

$rows | Group-Variant | Format-Table
Get-Difference $rows -Of 'FigureOne with dropout' -From 'FigureOne'
Export-ErrorChart $rows -Title 'Dropout' -Path (Join-Path $OutputPath dropout)
