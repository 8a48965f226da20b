@{
    ExcludeRules = @(
        # PowerShell 7 reads UTF-8 without a mark.
        'PSUseBOMForUnicodeEncodedFile'
        # The first parameter of a cmdlet is its object or path.
        'PSAvoidUsingPositionalParameters'
        # Pester runs its blocks one inside the other: a variable of one is used in the next.
        'PSUseDeclaredVarsMoreThanAssignments'
        # A parameter that is used in a script block, or as $using:, counts as unused.
        'PSReviewUnusedParameter'
        # Completion evaluates variables of the global scope only, and its tests set one.
        'PSAvoidGlobalVars'
        # What tests draw and install goes to their own folder.
        'PSUseShouldProcessForStateChangingFunctions'
    )
}
