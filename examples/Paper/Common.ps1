# Shared by the scripts of this folder, which dot-source it: CIFAR-10, variants trained over seeds, their table, tests and figure.

$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot ../../out/AlexNetPS)

# The authors' archive, the folder of its batches, or class folders in train and test. The test images are the validation split.
function Import-Cifar {
    param([Parameter(Mandatory)] [string] $Path, [int] $PerClass)
    $train, $test = 'train', 'test' | ForEach-Object { Join-Path $Path $_ }
    $cifar = if ((Test-Path -LiteralPath $train) -and (Test-Path -LiteralPath $test)) {
        Import-ImageNetFolder -TrainPath $train -ValidationPath $test -ImageSize 32
    }
    else { Import-ImageNetFolder -LiteralPath $Path -ImageSize 32 }
    $PerClass ? $cifar.Take($PerClass, [Math]::Max(1, $PerClass / 5)) : $cifar
}

# A recipe of the module with changes. In fewer epochs than published its rate falls to a tenth after 85 % of them, and again
# after 92.5 %; a rate that never falls stays so. Few images are enough steps in small batches only.
function Get-PaperRecipe {
    param([Parameter(Mandatory)] [string] $Name, [int] $Epochs, [switch] $Quick, [hashtable] $With = @{})
    $published = Get-AlexNetRecipe $Name
    $table = @{ recipe = $Name; epochs = $Epochs ? $Epochs : $published.Epochs } + $With
    if ($Quick) { $table.batchSize = 32 }
    if ($table.epochs -ne $published.Epochs -and "$($published.Schedule)" -notlike 'Constant*') {
        $falls = 0.85, 0.925 | ForEach-Object { [int] [Math]::Round($_ * $Epochs) } | Where-Object { $_ -lt $Epochs }
        $falls = @($falls | Select-Object -Unique)
        $table.schedule = $falls ? @{ type = 'Milestones'; milestones = $falls; factor = 0.1 } : @{ type = 'Constant' }
    }

    $table
}

# Trains each variant, a recipe by its name, with each seed. Runs that are in the folder are taken, or continued if they were
# stopped. The results are those of the last epoch: the best epoch would be chosen by the test images.
function Invoke-Variant {
    param(
        [Parameter(Mandatory)] [System.Collections.IDictionary] $Variant, [Parameter(Mandatory)] $Dataset,
        [ulong[]] $Seed, [string] $OutputPath
    )
    foreach ($one in $Seed) {
        foreach ($name in $Variant.Keys) {
            $folder = '{0}-{1}-epochs-seed-{2}' -f ($name -replace '\W+', '-'), $Variant[$name].epochs, $one
            $with = @{ Recipe = $Variant[$name]; Seed = $one; RunPath = Join-Path $OutputPath $folder }
            $run = Invoke-AlexNetTraining $Dataset @with -Resume -KeepState
            # A run that was trained without -KeepState has its best model only.
            $last = Join-Path $run.Path last.safetensors
            [pscustomobject]@{
                Variant    = $name
                Seed       = $one
                TestError  = 100 * (1 - $run.Epochs[-1].ValidationTop1)
                TrainError = 100 * (1 - $run.Epochs[-1].TrainTop1)
                Run        = $run
                Model      = (Test-Path -LiteralPath $last) ? $last : $run.Path
            }
        }
    }
}

# A row for each variant: mean and standard deviation over its seeds.
function Group-Variant {
    param([Parameter(Mandatory, ValueFromPipeline)] $Row, [string[]] $Property = ('TestError', 'TrainError'), [string] $Unit = ' %')
    begin { $rows = [System.Collections.Generic.List[object]]::new() }
    process { $rows.Add($Row) }
    end {
        foreach ($variant in $rows.Variant | Select-Object -Unique) {
            $group = @($rows | Where-Object Variant -EQ $variant)
            $result = [ordered]@{ Variant = $variant; Seeds = $group.Count }
            foreach ($name in $Property) {
                $all = [AlexNetPS.Training.Sweeps.SampleStatistics]::Of([double[]] $group.$name)
                $result[$name] = ($group.Count -eq 1 ? '{0:0.00}{2}' : '{0:0.00} ± {1:0.00}{2}') -f $all.Mean, $all.Deviation, $Unit
            }

            [pscustomobject] $result
        }
    }
}

