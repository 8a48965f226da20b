BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $dataset = Import-TinyDataset -Path "$TestDrive/photos"
    $run = Invoke-TinyTraining $dataset "$TestDrive/run"
}

Describe 'Export-AlexNetModel' {
    It 'writes the model of a run and returns nothing' {
        $run | Export-AlexNetModel "$TestDrive/run.safetensors" | Should -BeNullOrEmpty
        "$TestDrive/run.safetensors" | Should -Exist
    }

    It 'takes a model, a run folder, and returns the file with -PassThru' {
        $file = Export-AlexNetModel -Model $run.Model -OutputPath "$TestDrive/model.safetensors" -PassThru
        $file | Should -BeOfType System.IO.FileInfo
        $file.PSPath | Should -Not -BeNullOrEmpty
        (Export-AlexNetModel -Model $run.Path -OutputPath "$TestDrive/folder.safetensors" -PassThru).Length | Should -Be $file.Length
    }

    It 'starts from the location of the shell' {
        Push-Location $TestDrive
        try { $run | Export-AlexNetModel ./here.safetensors } finally { Pop-Location }
        "$TestDrive/here.safetensors" | Should -Exist
    }

    It 'writes nothing with -WhatIf' {
        $run | Export-AlexNetModel "$TestDrive/whatif.safetensors" -WhatIf
        "$TestDrive/whatif.safetensors" | Should -Not -Exist
    }

    It 'replaces a file, but not with -NoClobber' {
        Set-Content "$TestDrive/taken.safetensors" 'something'
        { $run | Export-AlexNetModel "$TestDrive/taken.safetensors" -NoClobber } | Should -Throw -ErrorId 'FileExists,*'
        Get-Content "$TestDrive/taken.safetensors" | Should -Be 'something'
        $run | Export-AlexNetModel "$TestDrive/taken.safetensors"
        (Get-Item "$TestDrive/taken.safetensors").Length | Should -BeGreaterThan 1000
    }

    It 'says so when the folder is missing, or the path is a folder' {
        { $run | Export-AlexNetModel "$TestDrive/no/where.safetensors" } | Should -Throw -ErrorId 'OutputFolderNotFound,*'
        { $run | Export-AlexNetModel $TestDrive } | Should -Throw -ErrorId 'OutputIsFolder,*'
    }
}

Describe 'Import-AlexNetModel' {
    BeforeAll { $run | Export-AlexNetModel "$TestDrive/again[1].safetensors" }

    It 'reads what was written' {
        $model = Import-AlexNetModel -LiteralPath "$TestDrive/again[1].safetensors"
        $model | Should -BeOfType AlexNetPS.Models.AlexNetModel
        $model.Classes | Should -Be $dataset.Classes.Name
        $model.Parameter('fc8.weight').ToArray() | Should -Be $run.Model.Parameter('fc8.weight').ToArray()
    }

    It 'takes files from Get-ChildItem and patterns' {
        Get-ChildItem -LiteralPath $TestDrive -Filter 'again*.safetensors' | Import-AlexNetModel | Should -HaveCount 1
        Import-AlexNetModel "$TestDrive/aga*.safetensors" | Should -HaveCount 1
    }

    It 'gives one clear error for <What>' -ForEach @(
        @{ What = 'a missing file'; Name = 'missing.safetensors'; Id = 'PathNotFound' }
        @{ What = 'a text file'; Name = 'text.safetensors'; Id = 'ModelUnreadable' }
        @{ What = 'a truncated file'; Name = 'short.safetensors'; Id = 'ModelUnreadable' }
        @{ What = 'a damaged file'; Name = 'damaged.safetensors'; Id = 'ModelUnreadable' }
    ) {
        $bytes = [IO.File]::ReadAllBytes("$TestDrive/again[1].safetensors")
        Set-Content "$TestDrive/text.safetensors" 'this is not a model'
        [IO.File]::WriteAllBytes("$TestDrive/short.safetensors", $bytes[0..($bytes.Length / 2)])
        $bytes[$bytes.Length - 10] = $bytes[$bytes.Length - 10] -bxor 0x55
        [IO.File]::WriteAllBytes("$TestDrive/damaged.safetensors", $bytes)
        Import-AlexNetModel "$TestDrive/$Name" -ErrorAction SilentlyContinue -ErrorVariable failure | Should -BeNullOrEmpty
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $failure[0].Exception.Message | Should -BeLike "*$Name*"
    }

    It 'shows a model as a row a person understands' {
        $run.Model | Get-RenderedText | Should -Match 'Tiny.*\b3\b.*blue, green, red'
    }
}

