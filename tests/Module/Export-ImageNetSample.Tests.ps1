BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $dataset = Import-TinyDataset -Path "$TestDrive/photos"
    $recipe = Get-TinyRecipePath
}

Describe 'Export-ImageNetSample' {
    It 'writes a PNG, says nothing, and takes the dataset from the pipeline' {
        $dataset | Export-ImageNetSample -Recipe $recipe -Count 6 -Columns 3 -OutputPath "$TestDrive/grid.png" | Should -BeNullOrEmpty
        $bytes = [IO.File]::ReadAllBytes("$TestDrive/grid.png")
        [Text.Encoding]::ASCII.GetString($bytes, 1, 3) | Should -Be 'PNG'

        # 24 pixels, four times as large, in three columns.
        [Buffers.Binary.BinaryPrimitives]::ReadInt32BigEndian([byte[]]$bytes[16..19]) | Should -Be 320
    }

    It 'writes a JPEG of a split and hands the file on with -PassThru' {
        $file = $dataset.Validation | Export-ImageNetSample -Recipe $recipe -OutputPath "$TestDrive/grid.jpg" -PassThru
        $file | Should -BeOfType System.IO.FileInfo
        [IO.File]::ReadAllBytes($file.FullName)[0..1] | Should -Be 0xFF, 0xD8
    }

    It 'shows the same images for the same seed and epoch, and others for another' {
        foreach ($name in 'a', 'b') { Export-ImageNetSample $dataset $recipe "$TestDrive/$name.png" -Seed 3 -Epoch 2 -Count 9 }
        Export-ImageNetSample $dataset $recipe "$TestDrive/c.png" -Seed 4 -Epoch 2 -Count 9
        (Get-FileHash "$TestDrive/a.png").Hash | Should -Be (Get-FileHash "$TestDrive/b.png").Hash
        (Get-FileHash "$TestDrive/a.png").Hash | Should -Not -Be (Get-FileHash "$TestDrive/c.png").Hash
    }

    It 'writes below each image what a model takes it for, of the validation split unless told' {
        $run = Invoke-TinyTraining $dataset "$TestDrive/run" -With @{ Seed = 1 }
        $height = { param($name) [Buffers.Binary.BinaryPrimitives]::ReadInt32BigEndian([byte[]][IO.File]::ReadAllBytes("$TestDrive/$name.png")[20..23]) }
        $dataset | Export-ImageNetSample -Model $run -Count 6 -Columns 3 -OutputPath "$TestDrive/predicted.png"
        $dataset | Export-ImageNetSample -Recipe $recipe -Split Validation -Count 6 -Columns 3 -OutputPath "$TestDrive/plain.png"
        (& $height predicted) - (& $height plain) | Should -Be 24
        Export-ImageNetSample $dataset.Validation -Model $run.Path -Count 6 -Columns 3 -OutputPath "$TestDrive/again.png"
        (Get-FileHash "$TestDrive/again.png").Hash | Should -Be (Get-FileHash "$TestDrive/predicted.png").Hash
    }

    It 'writes nothing with -WhatIf' {
        $dataset | Export-ImageNetSample -Recipe $recipe -OutputPath "$TestDrive/whatif.png" -WhatIf
        "$TestDrive/whatif.png" | Should -Not -Exist
    }

    It 'replaces a read-only file with -Force only' {
        Set-Content "$TestDrive/readonly.png" 'mine'
        Set-ItemProperty "$TestDrive/readonly.png" IsReadOnly $true
        { $dataset | Export-ImageNetSample -Recipe $recipe -OutputPath "$TestDrive/readonly.png" } | Should -Throw -ErrorId 'FileReadOnly,*'
        $dataset | Export-ImageNetSample -Recipe $recipe -OutputPath "$TestDrive/readonly.png" -Force
        (Get-Item "$TestDrive/readonly.png").Length | Should -BeGreaterThan 100
    }

    It 'gives one clear error for <What>' -ForEach @(
        @{ What = 'an unknown ending'; With = @{ OutputPath = 'grid.gif' }; Id = 'FormatUnknown'; Message = '*grid.gif*' }
        @{ What = 'an unknown class'; With = @{ Class = 'gren' }; Id = 'ArgumentInvalid'; Message = "*no class 'gren'*Did you mean 'green'*" }
        @{ What = 'an empty split'; With = @{ Split = 'Test' }; Id = 'ArgumentInvalid'; Message = '*no images*' }
        @{ What = 'an unknown recipe'; With = @{ Recipe = 'HalfWith' }; Id = 'RecipeInvalid'; Message = '*Did you mean*' }
        @{ What = 'a file to be left alone'; With = @{ OutputPath = 'Taken.png'; NoClobber = $true }; Id = 'FileExists'; Message = '*Taken.png*' }
    ) {
        Set-Content "$TestDrive/Taken.png" 'mine'
        $all = @{ Recipe = $recipe; OutputPath = 'fine.png' }
        foreach ($key in $With.Keys) { $all[$key] = $With[$key] }
        Push-Location $TestDrive
        try { $failure = { $dataset | Export-ImageNetSample @all } | Should -Throw -PassThru } finally { Pop-Location }
        $failure.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $failure.Exception.Message | Should -BeLike $Message
    }
}
