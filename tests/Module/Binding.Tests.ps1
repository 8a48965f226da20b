BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $dataset = Import-TinyDataset -Path "$TestDrive/photos"
    $run = Invoke-TinyTraining $dataset "$TestDrive/run" -With @{ Epochs = 1 }
    $file = Get-Item "$TestDrive/run/best.safetensors"

    # What Tab offers at the end of a line; completion sees the global scope.
    function Get-Completion {
        param([string] $Line, $Value)
        $global:completed = $Value
        try { (TabExpansion2 $Line).CompletionMatches.CompletionText } finally { Remove-Variable completed -Scope Global }
    }
}

Describe 'Parameters that take an object or its path' {
    It 'refuse <What>, and say what they take' -ForEach @(
        @{ What = 'a number for a model'; Command = { Measure-AlexNetModel -Model 5 -Dataset $dataset }; Message = '*A model, a training run, or the path*not 5.*' }
        @{ What = 'two initial models'; Command = { Invoke-AlexNetTraining $dataset -InitialModel 'a', 'b' }; Message = '*A model, a training run*not a list of 2*' }
        @{ What = 'a number for a recipe'; Command = { Invoke-AlexNetTraining $dataset -Recipe 3 }; Message = '*recipe*not 3.*' }
        @{ What = 'a number for a dataset'; Command = { Test-ImageNetDataset -Dataset 7 }; Message = '*dataset*not 7.*' }
        @{ What = 'a weight of zero'; Command = { Invoke-AlexNetTraining $dataset -ClassWeight @{ red = 0 } }; Message = '*weights above 0*' }
        @{ What = 'a weight that is no number'; Command = { Invoke-AlexNetTraining $dataset -ClassWeight @{ red = 'much' } }; Message = '*weights above 0*' }
        @{ What = 'a word for weights'; Command = { Invoke-AlexNetTraining $dataset -ClassWeight Unbalanced }; Message = '*Balanced, or a table*not ''Unbalanced''.*' }
        @{ What = 'a number for embeddings'; Command = { Find-SimilarImage x -Reference 5 }; Message = '*not 5.*' }
    ) {
        $failure = $Command | Should -Throw -PassThru
        $failure.FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentTransformationError,*'
        $failure.Exception.Message | Should -BeLike $Message
    }

    It 'take files and folders of Get-Item' {
        (Measure-AlexNetModel -Model $file -Dataset (Get-Item $dataset.StorePath)).Count | Should -Be $dataset.Validation.Count
        (Measure-AlexNetModel -Model $file, $run -Dataset $dataset | ForEach-Object Count) | Should -Be (@($dataset.Validation.Count) * 2)
        $recipe = Get-Item (Get-TinyRecipePath)
        (Invoke-AlexNetTraining $dataset -Recipe $recipe -InitialModel $file -Epochs 1 -RunPath "$TestDrive/second").Recipe.Name | Should -Be 'Tiny'
    }

    It 'take values that were already turned into references' {
        $given = @($run)
        (Export-AlexNetFilter -Model $given -OutputPath "$TestDrive/conv1.png" -PassThru).Name | Should -Be 'conv1.png'
    }
}

Describe 'Tab' {
    It 'offers Balanced for class weights' { Get-Completion 'Invoke-AlexNetTraining -ClassWeight ' | Should -Be 'Balanced' }

    It 'offers the classes of a dataset given as <_>' -ForEach 'an object', 'a split', 'a path' {
        $value = switch ($_) { 'an object' { $dataset } 'a split' { $dataset.Train } 'a path' { $dataset.StorePath } }
        Get-Completion 'Export-ImageNetSample -Dataset $global:completed -Class ' $value | Should -Be 'blue', 'green', 'red'
    }

    It 'offers nothing, and says nothing, for a dataset that cannot be read' {
        Set-Content "$TestDrive/nothing.txt" 'no store'
        $before = $Error.Count
        Get-Completion 'Export-ImageNetSample -Dataset $global:completed -Class r' "$TestDrive/nothing.txt" | Should -Not -Contain 'red'
        $Error.Count | Should -Be $before
    }

    It 'looks through a variable and its properties, and calls nothing' {
        Get-Completion '$global:completed.Train | Export-ImageNetSample -Class ' $dataset | Should -Be 'blue', 'green', 'red'
        Get-Completion '$global:completed.ToString() | Export-ImageNetSample -Class r' $dataset | Should -Not -Contain 'red'
    }
}
