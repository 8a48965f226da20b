# What a person sees of every object that a cmdlet returns, and what becomes of it in JSON and CSV.
BeforeDiscovery {
    $kinds = 'Dataset', 'Split', 'Class', 'Sample', 'Run', 'Epoch', 'Recipe', 'Model', 'Evaluation', 'Metrics', 'Prediction', 'Embedding', 'Neighbor', 'Comparison', 'Diagnosis', 'Finding', 'Curve', 'Network', 'Layer', 'Device'
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $dataset = Import-TinyDataset -Path "$TestDrive/photos"
    $run = Invoke-TinyTraining $dataset "$TestDrive/run" -With @{ Epochs = 2; Seed = 1 }
    $file = $dataset.Train.Samples[0].Path
    $embedding = $file | Export-FeatureEmbedding -Model $run -OutputPath "$TestDrive/one.csv" -PassThru
    $dataset.Train | Export-FeatureEmbedding -Model $run -OutputPath "$TestDrive/all.csv"
    $all = @{
        Dataset = $dataset; Split = $dataset.Train; Class = $dataset.Classes[0]; Sample = $dataset.Train.Samples[0]
        Run = $run; Epoch = $run.Epochs[0]; Recipe = $run.Recipe; Model = $run.Model
        Evaluation = $run | Measure-AlexNetModel -Dataset $dataset
        Prediction = $file | Get-AlexNetPrediction -Model $run; Embedding = $embedding
        Neighbor = $embedding | Find-SimilarImage -Reference "$TestDrive/all.csv" -Top 1
        Comparison = $run | Compare-AlexNetRun; Diagnosis = $run | Test-AlexNetRun
        Finding = ($dataset | Test-ImageNetDataset -MinImages 1000)[0]
        Curve = $dataset | Find-AlexNetLearningRate -Recipe (Get-TinyRecipePath) -Steps 20
        Network = (Get-AlexNetArchitecture)[0]; Layer = (Get-AlexNetArchitecture Paper)[0]; Device = Get-AlexNetDevice cpu
    }
    $all.Metrics = $all.Evaluation.Classes[0]
}

Describe 'A <_>' -ForEach $kinds {
    BeforeAll { $item = $all[$_] }

    It 'has a view' {
        $text = $item | Get-RenderedText
        $text | Should -Not -Match 'AlexNetPS\.\w+\.\w+'
        $text.Trim().Length | Should -BeGreaterThan 20
        ($text -split '\r?\n' | Measure-Object).Count | Should -BeLessThan 40
    }

    It 'has words in a string' { "$item" | Should -Not -Match '^AlexNetPS\.' }

    It 'shows all with Select-Object *' { $item | Select-Object * | Format-List | Get-RenderedText | Should -Match ' : ' }

    It 'goes into JSON' {
        $json = $item | ConvertTo-Json -Depth 3 -WarningAction SilentlyContinue
        $json.Length | Should -BeLessThan 200kb
        $json | ConvertFrom-Json | Should -Not -BeNullOrEmpty
    }

    It 'goes into CSV, as one row' { @($item | ConvertTo-Csv | ConvertFrom-Csv) | Should -HaveCount 1 }
}

Describe 'Numbers' {
    BeforeAll { $before = [cultureinfo]::CurrentCulture }

    AfterAll { [cultureinfo]::CurrentCulture = $before }

    It 'are written in the culture of the reader in views, and the same everywhere in files' {
        $invariant = $all.Neighbor | ConvertTo-Csv
        [cultureinfo]::CurrentCulture = 'de-DE'
        Get-AlexNetArchitecture | Get-RenderedText -Width 160 | Should -Match '\d{2}\.\d{3}\.\d{3}'
        $all.Epoch | Get-RenderedText | Should -Match '\d,\d{4}'
        $all.Prediction | Get-RenderedText | Should -Match '\d,\d .?%'
        $all.Device | Get-RenderedText | Should -Match '\d,\d GB'
        $all.Comparison | Get-RenderedText | Should -Match '\d,\d{4}'
        $dataset.Train | Export-FeatureEmbedding -Model $run -OutputPath "$TestDrive/german.csv"
        (Get-FileHash "$TestDrive/german.csv").Hash | Should -Be (Get-FileHash "$TestDrive/all.csv").Hash
        $null = Invoke-TinyTraining $dataset "$TestDrive/german" -With @{ Epochs = 1; LearningRate = 0.0125 }
        Get-Content "$TestDrive/german/run.json" -Raw | Should -Match '"learningRate": 0\.0125'
        (Get-AlexNetRun "$TestDrive/german").Recipe.Optimizer.LearningRate | Should -Be 0.0125
    }

    It 'have one epoch where there is one' {
        $one = Invoke-TinyTraining $dataset "$TestDrive/single" -With @{ Epochs = 1 } | Test-AlexNetRun
        $one | Get-RenderedText | Should -Match '1 epoch, Completed'
    }
}
