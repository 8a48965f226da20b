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
        (Complete 'Export-AlexNetDiagram -Network o').CompletionText | Should -Be 'OneTower', 'Oxford17'
        (Complete 'Export-AlexNetDiagram -Network dan').CompletionText | Should -Be 'Dansuh17'
    }

    It 'offers the datasets of a folder that contains several' {
        foreach ($name in 'emnist-digits', 'emnist-letters') { $null = New-Item -Force "$TestDrive/emnist/$name-train-images-idx3-ubyte" }
        (Complete 'Import-ImageNetFolder ./emnist -SetName ').CompletionText | Should -Be 'emnist-digits', 'emnist-letters'
        (Complete 'Import-ImageNetFolder -LiteralPath ./emnist -SetName emnist-l').CompletionText | Should -Be 'emnist-letters'
        (Complete 'Import-ImageNetFolder ./nowhere -SetName ').CompletionText | Should -Not -Contain 'emnist-digits'
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

    It 'offers for -Freeze the layers with weights, of the default recipe unless another network is given' {
        $default = (Get-AlexNetArchitecture HalfWidth | Where-Object Parameters -GT 0).Name
        $default | Should -Contain 'fc8'
        foreach ($command in 'Invoke-AlexNetTraining', 'Find-AlexNetLearningRate', '$dataset | Invoke-AlexNetTraining') {
            (Complete "$command -Freeze ").CompletionText | Should -Be $default
        }

        (Complete 'Invoke-AlexNetTraining -InitialModel $run -Freeze ').CompletionText | Should -Be 'conv1', 'fc7', 'fc8'
        (Complete 'Invoke-AlexNetTraining -Architecture D2L -Freeze ').CompletionText |
            Should -Be (Get-AlexNetArchitecture D2L | Where-Object Parameters -GT 0).Name
        (Complete 'Invoke-AlexNetTraining -Freeze conv1')[0].ToolTip | Should -Be 'Convolution, 48x55x55'
    }

    It 'offers for filters only convolutions' {
        (Complete 'Export-AlexNetFilter -Model $run -Layer ').CompletionText | Should -Be 'conv1'
        (Complete 'Export-AlexNetFilter -Layer ').CompletionText | Should -Contain 'conv5'
        (Complete 'Export-AlexNetFilter -Layer ').CompletionText | Should -Not -Match '^(fc|relu|pool)'
    }

    It 'describes runs, recipes and layers' {
        (Complete 'Get-AlexNetRun ')[0].ToolTip | Should -Match '^Completed, 1 of 1 epochs, best top-1 [\d.,]+ %$'
        (Complete 'Invoke-AlexNetTraining -Recipe Paper')[0].ToolTip | Should -Be (Get-AlexNetRecipe Paper).Description
        (Complete 'Export-FeatureEmbedding -Model $run -Layer conv1')[0].ToolTip | Should -Match '^Convolution, '
    }

    It 'offers the classes of the dataset given, also from the pipeline' {
        (Complete 'Export-ImageNetSample -Dataset $dataset -Class ').CompletionText | Should -Be 'blue', 'green', 'red'
        (Complete '$dataset | Export-ImageNetSample -Class r').CompletionText | Should -Be 'red'
        (Complete '$dataset.Train | Export-ImageNetSample -Class g').CompletionText | Should -Be 'green'
    }

    It 'offers run folders for <_>' -ForEach 'Get-AlexNetRun', 'Compare-AlexNetRun', 'Remove-AlexNetRun', 'Test-AlexNetRun -Path', 'Show-AlexNetRun', 'Export-AlexNetReport -InputObject', 'Invoke-AlexNetTraining -Resume -RunPath' {
        (Complete "$_ ").CompletionText | Should -Match '^\.[/\\]runs[/\\]first$'
        (Complete "$_ ./runs/f").CompletionText | Should -Match '^\.[/\\]runs[/\\]first$'
    }

    It 'leaves other paths to the shell' {
        (Complete 'Get-AlexNetRun ./ru').CompletionText | Should -Match '^\.[/\\]runs'
    }

    It 'offers devices' {
        (Complete 'Invoke-AlexNetTraining -Device ').CompletionText | Should -Contain 'cpu'
    }

    It 'describes prepared stores among the paths of a dataset' {
        $offered = Complete "Measure-AlexNetModel -Dataset $(Split-Path $dataset.StorePath)/" | Where-Object ListItemText -EQ (Split-Path -Leaf $dataset.StorePath)
        $offered.ToolTip | Should -Be "photos: $($dataset.Count) images, 3 classes"
    }

    It 'describes every parameter of <_> in the menu' -ForEach (Import-PowerShellDataFile "$PSScriptRoot/../../module/AlexNetPS.psd1").CmdletsToExport {
        $own = (Complete "$_ -").Where({ $_.ListItemText -notin [Management.Automation.Cmdlet]::CommonParameters + [Management.Automation.Cmdlet]::OptionalCommonParameters })
        $own.ToolTip | Should -Match '\] \w+ - \w'
    }
}
