<#
.SYNOPSIS
Transfer learning on few images: training from scratch, fine-tuning, and fine-tuning with frozen convolutions.

.DESCRIPTION
A network is pretrained on part of Fashion-MNIST, or given by -Model. Its weights initialize the training on the images of -Path, with
a new last layer. Default of -Path: a few drawn patterns.

.EXAMPLE
./Transfer-Learning.ps1 -Path ./flowers -Model ./alexnet.safetensors -Epochs 5
#>
[CmdletBinding()]
param(
    [string] $Path,
    [string] $Model,
    [int] $Epochs = 4,
    [string] $OutputPath = './transfer'
)

. (Join-Path $PSScriptRoot Common.ps1)
$miniature = Join-Path $PSScriptRoot Miniature.json
$null = New-Item -ItemType Directory -Path $OutputPath -Force

if (-not $Path) { $Path = New-PatternFolder (Join-Path $OutputPath patterns) }
$few = Import-ImageNetFolder -Path $Path -CachePath (Join-Path $OutputPath few)
if (-not $Model) { $Model = (Get-ExampleDataset | Invoke-AlexNetTraining -Recipe $miniature -Epochs 4 -RunPath (Join-Path $OutputPath "base-$(Get-Date -Format HHmmss)")).Path }
$start = @{ InitialModel = $Model }
$ways = [ordered]@{
    'from scratch'                     = @{ Recipe = $miniature }
    'fine-tuning'                      = $start
    'fine-tuning, frozen convolutions' = $start + @{ Freeze = 'conv*' }
}

$ways.GetEnumerator() | ForEach-Object {
    $with = $_.Value
    $run = $few | Invoke-AlexNetTraining -Epochs $Epochs -BatchSize 10 -Seed 1 -RunPath (Join-Path $OutputPath ('{0:HHmmss}-{1}' -f (Get-Date), ($_.Key -replace '\W', '-'))) @with
    [pscustomobject]@{
        Start     = $_.Key
        FirstLoss = $run.Epochs[0].TrainLoss
        LastLoss  = $run.Epochs[-1].TrainLoss
        ValTop1   = $run.BestEpoch.ValidationTop1
        Rate      = ($run.Epochs.ImagesPerSecond | Measure-Object -Average).Average
    }
} | Format-Table @(
    @{ Name = 'Start'; Expression = 'Start'; Width = 33 }
    foreach ($column in 'FirstLoss', 'LastLoss') { @{ Name = $column; Expression = $column; FormatString = 'N3' } }
    @{ Name = 'ValTop1'; Expression = 'ValTop1'; FormatString = 'P1' }
    @{ Name = 'Images/s'; Expression = 'Rate'; FormatString = 'N0' }
)
