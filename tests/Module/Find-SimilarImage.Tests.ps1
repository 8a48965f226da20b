BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $dataset = Import-TinyDataset -Path "$TestDrive/photos"
    $run = Invoke-TinyTraining $dataset "$TestDrive/run" -With @{ Seed = 1; Epochs = 2 }
    $embeddings = $dataset.Train | Export-FeatureEmbedding -Model $run -OutputPath "$TestDrive/fc7.npy" -PassThru
    $dataset.Train | Export-FeatureEmbedding -Model $run -OutputPath "$TestDrive/fc7.csv"
    $null = New-Item -ItemType Directory "$TestDrive/new"
    New-Image -Path "$TestDrive/new/a[1].png" -Color red -Seed 1000
    New-Image -Path "$TestDrive/new/b.png" -Color blue -Seed 1001
}

Describe 'Find-SimilarImage' {
    It 'finds, for files from the pipeline, images of their own color, nearest first' {
        $found = Get-ChildItem "$TestDrive/new" | Find-SimilarImage -Reference "$TestDrive/fc7.npy" -Model $run -Top 3
        $found | Should -HaveCount 6
        $found[0] | Should -BeOfType AlexNetPS.Inference.Neighbors.SimilarImage
        $found | ForEach-Object Rank | Should -Be 1, 2, 3, 1, 2, 3
        Split-Path $found.QueryPath -Leaf | Select-Object -Unique | Should -Be 'a[1].png', 'b.png'
        $found[0].Label, $found[3].Label | Should -Be 'red', 'blue'
        $found[0..2].Distance | Should -Be ($found[0..2].Distance | Sort-Object)
    }

    It 'says the same of a .csv file, of objects and of a split' {
        $expected = Find-SimilarImage "$TestDrive/new/b.png" "$TestDrive/fc7.npy" -Model $run
        foreach ($reference in "$TestDrive/fc7.csv", $embeddings, $dataset.Train) {
            $found = Find-SimilarImage "$TestDrive/new/b.png" -Reference $reference -Model $run
            $found.Path | Should -Be $expected.Path
            [Math]::Abs($found[0].Distance - $expected[0].Distance) | Should -BeLessThan 1e-4
        }
    }

    It 'gives paths that Get-Item takes' {
        $found = Find-SimilarImage -LiteralPath "$TestDrive/new/a[1].png" -Reference "$TestDrive/fc7.npy" -Model $run -Top 2
        ($found | Get-Item).Name | Should -Be $found.FileName
    }

    It 'knows, without a model, the images of the embeddings themselves, and leaves each out of its own neighbors' {
        $query = $dataset.Train.Samples[0].Path
        $found = Get-Item -LiteralPath $query | Find-SimilarImage -Reference "$TestDrive/fc7.npy" -Top 1000
        $found | Should -HaveCount ($dataset.Train.Count - 1)
        $found.Path | Should -Not -Contain $query
        $found[0].QueryLabel | Should -Be 'blue'
    }

    It 'takes a split, and embeddings, as what is looked for' {
        ($dataset.Validation | Find-SimilarImage -Reference "$TestDrive/fc7.npy" -Model $run -Top 1).QueryLabel | Should -Be @($dataset.Validation.Samples.Label)
        $embeddings[0, 1] | Find-SimilarImage -Reference "$TestDrive/fc7.npy" -Top 2 | ForEach-Object QueryPath | Should -Be @($embeddings[0, 0, 1, 1].Path)
    }

    It 'takes the layer of a <Extension> file from it, and rejects another layer and another model' -ForEach @(@{ Extension = 'csv' }, @{ Extension = 'npy' }) {
        $file = "$TestDrive/fc8.$Extension"
        $dataset.Train | Export-FeatureEmbedding -Model $run -Layer fc8 -OutputPath $file
        "$file.json" | Should -Exist
        (Get-Content "$file.json" | ConvertFrom-Json).origin.weightsHash | Should -Be $run.Model.HashWeights()
        $expected = Find-SimilarImage "$TestDrive/new/b.png" -Reference $file -Model $run -Layer fc8 -Top 1
        (Find-SimilarImage "$TestDrive/new/b.png" -Reference $file -Model $run -Top 1).Distance | Should -Be $expected.Distance
        $other = Invoke-TinyTraining $dataset "$TestDrive/other-$Extension" -With @{ Seed = 2; Epochs = 1 }
        { Find-SimilarImage "$TestDrive/new/b.png" -Reference $file -Model $other } | Should -Throw '*model*' -ErrorId 'EmbeddingMismatch,*'
        { Find-SimilarImage $dataset.Train.Samples[0].Path -Reference $file -Layer fc7 } | Should -Throw '*fc8*fc7*' -ErrorId 'EmbeddingMismatch,*'
        { $embeddings[0] | Find-SimilarImage -Reference $file } | Should -Throw '*fc8*fc7*' -ErrorId 'EmbeddingMismatch,*'
        Remove-Item "$file.json"
        $null = Find-SimilarImage "$TestDrive/new/b.png" -Reference $file -Model $run -Layer fc8 -WarningVariable warned -WarningAction SilentlyContinue
        $warned | Should -HaveCount 1
        $warned | Should -BeLike "*fc8.$Extension.json*missing*"
    }

    It 'measures the angle with -Metric Cosine' {
        $found = Find-SimilarImage "$TestDrive/new/b.png" -Reference "$TestDrive/fc7.npy" -Model $run -Metric Cosine
        $found.Metric | Select-Object -Unique | Should -Be 'Cosine'
        $found.Distance | ForEach-Object { $_ | Should -BeGreaterOrEqual 0; $_ | Should -BeLessOrEqual 2 }
    }

    It 'goes on after an image it cannot look for' {
        $found = Find-SimilarImage "$TestDrive/new/b.png", $embeddings[0].Path -Reference "$TestDrive/fc7.npy" -Top 1 -ErrorAction SilentlyContinue -ErrorVariable failure
        $found | Should -HaveCount 1
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'QueryNotEmbedded,*'
        $failure[0].TargetObject | Should -BeLike '*b.png'
    }

    It 'gives one clear error for <What>' -ForEach @(
        @{ What = 'a file that is not there'; With = @{ Reference = 'none.npy' }; Id = 'PathNotFound' }
        @{ What = 'a file of something else'; With = @{ Reference = 'other.csv' }; Id = 'EmbeddingUnreadable' }
        @{ What = 'a split without a model'; With = @{ Reference = 'SPLIT' }; Id = 'ModelRequired' }
        @{ What = 'a layer of another length'; With = @{ Reference = 'fc7.npy'; Model = 'run'; Layer = 'fc8' }; Id = 'EmbeddingMismatch' }
        @{ What = 'an unknown layer'; With = @{ Reference = 'fc7.npy'; Model = 'run'; Layer = 'fc9' }; Id = 'LayerNotFound' }
        @{ What = 'a number'; With = @{ Reference = 7 }; Id = 'ParameterArgumentTransformationError' }
    ) {
        Set-Content "$TestDrive/other.csv" "a,b`n1,2"
        if ($With.Reference -eq 'SPLIT') { $With.Reference = $dataset.Train }
        Push-Location $TestDrive
        try { { Find-SimilarImage ./new/b.png @With } | Should -Throw -ErrorId "$Id,*" } finally { Pop-Location }
    }

    It 'shows a table for each image' {
        $text = Find-SimilarImage "$TestDrive/new/b.png" -Reference "$TestDrive/fc7.npy" -Model $run -Top 2 | Get-RenderedText
        $text | Should -Match 'Similar to: .*b\.png'
        $text | Should -Match '(?m)^Rank +Distance Label +File'
        $text | Should -Match '(?m)^   1 +\d+[.,]\d{4} blue +blue-\d+\.png'
    }

    It 'completes layers of the model, and goes into CSV' {
        (TabExpansion2 'Find-SimilarImage x -Model $run -Layer fc').CompletionMatches.CompletionText | Should -Contain 'fc7'
        $row = Find-SimilarImage "$TestDrive/new/b.png" -Reference "$TestDrive/fc7.npy" -Model $run -Top 1 | ConvertTo-Csv | ConvertFrom-Csv
        $row.Path | Should -Exist
        [double]::Parse($row.Distance, [cultureinfo]::InvariantCulture) | Should -BeGreaterOrEqual 0
    }
}
