BeforeDiscovery {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    # Every cmdlet that takes patterns of paths, so that none is forgotten.
    $commands = Get-Command -Module AlexNetPS -CommandType Cmdlet | Where-Object {
        $_.Parameters['Path'].Attributes.TypeId -contains [Management.Automation.SupportsWildcardsAttribute]
    } | ForEach-Object { @{ Command = $_.Name } }
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $dataset = Import-TinyDataset -Path "$TestDrive/photos"
    $run = Invoke-TinyTraining $dataset "$TestDrive/first run" -With @{ Epochs = 1 }
    $model = Get-Item "$TestDrive/first run/best.safetensors"
    $part = Import-ImageNetFolder "$TestDrive/photos" -ImageSize 32 -StoreFormat Npy -CachePath "$TestDrive/parts" -WorkerIndex 0 -WorkerCount 1
    $names = 'a [1] b', 'set[a-b]', 'open[ end', 'end] only', '[', '[]]'

    # What is at such a path, and how it is given.
    $uses = @{
        'Compare-AlexNetRun'      = @{ Is = 'run'; Use = { param($path) (Compare-AlexNetRun $path).Path } }
        'Export-ActivationMap'    = @{ Is = 'image'; Use = { param($path) (Export-ActivationMap $path -Model $model -OutputPath "$TestDrive/maps" -PassThru).Image } }
        'Export-FeatureEmbedding' = @{ Is = 'image'; Use = { param($path) $null = Export-FeatureEmbedding $path -Model $model -OutputPath "$TestDrive/features.csv"; (Import-Csv "$TestDrive/features.csv").Path } }
        'Find-SimilarImage'       = @{ Is = 'image'; Use = { param($path) (Find-SimilarImage $path -Reference $dataset.Train -Model $model -Top 1).QueryPath } }
        'Get-AlexNetPrediction'   = @{ Is = 'image'; Use = { param($path) (Get-AlexNetPrediction $path -Model $model).Path } }
        'Get-AlexNetRun'          = @{ Is = 'run'; Use = { param($path) (Get-AlexNetRun $path).Path } }
        'Get-ImageNetStore'       = @{ Is = 'store'; Use = { param($path) (Get-ImageNetStore $path).StorePath } }
        'Import-AlexNetModel'     = @{ Is = 'model'; Use = { param($path) (Import-AlexNetModel $path).Path } }
        'Import-ImageNetFolder'   = @{ Is = 'folder'; Use = { param($path) (Import-ImageNetFolder $path -IndexOnly).SourcePath } }
        'Join-ImageNetStore'      = @{ Is = 'part'; Use = { param($path) $joined = Join-ImageNetStore $path; [IO.Directory]::GetDirectories([IO.Path]::GetDirectoryName($joined.StorePath), "*.part-*") } }
        'Remove-AlexNetRun'       = @{ Is = 'run'; Use = { param($path) Remove-AlexNetRun $path -Confirm:$false; if (-not (Test-Path -LiteralPath $path)) { $path } } }
        'Remove-ImageNetStore'    = @{ Is = 'store'; Use = { param($path) Remove-ImageNetStore $path -Confirm:$false; if (-not (Test-Path -LiteralPath $path)) { $path } } }
        'Show-AlexNetRun'         = @{ Is = 'run'; Use = { param($path) if (Show-AlexNetRun $path) { (Get-AlexNetRun $path).Path } } }
        'Test-AlexNetManifest'    = @{ Is = 'card'; Use = { param($path) (Test-AlexNetManifest $path)[0].Folder } }
        'Test-AlexNetRun'         = @{ Is = 'run'; Use = { param($path) (Test-AlexNetRun $path -WarningAction SilentlyContinue).Path } }
    }

    # Puts a thing into a folder of an odd name, and returns its path.
    function New-Thing([string] $Kind, [string] $Name) {
        $folder = [IO.Path]::Combine($TestDrive, 'odd', $Name)
        $null = [IO.Directory]::CreateDirectory($folder)
        switch ($Kind) {
            'image' { $path = [IO.Path]::Combine($folder, "$Name.png"); if (-not [IO.File]::Exists($path)) { New-Image -Path "$TestDrive/one.png" -Color red; [IO.File]::Copy("$TestDrive/one.png", $path) } }
            'model' { $path = [IO.Path]::Combine($folder, "$Name.safetensors"); [IO.File]::Copy($model.FullName, $path, $true) }
            'folder' { $path = [IO.Path]::Combine($folder, 'photos'); Copy-Item -LiteralPath "$TestDrive/photos" -Destination $path -Recurse -Force }
            'store' { $path = [IO.Path]::Combine($folder, $Name); Copy-Item -LiteralPath $dataset.StorePath -Destination $path -Recurse -Force }
            'part' { $path = [IO.Path]::Combine($folder, "$Name.part-0-of-1"); Copy-Item -LiteralPath $part.PartPath -Destination $path -Recurse -Force }
            'card' { $path = [IO.Path]::Combine($folder, $Name); $null = [IO.Directory]::CreateDirectory($path); Export-AlexNetModel -Model $model -OutputPath "$path/model.safetensors" -Card }
            'run' { $path = [IO.Path]::Combine($folder, $Name); Copy-Item -LiteralPath $run.Path -Destination $path -Recurse -Force }
        }
        $path
    }
}

