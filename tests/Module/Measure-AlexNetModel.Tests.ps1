BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $dataset = Import-TinyDataset -Path "$TestDrive/photos" -With @{ ValidationFraction = 0.2; TestFraction = 0.1 }
    $run = Invoke-TinyTraining $dataset "$TestDrive/run" -With @{ Seed = 1 }
    $null = New-ImageFolder -Path "$TestDrive/other" -Class blue, green, red, yellow -Count 10
}

Describe 'Measure-AlexNetModel' {
    It 'warns once of a dataset that was prepared in another way, as all cmdlets that take a split do' {
        $squares = Import-TinyDataset -Path "$TestDrive/photos" -With @{ Crop = 'Center' }
        $quiet = @{ WarningVariable = 'warned'; WarningAction = 'SilentlyContinue' }
        foreach ($script in { $run | Measure-AlexNetModel -Dataset $squares @quiet }, { $squares.Validation | Get-AlexNetPrediction -Model $run @quiet },
            { $squares.Validation | Export-FeatureEmbedding -Model $run -OutputPath "$TestDrive/squares.csv" @quiet },
            { Export-ImageNetSample $squares -Model $run -OutputPath "$TestDrive/squares.png" @quiet }) {
            $null = . $script
            $warned | Should -HaveCount 1
            $warned | Should -BeLike '*-ImageSize 32 -Crop Center*-ImageSize 32*'
        }

        $null = $run | Measure-AlexNetModel -Dataset $dataset @quiet
        $warned | Should -BeNullOrEmpty
    }

    Context 'several models' {
        BeforeAll { $second = Invoke-TinyTraining $dataset "$TestDrive/second" -With @{ Seed = 2; Epochs = 1 } }

        It 'measures each, in parameter and pipeline alike' {
            $given, $piped = @(Measure-AlexNetModel -Model $run, $second -Dataset $dataset), @($run, $second | Measure-AlexNetModel -Dataset $dataset)
            $given.Loss | Should -Be $piped.Loss
            $given.Path | Should -Be @("$($run.Path)/best.safetensors", "$($second.Path)/best.safetensors" | ForEach-Object { (Get-Item $_).FullName })
        }

        It 'averages them with -Ensemble, in <_>' -ForEach 'a parameter', 'the pipeline', 'a parameter, with the dataset from the pipeline' {
            $together = switch ($_) {
                'a parameter' { Measure-AlexNetModel -Model $run, $second.Path -Dataset $dataset -Ensemble }
                'the pipeline' { $run, $second.Path | Measure-AlexNetModel -Dataset $dataset -Ensemble }
                default { $dataset | Measure-AlexNetModel $run, $second.Path -Ensemble }
            }
            $together | Should -HaveCount 1
            $together.Model | Should -Be 'Tiny on photos + Tiny on photos'
            $together.Count | Should -Be $dataset.Validation.Count
            $losses = ($run, $second | Measure-AlexNetModel -Dataset $dataset).Loss
            # The mean of probabilities is never worse than the mean of their logarithms.
            $together.Loss | Should -BeLessOrEqual ((($losses[0] + $losses[1]) / 2) + 1e-6)
        }

        It 'gives the numbers of one model for that model twice' {
            $one, $twice = ($run | Measure-AlexNetModel -Dataset $dataset), (Measure-AlexNetModel -Model $run, $run -Dataset $dataset -Ensemble)
            $twice.Loss | Should -Be $one.Loss
            $twice.Top1 | Should -Be $one.Top1
        }

        It 'predicts with the average as well' {
            $one, $two, $both = @($run), @($second), @($run, $second) | ForEach-Object { , @($dataset.Validation | Get-AlexNetPrediction -Model $_ -Top 3 -Ensemble) }
            $of = { param($p) ($p.Top | Where-Object Label -EQ red).Probability }
            & $of $both[0] | Should -BeGreaterThan (((& $of $one[0]) + (& $of $two[0])) / 2 - 1e-5)
            & $of $both[0] | Should -BeLessThan (((& $of $one[0]) + (& $of $two[0])) / 2 + 1e-5)
        }

        It 'predicts with each without -Ensemble, and says by which' {
            $each = @(Get-AlexNetPrediction $dataset.Validation -Model $run, $second -Top 3)
            $each | Should -HaveCount (2 * $dataset.Validation.Count)
            $each[0, 1].Path | Select-Object -Unique | Should -HaveCount 1
            $each[0, 1].ModelPath | Split-Path | Should -Be $run.Path, $second.Path
        }
    }

    It 'looks at the views it is told to: <_>' -ForEach 'Center', 'Flip', 'Five', 'Ten' {
        $judged = $run | Measure-AlexNetModel -Dataset $dataset -Crops $_
        $judged.Count | Should -Be $dataset.Validation.Count
        $plain = $run | Measure-AlexNetModel -Dataset $dataset
        if ($_ -eq 'Center') { $judged.Loss | Should -Be $plain.Loss } else { $judged.Loss | Should -Not -Be $plain.Loss }
    }

    It 'refuses other views' { { $run | Measure-AlexNetModel -Dataset $dataset -Crops Eleven } | Should -Throw '*Recipe, Center, Flip, Five, Ten*' }

    Context 'a run from the pipeline' {
        BeforeAll { $evaluation = $run | Measure-AlexNetModel -Dataset $dataset }

        It 'returns one evaluation of the validation split' {
            $evaluation | Should -HaveCount 1
            $evaluation | Should -BeOfType AlexNetPS.Inference.Evaluation
            $evaluation.Split | Should -Be 'Validation'
            $evaluation.Count | Should -Be $dataset.Validation.Count
        }

        It 'has what the best epoch had' { $evaluation.Top1 | Should -Be $run.BestEpoch.ValidationTop1 }

        It 'has each class, the confusion matrix and the worst pairs' {
            $evaluation.Classes.Name | Should -Be 'blue', 'green', 'red'
            $evaluation.Classes[0].Count | Should -Be $dataset.Classes[0].Validation
            $evaluation.Classes[-1].Name | Should -Be 'red'
            $evaluation.ConfusionMatrix[0, 0] | Should -Be $evaluation.Classes[0].Correct
        }

        It 'shows a headline, then the worst classes' {
            $text = $evaluation | Get-RenderedText
            $text | Should -Match "Tiny on photos, evaluated on photos \(Validation, $($dataset.Validation.Count) images\)"
            $text | Should -Match 'top-1 \d+\.\d.?% \(\d+\.\d to \d+\.\d.?%\)'
            $text | Should -Not -Match 'top-5' -Because 'it is always 100 % with three classes'
            $text | Should -Match 'Class +Images +Precision +Recall'
            $text | Should -Match "(?m)^blue +$($dataset.Classes[0].Validation) "
        }

        It 'has the interval of top-1 and any top-k' {
            $evaluation.Top1Interval.Low | Should -BeLessOrEqual $evaluation.Top1
            $evaluation.Top1Interval.High | Should -BeGreaterOrEqual $evaluation.Top1
            $several = $run | Measure-AlexNetModel -Dataset $dataset -TopK 3, 2
            $several.TopK.K | Should -Be 2, 3
            $several.TopK[0].Accuracy | Should -BeGreaterOrEqual $several.Top1
            $several | Get-RenderedText | Should -Match 'top-2 .*top-3 100.*always, 3 classes'
            { $run | Measure-AlexNetModel -Dataset $dataset -TopK 0 } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
        }

        It 'has the prediction of each image, which files of the evaluation do not contain' {
            $evaluation.Predictions | Should -HaveCount $dataset.Validation.Count
            $evaluation.Predictions.Path | Should -Be $dataset.Validation.Samples.Path
            $wrong = @($evaluation.Predictions | Where-Object { -not $_.IsCorrect })
            1 - $wrong.Count / $evaluation.Count | Should -Be $evaluation.Top1
            $expected = $dataset.Validation | Get-AlexNetPrediction -Model $run
            $evaluation.Predictions | ConvertTo-Json -Depth 3 | Should -Be ($expected | ConvertTo-Json -Depth 3)
            $name = Split-Path $evaluation.Predictions[0].Path -Leaf
            $evaluation | ConvertTo-Json -Depth 5 -WarningAction Ignore | Should -Not -Match $name
            $evaluation | ConvertTo-Csv | Should -Not -Match $name
            $evaluation | Select-Object * | Format-List | Get-RenderedText | Should -Not -Match $name
            $evaluation | Export-Clixml "$TestDrive/evaluation.xml"
            Get-Content -Raw "$TestDrive/evaluation.xml" | Should -Not -Match $name
            $back = Import-Clixml "$TestDrive/evaluation.xml"
            foreach ($property in [AlexNetPS.Inference.Evaluation].GetProperties().Name) { $back.PSObject.Properties.Name | Should -Contain $property }
        }

        It 'has the bins of the calibration error' {
            $evaluation.CalibrationError | Should -BeGreaterThan 0
            $evaluation.CalibrationError | Should -BeLessThan 1
            $evaluation.Reliability | Should -HaveCount 15
            ($evaluation.Reliability | Measure-Object Count -Sum).Sum | Should -Be $evaluation.Count
            $sum = $evaluation.Reliability | ForEach-Object { $_.Count * [Math]::Abs($_.Accuracy - $_.Confidence) } | Measure-Object -Sum
            $sum.Sum / $evaluation.Count | Should -BeGreaterThan ($evaluation.CalibrationError - 1e-9)
            $sum.Sum / $evaluation.Count | Should -BeLessThan ($evaluation.CalibrationError + 1e-9)
        }

        It 'has averages over the classes, and shows them' {
            $evaluation.WeightedAverage.Recall | Should -BeGreaterThan ($evaluation.Top1 - 1e-9)
            $evaluation.WeightedAverage.Recall | Should -BeLessThan ($evaluation.Top1 + 1e-9)
            $mean = ($evaluation.Classes | Measure-Object F1 -Average).Average
            $evaluation.MacroAverage.F1 | Should -BeGreaterThan ($mean - 1e-9)
            $evaluation.MacroAverage.F1 | Should -BeLessThan ($mean + 1e-9)
            $evaluation | Get-RenderedText | Should -Match "(?m)^macro average +$($evaluation.Count) .*\n^weighted average +$($evaluation.Count) "
            $evaluation | Format-List | Get-RenderedText | Should -Match 'MacroAverage +: precision [01]\.'
        }

        It 'shows one row in a table' { $evaluation | Format-Table | Get-RenderedText | Should -Match "Tiny on photos +photos +Validation +$($dataset.Validation.Count) " }
    }

    It 'takes the model as <_>' -ForEach 'run', 'model', 'run folder', 'model file' {
        $model = switch ($_) {
            'run' { $run }
            'model' { $run.Model }
            'run folder' { $run.Path }
            'model file' { (Get-ChildItem $run.Path -Filter best*.safetensors).FullName }
        }
        (Measure-AlexNetModel $model $dataset).Count | Should -Be $dataset.Validation.Count
    }

    It 'takes a split, another split by name, and the path of a store' {
        (Measure-AlexNetModel $run $dataset.Train).Split | Should -Be 'Train'
        (Measure-AlexNetModel $run $dataset -Split Test).Count | Should -Be $dataset.Test.Count
        (Measure-AlexNetModel $run $dataset.StorePath).Count | Should -Be $dataset.Validation.Count
    }

    It 'measures several runs' { Get-AlexNetRun "$TestDrive/run" | ForEach-Object { $_, $_ } | Measure-AlexNetModel -Dataset $dataset | Should -HaveCount 2 }

    It 'gives one clear error for classes that the model does not know' {
        $other = Import-TinyDataset -Path "$TestDrive/other"
        $run | Measure-AlexNetModel -Dataset $other -ErrorAction SilentlyContinue -ErrorVariable failure | Should -BeNullOrEmpty
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'ClassesDoNotFit,*'
        $failure[0].Exception.Message | Should -BeLike '*4 classes*3 classes*yellow*'
    }

    It 'gives one clear error for an empty split' {
        $plain = Import-TinyDataset -Path "$TestDrive/photos"
        { $run | Measure-AlexNetModel -Dataset $plain -Split Test } | Should -Throw -ErrorId 'SplitEmpty,*'
    }

    It 'gives one clear error for a split and another split''s name' {
        { Measure-AlexNetModel $run $dataset.Train -Split Test } | Should -Throw -ErrorId 'SplitContradiction,*'
    }

    It 'goes on with the next model after a damaged one' {
        Set-Content "$TestDrive/damaged.safetensors" 'nothing'
        $all = "$TestDrive/damaged.safetensors", $run | Measure-AlexNetModel -Dataset $dataset -ErrorAction SilentlyContinue -ErrorVariable failure
        $all | Should -HaveCount 1
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'ModelUnreadable,*'
    }
}
