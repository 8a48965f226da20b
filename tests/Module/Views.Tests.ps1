# What a person sees of every object that a cmdlet returns, and what becomes of it in JSON and CSV.
BeforeDiscovery {
    $kinds = 'Dataset', 'Split', 'Class', 'Sample', 'Skipped', 'Run', 'Epoch', 'Recipe', 'Model', 'Evaluation', 'Metrics', 'Confusion', 'MatrixRow', 'Prediction', 'LabelError', 'Projection', 'Projected', 'Probability', 'Embedding', 'ActivationMap', 'Neighbor', 'Comparison', 'Diagnosis', 'Symptom', 'Finding', 'Curve', 'RatePoint', 'Sweep', 'SweepGroup', 'SweepRun', 'FoldSummary', 'Network', 'Layer', 'Device', 'Change', 'Store', 'StorePart', 'Selected', 'SelectedImage', 'Scores', 'ScoreKind', 'Correlation', 'Scored', 'Repaired', 'Warned', 'Exported', 'RuleResult', 'Verified', 'ImportPreview', 'TrainingPreview'
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    # Names that a terminal obeys: clear the screen, colors, bell, another direction, a line. Windows has no such names.
    $hostile = $IsWindows ? '' : "$([char] 27)c$([char] 0x9B)31m`a$([char] 0x202E)$([char] 0x2028)"
    $photos = "$TestDrive/pho${hostile}tos"
    $null = New-ImageFolder -Path $photos
    foreach ($image in [IO.Directory]::GetFiles("$photos/blue")) { [IO.File]::Move($image, $image.Replace('.png', "$hostile.png")) }
    Set-Content -LiteralPath "$photos/red/broken$hostile.png" -Value 'no image'
    $dataset = Import-TinyDataset -Path $photos 3> $null
    $run = Invoke-TinyTraining $dataset "$TestDrive/r${hostile}un" -With @{ Epochs = 2; Seed = 1 }
    $file = ($dataset.Train.Samples | Where-Object Label -EQ 'blue')[0].Path
    $embedding = $file | Export-FeatureEmbedding -Model $run -OutputPath "$TestDrive/one.csv" -PassThru
    $dataset.Train | Export-FeatureEmbedding -Model $run -OutputPath "$TestDrive/all.csv"
    $all = @{
        Dataset = $dataset; Split = $dataset.Train; Class = $dataset.Classes[0]; Sample = $dataset.Train.Samples[0]
        Skipped = $dataset.Skipped[0]
        Run = $run; Epoch = $run.Epochs[0]; Recipe = $run.Recipe; Model = $run.Model
        Evaluation = $run | Measure-AlexNetModel -Dataset $dataset
        RuleResult = Test-AlexNetModel $run -Dataset $dataset -MinClassRecall 0.5
        Prediction = $file | Get-AlexNetPrediction -Model $run; Embedding = $embedding
        Neighbor = $embedding | Find-SimilarImage -Reference "$TestDrive/all.csv" -Top 1
        Comparison = $run | Compare-AlexNetRun; Diagnosis = $run | Test-AlexNetRun
        Finding = ($dataset | Test-ImageNetDataset -MinImages 1000)[0]
        Curve = $dataset | Find-AlexNetLearningRate -Recipe (Get-TinyRecipePath) -Steps 20
        Network = (Get-AlexNetArchitecture)[0]; Layer = (Get-AlexNetArchitecture Paper)[0]; Device = Get-AlexNetDevice cpu
    }
    $all.ActivationMap = $file | Export-ActivationMap -Model $run -OutputPath "$TestDrive/ma${hostile}ps" -PassThru
    $all.Sweep = $dataset | Invoke-AlexNetSweep (Get-TinyRecipePath) -Set @{ batchSize = 4, 8 } -Seed 1, 2 -Epochs 1 -LimitBatches 2 -RunPath "$TestDrive/swe${hostile}ep"
    $all.SweepGroup, $all.SweepRun = $all.Sweep.Groups[0], $all.Sweep.Rows[0]
    $all.FoldSummary = New-ImageNetFold $dataset -Count 2 | Invoke-AlexNetTraining (Get-TinyRecipePath) -Epochs 1 -RunPath "$TestDrive/fo${hostile}lds" | Compare-AlexNetRun | Select-Object -Last 1
    $all.Change = (Compare-ImageNetDataset $dataset.Train $dataset.Validation)[0]
    $all.Store = Get-ImageNetStore $dataset
    $all.StorePart = Import-ImageNetFolder -LiteralPath $photos -CachePath "$TestDrive/pa${hostile}rts" -StoreFormat Npy -WorkerIndex 0 -WorkerCount 2 3> $null
    $all.Selected = $all.Prediction | Select-ImageNetSample
    $all.SelectedImage = Select-ImageNetSample -Embedding "$TestDrive/all.csv" -Diverse -Count 1
    $all.Scores = $dataset | Test-ImageNetDataset -Score
    $all.ScoreKind, $all.Scored = $all.Scores.Kinds[0], $all.Scores.Images[0]
    # Made here: a dataset without copies and with colors of classes has neither.
    $all.Correlation = [AlexNetPS.Datasets.Scores.ClassCorrelation]::new('brightness', 0.9, 0.33, 0.15, 'red', 0.95, 0.1)
    $null = New-ImageFolder -Path "$TestDrive/copies" -Count 12
    Copy-Item "$TestDrive/copies/red/red-1.png" "$TestDrive/copies/red/red-99.png"
    $all.Repaired = Import-TinyDataset -Path "$TestDrive/copies" | Repair-ImageNetDataset -Kind Duplicate, Leakage -KeepBest -Confirm:$false -WarningAction Ignore | Select-Object -First 1
    $all.Warned = [AlexNetPS.Datasets.FileWarning]::new($file, 'odd')
    $all.Exported = $dataset | Export-ImageNetDataset -OutputPath "$TestDrive/ex${hostile}port" -Format ImageFolder
    $run | Export-AlexNetModel ([IO.Directory]::CreateDirectory("$TestDrive/card").FullName + '/model.safetensors') -Card
    $all.Verified = (Test-AlexNetManifest "$TestDrive/card")[0]
    $all.ImportPreview = Import-ImageNetFolder -LiteralPath $photos -CachePath "$TestDrive/ca${hostile}che" -WhatIf
    $all.TrainingPreview = Invoke-TinyTraining $dataset "$TestDrive/pre${hostile}view" -With @{ WhatIf = $true }
    $all.Metrics = $all.Evaluation.Classes[0]
    $all.MatrixRow = $all.Evaluation.ConfusionMatrix[0]
    # Made here, because a network that has learned confuses nothing, and a healthy run has no symptom.
    $all.Confusion = [AlexNetPS.Inference.ClassConfusion]::new('blue', 'red', 3, 0.25)
    $all.Symptom = [AlexNetPS.Training.Diagnosis.TrainingFinding]::new('FlatLoss', 2, 'The loss stays.', 'The rate is high.', 'Set -LearningRate 0.001.')
    $all.Projection = Export-EmbeddingProjection "$TestDrive/map.csv" -Embedding "$TestDrive/all.csv" -PassThru
    $all.Projected = $all.Projection.Points[0]
    $all.LabelError = [AlexNetPS.Inference.LabelErrors.LabelError]@{
        Path = $file; GivenLabel = 'blue'; SuggestedLabel = 'red'; GivenProbability = 0.1; SuggestedProbability = 0.8; Score = 0.85
        Dataset = $dataset.Name; SourcePath = $dataset.SourcePath; Split = 'Train'; Model = 'Tiny'
    }
    $all.Probability = $all.Prediction.Top[0]
    $all.RatePoint = $all.Curve.Points[0]
    # What a type's name looks like where a value should be.
    $typeName = 'AlexNetPS\.[\w.+]+|System\.[\w.]+(\[|`|\b)|(List|Dictionary|IReadOnlyList|ReadOnlyArray)`\d|<>z__'
    $forms = @{
        Default = { param($item) $item | Out-String -Width 160 }
        Table = { param($item) $item | Format-Table | Out-String -Width 160 }
        List = { param($item) $item | Format-List | Out-String -Width 160 }
    }
}

