BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $dataset = Import-TinyDataset -Path "$TestDrive/photos"
    $run = Invoke-TinyTraining $dataset "$TestDrive/run" -With @{ Epochs = 1 }
}

Describe 'Export-AlexNetFilter' {
    It 'draws the filters of the first convolution as PNG' {
        $file = $run | Export-AlexNetFilter "$TestDrive/filters.png" -Scale 2 -Bare -PassThru
        $file | Should -BeOfType System.IO.FileInfo
        [byte[]] $bytes = [IO.File]::ReadAllBytes($file.FullName)
        [Text.Encoding]::ASCII.GetString($bytes, 1, 3) | Should -Be 'PNG'
        # Eight 5x5 filters with gaps of 1, twice enlarged.
        $bytes[16..23] | Should -Be 0, 0, 0, 98, 0, 0, 0, 14
    }

    It 'takes a model, the path of a run, and a layer by name' {
        Export-AlexNetFilter -Model $run.Model -OutputPath "$TestDrive/model.png" -Layer conv1
        Export-AlexNetFilter -Model $run.Path -OutputPath "$TestDrive/path.png"
        (Get-FileHash "$TestDrive/model.png").Hash | Should -Be (Get-FileHash "$TestDrive/path.png").Hash
    }

    It 'writes a title, and a size that one can see' {
        $run | Export-AlexNetFilter "$TestDrive/titled.svg"
        $svg = ([xml] (Get-Content -Raw "$TestDrive/titled.svg")).svg
        $svg.title | Should -Be "conv1 of $($run.Model.Name)"
        [double] $svg.width | Should -BeGreaterThan 700
        [double] $svg.width | Should -BeLessThan 1200
        $run | Export-AlexNetFilter "$TestDrive/bare.svg" -Bare
        Get-Content -Raw "$TestDrive/bare.svg" | Should -Not -Match '<text'
    }

    It 'shows filters by the images that excite them' {
        Export-AlexNetFilter -Model $run -OutputPath "$TestDrive/strongest.svg" -Dataset $dataset -Split Train -Count 4
        $text = Get-Content -Raw "$TestDrive/strongest.svg"
        $text | Should -Match 'Train'
        [regex]::Matches($text, '<image ').Count + [regex]::Matches($text, 'fill="#808080"').Count | Should -Be (8 * 4)
        Export-AlexNetFilter -Model $run -OutputPath "$TestDrive/strongest.png" -Dataset $dataset.Validation -Scale 2 -Bare
        "$TestDrive/strongest.png" | Should -Exist
    }

    It 'writes nothing with -WhatIf or -NoClobber' {
        $run | Export-AlexNetFilter "$TestDrive/not.png" -WhatIf
        "$TestDrive/not.png" | Should -Not -Exist
        Set-Content "$TestDrive/kept.png" 'mine'
        { $run | Export-AlexNetFilter "$TestDrive/kept.png" -NoClobber } | Should -Throw -ErrorId 'FileExists,*'
        Get-Content "$TestDrive/kept.png" | Should -Be 'mine'
    }

    It 'says what is wrong with <What>' -ForEach @(
        @{ What = 'another ending'; With = @{ OutputPath = 'filters.jpg' }; Id = 'FormatUnknown'; Message = '*filters.jpg*' }
        @{ What = 'a layer that is no convolution'; With = @{ OutputPath = 'f.png'; Layer = 'fc7' }; Id = 'ArgumentInvalid'; Message = '*conv1*' }
        @{ What = 'a layer that is not there'; With = @{ OutputPath = 'f.png'; Layer = 'conv9' }; Id = 'NetworkInvalid'; Message = '*conv1*' }
    ) {
        $all = $With + @{}
        $all.OutputPath = "$TestDrive/$($With.OutputPath)"
        $failure = { $run | Export-AlexNetFilter @all } | Should -Throw -PassThru
        $failure.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $failure.Exception.Message | Should -BeLike $Message
    }
}
