<#
.SYNOPSIS
Few pictures: from the beginning, from a trained network, and from a trained network with its convolutions frozen.

.DESCRIPTION
A network is trained on part of Fashion-MNIST, or taken from -Model. Its weights are then the start for the photos of -Path, with a
new last layer; without -Path, for a few drawn patterns.

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

# Checks, rows and columns of random period and colours, ten of each.
if (-not $Path) {
    $Path = Join-Path (Resolve-Path $OutputPath) patterns
    $random = [Random]::new(1)
    foreach ($name in 'checks', 'columns', 'rows') {
        foreach ($i in 1..16) {
            $period, $shift, $red, $green, $blue = $random.Next(4, 9), $random.Next(9), $random.Next(256), $random.Next(256), $random.Next(256)
            $pixels = [byte[]]::new(36 * 36 * 3)
            foreach ($y in 0..35) {
                foreach ($x in 0..35) {
                    $right, $down = ([Math]::Floor(($x + $shift) / $period) % 2), ([Math]::Floor(($y + $shift) / $period) % 2)
                    $ink = switch ($name) { checks { $right -ne $down } columns { $right } rows { $down } }
                    $place = ($y * 36 + $x) * 3
                    $pixels[$place], $pixels[$place + 1], $pixels[$place + 2] = if ($ink) { $red, $green, $blue } else { $blue, $red, $green }
                }
            }

            $file = Join-Path (New-Item -ItemType Directory -Force -Path (Join-Path $Path ($i -le 10 ? 'train' : 'val') $name)) "$i.png"
            [AlexNetPS.Imaging.ImageEncoder]::WritePng($file, [AlexNetPS.Imaging.RgbImage]::new(36, 36, $pixels))
        }
    }
}

$few = Import-ImageNetFolder -Path $Path -CachePath (Join-Path $OutputPath few)
if (-not $Model) { $Model = (Get-ExampleDataset | Invoke-AlexNetTraining -Recipe $miniature -Epochs 4 -RunPath (Join-Path $OutputPath "base-$(Get-Date -Format HHmmss)")).Path }
$start = @{ InitialModel = $Model }
$ways = [ordered]@{
    'from the beginning'            = @{ Recipe = $miniature }
    'from a trained network'        = $start
    'the same, convolutions frozen' = $start + @{ Freeze = 'conv*' }
}

$ways.GetEnumerator() | ForEach-Object {
    $with = $_.Value
    $run = $few | Invoke-AlexNetTraining -Epochs $Epochs -BatchSize 10 -Seed 1 -RunPath (Join-Path $OutputPath ('{0:HHmmss}-{1}' -f (Get-Date), ($_.Key -replace '\W', '-'))) @with
    [pscustomobject]@{
        Start           = $_.Key
        FirstTrainLoss  = [Math]::Round($run.Epochs[0].TrainLoss, 3)
        LastTrainLoss   = [Math]::Round($run.Epochs[-1].TrainLoss, 3)
        ValidationTop1  = $run.BestEpoch.ValidationTop1
        ImagesPerSecond = [int] ($run.Epochs.ImagesPerSecond | Measure-Object -Average).Average
    }
} | Format-Table
