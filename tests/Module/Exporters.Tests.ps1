# What the exporters have in common: -OutputPath, one file for each input, -NoClobber and -Force.
BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $dataset = Import-TinyDataset -Path "$TestDrive/photos"
    foreach ($name in 'a', 'b') { $null = Invoke-TinyTraining $dataset "$TestDrive/runs/$name" -With @{ Epochs = 1; CheckpointEvery = 1 } }
    $runs = Get-AlexNetRun "$TestDrive/runs"
    $evaluations = $runs | Measure-AlexNetModel -Dataset $dataset
    $image = $dataset.Train.Samples[0].Path
    foreach ($name in 'a', 'b') { $dataset.Validation | Export-FeatureEmbedding -Model $runs[0] -OutputPath "$TestDrive/$name.npy" }
    Push-Location (New-Item -ItemType Directory "$TestDrive/out")
}

AfterAll { Pop-Location }

Describe 'The target of <Exporter>' -ForEach @(
    @{ Exporter = 'Export-AlexNetModel'; Extension = '.safetensors'; Piped = { $runs }; With = @{}; Fixed = $true }
    @{ Exporter = 'Export-AlexNetModel'; Extension = '.onnx'; Piped = { $runs }; With = @{}; Fixed = $true }
    @{ Exporter = 'Export-AlexNetFilter'; Extension = '.png'; Piped = { $runs }; With = @{}; Fixed = $true }
    @{ Exporter = 'Export-AlexNetDiagram'; Extension = '.svg'; Piped = { $runs }; With = @{}; Fixed = $true }
    @{ Exporter = 'Export-AlexNetBaseline'; Extension = '.json'; Piped = { $evaluations }; With = @{}; Fixed = $true }
    @{ Exporter = 'Export-ImageNetSample'; Extension = '.png'; Piped = { $dataset.Train, $dataset.Validation }; With = @{ Recipe = (Join-Path $PSScriptRoot Tiny.json); Count = 2 }; Fixed = $true }
    @{ Exporter = 'Export-EmbeddingProjection'; Extension = '.svg'; Piped = { Get-Item "$TestDrive/a.npy", "$TestDrive/b.npy" }; With = @{}; Fixed = $true }
    @{ Exporter = 'Export-FeatureEmbedding'; Extension = '.csv'; Piped = { $dataset.Train, $dataset.Validation }; With = @{}; Fixed = $false }
) {
    BeforeAll {
        if ($Exporter -eq 'Export-FeatureEmbedding') { $With.Model = $runs[0] }
        $target = "$Exporter$Extension"
        function Export([string] $To = $target, [hashtable] $More = @{}) { (& $Piped)[0] | & $Exporter -OutputPath $To @With @More }
    }

    AfterEach { Get-ChildItem | Remove-Item -Force }

    It 'is -OutputPath, under no other name' {
        $parameter = (Get-Command $Exporter).Parameters['OutputPath']
        $parameter.Aliases | Should -BeNullOrEmpty
        $parameter.Attributes.ValueFromPipelineByPropertyName | Should -Not -Contain (-not $Fixed)
        $parameter.Attributes.ValueFromPipeline | Should -Not -Contain $true
    }

    It 'is not overwritten by the second input' {
        Set-Content $target 'mine'
        if ($Fixed) {
            $failure = { & $Piped | & $Exporter -OutputPath $target @With } | Should -Throw -ErrorId 'OutputRepeated,*' -PassThru
            $failure.Exception.Message | Should -BeLike "*-OutputPath { *$Extension*"
            Get-Content $target | Should -Be 'mine'
        }
        else {
            & $Piped | & $Exporter -OutputPath $target @With
            Import-Csv $target | Should -HaveCount $dataset.Count
        }

        Get-ChildItem -Force -Filter *.tmp | Should -BeNullOrEmpty
    }

    It 'keeps an existing file with -NoClobber' {
        Set-Content $target 'mine'
        foreach ($more in @{ NoClobber = $true }, @{ NoClobber = $true; Force = $true }) {
            { Export -More $more } | Should -Throw -ErrorId 'FileExists,*'
        }

        Get-Content $target | Should -Be 'mine'
        Export
        (Get-Item $target).Length | Should -BeGreaterThan 50
    }

    It 'overwrites a read-only file with -Force only' {
        Set-Content $target 'mine'
        Set-ItemProperty $target IsReadOnly $true
        $failure = { Export } | Should -Throw -ErrorId 'FileReadOnly,*' -PassThru
        $failure.ErrorDetails.RecommendedAction | Should -Match '-Force'
        Get-Content $target | Should -Be 'mine'
        Export -More @{ Force = $true }
        (Get-Item $target).Length | Should -BeGreaterThan 50
        (Get-Item $target).IsReadOnly | Should -BeTrue -Because 'Export-Csv -Force keeps the attribute too'
        Export -More @{ Force = $true; WhatIf = $true }
    }
}

