namespace Relay.Sdk.Expressions;

/// <summary>Variables for expressions.</summary>
public static class Variables
{
    /// <summary>No variable at all.</summary>
    public static IVariables None { get; } = new Nothing();

    private sealed class Nothing : IVariables
    {
        public bool TryGet(string name, out VariableValue value)
        {
            value = default;
            return false;
        }
    }
}
