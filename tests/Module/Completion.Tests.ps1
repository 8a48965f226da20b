BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $dataset = Import-TinyDataset -Path "$TestDrive/photos"
    $run = Invoke-TinyTraining $dataset "$TestDrive/runs/first" -With @{ Epochs = 1 }
    $null = New-Item -ItemType Directory "$TestDrive/runs/no run"
    function Complete([string] $line) { (TabExpansion2 $line -cursorColumn $line.Length).CompletionMatches }
    Push-Location $TestDrive
}

AfterAll { Pop-Location }

Describe 'Tab completion' {
    It 'offers recipes and architectures' {
        (Complete 'Invoke-AlexNetTraining -Recipe ').CompletionText | Should -Contain 'Paper'
        (Complete 'Invoke-AlexNetTraining -Recipe pa').CompletionText | Should -Be 'Paper'
        (Complete 'Get-AlexNetArchitecture one').CompletionText | Should -Be 'OneTower'
        (Complete 'Get-AlexNetArchitecture one')[0].ToolTip | Should -Not -Be 'OneTower'
    }

    It 'offers the layers of the model given, as a variable or a property of one' {
        foreach ($model in '$run', '$run.Model') {
            (Complete "Export-FeatureEmbedding -Model $model -Layer ").CompletionText | Should -Be 'conv1', 'relu1', 'pool1', 'fc7', 'relu7', 'fc8'
        }
    }

    It 'offers the layers of the run at a path' {
        (Complete 'Export-FeatureEmbedding -Model ./runs/first -Layer ').CompletionText | Should -Be 'conv1', 'relu1', 'pool1', 'fc7', 'relu7', 'fc8'
    }

    It 'offers every layer there is while no model is given' {
        (Complete 'Export-FeatureEmbedding -Layer fc').CompletionText | Should -Contain 'fc8'
    }

    It 'offers the classes of the dataset given, also from the pipeline' {
        (Complete 'Export-ImageNetSample -Dataset $dataset -Class ').CompletionText | Should -Be 'blue', 'green', 'red'
        (Complete '$dataset | Export-ImageNetSample -Class r').CompletionText | Should -Be 'red'
        (Complete '$dataset.Train | Export-ImageNetSample -Class g').CompletionText | Should -Be 'green'
    }

    It 'offers run folders for <_>' -ForEach 'Get-AlexNetRun', 'Compare-AlexNetRun', 'Remove-AlexNetRun', 'Test-AlexNetRun -Path', 'Invoke-AlexNetTraining -Resume -RunPath' {
        (Complete "$_ ").CompletionText | Should -Match '^\.[/\\]runs[/\\]first$'
        (Complete "$_ ./runs/f").CompletionText | Should -Match '^\.[/\\]runs[/\\]first$'
    }

    It 'leaves other paths to the shell' {
        (Complete 'Get-AlexNetRun ./ru').CompletionText | Should -Match '^\.[/\\]runs'
    }

    It 'offers devices' {
        (Complete 'Invoke-AlexNetTraining -Device ').CompletionText | Should -Contain 'cpu'
    }
}
