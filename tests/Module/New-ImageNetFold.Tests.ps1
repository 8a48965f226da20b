BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $dataset = Import-TinyDataset -Path "$TestDrive/photos" -With @{ TestFraction = 0.1 }
    # Means of the training images, so that they differ in each fold.
    $recipe = Get-Content (Get-TinyRecipePath) -Raw | ConvertFrom-Json -AsHashtable
    foreach ($list in 'trainTransforms', 'evaluationTransforms') { $recipe[$list] = @(@{ type = 'Squash'; size = 24 }, @{ type = 'Normalize' }) }
    $recipe | ConvertTo-Json -Depth 20 | Set-Content "$TestDrive/open.json"
    $folds = New-ImageNetFold $dataset -Count 3 -Seed 1
    $runs = $folds | Invoke-AlexNetTraining -Recipe "$TestDrive/open.json" -Epochs 2 -RunPath "$TestDrive/runs"
    $images = @($dataset.Train.Samples.Path) + @($dataset.Validation.Samples.Path) | Sort-Object
}

Describe 'New-ImageNetFold' {
    It 'returns datasets over the store' {
        $folds | Should -HaveCount 3
        $folds.Fold.Number | Should -Be 1, 2, 3
        $folds.StorePath | Sort-Object -Unique | Should -Be $dataset.StorePath
        @($folds.Validation.Samples.Path | Sort-Object) | Should -Be $images
        "$($folds[1])" | Should -Match 'fold 2 of 3'
    }

    It 'has five folds by default, takes <_>, and returns those asked for' -ForEach 'the pipeline', 'the path of a store' {
        $made = @(switch ($_) { 'the pipeline' { $dataset | New-ImageNetFold -Fold 4, 2 } default { New-ImageNetFold $dataset.StorePath -Fold 4, 2 } })
        $made.Fold.Number | Should -Be 4, 2
        $made | ForEach-Object { $_.Fold.Count } | Should -Be 5, 5
    }

    It 'rejects <What>' -ForEach @(
        @{ What = 'a fold that is not there'; Command = { New-ImageNetFold $dataset -Count 3 -Fold 4 }; Id = 'FoldMissing,*' }
        @{ What = 'folds of a fold'; Command = { New-ImageNetFold $folds[0] }; Id = 'DatasetInvalid,*' }
        @{ What = 'more folds than images'; Command = { New-ImageNetFold $dataset -Count 1000 }; Id = 'DatasetInvalid,*' }
    ) { $Command | Should -Throw -ErrorId $Id }
}

