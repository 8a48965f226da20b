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
        $file = Export-AlexNetModel -Model $run.Model -Path "$TestDrive/model.safetensors" -PassThru
        $file | Should -BeOfType System.IO.FileInfo
        $file.PSPath | Should -Not -BeNullOrEmpty
        (Export-AlexNetModel -Model $run.Path -Path "$TestDrive/folder.safetensors" -PassThru).Length | Should -Be $file.Length
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
