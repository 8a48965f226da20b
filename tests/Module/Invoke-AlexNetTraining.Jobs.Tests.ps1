# What a run keeps on disk, a limit of time, and runs that are not repeated.
BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $dataset = Import-TinyDataset -Path "$TestDrive/photos"
    $recipe = Get-TinyRecipePath
}

Describe 'A completed run' {
    It 'keeps the best model only' {
        $run = Invoke-TinyTraining $dataset "$TestDrive/plain" -With @{ Epochs = 2 }
        (Get-ChildItem $run.Path -Filter *.safetensors).Name | Should -Be 'best.safetensors'
        $run.HasState | Should -BeFalse
        $run.Size | Should -Be (Get-ChildItem $run.Path -File -Force | Measure-Object Length -Sum).Sum
        $run | Get-RenderedText | Should -Match '(?s)Size +Folder.* \d+[.,]\d MB +plain'
        $run | Format-List | Get-RenderedText | Should -Match 'Size +: \d+[.,]\d MB'
        { Invoke-AlexNetTraining $dataset -RunPath $run.Path -Resume -Epochs 3 } | Should -Throw '*2 of 3 epochs*-KeepState*'
        (Measure-AlexNetModel $run $dataset).Top1 | Should -Be $run.BestEpoch.ValidationTop1
    }

    It 'keeps its state with -KeepState, or if the recipe says so, and goes on from it' {
        $table = Get-Content $recipe -Raw | ConvertFrom-Json -AsHashtable
        $table.checkpoints = @{ keepState = $true }
        $table | ConvertTo-Json -Depth 20 | Set-Content "$TestDrive/keeps.json"
        $kept = Invoke-AlexNetTraining $dataset "$TestDrive/keeps.json" -Epochs 1 -RunPath "$TestDrive/kept"
        $kept.HasState | Should -BeTrue
        (Invoke-AlexNetTraining $dataset -RunPath $kept.Path -Resume -Epochs 2 -KeepState:$false).HasState | Should -BeFalse
        $first = Invoke-TinyTraining $dataset "$TestDrive/given" -With @{ Epochs = 1; KeepState = $true }
        $first.HasState | Should -BeTrue
        (Invoke-AlexNetTraining $dataset -RunPath $first.Path -Resume -Epochs 2).EpochCount | Should -Be 2
    }
}

Describe 'Invoke-AlexNetTraining -MaxDuration' {
    It 'cuts a run into calls that together equal one' {
        $whole = Invoke-TinyTraining $dataset "$TestDrive/whole" -With @{ Epochs = 2; Seed = 4 }
        # The shortest time: a call does one step, or a few.
        $stopped = @(do {
            $part = Invoke-TinyTraining $dataset "$TestDrive/parts" -With @{ Epochs = 2; Seed = 4; MaxDuration = '00:00:00.001'; Resume = $true; InformationVariable = 'lines' }
            if ($part.Status -eq 'Stopped') { $part }
        } until ($part.Status -eq 'Completed'))
        $stopped | Should -Not -BeNullOrEmpty
        $stopped.Status | Should -Not -Contain 'Completed'
        $stopped[0].StopReason | Should -BeLike 'Stopped after 00:00:00.0010000 of training, by MaxDuration. Resume with: Invoke-AlexNetTraining *-Resume*'
        $part.EpochCount | Should -Be 2
        $part.StopReason | Should -BeNullOrEmpty
        $part.Epochs.TrainLoss | Should -Be $whole.Epochs.TrainLoss
        $part.Model.HashWeights() | Should -Be $whole.Model.HashWeights()
    }

    It 'says in the information stream that the run is stopped' {
        $run = Invoke-TinyTraining $dataset "$TestDrive/said" -With @{ MaxDuration = '00:00:00.001' } 6>&1
        ($run | Where-Object { $_.Tags -contains 'AlexNetPS.Stopped' }).MessageData | Should -BeLike 'Tiny on photos is stopped after 0 of 3 epochs. *Resume with: *'
    }

    It 'ends nothing if there is enough of it' {
        (Invoke-TinyTraining $dataset "$TestDrive/long" -With @{ Epochs = 1; MaxDuration = '1.00:00:00' }).Status | Should -Be 'Completed'
    }

    It 'is an error if it is too short to be meant: a number is not minutes' {
        $failure = { Invoke-TinyTraining $dataset "$TestDrive/short" -With @{ MaxDuration = 30 } } | Should -Throw -PassThru
        $failure.FullyQualifiedErrorId | Should -BeLike 'TrainingRefused,*'
        $failure.Exception.Message | Should -BeLike '*00:30:00 for half an hour*'
        "$TestDrive/short" | Should -Not -Exist
    }
}

Describe 'Invoke-AlexNetTraining -Reuse' {
    BeforeAll {
        $first = Invoke-TinyTraining $dataset "$TestDrive/reuse/first" -With @{ Epochs = 1; Seed = 5 }

        function Invoke-Again([hashtable] $With = @{}) {
            Invoke-TinyTraining $dataset "$TestDrive/reuse/$([guid]::NewGuid())" -With (@{ Epochs = 1; Seed = 5; Reuse = $true; WarningAction = 'SilentlyContinue' } + $With) 6>&1
        }
    }

    It 'returns the completed run, and says so' {
        $said = Invoke-Again
        $run = $said | Where-Object { $_ -is [AlexNetPS.Training.TrainingRun] }
        $run.Path | Should -Be $first.Path
        $run.IsReused | Should -BeTrue
        $first.IsReused | Should -BeFalse
        ($said | Where-Object { $_.Tags -contains 'AlexNetPS.Reuse' }).MessageData | Should -BeLike "Reused Tiny on photos: Completed*nothing was trained."
        Get-ChildItem "$TestDrive/reuse" | Should -HaveCount 1
    }

    It 'searches ./runs without -RunPath' {
        Push-Location (New-Item -ItemType Directory "$TestDrive/place")
        try {
            $made = Invoke-AlexNetTraining $dataset $recipe -Epochs 1 -Seed 5 -Reuse
            $made.IsReused | Should -BeFalse
            (Invoke-AlexNetTraining $dataset $recipe -Epochs 1 -Seed 5 -Reuse).Path | Should -Be $made.Path
            Get-ChildItem ./runs | Should -HaveCount 1
        }
        finally { Pop-Location }
    }

    It 'trains if <What> differs' -ForEach @(
        @{ What = 'a hyperparameter'; With = @{ LearningRate = 0.001 } }
        @{ What = 'the number of batches'; With = @{ LimitBatches = 2 } }
    ) {
        $run = Invoke-Again $With | Where-Object { $_ -is [AlexNetPS.Training.TrainingRun] }
        $run.IsReused | Should -BeFalse
        $run.Path | Should -Not -Be $first.Path
        # From now on it is that run which is found.
        (Invoke-Again $With | Where-Object { $_ -is [AlexNetPS.Training.TrainingRun] }).Path | Should -Be $run.Path
    }

    It 'takes no notice of what has no effect' {
        (Invoke-Again @{ Momentum = 0.5; EarlyStopping = 5; LimitBatches = 100 } | Where-Object { $_ -is [AlexNetPS.Training.TrainingRun] }).Path | Should -Be $first.Path
    }
}
