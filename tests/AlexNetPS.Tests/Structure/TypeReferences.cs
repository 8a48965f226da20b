using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Emit;

namespace AlexNetPS.Tests.Structure;

/// <summary>
/// Types that a compiled type refers to: bases, attributes, signatures, local variables and every instruction of its
/// methods. A reference without a using line, such as a member of a property's value, counts as well; a constant and a
/// nameof are compiled away.
/// </summary>
internal static class TypeReferences
{
    private const BindingFlags Declared =
        BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;

    private static readonly Dictionary<ushort, OpCode> _opCodes =
        typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => (ushort)code.Value);

    /// <summary>The references of a type, each with the member that has it.</summary>
    public static IEnumerable<(string Member, Type Type)> Of(Type type)
    {
        foreach (Type used in new[] { type.BaseType }.Concat(type.GetInterfaces()).Concat(Attributes(type))
            .OfType<Type>())
        {
            yield return (type.Name, used);
        }

        foreach (Type used in type.GetGenericArguments()
            .SelectMany(argument => argument.GetGenericParameterConstraints()))
        {
            yield return (type.Name, used);
        }

        foreach (MemberInfo member in type.GetMembers(Declared).Where(member => member is not Type))
        {
            foreach (Type used in Attributes(member).Concat(Signature(member)))
                yield return (member.Name, used);
            if (member is not MethodBase method || method.GetMethodBody() is not MethodBody body)
                continue;
            foreach (Type used in body.LocalVariables.Select(local => local.LocalType)
                .Concat(Instructions(method, body)))
            {
                yield return (member.Name, used);
            }
        }
    }

    /// <summary>The methods and constructors that a type calls, each with the member that does.</summary>
    public static IEnumerable<(string Member, MethodBase Method)> Calls(Type type)
    {
        foreach (MethodBase member in type.GetMembers(Declared).OfType<MethodBase>())
        {
            if (member.GetMethodBody() is not MethodBody body)
                continue;
            foreach (MethodBase called in Operands(member, body).OfType<MethodBase>())
                yield return (member.Name, called);
        }
    }

    /// <summary>A type and the types it is made of: elements of arrays and arguments of generics.</summary>
    public static IEnumerable<Type> Parts(Type type)
    {
        if (type.HasElementType)
            return Parts(type.GetElementType()!);
        return type.IsConstructedGenericType
            ? type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition())
            : [type];
    }

    private static IEnumerable<Type> Attributes(MemberInfo member) =>
        member.CustomAttributes.SelectMany(attribute => attribute
        .ConstructorArguments.Select(argument => argument.Value).OfType<Type>().Append(attribute.AttributeType));

    private static IEnumerable<Type> Signature(MemberInfo member) => member switch
    {
        FieldInfo field => [field.FieldType],
        MethodInfo method =>
            [method.ReturnType, .. method.GetParameters().Select(p => p.ParameterType), .. Arguments(method)],
        ConstructorInfo constructor => constructor.GetParameters().Select(p => p.ParameterType),
        _ => [],
    };

    private static IEnumerable<Type> Arguments(MethodInfo method) => method.IsGenericMethodDefinition
        ? method.GetGenericArguments().SelectMany(argument => argument.GetGenericParameterConstraints())
        : method.GetGenericArguments();

    private static IEnumerable<Type> Instructions(MethodBase method, MethodBody body)
    {
        foreach (MemberInfo used in Operands(method, body))
        {
            if (used is Type type)
                yield return type;
            if (used.DeclaringType is Type declaring)
                yield return declaring;
            foreach (Type part in Signature(used))
                yield return part;
        }
    }

    private static IEnumerable<MemberInfo> Operands(MethodBase method, MethodBody body)
    {
        byte[] code = body.GetILAsByteArray()!;
        Type[] ofType = method.DeclaringType!.GetGenericArguments();
        Type[] ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : [];
        for (int at = 0; at < code.Length;)
        {
            OpCode opCode = _opCodes[code[at] == 0xFE ? (ushort)(0xFE00 | code[at + 1]) : code[at]];
            at += opCode.Size;
            if (opCode.OperandType is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok
                or OperandType.InlineType)
            {
                yield return method.Module.ResolveMember(BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(at)),
                    ofType, ofMethod)!;
            }

            at += opCode.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(at)),
                _ => 4,
            };
        }
    }
}
