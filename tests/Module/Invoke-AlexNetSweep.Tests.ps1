# The plan, its runs and their statistics are tested in the library; here what PowerShell adds.
BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $dataset = Import-TinyDataset -Path "$TestDrive/photos"
    $tiny = Get-TinyRecipePath
    $grid = [ordered]@{ 'optimizer.learningRate' = 0.01, 1e-7; batchSize = 8, 12 }
    $sweep = $dataset | Invoke-AlexNetSweep $tiny -Set $grid -Seed 1, 2 -Epochs 2 -ThrottleLimit 2 -RunPath "$TestDrive/sweep" -InformationVariable told
    # Writes that a reader could not tell from those of the same content.
    function Get-Written($Path) { Get-ChildItem $Path -Recurse -File | ForEach-Object { '{0} {1}' -f $_.FullName, $_.LastWriteTimeUtc.Ticks } }
}

Describe 'Invoke-AlexNetSweep' {
    It 'returns the comparison: groups with mean, deviation and interval, and a row for each run' {
        $sweep | Should -BeOfType AlexNetPS.Training.Sweeps.SweepResult
        $sweep.Groups | Should -HaveCount 4
        $sweep.Rows | Should -HaveCount 8
        $sweep.Rows.Folder | Should -Be '01-seed1', '01-seed2', '02-seed1', '02-seed2', '03-seed1', '03-seed2', '04-seed1', '04-seed2'
        $sweep.Rows[2].Values['batchSize'] | Should -Be 12
        $sweep.Rows.Status | Sort-Object -Unique | Should -Be 'Completed'
        $sweep.Best.Values['optimizer.learningRate'] | Should -Be 0.01
        $own = @($sweep.Rows | Where-Object Setting -EQ $sweep.Best.Setting)
        $all = $own.ValidationTop1 | Measure-Object -Average -StandardDeviation
        $sweep.Best.MeanTop1 | Should -Be $all.Average
        [Math]::Abs($sweep.Best.DeviationTop1 - $all.StandardDeviation) | Should -BeLessThan 1e-12
        $sweep.ConfidenceLevel | Should -Be 0.95
        $sweep.Groups.Setting | Should -Be ($sweep.Groups | Sort-Object @{ Expression = 'MeanTop1'; Descending = $true }, MeanLoss).Setting
    }

    It 'leaves usual runs, and its groups and rows are accepted as models' {
        (Get-AlexNetRun "$TestDrive/sweep").Folder | Sort-Object | Should -Be $sweep.Rows.Folder
        Compare-AlexNetRun "$TestDrive/sweep" | Should -HaveCount 8
        (Measure-AlexNetModel -Model $sweep.Best.Path -Dataset $dataset).Top1 | Should -Be ($sweep.Rows | Where-Object Path -EQ $sweep.Best.Path).ValidationTop1
        ($sweep.Rows[0] | Get-AlexNetRun).Seed | Should -Be 1
        $sweep.GetBestRun().Path | Should -Be $sweep.Best.Path
        (Invoke-AlexNetTraining $dataset -Recipe $sweep.Best.Recipe -Epochs 1 -LimitBatches 1 -RunPath "$TestDrive/picked").Recipe.BatchSize | Should -Be $sweep.Best.Values.batchSize
    }

    It 'shows a table with the best group first' {
        $text = $sweep | Get-RenderedText
        $text | Should -Match 'Tiny: 8 runs of 4 settings, 2 seeds each'
        $text | Should -Match '(?m)^  learningRate batchSize Runs +Top1 +Deviation +95.{0,2}% interval +Loss Epochs'
        $text | Should -Match ('(?m)^{0} 0.01' -f [char]0x2192)
        $sweep.Groups | Get-RenderedText | Should -Match 'Top1Interval'
        $sweep.Rows | Get-RenderedText | Should -Match '01-seed1 +\d+.*Completed'
    }

    It 'continues with the same command, and trains nothing again' {
        $before = Get-Written "$TestDrive/sweep"
        $again = $dataset | Invoke-AlexNetSweep $tiny -Set $grid -Seed 1, 2 -Epochs 2 -RunPath "$TestDrive/sweep"
        Get-Written "$TestDrive/sweep" | Should -Be $before
        $again.Groups.MeanTop1 | Should -Be $sweep.Groups.MeanTop1
        { $dataset | Invoke-AlexNetSweep $tiny -Set $grid -Seed 1, 2, 3 -Epochs 2 -RunPath "$TestDrive/sweep" } | Should -Throw '*another plan*seed*' -ErrorId 'TrainingRefused,*'
    }

    It 'writes each run for DVC where that is asked for' {
        $small = $dataset | Invoke-AlexNetSweep $tiny -Set @{ batchSize = 8, 12 } -Epochs 1 -LimitBatches 1 -Dvc -RunPath "$TestDrive/dvc"
        $small.Rows | ForEach-Object {
            "$($_.Path)/dvclive/params.yaml" | Should -FileContentMatch "^  batchSize: $($_.Values.batchSize)$"
            "$($_.Path)/dvc.yaml" | Should -Exist
        }
    }

    It 'tells of each run that ends' {
        $rows = @($told | Where-Object Tags -Contains 'AlexNetPS.Sweep').MessageData
        $rows.Folder | Sort-Object | Should -Be $sweep.Rows.Folder
    }

    It 'takes <What>' -ForEach @(
        @{ What = 'ranges, drawn from a seed'; With = { @{ Set = @{ batchSize = @{ min = 4; max = 9 }; 'optimizer.learningRate' = @{ min = 1e-3; max = 1e-2; scale = 'log' } }; Count = 2; DrawSeed = 7 } }; Runs = 2 }
        @{ What = 'schedules as names, tables and objects'; With = { @{ Set = @{ schedule = 'Cosine', @{ type = 'Step'; every = 2 }, (Get-AlexNetRecipe Bvlc).Schedule } } }; Runs = 3 }
        @{ What = 'layers to remove, or not'; With = { @{ Set = @{ 'architecture.layers.relu7' = $null, @{} } } }; Runs = 2 }
        @{ What = 'one value'; With = { @{ Set = @{ batchSize = Write-Output 8 } } }; Runs = 1 }
        @{ What = 'seeds only'; With = { @{ Seed = 1..3 } }; Runs = 3 }
        @{ What = 'an initial model'; With = { @{ InitialModel = $sweep.Best.Path; Set = @{ 'optimizer.learningRate' = 1e-3, 1e-4 } } }; Runs = 2 }
    ) {
        $with = & $With
        $found = Invoke-AlexNetSweep $dataset $tiny @with -Epochs 1 -LimitBatches 1 -RunPath "$TestDrive/$([guid]::NewGuid())"
        $found.Rows | Should -HaveCount $Runs
        $found.Rows.Status | Sort-Object -Unique | Should -Be 'Completed'
    }

    It 'takes ranges of seeds without parentheses' {
        $found = Invoke-AlexNetSweep $dataset $tiny -Seed 7, 1..3, 9..8 -Epochs 1 -LimitBatches 1 -RunPath "$TestDrive/seeds"
        $found.Rows.Seed | Should -Be 7, 1, 2, 3, 9, 8
        { Invoke-AlexNetSweep $dataset $tiny -Seed 1..99999 -RunPath "$TestDrive/never" } | Should -Throw '*more than 10,000 seeds*'
        { Invoke-AlexNetSweep $dataset $tiny -Seed 1..x -RunPath "$TestDrive/never" } | Should -Throw "*'Seed'*1..x*"
    }

    It 'rejects <What> before it trains' -ForEach @(
        @{ What = 'an unknown setting'; With = @{ Set = @{ learningRate = 1, 2 } }; Like = "*Did you mean 'optimizer.learningRate'?" }
        @{ What = 'a range without -Count'; With = @{ Set = @{ batchSize = @{ min = 4; max = 8 } } }; Like = '*-Count*' }
        @{ What = 'a script block'; With = @{ Set = @{ batchSize = { 4 } } }; Like = '*batchSize: a setting is a number*' }
    ) {
        { $dataset | Invoke-AlexNetSweep $tiny @With -RunPath "$TestDrive/never" } | Should -Throw $Like -ErrorId 'RecipeInvalid,*'
        "$TestDrive/never" | Should -Not -Exist
    }

    It 'reports a run that fails, and goes on' {
        $found = $dataset | Invoke-AlexNetSweep $tiny -Set @{ 'optimizer.learningRate' = 1e30, 0.01 } -Epochs 1 -RunPath "$TestDrive/failed" -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SweepRunFailed,*'
        $failure[0].Exception.Message | Should -BeLike 'Run 01-seed0 of the sweep (learningRate 1E+30, seed 0) failed: *'
        $failure[0].TargetObject | Should -Be $found.Rows[0].Path
        $found.Rows.Status | Should -Be 'Failed', 'Completed'
        $found | Get-RenderedText | Should -Match 'Failed: 01-seed0 '
    }

    It 'prunes settings with -Halving' {
        $found = $dataset | Invoke-AlexNetSweep $tiny -Set @{ 'optimizer.learningRate' = 0.01, 1e-7, 1e-8 } -Epochs 2 -Halving -RunPath "$TestDrive/halved"
        $found.Rungs | Should -Be 1, 2
        $found.Rows.Status | Should -Be 'Completed', 'Pruned', 'Pruned'
        $found.Rows.EpochsDone | Should -Be 2, 1, 1
        (Get-AlexNetRun "$TestDrive/halved/02-seed0").StopReason | Should -BeLike 'Pruned by the sweep after epoch 1.*'
    }

    It 'lists the runs with -WhatIf, and trains none' {
        $text = Invoke-PowerShell -Command {
            param($module, $store, $tiny, $path)
            Import-Module $module
            Invoke-AlexNetSweep $store $tiny -Set @{ batchSize = 4, 8, 12 } -Seed 1, 2 -Epochs 4 -Halving -RunPath $path -WhatIf
        } -args (Get-StagedModulePath), $dataset.StorePath, $tiny, "$TestDrive/whatif" | Out-String
        $text | Should -Match 'What if: Train 6 runs of Tiny \(3 settings, 2 seeds each: 1, 2; 4 epochs, \d+ together\)'
        $text | Should -Match '3 settings to epoch 1, 1 setting to epoch 3, 1 setting to epoch 4'
        foreach ($i in 1..3) { $text | Should -Match "0${i}: batchSize $(4 * $i)" }
        "$TestDrive/whatif" | Should -Not -Exist
    }

    It 'stops all runs with Ctrl+C, shows a bar for the sweep and one for each run, and can go on' {
        $script = 'Invoke-AlexNetSweep $dataset $tiny -Set @{ batchSize = 8, 4 } -Epochs 1000000 -ThrottleLimit 2 -RunPath $path'
        $stopped = Stop-ScriptWhen -Script $script -Variable @{ dataset = $dataset; tiny = $tiny; path = "$TestDrive/stopped" } -ShowProgress -When {
            param($output, $progress)
            @($progress | Where-Object Activity -Like 'Run * of 2 at a time' | ForEach-Object Activity | Sort-Object -Unique).Count -eq 2 -and
            @(Get-AlexNetRun "$TestDrive/stopped" -ErrorAction SilentlyContinue | Where-Object EpochCount -GT 0).Count -eq 2
        }
        $stopped.WasRunning | Should -BeTrue
        $stopped.State | Should -Be 'Stopped'
        $stopped.Errors | Should -BeNullOrEmpty
        $all = @($stopped.Progress | Where-Object Activity -Like 'Sweep of Tiny on photos')[0]
        @($stopped.Progress | Where-Object Activity -Like 'Run * of 2 at a time').ParentActivityId | Sort-Object -Unique | Should -Be $all.ActivityId
        (Get-AlexNetRun "$TestDrive/stopped").Status | Sort-Object -Unique | Should -Be 'Stopped'
        { Remove-AlexNetRun "$TestDrive/stopped/01-seed0" -Confirm:$false } | Should -Not -Throw
    }
}