Describe '-Path of <Command>' -ForEach $commands {
    It 'is known to this test' { $uses[$Command] | Should -Not -BeNullOrEmpty }

    It 'takes brackets that match nothing literally' {
        foreach ($name in $names) {
            $path = New-Thing $uses[$Command].Is $name
            $found = & $uses[$Command].Use $path
            $found | Should -Be $path -Because "the name is $name"
            Remove-Item -LiteralPath "$TestDrive/odd" -Recurse
        }
    }

    It 'matches a pattern within a folder with brackets' {
        foreach ($name in $names) {
            $path = New-Thing $uses[$Command].Is $name
            $pattern = [IO.Path]::Combine($TestDrive, 'odd', $name, '*')
            if ($Command -like 'Remove-*') {
                & $Command $pattern -Confirm:$false
                [IO.Directory]::Exists($path) | Should -BeFalse
            }
            else {
                & $uses[$Command].Use $pattern | Should -Be $path -Because "the name is $name"
            }
            Remove-Item -LiteralPath "$TestDrive/odd" -Recurse
        }
    }

    It 'says which path is missing, and no more' {
        $with = $uses[$Command].Is -eq 'image' ? @{ Model = $model } : @{}
        if ($Command -eq 'Find-SimilarImage') { $with.Reference = $dataset.Train }
        if ($Command -eq 'Export-ActivationMap') { $with.OutputPath = "$TestDrive/maps" }
        if ($Command -eq 'Export-FeatureEmbedding') { $with.OutputPath = "$TestDrive/none.csv" }
        foreach ($name in '[', 'none [1].png', 'no[ne', 'none [1]/*') {
            $failure = $null
            & $Command "$TestDrive/$name" @with -ErrorVariable failure -ErrorAction SilentlyContinue
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'PathNotFound,*'
            $failure[0].Exception.Message | Should -BeLike "*$([WildcardPattern]::Escape($name))*"
        }
    }
}

Describe 'Patterns of names' {
    It 'are an error if a bracket is not closed: <Command>' -ForEach @(
        @{ Command = 'Get-AlexNetRecipe'; With = @{ Name = '[' } }
        @{ Command = 'Get-AlexNetArchitecture'; With = @{ Name = 'One[' } }
        @{ Command = 'Get-AlexNetDevice'; With = @{ Name = '[' } }
        @{ Command = 'Get-AlexNetRun'; With = @{ Tag = '[' } }
        @{ Command = 'Get-AlexNetRun'; With = @{ Recipe = 'a[' } }
    ) {
        $failure = $null
        try { & $Command @With -ErrorAction Stop } catch { $failure = $_ }
        $failure.FullyQualifiedErrorId | Should -BeLike 'PatternInvalid,*'
        $failure.CategoryInfo.Category | Should -Be 'InvalidArgument'
        $failure.Exception.Message | Should -BeLike '*is not closed*'
    }

    It 'complete also behind an open bracket' {
        (TabExpansion2 'Get-AlexNetRecipe -Name [').CompletionMatches | Should -BeNullOrEmpty
        (TabExpansion2 'Get-AlexNetRecipe -Name H*Width').CompletionMatches.CompletionText | Should -Contain 'HalfWidth'
    }
}

Describe 'In Turkish, which has two letters i,' {
    BeforeAll {
        $culture = [cultureinfo]::CurrentCulture
        [cultureinfo]::CurrentCulture = 'tr-TR'
    }

    AfterAll { [cultureinfo]::CurrentCulture = $culture }

    BeforeEach {
        if ('i'.ToUpper() -ceq 'I') { Set-ItResult -Skipped -Because 'this PowerShell has no cultures' }
    }

    It 'names are found in either case' {
        $all = Get-AlexNetRecipe
        foreach ($recipe in $all) {
            (Get-AlexNetRecipe $recipe.Name.ToUpperInvariant()).Name | Should -Be $recipe.Name
            (Get-AlexNetRecipe "$($recipe.Name.ToLowerInvariant())*").Name | Should -Contain $recipe.Name
            (Get-AlexNetRecipe "$($recipe.Name.ToUpperInvariant())*").Name | Should -Contain $recipe.Name
        }
        (Get-AlexNetRecipe MNIST*).Name | Should -Be 'Mnist28'
        (Get-AlexNetArchitecture mnist*).Name | Should -Be (Get-AlexNetArchitecture Mnist28).Name
        (Get-AlexNetDevice cpu).Name | Should -Be 'CPU'
        (Get-AlexNetRun $run.Path -Recipe TINY).Id | Should -Be (Get-AlexNetRun $run.Path).Id
    }

    It 'completion finds them' {
        foreach ($line in 'Get-AlexNetRecipe MNI', 'Invoke-AlexNetTraining -Recipe mni', 'Get-AlexNetArchitecture -Name MNI') {
            (TabExpansion2 $line).CompletionMatches.CompletionText | Should -Be 'Mnist28'
        }
        (TabExpansion2 'Import-ImageNetFolder x -Encoding BIG').CompletionMatches.CompletionText | Should -Be 'bigendianunicode'
    }

    It 'a dataset, its split folders and its training are the same' {
        $photos = "$TestDrive/turkish"
        foreach ($part in 'TRAIN', 'VALIDATION') {
            $null = New-ImageFolder -Path "$photos/$part" -Class red, green -Count 4
            Rename-Item "$photos/$part/red" IRIS
        }
        $imported = Import-ImageNetFolder $photos -ImageSize 32 -CachePath "$TestDrive/turkish-cache"
        $imported.Train.Count | Should -Be 8
        $imported.Validation.Count | Should -Be 8
        $imported.Classes.Name | Should -Be 'IRIS', 'green'
        $changed = Invoke-TinyTraining $imported "$TestDrive/turkish-run" -With @{ Epochs = 1 }
        "$($changed.Status)" | Should -Be 'Completed'
    }
}
