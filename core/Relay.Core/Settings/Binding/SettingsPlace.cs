namespace Relay.Core.Settings.Binding;

/// <summary>A place in a source.</summary>
/// <param name="Source">The source.</param>
/// <param name="Line">Counted from 1; 0 when the source has no lines.</param>
/// <param name="Column">In characters, counted from 1; 0 when the source has no lines.</param>
public readonly record struct SettingsPlace(SettingsSource Source, int Line, int Column)
{
    /// <summary>As in <c>relay.json:12:5</c>.</summary>
    public override string ToString() => Line == 0 ? Source.Name : $"{Source.Name}:{Line}:{Column}";
}