Describe 'Runs of folds' {
    It 'are in folders that name the fold, and record it' {
        $runs.Folder | Should -Be 'fold-1', 'fold-2', 'fold-3'
        $runs.Fold.Number | Should -Be 1, 2, 3
        $runs[1].Name | Should -Be 'Tiny on photos, fold 2 of 3'
        (Get-AlexNetRun "$TestDrive/runs").Fold.Seed | Should -Be 1, 1, 1
    }

    It 'have default folders that name the fold' {
        Push-Location $TestDrive
        try { ($folds[1] | Invoke-AlexNetTraining (Get-TinyRecipePath) -Epochs 1 -LimitBatches 1).Folder | Should -BeLike '*-Tiny-fold-2' } finally { Pop-Location }
    }

    It 'make their fold again' {
        foreach ($run in Get-AlexNetRun "$TestDrive/runs") {
            $fold = $folds | Where-Object { $_.Fold.Number -eq $run.Fold.Number }
            $run.OpenFold().Validation.Samples.Path | Should -Be $fold.Validation.Samples.Path
        }
    }

    It 'are resumed by the same command, by the run folder, and by the command that a stopped run has' {
        $again = $folds | Invoke-AlexNetTraining -Recipe "$TestDrive/open.json" -Epochs 3 -KeepState -RunPath "$TestDrive/resumed" -MaxDuration 0:0:0.001
        $again.Status | Sort-Object -Unique | Should -Be Stopped
        $again.Folder | Should -Be 'fold-1', 'fold-2', 'fold-3'
        $again[0].StopReason | Should -Match 'New-ImageNetFold .* -Count 3 -Seed 1 -Fold 1 \| Invoke-AlexNetTraining'
        $command = $again[0].StopReason -replace '.*Resume with: '
        $first = & ([scriptblock]::Create($command))
        $first.Path, $first.Status, $first.EpochCount | Should -Be $again[0].Path, 'Completed', 3
        ($folds[1] | Invoke-AlexNetTraining -RunPath $again[1].Path -Resume).Path | Should -Be $again[1].Path
        ($folds | Invoke-AlexNetTraining -RunPath "$TestDrive/resumed" -Resume).Status | Should -Be Completed, Completed, Completed
        { $folds[0] | Invoke-AlexNetTraining -RunPath $again[1].Path -Resume } | Should -Throw '*-Fold 2 in the run*-Fold 1 now*'
    }

    It 'cannot be used after the store has changed' {
        $null = New-ImageFolder -Path "$TestDrive/changing"
        $before = Import-TinyDataset -Path "$TestDrive/changing"
        $old = New-ImageNetFold $before -Count 2 | Invoke-AlexNetTraining (Get-TinyRecipePath) -Epochs 1 -RunPath "$TestDrive/old"
        Remove-Item "$TestDrive/changing/red/red-3.png"
        $after = Import-TinyDataset -Path "$TestDrive/changing"
        { $old | Get-AlexNetPrediction -OutOfFold } | Should -Throw "*cannot be made again*no longer there: 'red/red-3.png'*" -ErrorId 'TrainingRefused,*'
        $old | Measure-AlexNetModel -OutOfFold -ErrorAction SilentlyContinue -ErrorVariable failed | Should -BeNullOrEmpty
        $failed | Should -HaveCount 2
    }

    It 'are those of a copy of the fold, and never of its store' {
        $copy, $text = 2, 1 | ForEach-Object { [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($folds[2], $_)) }
        { $text | Invoke-AlexNetTraining (Get-TinyRecipePath) -Epochs 1 -RunPath "$TestDrive/text" } | Should -Throw '*copy of fold 3 of 3*New-ImageNetFold*'
        $run = $copy | Invoke-AlexNetTraining (Get-TinyRecipePath) -Epochs 1 -RunPath "$TestDrive/copy"
        $run.Fold | Should -Be $folds[2].Fold
        $run.Folder | Should -Be 'fold-3'
    }
}

Describe 'Compare-AlexNetRun with folds' {
    It 'has a row for each run, without what each fold computes, and a summary' {
        $rows = @($runs | Compare-AlexNetRun)
        $rows | Should -HaveCount 4
        $rows[0..2].Fold | Should -Be 1, 2, 3
        $rows[0].PSObject.Properties.Name | Should -Not -Contain 'TrainTransforms'
        $summary = $rows[3]
        $losses = $runs.ValidationLoss
        $mean = ($losses | Measure-Object -Average).Average
        $summary.MeanLoss | Should -BeIn ($mean - 1e-9), $mean, ($mean + 1e-9) -Because 'it is the mean'
        $deviation = [Math]::Sqrt(($losses | ForEach-Object { ($_ - $mean) * ($_ - $mean) } | Measure-Object -Sum).Sum / 2)
        [Math]::Abs($summary.DeviationLoss - $deviation) | Should -BeLessThan 1e-9
        [Math]::Abs($summary.Loss.High - $mean - 4.3026527297 * $deviation / [Math]::Sqrt(3)) | Should -BeLessThan 1e-8
        $summary.Folds | Should -Be 1, 2, 3
        $summary.IsComplete | Should -BeTrue
        $summary.Paths | Should -Be $runs.Path
    }

    It 'shows it in a table of its own' {
        $text = $runs | Compare-AlexNetRun | Get-RenderedText
        $text | Should -Match 'Folder +ValTop1 +ValLoss +TrainLoss +Settings'
        $text | Should -Match '(?s)FoldCount *: 3.*Folds *: \{1, 2, 3\}.*Top1 *: .+ ± .+Loss *: '
        $text = $runs | Compare-AlexNetRun | Where-Object FoldCount | Get-RenderedText
        $text | Should -Match 'FoldCount +MeanTop1 +Deviation +Top1Interval +MeanLoss +Settings'
        $text | Should -Match '3 of 3 folds'
    }
}

