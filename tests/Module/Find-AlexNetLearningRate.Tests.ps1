BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $dataset = Import-TinyDataset -Path "$TestDrive/photos"
    $tiny = Get-TinyRecipePath
}

Describe 'Find-AlexNetLearningRate' {
    BeforeAll { $curve = $dataset | Find-AlexNetLearningRate -Recipe $tiny -Minimum 1e-5 -Maximum 10 -Steps 60 -Seed 1 }

    It 'gives one curve of rising rates and a suggestion on it' {
        $curve | Should -BeOfType AlexNetPS.Training.RangeTest.LearningRateCurve
        $curve.Points.Count | Should -BeGreaterThan 20
        $curve.Points[0].LearningRate | Should -Be 1e-5
        $curve.Points.LearningRate | Should -Be ($curve.Points.LearningRate | Sort-Object)
        $curve.Suggestion | Should -BeGreaterThan 1e-5
        $curve.Suggestion | Should -BeLessOrEqual ($curve.LowestLossRate / 10)
    }

    It 'suggests a rate that learns' {
        $run = Invoke-TinyTraining $dataset "$TestDrive/found" -With @{ Epochs = 3; LearningRate = $curve.Suggestion }
        $run.Epochs[-1].TrainLoss | Should -BeLessThan $run.Epochs[0].TrainLoss
    }

    It 'gives the same curve with the same seed, and writes nothing' {
        Push-Location (New-Item -ItemType Directory "$TestDrive/empty")
        try {
            $again = Find-AlexNetLearningRate $dataset $tiny -Minimum 1e-5 -Maximum 10 -Steps 60 -Seed 1
            $again.Points.Loss | Should -Be $curve.Points.Loss
            Get-ChildItem | Should -BeNullOrEmpty
        }
        finally { Pop-Location }
    }

    It 'shows suggestion and curve' {
        $text = $curve | Get-RenderedText
        $text | Should -Match 'Suggestion +: [\d.e-]+'
        $text | Should -Match '[▁▂▃▄▅▆▇█]{20}'
        $curve.Points | Select-Object -First 2 | Get-RenderedText | Should -Match 'LearningRate +Loss +SmoothedLoss'
    }

    It 'warns where the loss falls at no rate' {
        $flat = Find-AlexNetLearningRate $dataset $tiny -Minimum 1e-12 -Maximum 1e-11 -Steps 20 -WarningVariable warning -WarningAction SilentlyContinue
        $flat.Suggestion | Should -BeNullOrEmpty
        $warning | Should -HaveCount 1
    }

    It 'states what the last layer of an initial model starts with' {
        $first = Invoke-TinyTraining $dataset "$TestDrive/first" -With @{ Epochs = 1; WarningAction = 'SilentlyContinue' }
        $said = Find-AlexNetLearningRate $dataset -InitialModel $first -Steps 10 -Verbose 3>&1 4>&1
        ($said | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }).Message -join "`n" | Should -Match 'is taken from the initial model'
    }

    It 'stops at once on Ctrl+C' {
        $stopped = Stop-ScriptWhen -Script '$dataset | Find-AlexNetLearningRate -Recipe HalfWidth -Steps 100000 -Maximum 1e-5' -Variable @{ dataset = $dataset } -ShowProgress -When { param($output, $progress) $progress.Count -gt 0 }
        $stopped.WasRunning | Should -BeTrue
        $stopped.State | Should -Be 'Stopped'
        $stopped.Errors | Should -BeNullOrEmpty
    }

    It 'tests the network that a transfer trains: frozen layers, factors, another architecture' {
        $common = @{ Dataset = $dataset; Recipe = $tiny; Minimum = 1e-4; Maximum = 0.1; Steps = 20; Seed = 1 }
        $plain = Find-AlexNetLearningRate @common
        $frozen = Find-AlexNetLearningRate @common -Freeze conv1
        $frozen.Points[0].Loss | Should -Be $plain.Points[0].Loss -Because 'the first loss is before any update'
        $frozen.Points[-1].Loss | Should -Not -Be $plain.Points[-1].Loss
        (Find-AlexNetLearningRate @common -LearningRateFactor @{ conv1 = 0 }).Points.Loss | Should -Be $frozen.Points.Loss
        (Find-AlexNetLearningRate @common -Optimizer Sgd -Momentum 0.9).Points[-1].Loss | Should -Not -Be $plain.Points[-1].Loss
        Set-Content "$TestDrive/wide.json" ((Get-AlexNetRecipe $tiny).Architecture.Definition.ToJson() -replace '"filters": 8', '"filters": 16')
        (Find-AlexNetLearningRate @common -Architecture "$TestDrive/wide.json").Points[0].Loss | Should -Not -Be $plain.Points[0].Loss
        { Find-AlexNetLearningRate @common -Freeze 'konv*' } | Should -Throw -ErrorId 'RecipeInvalid,*'
        { Find-AlexNetLearningRate @common -Freeze '*' } | Should -Throw -ErrorId 'RecipeInvalid,*'
    }

    It 'trains every architecture by name' {
        (Find-AlexNetLearningRate $dataset -Recipe Bvlc -Architecture CaffeNet -BatchSize 2 -Steps 10 -WarningAction SilentlyContinue).Points.Count | Should -BeGreaterThan 1
    }

    It 'refuses rates that do not rise' {
        { Find-AlexNetLearningRate $dataset $tiny -Minimum 1 -Maximum 0.1 } | Should -Throw -ErrorId 'TrainingRefused,*'
    }
}
