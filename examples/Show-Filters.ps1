<#
.SYNOPSIS
Draws the 96 first-layer filters of a two-tower network trained here, as in figure 3 of the paper.

.DESCRIPTION
The 48 filters of the first tower are the three upper rows, those of the second tower the three lower rows. The towers see the same
images and exchange nothing before conv3, so they can specialize: in the paper one learned colors and the other edges. The first layer
starts with very small weights, so that the visible structure was learned; a few hundred images produce coarse filters. The first layer
is the paper's; the other layers are small enough to train in a minute. Without -Path the network learns drawn stripes, classified by
direction and color.

.EXAMPLE
./Show-Filters.ps1 -Path ./flowers -Epochs 60
#>
[CmdletBinding()]
param(
    [string] $Path,
    [int] $Epochs = 20,
    [ulong] $Seed = 1,
    [string] $OutputPath = './filters'
)

. (Join-Path $PSScriptRoot Common.ps1)
$null = New-Item -ItemType Directory -Path $OutputPath -Force
if (-not $Path) {
    $stripes = [ordered]@{}
    foreach ($pattern in 'columns', 'rows') { foreach ($color in 'cold', 'warm') { $stripes["$color $pattern"] = "$pattern $color" } }
    $Path = New-PatternFolder (Join-Path $OutputPath stripes) -Class $stripes -Size 75 -Train 60 -Validation 15
}

$relu = { @{ type = 'Activation'; name = "relu$($args[0])" } }
$pool = { @{ type = 'MaxPool'; name = "pool$($args[0])"; kernel = 3; stride = 2 } }
$recipe = Get-ExampleRecipe 'two towers' {
    $_.architecture = @{
        name = 'two towers'; input = @{ channels = 3; height = 67; width = 67 }
        layers = @(
            @{ type = 'Convolution'; name = 'conv1'; filters = 96; kernel = 11; stride = 4 }; & $relu 1; & $pool 1
            @{ type = 'Convolution'; name = 'conv2'; filters = 64; kernel = 5; padding = 2; groups = 2 }; & $relu 2; & $pool 2
            @{ type = 'Convolution'; name = 'conv3'; filters = 64; kernel = 3; padding = 1 }; & $relu 3
            @{ type = 'Linear'; name = 'fc4'; outputs = 10 }
        )
    }
    $_.imageSize = 75
    $_.batchSize = 16
    $_.initialization += @{ layers = 'conv1'; weight = @{ type = 'Gaussian'; standardDeviation = 0.001 } }
    foreach ($transform in @($_.trainTransforms) + @($_.evaluationTransforms)) {
        if ($transform.type -eq 'Squash') { $transform.size = 75 } elseif ($transform.size) { $transform.size = 67 }
    }
}

$folder = Join-Path $OutputPath ('{0:yyyyMMdd-HHmmss}' -f (Get-Date))
$run = Import-ImageNetFolder -Path $Path -CachePath (Join-Path $OutputPath store) | Invoke-AlexNetTraining -Recipe $recipe -Epochs $Epochs -Seed $Seed -RunPath $folder
$run.Epochs | Select-Object -Last 3 | Format-Table
$run | Export-AlexNetFilter -OutputPath (Join-Path $folder filters.png) -PassThru
