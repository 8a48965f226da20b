<#
.SYNOPSIS
The 96 filters of the first layer of a two-tower network trained here, as figure 3 of the paper shows them.

.DESCRIPTION
The 48 filters of the first tower are the three upper rows, those of the second tower the three lower ones. The towers see the same
pictures and exchange nothing before conv3, so they come to share the work: in the paper one took the colours and the other the edges.
The first layer begins with very small weights, so that what is seen was learned; a few hundred photos give coarse filters.

.EXAMPLE
./Show-Filters.ps1 -Path ./flowers -Epochs 20
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Path,
    [int] $Epochs = 8,
    [ulong] $Seed = 1,
    [string] $OutputPath = './filters'
)

. (Join-Path $PSScriptRoot Common.ps1)
$recipe = Get-ExampleRecipe 'two towers' -Base Bvlc {
    $_.batchSize = 16
    $_.schedule = @{ type = 'Constant' }
    $_.initialization += @{ layers = 'conv1'; weight = @{ type = 'Gaussian'; standardDeviation = 0.001 } }
}

$folder = Join-Path $OutputPath ('{0:yyyyMMdd-HHmmss}' -f (Get-Date))
$run = Import-ImageNetFolder -Path $Path | Invoke-AlexNetTraining -Recipe $recipe -Epochs $Epochs -Seed $Seed -RunPath $folder
$run.Epochs | Format-Table
$run | Export-AlexNetFilter -Path (Join-Path $folder filters.png) -PassThru
