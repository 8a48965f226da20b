<#
.SYNOPSIS
From a folder of images to a trained model: imports, trains, evaluates, predicts and exports features.

.DESCRIPTION
-Path is a folder with one folder of images per class. Default: a few hundred images of Debian's package dataset-fashion-mnist.
Everything is written to -OutputPath.

.EXAMPLE
./Train-Photos.ps1 -Path ./flowers -Epochs 10
#>
[CmdletBinding()]
param(
    [string] $Path,
    [string] $Recipe = 'HalfWidth',
    [int] $Epochs = 2,
    [string] $OutputPath = './train-photos'
)

$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot ../out/AlexNetPS)
$null = New-Item -ItemType Directory -Path $OutputPath -Force

if ($Path) {
    $dataset = Import-ImageNetFolder -Path $Path
}
else {
    $fashion = '/usr/share/datasets/fashion-mnist'
    if (-not (Test-Path $fashion)) { throw "Use -Path, or install the package dataset-fashion-mnist." }
    $dataset = (Import-ImageNetFolder -Path $fashion).Take(40, 10, 10)
}

$dataset

$run = $dataset | Invoke-AlexNetTraining -Recipe $Recipe -Epochs $Epochs -Seed 1 -RunPath (Join-Path $OutputPath "run-$(Get-Date -Format yyyyMMdd-HHmmss)")
$run.Epochs | Format-Table
$run | Measure-AlexNetModel -Dataset $dataset | Out-Default
$dataset.Validation | Get-AlexNetPrediction -Model $run.Model -Top 3 | Select-Object -First 5 | Format-Table
$dataset.Validation | Export-FeatureEmbedding -Model $run.Model -Layer fc7 -OutputPath (Join-Path $OutputPath fc7.csv)
$run | Export-AlexNetModel -OutputPath (Join-Path $OutputPath model.safetensors) -PassThru
