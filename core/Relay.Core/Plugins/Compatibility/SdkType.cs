namespace Relay.Core.Plugins.Compatibility;

/// <summary>A type of the SDK as plugins see it.</summary>
internal sealed class SdkType(string name, bool isInterface)
{
    internal string Name => name;

    internal bool IsInterface => isInterface;

    /// <summary>Methods and fields as <c>name signature</c>.</summary>
    internal HashSet<string> Members { get; } = new(StringComparer.Ordinal);

    /// <summary>Virtual methods with a body, in the same form.</summary>
    internal HashSet<string> VirtualMethods { get; } = new(StringComparer.Ordinal);

    /// <summary>Methods without a body.</summary>
    internal List<SdkMethod> AbstractMethods { get; } = [];

    /// <summary>Base type and interfaces with their generic arguments, where they are types of the SDK.</summary>
    internal List<TypeUse> Bases { get; } = [];

    /// <summary>The base type's name when it is a type of another assembly.</summary>
    internal string? ForeignBase { get; set; }
}
