# Shared by the comparisons, which dot-source it: the module, some images, changed recipes, and tables of several runs.

$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot ../out/AlexNetPS)

# Imports a folder of images with one folder per class. Default: part of Fashion-MNIST (Debian: dataset-fashion-mnist).
function Get-ExampleDataset {
    param([string] $Path, [int] $PerClass = 200, [int] $ValidationPerClass = 50)
    if ($Path) { return Import-ImageNetFolder -Path $Path }
    $fashion = '/usr/share/datasets/fashion-mnist'
    if (-not (Test-Path $fashion)) { throw 'Use -Path, a folder with one folder of images per class, or install the package dataset-fashion-mnist.' }
    (Import-ImageNetFolder -Path $fashion).Take($PerClass, $ValidationPerClass, $ValidationPerClass)
}

# Returns a changed recipe. -With receives the recipe as hashtables and lists, as in its JSON file.
function Get-ExampleRecipe {
    param([Parameter(Mandatory)] [string] $Name, [scriptblock] $With = {}, [string] $Base = (Join-Path $PSScriptRoot Miniature.json))
    $recipe = [AlexNetPS.Recipes.Recipe]::Resolve($Base)
    $table = $recipe.ToJson() | ConvertFrom-Json -AsHashtable
    $table.name = $Name
    # A learning rate that falls to 0 makes the last epoch less random.
    if ((Split-Path $Base -Leaf) -eq 'Miniature.json') { $table.optimizer.learningRate = 0.01; $table.schedule = @{ type = 'Cosine' } }
    $null = $table | ForEach-Object $With
    [AlexNetPS.Recipes.Recipe]::Parse(($table | ConvertTo-Json -Depth 20), $Name)
}

# Trains each recipe once per seed and returns one row of results per run, with the run.
function Invoke-Comparison {
    param([Parameter(Mandatory, ValueFromPipeline)] $Recipe, [Parameter(Mandatory)] $Dataset, [int] $Epochs, [double] $LearningRate, [ulong[]] $Seed = 1, [Parameter(Mandatory)] [string] $OutputPath)
    process {
        $with = @{}
        if ($Epochs) { $with.Epochs = $Epochs }
        if ($LearningRate) { $with.LearningRate = $LearningRate }
        foreach ($one in $Seed) {
            $folder = Join-Path $OutputPath ('{0:yyyyMMdd-HHmmss}-{1}-{2}' -f (Get-Date), ($Recipe.Name -replace '\W', '-'), $one)
            $run = $Dataset | Invoke-AlexNetTraining -Recipe $Recipe -Seed $one -RunPath $folder @with
            [pscustomobject]@{
                Variant         = $Recipe.Name
                Seed            = $one
                TrainError      = 100 * (1 - $run.Epochs[-1].TrainTop1)
                ValidationError = 100 * (1 - $run.Epochs[-1].ValidationTop1)
                ValidationLoss  = $run.Epochs[-1].ValidationLoss
                Seconds         = $run.Elapsed.TotalSeconds
                Run             = $run
            }
        }
    }
}

# Draws images into train/CLASS and val/CLASS. The classes are checks, columns and rows of random period and colors, or of a given
# color on a gray ground: 'rows warm', 'rows cold'.
function New-PatternFolder {
    [CmdletBinding(SupportsShouldProcess)]
    param([Parameter(Mandatory)] [string] $Path, [System.Collections.IDictionary] $Class = [ordered]@{ checks = 'checks'; columns = 'columns'; rows = 'rows' }, [int] $Size = 36, [int] $Train = 10, [int] $Validation = 6)
    $Path = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($Path)
    if (-not $PSCmdlet.ShouldProcess($Path, 'Draw images')) { return }
    $random = [Random]::new(1)
    foreach ($name in $Class.Keys) {
        $pattern, $color = $Class[$name] -split ' '
        foreach ($i in 1..($Train + $Validation)) {
            $period, $shift, $red, $green, $blue = $random.Next(4, 9), $random.Next(9), $random.Next(256), $random.Next(256), $random.Next(256)
            $ground = $blue, $red, $green
            if ($color) {
                $high, $middle, $low, $gray = $random.Next(180, 256), $random.Next(60, 160), $random.Next(80), $random.Next(40, 200)
                $red, $green, $blue = $color -eq 'warm' ? ($high, $middle, $low) : ($low, $middle, $high)
                $ground = $gray, $gray, $gray
            }

            $pixels = [byte[]]::new($Size * $Size * 3)
            foreach ($y in 0..($Size - 1)) {
                foreach ($x in 0..($Size - 1)) {
                    $right, $down = ([Math]::Floor(($x + $shift) / $period) % 2), ([Math]::Floor(($y + $shift) / $period) % 2)
                    $ink = switch ($pattern) { checks { $right -ne $down } columns { $right } rows { $down } }
                    $place = ($y * $Size + $x) * 3
                    $pixels[$place], $pixels[$place + 1], $pixels[$place + 2] = if ($ink) { $red, $green, $blue } else { $ground }
                }
            }

            $folder = [IO.Directory]::CreateDirectory((Join-Path $Path ($i -le $Train ? 'train' : 'val') $name)).FullName
            [AlexNetPS.Imaging.ImageEncoder]::WritePng("$folder/$i.png", [AlexNetPS.Imaging.RgbImage]::new($Size, $Size, $pixels))
        }
    }

    $Path
}

# Returns one row per variant: mean and standard deviation over its runs.
function Group-Comparison {
    param([Parameter(Mandatory, ValueFromPipeline)] $Row, [string[]] $Property = ('TrainError', 'ValidationError', 'Seconds'))
    begin { $rows = [System.Collections.Generic.List[object]]::new() }
    process { $rows.Add($Row) }
    end {
        foreach ($group in $rows | Group-Object Variant) {
            $result = [ordered]@{ Variant = $group.Name; Runs = $group.Count }
            foreach ($name in $Property) {
                $all = $group.Group.$name | Measure-Object -Average -StandardDeviation
                $format = [Math]::Abs($all.Average) -lt 0.1 ? '0.000#' : '0.0#'
                $result[$name] = $group.Count -gt 1 ? ("{0:$format} ± {1:$format}" -f $all.Average, $all.StandardDeviation) : ("{0:$format}" -f $all.Average)
            }

            [pscustomobject] $result
        }
    }
}

# Returns one sentence: how much lower one variant's value is than the other's, and whether the difference is significant.
function Get-Verdict {
    param([Parameter(Mandatory)] $Rows, [Parameter(Mandatory)] [string] $Lower, [Parameter(Mandatory)] [string] $Higher, [string] $Property = 'ValidationError', [string] $Unit = 'points')
    $low, $high = $Lower, $Higher | ForEach-Object { $name = $_; ($Rows | Where-Object Variant -EQ $name).$Property | Measure-Object -Average -StandardDeviation }
    $difference = $high.Average - $low.Average
    $text = '{0}: {1} is {2:0.0#} {3} {4} than {5}' -f $Property, $Lower, [Math]::Abs($difference), $Unit, ($difference -ge 0 ? 'lower' : 'higher'), $Higher
    if ($low.Count -lt 2) { return "$text (one run each: significance unknown)" }
    $uncertain = [Math]::Sqrt($low.StandardDeviation * $low.StandardDeviation / $low.Count + $high.StandardDeviation * $high.StandardDeviation / $high.Count)
    '{0} (standard error {1:0.0#}): {2}' -f $text, $uncertain, ([Math]::Abs($difference) -ge 3 * $uncertain ? 'significant' : 'not significant')
}