Describe 'Predictions out of fold' {
    It 'are one for each image, by the model that was not trained on it' {
        $all = @($runs[2, 0, 1] | Get-AlexNetPrediction -OutOfFold)
        @($all.Path | Sort-Object) | Should -Be $images
        foreach ($one in $all | Group-Object ModelPath) {
            $folder = Split-Path $one.Name
            $data = Import-Csv "$folder/data.csv"
            $seen = $data | Where-Object split -EQ Train | ForEach-Object { [IO.Path]::GetFullPath((Join-Path $dataset.SourcePath $_.path)) }
            $one.Group.Path | Where-Object { $_ -in $seen } | Should -BeNullOrEmpty
            $one.Group.Fold | Sort-Object -Unique | Should -Be ([int]($folder -replace '.*-'))
            $one.Group | Should -HaveCount @($data | Where-Object split -EQ Validation).Count
        }

        $all[0].ActualLabel | Should -BeIn $dataset.Classes.Name
        $all.Fold | Sort-Object -Unique | Should -Be 1, 2, 3
    }

    It 'take run folders, and the dataset if it is given' {
        $run = $runs[0].Path
        @(Get-AlexNetPrediction -Model $run -OutOfFold -Dataset $dataset -WarningVariable warned -WarningAction SilentlyContinue) | Should -HaveCount $folds[0].Validation.Count
        "$warned" | Should -Match 'Folds 2, 3 of 3 have no run'
    }

    It 'reject <What>' -ForEach @(
        @{ What = 'two runs of one fold'; Command = { $runs[0], $runs[0] | Get-AlexNetPrediction -OutOfFold }; Id = 'TrainingRefused,*' }
        @{ What = 'a run of no fold'; Command = { Invoke-TinyTraining $dataset "$TestDrive/plain" -With @{ Epochs = 1 } | Get-AlexNetPrediction -OutOfFold }; Id = 'TrainingRefused,*' }
        @{ What = 'a model file'; Command = { Get-AlexNetPrediction -Model "$($runs[0].Path)/best.safetensors" -OutOfFold }; Id = 'RunNotFound,*' }
    ) { $Command | Should -Throw -ErrorId $Id }

    It 'work with folds of an index-only dataset' {
        $listed = Import-TinyDataset -Path "$TestDrive/photos" -With @{ IndexOnly = $true; TestFraction = 0.1 }
        $parts = New-ImageNetFold $listed -Count 2
        $trained = $parts | Invoke-AlexNetTraining (Get-TinyRecipePath) -Epochs 1 -RunPath "$TestDrive/listed"
        @($trained | Get-AlexNetPrediction -OutOfFold -Dataset $listed) | Should -HaveCount $images.Count
    }
}

Describe 'Measure-AlexNetModel with folds' {
    It 'evaluates each run on its own images, and summarizes' {
        $rows = @($runs | Measure-AlexNetModel -OutOfFold)
        $rows | Should -HaveCount 4
        $rows[0..2] | ForEach-Object { $_.Count } | Should -Be $folds.ForEach({ $_.Validation.Count })
        $rows[0..2].Fold | Should -Be 1, 2, 3
        foreach ($i in 0..2) { [Math]::Abs($rows[$i].Loss - $runs[$i].ValidationLoss) | Should -BeLessThan 1e-5 }
        $rows[3].MeanTop1 | Should -Be ($rows[0..2].Top1 | Measure-Object -Average).Average
    }

    It 'summarizes the test split, and warns of images that a run was trained on' {
        $rows = @($runs | Measure-AlexNetModel -Dataset $dataset -Split Test -WarningVariable silent)
        $rows[3].Split | Should -Be Test
        $rows[3].Folds | Should -Be 1, 2, 3
        $silent | Should -BeNullOrEmpty
        $null = $runs[0] | Measure-AlexNetModel -Dataset $dataset -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -Match 'trained on images of the Validation split'
    }
}
