BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $dataset = Import-TinyDataset -Path "$TestDrive/photos"
    $tiny = Get-TinyRecipePath
}

Describe 'Invoke-AlexNetTraining' {
    Context 'a run' {
        BeforeAll {
            $run = $dataset | Invoke-AlexNetTraining -Recipe $tiny -Epochs 4 -Seed 1 -RunPath "$TestDrive/first" -InformationVariable lines
        }

        It 'returns one run' {
            $run | Should -HaveCount 1
            $run | Should -BeOfType AlexNetPS.Training.TrainingRun
            $run.Path | Should -Be (Join-Path $TestDrive first)
        }

        It 'has an epoch for each pass, and learns' {
            $run.Epochs.Epoch | Should -Be 1, 2, 3, 4
            $run.Epochs[-1].TrainLoss | Should -BeLessThan $run.Epochs[0].TrainLoss
        }

        It 'counts from the end as any list does' {
            $run.Epochs[-1].Epoch | Should -Be 4
            $run.Classes[-1] | Should -Be 'red'
            $dataset.Classes[-1].Name | Should -Be 'red'
            (Get-AlexNetArchitecture)[0].Layers[-1].Name | Should -Be 'fc8'
        }

        It 'has the model' { $run.Model | Should -BeOfType AlexNetPS.Models.AlexNetModel }

        It 'writes a line per epoch to the information stream' {
            $lines | Should -HaveCount 4
            $lines[0].Tags | Should -Contain 'AlexNetPS.Epoch'
            "$($lines[3])" | Should -Match '^Epoch 4 of 4: train loss .* top-1 .* images a second'
        }

        It 'shows epochs with aligned numbers, percent and an arrow on the best' {
            $text = $run.Epochs | Format-Table | Get-RenderedText
            $text | Should -Match 'Epoch +TrainLoss +TrainTop1'
            $text | Should -Match '%'
            $text | Should -Match '→'
            $rows = @($text -split '\r?\n' | Where-Object { $_ -match '^\s+(→ )?\d+ ' })
            $rows | Should -HaveCount 4
        }

        It 'shows the run as one row' { $run | Get-RenderedText | Should -Match 'Tiny on photos +Completed +4/4' }
    }

    It 'leaves curves and histograms for TensorBoard, or less where that is asked for' {
        $sizes = foreach ($detail in 'Histograms', 'Scalars', 'None') {
            $run = Invoke-TinyTraining $dataset "$TestDrive/board-$detail" -With @{ Epochs = 1; TensorBoard = $detail; KeepState = $true }
            (Get-ChildItem $run.Path -Filter 'events.out.tfevents.*' | Measure-Object Length -Sum).Sum ?? 0
        }
        $sizes[0] | Should -BeGreaterThan $sizes[1]
        $sizes[1] | Should -BeGreaterThan 0
        $sizes[2] | Should -Be 0
        $null = Invoke-TinyTraining $dataset "$TestDrive/board-Scalars" -With @{ Epochs = 2; Resume = $true }
        Get-ChildItem "$TestDrive/board-Scalars" -Filter 'events.out.tfevents.*' | Should -HaveCount 2
    }

    It 'writes the run for DVC where that is asked for, and goes on with it' {
        $run = Invoke-TinyTraining $dataset "$TestDrive/dvc" -With @{ Epochs = 1; Dvc = $true; KeepState = $true }
        "$($run.Path)/dvc.yaml" | Should -FileContentMatch '^    path: last\.safetensors$'
        "$($run.Path)/dvclive/params.yaml" | Should -FileContentMatch ('^  sha256: "?{0}"?$' -f $dataset.Sha256)
        $null = Invoke-TinyTraining $dataset $run.Path -With @{ Epochs = 2; Dvc = $true; Resume = $true }
        (Get-Content "$($run.Path)/dvclive/metrics.json" | ConvertFrom-Json).step | Should -Be 1
        $rows = Import-Csv "$($run.Path)/dvclive/plots/metrics/val/top1.tsv" -Delimiter "`t"
        $rows.step | Should -Be 0, 1
        (Get-AlexNetRun $run.Path).Epochs.ValidationTop1 | Should -Be ([double[]] $rows.top1)
        Join-Path (Invoke-TinyTraining $dataset "$TestDrive/no-dvc" -With @{ Epochs = 1 }).Path dvc.yaml | Should -Not -Exist
    }

    It 'writes each fold for DVC' {
        $folds = $dataset | New-ImageNetFold -Count 2 | Invoke-AlexNetTraining -Recipe $tiny -Epochs 1 -RunPath "$TestDrive/dvc-folds" -Dvc
        $folds | ForEach-Object { "$($_.Path)/dvclive/params.yaml" | Should -FileContentMatch "^  fold: $($_.Fold.Number)$" }
    }

    It 'reaches the same numbers with the same seed' {
        $a, $b = 'a', 'b' | ForEach-Object { Invoke-TinyTraining $dataset "$TestDrive/same-$_" -With @{ Epochs = 1; Seed = 7 } }
        $a.Epochs[0].TrainLoss | Should -Be $b.Epochs[0].TrainLoss
    }

    It 'takes the recipe''s settings where none are given' { (Invoke-TinyTraining $dataset "$TestDrive/plain").Epochs | Should -HaveCount 3 }

    It 'puts what is given in place of the recipe''s settings' {
        $run = Invoke-TinyTraining $dataset "$TestDrive/changed" -With @{ Epochs = 1; BatchSize = 5; LearningRate = 0.002 }
        $run.Recipe.BatchSize | Should -Be 5
        $run.Recipe.Optimizer.LearningRate | Should -Be 0.002
        $run.Epochs[0].LearningRate | Should -BeLessOrEqual 0.002
    }

    It 'puts every other setting that is given in place of the recipe''s' {
        $run = Invoke-TinyTraining $dataset "$TestDrive/settings" -With @{
            Epochs = 2; LimitBatches = 2; WeightDecay = 0.01; GradientClip = 1; Accumulate = 2; AverageDecay = 0.9; LabelSmoothing = 0.1
            ClassWeight = @{ red = 2 }; Sampling = 'Balanced'; EarlyStopping = 5; CheckpointEvery = 1; KeepCheckpoint = 1; KeepState = $true
            LearningRateFactor = @{ 'conv1' = 0.5; '*' = 2 }; WarningAction = 'SilentlyContinue'
        }
        $optimizer = $run.Recipe.Optimizer
        $optimizer.WeightDecay, $optimizer.ClipNorm, $optimizer.Accumulation, $optimizer.AverageDecay | Should -Be 0.01, 1, 2, 0.9
        $optimizer.Layers.Layers | Should -Be '*', 'conv1'
        $run.Recipe.LabelSmoothing, $run.Recipe.ClassWeights.Explicit['red'], $run.Recipe.Sampling, $run.Recipe.EarlyStopping.Patience | Should -Be 0.1, 2, 'Balanced', 5
        $run.LimitBatches | Should -Be 2
        Get-ChildItem "$TestDrive/settings/epoch-*" -Name | Should -Be 'epoch-0002.safetensors'
        (Invoke-AlexNetTraining $dataset -RunPath "$TestDrive/settings" -Epochs 3 -Resume).Epochs | Should -HaveCount 3
        (Invoke-TinyTraining $dataset "$TestDrive/balanced" -With @{ Epochs = 1; ClassWeight = 'balanced' }).Recipe.ClassWeights | Should -Be 'Balanced'
    }

    It 'begins with the weights of another model, keeping frozen layers as they are' {
        $first = Invoke-TinyTraining $dataset "$TestDrive/start" -With @{ Epochs = 1 }
        $layer = $first.Model.Definition.Layers[0].Name
        $four = Import-TinyDataset -Path (New-ImageFolder "$TestDrive/four" -Class blue, green, red, yellow)
        $second = Invoke-AlexNetTraining $four -InitialModel $first -Freeze $layer -Epochs 1 -RunPath "$TestDrive/transfer" -WarningAction SilentlyContinue
        $second.Recipe.Name | Should -Be 'Tiny'
        $second.Classes | Should -HaveCount 4
        $second.Model.Parameter("$layer.weight").ToArray() | Should -Be $first.Model.Parameter("$layer.weight").ToArray()
        $second.InitialModel | Should -Be (Join-Path $TestDrive start best.safetensors)
        (Invoke-AlexNetTraining $four -InitialModel "$TestDrive/start" -Epochs 1 -RunPath "$TestDrive/transfer2" -WarningAction SilentlyContinue).Epochs | Should -HaveCount 1
    }

    It 'says what becomes of the last layer of another model: <Case>' -ForEach @(
        @{ Case = 'all classes known'; Class = 'red', 'blue'; Stream = 'verbose'; Text = "*fc* is taken from the initial model 'Tiny*' with its rows for the dataset's 2 classes, of 3.*" }
        @{ Case = 'some known'; Class = 'blue', 'green', 'yellow'; Stream = 'warning'; Text = '*is re-initialized, also for the 2 classes*does not know yellow.*' }
    ) {
        if (-not (Test-Path "$TestDrive/teacher")) { $null = Invoke-TinyTraining $dataset "$TestDrive/teacher" -With @{ Epochs = 1 } }
        $name = $Case -replace ' '
        $others = Import-TinyDataset -Path (New-ImageFolder "$TestDrive/$name" -Class $Class)
        $said = Invoke-AlexNetTraining $others -InitialModel "$TestDrive/teacher" -Epochs 1 -RunPath "$TestDrive/$name-run" -Verbose 3>&1 4>&1
        $of = $Stream -eq 'verbose' ? [System.Management.Automation.VerboseRecord] : [System.Management.Automation.WarningRecord]
        @($said | Where-Object { $_ -is $of }).Message -join "`n" | Should -BeLike $Text
    }

    It 'refuses to freeze a last layer that begins anew' {
        if (-not (Test-Path "$TestDrive/teacher")) { $null = Invoke-TinyTraining $dataset "$TestDrive/teacher" -With @{ Epochs = 1 } }
        $others = Import-TinyDataset -Path (New-ImageFolder "$TestDrive/frozen" -Class yellow, green)
        $head = [AlexNetPS.Recipes.Recipe]::Load($tiny).Architecture.Definition.Layers[-1].Name
        { Invoke-AlexNetTraining $others -InitialModel "$TestDrive/teacher" -Freeze $head -RunPath "$TestDrive/frozen-run" } | Should -Throw "*must not be frozen*exclude $head from -Freeze*"
        Test-Path "$TestDrive/frozen-run" | Should -BeFalse
    }

    It 'goes on with a run''s own weights where -Resume and -InitialModel come together' {
        if (-not (Test-Path "$TestDrive/teacher")) { $null = Invoke-TinyTraining $dataset "$TestDrive/teacher" -With @{ Epochs = 1 } }
        $with = @{ InitialModel = "$TestDrive/teacher"; RunPath = "$TestDrive/pupil"; Resume = $true }
        $null = Invoke-AlexNetTraining $dataset @with -Epochs 1 -KeepState
        $said = Invoke-AlexNetTraining $dataset @with -Epochs 2 -Verbose 4>&1
        $said.Message -join "`n" | Should -BeLike '*has weights of its own and goes on with them*'
        $with.InitialModel = "$TestDrive/pupil"
        { Invoke-AlexNetTraining $dataset @with -Epochs 3 } | Should -Throw '*initialModel: *teacher*in the run*pupil*now*'
    }

    It 'takes a recipe object' {
        $recipe = [AlexNetPS.Recipes.Recipe]::Load($tiny)
        (Invoke-AlexNetTraining $dataset $recipe -Epochs 1 -RunPath "$TestDrive/object").Recipe.Name | Should -Be 'Tiny'
    }

    It 'takes the path of a prepared store' {
        (Invoke-AlexNetTraining -Dataset $dataset.StorePath -Recipe $tiny -Epochs 1 -RunPath "$TestDrive/store").Epochs | Should -HaveCount 1
    }

    It 'makes ./runs/<time>-<recipe> at the location of the shell' {
        Push-Location $TestDrive
        try {
            $run = $dataset | Invoke-AlexNetTraining -Recipe $tiny -Epochs 1
            $run.Path | Should -BeLike (Join-Path $TestDrive runs *-Tiny)
        }
        finally { Pop-Location }
    }

    It 'finds a recipe file from the location of the shell' {
        Copy-Item $tiny "$TestDrive/mine.json"
        Push-Location $TestDrive
        try { ($dataset | Invoke-AlexNetTraining -Recipe ./mine.json -Epochs 1 -RunPath ./mine).Path | Should -Be (Join-Path $TestDrive mine) }
        finally { Pop-Location }
    }

    It 'goes on with -Resume and reaches what an uninterrupted run reaches' {
        $whole = Invoke-TinyTraining $dataset "$TestDrive/whole" -With @{ Epochs = 3; Seed = 3 }
        $null = Invoke-TinyTraining $dataset "$TestDrive/halves" -With @{ Epochs = 2; Seed = 3; KeepState = $true }
        $resumed = Invoke-TinyTraining $dataset "$TestDrive/halves" -With @{ Epochs = 3; Seed = 3; Resume = $true }
        $resumed.Epochs | Should -HaveCount 3
        $resumed.Epochs[-1].TrainLoss | Should -Be $whole.Epochs[-1].TrainLoss
    }

    It 'keeps recipe and seed of the run with -Resume alone' {
        $null = Invoke-TinyTraining $dataset "$TestDrive/kept" -With @{ Epochs = 1; Seed = 9; KeepState = $true }
        $resumed = Invoke-AlexNetTraining $dataset -RunPath "$TestDrive/kept" -Epochs 2 -Resume
        $resumed.Recipe.Name | Should -Be 'Tiny'
        $resumed.Seed | Should -Be 9
        $resumed.Epochs | Should -HaveCount 2
    }

    Context 'Ctrl+C' {
        It 'ends after the step, without an error, and leaves a run that can be resumed' {
            $path = "$TestDrive/stopped"
            $stopped = Stop-ScriptWhen -Script '$dataset | Invoke-AlexNetTraining -Recipe $recipe -Epochs 100000 -RunPath $path' -Variable @{
                dataset = $dataset; recipe = $tiny; path = $path
            } -When { Test-Path "$path/run.json" }
            $stopped.WasRunning | Should -BeTrue
            $stopped.State | Should -Be 'Stopped'
            $stopped.Errors | Should -BeNullOrEmpty
            $run = Get-AlexNetRun $path
            $done = @($run.Epochs).Count
            (Invoke-TinyTraining $dataset $path -With @{ Epochs = $done + 2; Resume = $true }).Epochs | Should -HaveCount ($done + 2)
        }

        It 'is silent when the pipeline downstream has had enough' {
            $taken = 1..3 | ForEach-Object { $dataset } | Invoke-AlexNetTraining -Recipe $tiny -Epochs 1 -RunPath "$TestDrive/once" -ErrorVariable failure |
                Select-Object -First 1
            $taken | Should -HaveCount 1
            $failure | Should -BeNullOrEmpty
        }
    }

    Context 'progress' {
        It 'is silent while the work is short' {
            $shell = [powershell]::Create()
            try {
                $null = $shell.AddScript({
                    param($module, $dataset, $recipe, $path, $longSilence, $usualSilence)
                    Import-Module $module
                    Invoke-Expression $longSilence
                    Invoke-AlexNetTraining $dataset $recipe -Epochs 1 -RunPath $path
                    Invoke-Expression $usualSilence
                }).AddArgument((Get-StagedModulePath)).AddArgument($dataset).AddArgument($tiny).AddArgument("$TestDrive/short").
                    AddArgument((Get-SilenceSetting '1.00:00:00')).AddArgument((Get-SilenceSetting '00:00:02')).Invoke()
                $shell.Streams.Error | Should -BeNullOrEmpty
                $shell.Streams.Progress | Where-Object Activity -like 'Training*' | Should -BeNullOrEmpty
            }
            finally { $shell.Dispose() }
        }

        It 'shows run and epoch, nested, from nothing to all' {
            $stopped = Stop-ScriptWhen -Script '$dataset | Invoke-AlexNetTraining -Recipe $recipe -Epochs 100000 -RunPath $path' -Variable @{
                dataset = $dataset; recipe = $tiny; path = "$TestDrive/long"
            } -ShowProgress -When { param($output, $progress) $progress.Count -gt 4 }
            $run = @($stopped.Progress | Where-Object Activity -like 'Training Tiny on photos')
            $run | Should -Not -BeNullOrEmpty
            $run[0].StatusDescription | Should -Match '^Epoch [\d,.]+ of 100.000'
            @($stopped.Progress | Where-Object ParentActivityId -eq $run[0].ActivityId) | Should -Not -BeNullOrEmpty
            $stopped.Progress.PercentComplete | Where-Object { $_ -gt 100 } | Should -BeNullOrEmpty
        }
    }

    Context 'a log in place of a console' {
        BeforeAll {
            function Invoke-LoggedTraining([string] $Name, [string] $Service, [string] $With) {
                $command = "$Service; Import-Module '$(Get-StagedModulePath)'; " +
                    "$(Get-SilenceSetting '00:00:00'); `$d = Import-ImageNetFolder -LiteralPath '$TestDrive/photos' -ImageSize 32 -CachePath '$TestDrive/photos.cache'; " +
                    "(`$d | Invoke-AlexNetTraining -Recipe '$tiny' -Epochs 2 -RunPath '$TestDrive/$Name' -WarningAction SilentlyContinue $With).Epochs.Count"
                $program, $arguments = @(Get-PowerShellCommand) + '-NoProfile', '-NonInteractive', '-Command', "`"$command`""
                (Start-Process -FilePath $program -ArgumentList $arguments -PassThru `
                    -RedirectStandardOutput "$TestDrive/$Name.out" -RedirectStandardError "$TestDrive/$Name.log").WaitForExit(600000) | Should -BeTrue
                Get-Content "$TestDrive/$Name.log" | Should -BeNullOrEmpty
                Get-Content "$TestDrive/$Name.out"
            }
        }

        It 'has a line for each epoch where <Case>, and the error output stays empty' -ForEach @(
            @{ Name = 'log-continued'; Case = 'they are asked for'; With = '-InformationAction Continue' }
            @{ Name = 'log-service'; Case = 'it is that of a build service'; Service = "`$env:CI = 'true'" }
        ) {
            $lines = Invoke-LoggedTraining $Name $Service $With
            $lines | Should -HaveCount 3
            $lines[0] | Should -Match '^Epoch 1 of 2: train loss \d'
            $lines[1] | Should -Match '^Epoch 2 of 2: '
            $lines[2] | Should -Be '2'
        }

        It 'has the output alone where <Case>' -ForEach @(
            @{ Name = 'log-plain'; Case = 'it may be data' }
            @{ Name = 'log-silent'; Case = '-ProgressAction turns the lines off'; Service = "`$env:CI = 'true'"; With = '-ProgressAction SilentlyContinue' }
            @{ Name = 'log-ignored'; Case = '-InformationAction turns the lines off'; Service = "`$env:TF_BUILD = 'True'"; With = '-InformationAction Ignore' }
        ) { Invoke-LoggedTraining $Name $Service $With | Should -Be '2' }
    }

    Context 'bad calls' {
        It 'gives one clear error for <What>' -ForEach @(
            @{ What = 'an unknown recipe'; With = @{ Recipe = 'HalfWdth' }; Id = 'RecipeInvalid'; Message = '*HalfWidth*' }
            @{ What = 'a missing recipe file'; With = @{ Recipe = './no.json' }; Id = 'PathNotFound'; Message = '*no.json*' }
            @{ What = 'a batch larger than the set'; With = @{ BatchSize = 5000 }; Id = 'TrainingRefused'; Message = '*5000 is larger than the training set*' }
            @{ What = 'an unknown layer to freeze'; With = @{ Freeze = 'konv1' }; Id = 'RecipeInvalid'; Message = '*matches none of*' }
            @{ What = 'a weight for an unknown class'; With = @{ ClassWeight = @{ rad = 2 } }; Id = 'TrainingRefused'; Message = "*Did you mean 'red'*" }
            @{ What = 'an unknown device'; With = @{ Device = 'abacus' }; Id = '*'; Message = '*abacus*' }
            @{ What = '-Resume without -RunPath'; With = @{ Resume = $true }; Id = 'RunPathRequired'; Message = '*RunPath*' }
        ) {
            $all = @{ Recipe = $tiny; Epochs = 1 } + @{}
            foreach ($key in $With.Keys) { $all[$key] = $With[$key] }
            if (-not $With.Resume) { $all.RunPath = "$TestDrive/bad-$([guid]::NewGuid())" }
            $failure = { $dataset | Invoke-AlexNetTraining @all } | Should -Throw -PassThru
            $failure.FullyQualifiedErrorId | Should -BeLike "$Id,*"
            $failure.Exception.Message | Should -BeLike $Message
        }

        It 'refuses a split, saying what to give instead' {
            $failure = { $dataset.Train | Invoke-AlexNetTraining -Recipe $tiny } | Should -Throw -PassThru
            $failure.FullyQualifiedErrorId | Should -BeLike 'SplitNotDataset,*'
            $failure.ErrorDetails.RecommendedAction | Should -BeLike '*Import-ImageNetFolder*'
        }

        It 'refuses something that is no dataset' {
            { 42 | Invoke-AlexNetTraining -ErrorAction Stop } | Should -Throw -ErrorId 'ParameterArgumentTransformationError,*'
        }
    }

    Context 'completion' {
        It 'completes recipes' { (TabExpansion2 'Invoke-AlexNetTraining -Recipe Half').CompletionMatches.CompletionText | Should -Contain 'HalfWidth' }

        It 'completes devices' { (TabExpansion2 'Invoke-AlexNetTraining -Device c').CompletionMatches.CompletionText | Should -Contain 'cpu' }
    }

    It 'tells its decisions in the verbose stream' {
        $text = Invoke-TinyTraining $dataset "$TestDrive/verbose" -With @{ Epochs = 1; Verbose = $true } 4>&1 |
            Where-Object { $_ -is [System.Management.Automation.VerboseRecord] } | Out-String
        $text | Should -Match 'Recipe Tiny'
        $text | Should -Match 'cpu'
    }
}
