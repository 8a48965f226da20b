# What the comparisons share: the module, some pictures, and recipes with something changed. Dot-sourced by them.

$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot ../out/AlexNetPS)

# A folder of photos, one folder for each class; without one, part of Fashion-MNIST (Debian: dataset-fashion-mnist).
function Get-ExampleDataset {
    param([string] $Path, [int] $PerClass = 200, [int] $ValidationPerClass = 50)
    if ($Path) { return Import-ImageNetFolder -Path $Path }
    $fashion = '/usr/share/datasets/fashion-mnist'
    if (-not (Test-Path $fashion)) { throw 'Give -Path, a folder with one folder of photos for each class, or install the package dataset-fashion-mnist.' }
    (Import-ImageNetFolder -Path $fashion).Take($PerClass, $ValidationPerClass, $ValidationPerClass)
}

# A recipe with something changed. -With gets the recipe as hashtables and lists, as its JSON file has them.
function Get-ExampleRecipe {
    param([Parameter(Mandatory)] [string] $Name, [scriptblock] $With = {}, [string] $Base = (Join-Path $PSScriptRoot Miniature.json))
    $recipe = [AlexNetPS.Training.Recipe]::Resolve($Base)
    $table = $recipe.ToJson() | ConvertFrom-Json -AsHashtable
    $table.name = $Name
    $null = $table | ForEach-Object $With
    [AlexNetPS.Training.Recipe]::Parse(($table | ConvertTo-Json -Depth 20), $Name)
}

# Trains each recipe and gives a row of results for it, with the run.
function Invoke-Comparison {
    param([Parameter(Mandatory, ValueFromPipeline)] $Recipe, [Parameter(Mandatory)] $Dataset, [int] $Epochs, [double] $LearningRate, [ulong] $Seed = 1, [Parameter(Mandatory)] [string] $OutputPath)
    process {
        $with = @{}
        if ($Epochs) { $with.Epochs = $Epochs }
        if ($LearningRate) { $with.LearningRate = $LearningRate }
        $folder = Join-Path $OutputPath ('{0:yyyyMMdd-HHmmss}-{1}' -f (Get-Date), ($Recipe.Name -replace '\W', '-'))
        $run = $Dataset | Invoke-AlexNetTraining -Recipe $Recipe -Seed $Seed -RunPath $folder @with
        [pscustomobject]@{
            Variant         = $Recipe.Name
            Epochs          = $run.Epochs.Count
            TrainLoss       = [Math]::Round($run.Epochs[-1].TrainLoss, 3)
            TrainError      = [Math]::Round(1 - $run.Epochs[-1].TrainTop1, 3)
            ValidationError = [Math]::Round(1 - $run.BestEpoch.ValidationTop1, 3)
            Seconds         = [Math]::Round($run.Elapsed.TotalSeconds, 1)
            Run             = $run
        }
    }
}

# A folder of drawn pictures in train/CLASS and val/CLASS; the classes are checks, columns and rows of random period and colours.
function New-PatternFolder {
    [CmdletBinding(SupportsShouldProcess)]
    param([Parameter(Mandatory)] [string] $Path, [System.Collections.IDictionary] $Class = [ordered]@{ checks = 'checks'; columns = 'columns'; rows = 'rows' }, [int] $Size = 36, [int] $Train = 10, [int] $Validation = 6)
    $Path = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($Path)
    if (-not $PSCmdlet.ShouldProcess($Path, 'Draw pictures')) { return }
    $random = [Random]::new(1)
    foreach ($name in $Class.Keys) {
        foreach ($i in 1..($Train + $Validation)) {
            $period, $shift, $red, $green, $blue = $random.Next(4, 9), $random.Next(9), $random.Next(256), $random.Next(256), $random.Next(256)
            $pixels = [byte[]]::new($Size * $Size * 3)
            foreach ($y in 0..($Size - 1)) {
                foreach ($x in 0..($Size - 1)) {
                    $right, $down = ([Math]::Floor(($x + $shift) / $period) % 2), ([Math]::Floor(($y + $shift) / $period) % 2)
                    $ink = switch ($Class[$name]) { checks { $right -ne $down } columns { $right } rows { $down } }
                    $place = ($y * $Size + $x) * 3
                    $pixels[$place], $pixels[$place + 1], $pixels[$place + 2] = if ($ink) { $red, $green, $blue } else { $blue, $red, $green }
                }
            }

            $folder = [IO.Directory]::CreateDirectory((Join-Path $Path ($i -le $Train ? 'train' : 'val') $name)).FullName
            [AlexNetPS.Imaging.ImageEncoder]::WritePng("$folder/$i.png", [AlexNetPS.Imaging.RgbImage]::new($Size, $Size, $pixels))
        }
    }

    $Path
}
