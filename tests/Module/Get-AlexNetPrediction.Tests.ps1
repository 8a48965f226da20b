BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $dataset = Import-TinyDataset -Path "$TestDrive/photos"
    $run = Invoke-TinyTraining $dataset "$TestDrive/run" -With @{ Seed = 1 }
    $model = $run.Model
    $new = [IO.Directory]::CreateDirectory("$TestDrive/new").FullName
    foreach ($i in 1..9) { New-Image -Path "$new/$i.png" -Color ('red', 'green', 'blue')[$i % 3] -Seed (100 + $i) }
}

Describe 'Get-AlexNetPrediction' {
    Context 'files of Get-ChildItem' {
        BeforeAll { $all = Get-ChildItem "$new/*.png" | Get-AlexNetPrediction -Model $model -Top 3 }

        It 'returns one prediction per file, in input order' {
            $all | Should -BeOfType AlexNetPS.Inference.Prediction
            $all.FileName | Should -Be (Get-ChildItem "$new/*.png").Name
        }

        It 'is right about colors' { $all[0].Label | Should -Be 'green' }

        It 'has as many classes as asked for, the likeliest first' {
            $all[0].Top | Should -HaveCount 3
            $all[0].Top[0].Label | Should -Be $all[0].Label
            $all[0].Top[0].Probability | Should -BeGreaterOrEqual $all[0].Top[1].Probability
        }

        It 'shows file, label, probability and a bar' {
            $text = $all | Get-RenderedText
            $text | Should -Match 'File +Label +Probability'
            $text | Should -Match '1\.png +green +\d+.*%.*█'
        }
    }

    Context 'several views of each photo' {
        BeforeAll {
            # Hardly trained, so that it is not sure of everything.
            $unsure = (Invoke-TinyTraining $dataset "$TestDrive/unsure" -With @{ Epochs = 1; LimitBatches = 1; LearningRate = 1e-5; WarningAction = 'SilentlyContinue' }).Model
            $plain = Get-ChildItem "$new/*.png" | Get-AlexNetPrediction -Model $unsure
        }

        It 'shows the center, which is all that the recipe shows' {
            (Get-ChildItem "$new/*.png" | Get-AlexNetPrediction -Model $unsure -Crops Center).Probability | Should -Be $plain.Probability
        }

        It 'averages those it is told to look at: <_>' -ForEach 'Flip', 'Five', 'Ten' {
            $several = Get-ChildItem "$new/*.png" | Get-AlexNetPrediction -Model $unsure -Crops $_
            $several.FileName | Should -Be $plain.FileName
            $several.Probability | Should -Not -Be $plain.Probability
            ($several[0].Top.Probability | Measure-Object -Sum).Sum | Should -BeGreaterThan 0.999
        }
    }

    It 'gives the same whatever the batch' {
        $small = Get-ChildItem "$new/*.png" | Get-AlexNetPrediction -Model $model -BatchSize 2
        $large = Get-ChildItem "$new/*.png" | Get-AlexNetPrediction -Model $model -BatchSize 64
        $small.FileName | Should -Be $large.FileName
        $small.Label | Should -Be $large.Label
    }

    It 'takes strings, wildcards and paths from the location of the shell' {
        "$new/1.png" | Get-AlexNetPrediction -Model $model | Should -HaveCount 1
        Get-AlexNetPrediction "$new/*.png" $model | Should -HaveCount 9
        Push-Location $new
        try { (Get-AlexNetPrediction ./2.png $model).Path | Should -Be (Join-Path $new 2.png) } finally { Pop-Location }
    }

    It 'takes brackets literally in -LiteralPath and from Get-Item' {
        New-Image -Path "$TestDrive/odd [1].png" -Color red
        (Get-AlexNetPrediction -LiteralPath "$TestDrive/odd [1].png" -Model $model).Label | Should -Be 'red'
        (Get-Item -LiteralPath "$TestDrive/odd [1].png" | Get-AlexNetPrediction -Model $model).Label | Should -Be 'red'
    }

    It 'takes a split, whose classes are known' {
        $all = $dataset.Validation | Get-AlexNetPrediction -Model $run
        $all | Should -HaveCount $dataset.Validation.Count
        $all[0].ActualLabel | Should -Be 'blue'
        $all[0].IsCorrect | Should -BeOfType [bool]
    }

    It 'takes the model as a run and as a path' {
        Get-AlexNetPrediction "$new/1.png" -Model $run | Should -HaveCount 1
        Get-AlexNetPrediction "$new/1.png" -Model $run.Path | Should -HaveCount 1
    }

    It 'writes an error for a file that is no image, and goes on' {
        Set-Content "$TestDrive/text.png" 'no image'
        $all = "$new/1.png", "$TestDrive/text.png", "$TestDrive/missing.png", "$new/2.png" |
            Get-AlexNetPrediction -Model $model -ErrorAction SilentlyContinue -ErrorVariable failure
        $all.FileName | Should -Be '1.png', '2.png'
        $failure | Should -HaveCount 2
        $failure.FullyQualifiedErrorId -replace ',.*' | Sort-Object | Should -Be 'ImageUnreadable', 'PathNotFound'
        ($failure | Where-Object FullyQualifiedErrorId -like 'Image*').TargetObject | Should -BeLike '*text.png'
    }

    It 'reads the images of a folder, and with -Recurse those of its subfolders' {
        $folder = (New-Item -ItemType Directory "$TestDrive/tree").FullName
        $null = New-Item -ItemType Directory "$folder/sub/deep", "$folder/sub/@eaDir", "$folder/none"
        foreach ($name in 'b.png', 'a.png', 'sub/c.png', 'sub/deep/d.PNG', 'sub/@eaDir/e.png') { New-Image -Path "$folder/$name" -Color red -Seed 1 }
        Set-Content "$folder/notes.txt" 'no image'
        Set-Content "$folder/none/notes.txt" 'no image'
        (Get-AlexNetPrediction $folder $model).FileName | Should -Be 'a.png', 'b.png'
        (Get-AlexNetPrediction -LiteralPath $folder -Model $model -Recurse).FileName | Should -Be 'a.png', 'b.png', 'c.png', 'd.PNG'
        (Get-AlexNetPrediction $folder $model -Recurse -Include '*.png' -Exclude 'b*', 'sub/c*').FileName | Should -Be 'a.png', 'd.PNG'
        (Get-AlexNetPrediction "$folder/*.png" $model -Exclude 'A*').FileName | Should -Be 'b.png'
        (Get-AlexNetPrediction "$folder/sub", $folder $model -Recurse -First 3).FileName | Should -Be 'c.png', 'd.PNG', 'a.png'
        # Get-ChildItem -Recurse gives folders and their files: each image once, and what is piped itself whatever its folder.
        (Get-ChildItem $folder -Recurse | Get-AlexNetPrediction -Model $model -ErrorAction SilentlyContinue).FileName | Sort-Object |
            Should -Be 'a.png', 'b.png', 'c.png', 'd.PNG', 'e.png'
        Get-AlexNetPrediction "$folder/none", "$folder/sub/deep/.." $model -Exclude '*' -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'IsFolder,*'
        Get-AlexNetPrediction (New-Item -ItemType Directory "$TestDrive/above/below" -Force).Parent.FullName $model -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure[0].Exception.Message | Should -BeLike '*without images*'
        Copy-Item "$folder/a.png" "$TestDrive/above/below"
        Get-AlexNetPrediction "$TestDrive/above" $model -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure[0].ErrorDetails.RecommendedAction | Should -BeLike '-Recurse*'
        Get-AlexNetPrediction $run.Path $model -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure[0].ErrorDetails.RecommendedAction | Should -BeLike '*-Model*'
    }

    It 'gives one clear error for a model that is missing' {
        { Get-AlexNetPrediction "$new/1.png" -Model "$TestDrive/no.safetensors" } | Should -Throw -ErrorId 'PathNotFound,*'
    }

    It 'gives one clear error for a damaged checkpoint' {
        Set-Content "$TestDrive/damaged.safetensors" 'nothing'
        { Get-AlexNetPrediction "$new/1.png" -Model "$TestDrive/damaged.safetensors" } | Should -Throw -ErrorId 'ModelUnreadable,*'
    }

    It 'ends without noise once Select-Object has enough' {
        $script:taken = 0
        $first = 1..400 | ForEach-Object { $script:taken++; "$new/1.png" } | Get-AlexNetPrediction -Model $model -BatchSize 2 -ErrorVariable failure | Select-Object -First 1
        $first | Should -HaveCount 1
        $failure | Should -BeNullOrEmpty
        $script:taken | Should -BeLessOrEqual 4 -Because 'one batch is computed while the next is read'
    }

    It 'ends when it is stopped, without an error' {
        $stopped = Stop-ScriptWhen -Script '& { while ($true) { $file } } | Get-AlexNetPrediction -Model $model -BatchSize 4' -Variable @{
            file = "$new/1.png"; model = $model
        } -When { param($output) $output.Count -gt 0 }
        $stopped.WasRunning | Should -BeTrue
        $stopped.State | Should -Be 'Stopped'
        $stopped.Errors | Should -BeNullOrEmpty
        $stopped.Output | Should -Not -BeNullOrEmpty
    }

    It 'predicts in two runspaces at once' {
        $path, $file = (Get-StagedModulePath), "$new/1.png"
        $labels = 1..2 | ForEach-Object -Parallel {
            Import-Module $using:path
            (Get-AlexNetPrediction $using:file -Model $using:model).Label
        }
        $labels | Should -Be 'green', 'green'
    }
}
