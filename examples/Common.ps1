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
