namespace Relay.Sdk.Expressions;

/// <summary>What the variables of an expression stand for at one use.</summary>
public interface IVariables
{
    /// <summary>Finds a variable.</summary>
    /// <param name="name">As in the expression, without <c>$</c>; case counts.</param>
    /// <param name="value">Its value; empty when the variable exists and is not set.</param>
    /// <returns>False when there is no variable of that name here; the expansion fails then.</returns>
    bool TryGet(string name, out VariableValue value);
}
