# Shared by the examples, which dot-source it: the module, some images, changed recipes.

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
