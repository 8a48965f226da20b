# Settings that change nothing in the run that they are given for.
BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $dataset = Import-TinyDataset -Path "$TestDrive/photos"
    $tiny = Get-TinyRecipePath

    # Of the few validation images every run warns.
    function Get-UnusedWarning([scriptblock] $Training) {
        @(& $Training 3>&1 | Where-Object { $_ -is [System.Management.Automation.WarningRecord] } | ForEach-Object Message | Where-Object { $_ -notmatch 'validation images' })
    }
}

Describe 'A setting without effect' {
    It 'is none of a recipe as it is' {
        Get-UnusedWarning { Invoke-TinyTraining $dataset "$TestDrive/runs/plain" -With @{ Epochs = 1; Seed = 1 } } | Should -BeNullOrEmpty
    }

    It 'is named by its parameter: <With.Keys>' -ForEach @(
        @{ With = @{ Momentum = 0.5 }; Says = '-Momentum 0.5 has no effect: Adam has no momentum.*' }
        @{ With = @{ WarmUpEpochs = 5 }; Says = '-WarmUpEpochs 5 is longer than the run:*' }
        @{ With = @{ EarlyStopping = 5 }; Says = '-EarlyStopping 5 has no effect:*after epoch 6 at the earliest*' }
        @{ With = @{ KeepCheckpoint = 2 }; Says = '-KeepCheckpoint 2 has no effect:*-CheckpointEvery*' }
        @{ With = @{ CheckpointEvery = 10 }; Says = '-CheckpointEvery 10 has no effect:*' }
        @{ With = @{ Schedule = @{ type = 'Step'; every = 30 } }; Says = '-Schedule Step has no effect:*' }
        @{ With = @{ Schedule = 'Plateau' }; Says = '-Schedule Plateau has no effect:*' }
        @{ With = @{ Accumulate = 100 }; Says = '-Accumulate 100 has the effect of 7:*' }
        @{ With = @{ AverageDecay = 0.999 }; Says = '-AverageDecay 0.999 has the effect of 0.4375:*' }
        @{ With = @{ ClassWeight = @{ red = 1 } }; Says = '-ClassWeight has no effect: every class has the same weight.*' }
        @{ With = @{ ClassWeight = 'Balanced' }; Says = '-ClassWeight Balanced has no effect: every class has as many*' }
        @{ With = @{ LimitBatches = 100 }; Says = '-LimitBatches 100 has no effect: an epoch has 7 batches*' }
        @{ With = @{ Freeze = 'conv1'; LearningRateFactor = @{ conv1 = 2 } }; Says = '-LearningRateFactor conv1 has no effect: later rules replace it*' }
    ) {
        $path = "$TestDrive/given-$([guid]::NewGuid())"
        $warnings = @(Get-UnusedWarning { Invoke-TinyTraining $dataset $path -With ($With + @{ Epochs = 1 }) })
        @($warnings -notmatch 'random initial weights') | Should -HaveCount 1
        $warnings[0] | Should -BeLike $Says
    }

    It 'of the recipe is named by its field, unless another parameter has replaced what it belongs to' {
        $recipe = Get-Content $tiny -Raw | ConvertFrom-Json -AsHashtable
        $recipe.optimizer = @{ type = 'Sgd'; learningRate = 0.01; momentum = 0.9; beta1 = 0.5 }
        $recipe | ConvertTo-Json -Depth 20 | Set-Content "$TestDrive/sgd.json"
        Get-UnusedWarning { Invoke-AlexNetTraining $dataset "$TestDrive/sgd.json" -Epochs 1 -RunPath "$TestDrive/sgd" } |
            Should -BeLike "optimizer.beta1 0.5 of recipe 'Tiny' has no effect: Sgd has no beta1.*"
        Get-UnusedWarning { Invoke-AlexNetTraining $dataset "$TestDrive/sgd.json" -Optimizer Adam -Epochs 1 -RunPath "$TestDrive/replaced" } | Should -BeNullOrEmpty
    }

    It 'is named when a run is resumed only if it is given then' {
        $null = Invoke-TinyTraining $dataset "$TestDrive/once" -With @{ Epochs = 1; KeepState = $true; Schedule = 'Plateau'; WarningAction = 'SilentlyContinue' }
        Get-UnusedWarning { Invoke-AlexNetTraining $dataset -RunPath "$TestDrive/once" -Resume } | Should -BeNullOrEmpty
        Get-UnusedWarning { Invoke-AlexNetTraining $dataset -RunPath "$TestDrive/once" -Resume -KeepCheckpoint 3 } | Should -BeLike '-KeepCheckpoint 3 has no effect:*'
    }

    It 'is named by Find-AlexNetLearningRate, and nothing else is' {
        Get-UnusedWarning { Find-AlexNetLearningRate $dataset $tiny -Steps 10 -Momentum 0.5 -WarningAction Continue } | Should -BeLike '-Momentum 0.5 has no effect: Adam has no momentum.*'
        Get-UnusedWarning { Find-AlexNetLearningRate $dataset $tiny -Steps 30 } | Where-Object { $_ -match 'effect' } | Should -BeNullOrEmpty
    }

    It 'is no difference between two runs' {
        $null = Invoke-TinyTraining $dataset "$TestDrive/runs/alike" -With @{ Epochs = 1; Seed = 1; WarningAction = 'SilentlyContinue'; Momentum = 0.5; Schedule = 'Plateau'; EarlyStopping = 5; LimitBatches = 100 }
        $rows = Compare-AlexNetRun "$TestDrive/runs"
        $rows | Should -HaveCount 2
        $rows.Settings | Should -Be '', ''
        $rows[0].TrainLoss | Should -Be $rows[1].TrainLoss
        $null = Invoke-TinyTraining $dataset "$TestDrive/runs/unlike" -With @{ Epochs = 1; Seed = 1; Optimizer = 'Sgd'; Momentum = 0.5 }
        (Compare-AlexNetRun "$TestDrive/runs").Momentum | Should -Be 0, 0, 0.5
    }
}
