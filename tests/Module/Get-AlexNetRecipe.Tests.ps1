BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $tiny = Get-TinyRecipePath
}

Describe 'Get-AlexNetRecipe' {
    It 'lists the recipes of the module' {
        $all = Get-AlexNetRecipe
        $all | Should -BeOfType AlexNetPS.Recipes.Recipe
        $all.Name | Should -Be 'Bvlc', 'CaffeFull', 'Cifar18pct', 'Cifar80sec', 'CifarLocal11', 'CifarLocal13', 'D2L', 'Dansuh17', 'FigureOne', 'HalfWidth', 'Mnist28', 'OneTower', 'Oxford17', 'Paper'
    }

    It 'shows them as a table' {
        $text = Get-AlexNetRecipe | Get-RenderedText
        $text | Should -Match 'Name +Architecture +Optimizer +LearningRate +Epochs +BatchSize +Description'
        $text | Should -Match 'Bvlc +BvlcAlexNet +SgdPaper +0[.,]01 +90 +256'
    }

    It 'takes names, whatever the case, wildcards, and both from the pipeline' {
        (Get-AlexNetRecipe paper).Name | Should -Be 'Paper'
        (Get-AlexNetRecipe *17, H*).Name | Should -Be 'Dansuh17', 'Oxford17', 'HalfWidth'
        ('Paper', 'D2L' | Get-AlexNetRecipe).Name | Should -Be 'Paper', 'D2L'
        Get-AlexNetRecipe Zzz* | Should -BeNullOrEmpty
    }

    It 'reads files, from the location of the shell, and as Get-ChildItem gives them' {
        $folder = New-Item -ItemType Directory "$TestDrive/recipes"
        Copy-Item $tiny "$folder/a.json"
        Copy-Item $tiny "$folder/b [1].json"
        Push-Location $folder
        try {
            (Get-AlexNetRecipe ./a.json).Name | Should -Be 'Tiny'
            (Get-AlexNetRecipe a.json).Name | Should -Be 'Tiny'
            Get-AlexNetRecipe ./*.json | Should -HaveCount 2
            Get-ChildItem | Get-AlexNetRecipe | Should -HaveCount 2
        }
        finally { Pop-Location }
    }

    It 'gives one error for each file that is wrong, with its field, and goes on' {
        $folder = New-Item -ItemType Directory "$TestDrive/wrong"
        Set-Content "$folder/one.json" ((Get-Content $tiny -Raw) -replace '"epochs"', '"epochz"')
        Set-Content "$folder/two.json" ((Get-Content $tiny -Raw) -replace '"batchSize": 8', '"batchSize": null')
        Copy-Item $tiny "$folder/zzz.json"
        $read = Get-AlexNetRecipe "$folder/*.json" -ErrorAction SilentlyContinue -ErrorVariable failure
        $read.Name | Should -Be 'Tiny'
        $failure | Should -HaveCount 2
        $failure.FullyQualifiedErrorId | Should -BeLike 'RecipeInvalid,*'
        $failure[0].Exception.Message | Should -BeLike "*one.json*epochz*Did you mean 'epochs'*"
        $failure[0].TargetObject | Should -BeLike '*one.json'
        $failure[1].Exception.Message | Should -BeLike '*batchSize: is missing (a whole number is needed, not null)*'
    }

    It 'names the nearest recipe, and the file that is not there' {
        $failure = { Get-AlexNetRecipe HalfWdth -ErrorAction Stop } | Should -Throw -PassThru
        $failure.FullyQualifiedErrorId | Should -BeLike 'RecipeInvalid,*'
        $failure.Exception.Message | Should -BeLike "*Did you mean 'HalfWidth'*"
        { Get-AlexNetRecipe ./absent.json -ErrorAction Stop } | Should -Throw -ErrorId 'PathNotFound,*'
    }

    It 'gives a recipe as JSON, which is read again' {
        (Get-AlexNetRecipe Paper).ToJson() > "$TestDrive/paper.json"
        (Get-AlexNetRecipe "$TestDrive/paper.json").ToJson() | Should -Be (Get-AlexNetRecipe Paper).ToJson()
    }

    It 'completes names' {
        (TabExpansion2 'Get-AlexNetRecipe ox').CompletionMatches.CompletionText | Should -Be 'Oxford17'
    }
}
