BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $dataset = Import-TinyDataset -Path "$TestDrive/photos"
    $run = Invoke-TinyTraining $dataset "$TestDrive/run" -With @{ Epochs = 2; WarningAction = 'Ignore' }
    $embeddings = $dataset.Validation | Export-FeatureEmbedding -Model $run -OutputPath "$TestDrive/fc7.npy" -PassThru
    Push-Location (New-Item -ItemType Directory "$TestDrive/out")
}

AfterAll { Pop-Location }

Describe 'Export-EmbeddingProjection' {
    It 'projects a file and the pipeline alike' {
        $file = Export-EmbeddingProjection ./file.csv -Embedding "$TestDrive/fc7.npy" -PassThru
        $piped = $embeddings | Export-EmbeddingProjection ./piped.csv -PassThru
        Get-Item "$TestDrive/fc7.npy" | Export-EmbeddingProjection -OutputPath { "./$($_.BaseName).csv" } | Should -BeNullOrEmpty
        $file.Count | Should -Be $dataset.Validation.Count
        $file.Layer | Should -Be fc7
        $file.ExplainedVariance | Should -HaveCount 2
        ($file.ExplainedVariance | Measure-Object -Sum).Sum | Should -BeGreaterThan 0.5
        ($file.ExplainedVariance | Measure-Object -Sum).Sum | Should -BeLessThan 1.000001
        $rows = Import-Csv ./file.csv
        $rows.path | Should -Be $dataset.Validation.Samples.Path
        $rows.label | Should -Be $dataset.Validation.Samples.Label
        Get-Content ./piped.csv -Raw | Should -Be (Get-Content ./file.csv -Raw)
        Get-Content ./fc7.csv -Raw | Should -Be (Get-Content ./file.csv -Raw)
        [double] $rows[3].x | Should -Be $piped.Points[3].X
    }

    It 'separates the colors that the network tells apart' {
        $points = (Export-EmbeddingProjection ./apart.csv -Embedding "$TestDrive/fc7.npy" -PassThru).Points
        $centers = $points | Group-Object Label | ForEach-Object { [pscustomobject]@{ Label = $_.Name; X = ($_.Group | Measure-Object X -Average).Average; Y = ($_.Group | Measure-Object Y -Average).Average } }
        foreach ($point in $points) {
            ($centers | Sort-Object { [Math]::Pow($_.X - $point.X, 2) + [Math]::Pow($_.Y - $point.Y, 2) })[0].Label | Should -Be $point.Label
        }
    }

    It 'names the classes and the variance in a chart, and takes a title' {
        Export-EmbeddingProjection ./map.svg -Embedding "$TestDrive/fc7.npy"
        $text = Get-Content ./map.svg -Raw
        foreach ($word in 'blue', 'green', 'red', "fc7 of $($dataset.Validation.Count) images", 'of the variance') { $text | Should -BeLike "*$word*" }
        Export-EmbeddingProjection ./titled.svg -Embedding "$TestDrive/fc7.npy" -Title 'My <classes>'
        Get-Content ./titled.svg -Raw | Should -BeLike '*My &lt;classes&gt;*'
        Export-EmbeddingProjection ./map.png -Embedding "$TestDrive/fc7.npy"
        (Get-Item ./map.png).Length | Should -BeGreaterThan 1000
    }

    It 'shows the images, and warns of those that are gone' {
        $copy = New-Item -ItemType Directory "$TestDrive/copy"
        $images = $dataset.Validation.Samples.Path | Copy-Item -Destination $copy -PassThru
        $features = $images | Export-FeatureEmbedding -Model $run -OutputPath ./copy.npy -PassThru
        $features | Export-EmbeddingProjection ./images.svg -Thumbnail -ThumbnailSize 8 -WarningVariable warned
        $warned | Should -BeNullOrEmpty
        Get-Content ./images.svg -Raw | Should -BeLike '*data:image/png;base64,*'
        Remove-Item $images
        $features | Export-EmbeddingProjection ./gone.svg -Thumbnail -ThumbnailSize 8 -WarningVariable warned -WarningAction SilentlyContinue
        $warned.Count | Should -BeGreaterThan 0
        "$($warned[0])" | Should -BeLike '*is not shown*'
    }

    It 'rejects <What>' -ForEach @(
        @{ What = 'a split'; Command = { $dataset.Train | Export-EmbeddingProjection ./x.svg }; Id = 'EmbeddingRequired,*' }
        @{ What = 'another extension'; Command = { Export-EmbeddingProjection ./x.jpg -Embedding "$TestDrive/fc7.npy" }; Id = 'FormatUnknown,*' }
        @{ What = 'a file that is not there'; Command = { Export-EmbeddingProjection ./x.svg -Embedding "$TestDrive/nothing.npy" }; Id = 'PathNotFound,*' }
        @{ What = 'another file'; Command = { Export-EmbeddingProjection ./x.svg -Embedding "$TestDrive/run/run.json" }; Id = 'EmbeddingUnreadable,*' }
    ) {
        $Command | Should -Throw -ErrorId $Id
        './x.svg' | Should -Not -Exist
    }
}
