<#
.SYNOPSIS
Image similarity search: embeds a collection with a layer of a network and finds nearest neighbors of images (last figure of the paper).

.DESCRIPTION
-Model is a trained model or run; without it a small network is trained first. The embedding file, .npy, can be reused for other searches
and read with numpy.load. Default of -Path: part of Fashion-MNIST.

.EXAMPLE
./Search-Photos.ps1 -Path ./flowers -Model ./runs/flowers -Layer fc7
#>
[CmdletBinding()]
param(
    [string] $Path,
    [string] $Model,
    [string] $Layer = 'fc4',
    [int] $Queries = 3,
    [int] $Top = 4,
    [string] $OutputPath = './similar'
)

. (Join-Path $PSScriptRoot Common.ps1)
$null = New-Item -ItemType Directory -Path $OutputPath -Force
$dataset = Get-ExampleDataset -Path $Path
if (-not $Model) {
    $folder = Join-Path $OutputPath ('{0:yyyyMMdd-HHmmss}' -f (Get-Date))
    $Model = ($dataset | Invoke-AlexNetTraining -Recipe (Join-Path $PSScriptRoot Miniature.json) -Epochs 3 -Seed 1 -RunPath $folder).Path
}

$collection = Join-Path $OutputPath "$Layer.npy"
$dataset.Train | Export-FeatureEmbedding -Model $Model -Layer $Layer -OutputPath $collection

# Each query against the whole collection.
$found = $dataset.Validation | Find-SimilarImage -Reference $collection -Model $Model -Layer $Layer -Top $Top
$found | Select-Object -First ($Queries * $Top) | Format-Table

# Quality: the fraction of queries whose nearest neighbor has the same class.
$first = @($found | Where-Object Rank -EQ 1)
'{0:P1} of {1:N0} queries have a nearest neighbor of the same class among {2:N0} images.' -f (@($first | Where-Object { $_.Label -eq $_.QueryLabel }).Count / $first.Count), $first.Count, $dataset.Train.Count
