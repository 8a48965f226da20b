<#
.SYNOPSIS
A whole experiment: sweeps over settings and seeds, picks the best, fine-tunes it on all images, embeds them and searches similar ones.

.DESCRIPTION
-Path is a folder with one folder of images per class. Default: drawn patterns. The settings are compared on a few images of each class,
where a run takes seconds. Everything is written to -OutputPath. After Ctrl+C the same command continues.

.EXAMPLE
./Run-Experiment.ps1 -Path ./flowers -Seed (1..5)
#>
[CmdletBinding()]
param(
    [string] $Path,
    [string] $Recipe = (Join-Path $PSScriptRoot Miniature.json),
    [double[]] $LearningRate = (0.003, 0.01, 0.03),
    [ulong[]] $Seed = (1, 2, 3),
    [int] $PerClass = 60,
    [int] $Epochs = 9,
    [string] $Layer = 'fc4',
    [string] $OutputPath = './experiment'
)

. (Join-Path $PSScriptRoot Common.ps1)
$null = New-Item -ItemType Directory -Path $OutputPath -Force
if (-not $Path) { $Path = New-PatternFolder (Join-Path $OutputPath patterns) }
$photos = Import-ImageNetFolder -Path $Path -ImageSize 36 -CachePath (Join-Path $OutputPath stores)
$photos | Format-Table Name, Count, @{ Name = 'Classes'; Expression = { $_.Classes.DisplayName -join ', ' } }

# Sweep: learning rates, with and without local response normalization, several seeds each. Half of the settings are pruned early.
$few = $photos.Take($PerClass, $PerClass)
$set = [ordered]@{
    'optimizer.learningRate'    = $LearningRate
    'architecture.layers.norm*' = $null, @{ size = 5 }
}
$sweep = $few | Invoke-AlexNetSweep -Recipe @{ recipe = $Recipe; schedule = 'Cosine'; batchSize = 16 } -Set $set -Seed $Seed -Epochs $Epochs -MinEpochs ([Math]::Max(1, [Math]::Floor($Epochs / 3))) -ReductionFactor 2 -RunPath (Join-Path $OutputPath sweep)
$sweep

# Pick: the best model of the best group.
$best = $sweep.Best
'Best of {0} settings: {1}. Its best model is that of {2}.' -f $sweep.Groups.Count, $best.Settings, (Split-Path -Leaf $best.Path)

# Fine-tune: on all images, a third of the learning rate.
$run = $photos | Invoke-AlexNetTraining -InitialModel $best.Path -LearningRate ($best.Recipe.Optimizer.LearningRate / 3) -Epochs $Epochs -RunPath (Join-Path $OutputPath fine-tuned) -Resume
$run.Epochs | Format-Table
$found = foreach ($model in $best.Path, $run.Path) { Measure-AlexNetModel -Model $model -Dataset $photos }
'Top-1 on {0} validation images: {1:P1} before fine-tuning, {2:P1} after it.' -f $photos.Validation.Count, $found[0].Top1, $found[1].Top1

# Embed and search: the nearest training images of each validation image.
$collection = Join-Path $OutputPath "$Layer.npy"
$photos.Train | Export-FeatureEmbedding -Model $run -Layer $Layer -OutputPath $collection
$similar = $photos.Validation | Find-SimilarImage -Reference $collection -Model $run -Layer $Layer -Top 3
$similar | Select-Object -First 9 | Format-Table @{ Name = 'Query'; Expression = { '{0} ({1})' -f (Split-Path -Leaf $_.QueryPath), $_.QueryLabel } }, Rank, @{ Name = 'Distance'; Expression = 'Distance'; FormatString = 'N4' }, Label, FileName
$nearest = @($similar | Where-Object Rank -EQ 1)
'{0:P1} of {1:N0} images have a nearest neighbor of the same class among {2:N0}.' -f (@($nearest | Where-Object { $_.Label -eq $_.QueryLabel }).Count / $nearest.Count), $nearest.Count, $photos.Train.Count
