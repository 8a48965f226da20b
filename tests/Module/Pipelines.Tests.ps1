# Objects of one cmdlet given to the next, in the ways a user types.
BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $dataset = Import-TinyDataset -Path "$TestDrive/photos"
    $run = Invoke-TinyTraining $dataset "$TestDrive/runs/a" -With @{ Epochs = 1 }
    $null = Invoke-TinyTraining $dataset "$TestDrive/runs/b" -With @{ Epochs = 1; Seed = 2 }
    $photo = (Get-ChildItem "$TestDrive/photos" -Recurse -File | Select-Object -First 1).FullName
    $count = $dataset.Validation.Count

    # As a job, a remote session or a file returns it: properties only.
    function Get-Copy { param([Parameter(ValueFromPipeline)] $InputObject) process { [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($InputObject)) } }
}

Describe 'A row of a comparison' {
    BeforeAll { $best = Compare-AlexNetRun "$TestDrive/runs" | Where-Object IsBest }

    It 'is the run' { ($best | Get-AlexNetRun).Path | Should -Be $best.Path }
    It 'is a model to measure' { ($best | Measure-AlexNetModel -Dataset $dataset).Count | Should -Be $count }
    It 'is a model to predict with' { (Get-AlexNetPrediction $photo -Model $best).Label | Should -BeIn $dataset.Classes.Name }
    It 'comes back from a CSV file' {
        Compare-AlexNetRun "$TestDrive/runs" | Export-Csv "$TestDrive/compare.csv"
        Import-Csv "$TestDrive/compare.csv" | Where-Object IsBest -EQ True | Get-AlexNetRun | ForEach-Object Path | Should -Be $best.Path
    }
    It 'is deleted with its folder' {
        $null = Invoke-TinyTraining $dataset "$TestDrive/runs/c" -With @{ Epochs = 1; Seed = 3 }
        Compare-AlexNetRun "$TestDrive/runs" | Where-Object Path -Like '*c' | Remove-AlexNetRun -Confirm:$false
        "$TestDrive/runs/c" | Should -Not -Exist
        "$TestDrive/runs/b" | Should -Exist
    }
}

Describe 'A copy without methods' {
    It 'of a run is a model' { ($run | Get-Copy | Measure-AlexNetModel -Dataset $dataset).Count | Should -Be $count }
    It 'of a run is the run' { ($run | Get-Copy | Get-AlexNetRun).Path | Should -Be $run.Path }
    It 'of a dataset is the dataset' { (Measure-AlexNetModel $run ($dataset | Get-Copy)).Count | Should -Be $count }
    It 'of a dataset can be trained on' {
        ($dataset | Get-Copy | Invoke-AlexNetTraining (Get-TinyRecipePath) -Epochs 1 -RunPath "$TestDrive/copy").Dataset | Should -Be $dataset.Name
    }
    It 'of a prediction is its image' { (Get-AlexNetPrediction $photo -Model $run | Get-Copy | Get-AlexNetPrediction -Model $run).Path | Should -Be $photo }
}

