using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Relay.Host.Plugins;

/// <summary>The arguments of a plugin's command in a request: <c>?argument=…</c>, once for each.</summary>
internal static class CommandArguments
{
    private const string Key = "argument";
    private const int Most = 64;
    private const int MostCharacters = 4096;

    /// <exception cref="FormatException">There are too many, or they are too long.</exception>
    public static string[] Read(IQueryCollection query)
    {
        string[] arguments = [.. query[Key].Select(argument => argument ?? "")];
        return Check(arguments);
    }

    /// <exception cref="FormatException">There are too many, or they are too long.</exception>
    public static string Write(string[] arguments) =>
        new QueryBuilder(Check(arguments).Select(argument => KeyValuePair.Create(Key, argument))).ToString();

    private static string[] Check(string[] arguments) => arguments.Length <= Most && arguments.Sum(argument => argument.Length) <= MostCharacters
        ? arguments
        : throw new FormatException($"a command takes at most {Most} arguments with at most {MostCharacters} characters together");
}