# The difference of two variants, paired by seed, with the interval of the paired t test.
function Get-Difference {
    param(
        [Parameter(Mandatory)] $Row, [Parameter(Mandatory)] [string] $Of, [Parameter(Mandatory)] [string] $From,
        [string] $Property = 'TestError', [string] $Unit = 'points'
    )
    $differences = foreach ($one in $Row | Where-Object Variant -EQ $Of) {
        $one.$Property - ($Row | Where-Object { $_.Variant -eq $From -and $_.Seed -eq $one.Seed }).$Property
    }

    $all = [AlexNetPS.Training.Sweeps.SampleStatistics]::Of([double[]] $differences)
    '{0}, {1} minus {2}: {3:+0.00;-0.00} {4}' -f $Property, $Of, $From, $all.Mean, $Unit
    if ($all.Count -eq 1) { return '  One seed: too few to tell it from chance.' }
    '  95 % interval {0:+0.00;-0.00} to {1:+0.00;-0.00}, paired by {2} seeds: {3}.' -f $all.Low, $all.High, $all.Count,
        ($all.Low -gt 0 -or $all.High -lt 0 ? 'more than chance' : 'not more than chance')
}

# The images that only one of two evaluations has right, and whether that can be chance.
function Get-ImageTest {
    param([Parameter(Mandatory)] $Evaluation, [Parameter(Mandatory)] $Other, [string] $Label, [string] $Name, [string] $OtherName)
    $paired = [AlexNetPS.Inference.Gates.Baseline]::Of($Evaluation).Compare($Other)
    $chance = $paired.TwoSidedPValue
    '{0}: of {1:N0} images only {2} has {3:N0} right, only {4} {5:N0}.' -f $Label, $paired.Images, $Name, $paired.Worse,
        $OtherName, $paired.Better
    '  By chance (McNemar, exact, two-sided): p {0}.' -f ($chance -lt 1e-4 ? '< 0.0001' : ('= {0:0.0000}' -f $chance))
}

# Draws the error by epoch, the mean over the seeds, as .svg and .png: a color for each variant, training dashed if both are drawn.
function Export-ErrorChart {
    param([Parameter(Mandatory)] $Row, [Parameter(Mandatory)] [string] $Title, [Parameter(Mandatory)] [string] $Path, [switch] $TrainingOnly)
    $color = 0
    $series = foreach ($variant in $Row.Variant | Select-Object -Unique) {
        $runs = ($Row | Where-Object Variant -EQ $variant).Run
        $epochs = [double[]] (1..($runs.EpochCount | Measure-Object -Minimum).Minimum)
        foreach ($value in $TrainingOnly ? @('TrainTop1') : 'ValidationTop1', 'TrainTop1') {
            $errors = foreach ($epoch in $epochs) {
                1 - ($runs | ForEach-Object { $_.Epochs[$epoch - 1].$value } | Measure-Object -Average).Average
            }

            $line = [AlexNetPS.Drawing.Charts.ChartSeries]::new($variant, $epochs, [double[]] $errors)
            $line.Color = $color
            $line.Dashed = -not $TrainingOnly -and $value -eq 'TrainTop1'
            $line.IsListed = -not $line.Dashed
            $line
        }

        $color++
    }

    $horizontal = [AlexNetPS.Drawing.Charts.ChartAxis]::new('Epoch')
    $horizontal.Whole = $true
    $vertical = [AlexNetPS.Drawing.Charts.ChartAxis]::new($TrainingOnly ? 'Training error' : 'Error')
    $vertical.Percent = $true
    $chart = [AlexNetPS.Drawing.Charts.Chart]::new($Title, $horizontal, $vertical, [AlexNetPS.Drawing.Charts.ChartSeries[]] $series)
    $chart.Height = 320
    if (-not $TrainingOnly) { $chart.Notes = [string[]] 'Solid: test images. Dashed: training images, as they are trained.' }
    $file = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path)
    foreach ($extension in 'svg', 'png') {
        [AlexNetPS.Drawing.Charts.ChartFile]::Write("$file.$extension", [AlexNetPS.Drawing.Charts.Chart[]] $chart)
    }

    "Figure: $Path.svg and .png"
}
