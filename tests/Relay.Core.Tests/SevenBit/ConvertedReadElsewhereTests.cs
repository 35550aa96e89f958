using System.Text;
using System.Text.Json;
using Relay.Core.Tests.Delivery;

namespace Relay.Core.Tests.SevenBit;

/// <summary>Converted messages as Python's email package reads them, beside the originals.</summary>
public sealed class ConvertedReadElsewhereTests
{
    [Fact]
    public async Task Another_parser_finds_the_same_parts_before_and_after()
    {
        string[] messages = [.. Enumerable.Range(0, 300).Select(SomeMessage.Of)];
        var pairs = new List<string[]>();
        foreach (string message in messages)
            pairs.Add([Base64(message), Base64(Converting.Convert(message))]);

        JsonElement seen = await PythonScript.RunAsync("compare_messages.py", JsonSerializer.SerializeToUtf8Bytes(pairs));

        seen.GetProperty("differences").EnumerateArray().Select(it => it.GetString()).ShouldBeEmpty();
        seen.GetProperty("leaves").GetInt32().ShouldBeGreaterThan(600);
        seen.GetProperty("encoded").GetInt32().ShouldBeGreaterThan(200);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.Latin1.GetBytes(text));
}
