using System.Reflection;
using AlexNetPS.Recipes;

namespace AlexNetPS.Tests.Structure;

/// <summary>
/// Names that other programs use. A change of one is intended or is a mistake: the list beside this file makes it
/// visible in review.
/// </summary>
public class PublicApiTests
{
    private const BindingFlags Declared =
        BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;

    [Fact]
    public void ThePublicApiIsTheOneThatIsListed()
    {
        string listed = Path.Combine(SourceTree.Root, "tests", "AlexNetPS.Tests", "Structure", "PublicApi.txt");
        string actual = Path.Combine(AppContext.BaseDirectory, "PublicApi.txt");
        string[] api = [.. typeof(Recipe).Assembly.GetExportedTypes().SelectMany(Lines).Order(StringComparer.Ordinal)];
        File.WriteAllLines(actual, api);
        string[] known = File.Exists(listed) ? File.ReadAllLines(listed) : [];
        string[] difference =
            [.. known.Except(api).Select(line => $"- {line}"), .. api.Except(known).Select(line => $"+ {line}")];
        Assert.True(difference.Length == 0, "The public API has changed. If that is intended, copy "
            + $"'{actual}' to '{listed}'.\n{string.Join('\n', difference.Take(50))}");
    }

    private static IEnumerable<string> Lines(Type type)
    {
        yield return $"{type.FullName} : {Kind(type)}";
        IEnumerable<MemberInfo> members = type.IsEnum
            ? type.GetFields(BindingFlags.Public | BindingFlags.Static)
            : type.GetMembers(Declared).Where(IsVisible);
        foreach (MemberInfo member in members)
            yield return $"{type.FullName} | {Text(member)}";
    }

    private static string Kind(Type type) => type.IsEnum ? "enum" : type.IsInterface ? "interface"
        : type.IsValueType ? "struct" : type.IsAbstract && type.IsSealed ? "static class"
        : (type.IsSealed ? "sealed " : type.IsAbstract ? "abstract " : "") + $"class, {Name(type.BaseType!)}";

    private static bool IsVisible(MemberInfo member) => member switch
    {
        // What compilers add to a record says nothing.
        MethodBase { Name: "<Clone>$" or "PrintMembers" or "GetHashCode" or "Equals" or "op_Equality" or "op_Inequality" }
            => false,
        MethodBase { IsSpecialName: true } method when method is MethodInfo => false,
        MethodBase method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly,
        FieldInfo field => field.IsPublic || field.IsFamily,
        PropertyInfo property => property.GetAccessors(true).Any(accessor => accessor.IsPublic || accessor.IsFamily),
        EventInfo => true,
        _ => false,
    };

    private static string Text(MemberInfo member) => member switch
    {
        ConstructorInfo constructor => $"new({Parameters(constructor)})",
        MethodInfo method => $"{(method.IsStatic ? "static " : "")}{Name(method.ReturnType)} {method.Name}"
            + $"({Parameters(method)})",
        PropertyInfo property => $"{Name(property.PropertyType)} {property.Name} {{ "
            + string.Concat(property.GetAccessors().Select(accessor =>
                accessor.ReturnType != typeof(void) ? "get; "
                : accessor.ReturnParameter.GetRequiredCustomModifiers().Length > 0 ? "init; " : "set; ")) + "}",
        FieldInfo field => field.IsLiteral
            ? $"const {field.Name} = {field.GetRawConstantValue()}"
            : $"{Name(field.FieldType)} {field.Name}",
        _ => member.Name,
    };

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters()
        .Select(parameter => $"{Name(parameter.ParameterType)} {parameter.Name}"
            + (parameter.HasDefaultValue ? $" = {parameter.DefaultValue ?? "null"}" : "")));

    private static string Name(Type type)
    {
        if (type.IsGenericParameter)
            return type.Name;
        if (type.IsArray)
            return Name(type.GetElementType()!) + "[]";
        if (type.IsByRef)
            return "ref " + Name(type.GetElementType()!);
        string name = type.Name.Split('`')[0];
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : name;
    }
}