Describe 'A script block as -OutputPath' {
    AfterEach { Get-ChildItem | Remove-Item -Force }

    It 'names the file of each run' {
        $files = $runs | Export-AlexNetModel -OutputPath { "./$(Split-Path $_.Path -Leaf).safetensors" } -PassThru
        $files.Name | Should -Be 'a.safetensors', 'b.safetensors'
        $runs | Export-AlexNetFilter -OutputPath { "./$(Split-Path $_.Path -Leaf).png" }
        (Get-ChildItem *.png).Name | Should -Be 'a.png', 'b.png'
    }

    It 'names the file of each split' {
        $dataset.Train, $dataset.Validation | Export-ImageNetSample -Recipe (Get-TinyRecipePath) -Count 2 -OutputPath { "./$($_.Name).png" }
        (Get-ChildItem).Name | Sort-Object | Should -Be 'Train.png', 'Validation.png'
    }

    It 'names the file of each file' {
        Get-Item "$TestDrive/runs/a/*.safetensors" | Export-AlexNetFilter -OutputPath { "./$($_.BaseName).png" }
        (Get-ChildItem).Name | Sort-Object | Should -Be 'best.png', 'epoch-0001.png'
    }

    It 'that names one file twice is an error, however the path is written' {
        $run = $runs[0]
        $run | Export-AlexNetModel ./first.safetensors
        $hash = (Get-FileHash ./first.safetensors).Hash
        $script:count = 0
        $names = 'first.safetensors', '../out/./first.safetensors'
        { $runs | Export-AlexNetModel -OutputPath { $names[$script:count++] } } | Should -Throw -ErrorId 'OutputRepeated,*'
        (Get-FileHash ./first.safetensors).Hash | Should -Be $hash -Because 'the first run was written to it, and not the second'
    }
}

Describe 'The pipeline' {
    AfterEach { Get-ChildItem | Remove-Item -Force }

    It 'does not bind the property Path of a run to -OutputPath' {
        { $runs[0] | Export-AlexNetModel -ErrorAction Stop } | Should -Throw -ErrorId 'InputObjectMissingMandatory,*'
        Get-ChildItem | Should -BeNullOrEmpty
    }

    It 'binds the property OutputPath' {
        $runs[0] | Add-Member -PassThru NoteProperty OutputPath './named.safetensors' | Export-AlexNetModel
        './named.safetensors' | Should -Exist
    }
}

Describe 'A write that fails' {
    AfterEach { Get-ChildItem | Remove-Item -Force }

    It 'leaves the previous file, which stays read-only' {
        Set-Content ./filters.png 'mine'
        Set-ItemProperty ./filters.png IsReadOnly $true
        { $runs[0] | Export-AlexNetFilter ./filters.png -Layer fc7 -Force } | Should -Throw -ErrorId 'ArgumentInvalid,*'
        Get-Content ./filters.png | Should -Be 'mine'
        (Get-Item ./filters.png).IsReadOnly | Should -BeTrue
        Get-ChildItem | Should -HaveCount 1
    }
}