Describe 'Weights of other programs' {
    BeforeAll { $fixtures = Join-Path $PSScriptRoot '../AlexNetPS.Tests/Models/Fixtures' }

    It 'reads <_> with the network given' -ForEach 'zip.pth', 'legacy.pth', 'lists.npy', 'protocol2.npy', 'layers-packed.npz', 'v1.caffemodel', 'names.safetensors' {
        $model = Import-AlexNetModel "$fixtures/$_" -Architecture "$fixtures/network.json" -WarningVariable warned -WarningAction SilentlyContinue
        $model.Name | Should -Be 'Fixture'
        $model.Classes | Should -Be '0', '1', '2', '3', '4'
        $warned | Where-Object { "$_" -like '*-ClassNamePath*' } | Should -HaveCount 1
    }

    It 'takes class names from a file and transforms from a recipe' {
        'a', 'b', 'c', 'd', 'e' | Set-Content "$TestDrive/names.txt"
        '{ "name": "Small", "architecture": "D2L", "optimizer": { "type": "Sgd", "learningRate": 0.1 }, "epochs": 1, "batchSize": 1,
           "trainTransforms": [ { "type": "Scale" } ], "evaluationTransforms": [ { "type": "Scale" } ] }' | Set-Content "$TestDrive/small.json"
        $model = Import-AlexNetModel "$fixtures/zip.pth" -Architecture "$fixtures/network.json" -ClassNamePath "$TestDrive/names.txt" -Recipe "$TestDrive/small.json" -WarningVariable warned
        $model.Classes | Should -Be 'a', 'b', 'c', 'd', 'e'
        $model.Recipe.Name | Should -Be 'Small'
        $warned | Should -BeNullOrEmpty
    }

    It 'takes class names from <_>' -ForEach '{"0": "a", "1": "b", "2": "c", "3": "d", "4": "e"}', '{"a": 0, "b": 1, "c": 2, "d": 3, "e": 4}', "{0: 'a', 1: 'b', 2: 'c', 3: 'd', 4: 'e'}" {
        $_ | Set-Content "$TestDrive/names.json"
        (Import-AlexNetModel "$fixtures/zip.pth" -Architecture "$fixtures/network.json" -ClassNamePath "$TestDrive/names.json" -WarningAction SilentlyContinue).Classes |
            Should -Be 'a', 'b', 'c', 'd', 'e'
    }

    It 'says in plain words what is wrong with a file of class names' {
        '{"a": {"b": 1}}' | Set-Content "$TestDrive/wrong.json"
        $failure = { Import-AlexNetModel "$fixtures/zip.pth" -ClassNamePath "$TestDrive/wrong.json" } | Should -Throw -ErrorId 'ModelUnreadable,*' -PassThru
        $failure.Exception.Message | Should -BeLike '*wrong.json*in line 1*'
    }

    It 'needs no architecture with a recipe that contains it, and gives eigenvectors that can be indexed' {
        @{
            name = 'Whole'; architecture = Get-Content "$fixtures/network.json" -Raw | ConvertFrom-Json -AsHashtable
            optimizer = @{ type = 'Sgd'; learningRate = 0.1 }; epochs = 1; batchSize = 1
            trainTransforms = @(@{ type = 'Squash'; size = 8 }, @{ type = 'PcaColorNoise' }, @{ type = 'Scale' })
            evaluationTransforms = @(@{ type = 'Squash'; size = 8 }, @{ type = 'Scale' })
        } | ConvertTo-Json -Depth 20 | Set-Content "$TestDrive/whole.json"
        $model = Import-AlexNetModel "$fixtures/zip.pth" -Recipe "$TestDrive/whole.json" -WarningAction SilentlyContinue
        $model.Definition.Name | Should -Be 'Fixture'
        $noise = $model.Recipe.TrainTransforms[1]
        $noise.Eigenvectors[0] | Should -Be -0.5675, -0.5808, -0.5836
        $noise.Eigenvectors[0][1] | Should -Be -0.5808
        $noise.Eigenvectors[1][2] | Should -Be -0.6948
    }

    It 'lets crops follow the network, as in training' {
        $model = Import-AlexNetModel "$fixtures/zip.pth" -Architecture "$fixtures/network.json" -Recipe Paper -WarningAction SilentlyContinue
        $model.Recipe.EvaluationTransforms[-1].Size | Should -Be 8
    }

    It 'names what a file cannot hold, wherever it is opened' {
        $null = Import-AlexNetModel "$fixtures/zip.pth" -Architecture "$fixtures/network.json" -WarningVariable warned -WarningAction SilentlyContinue
        $warned | Where-Object { "$_" -like "'zip.pth' holds no transforms.*-Recipe*" } | Should -HaveCount 1

        # A file of a preset's shapes, given by its path.
        $linear = Get-AlexNetRecipe Mnist28
        $photos = New-ImageFolder "$TestDrive/grays" -Count 4
        $small = Import-TinyDataset -Path $photos
        $toy = $small | Invoke-AlexNetTraining -Recipe $linear -Epochs 1 -LimitBatches 1 -BatchSize 2 -RunPath "$TestDrive/toy" -WarningAction SilentlyContinue
        $toy | Export-AlexNetModel "$TestDrive/toy.pth"
        $null = Get-ChildItem $photos -Recurse -Filter *.png | Select-Object -First 1 | Get-AlexNetPrediction -Model "$TestDrive/toy.pth" -WarningVariable said -WarningAction SilentlyContinue
        $said | Where-Object { "$_" -like "'toy.pth' holds neither network nor transforms.*Mnist28*" } | Should -HaveCount 1
    }

    It 'says layer by layer what does not fit' {
        Import-AlexNetModel "$fixtures/zip.pth" -ErrorAction SilentlyContinue -ErrorVariable failure | Should -BeNullOrEmpty
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'ModelUnreadable,*'
        $failure[0].Exception.Message | Should -BeLike '*conv1.weight: *(features.0.weight), expected*-Architecture*'
    }

    It 'reads the weights of a whole module, running nothing' {
        Import-AlexNetModel "$fixtures/whole-module.pth" -Architecture "$fixtures/network.json" -ErrorAction SilentlyContinue -ErrorVariable failure | Should -BeNullOrEmpty
        $failure[0].Exception.Message | Should -BeLike '*conv1.weight: *(0.weight), expected*'
    }

    It 'names an unknown architecture' {
        $failure = { Import-AlexNetModel "$fixtures/zip.pth" -Architecture 'OneTowr' } | Should -Throw -ErrorId 'NetworkInvalid,*' -PassThru
        $failure.Exception.Message | Should -BeLike "*Did you mean 'OneTower'*"
        (Import-AlexNetModel "$fixtures/zip.pth" -Architecture (Get-AlexNetArchitecture "$fixtures/network.json") -WarningAction SilentlyContinue).Definition.Layers.Count | Should -BeGreaterThan 1
        { Import-AlexNetModel "$fixtures/zip.pth" -ClassNamePath "$TestDrive/none.txt" } | Should -Throw -ErrorId 'PathNotFound,*'
    }

    It 'writes <_> by its extension, and reads it back' -ForEach 'pth', 'safetensors' {
        $model = Import-AlexNetModel "$fixtures/zip.pth" -Architecture "$fixtures/network.json" -WarningAction SilentlyContinue
        $model | Export-AlexNetModel "$TestDrive/out.$_"
        $network = if ($_ -eq 'pth') { @{ Architecture = "$fixtures/network.json" } } else { @{} }
        $again = Import-AlexNetModel "$TestDrive/out.$_" -WarningAction SilentlyContinue @network
        $again.Parameter('fc7.weight').ToArray() | Should -Be $model.Parameter('fc7.weight').ToArray()
    }

    It 'writes ONNX, and any format under any name with -Format' {
        $run | Export-AlexNetModel "$TestDrive/run.onnx"
        (Get-Item "$TestDrive/run.onnx").Length | Should -BeGreaterThan 1000
        $run | Export-AlexNetModel "$TestDrive/run.weights" -Format PyTorch -TensorName TorchVision
        [Text.Encoding]::Latin1.GetString([IO.File]::ReadAllBytes("$TestDrive/run.weights")) | Should -Match 'features\.0\.weight'
    }

    It 'refuses an extension that means nothing' {
        { $run | Export-AlexNetModel "$TestDrive/run.h5" } | Should -Throw -ErrorId 'ArgumentInvalid,*'
        "$TestDrive/run.h5" | Should -Not -Exist
    }
}
