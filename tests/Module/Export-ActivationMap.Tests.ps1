BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $dataset = Import-TinyDataset -Path "$TestDrive/photos"
    $run = Invoke-TinyTraining $dataset "$TestDrive/run" -With @{ Seed = 1; Epochs = 1 }
    $image = "$TestDrive/photos/red/red-1.png"
    function Get-Kind([string] $Path) { [Text.Encoding]::Latin1.GetString([IO.File]::ReadAllBytes($Path), 1, 3) }
}

Describe 'Export-ActivationMap' {
    It 'writes a picture of an image, and returns nothing' {
        Export-ActivationMap $image $run "$TestDrive/one.png" | Should -BeNullOrEmpty
        Get-Kind "$TestDrive/one.png" | Should -Be 'PNG'
        Export-ActivationMap $image -Model $run -OutputPath "$TestDrive/one.JPG" -Method Activations
        [IO.File]::ReadAllBytes("$TestDrive/one.JPG")[0..2] | Should -Be 0xFF, 0xD8, 0xFF
    }

    It 'writes a file for each image of a folder, which it makes' {
        $copies = New-Item -ItemType Directory "$TestDrive/copies"
        Copy-Item $image "$copies/red-1.png"
        Copy-Item $image "$copies/RED-2.bmp"
        $files = $image, "$copies/red-1.png", "$copies/RED-2.bmp" | Export-ActivationMap -Model $run -OutputPath "$TestDrive/new/maps" -PassThru
        $files.FileName | Should -Be 'red-1-gradcam.png', 'red-1-gradcam-2.png', 'RED-2-gradcam.png'
        (Get-ChildItem "$TestDrive/new/maps").Name | Should -HaveCount 3
        $files[1].Image | Should -Be "$copies/red-1.png"
        # The picture is found by the next cmdlet.
        ($files | Get-Item).FullName | Should -Be $files.Path
    }

    It 'takes splits, predictions and folders' {
        $shown = $dataset.Validation | Export-ActivationMap -Model $run -OutputPath "$TestDrive/split" -PassThru
        $shown | Should -HaveCount $dataset.Validation.Count
        $predicted = Get-AlexNetPrediction $dataset.Validation -Model $run
        $shown.Class | Should -Be $predicted.Label
        [Math]::Abs($shown[0].Probability - $predicted[0].Probability) | Should -BeLessThan 1e-5
        $again = $predicted | Select-Object -First 2 | Export-ActivationMap -Model $run.Model -OutputPath "$TestDrive/predicted" -PassThru
        $again.Image | Should -Be $predicted[0, 1].Path
        Export-ActivationMap "$TestDrive/photos/blue" -Model $run -OutputPath "$TestDrive/folder" -First 3 -Method Activations -Layer pool1 -PassThru |
            ForEach-Object FileName | Should -Be 'blue-1-pool1.png', 'blue-10-pool1.png', 'blue-11-pool1.png'
    }

    It 'shows the class that is asked for' {
        (Export-ActivationMap $image -Model $run -OutputPath "$TestDrive/class.png" -Class GREEN -PassThru).Class | Should -Be 'green'
    }

    It 'goes on after a file that is no image, and keeps none of it' {
        Set-Content "$TestDrive/broken.png" 'no image'
        $failure = $null
        $files = "$TestDrive/broken.png", $image, "$TestDrive/nowhere.png" |
            Export-ActivationMap -Model $run -OutputPath "$TestDrive/some" -PassThru -ErrorVariable failure -ErrorAction SilentlyContinue
        $files.Image | Should -Be $image
        $failure.FullyQualifiedErrorId -replace ',.*' | Sort-Object | Should -Be 'ImageUnreadable', 'PathNotFound'
        (Get-ChildItem "$TestDrive/some").Name | Should -Be 'red-1-gradcam.png'
    }

    It 'writes nothing with -WhatIf' {
        $dataset.Validation | Export-ActivationMap -Model $run -OutputPath "$TestDrive/whatif" -WhatIf
        "$TestDrive/whatif" | Should -Not -Exist
    }

    It 'leaves existing files of a folder alone with -NoClobber, and writes the others' {
        $folder = New-Item -ItemType Directory "$TestDrive/kept"
        Set-Content "$folder/red-1-gradcam.png" 'mine'
        $failure = $null
        $images = $image, "$TestDrive/photos/red/red-2.png"
        $images | Export-ActivationMap -Model $run -OutputPath $folder -NoClobber -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -BeLike 'FileExists,*'
        Get-Content "$folder/red-1-gradcam.png" | Should -Be 'mine'
        Get-Kind "$folder/red-2-gradcam.png" | Should -Be 'PNG'
        Set-ItemProperty "$folder/red-1-gradcam.png" IsReadOnly $true
        $image | Export-ActivationMap -Model $run -OutputPath $folder -Force
        Get-Kind "$folder/red-1-gradcam.png" | Should -Be 'PNG'
    }

    It 'never replaces an image by its picture' {
        Copy-Item $image "$TestDrive/own.png"
        $hash = (Get-FileHash "$TestDrive/own.png").Hash
        $failure = $null
        Export-ActivationMap "$TestDrive/own.png" -Model $run -OutputPath "$TestDrive/own.png" -Force -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -BeLike 'OutputIsInput,*'
        (Get-FileHash "$TestDrive/own.png").Hash | Should -Be $hash
    }

    It 'writes nothing to one file for two images' {
        { $dataset.Validation | Export-ActivationMap -Model $run -OutputPath "$TestDrive/two.png" } | Should -Throw -ErrorId 'OutputRepeated,*'
        { $image, $image | Export-ActivationMap -Model $run -OutputPath "$TestDrive/two.png" -BatchSize 1 } | Should -Throw -ErrorId 'OutputRepeated,*'
        "$TestDrive/two.png" | Should -Not -Exist
    }

    It 'gives one clear error for <What>' -ForEach @(
        @{ What = 'an unknown layer'; With = @{ Layer = 'fc9' }; Id = 'LayerNotFound'; Message = '*fc9*conv1*' }
        @{ What = 'a layer without maps'; With = @{ Layer = 'fc7' }; Id = 'ArgumentInvalid'; Message = '*fc7*conv1*' }
        @{ What = 'an unknown class'; With = @{ Class = 'gren' }; Id = 'ArgumentInvalid'; Message = "*gren*Did you mean 'green'*" }
        @{ What = 'an unknown ending'; With = @{ OutputPath = 'map.svg' }; Id = 'FormatUnknown'; Message = '*map.svg*' }
        @{ What = 'a missing folder'; With = @{ OutputPath = 'nowhere/map.png' }; Id = 'OutputFolderNotFound'; Message = '*nowhere*' }
        @{ What = 'a file instead of a folder'; With = @{ OutputPath = 'Taken' }; Id = 'OutputNotFolder'; Message = '*Taken*' }
    ) {
        Set-Content "$TestDrive/Taken" 'mine'
        $all = @{ Model = $run; OutputPath = 'fine.png' }
        foreach ($key in $With.Keys) { $all[$key] = $With[$key] }
        Push-Location $TestDrive
        try { $failure = { $image | Export-ActivationMap @all } | Should -Throw -PassThru } finally { Pop-Location }
        $failure.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $failure.Exception.Message | Should -BeLike $Message
        Get-Content "$TestDrive/Taken" | Should -Be 'mine'
    }

    It 'completes layers that have maps, and classes' {
        $global:completed = $run
        try {
            (TabExpansion2 'Export-ActivationMap -Model $global:completed -Layer ').CompletionMatches.CompletionText | Should -Be 'conv1', 'relu1', 'pool1'
            (TabExpansion2 'Export-ActivationMap -Model $global:completed -Class ').CompletionMatches.CompletionText | Should -Be 'blue', 'green', 'red'
        }
        finally { Remove-Variable completed -Scope Global }
    }
}