Describe 'A <_>' -ForEach $kinds {
    BeforeAll {
        $item = $all[$_]
        $shell = [powershell]::Create()
        $shell.AddScript("Import-Module '$(Get-StagedModulePath)'; `$PSStyle.OutputRendering = '$($PSStyle.OutputRendering)'; `$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'").Invoke()
    }

    AfterAll { $shell.Dispose() }

    It 'has a view' {
        $text = $item | Get-RenderedText
        $text | Should -Not -Match 'AlexNetPS\.\w+\.\w+'
        $text.Trim().Length | Should -BeGreaterThan 20
        ($text -split '\r?\n' | Measure-Object).Count | Should -BeLessThan 40
    }

    It 'shows no control character of the names of files and folders' {
        $controls = '[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]'
        # The text of a custom object is PowerShell's own: all its properties.
        if ($item -isnot [System.Management.Automation.PSCustomObject]) { "$item" | Should -Not -Match $controls }
        foreach ($form in $forms.GetEnumerator()) { & $form.Value $item | Should -Not -Match $controls -Because $form.Key }
    }

    It 'has words in a string' { "$item" | Should -Not -Match '^AlexNetPS\.' }

    It 'shows all with Select-Object *' { $item | Select-Object * | Format-List | Get-RenderedText | Should -Match ' : ' }

    It 'has values instead of the names of types in CSV, JSON and a list' {
        foreach ($cell in ($item | ConvertTo-Csv | ConvertFrom-Csv).PSObject.Properties) { "$($cell.Name) = $($cell.Value)" | Should -Not -Match $typeName }
        $item | ConvertTo-Json -Depth 5 -WarningAction SilentlyContinue | Should -Not -Match "`"($typeName)"
        $item | Format-List * | Get-RenderedText -Width 4000 | Should -Not -Match "(?m)^\s*\w+\s*: .*?($typeName)"
    }

    It 'is the same in ConstrainedLanguage' {
        foreach ($form in $forms.GetEnumerator()) {
            $expected = & $form.Value $item
            $shell.Commands.Clear()
            $shell.Streams.ClearStreams()
            $shown = $shell.AddScript($form.Value).AddArgument($item).Invoke()
            "$shown" | Should -Be $expected -Because $form.Key
            $shell.Streams.Error | Should -BeNullOrEmpty
        }
    }

    It 'looks the same from Import-Clixml' {
        $item | Export-Clixml -LiteralPath "$TestDrive/item.xml"
        $back = Import-Clixml -LiteralPath "$TestDrive/item.xml"
        $back | Get-RenderedText -Width 160 | Should -Be ($item | Get-RenderedText -Width 160)
    }

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

Describe 'Headers' {
    It 'are properties or aliases of what the table shows' {
        # A drawing needs no property.
        $drawn = 'Bar'
        $tables = Select-Xml -LiteralPath "$((Get-Module AlexNetPS).ModuleBase)/AlexNetPS.Format.ps1xml" -XPath '//View[TableControl]'
        $missing = foreach ($view in $tables.Node) {
            $type = @($view.ViewSelectedBy.TypeName)[0]
            $item = $all.Values | Where-Object { $_.PSTypeNames -contains $type } | Select-Object -First 1
            if (-not $item) { "$type is in no test"; continue }
            foreach ($column in $view.TableControl.TableHeaders.TableColumnHeader) {
                if ($column.Label -notin $drawn -and -not $item.PSObject.Properties[$column.Label]) { "$type has no '$($column.Label)'" }
            }
        }
        $missing | Should -BeNullOrEmpty
        $tables | Should -Not -BeNullOrEmpty
    }

    It 'sort, filter and select' {
        $epochs = $run.Epochs
        $expected = @($epochs | Sort-Object ValidationLoss -Descending | ForEach-Object Epoch)
        @($epochs | Sort-Object ValLoss -Descending | ForEach-Object Epoch) | Should -Be $expected
        @($epochs | Sort-Object ValLoss | ForEach-Object Epoch) | Should -Not -Be $expected
        @($epochs | Where-Object ValLoss -GT 1e9) | Should -HaveCount 0
        @($epochs | Where-Object ValLoss -LT 1e9) | Should -HaveCount 2
        ($epochs[0] | Select-Object 'Images/s').'Images/s' | Should -Be $epochs[0].ImagesPerSecond
        $all.Model | Select-Object -ExpandProperty ValTop1 | Should -Be $run.BestEpoch.ValidationTop1
        $epochs | Export-Clixml "$TestDrive/epochs.xml"
        @(Import-Clixml "$TestDrive/epochs.xml" | Sort-Object ValLoss -Descending | ForEach-Object Epoch) | Should -Be $expected
    }

    It 'are not written next to the property they stand for' {
        $columns = ($run.Epochs[0] | ConvertTo-Csv | ConvertFrom-Csv).PSObject.Properties.Name
        $columns | Should -Contain 'ValidationLoss'
        $columns | Should -Not -Contain 'ValLoss'
    }
}

Describe 'Values' {
    It 'of enumerations are names in JSON' {
        ($run | Select-Object Status | ConvertTo-Json | ConvertFrom-Json).Status | Should -Be 'Completed'
        ($dataset.Train | ConvertTo-Json -Depth 1 -WarningAction SilentlyContinue | ConvertFrom-Json).Name | Should -Be 'Train'
    }

    It 'of transforms name their type' {
        $recipe = $run.Recipe | ConvertTo-Json -Depth 5 | ConvertFrom-Json
        $recipe.EvaluationTransforms.Type | Should -Be $run.Recipe.EvaluationTransforms.Type
        $run.Recipe.EvaluationTransforms | ForEach-Object { "$($_ | Format-List | Out-String)" | Should -Match $_.Type }
    }

    It 'of a confusion matrix are rows with the class names as columns' {
        $matrix = $all.Evaluation.ConfusionMatrix
        $rows = @($matrix | ConvertTo-Csv | ConvertFrom-Csv)
        $rows.Actual | Should -Be $dataset.Classes.Name
        $rows[0].PSObject.Properties.Name | Should -Be (@('Actual') + $dataset.Classes.Name)
        foreach ($i in 0..2) {
            foreach ($j in 0..2) {
                $rows[$i].($dataset.Classes[$j].Name) | Should -Be $matrix[$i, $j]
                $matrix[$i][$j] | Should -Be $matrix[$i, $j]
            }
        }

        $matrix.Count | Should -Be 3
        $matrix[-1].Actual | Should -Be 'red'
        @($matrix.red) | Should -Be @(0..2 | ForEach-Object { $matrix[$_, 2] })
        ($matrix | ConvertTo-Json | ConvertFrom-Json)[1].Actual | Should -Be 'green'
        $matrix | Format-Table | Get-RenderedText | Should -Match 'Actual +blue +green +red'
        { $matrix[0].red = 3 } | Should -Throw '*read-only*'
    }

    It 'above a million are short' {
        [AlexNetPS.Training.RangeTest.LearningRatePoint]::new(1, 0.1, 1.5e29, 2.5e6) | Get-RenderedText | Should -Match '1\.5E\+29 +2\.5E\+06'
    }

    It 'of a split are reached by position' {
        $dataset.Train[0].Path | Should -Be $dataset.Train.Samples[0].Path
        $dataset.Train[-1].Path | Should -Be $dataset.Train.Samples[-1].Path
        @($dataset.Train | ForEach-Object { $_ }) | Should -HaveCount 1
        $dataset.Train | Export-Clixml "$TestDrive/split.xml"
        (Import-Clixml "$TestDrive/split.xml").StorePath | Should -Be $dataset.StorePath
    }

    It 'with a path are files for other cmdlets' {
        ($all.Sample | Get-Item).FullName | Should -Be $all.Sample.Path
        ($all.Prediction | Get-Item).FullName | Should -Be $all.Prediction.Path
        ($run | Get-ChildItem -Filter run.json).Name | Should -Be 'run.json'
        $all.Sample.PSPath | Should -Be $all.Sample.Path
    }

    It 'of samples keep their classes as a list' {
        $dataset.Train.Samples | Export-Csv -LiteralPath "$TestDrive/list.csv"
        $list = Import-ImageNetFolder "$TestDrive/list.csv" -ImageSize 32 -CachePath "$TestDrive/list.cache"
        $list.Classes.Name | Should -Be $dataset.Classes.Name
        ($list.Train.Count + $list.Validation.Count + $list.Test.Count) | Should -Be $dataset.Train.Count
    }
}
