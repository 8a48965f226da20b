BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $dataset = Import-TinyDataset "$TestDrive/photos"
    $run = Invoke-TinyTraining $dataset "$TestDrive/run"
    $predictions = $dataset.Train | Get-AlexNetPrediction -Model $run -Top 1
    $null = $dataset.Train | Export-FeatureEmbedding -Model $run -OutputPath "$TestDrive/train.npy"
    $null = $dataset.Validation | Export-FeatureEmbedding -Model $run -OutputPath "$TestDrive/known.npy"
}

Describe 'Select-ImageNetSample' {
    It 'returns the predictions of the highest <_>, with score and rank' -ForEach 'Margin', 'Entropy', 'LeastConfidence' {
        $by = $_
        $selected = $predictions | Select-ImageNetSample -By $by -Count 7
        $expected = $predictions | Sort-Object @{ Expression = $by; Descending = $true }, @{ Expression = { $_.Path } } | Select-Object -First 7
        $selected.Path | Should -Be $expected.Path
        $selected.Score | Should -Be $expected.$by
        $selected | ForEach-Object Rank | Should -Be (1..7)
        $selected[0] | Should -BeOfType AlexNetPS.Inference.Prediction
        $selected[0].Top | Should -HaveCount 1
        $selected[0].Distance | Should -BeNullOrEmpty
    }

    It 'draws by the seed alone' {
        $one = $predictions | Select-ImageNetSample Random 5 -Seed 1
        ($predictions | Sort-Object Probability | Select-ImageNetSample Random 5 -Seed 1).Path | Should -Be $one.Path
        ($predictions.Path | Select-ImageNetSample Random 5 -Seed 1).Path | Should -Be $one.Path
        (Get-ChildItem $predictions.Path | Select-ImageNetSample Random 5 -Seed 1).FullName | Should -Be $one.Path
        ($predictions | Select-ImageNetSample Random 5 -Seed 2).Path | Should -Not -Be $one.Path
    }

    It 'takes rows of a CSV file and what a job returned' {
        $selected = $predictions | Select-ImageNetSample -Count 4
        $predictions | Export-Csv "$TestDrive/predictions.csv"
        $rows = Import-Csv "$TestDrive/predictions.csv" | Select-ImageNetSample -Count 4
        $rows.Path | Should -Be $selected.Path
        $rows.Label | Should -Be $selected.Label
        $predictions | Export-Clixml "$TestDrive/predictions.xml"
        (Import-Clixml "$TestDrive/predictions.xml" | Select-ImageNetSample -Count 4).Path | Should -Be $selected.Path
        (Select-ImageNetSample -InputObject $predictions -Count 4).Path | Should -Be $selected.Path
        $selected | Export-Csv "$TestDrive/to-check.csv"
        $again = Import-Csv "$TestDrive/to-check.csv"
        $again | ForEach-Object Rank | Should -Be '1', '2', '3', '4'
        $again[0].Path, $again[0].Label | Should -Be $selected[0].Path, $selected[0].Label
        $predictions | Select-ImageNetSample -By Random -Count 20 | Export-Csv "$TestDrive/sheet.csv"
        Import-ImageNetFolder "$TestDrive/sheet.csv" -IndexOnly -ValidationFraction 0 -ImageSize 32 |
            Export-ImageNetSample -Recipe (Get-TinyRecipePath) -OutputPath "$TestDrive/sheet.png" -Count 20
        Test-Path "$TestDrive/sheet.png" | Should -BeTrue
    }

    It 'selects different images by their embeddings' {
        $diverse = $predictions | Select-ImageNetSample -By Margin -Count 6 -Diverse -Embedding "$TestDrive/train.npy"
        $diverse[0].Path | Should -Be ($predictions | Select-ImageNetSample -Count 1).Path
        $diverse.Distance[1..5] | Should -Be ($diverse.Distance[1..5] | Sort-Object -Descending)
        $most = $predictions | Select-ImageNetSample -Count 6
        ($predictions | Select-ImageNetSample -Count 6 -Diverse -Embedding "$TestDrive/train.npy" -Candidates 6).Path | Sort-Object |
            Should -Be ($most.Path | Sort-Object)
        # The farthest of all from those known is the first.
        $far = $predictions | Select-ImageNetSample -Count 1 -Diverse -Embedding "$TestDrive/train.npy" -Known "$TestDrive/known.npy" -Candidates 1000
        $nearest = $dataset.Train | Find-SimilarImage -Reference "$TestDrive/known.npy" -Model $run -Top 1 | Sort-Object Distance -Descending
        $far.Path | Should -Be $nearest[0].QueryPath
        [Math]::Abs($far.Distance - $nearest[0].Distance) | Should -BeLessThan 1e-3
    }

    It 'chooses from embeddings alone' {
        $varied = Select-ImageNetSample -Embedding "$TestDrive/train.npy" -Diverse -Count 5 -Seed 3
        $varied | Should -HaveCount 5
        $varied[0].GetType().Name | Should -Be 'SelectedImage'
        $embeddings = $dataset.Train | Export-FeatureEmbedding -Model $run -OutputPath "$TestDrive/again.csv" -PassThru
        ($embeddings | Select-ImageNetSample -By Random -Diverse -Count 5 -Seed 3).Path | Should -Be $varied.Path
        @() | Select-ImageNetSample -Embedding "$TestDrive/train.npy" -Diverse | Should -BeNullOrEmpty
        # A split whose embeddings are in the file: none of its images is left.
        Select-ImageNetSample -Embedding "$TestDrive/train.npy" -Diverse -Known $dataset.Train | Should -BeNullOrEmpty
    }

    It 'shows rank, score and class' {
        $text = $predictions | Select-ImageNetSample -Count 2 -Diverse -Embedding "$TestDrive/train.npy" | Get-RenderedText
        $text | Should -Match 'Rank\s+Score\s+Distance\s+Label'
        Select-ImageNetSample -Embedding "$TestDrive/train.npy" -Diverse -Count 2 | Get-RenderedText | Should -Match 'Rank\s+Score\s+Distance\s+File'
    }

    It 'gives one clear error' {
        { Get-ChildItem $predictions.Path | Select-ImageNetSample -By Entropy } | Should -Throw -ErrorId 'ScoreMissing,*'
        { [pscustomobject]@{ Path = 'a.png'; Margin = 3 } | Select-ImageNetSample -By Margin } | Should -Throw -ErrorId 'ScoreMissing,*'
        { Select-ImageNetSample -By Margin -Embedding "$TestDrive/train.npy" } | Should -Throw -ErrorId 'ScoreMissing,*'
        { $predictions | Select-ImageNetSample -Diverse } | Should -Throw -ErrorId 'EmbeddingRequired,*'
        { $predictions | Select-ImageNetSample -Diverse -Embedding "$TestDrive/known.npy" } | Should -Throw -ErrorId 'EmbeddingUnreadable,*'
        { $predictions | Select-ImageNetSample -Diverse -Embedding $dataset.Train } | Should -Throw -ErrorId 'EmbeddingRequired,*'
        { $predictions | Select-ImageNetSample -Known "$TestDrive/known.npy" } | Should -Throw -ErrorId 'ArgumentInvalid,*'
        { 1 | Select-ImageNetSample -By Random } | Should -Throw -ErrorId 'ArgumentInvalid,*'
    }
}
