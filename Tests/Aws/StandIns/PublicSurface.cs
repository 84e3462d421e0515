using System.Reflection;

namespace OrleansDefender.Tests.Aws.StandIns;

/// <summary>The public types and members of an assembly as sorted lines of text, one each.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    public static IReadOnlyList<string> Of(Assembly assembly) =>
        [.. assembly.GetExportedTypes().SelectMany(type => Lines(type)).Distinct().Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Lines(Type type)
    {
        var owner = Name(type);
        yield return $"{owner} : {(type.IsInterface ? "interface" : type.IsAbstract ? "abstract class" : "class")}";
        if (type.BaseType is { } parent && parent != typeof(object))
        {
            yield return $"{owner} : is a {Name(parent)}";
        }

        foreach (var contract in type.GetInterfaces().Where(contract => type.BaseType?.IsAssignableTo(contract) != true))
        {
            yield return $"{owner} : is a {Name(contract)}";
        }

        foreach (var constructor in type.GetConstructors(Declared).Where(IsVisible))
        {
            yield return $"{owner}.new({Parameters(constructor)})";
        }

        foreach (var field in type.GetFields(Declared).Where(field => field.IsPublic || field.IsFamily))
        {
            yield return $"{owner}.{field.Name} : {(field.IsStatic ? "static " : "")}{Name(field.FieldType)}";
        }

        foreach (var property in type.GetProperties(Declared))
        {
            var visible = property.GetAccessors(nonPublic: true).Where(IsVisible).ToList();
            if (visible.Count > 0)
            {
                var accessors = string.Join(' ', visible.Select(accessor => accessor == property.SetMethod ? "set" : "get").Order());
                yield return $"{owner}.{property.Name} : {(visible[0].IsStatic ? "static " : "")}{Name(property.PropertyType)} {{ {accessors} }}";
            }
        }

        foreach (var method in type.GetMethods(Declared).Where(IsVisible).Where(method => !method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)))
        {
            yield return $"{owner}.{method.Name}({Parameters(method)}) : {(method.IsStatic ? "static " : "")}{Name(method.ReturnType)}";
        }
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(parameter => $"{Name(parameter.ParameterType)} {parameter.Name}{(parameter.HasDefaultValue ? " = default" : "")}"));

    private static string Name(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return Name(inner) + "?";
        }

        return type.IsGenericType
            ? $"{type.Namespace}.{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
            : type.FullName!;
    }
}