Describe 'Splits and datasets' {
    It 'bind by position' { Get-AlexNetPrediction $dataset.Validation -Model $run | Should -HaveCount $count }
    It 'bind through the pipeline' { ($dataset.Validation | Measure-AlexNetModel $run).Split | Should -Be Validation }
    It 'bind by position with the models from the pipeline' { $run, $run.Path | Measure-AlexNetModel $dataset.Validation | Should -HaveCount 2 }
    It 'are measured with the models that can be read' {
        $got = @("$TestDrive/nothing", $run.Path | Measure-AlexNetModel -Dataset $dataset -ErrorAction SilentlyContinue -ErrorVariable failed)
        $got | Should -HaveCount 1
        $failed.FullyQualifiedErrorId | Should -BeLike 'PathNotFound,*'
    }
    It 'are measured by their validation images as a whole' { ($dataset | Measure-AlexNetModel $run).Split | Should -Be Validation }
    It 'leave position 0 to the recipe if piped' {
        ($dataset | Invoke-AlexNetTraining (Get-TinyRecipePath) -Epochs 1 -RunPath "$TestDrive/piped").Recipe.Name | Should -Be Tiny
    }
    It 'bind by position before the recipe, as <_>' -ForEach 'an object', 'the path of a store', 'a folder of images' {
        $name = $_ -replace ' '
        $given = switch ($_) { 'an object' { $dataset } 'the path of a store' { $dataset.StorePath } default { "$TestDrive/photos" } }
        $trained = Invoke-AlexNetTraining $given (Get-TinyRecipePath) -Epochs 1 -RunPath "$TestDrive/by-$name" -WarningAction Ignore
        $trained.Recipe.Name | Should -Be Tiny
        $trained.Dataset | Should -Be $dataset.Name
    }
    It 'may be a folder of images, imported as Import-ImageNetFolder does' {
        $evaluation = Measure-AlexNetModel $run "$TestDrive/photos" -WarningAction Ignore
        $evaluation.Count | Should -Be (Import-ImageNetFolder "$TestDrive/photos").Validation.Count
    }
    It 'say where a run was given as a dataset' {
        { Measure-AlexNetModel $run $run -ErrorAction Stop } | Should -Throw '*dataset*not a training run. Use -Model*'
        { Measure-AlexNetModel $run $run.Path -ErrorAction Stop } | Should -Throw '*is a training run, not a dataset*'
    }
}

Describe 'Images' {
    It 'come from predictions' { (Get-AlexNetPrediction $photo -Model $run | Get-AlexNetPrediction -Model "$TestDrive/runs/b").Path | Should -Be $photo }
    It 'come from a CSV file' {
        [pscustomobject]@{ Path = $photo; Note = 'look again' } | Export-Csv "$TestDrive/list.csv"
        (Import-Csv "$TestDrive/list.csv" | Get-AlexNetPrediction -Model $run).Path | Should -Be $photo
    }
    It 'are found and predicted in turn' {
        $dataset.Train | Export-FeatureEmbedding -Model $run -OutputPath "$TestDrive/fc7.csv"
        $near = @(Get-AlexNetPrediction $photo -Model $run | Find-SimilarImage -Reference "$TestDrive/fc7.csv" -Model $run -Top 2)
        $near | Should -HaveCount 2
        ($near | Get-AlexNetPrediction -Model $run).Path | Should -Be $near.Path
    }
    It 'with brackets in the name win over the pattern' {
        $folder = (New-Item -ItemType Directory "$TestDrive/brackets").FullName
        Copy-Item -LiteralPath $photo "$folder/a1.png"
        Copy-Item -LiteralPath $photo "$folder/a[1].png"
        (Get-AlexNetPrediction "$folder/a[1].png" -Model $run).FileName | Should -Be 'a[1].png'
        (Get-ChildItem -LiteralPath $folder | Get-AlexNetPrediction -Model $run).FileName | Should -Be 'a[1].png', 'a1.png'
    }
}

Describe 'An object that is no path' {
    It '<What> is rejected, with what to do' -ForEach @(
        @{ What = 'a run among images'; Command = { Get-AlexNetPrediction $run -Model $run }; Message = '*not a training run. Use -Model*' }
        @{ What = 'a run among images, piped'; Command = { $run | Get-AlexNetPrediction -Model $run -ErrorAction Stop }; Message = '*not a training run. Use -Model*' }
        @{ What = 'a folder of a run among images'; Command = { Get-AlexNetPrediction $run.Path -Model $run -ErrorAction Stop }; Message = '*is a training run, not an image*' }
        @{ What = 'a dataset among images'; Command = { Get-AlexNetPrediction $dataset -Model $run }; Message = '*not a dataset. Use one of its splits*' }
        @{ What = 'a dataset among runs'; Command = { Get-AlexNetRun $dataset }; Message = '*path is expected, not a dataset*' }
        @{ What = 'a dataset as a model'; Command = { Measure-AlexNetModel -Model $dataset -Dataset $dataset }; Message = '*not a dataset. Use -Dataset*' }
    ) {
        $Command | Should -Throw $Message
    }
}
