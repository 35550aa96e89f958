namespace Relay.Core.Plugins.Compatibility;

/// <summary>An abstract member that a class must implement.</summary>
internal sealed record SdkRequirement(string Type, string Name, string Signature)
{
    internal string Key => $"{Name} {Signature}";

    public override string ToString() => $"{Type}.{Name} ({Signature})";
}
